"""First and family name in two columns become the name of a person."""

from __future__ import annotations

import pytest

from tests.files.reader import lines, refused, staged, written
from vitalfew.files.inspection import inspect
from vitalfew.files.problems import FileProblem

PEOPLE = """First name,Last Name,Account
Ingrid,Solheim,C1
伟,王,C1
Wei,王,C1
,Dahl,C1
Per,,C1
 , ,C1
娜·古丽,阿依,C1
"""


def test_western_names_are_joined_in_their_order_chinese_ones_in_theirs(tmp_path):
    found = staged(tmp_path, PEOPLE, kind="contacts")

    assert [name for (name,) in lines(found, "name")] == [
        "Ingrid Solheim", "王伟", "Wei 王", "Dahl", "Per", "阿依娜·古丽",
    ]  # fmt: skip
    assert refused(found) == [("7", "Last Name", "", "no_name")]
    assert found.report.mapping == {
        "account_id": "Account", "given_name": "First name", "family_name": "Last Name",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("名,姓,客户", {"given_name": "名", "family_name": "姓"}),
        ("姓,名字,客户", {"family_name": "姓", "given_name": "名字"}),
        ("Vorname,Name,Kunde", {"given_name": "Vorname", "family_name": "Name"}),
        ("Vorname,Nachname,Kunde",
         {"given_name": "Vorname", "family_name": "Nachname"}),
        ("Full name,First name,Last name,Account", {"name": "Full name"}),
        ("Last name,Name,Account", {"name": "Name"}),
        ("姓名,姓,客户", {"name": "姓名"}),
        ("名字,客户", {"name": "名字"}),
    ],
)  # fmt: skip
def test_which_column_is_which_part(tmp_path, headings, expected):
    cells = ",".join("x" for _ in headings.split(","))
    path = written(tmp_path, f"{headings}\n{cells}\n", name="people.csv")

    mapping = dict(inspect(path, kind="contacts").mapping)

    del mapping["account_id"]
    assert mapping == expected


def test_where_a_whole_name_is_mapped_as_well_it_counts_and_parts_fill_gaps(tmp_path):
    text = "Whole,A,B,Account\nDr. Ingrid Solheim,Ingrid,Solheim,C1\n,Per,Dahl,C1\n"
    mapping = {
        "name": "Whole", "given_name": "A", "family_name": "B", "account_id": "Account",
    }  # fmt: skip

    found = staged(tmp_path, text, kind="contacts", mapping=mapping)

    assert [name for (name,) in lines(found, "name")] == [
        "Dr. Ingrid Solheim", "Per Dahl",
    ]  # fmt: skip


def test_without_a_name_or_a_part_of_one_the_file_is_not_read(tmp_path):
    text = "Mail,Account\na@x.example,C1\n"
    mapping = {"email": "Mail", "account_id": "Account"}

    with pytest.raises(FileProblem) as told:
        staged(tmp_path, text, kind="contacts", mapping=mapping)

    assert told.value.values["field"] == "name"
