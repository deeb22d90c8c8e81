"""How accounts moved between the stages within a year."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.analysis.orders import months_before
from vitalfew.web.charts import flow as chart
from vitalfew.web.charts.widths import drawn
from vitalfew.web.cycle.words import LEVELS, stage_words

if TYPE_CHECKING:
    from vitalfew.apps.program.selectors import Passed
    from vitalfew.web.formats import Formats

MONTHS = 12
NEW, ENDED = "new", "ended"
ORDER = ("strengthen", "stabilize", "establish", "zero", NEW, ENDED)
FILLS = {
    "establish": "var(--stage-1)",
    "stabilize": "var(--stage-2)",
    "strengthen": "var(--stage-3)",
}
Passage = tuple[str, str]


@dataclass(frozen=True)
class Picture:
    title: str
    sub: str
    svg: SafeString
    columns: list[str]
    rows: list[list[str]]


def passages(moves: Iterable[Passed], since: dt.date, on: dt.date) -> Counter[Passage]:
    """How many cycles stood where on the first day, and stand where on the second.

    Moves in the order they happened. Whoever had ended before the first day is left
    out, and whoever began after the second.
    """
    then: dict[int, str] = {}
    now: dict[int, str] = {}
    for move in moves:
        if move.on <= since:
            then[move.cycle_id] = move.target or ENDED
        if move.on <= on:
            now[move.cycle_id] = move.target or ENDED
    return Counter(
        (then.get(cycle, NEW), state)
        for cycle, state in now.items()
        if then.get(cycle) != ENDED
    )


def picture_read(
    moves: Iterable[Passed], formats: Formats, *, on: dt.date
) -> Picture | None:
    """None where nobody was key a year ago or is now."""
    since = months_before(on, MONTHS)
    found = passages(moves, since, on)
    if not found:
        return None
    held = [state for state in ORDER if any(state in pair for pair in found)]
    title = finding(found, formats)
    data = chart.Flow(
        states=[
            chart.State(_words(state), FILLS.get(state, "var(--ink-3)"))
            for state in held
        ],
        bands=[
            chart.Band(held.index(origin), held.index(target), count)
            for (origin, target), count in found.items()
        ],
        then=formats.day(since),
        now=formats.day(on),
        label=title,
    )
    return Picture(
        title=title,
        sub=_("Key accounts by stage, twelve months ago and today."),
        svg=drawn(chart.draw, data),
        columns=[_("From"), _("To"), _("Accounts")],
        rows=[
            [_words(origin), _words(target), formats.count(count)]
            for (origin, target), count in sorted(
                found.items(), key=lambda each: [ORDER.index(s) for s in each[0]]
            )
        ],
    )


def finding(found: Counter[Passage], formats: Formats) -> str:
    """Who moved up, fell back, began and ended, in one sentence."""
    counts: Counter[str] = Counter()
    for (origin, target), count in found.items():
        counts[_kind(origin, target)] += count
    texts = {
        "up": ngettext("%(number)s moved up", "%(number)s moved up", counts["up"]),
        "back": ngettext(
            "%(number)s fell back", "%(number)s fell back", counts["back"]
        ),
        "began": ngettext("%(number)s began", "%(number)s began", counts["began"]),
        "ended": ngettext("%(number)s ended", "%(number)s ended", counts["ended"]),
    }
    told = [
        text % {"number": formats.count(counts[kind])}
        for kind, text in texts.items()
        if counts[kind]
    ]
    if not told:
        return _("In twelve months nobody changed the stage")
    return _("In twelve months: %(what)s") % {"what": _(", ").join(told)}


def _kind(origin: str, target: str) -> str:
    if target == ENDED:
        return "ended"
    if origin == NEW:
        return "began"
    before, after = LEVELS.get(origin, 0), LEVELS.get(target, 0)
    return "stayed" if before == after else "up" if after > before else "back"


def _words(state: str) -> str:
    if state == NEW:
        return _("Not key yet")
    return _("Ended") if state == ENDED else stage_words(state)
