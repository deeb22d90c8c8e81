"""The whole: from orders to forecasts with their record."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.analysis.assessment.forecast.firms import (
    AS_OF,
    came,
    order_days,
    orders_of_days,
)
from vitalfew.analysis.assessment.forecast import (
    Fits,
    Forecast,
    backtest,
    forecast,
    gathered,
    tried,
)
from vitalfew.analysis.assessment.forecast.forecast import (
    CONTRACT_ENDS,
    THIN,
    TOO_FEW,
    TOO_SHORT,
    TOO_YOUNG,
)
from vitalfew.analysis.assessment.forecast.plan import plan
from vitalfew.analysis.assessment.health.chances import chances_record
from vitalfew.analysis.measures.rfm import NO_PURCHASE
from vitalfew.analysis.models.outlook import outlook

MONEY = ("low80", "low50", "expected", "high50", "high80")


@cache
def days():
    return tuple(order_days())


@cache
def found() -> Forecast:
    return forecast(orders_of_days(days()))


def rows_of(result):
    return {row["account_id"]: row for row in result.accounts.to_pylist()}


def test_one_row_an_account_with_a_mean_in_finite_intervals():
    rows = rows_of(found())

    assert sorted(rows) == sorted({a for a, day, _ in days() if day < 1095})
    for row in rows.values():
        if row["reason"] is None:
            assert 0 <= row["low80"] <= row["low50"] <= row["high50"] <= row["high80"]
            assert row["expected"] > 0
            assert 0 < row["p_active"] < 1
            assert row["method"] == found().record.method


def test_the_future_falls_into_the_intervals_and_the_level_is_right():
    future = came(days())
    rows = [row for row in found().accounts.to_pylist() if row["expected"] is not None]
    truth = np.array([future.get(row["account_id"], 0.0) for row in rows])
    column = {name: np.array([row[name] for row in rows]) for name in rows[0]}

    # Where most buy nothing, an interval of 0 to 0 holds more than it says.
    likely = column["p_active"] > 0.6
    for level in (50, 80):
        inside = (truth >= column[f"low{level}"]) & (truth <= column[f"high{level}"])
        assert inside[likely].mean() == pytest.approx(level / 100, abs=0.1)
    assert column["expected"].sum() == pytest.approx(truth.sum(), rel=0.15)
    assert column["p_active"].mean() == pytest.approx((truth > 0).mean(), abs=0.05)


def test_the_record_says_what_it_would_have_found():
    record = found().record

    shares = {each.method: each for each in record.rankings}
    assert record.months == pytest.approx(12, abs=0.01)
    assert [day.isoformat() for day in record.origins] == [
        "2023-01-01", "2022-07-02", "2021-12-31",
    ]  # fmt: skip
    assert record.earlier_only == 1
    assert shares["this"].top10 > 0.5
    assert shares["this"].top10_low < shares["this"].top10 < shares["this"].top10_high
    assert record.coverage["80"]["all"] == pytest.approx(0.8, abs=0.07)
    assert record.brier < record.brier_hiatus
    sentence = record.reason.sentence()
    assert sentence.startswith("Tried on 3 earlier days, this found ")
    assert " biggest accounts 12 months ahead; last year's ranking found " in sentence


def test_what_became_of_accounts_by_the_chance_they_were_given_is_counted():
    [trial] = [each for each in found().trials if each.earlier_only]
    origin = trial.seen.past.origin
    told = dict(
        zip(
            trial.seen.past.account_id.to_pylist(),
            trial.told["p_active"].tolist(),
            strict=True,
        )
    )
    before = came(days(), as_of=origin - dt.timedelta(365))
    after = came(days(), as_of=origin)
    seen = [
        (chance, after.get(account, 0.0) <= 0.7 * before[account])
        for account, chance in told.items()
        if account in before
    ]
    counted = {
        band: [fell for chance, fell in seen if low < 100 * chance <= high]
        for band, low, high in (("bad", 0, 40), ("watch", 40, 70), ("good", 70, 100))
    }

    outcomes = chances_record(found().trials)

    assert [(each.band, each.account_years, each.fell) for each in outcomes] == [
        (band, len(fell), sum(fell)) for band, fell in counted.items()
    ]
    assert min(map(len, counted.values())) >= 9
    assert outcomes[1].share > outcomes[2].share


def test_a_chance_that_was_not_known_at_the_time_counts_for_nothing():
    assert (
        chances_record(each for each in found().trials if not each.earlier_only) == []
    )


def test_the_same_orders_give_the_same_bytes_in_any_order_of_rows():
    mixed = list(days())
    np.random.default_rng(4).shuffle(mixed)

    again = forecast(orders_of_days([tuple(row) for row in mixed_rows(mixed)]))

    assert again.accounts.equals(found().accounts)
    assert again.record == found().record


def mixed_rows(rows):
    return [(str(account), int(day), float(amount)) for account, day, amount in rows]


def test_what_comes_later_changes_nothing():
    """The year after the as-of day is in the file, and not looked at."""
    orders = orders_of_days(days(), as_of=dt.date(2024, 12, 1))
    window = orders.window.__class__(orders.window.start, AS_OF)

    assert forecast(orders.within(window)).accounts.equals(found().accounts)


def test_the_back_test_is_that_of_the_forecast():
    tried = backtest(orders_of_days(days()))

    assert tried.reason is None
    assert tried.record == found().record
    plain = tried.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["record"]["sentence"] == found().record.reason.sentence()


def test_a_young_account_is_unknown_and_one_with_credits_only_too():
    rows = [*days(), ("young", 1090, 50.0), ("credited", 900, -5.0)]

    known = rows_of(forecast(orders_of_days(rows)))

    assert known["young"]["reason"] == TOO_YOUNG
    assert known["young"]["reason_values"]["days"] == "14"
    assert known["credited"]["reason"] == NO_PURCHASE
    for account in ("young", "credited"):
        assert [known[account][name] for name in (*MONEY, "p_active", "method")] == (
            [None] * 7
        )


def test_few_accounts_are_unknown():
    few = [row for row in days() if row[0] < "a0003"]

    result = forecast(orders_of_days(few))

    assert result.record is None
    assert {row["reason"] for row in rows_of(result).values()} == {TOO_FEW}
    assert backtest(orders_of_days(few)).reason == TOO_FEW


def test_a_short_window_is_unknown():
    start = AS_OF - dt.timedelta(days=40)
    recent = orders_of_days([row for row in days() if row[1] > 1055], start=start)

    result = forecast(recent)

    assert result.record is None
    assert {row["reason"] for row in rows_of(result).values()} == {TOO_SHORT}


def test_one_year_of_orders_is_tried_on_less_and_says_so():
    start = AS_OF - dt.timedelta(days=365)
    result = forecast(orders_of_days([r for r in days() if r[1] >= 730], start=start))

    known = [row for row in rows_of(result).values() if row["expected"] is not None]

    assert {row["reason"] for row in known} == {THIN}
    assert known[0]["reason_values"] == {
        "months": "12", "tried": "5", "days": None, "date": None,
    }  # fmt: skip
    assert result.record.tried_months == pytest.approx(146 / 30.4375)


def test_contribution_is_forecast_where_the_cost_is_known():
    result = forecast(orders_of_days(days(), cost=0.75))

    assert result.basis == "contribution"
    known, revenue = rows_of(result), rows_of(found())
    shares = [
        known[a]["expected"] / revenue[a]["expected"]
        for a in known
        if known[a]["expected"] is not None
    ]
    assert shares == pytest.approx([0.25] * len(shares))


def test_what_is_sold_at_a_loss_is_expected_to_lose():
    result = forecast(orders_of_days(days(), cost=1.2))

    known = [r for r in rows_of(result).values() if r["expected"] is not None]
    assert all(row["expected"] < 0 for row in known)
    assert all(row["low80"] <= row["low50"] <= row["high50"] for row in known)


def test_no_interval_is_far_wider_than_the_largest_outcome_seen():
    """Thin margins around zero: expected amounts tell nothing of the scale."""
    chance = np.random.default_rng(8)
    shares = {row[0]: float(chance.uniform(0.9, 1.1)) for row in days()}
    costly = {"cost": lambda row: row[2] * shares[row[0]]}

    result = forecast(orders_of_days(days(), extra=costly))

    assert result.basis == "contribution"
    years = [came(days(), as_of=dt.date(year, 1, 1)) for year in (2022, 2023)]
    largest = max(
        abs(amount * (1 - shares[account]))
        for year in years
        for account, amount in year.items()
    )
    known = [row for row in rows_of(result).values() if row["expected"] is not None]
    assert max(row["high80"] - row["low80"] for row in known) < 3 * largest


def test_without_amounts_purchases_are_forecast():
    orders = orders_of_days(days())
    lines = orders.lines.drop("net_amount")
    result = forecast(orders.__class__(lines=lines, window=orders.window))

    assert result.basis == "purchases"
    counts = {}
    for account, day, _ in days():
        if 1095 <= day < 1460:
            counts.setdefault(account, set()).add(day)
    total = sum(map(len, counts.values()))
    expected = [row["expected"] or 0.0 for row in rows_of(result).values()]
    assert sum(expected) == pytest.approx(total, rel=0.15)


def test_a_contract_that_ends_counts_until_then():
    account = next(a for a, d, _ in days() if sum(r[0] == a for r in days()) > 30)
    extra = {"contract_id": lambda row: "C1" if row[0] == account else None}
    orders = orders_of_days(days(), extra=extra)
    halfway = AS_OF + dt.timedelta(days=182)

    ends = rows_of(forecast(orders, contract_ends={"C1": halfway}))[account]

    open_ = rows_of(forecast(orders))[account]
    assert ends["reason"] == CONTRACT_ENDS
    assert ends["reason_values"]["date"] == halfway.isoformat()
    assert ends["expected"] == pytest.approx(open_["expected"] * 183 / 365)
    assert ends["low80"] == pytest.approx(open_["low80"] * 183 / 365)
    assert ends["high80"] == open_["high80"]
    late = AS_OF + dt.timedelta(days=400)
    assert rows_of(forecast(orders, contract_ends={"C1": late}))[account] == open_


def test_a_large_firm_is_tried_on_a_sample_and_all_are_forecast(monkeypatch):
    monkeypatch.setattr(gathered, "TRIED_ACCOUNTS", 150)

    result = forecast(orders_of_days(days()))

    assert result.record.accounts < 150
    assert result.record.of_accounts == len(result.accounts)
    ratio = sum(r["expected"] or 0 for r in result.accounts.to_pylist()) / sum(
        r["expected"] or 0 for r in found().accounts.to_pylist()
    )
    assert ratio == pytest.approx(1, abs=0.2)


def test_no_origin_is_lost_because_the_purchase_model_fits_few_of_them():
    orders = orders_of_days(days())
    laid = plan(orders.window.start, orders.as_of, 12)
    fits = Fits()
    known = gathered.Gathered.of(orders, laid, fits)
    whole = tried.Tried.of(known, laid, fits)
    rules = {
        name: each
        for name, each in whole.origins[0].candidates.items()
        if name != "purchases"
    }
    without = [replace(each, candidates=rules) for each in whole.origins[:2]]

    few = tried._comparable([*without, whole.origins[2]], whole.now)
    most = tried._comparable([without[0], *whole.origins[1:]], whole.now)

    assert len(few) == 3
    assert {tuple(each.candidates) for each in few} == {tuple(rules)}
    assert all(np.isnan(each.active).all() for each in few)
    assert len(most) == 2
    assert all("purchases" in each.candidates for each in most)


def test_the_risk_of_next_year_can_be_drawn_from_it():
    made = outlook(found().accounts)

    assert len(made) == sum(
        row["expected"] is not None for row in found().accounts.to_pylist()
    )


def test_models_fitted_once_serve_both_bases_and_change_nothing():
    orders, fits = orders_of_days(days()), Fits()
    forecast(orders, fits=fits)

    again = forecast(orders.on_revenue(), fits=fits)

    assert again.accounts.equals(forecast(orders.on_revenue()).accounts)
