"""A plan and a quarterly review as PowerPoint, PDF and Excel, read back.

Norvik and its two daughters buy each month, the month's number more than the month
before: see `tests/web/house.py`. January to March 2026 are its months 24, 25 and 26.
"""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pptx import Presentation
from pptx.util import Inches

from tests.web.decks.files import got, template, title_only, upload
from tests.web.files import text_of_pdf
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.plans.models import Objective, SlideTemplate
from vitalfew.web.decks.deck import Cell, Column, Deck, Slide, Table
from vitalfew.web.decks.slides import write_pptx

pytestmark = pytest.mark.django_db
QUARTER = 3 * (41_123 + 3_217 + 1_309) + 3 * (24 + 25 + 26)
EARNED = 3 * (41_123 - 25_111 + 3_217 - 2_001 + 1_309 - 771)


def slides_of(content):
    return list(Presentation(io.BytesIO(content)).slides)


def table_of(slide):
    native = next(shape.table for shape in slide.shapes if shape.has_table)
    return [[cell.text for cell in row.cells] for row in native.rows]


def chart_of(slide):
    plot = next(shape.chart.plots[0] for shape in slide.shapes if shape.has_chart)
    return list(plot.categories), {each.name: list(each.values) for each in plot.series}


def titles(content):
    return [slide.shapes.title.text for slide in slides_of(content)]


def book_of(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_review_has_the_exact_figures_in_native_tables_and_charts(house):
    _first, bought, *_rest = slides_of(got(house, what="review", form="pptx"))

    quarters, series = chart_of(bought)
    assert quarters[-1] == "2026-01 – 2026-03"
    assert series["Revenue"][-1] == QUARTER == 137_172
    assert series["Contribution"][-1] == EARNED == 53_298
    assert table_of(bought)[1][:2] == ["Revenue", "€137k"]


def test_the_workbook_keeps_what_the_slides_round(house):
    sheet = book_of(got(house, what="review", form="xlsx"))["Purchases"]

    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == [QUARTER, EARNED, 9]
    assert sheet.cell(2, 6).value == pytest.approx(float(Decimal(108) / 137_064))


def test_a_review_looks_back_at_the_quarter_that_was_chosen(house):
    content = got(house, what="review", form="xlsx", quarter="2025-10-01")

    sheet = book_of(content)["Purchases"]
    assert sheet.cell(1, 2).value == "2025-10 – 2025-12"
    # Three companies, each with months 21 to 23 instead of 24 to 26.
    assert sheet.cell(2, 2).value == QUARTER - 3 * 9


def test_there_is_no_review_of_a_quarter_that_is_not_over(house):
    client = Client()
    client.force_login(house.cast.hana)
    asked = {"what": "review", "quarter": "2036-10-01"}

    answer = client.get(reverse("plan-export", args=[house.plan.pk]), asked)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("who", "rows", "remark"),
    [
        ("sam", ["Revenue", "Orders"], "You see revenue of this account, not margins."),
        ("carl", ["Orders"], "You see no money of this account."),
    ],
)
def test_margins_and_money_stay_with_those_who_may_see_them(house, who, rows, remark):
    content = got(house, who, what="review", form="xlsx")
    values = [
        cell for sheet in book_of(content) for row in sheet.values for cell in row
    ]

    sheet = book_of(content)["Purchases"]
    assert [row[0] for row in list(sheet.values)[1:]] == rows
    assert remark in values
    assert not {EARNED, 444_555, 222_333} & set(values)
    assert (QUARTER in values) is (who == "sam")


def test_every_title_of_a_plan_says_what_is_found(house):
    assert titles(got(house, what="plan"))[1:] == [
        "0 of 1 objectives are on course",
        "Slowest: grow <script>alert(7)</script>, −4% of the way in 8% of the time",
        "1 action is open; 1 action is overdue",
        "The heaviest risk weighs 15 of 25: lost <script>alert(7)</script>",
        "1 of 4 questions of the charter are answered",
        "Strengths: 0; Weaknesses: 0; Opportunities: 0; Threats: 0",
        "We ask Norvik Wind for 2 things",
    ]


def test_a_pdf_says_the_same_in_either_language(house):
    english = text_of_pdf(got(house, what="plan", form="pdf"))
    chinese = text_of_pdf(got(house, what="review", form="pdf", language="zh-hans"))

    assert "1 action is open; 1 action is overdue" in english
    assert "Gears of all parks" in english
    assert "1 项行动已逾期" in chinese
    assert "我们向 Norvik Wind 提出 2 项请求" in chinese
    assert "13.7 万" in chinese


