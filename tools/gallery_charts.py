"""Invented data for the gallery: one picture of each kind, and its hard cases."""

from __future__ import annotations

import datetime as dt
import random  # noqa: TID251

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from gallery_people import people

from vitalfew.web.charts import (
    ahead,
    bars,
    cash,
    categories,
    concentration,
    history,
    interval,
    loss,
    matrix,
    meter,
    outcomes,
    rank,
    shares,
    sparkline,
)
from vitalfew.web.charts.widths import drawn


def percent(value: float) -> str:
    return f"{value:.0%}"


def score(value: float) -> str:
    return f"{value:g}"


def short(value: float) -> str:
    return f"{value / 1000:g}k" if value else "0"


def month(day: dt.date) -> str:
    return f"{day:%b %y}"


def curve(seeded: random.Random, customers: int, keys: int) -> concentration.Curve:
    brought = sorted(
        (seeded.lognormvariate(0, 1.6) - 0.35 for _ in range(customers)), reverse=True
    )
    total = sum(brought)
    cumulative, running = [], 0.0
    for one in brought:
        running += one
        cumulative.append(running / total)
    few = next(i for i, share in enumerate(cumulative, 1) if share >= 0.8)
    ranks = sorted(seeded.sample(range(1, few), keys))
    peak, losers = max(cumulative), sum(one < 0 for one in brought)
    return concentration.Curve(
        cumulative,
        few,
        ranks,
        percent,
        f"{few} of {customers} customers make 80%",
        few_text=f"{few} customers make 80%",
        few_note=f"{few / customers:.0%} of all {customers}",
        peak_text=f"peak {peak:.0%}",
        loss_text=f"{losers} lose ¥5.34M",
        rug_text=f"{keys} key accounts, 43% of contribution",
        axis_text="Customers, highest contribution first",
        count_text=f"{customers:,}",
    )


FEW = (
    ("Huayin Photonics", "HP", 3.74, 4.42, 1.91, "proposed", True),
    ("Torvald Marine", "TM", 3.16, 4.18, 1.64, "proposed", False),
    ("Qinling Kiln Works", "QK", 4.3, 3.64, 1.52, "proposed", False),
    ("Aster Lab Systems", "AL", 3.64, 3.93, 1.05, "proposed", False),
    ("Redfern Automation", "RA", 3.08, 4.62, 0.89, "proposed", False),
    ("Tianhe Rail Systems", "TR", 4.7, 4.66, 6.84, "key", False),
    ("Norvik Wind", "NW", 4.42, 4.14, 5.91, "key", False),
    ("Haoyuan Robotics", "HR", 4.06, 4.74, 4.72, "key", False),
    ("Dongping Port Cranes", "DP", 3.22, 3.8, 3.98, "key", False),
    ("Kelan Medical", "KM", 3.4, 4.62, 3.41, "key", False),
    ("Sunbridge Elevator", "SE", 4.8, 3.74, 3.26, "key", False),
    ("Ostara Packaging", "OP", 4.56, 3.84, 2.89, "key", False),
    ("Jinsui Agri Machinery", "JA", 3.47, 3.64, 2.54, "key", False),
    ("Brenner Hydraulics", "BH", 3.46, 4.22, 2.31, "key", False),
    ("Calder Machine Tools", "CM", 4.84, 4.18, 2.05, "key", False),
    ("Vellum Print Systems", "VP", 3.42, 2.86, 1.72, "below", False),
    ("Lanting Appliances", "LA", 2.72, 2.62, 1.48, "below", False),
    ("Coastal Tender Office", "CT", 4.1, 2.62, 2.24, "seen", False),
)


def selection(seeded: random.Random, others: int) -> matrix.Matrix:
    bubbles = [matrix.Bubble(*few) for few in FEW]
    many = [
        matrix.Dot(
            seeded.uniform(2, 4.2),
            seeded.uniform(2.2, 3.45),
            seeded.uniform(0.01, 0.2),
        )
        for _ in range(others)
    ]
    return matrix.Matrix(
        bubbles,
        many,
        3.0,
        3.5,
        score,
        "Selection matrix: five customers clear both thresholds",
        strength_text="Our strength with them",
        attractiveness_text="Attractiveness",
        zone_text="Key-account zone",
        qualify_text="Invest to qualify",
        standard_text="Standard service",
        serve_text="Serve well, do not court",
    )


