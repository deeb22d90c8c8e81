"""Files nobody here wrote map themselves, and their known figures come out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from tests.files.reader import lines, refused, staged
from vitalfew.files.inspection import inspect
from vitalfew.files.reading import read_orders

pytestmark = pytest.mark.shared_data


def test_adventureworks_sales_map_themselves_and_sum_up(tmp_path, shared_data):
    path = shared_data / "adventureworks_reseller" / "Sales.csv"
    found = staged(tmp_path, path)
    assert found.report.mapping == {
        "order_id": "SalesOrderNumber", "ordered_on": "OrderDate",
        "product_id": "ProductKey", "account_id": "ResellerKey",
        "quantity": "Quantity", "unit_price": "Unit Price", "net_amount": "Sales",
        "cost": "Cost",
    }  # fmt: skip
    report = found.report
    assert (report.read, report.used, report.accounts) == (57_851, 57_851, 632)
    assert (report.first_day, report.last_day) == (date(2017, 7, 1), date(2020, 5, 31))
    assert report.totals == {"": Decimal("77548570.20")}
    ((contribution,),) = lines(found, "sum(net_amount - cost)")
    assert contribution == Decimal("999494.57")


def test_adventureworks_resellers_are_companies(tmp_path, shared_data):
    path = shared_data / "adventureworks_reseller" / "Reseller.csv"
    found = staged(tmp_path, path, kind="companies")
    assert found.report.mapping == {
        "account_id": "ResellerKey", "account_name": "Reseller",
        "industry": "Business Type", "city": "City", "country": "Country-Region",
    }  # fmt: skip
    assert (found.report.read, found.report.used) == (701, 701)


def test_adventureworks_products_have_categories(tmp_path, shared_data):
    path = shared_data / "adventureworks_reseller" / "Product.csv"
    found = staged(tmp_path, path, kind="products")
    assert found.report.mapping == {
        "product_id": "ProductKey", "product_name": "Product", "category": "Category",
    }  # fmt: skip
    categories = lines(found, "DISTINCT category")
    assert sorted(categories) == [
        ("Accessories",), ("Bikes",), ("Clothing",), ("Components",),
    ]  # fmt: skip


def test_online_retail_maps_itself_and_counts_the_overlap_once(tmp_path, shared_data):
    path = shared_data / "online_retail_ii" / "online_retail_II.parquet"
    found = staged(tmp_path, path)
    assert found.report.mapping == {
        "order_id": "Invoice", "product_id": "StockCode",
        "product_name": "Description",
        "quantity": "Quantity", "ordered_on": "InvoiceDate", "unit_price": "Price",
        "account_id": "CustomerID", "part": "sheet",
    }  # fmt: skip
    report = found.report
    assert report.read == 1_067_370
    assert report.refused_reasons == {"no_account": 243_007}
    assert overlap(path) == 22_523
    assert report.left_out_reasons == {
        "overlap": overlap(path, "CustomerID IS NOT NULL")
    }
    assert report.used == 1_067_370 - 243_007 - report.left_out
    assert len(refused(found)) == 243_007


def overlap(path, where: str = "true") -> int:
    """Copies of a line that both sheets have, by sorting and counting alone."""
    # The second sheet has lost the blanks around some descriptions.
    columns = (
        "Invoice, StockCode, trim(Description), Quantity, InvoiceDate, Price, "
        "CustomerID"
    )
    return duckdb.sql(
        f"SELECT sum(least(one, two)) FROM (SELECT {columns}, "
        "count(*) FILTER (sheet = 'Year 2009-2010') AS one, "
        "count(*) FILTER (sheet = 'Year 2010-2011') AS two "
        f"FROM '{path}' WHERE {where} GROUP BY ALL)"
    ).fetchone()[0]


def test_online_retail_credit_invoices_are_negative(tmp_path, shared_data):
    path = shared_data / "online_retail_ii" / "online_retail_II.parquet"
    found = staged(tmp_path, path)
    ((used, positive),) = lines(
        found, "count(*)", "count_if(net_amount > 0 AND order_id LIKE 'C%')"
    )
    assert used == found.report.used
    assert positive == 0
    assert found.report.noted["credits"] == 18_446


def test_spend_of_a_transport_group_is_read_by_the_map_of_a_person(shared_data):
    orders = read_orders(
        shared_data / "tfl_spend" / "tfl_clean.csv.gz",
        map={
            "account_id": "Vendor Name",
            "unit_id": "Entity",
            "category": "Expenditure Account",
        },
    )
    assert orders.rows.read == 333_125
    assert orders.rows.reasons == {"no_account": 2, "no_amount": 277}
    assert orders.lines.unit_id.nunique().to_pyarrow().as_py() == 25
    below = orders.lines.filter(orders.lines.net_amount < 0).count()
    assert below.to_pyarrow().as_py() == 5_691


def test_a_one_time_supplier_is_proposed_for_exclusion(tmp_path, shared_data):
    found = staged(tmp_path, shared_data / "tfl_spend" / "tfl_clean.csv.gz")
    first = found.report.pseudo_accounts[0]
    assert (first.account_id, first.why) == ("ONE TIME SUPPLIER - FARES", "one_time")
    assert first.lines == 19_207


def test_a_log_of_customers_and_days_maps_itself(shared_data):
    orders = read_orders(shared_data / "grocery" / "groceryElog.csv")
    assert orders.lines.columns == ("account_id", "ordered_on")
    assert orders.rows.used == 10_483
    assert orders.lines.account_id.nunique().to_pyarrow().as_py() == 1_525


def test_a_pipeline_of_deals_leaves_the_lost_ones_out(tmp_path, shared_data):
    found = staged(
        tmp_path, shared_data / "crm_sales_opportunities" / "sales_pipeline.csv"
    )
    report = found.report
    assert report.mapping["account_id"] == "account"
    assert report.mapping["ordered_on"] == "close_date"
    assert (report.read, report.used) == (8_800, 4_238)
    assert report.totals == {"": Decimal(10005534)}


def test_companies_of_the_pipeline_have_their_owners(tmp_path, shared_data):
    path = shared_data / "crm_sales_opportunities" / "accounts.csv"
    found = inspect(path, kind="companies").mapping
    assert found["parent_id"] == "subsidiary_of"
    assert found["industry"] == "sector"
    assert found["employees"] == "employees"
