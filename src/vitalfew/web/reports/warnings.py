"""Warnings as text for a terminal, JSON and CSV."""

from __future__ import annotations

import json
from math import ceil, log10
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from vitalfew.analysis.assessment.warning import ByChance, ByChart
from vitalfew.analysis.reasons import said
from vitalfew.files.bidi import isolated
from vitalfew.files.tables_out import csv_text
from vitalfew.web.formats import said_in
from vitalfew.web.reports.languages import Language, speaking
from vitalfew.web.reports.record_words import RULES

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.warning import Found, Setting, Warned
    from vitalfew.web.formats import Formats


def to_json(found: Warned) -> str:
    """The record and every warning, with stable keys, in English."""
    record = vars(found.record) | {
        "reason": said(found.record.reason),
        "level": found.level,
        "accounts": found.accounts,
        "rules": [_setting(each, found.accounts) for each in found.settings],
    }
    whole = {"record": record, "warnings": _rows(found)}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _setting(each: Setting, accounts: int) -> dict[str, Any]:
    """How sensitive a rule is set, with stable keys."""
    return {
        "rule": each.rule,
        "level": each.level if isinstance(each, ByChance) else None,
        "months": each.months if isinstance(each, ByChart) else None,
        "false_alarms": each.false_alarms,
        "account_years": each.account_years,
        "false_alarms_a_week": each.a_week(accounts),
    }


def to_csv(found: Warned) -> str:
    """One line a warning."""
    columns = found.to_pyarrow().column_names
    return csv_text(columns, [list(row.values()) for row in _rows(found)])


def _rows(found: Warned) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = found.to_pyarrow().to_pylist()
    for row in rows:
        row["since"] = row["since"].isoformat()
        row["severity"] = round(row["severity"], 6)
    return rows


def to_text(found: Warned, language: Language = Language.ENGLISH) -> str:
    """Each warning with what clears it, and how often its rule was wrong."""
    with speaking(language) as formats:
        lines = [_lines(each, formats) for each in found.found]
        nothing = _("%(finding)s.") % {"finding": _("No account gives a warning")}
        return "\n".join(lines or [nothing]) + "\n"


def _lines(each: Found, formats: Formats) -> str:
    say = said_in(formats)
    since = _("since %(day)s") % {"day": each.since.isoformat()}
    rest = _joined([say(each.clears), _wrong(each, formats)], formats)
    return f"{isolated(each.account_id)}  {since}  {say(each.reason)}\n    {rest}"


def _wrong(each: Found, formats: Formats) -> str:
    if each.false_alarms_a_year is None:
        return _("Too little history to measure how often this rule is wrong.")
    rate = {"rate": formats.number(each.false_alarms_a_year, 3)}
    return _("On this past it was wrong %(rate)s times an account and year.") % rate


def record(found: Warned, language: Language = Language.ENGLISH) -> str:
    """How much is watched, how sensitive each rule is, and how often it is wrong."""
    with speaking(language) as formats:
        others = [each for each in found.settings if each.rule != "silence"]
        rules = [_joined(_rule(each, found, formats), formats) for each in others]
        return "\n".join([_joined(_record(found, formats), formats), *rules])


def _rule(each: Setting, found: Warned, formats: Formats) -> list[str]:
    name, rate = RULES[each.rule], each.a_week(found.accounts)
    if isinstance(each, ByChance):
        level = {"rule": name, "level": _level(each.level, formats)}
        told = _("%(rule)s: at most %(level)s by chance.") % level
    elif isinstance(each, ByChart):
        months = {"rule": name, "months": formats.count(each.months)}
        told = _("%(rule)s: in theory wrong once in %(months)s months.") % months
    if rate is None:
        return [told, _("Too little history to measure how often this rule is wrong.")]
    week = {"rate": formats.number(rate, 1)}
    return [told, _("On this past %(rate)s false alarms a week.") % week]


def _level(level: float, formats: Formats) -> str:
    """A probability in percent, as many places as it has."""
    return formats.percent(level, max(2, ceil(-log10(level)) - 2))


def _record(found: Warned, formats: Formats) -> list[str]:
    tried, rate = found.record, found.false_alarms_a_week
    if rate is None:
        return [
            _("Too little history to measure how often the rule of silence is wrong.")
        ]
    told = _(
        "%(accounts)s accounts watched; at most %(level)s by chance, which gives"
        " %(rate)s false alarms a week."
    ) % {
        "accounts": formats.count(found.accounts),
        "level": _level(found.level, formats),
        "rate": formats.number(rate, 1),
    }
    if tried.recall is None:
        return [told]
    past = _(
        "On the past it caught %(caught)s of %(happened)s lost accounts and was wrong"
        " %(times)s times."
    ) % {
        "caught": formats.count(tried.caught),
        "happened": formats.count(tried.happened),
        "times": formats.count(tried.false_alarms),
    }
    return [told, past]


def _joined(sentences: list[str], formats: Formats) -> str:
    return ("" if formats.chinese else " ").join(sentences)
