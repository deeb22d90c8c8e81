"""`vitalfew warnings`: who gives cause for worry, and how often that is wrong."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re

import pytest

START = dt.date(2024, 1, 1)


@pytest.fixture
def silent_file(tmp_path):
    """Norvik buys every week and stops after 50 weeks; Brenner goes on."""
    path = tmp_path / "orders.csv"
    lines = [("C001", day) for day in range(0, 350, 7)]
    lines += [("C002", day) for day in range(0, 500, 7)]
    rows = [f"{who},{START + dt.timedelta(days=day)},100.00" for who, day in lines]
    text = "\n".join(["account_id,ordered_on,net_amount", *rows])
    path.write_text(text + "\n", encoding="utf-8")
    return path


def test_the_json_has_the_record_and_every_warning(installation, silent_file):
    done = installation.run("warnings", silent_file, "--format", "json")

    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert list(found) == ["record", "warnings"]
    (warning,) = found["warnings"]
    assert (warning["account_id"], warning["kind"]) == ("C001", "silence")
    assert warning["evidence"].startswith(
        "No purchase for 155 days; usually one every 7"
    )
    assert found["record"]["false_alarms"] == 0
    assert found["record"]["accounts"] == 2
    silence, *charts = found["record"]["rules"]
    assert (silence["rule"], silence["level"]) == ("silence", found["record"]["level"])
    assert [each["rule"] for each in charts] == [
        "decline_purchases",
        "decline_revenue",
    ]
    # A year and a half tells nothing yet, and theory is set to what is borne.
    assert {(each["months"], each["false_alarms_a_week"]) for each in charts} == {
        (48.0, None)
    }


def test_the_table_says_the_same_in_words(installation, silent_file):
    done = installation.run("warnings", silent_file)

    first, second = done.out.splitlines()
    assert first.startswith("C001  since 20")
    # Two accounts over a year and a half are far from 30 account-years.
    assert second == (
        "    Clears with its next purchase."
        " Too little history to measure how often this rule is wrong."
    )
    assert "2 accounts watched" in done.err
    assert (
        "Fewer purchase days: in theory wrong once in 48 months."
        " Too little history to measure how often this rule is wrong."
    ) in done.err


def test_table_and_record_are_in_chinese_and_json_stays_english(
    installation, silent_file
):
    chinese = ("--language", "zh-hans")
    done = installation.run("warnings", silent_file, *chinese)
    told, asked = (
        installation.run("warnings", silent_file, "--format", "json", *more)
        for more in ((), chinese)
    )

    first, second = done.out.splitlines()
    assert first.startswith("C001  自 20")
    assert "已有 155 天没有采购；通常每 7 天采购一次。" in first
    assert second == "    下一次采购即解除。历史数据太少，无法衡量这条规则的误报率。"
    assert "关注 2 家客户" in done.err
    assert re.findall(r"[A-Za-z]{2,}", done.out) == []
    assert asked.out == told.out


def test_the_csv_has_a_row_a_warning(installation, silent_file):
    done = installation.run("warnings", silent_file, "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["account_id"] for row in rows] == ["C001"]


def test_one_account_alone_can_be_watched(installation, silent_file):
    done = installation.run("warnings", silent_file, "--account", "C002")
    assert done.out == "No account gives a warning.\n"


def test_a_country_nobody_knows_is_wrong_usage(installation, silent_file):
    done = installation.run("warnings", silent_file, "--country", "XX")
    assert done.code == 2
    assert "two letters" in done.err