def test_a_long_table_goes_on_over_slides_that_hold_it():
    columns = [Column("What", 50), Column("Why", 50)]
    rows = [[Cell(f"Row {n}"), Cell("words and " * 30)] for n in range(30)]
    deck = Deck("n", "t", "en", ["f"], [Slide("s", "All", Table(columns, rows))])

    pages = slides_of(write_pptx(deck))[1:]

    assert [row[0] for page in pages for row in table_of(page)[1:]] == [
        f"Row {n}" for n in range(30)
    ]
    for page in pages:
        shape = next(each for each in page.shapes if each.has_table)
        assert shape.top + shape.height <= Inches(7.5 - 0.75)


def test_slides_take_the_look_of_the_company_and_none_of_its_examples(house):
    answer = upload(house, template(width=11))

    content = got(house, "sam", what="plan")
    assert "Slides look like ours.pptx" in answer.content.decode()
    assert Presentation(io.BytesIO(content)).slide_width == Inches(11)
    assert "An example of last year" not in titles(content)
    assert len(titles(content)) == 7


def test_a_template_is_taken_as_slides_are(house):
    """What PowerPoint calls .potx is the same but for the name of its kind."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template(width=9))) as slides,
        zipfile.ZipFile(packed, "w") as written,
    ):
        for name in slides.namelist():
            part = slides.read(name)
            kind = b"presentationml.template.main+xml"
            written.writestr(
                name, part.replace(b"presentationml.presentation.main+xml", kind)
            )

    answer = upload(house, packed.getvalue(), "ours.potx")

    assert "Slides look like ours.potx" in answer.content.decode()
    content = got(house, "sam", what="plan")
    assert Presentation(io.BytesIO(content)).slide_width == Inches(9)


@pytest.mark.parametrize("content", [b"no slides", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_template_is_refused_and_changes_nothing(house, content):
    upload(house, template())

    answer = upload(house, content)

    assert answer.status_code == 422
    assert "This is not a PowerPoint file that can be read" in answer.content.decode()
    assert SlideTemplate.objects.get().content[:2] == b"PK"


def test_the_plain_look_comes_back(house):
    upload(house, template())
    client = Client()
    client.force_login(house.cast.hana)

    answer = client.post(reverse("slide-template-remove"), follow=True)

    assert "Slides have a plain look" in answer.content.decode()
    assert not SlideTemplate.objects.exists()


def test_signs_that_no_office_file_may_hold_are_left_out(house):
    odd = "Sell\x01 more\x0b"
    Objective.objects.filter(pk=house.objective.pk).update(statement=odd)

    content = got(house, what="plan", form="pptx")

    _first, objectives, progress, *_rest = slides_of(content)
    assert table_of(objectives)[1][0] == "Sell more"
    assert chart_of(progress)[0] == ["Sell more"]


def test_a_very_long_name_is_cut_in_titles_and_properties(house):
    name = "南京精密液压传动股份有限公司" * 18
    Account.objects.filter(pk=house.cast.norvik.pk).update(name=name)

    first = Presentation(io.BytesIO(got(house, what="plan")))

    assert first.core_properties.title == first.slides[0].shapes.title.text
    assert first.slides[0].shapes.title.text == (
        f"{name[:29]}…: 0 of 1 objectives are on course; 1 action is overdue"
    )


def test_a_chart_of_many_goes_on_over_slides_where_each_can_be_told(house):
    Objective.objects.bulk_create(
        Objective(
            plan=house.plan,
            statement=f"Aim {n}",
            measure="own",
            start=1,
            target=9,
            figure=2,
        )
        for n in range(24)
    )

    content = got(house, what="plan")

    charts = [
        chart_of(slide)[0]
        for slide in slides_of(content)
        if any(shape.has_chart for shape in slide.shapes)
    ]
    assert [len(places) for places in charts] == [10, 10, 5]
    assert charts[2][-1] == "Aim 23"


@pytest.mark.parametrize("own", [True, False])
def test_a_row_higher_than_a_slide_is_cut_to_it(own):
    """Also with a template whose only layout has its title in the middle."""
    columns = [Column("What", 4), Column("Why", 96)]
    rows = [[Cell("交货周期" * 100), Cell("short")]]
    deck = Deck("n", "t", "zh-hans", ["f"], [Slide("s", "All", Table(columns, rows))])

    _first, slide = slides_of(write_pptx(deck, title_only() if own else None))

    shape = next(each for each in slide.shapes if each.has_table)
    assert shape.top + shape.height <= Inches(7.5 - 0.75)
    assert table_of(slide)[1][0].endswith("…")
    assert slide.shapes.title.top < Inches(1)
