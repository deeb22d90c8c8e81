"""From an upload to an import and back, on the pages."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from tests.apps.imports.conftest import HEADINGS, order_lines
from vitalfew.apps.firm.models import Firm, Rate
from vitalfew.apps.imports import services
from vitalfew.apps.imports.models import Batch, Source, State
from vitalfew.apps.imports.selectors import stored_now
from vitalfew.apps.imports.storage import order_store
from vitalfew.apps.people.models import Contact
from vitalfew.apps.people.services.persons import contact_edit
from vitalfew.apps.people.services.posts import Held, position_add
from vitalfew.apps.people.services.ratings import position_rate
from vitalfew.apps.program.falling_back import proposal_answer
from vitalfew.apps.program.models import Cycle, Proposal

pytestmark = pytest.mark.django_db


def content(lines: list[str], headings: str = HEADINGS) -> bytes:
    return "\n".join([headings, *lines]).encode()


def upload(client, lines, name: str = "orders.csv", kind: str = "orders", **more):
    files = [SimpleUploadedFile(name, content(lines, **more))]
    return client.post(reverse("import-upload"), {"kind": kind, "files": files})


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def lines() -> int:
    return order_store().totals(stored_now()).lines


def test_a_file_is_uploaded_looked_at_imported_and_withdrawn(ana, work):
    response = upload(ana, order_lines(1, 2))
    batch = Batch.objects.get()
    assert response.url == reverse("import-draft", args=[batch.pk])
    assert "Waiting for its turn" in text(ana.get(response.url))
    work()
    page = text(ana.get(response.url))
    assert "Lines that will count in addition: 8." in page
    assert "Norvik Wind" in page
    assert lines() == 0
    response = ana.post(reverse("import-commit", args=[batch.pk]))
    assert response.url == reverse("import-batch", args=[batch.pk])
    work()
    assert lines() == 8
    assert "0 before, 8 after" in text(ana.get(response.url))
    withdraw = reverse("import-withdraw", args=[batch.pk])
    assert ana.post(withdraw, {"reason": ""}).status_code == 422
    assert lines() == 8
    ana.post(withdraw, {"reason": "wrong company"})
    assert lines() == 0
    assert "wrong company" in text(ana.get(response.url))


def test_what_was_done_for_customers_is_looked_at_and_imported(ana, work):
    upload(ana, order_lines(1))
    work()
    ana.post(reverse("import-commit", args=[Batch.objects.get().pk]))
    work()
    headings = "Kunde,Datum,Tätigkeit,Vorgangsnummer,Stunden"
    visits = ["C001,2024-01-07,Besuch,1,1.5", "X9,2024-01-08,Anruf,2,0.25"]
    upload(ana, visits, "besuche.csv", "activities", headings=headings)
    work()
    draft = Batch.objects.first()
    page = text(ana.get(reverse("import-draft", args=[draft.pk])))
    assert "Lines that will count in addition: 2." in page
    assert "Customers that no order and no company file knows: 1" in page
    assert "Hours it took" in page
    ana.post(reverse("import-commit", args=[draft.pk]))
    work()
    found = order_store().totals(stored_now(), kind="activities")
    assert (found.lines, found.minutes) == (2, 105)
    assert "Service activities" in text(ana.get(reverse("imports")))


def test_people_are_looked_at_imported_and_withdrawn_on_the_pages(ana, work, cast):
    headings = "姓名,客户,邮箱,职务,级别,上级"
    people = [
        "王伟,C001,wang@norvik.example,采购总监,管理层,",
        "Per Dahl,C001,per@norvik.example,,技术层,王伟",
        "Anna,C999,,,,",
    ]
    upload(ana, people, "people.csv", "contacts", headings=headings)
    work()
    batch = Batch.objects.get()
    page = text(ana.get(reverse("import-draft", args=[batch.pk])))
    for told in ("New people: 2; people who change: 0.", "采购总监", "Refused lines: 1",
                 "No customer has this number or exactly this name."):  # fmt: skip
        assert told in page
    assert not Contact.objects.exists()
    ana.post(reverse("import-commit", args=[batch.pk]), {"refused": "skip"})
    work()
    wang = Contact.objects.get(name="王伟")
    contact_edit(acting=cast.marta, contact=wang, phone="1")
    address = reverse("import-withdraw", args=[batch.pk])
    assert "What has been changed or used since stays" in text(ana.get(address))
    ana.post(address, {"reason": "wrong list"})
    page = text(ana.get(reverse("import-batch", args=[batch.pk])))
    assert list(Contact.objects.all()) == [wang]
    assert "What stayed, and why" in page
    assert "Changed by hand since" in page


def test_names_in_two_columns_are_shown_joined_and_the_choice_is_remembered(
    ana, work, cast
):
    people = {"headings": "Given,Fam,Account", "kind": "contacts"}
    upload(ana, ["Ingrid,Solheim,C001", "伟,王,C001"], "people.csv", **people)
    work()
    address = reverse("import-draft", args=[Batch.objects.get().pk])
    assert "joined to the name" in text(ana.get(address))
    ana.post(
        address,
        {
            "map-given_name": "Given",
            "map-family_name": "Fam",
            "map-account_id": "Account",
        },
    )
    work()
    page = text(ana.get(address))
    assert "Ingrid Solheim" in page
    assert "王伟" in page
    ana.post(reverse("import-commit", args=[Batch.objects.get().pk]))
    work()
    assert set(Contact.objects.values_list("name", flat=True)) == {
        "Ingrid Solheim", "王伟",
    }  # fmt: skip
    upload(ana, ["Per,Dahl,C001"], "more.csv", **people)
    work()
    again = Batch.objects.order_by("pk").last()
    assert (again.state, again.mapping["family_name"]) == (State.CHECKED, "Fam")
    draft = reverse("import-draft", args=[again.pk])
    with translation.override("zh-hans"):
        page = text(ana.get(draft, HTTP_ACCEPT_LANGUAGE="zh-hans"))
    assert "中文姓在前，中间不空格" in page


def test_a_file_says_who_of_weight_leaves_and_what_became_of_it(ana, work, cast):
    day = dt.date(2024, 1, 1)
    cycle = Cycle.objects.create(
        account=cast.norvik, stage="stabilize", since=day, starts_on=day
    )
    post = position_add(
        acting=cast.marta, account=cast.norvik, held=Held(title="COO"),
        person={"name": "Ingrid Solheim"},
    )  # fmt: skip
    position_rate(
        acting=cast.marta, position=post, topic="influence", values=["decisive"],
        evidence="met", on=dt.date(2024, 2, 1),
    )  # fmt: skip
    headings, left = "name,account,title,until", "Ingrid Solheim,C001,COO,2024-05-01"
    upload(ana, [left], "people.csv", "contacts", headings=headings)
    work()
    batch = Batch.objects.get()
    draft = text(ana.get(reverse("import-draft", args=[batch.pk])))
    assert "1 post ends of somebody who decides or speaks for us." in draft
    assert f'href="/contacts/{post.contact_id}/">Ingrid Solheim</a>' in draft
    assert "· COO · Norvik Wind</div>" in draft
    ana.post(reverse("import-commit", args=[batch.pk]))
    work()
    proposal_answer(
        acting=cast.hana, proposal=Proposal.objects.get(cycle=cycle), fall_back=False,
        answer="The new one knows us",
    )  # fmt: skip
    told = reverse("account-cycle", args=[cast.norvik.pk])
    assert "told by the import people.csv" in text(ana.get(told))
    services.batch_withdraw(batch=batch, acting=cast.ana, reason="wrong list")
    page = text(ana.get(reverse("import-batch", args=[batch.pk])))
    assert "The event of leaving: what it proposed was answered" in page
    assert "which was withdrawn since" in text(ana.get(told))


def test_the_example_of_each_kind_is_a_file_to_fill_in(ana, work, cast):
    page = ana.get(reverse("import-template", args=["contacts"]))
    assert page["Content-Disposition"] == 'attachment; filename="contacts.csv"'
    rows = page.content.decode("utf-8-sig").replace("K-1042", "C001").splitlines()
    rows[1] = rows[1].replace("per@norvik.example", "")
    upload(ana, rows[1:], "filled.csv", "contacts", headings=rows[0])
    work()
    assert (Batch.objects.get().state, Batch.objects.get().rows) == (State.CHECKED, 1)
    assert ana.get(reverse("import-template", args=["orbits"])).status_code == 404


def test_the_page_says_what_each_kind_of_file_holds_in_both_languages(ana):
    assert "deliveries, visits, returns, complaints, calls" in text(
        ana.get(reverse("imports"))
    )
    with translation.override("zh-hans"):
        page = text(ana.get(reverse("imports"), HTTP_ACCEPT_LANGUAGE="zh-hans"))
    assert "服务作业" in page
    assert "录单、送货、拜访、退货、投诉、电话" in page


def test_the_identical_file_again_is_told_before_and_after(ana, work):
    for _time in range(2):
        upload(ana, order_lines(1))
        work()
        batch = Batch.objects.first()
        page = text(ana.get(reverse("import-draft", args=[batch.pk])))
        ana.post(reverse("import-commit", args=[batch.pk]))
        work()
    assert "This file was imported already." in page
    report = text(ana.get(reverse("import-batch", args=[batch.pk])))
    assert "Nothing changed." in report
    assert lines() == 4


def test_refused_lines_are_shown_and_downloaded_and_decide_nothing_themselves(
    ana, work
):
    upload(ana, [*order_lines(1), "C001,N,soon,S9,1,=1+1,5"])
    work()
    batch = Batch.objects.get()
    page = text(ana.get(reverse("import-draft", args=[batch.pk])))
    assert "Refused lines: 1" in page
    assert "soon" in page
    listed = b"".join(ana.get(reverse("import-refused", args=[batch.pk])))
    assert b"soon" in listed
    assert b"bad_date" in listed
    commit = reverse("import-commit", args=[batch.pk])
    ana.post(commit, {"refused": "nothing"})
    batch.refresh_from_db()
    assert (batch.state, lines()) == (State.DISCARDED, 0)


def test_skipping_refused_lines_imports_the_others(ana, work):
    upload(ana, [*order_lines(1), "C001,N,soon,S9,1,P1,5"])
    work()
    batch = Batch.objects.get()
    ana.post(reverse("import-commit", args=[batch.pk]), {"refused": "skip"})
    work()
    assert lines() == 4


def test_a_cell_that_a_spreadsheet_would_run_is_defused(ana, work):
    upload(ana, [*order_lines(1), "C001,N,=1+1,S9,1,P1,5"])
    work()
    batch = Batch.objects.get()
    listed = b"".join(ana.get(reverse("import-refused", args=[batch.pk]))).decode()
    assert "'=1+1" in listed
    assert ",=1+1" not in listed


def test_a_date_that_can_be_read_two_ways_is_asked_for(ana, work):
    upload(ana, ["A,10,03/04/2024"], headings="account_id,net amount,order date")
    work()
    batch = Batch.objects.get()
    draft = reverse("import-draft", args=[batch.pk])
    page = text(ana.get(draft))
    assert "can be read day first or month first" in page
    assert "Answer below, then read the file again." in page
    mapping = {f"map-{field}": h for field, h in batch.inspection["mapping"].items()}
    ana.post(draft, mapping | {"date_order": "dmy"})
    work()
    batch.refresh_from_db()
    assert (batch.state, str(batch.first_day)) == (State.CHECKED, "2024-04-03")


def test_a_mapping_is_corrected_on_the_page(ana, work):
    upload(ana, ["A,2024-01-05,10"], headings="wer,wann,wieviel")
    work()
    batch = Batch.objects.get()
    draft = reverse("import-draft", args=[batch.pk])
    ana.post(
        draft,
        {
            "map-account_id": "wer",
            "map-ordered_on": "wann",
            "map-net_amount": "wieviel",
        },
    )
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == (State.CHECKED, 1)


def test_pseudo_accounts_are_offered_and_left_out_when_ticked(ana, work):
    upload(ana, [*order_lines(1), "CASH,散客,2024-01-20,S99,1,P1,999"])
    work()
    batch = Batch.objects.get()
    assert "散客" in text(ana.get(reverse("import-draft", args=[batch.pk])))
    ana.post(reverse("import-commit", args=[batch.pk]), {"leave_out": ["CASH", "C001"]})
    work()
    batch.refresh_from_db()
    assert batch.leave_out == ["CASH"]


def test_progress_asks_again_until_it_is_over(ana, work):
    upload(ana, order_lines(1))
    batch = Batch.objects.get()
    address = reverse("import-progress", args=[batch.pk])
    fragment = ana.get(address, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in text(fragment)
    work()
    over = ana.get(address, headers={"HX-Request": "true"})
    assert over["HX-Redirect"] == reverse("import-draft", args=[batch.pk])
    assert ana.get(address).url == reverse("import-draft", args=[batch.pk])


def test_several_files_become_one_import(ana, work):
    files = [
        SimpleUploadedFile(f"{month}.csv", content(order_lines(month)))
        for month in (1, 2)
    ]
    ana.post(reverse("import-upload"), {"kind": "orders", "files": files})
    work()
    batch = Batch.objects.get()
    assert (batch.state, batch.rows, batch.name) == (State.CHECKED, 8, "1.csv, 2.csv")


def test_companies_are_imported_by_the_same_pages(ana, work):
    files = [
        SimpleUploadedFile("companies.csv", b"account_id,name,parent\nA,Aster,G\n")
    ]
    ana.post(reverse("import-upload"), {"kind": "companies", "files": files})
    work()
    batch = Batch.objects.get()
    assert batch.state == State.CHECKED, batch.problem
    assert ana.get(reverse("import-draft", args=[batch.pk])).status_code == 200
    ana.post(reverse("import-commit", args=[batch.pk]))
    work()
    assert ana.get(reverse("import-batch", args=[batch.pk])).status_code == 200


def test_an_upload_without_a_file_or_kind_says_so(ana):
    response = ana.post(reverse("import-upload"), {"kind": "orders"})
    assert response.status_code == 422
    assert "Choose a file." in text(response)
    files = [SimpleUploadedFile("a.csv", b"x")]
    response = ana.post(reverse("import-upload"), {"kind": "magic", "files": files})
    assert response.status_code == 422
    assert not Batch.objects.exists()


def test_an_upload_that_is_too_large_is_refused_and_leaves_nothing(ana, settings):
    settings.MAX_UPLOAD_BYTES = 50_000
    response = upload(ana, ["x" * 200_000])
    assert response.status_code == 413
    assert "larger than an upload may be" in text(response)
    assert not Batch.objects.exists()
    uploads = settings.DATA_DIR / "uploads"
    assert [p for p in uploads.rglob("*") if p.is_file()] == []


def test_an_upload_needs_its_token(client, cast):
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(cast.ana)
    assert upload(strict, order_lines(1)).status_code == 403
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "..\\..\\evil.csv", "a\u202egpj.csv"]
)
def test_the_name_of_an_upload_is_never_a_path(ana, name):
    upload(ana, order_lines(1), name=name)
    batch = Batch.objects.get()
    (kept,) = batch.uploads
    assert "/" not in batch.name
    assert "\u202e" not in batch.name
    assert ".." not in kept["path"].split("/")


def test_only_analysts_upload_commit_and_withdraw(client, cast, csv_file, work):
    batch = services.batch_import(
        acting=cast.ana, places=[csv_file(order_lines(1))], kind="orders"
    )
    draft = services.draft_read(
        services.draft_create(
            acting=cast.ana, kind="orders", places=[csv_file(order_lines(2))]
        )
    )
    for person in (cast.hana, cast.fay, cast.ada, cast.marta, cast.carl, cast.rhea):
        client.force_login(person)
        assert upload(client, order_lines(3)).status_code == 404
        for name in ("import-commit", "import-discard", "import-draft"):
            address = reverse(name, args=[draft.pk])
            assert client.post(address, {"refused": "skip"}).status_code == 404
        withdraw = reverse("import-withdraw", args=[batch.pk])
        assert client.post(withdraw, {"reason": "no"}).status_code == 404
    work()
    assert Batch.objects.count() == 2
    assert {b.state for b in Batch.objects.all()} == {State.COMMITTED, State.CHECKED}


@pytest.mark.parametrize(
    ("who", "status"),
    [("hana", 200), ("fay", 200), ("ada", 200), ("marta", 404), ("rhea", 404)],
)
def test_imports_are_read_by_those_who_see_all_accounts(
    client, cast, csv_file, who, status
):
    batch = services.batch_import(
        acting=cast.ana, places=[csv_file(order_lines(1))], kind="orders"
    )
    client.force_login(getattr(cast, who))
    assert client.get(reverse("imports")).status_code == status
    assert client.get(reverse("import-batch", args=[batch.pk])).status_code == status


def test_the_sample_is_a_file_that_can_be_imported(ana):
    response = ana.get(reverse("import-sample"))
    assert response["Content-Disposition"].endswith(
        'filename="online_retail_II.parquet"'
    )
    assert b"".join(response)[:4] == b"PAR1"


def test_an_administrator_sets_up_a_source(client, cast, tmp_path):
    client.force_login(cast.ada)
    values = {"name": "ERP", "kind": "orders", "place": str(tmp_path), "every_hours": 6}
    assert (
        client.post(reverse("sources"), values | {"is_active": "on"}).status_code == 302
    )
    source = Source.objects.get()
    page = client.get(reverse("sources"))
    assert "ERP" in text(page)
    edit = reverse("source", args=[source.pk])
    client.post(edit, values | {"every_hours": 0, "is_active": "on"})
    client.post(edit, values | {"every_hours": 12})
    source.refresh_from_db()
    assert (source.every_hours, source.is_active) == (12, False)
    client.force_login(cast.ana)
    assert client.get(reverse("sources")).status_code == 404


def test_pages_speak_chinese(ana, work, cast):
    upload(ana, [*order_lines(1), "C001,N,soon,S9,1,P1,5"])
    work()
    ana.cookies["django_language"] = "zh-hans"
    batch = Batch.objects.get()
    with translation.override("zh-hans"):
        pages = [
            text(ana.get(reverse("imports"))),
            text(ana.get(reverse("import-draft", args=[batch.pk]))),
        ]
    assert "数据与导入" in pages[0]
    assert "拒收行" in pages[1]
    assert "Refused" not in pages[1]


def test_amounts_follow_the_firms_formats(ana, work):
    Firm.objects.create(pk=1, currency="EUR", number_format="1.234,56")
    upload(ana, order_lines(1, amount=100_000))
    work()
    page = text(ana.get(reverse("import-draft", args=[Batch.objects.get().pk])))
    assert "400.004,00" in page


def test_a_file_that_names_no_currency_says_how_it_is_read_and_asks(ana, work):
    Firm.objects.create(pk=1, currency="USD")
    Rate.objects.create(currency="GBP", valid_from=dt.date(2020, 1, 1), rate="1.25")
    upload(ana, order_lines(1))
    work()
    draft = reverse("import-draft", args=[Batch.objects.get().pk])
    page = text(ana.get(draft))
    assert "No currency column: read as USD, the company's currency." in page
    assert 'name="currency" value="USD"' in page
    assert 'form="reading"' in page

    ana.post(draft, mapping_of(page) | {"currency": "gbp"})
    work()

    page = text(ana.get(draft))
    assert "No currency column: read as GBP, as chosen for files like this." in page
    assert "$505.00" in page  # 4 lines of 101 pounds
    batch = Batch.objects.get()
    ana.post(reverse("import-commit", args=[batch.pk]))
    work()
    told = text(ana.get(reverse("import-batch", args=[batch.pk])))
    assert "GBP; the file has no currency column" in told

    upload(ana, order_lines(2), "next.csv")
    work()
    second = Batch.objects.latest("pk")
    assert second.options["currency"] == "GBP"


def test_a_currency_without_a_rate_is_asked_again(ana, work):
    Firm.objects.create(pk=1, currency="USD")
    upload(ana, order_lines(1))
    work()
    draft = reverse("import-draft", args=[Batch.objects.get().pk])
    ana.post(draft, mapping_of(text(ana.get(draft))) | {"currency": "GBP"})
    work()

    page = text(ana.get(draft))

    assert "are in GBP, not in USD." in page
    assert 'name="currency" value="GBP"' in page
    refused = ana.post(draft, mapping_of(page) | {"currency": "pounds"})
    assert refused.status_code == 422


def test_a_file_with_a_column_of_currencies_is_asked_nothing(ana, work):
    Firm.objects.create(pk=1, currency="EUR")
    upload(ana, ["A,2024-01-05,10,EUR"], headings="account_id,date,amount,currency")
    work()

    page = text(ana.get(reverse("import-draft", args=[Batch.objects.get().pk])))

    assert "No currency column" not in page
    assert 'name="currency"' not in page


def mapping_of(page: str) -> dict[str, str]:
    """What the selects of the mapping would send."""
    selects = re.findall(r'<select[^>]*name="(map-\w+)"[^>]*>(.*?)</select>', page)
    chosen = {
        name: re.search(r'value="([^"]*)" selected', options)
        for name, options in selects
    }
    return {name: found[1] for name, found in chosen.items() if found}
