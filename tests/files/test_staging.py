"""The rules of docs/methods/orders.md, each with its count."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from datetime import date
from decimal import Decimal

import pytest

from tests.files.reader import lines, refused, staged, written
from vitalfew.files.options import Rate
from vitalfew.files.problems import FileProblem
from vitalfew.files.staging import stage

HEAD = "account_id,ordered_on,net_amount\n"


def test_lines_are_sorted_by_account_and_day_and_keep_the_files_order_within(tmp_path):
    text = HEAD + "B,2024-01-02,3\nA,2024-01-02,2\nB,2024-01-01,1\nA,2024-01-02,1\n"
    found = lines(staged(tmp_path, text), "account_id", "ordered_on", "net_amount")
    assert found == [
        ("A", date(2024, 1, 2), Decimal(2)),
        ("A", date(2024, 1, 2), Decimal(1)),
        ("B", date(2024, 1, 1), Decimal(1)),
        ("B", date(2024, 1, 2), Decimal(3)),
    ]


def test_refused_lines_are_told_by_row_column_value_and_reason(tmp_path):
    text = (
        "Customer ID,Order Date,Amount,Qty\n"
        "A,2024-01-01,10,1\n"
        ",2024-01-01,10,1\n"
        "A,soon,10,1\n"
        "A,,10,1\n"
        "A,2024-01-01,ten,1\n"
        "A,2024-01-01,,1\n"
        "A,2024-01-01,10,many\n"
        "N/A,2024-01-01,10,1\n"
    )
    found = staged(tmp_path, text)
    assert refused(found) == [
        ("3", "Customer ID", "", "no_account"),
        ("4", "Order Date", "soon", "bad_date"),
        ("5", "Order Date", "", "no_date"),
        ("6", "Amount", "ten", "bad_amount"),
        ("7", "Amount", "", "no_amount"),
        ("8", "Qty", "many", "bad_number"),
        ("9", "Customer ID", "N/A", "no_account"),
    ]
    report = found.report
    assert (report.read, report.used, report.refused, report.left_out) == (8, 1, 7, 0)
    assert report.refused_reasons == {
        "no_account": 2, "no_date": 1, "bad_date": 1, "no_amount": 1, "bad_amount": 1,
        "bad_number": 1,
    }  # fmt: skip
    assert report.row_count.read == 8
    assert report.row_count.reasons == report.refused_reasons


def test_a_blank_in_an_optional_column_is_unknown_not_refused(tmp_path):
    text = (
        "account_id,ordered_on,net_amount,cost\nA,2024-01-01,5,\nA,2024-01-02,5,NULL\n"
    )
    found = staged(tmp_path, text)
    assert lines(found, "cost") == [(None,), (None,)]
    assert found.report.refused == 0


def test_the_report_names_period_totals_accounts_and_hashes(tmp_path):
    text = HEAD + "A,2024-01-31,10.10\nB,2024-01-01,0.02\nB,2024-01-02,-3\n"
    found = staged(tmp_path, text)
    report = found.report
    assert (report.first_day, report.last_day) == (date(2024, 1, 1), date(2024, 1, 31))
    assert report.totals == {"": Decimal("7.12")}
    assert report.accounts == 2
    assert report.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert lines_of(found.accounts_path) == [
        ("A", None, 1, Decimal("10.10"), date(2024, 1, 31), date(2024, 1, 31)),
        ("B", None, 2, Decimal("-2.98"), date(2024, 1, 1), date(2024, 1, 2)),
    ]
    assert report.to_dict()["totals"] == {"": "7.1200"}


def lines_of(path):
    import duckdb

    return duckdb.sql(f"SELECT * FROM '{path}'").fetchall()


def test_the_heading_hash_does_not_depend_on_order_and_spelling(tmp_path):
    one = staged(tmp_path, "Account ID,Ordered on,Net amount\nA,2024-01-01,1\n")
    two = staged(tmp_path, "net_amount,account_id,ORDERED_ON\n1,A,2024-01-01\n")
    other = staged(tmp_path, HEAD.replace("net_amount", "cost") + "A,2024-01-01,1\n")
    assert one.report.heading_hash == two.report.heading_hash
    assert one.report.heading_hash != other.report.heading_hash


def test_an_account_has_the_name_it_had_last(tmp_path):
    text = (
        "account_id,account_name,ordered_on,net_amount\n"
        "A,New name,2024-02-01,1\nA,Old name,2024-01-01,1\n"
    )
    assert lines_of(staged(tmp_path, text).accounts_path)[0][1] == "New name"


# Amounts


def test_the_amount_is_quantity_times_price_where_there_is_no_amount(tmp_path):
    text = "account_id,ordered_on,quantity,unit_price\nA,2024-01-01,3,2.5551\n"
    assert lines(staged(tmp_path, text), "net_amount") == [(Decimal("7.6653"),)]


def test_an_amount_in_the_file_is_believed_over_quantity_times_price(tmp_path):
    text = "account_id,ordered_on,quantity,unit_price,net_amount\nA,2024-01-01,3,2,5\n"
    assert lines(staged(tmp_path, text), "net_amount") == [(Decimal(5),)]


@pytest.mark.parametrize(
    ("rates", "amounts"),
    [
        (("10%", "25 %"), ("90", "75")),
        (("0.1", "0.25"), ("90", "75")),
        (("10", "0.5"), ("90", "99.5")),
    ],
)
def test_a_discount_rate_is_taken_off_quantity_times_price(tmp_path, rates, amounts):
    head = "account_id,ordered_on,quantity,unit_price,discount_rate\n"
    rows = "".join(f"A,2024-01-0{i},10,10,{r}\n" for i, r in enumerate(rates, 1))
    found = lines(staged(tmp_path, head + rows), "net_amount")
    assert found == [(Decimal(a),) for a in amounts]


def test_a_discount_amount_is_taken_off_quantity_times_price(tmp_path):
    head = "account_id,ordered_on,quantity,unit_price,discount_amount\n"
    found = staged(tmp_path, head + "A,2024-01-01,10,10,7\nA,2024-01-02,10,10,\n")
    assert lines(found, "net_amount") == [(Decimal(93),), (Decimal(100),)]


def test_cost_is_quantity_times_unit_cost_where_there_is_no_cost(tmp_path):
    text = "account_id,ordered_on,net_amount,quantity,unit_cost\nA,2024-01-01,9,3,2\n"
    assert lines(staged(tmp_path, text), "cost") == [(Decimal(6),)]


def test_amounts_with_tax_become_amounts_without(tmp_path):
    text = HEAD + "A,2024-01-01,113\nA,2024-01-02,100\n"
    found = staged(tmp_path, text, tax="gross", tax_rate=Decimal("0.13"))
    assert lines(found, "net_amount") == [(Decimal(100),), (Decimal("88.4956"),)]


def test_a_tax_column_is_taken_off_line_by_line(tmp_path):
    text = "客户编码,订单日期,价税合计,税额\nA,2024-01-01,113,13\nA,2024-01-02,109,9\n"
    found = staged(tmp_path, text)
    assert found.report.mapping["gross_amount"] == "价税合计"
    assert lines(found, "net_amount") == [(Decimal(100),), (Decimal(100),)]


def test_amounts_with_tax_and_no_rate_are_asked_for(tmp_path):
    with pytest.raises(FileProblem, match="the tax rate is not known") as problem:
        staged(tmp_path, HEAD + "A,2024-01-01,113\n", tax="gross")
    assert problem.value.code == "gross_without_rate"


def test_a_log_without_amounts_is_a_log_of_times(tmp_path):
    found = staged(tmp_path, "cust,date\n1,2006-01-01\n1,2006-02-01\n")
    assert lines(found) == [("1", date(2006, 1, 1)), ("1", date(2006, 2, 1))]
    assert found.report.totals == {}


# Credits, returns, cancelled orders


def test_credit_notes_count_below_zero_and_are_noted(tmp_path):
    found = staged(
        tmp_path, HEAD + "A,2024-01-01,10\nA,2024-01-02,-4\nA,2024-01-03,0\n"
    )
    assert found.report.noted == {"credits": 1, "zero_amount": 1}
    assert found.report.totals == {"": Decimal(6)}


@pytest.mark.parametrize(
    "word", ["Return", "credit note", "Credit_Memo", "退货", "红字发票", "RE"]
)
def test_a_return_counts_below_zero_whatever_its_sign(tmp_path, word):
    text = (
        "account_id,ordered_on,net_amount,quantity,cost,document_type\n"
        "A,2024-01-01,10,1,5,Invoice\n"
        f"A,2024-01-02,4,1,2,{word}\nA,2024-01-03,-4,-1,-2,{word}\n"
    )
    found = staged(tmp_path, text)
    assert lines(found, "net_amount", "quantity", "cost") == [
        (Decimal(10), Decimal(1), Decimal(5)),
        (Decimal(-4), Decimal(-1), Decimal(-2)),
        (Decimal(-4), Decimal(-1), Decimal(-2)),
    ]
    assert found.report.noted == {"credits": 2, "returns": 2}


def test_a_yes_under_a_heading_of_returns_is_a_return(tmp_path):
    head = "account_id,ordered_on,net_amount,is_return\n"
    text = head + "A,2024-01-01,4,1\nA,2024-01-02,4,0\n"
    found = staged(tmp_path, text)
    assert lines(found, "net_amount") == [(Decimal(-4),), (Decimal(4),)]


def test_a_one_under_another_heading_is_no_return(tmp_path):
    text = "account_id,ordered_on,net_amount,order_type\nA,2024-01-01,4,1\n"
    found = staged(tmp_path, text)
    assert found.report.mapping["document_type"] == "order_type"
    assert lines(found, "net_amount") == [(Decimal(4),)]


@pytest.mark.parametrize(
    ("word", "rule"),
    [
        ("Cancelled", "cancelled"), ("canceled", "cancelled"), ("作废", "cancelled"),
        ("已取消", "cancelled"), ("Closed Lost", "cancelled"), ("Refunded", "returned"),
        ("已退货", "returned"), ("Draft", "draft"), ("报价", "draft"),
    ],
)  # fmt: skip
def test_orders_that_came_to_nothing_are_left_out_and_counted(tmp_path, word, rule):
    head = "account_id,ordered_on,net_amount,status\n"
    text = head + f"A,2024-01-01,1,Done\nA,2024-01-02,9,{word}\n"
    found = staged(tmp_path, text)
    assert found.report.left_out_reasons == {rule: 1}
    assert (found.report.read, found.report.used, found.report.left_out) == (2, 1, 1)
    assert found.report.totals == {"": Decimal(1)}
    assert refused(found) == []


def test_erpnext_numbers_of_states_mean_something_only_there(tmp_path):
    head = "account_id,ordered_on,net_amount,{}\n"
    rows = "A,2024-01-01,1,1\nA,2024-01-02,1,2\nA,2024-01-03,1,0\n"
    erpnext = staged(tmp_path, head.format("docstatus") + rows)
    assert erpnext.report.left_out_reasons == {"cancelled": 1, "draft": 1}
    other = staged(tmp_path, head.format("status") + rows)
    assert other.report.left_out_reasons == {}


def test_pieces_at_a_price_below_zero_are_noted(tmp_path):
    text = (
        "account_id,ordered_on,quantity,unit_price\n"
        "A,2024-01-01,1,-10\nA,2024-01-02,-1,10\nA,2024-01-03,1,0\n"
    )
    report = staged(tmp_path, text).report
    assert report.noted == {"credits": 2, "zero_amount": 1, "negative_price": 1}
    assert report.used == 3


# Accounts


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("ONE TIME SUPPLIER - FARES", "one_time"), ("One-time customer", "one_time"),
        ("散客", "walk_in"), ("零售客户", "walk_in"), ("Walk-in", "walk_in"),
        ("Cash sale", "walk_in"), ("REDACTED PERSONAL DATA", "redacted"),
        ("test account 2", "test"), ("测试客户", "test"), ("Test", "test"),
        ("Testo SE", None), ("Contest Ltd", None), ("正大集团", None),
    ],
)  # fmt: skip
def test_pseudo_accounts_are_proposed_and_stay_in(tmp_path, name, why):
    text = f"account_id,account_name,ordered_on,net_amount\n1,{name},2024-01-01,5\n"
    report = staged(tmp_path, text).report
    assert [p.why for p in report.pseudo_accounts] == ([why] if why else [])
    assert report.used == 1


def test_a_proposal_names_lines_and_amount(tmp_path):
    text = HEAD + "one-time customer,2024-01-01,5\none-time customer,2024-01-02,6\n"
    (proposal,) = staged(tmp_path, text).report.pseudo_accounts
    assert (proposal.account_id, proposal.lines, proposal.amount) == (
        "one-time customer", 2, Decimal(11),
    )  # fmt: skip


def test_accounts_a_person_excludes_are_left_out_and_counted(tmp_path):
    text = HEAD + "A,2024-01-01,1\n散客,2024-01-01,2\n散客,2024-01-02,3\n"
    report = staged(tmp_path, text, exclude_accounts=frozenset({"散客"})).report
    assert report.left_out_reasons == {"excluded_account": 2}
    assert report.totals == {"": Decimal(1)}


def test_our_own_companies_are_left_out_and_counted(tmp_path):
    text = HEAD + "A,2024-01-01,1\nOUR'S,2024-01-01,2\n"
    report = staged(tmp_path, text, intercompany=frozenset({"OUR'S"})).report
    assert report.left_out_reasons == {"intercompany": 1}


@pytest.mark.parametrize("cell", ["13085.0", "13085", " 13085 ", "１３０８５"])
def test_an_account_is_the_same_however_its_id_arrives(tmp_path, cell):
    text = HEAD + f"13085,2024-01-01,1\n{cell},2024-01-02,1\n"
    assert staged(tmp_path, text).report.accounts == 1


def test_leading_zeros_of_ids_survive(tmp_path):
    assert lines(staged(tmp_path, HEAD + "00042,2024-01-01,1\n"), "account_id") == [
        ("00042",)
    ]


# Currencies

IN_CURRENCY = "account_id,ordered_on,net_amount,cost,currency\n"


def test_one_currency_is_named(tmp_path):
    found = staged(tmp_path, IN_CURRENCY + "A,2024-01-01,1,1,eur\nA,2024-01-02,1,1,\n")
    assert found.report.currency == "EUR"
    assert found.report.totals == {"EUR": Decimal(2)}
    assert lines(found, "currency") == [("EUR",), ("EUR",)]


def test_several_currencies_without_a_firms_currency_are_refused(tmp_path):
    text = IN_CURRENCY + "A,2024-01-01,1,1,EUR\nA,2024-01-01,1,1,美元\n"
    with pytest.raises(FileProblem, match="EUR, USD") as problem:
        staged(tmp_path, text)
    assert problem.value.code == "several_currencies"
    assert list((tmp_path / "target").iterdir()) == []


def test_amounts_in_another_currency_than_the_firms_are_refused(tmp_path):
    with pytest.raises(FileProblem, match="in USD, not in EUR"):
        staged(tmp_path, IN_CURRENCY + "A,2024-01-01,1,1,USD\n", currency="EUR")


def test_lines_without_a_rate_are_refused_and_the_others_used(tmp_path):
    text = IN_CURRENCY + "A,2024-01-01,1,1,EUR\nA,2024-01-01,9,1,USD\n"
    found = staged(tmp_path, text, currency="EUR")
    assert refused(found) == [("3", "currency", "USD", "no_rate")]
    assert found.report.totals == {"EUR": Decimal(1)}


def test_amounts_and_costs_are_converted_at_the_rate_of_their_day(tmp_path):
    rates = (
        Rate("USD", date(2024, 1, 1), Decimal("0.9")),
        Rate("USD", date(2024, 2, 1), Decimal("0.8")),
    )
    text = IN_CURRENCY + (
        "A,2023-12-31,100,50,USD\n"
        "A,2024-01-01,100,50,USD\n"
        "A,2024-01-31,100,50,$\n"
        "A,2024-02-01,100,50,USD\n"
        "A,2024-02-02,100,50,EUR\n"
    )
    found = staged(tmp_path, text, currency="EUR", rates=rates)
    assert lines(found, "net_amount", "cost", "currency") == [
        (Decimal(90), Decimal(45), "EUR"),
        (Decimal(90), Decimal(45), "EUR"),
        (Decimal(80), Decimal(40), "EUR"),
        (Decimal(100), Decimal(50), "EUR"),
    ]
    assert refused(found) == [("2", "currency", "USD", "no_rate")]
    assert found.report.noted["converted"] == 3
    assert found.report.totals == {"EUR": Decimal(360)}


NO_CURRENCY = "account_id,order date,net amount,cost\nA,2024-01-05,100,40\n"


def test_amounts_that_name_no_currency_are_converted_from_the_one_a_person_names(
    tmp_path,
):
    rate = Rate("GBP", date(2024, 1, 1), Decimal("1.25"))

    found = staged(
        tmp_path, NO_CURRENCY, currency="USD", unnamed_currency="GBP", rates=(rate,)
    )

    assert lines(found, "net_amount", "cost", "currency") == [(125, 50, "USD")]
    assert found.report.totals == {"USD": 125}
    assert found.report.noted["converted"] == 1


def test_naming_the_firms_own_currency_changes_nothing(tmp_path):
    found = staged(tmp_path, NO_CURRENCY, currency="USD", unnamed_currency="USD")
    other = tmp_path / "other"
    other.mkdir()
    silent = staged(other, NO_CURRENCY, currency="USD")

    assert lines(found) == lines(silent)
    assert found.path.read_bytes() == silent.path.read_bytes()
    assert found.report.totals == {"USD": 100}


def test_a_currency_a_person_names_needs_a_rate(tmp_path):
    with pytest.raises(FileProblem) as caught:
        staged(tmp_path, NO_CURRENCY, currency="USD", unnamed_currency="GBP")
    assert caught.value.code == "other_currency"

    late = Rate("GBP", date(2024, 2, 1), Decimal("1.25"))
    text = NO_CURRENCY + "A,2024-02-05,100,40\n"
    found = staged(
        tmp_path, text, currency="USD", unnamed_currency="GBP", rates=(late,)
    )
    assert lines(found, "net_amount") == [(125,)]
    assert [(row, reason) for row, *_, reason in refused(found)] == [("2", "no_rate")]


def test_a_blank_in_a_column_of_currencies_is_what_a_person_names(tmp_path):
    text = "account_id,order date,net amount,currency\n"
    text += "A,2024-01-05,100,USD\nA,2024-01-06,100,\n"
    rate = Rate("GBP", date(2024, 1, 1), Decimal("1.25"))

    found = staged(
        tmp_path, text, currency="USD", unnamed_currency="GBP", rates=(rate,)
    )

    assert sorted(lines(found, "net_amount")) == [(100,), (125,)]


def test_a_log_without_amounts_has_no_currency(tmp_path):
    text = "account_id,order date\nA,2024-01-05\n"

    found = staged(tmp_path, text, currency="USD", unnamed_currency="GBP")

    assert found.report.used == 1
    assert found.report.totals == {}


# Days


def test_orders_after_today_are_refused(tmp_path):
    text = HEAD + "A,2024-01-01,1\nA,2024-01-02,1\n"
    found = staged(tmp_path, text, today=date(2024, 1, 1))
    assert refused(found) == [("3", "ordered_on", "2024-01-02", "future_date")]
    assert staged(tmp_path, text).report.used == 2


@pytest.mark.parametrize(
    ("basis", "day"), [("order", 1), ("delivery", 2), ("invoice", 3)]
)
def test_a_line_counts_on_the_day_the_firm_chose(tmp_path, basis, day):
    text = (
        "account_id,order_date,delivery_date,invoice_date,net_amount\n"
        "A,2024-01-01,2024-01-02,2024-01-03,5\n"
    )
    found = staged(tmp_path, text, date_basis=basis)
    assert lines(found, "ordered_on") == [(date(2024, 1, day),)]
    assert found.report.first_day == date(2024, 1, day)


def test_a_date_basis_the_file_does_not_know_is_the_order_date_and_said(tmp_path):
    found = staged(tmp_path, HEAD + "A,2024-01-01,1\n", date_basis="delivery")
    assert found.report.date_field == "ordered_on"


# Lines that stand there twice

NUMBERED = "order_id,line_id,account_id,ordered_on,net_amount,status\n"


def test_the_last_line_with_a_number_wins(tmp_path):
    text = (
        NUMBERED + "1,1,A,2024-01-01,10,\n1,2,A,2024-01-01,7,\n1,1,A,2024-01-01,12,\n"
    )
    found = staged(tmp_path, text)
    assert sorted(lines(found, "line_id", "net_amount")) == [
        ("1", Decimal(12)),
        ("2", Decimal(7)),
    ]
    assert found.report.left_out_reasons == {"superseded": 1}


def test_a_line_cancelled_later_is_gone(tmp_path):
    text = NUMBERED + "1,1,A,2024-01-01,10,Done\n1,1,A,2024-01-01,10,Cancelled\n"
    with pytest.raises(FileProblem) as problem:
        staged(tmp_path, text)
    assert problem.value.code == "nothing_usable"


def test_a_refused_line_does_not_supersede_a_good_one(tmp_path):
    text = NUMBERED + "1,1,A,2024-01-01,10,\n1,1,A,2024-01-01,ten,\n"
    found = staged(tmp_path, text)
    assert found.report.totals == {"": Decimal(10)}


def test_identical_lines_without_a_number_are_real(tmp_path):
    text = HEAD + "A,2024-01-01,5\nA,2024-01-01,5\n"
    report = staged(tmp_path, text).report
    assert (report.used, report.left_out) == (2, 0)


def test_parts_of_one_file_count_with_the_largest_number_of_copies(tmp_path):
    text = (
        "account_id,ordered_on,net_amount,sheet\n"
        "A,2024-01-01,5,one\nA,2024-01-01,5,one\nA,2024-01-02,6,one\n"
        "A,2024-01-01,5,two\nA,2024-01-02,6,two\nA,2024-01-03,7,two\n"
    )
    found = staged(tmp_path, text)
    assert sorted(lines(found, "net_amount")) == [
        (Decimal(5),), (Decimal(5),), (Decimal(6),), (Decimal(7),),
    ]  # fmt: skip
    assert found.report.left_out_reasons == {"overlap": 2}
    assert found.report.totals == {"": Decimal(23)}


def test_several_files_count_as_separate_exports(tmp_path):
    one = written(tmp_path, HEAD + "A,2024-01-01,5\nA,2024-02-01,5\n", name="1.csv")
    two = written(
        tmp_path, HEAD + "A,2024-02-01,5\nA,2024-03-01,5\nB,x,5\n", name="2.csv"
    )
    found = staged(tmp_path, [one, two])
    assert found.report.totals == {"": Decimal(15)}
    assert found.report.left_out_reasons == {"overlap": 1}
    assert refused(found) == [("4", "ordered_on", "x", "bad_date")]


# Companies and products


def test_companies_are_read_with_owner_share_and_tax_number(tmp_path):
    text = (
        "客户编码,客户名称,母公司,持股比例,统一社会信用代码,行业,员工人数,年销售额,国家,是否总部\n"
        '00012,上海一公司,G1,51%,91310000MA1K00000X,制造,1200,"1,500,000.00",中国,是\n'
        "00013,上海二公司,G1,100,9131,零售,,,中国,否\n"
    )
    found = staged(tmp_path, text, kind="companies")
    assert lines(
        found, "account_id", "parent_id", "tax_id", "employees", "revenue"
    ) == [
        ("00012", "G1", "91310000MA1K00000X", Decimal(1200), Decimal(1500000)),
        ("00013", "G1", "9131", None, None),
    ]
    assert lines(found, "ownership_share", "head_office") == [
        (Decimal("0.51"), True),
        (Decimal(1), False),
    ]


def test_the_last_row_of_a_company_counts(tmp_path):
    text = "account_id,account_name\nA,Old\nB,Bee\nA,New\n"
    found = staged(tmp_path, text, kind="companies")
    assert lines(found) == [("A", "New"), ("B", "Bee")]
    assert found.report.left_out_reasons == {"superseded": 1}


def test_a_product_without_an_id_is_refused(tmp_path):
    text = "SKU,Product name,Category\nP1,Pen,Office\n,Ink,Office\n"
    found = staged(tmp_path, text, kind="products")
    assert lines(found) == [("P1", "Pen", "Office")]
    assert refused(found) == [("3", "SKU", "", "no_product")]


# Progress


def test_progress_is_told_step_by_step_by_the_caller_s_own_thread(tmp_path):
    told = []
    (tmp_path / "target").mkdir()
    stage(
        written(tmp_path, HEAD + "A,2024-01-01,1\n" * 300_000),
        target_dir=tmp_path / "target",
        progress=lambda *step: told.append((*step, threading.get_ident())),
    )
    assert told[0][:3] == ("opening", 0, None)
    assert list(dict.fromkeys(step for step, *_ in told)) == [
        "opening",
        "reading",
        "writing",
    ]
    assert {whole for step, _, whole, _ in told if step != "opening"} == {100}
    assert {thread for *_, thread in told} == {threading.get_ident()}


def test_who_stops_the_progress_stops_the_reading(tmp_path):
    def stop(step, done, whole):
        if step == "writing":
            raise KeyboardInterrupt

    (tmp_path / "target").mkdir()
    path = written(tmp_path, HEAD + "A,2024-01-01,1\n" * 1000)
    with pytest.raises(KeyboardInterrupt):
        stage(path, target_dir=tmp_path / "target", progress=stop)
    assert list((tmp_path / "target").iterdir()) == []


def test_a_file_is_read_without_loading_what_only_tables_elsewhere_need():
    code = "import sys, vitalfew.files.staging; assert 'ibis' not in sys.modules"

    subprocess.run([sys.executable, "-c", code], check=True)
