"""Address cards of other programs: 3.0 and 4.0, folded, several in one file."""

from __future__ import annotations

import pytest

from tests.files.reader import lines, staged
from vitalfew.files.problems import FileProblem

CARDS = """BEGIN:VCARD
VERSION:3.0
N:Solheim;Ingrid;;;
FN:Ingrid Solheim
item1.EMAIL;TYPE=INTERNET:ingrid@aurora.example
TEL;TYPE=CELL,VOICE:+47 900 00 000
TEL;TYPE=WORK:+47 22 00 00 00
ORG:Aurora\\, Steel;Purchasing
TITLE:Head of pur
 chasing
PHOTO;ENCODING=b;TYPE=JPEG:%s
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:王伟
TEL;VALUE=uri;TYPE="voice,cell":tel:+86-139-0000-0001
ORG:Z1
UID:7
END:VCARD
""" % ("A" * 200_000)


def test_cards_are_read_as_lines_numbered_as_they_stand(tmp_path):
    found = staged(tmp_path, CARDS, kind="contacts")
    assert found.report.format == "vcard"
    told = ("name", "email", "phone", "mobile", "account_id", "department", "title",
            "external_id", "row_number")  # fmt: skip
    assert [lines(found, name) for name in told] == [
        [("Ingrid Solheim",), ("王伟",)],
        [("ingrid@aurora.example",), (None,)],
        [("+47 22 00 00 00",), (None,)],
        [("+47 900 00 000",), ("+86-139-0000-0001",)],
        [("Aurora, Steel",), ("Z1",)],
        [("Purchasing",), (None,)],
        [("Head of purchasing",), (None,)],
        [(None,), ("7",)],
        [(1,), (13,)],
    ]


def _quoted(text, charset):
    return "".join(f"={byte:02X}" for byte in text.encode(charset))


def test_an_old_card_is_read_in_the_letters_it_names_and_with_parts_of_a_name_alone(
    tmp_path,
):
    company = _quoted("华东港机", "gbk")
    cards = f"""BEGIN:VCARD
VERSION:2.1
N;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:{_quoted("王", "gbk")};{_quoted("伟", "gbk")};;;
ORG;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:{company[:12]}=
{company[12:]};{_quoted("采购部", "gbk")}
TEL;WORK;FAX:021 1
TEL;CELL:139 2
END:VCARD
BEGIN:VCARD
VERSION:2.1
N:Dahl;Per
ORG;CHARSET=x-nowhere;ENCODING=QUOTED-PRINTABLE:Z=31
END:VCARD
"""
    found = staged(tmp_path, cards, kind="contacts")
    told = ("name", "phone", "mobile", "account_id", "department")
    assert [lines(found, name) for name in told] == [
        [("王伟",), ("Per Dahl",)],
        [(None,), (None,)],
        [("139 2",), (None,)],
        [("华东港机",), ("Z1",)],
        [("采购部",), (None,)],
    ]


def test_of_several_companies_the_first_counts_and_a_post_before_a_role(tmp_path):
    cards = """BEGIN:VCARD
VERSION:4.0
FN:Per Dahl
N:Dahl;Per;;;
ORG;SORT-AS="A: B":Aurora\\; Steel\\\\;
ORG:Other;Sales
ROLE:Buys
TITLE:Engineer
EMAIL;PREF=1:per@aurora.example
EMAIL:per@home.example
END:VCARD
"""
    found = staged(tmp_path, cards, kind="contacts")
    told = ("name", "email", "account_id", "department", "title")
    assert [lines(found, name) for name in told] == [
        [("Per Dahl",)],
        [("per@aurora.example",)],
        [("Aurora; Steel\\",)],
        [(None,)],
        [("Engineer",)],
    ]


@pytest.mark.parametrize("text", ["BEGIN:VCARD\n", "BEGIN:VCARD\nFN:A\n"])
def test_a_card_cut_off_is_a_problem_told_not_a_crash(tmp_path, text):
    with pytest.raises(FileProblem):
        staged(tmp_path, text, kind="contacts")
