"""Which column is what: by its heading in two languages, by system, by contents."""

from __future__ import annotations

import pytest

from tests.files.reader import staged, written
from vitalfew.analysis.orders import COLUMNS
from vitalfew.files.fields import CONTRACT, FIELDS
from vitalfew.files.headings import HEADINGS
from vitalfew.files.inspection import inspect
from vitalfew.files.mapping import plain
from vitalfew.files.problems import FileProblem

SAMPLE = {
    "date": "2024-01-31",
    "number": "12.50",
    "rate": "10%",
    "flag": "yes",
    "id": "K1",
    "text": "word",
}


def mapped(tmp_path, headings: list[str], cells: list[str], kind="orders"):
    text = ";".join(headings) + "\n" + ";".join(cells) + "\n"
    path = written(tmp_path, text, name="mapped.csv")
    return dict(inspect(path, kind=kind).mapping)


SYSTEMS = {
    "Salesforce": (
        {
            "OrderNumber": "1",
            "EffectiveDate": "2024-01-31",
            "AccountId": "001A",
            "Account.Name": "Acme",
            "Account.ParentId": "001B",
            "Product2Id": "01t",
            "Product2.Name": "Pen",
            "Product2.Family": "Office",
            "Quantity": "2",
            "UnitPrice": "5.25",
            "TotalPrice": "10.50",
            "OrderItemNumber": "7",
            "CurrencyIsoCode": "EUR",
            "ContractId": "800",
            "Status": "Activated",
        },
        {
            "order_id": "OrderNumber",
            "ordered_on": "EffectiveDate",
            "account_id": "AccountId",
            "account_name": "Account.Name",
            "parent_id": "Account.ParentId",
            "product_id": "Product2Id",
            "product_name": "Product2.Name",
            "category": "Product2.Family",
            "quantity": "Quantity",
            "unit_price": "UnitPrice",
            "net_amount": "TotalPrice",
            "line_id": "OrderItemNumber",
            "currency": "CurrencyIsoCode",
            "contract_id": "ContractId",
            "status": "Status",
        },
    ),
    "HubSpot": (
        {
            "hs_object_id": "9",
            "closedate": "2024-01-31",
            "Associated Company ID": "77",
            "Associated Company": "Acme",
            "hs_product_id": "5",
            "quantity": "2",
            "price": "5.25",
            "amount": "10.50",
            "hs_cost_of_goods_sold": "3.10",
            "hs_discount_percentage": "5",
            "deal_currency_code": "EUR",
        },
        {
            "ordered_on": "closedate",
            "account_id": "Associated Company ID",
            "account_name": "Associated Company",
            "product_id": "hs_product_id",
            "quantity": "quantity",
            "unit_price": "price",
            "net_amount": "amount",
            "unit_cost": "hs_cost_of_goods_sold",
            "discount_rate": "hs_discount_percentage",
            "currency": "deal_currency_code",
        },
    ),
    "Odoo": (
        {
            "order_id/name": "S1",
            "order_id/date_order": "2024-01-31 10:00:00",
            "order_partner_id": "12",
            "product_id": "P1",
            "product_uom_qty": "2.0",
            "price_unit": "5.25",
            "price_subtotal": "10.50",
            "price_total": "12.60",
            "purchase_price": "3.10",
            "discount": "5.0",
            "order_id/state": "sale",
            "partner_shipping_id": "13",
            "currency_id": "EUR",
        },
        {
            "order_id": "order_id/name",
            "ordered_on": "order_id/date_order",
            "account_id": "order_partner_id",
            "product_id": "product_id",
            "quantity": "product_uom_qty",
            "unit_price": "price_unit",
            "net_amount": "price_subtotal",
            "gross_amount": "price_total",
            "unit_cost": "purchase_price",
            "discount_rate": "discount",
            "status": "order_id/state",
            "unit_id": "partner_shipping_id",
            "currency": "currency_id",
        },
    ),
    "ERPNext": (
        {
            "name": "SINV-1",
            "posting_date": "2024-01-31",
            "customer": "C-1",
            "customer_name": "Acme",
            "item_code": "P1",
            "item_name": "Pen",
            "item_group": "Office",
            "qty": "2",
            "base_net_amount": "10.50",
            "incoming_rate": "3.10",
            "is_return": "0",
            "docstatus": "1",
            "shipping_address_name": "Berlin",
            "currency": "USD",
        },
        {
            "ordered_on": "posting_date",
            "account_id": "customer",
            "account_name": "customer_name",
            "product_id": "item_code",
            "product_name": "item_name",
            "category": "item_group",
            "quantity": "qty",
            "net_amount": "base_net_amount",
            "unit_cost": "incoming_rate",
            "document_type": "is_return",
            "status": "docstatus",
            "unit_id": "shipping_address_name",
        },
    ),
    "SAP": (
        {
            "VBELN": "0000012345",
            "POSNR": "000010",
            "AUDAT": "20240131",
            "KUNNR": "0000100001",
            "NAME1": "Acme",
            "KUNWE": "0000100002",
            "MATNR": "M-1",
            "ARKTX": "Pen",
            "MATKL": "0101",
            "KWMENG": "2,000-",
            "NETWR": "1.010,50-",
            "WAVWR": "6,20",
            "WAERK": "EUR",
            "VTWEG": "10",
            "AUART": "RE",
            "WERKS": "1000",
            "KONZS": "G1",
        },
        {
            "order_id": "VBELN",
            "line_id": "POSNR",
            "ordered_on": "AUDAT",
            "account_id": "KUNNR",
            "account_name": "NAME1",
            "unit_id": "KUNWE",
            "product_id": "MATNR",
            "product_name": "ARKTX",
            "category": "MATKL",
            "quantity": "KWMENG",
            "net_amount": "NETWR",
            "cost": "WAVWR",
            "currency": "WAERK",
            "channel": "VTWEG",
            "document_type": "AUART",
            "parent_id": "KONZS",
        },
    ),
    "用友": (
        {
            "单据日期": "2024-01-31",
            "单据编号": "XS001",
            "行号": "1",
            "客户编码": "K01",
            "客户名称": "上海公司",
            "存货编码": "C01",
            "存货名称": "笔",
            "存货分类": "办公",
            "数量": "2.00",
            "无税单价": "5.25",
            "本币无税金额": "10.50",
            "本币税额": "1.37",
            "本币价税合计": "11.87",
            "币种": "人民币",
            "收货单位": "松江仓",
            "单据状态": "已审核",
        },
        {
            "ordered_on": "单据日期",
            "order_id": "单据编号",
            "line_id": "行号",
            "account_id": "客户编码",
            "account_name": "客户名称",
            "product_id": "存货编码",
            "product_name": "存货名称",
            "category": "存货分类",
            "quantity": "数量",
            "unit_price": "无税单价",
            "net_amount": "本币无税金额",
            "tax_amount": "本币税额",
            "gross_amount": "本币价税合计",
            "currency": "币种",
            "unit_id": "收货单位",
            "status": "单据状态",
        },
    ),
    "金蝶": (
        {
            "日期": "2024/1/31",
            "单据编号": "XOUT01",
            "购货单位": "上海公司",
            "物料编码": "C01",
            "物料名称": "笔",
            "实发数量": "2",
            "销售单价": "5.25",
            "销售金额": "10.50",
            "单位成本": "3.10",
            "成本": "6.20",
        },
        {
            "ordered_on": "日期",
            "order_id": "单据编号",
            "account_id": "购货单位",
            "product_id": "物料编码",
            "product_name": "物料名称",
            "quantity": "实发数量",
            "unit_price": "销售单价",
            "net_amount": "销售金额",
            "unit_cost": "单位成本",
            "cost": "成本",
        },
    ),
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_export_of_a_usual_system_maps_itself(tmp_path, system):
    columns, expected = SYSTEMS[system]
    assert mapped(tmp_path, list(columns), list(columns.values())) == expected


def test_the_headings_of_the_contract_map_to_themselves(tmp_path):
    fields = [f for f in FIELDS["orders"] if f.name not in {"part", "document_type"}]
    names = [f.name for f in fields]
    found = mapped(tmp_path, names, [SAMPLE[f.type] for f in fields])
    assert found == {name: name for name in names}


def test_the_fields_are_those_of_the_contract():
    assert [(f.name, f.meaning, f.required) for f in CONTRACT] == [
        (c.name, c.meaning, c.required) for c in COLUMNS
    ]
    kinds = {"date": "date", "number": "decimal(18, 4)"}
    assert [kinds.get(f.type, "string") for f in CONTRACT] == [
        str(c.type) for c in COLUMNS
    ]


@pytest.mark.parametrize("kind", ["orders", "companies", "products"])
def test_every_known_heading_belongs_to_a_field_and_is_plain(kind):
    assert set(HEADINGS[kind]) <= {f.name for f in FIELDS[kind]}
    for words in HEADINGS[kind].values():
        assert all(plain(word) for word in words)


@pytest.mark.parametrize(
    "heading",
    [
        "Customer ID",
        "customer_id",
        "CUSTOMER-ID",
        "CustomerID",
        "Ｃｕｓｔｏｍｅｒ　ＩＤ",
    ],
)
def test_case_blanks_punctuation_and_width_do_not_matter(tmp_path, heading):
    found = mapped(tmp_path, [heading, "Date", "Amount"], ["K1", "2024-01-31", "1.5"])
    assert found["account_id"] == heading


def test_a_heading_that_contradicts_its_contents_is_not_taken(tmp_path):
    found = mapped(
        tmp_path,
        ["Customer ID", "Date", "Sales", "Amount"],
        ["K1", "2024-01-31", "Miller, John", "12.50"],
    )
    assert found["net_amount"] == "Amount"


def test_a_name_is_the_id_where_there_is_nothing_better(tmp_path):
    found = mapped(
        tmp_path, ["客户名称", "日期", "金额"], ["上海公司", "2024-01-31", "1.5"]
    )
    assert found == {
        "account_id": "客户名称",
        "ordered_on": "日期",
        "net_amount": "金额",
    }


def test_contents_decide_where_headings_say_nothing(tmp_path):
    rows = "".join(f"Firm {i % 3};2024-01-{i:02};{i}.5\n" for i in range(1, 10))
    path = written(tmp_path, "who;when it was;how much\n" + rows, name="plain.csv")
    found = inspect(path)
    assert found.mapping == {
        "account_id": "who",
        "ordered_on": "when it was",
        "net_amount": "how much",
    }
    assert [column.confidence for column in found.columns] == [0.4, 0.4, 0.4]


def test_contents_do_not_decide_between_two_columns(tmp_path):
    rows = "".join(
        f"K{i % 3};2024-01-{i:02};2024-02-{i:02};1.5\n" for i in range(1, 10)
    )
    path = written(tmp_path, "customer_id;aaa;bbb;amount\n" + rows, name="two.csv")
    assert "ordered_on" not in inspect(path).mapping


def test_guess_samples_and_what_stays_unmapped_are_shown(tmp_path):
    text = "Customer ID,Order Date,Amount,Remark\nK1,2024-01-31,1.5,hello\n"
    found = inspect(written(tmp_path, text))
    assert found.unmapped == ("Remark",)
    assert found.columns[0].samples == ("K1",)
    assert found.columns[0].confidence == 1.0
    assert found.columns[3].fields == ()


def test_a_person_overrules_the_guess(tmp_path):
    text = "Customer ID,Payer,Order Date,Amount\nK1,P1,2024-01-31,1.5\n"
    found = inspect(written(tmp_path, text), mapping={"account_id": "payer"})
    assert found.mapping["account_id"] == "Payer"


def test_a_heading_given_for_one_field_is_taken_from_the_other(tmp_path):
    text = "Customer,Entity,Date,Amount\nK1,U1,2024-01-31,1.5\n"
    found = inspect(written(tmp_path, text), mapping={"account_id": "Entity"})
    assert found.mapping["account_id"] == "Entity"
    assert "unit_id" not in found.mapping


@pytest.mark.parametrize(
    ("mapping", "code"),
    [({"account_id": "Nobody"}, "unknown_heading"), ({"who": "Date"}, "unknown_field")],
)
def test_a_mapping_to_what_is_not_there_is_refused(tmp_path, mapping, code):
    text = "Customer,Date,Amount\nK1,2024-01-31,1.5\n"
    with pytest.raises(FileProblem) as problem:
        inspect(written(tmp_path, text), mapping=mapping)
    assert problem.value.code == code


def test_a_file_without_a_customer_says_which_columns_it_has(tmp_path):
    with pytest.raises(FileProblem, match=r"account_id.*It has x, y") as problem:
        staged(tmp_path, "x,y\n1,2\n")
    assert '--map account_id="Heading"' in problem.value.what_to_do


def test_repeated_and_unnamed_headings_are_told_apart(tmp_path):
    text = "Customer ID,Date,Amount,Amount,\nK1,2024-01-31,1.5,2.5,3\n"
    found = inspect(written(tmp_path, text))
    assert [c.heading for c in found.columns][2:] == [
        "Amount",
        "Amount (2)",
        "(column 5)",
    ]