def months(count: int) -> list[dt.date]:
    return [dt.date(2023 + (10 + i) // 12, (10 + i) % 12 + 1, 1) for i in range(count)]


def past(seeded: random.Random, count: int) -> history.History:
    values = [460_000 + seeded.gauss(0, 50_000) + 3000 * i for i in range(count)]
    days = months(count)
    return history.History(
        days,
        values,
        short,
        month,
        "Monthly contribution of Norvik Wind, 24 months",
        events=(
            history.Event(days[count // 2 - 1], "Framework signed"),
            history.Event(days[-2], "Made key account"),
        ),
    )


def bought(seeded: random.Random, count: int) -> categories.Categories:
    names = ("Main bearings", "Slew rings", "Couplings", "Seals", "润滑油脂与润滑系统")
    more = ("Brakes", "Service", "Monitoring")
    quarters = [f"Q{i % 4 + 1} {23 + i // 4}" for i in range(count)]
    series = [
        categories.Series(
            name, [seeded.uniform(-5, 80) * 1000 / (i + 1) for _ in quarters]
        )
        for i, name in enumerate(names + more)
    ]
    return categories.Categories(
        quarters, series, short, "Contribution by category", "Other, 3 categories"
    )


def payback() -> cash.Cash:
    continued = [-5.0, *(-5 + 3 * i / 12 for i in range(1, 13))]
    continued += [-2 + 2.5 * i / 12 for i in range(1, 25)]
    single = [-5.0, *(-5 + 3 * i / 12 for i in range(1, 13))] + [-2.0] * 24
    return cash.Cash(
        cash.Path("Continued", continued),
        cash.Path("Single order", single),
        lambda value: f"{value:g}M",
        lambda value: f"month {value:.0f}" if value else "start",
        "Paid back in month 22",
        payback_month=22,
        payback_text="Paid back in month 22",
    )


def pictures() -> list[tuple[str, SafeString]]:
    return [*main_pictures(), *years_ahead(), *small_pictures(), *people()]


def small_pictures() -> list[tuple[str, SafeString]]:
    ranks = rank.Rank(
        ["Q1 23", "Q2 23", "Q3 23", "Q4 23", "Q1 24", "Q2 24", "Q3 24", "Q4 24"],
        [14, 9, 9, None, 4, 3, 2, 2],
        lambda value: f"{value:.0f}",
        "Rank 2",
        few=12,
    )
    units = bars.Bars(
        [
            bars.Bar("Wuxi head office", 5_400_000, "94%", few=True),
            bars.Bar("Nantong", 210_000, "4%"),
            bars.Bar("广东省东莞市某某大型精密机械设备制造有限公司", 90_000, "2%"),
            bars.Bar("Taicang", -40_000, "returns"),
        ],
        short,
        "One office buys 94%",
    )
    without = loss.Loss(
        [
            loss.Before("Sales", 96_000_000, 81_000_000),
            loss.Before(
                "Contribution", 41_100_000, 35_200_000, 38_000_000, "Fixed costs"
            ),
        ],
        short,
        "Without Norvik Wind",
    )
    seen = interval.Interval(5.2, 6.21, 7.07, (4.5, 8.0), "5.2 to 7.1", before=5.91)
    scores = [
        meter.draw(meter.Meter(value, 1, 5, str(value), threshold=3.5))
        for value in (4.4, 1.0, None)
    ]
    small = [interval.draw(seen), *scores]
    shape = sparkline.Sparkline([3, 4, 4, 6, None, 5, 7, 6], "Rising")
    small.append(sparkline.draw(shape))
    known = shares.Shares(
        rows=[
            shares.Row("This forecast", _marks(0.71, 0.82), strong=True),
            shares.Row("Last year's ranking", _marks(0.69, 0.79)),
            shares.Row("Less revenue", (shares.Mark(None), shares.Mark(None))),
        ],
        kinds=("Of the best 10%", "Of the best 20%"),
        form=percent,
        label="This names 71% of the biggest tenth beforehand",
        unknown="–",
        targets=(0.8, None),
    )
    return [
        ("Paid back in month 22", drawn(cash.draw, payback())),
        ("Moved from 14 to 2", drawn(rank.draw, ranks)),
        ("One office buys 94%", drawn(bars.draw, units)),
        ("This names 71% of the biggest tenth", drawn(shares.draw, known)),
        ("Without Norvik Wind fixed costs are not covered", drawn(loss.draw, without)),
        (
            "An interval, meters, a sparkline",
            format_html_join(" ", "{}", [(one,) for one in small]),
        ),
    ]


def _marks(*values: float) -> tuple[shares.Mark, ...]:
    return tuple(shares.Mark(each, each - 0.1, each + 0.1) for each in values)


def millions(value: float) -> str:
    return f"{value / 1e6:.2f}M" if value else "0"


def years_ahead() -> list[tuple[str, SafeString]]:
    months = [dt.date(2023 + at // 12, at % 12 + 1, 1) for at in range(24)]
    fan = ahead.Ahead(
        months=months,
        sums=[5_100_000 + 35_000 * at + 120_000 * (at % 5) for at in range(24)],
        expected=6_210_000,
        half=(5_800_000, 6_600_000),
        most=(5_200_000, 7_100_000),
        form=millions,
        month_form=lambda month: f"{month:%b %y}",
        today="Today",
        most_text="80% of outcomes",
        label="Expected 6.21M",
    )
    seeded = random.Random(3)
    totals = sorted(42.8e6 + 2.4e6 * seeded.gauss(0, 1) for _ in range(20_000))
    year = outcomes.Outcomes(
        points=[(p / 100, totals[200 * p]) for p in range(1, 100)],
        expected=outcomes.Mark(42_800_000, "expected"),
        worst=outcomes.Mark(totals[1000], "one year in twenty below"),
        marks=[
            outcomes.Mark(38_000_000, "fixed costs"),
            outcomes.Mark(41_100_000, "last 12 months"),
        ],
        form=millions,
        label="One year in twenty brings less than 38.9M",
    )
    return [
        ("Expected 6.21M, 5.20M to 7.10M", drawn(ahead.draw, fan)),
        ("One year in twenty brings less than 38.9M", drawn(outcomes.draw, year)),
    ]


def main_pictures() -> list[tuple[str, SafeString]]:
    seeded = random.Random(7)
    chosen = selection(seeded, 70)
    crowd = selection(seeded, 20_000)
    return [
        (
            "48 of 312 customers make 80% of contribution",
            drawn(concentration.draw, curve(seeded, 312, 12)),
        ),
        (
            "200,000 customers",
            drawn(concentration.draw, curve(seeded, 200_000, 25)),
        ),
        (
            "Five customers clear both thresholds",
            drawn(matrix.draw_listed, chosen),
        ),
        ("20,000 others", drawn(matrix.draw_listed, crowd)),
        ("Contribution grew 10%", drawn(history.draw, past(seeded, 24))),
        ("Bearings carry it", drawn(categories.draw, bought(seeded, 9))),
    ]
