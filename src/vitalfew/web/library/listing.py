"""The library: which methods there are, what they are for, how each fared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.accounts.naming import folded, words
from vitalfew.apps.accounts.policies import sees_all
from vitalfew.apps.library.models import Case
from vitalfew.apps.library.policies import may_teach
from vitalfew.apps.library.selectors import NEVER, methods, records
from vitalfew.web.charts.interval import Interval, draw
from vitalfew.web.library.words import (
    PURPOSES,
    brought_said,
    fared_said,
    purposes_said,
    record_said,
    sure_said,
)

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.library import Record
    from vitalfew.apps.library.models import Method
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

UNTRIED = "untried"


@dataclass(frozen=True)
class Asked:
    """How the list is narrowed; what makes no sense finds everything."""

    q: str = ""
    purpose: str = ""
    """`stages:establish`"""
    outcome: str = ""


@dataclass(frozen=True)
class MethodLine:
    method: Method
    record: Record
    purposes: list[str]
    said: str
    sure: str
    brought: str
    interval: SafeString
    """Drawn where enough ended; empty elsewhere."""


@dataclass(frozen=True)
class Library:
    title: str
    lines: list[MethodLine]
    total: int
    """How many methods there are, whatever was asked for."""


def library_read(acting: User, asked: Asked, formats: Formats) -> Library:
    every = list(methods(retired=may_teach(acting)))
    fared = records(acting, formats.currency)
    lines = [
        method_line(acting, each, fared.get(each.pk, NEVER), formats)
        for each in every
        if _asked_for(each, fared.get(each.pk, NEVER), asked)
    ]
    lines.sort(
        key=lambda line: (line.method.retired, line.record.order, line.method.name)
    )
    return Library(_title(lines, formats), lines, len(every))


def method_line(
    acting: User, method: Method, found: Record, formats: Formats
) -> MethodLine:
    sure = sure_said(found, formats)
    return MethodLine(
        method=method,
        record=found,
        purposes=list(purposes_said(method)),
        said=fared_said(found, formats, every=sees_all(acting)),
        sure=sure,
        brought=brought_said(found, formats),
        interval=_interval(found, sure),
    )


def _interval(found: Record, sure: str) -> SafeString:
    if found.share is None:
        return SafeString("")
    low, high = found.interval
    return draw(Interval(low, found.share, high, (0, 1), sure))


def _title(lines: Sequence[MethodLine], formats: Formats) -> str:
    """What worked most surely, of how many that were tried."""
    if not lines:
        return _("No method is found")
    tried = sum(bool(line.record.cases) for line in lines)
    values = {"tried": formats.count(tried), "all": formats.count(len(lines))}
    text = ngettext(
        "%(tried)s of %(all)s method was tried",
        "%(tried)s of %(all)s methods were tried",
        len(lines),
    )
    best = lines[0]
    if not best.record.worked:
        return text % values
    said = record_said(best.record, formats)
    return _("%(tried)s; the surest is %(name)s (%(said)s)") % {
        "tried": text % values,
        "name": best.method.name,
        "said": said[:1].lower() + said[1:],
    }


def _asked_for(method: Method, found: Record, asked: Asked) -> bool:
    kind, _colon, code = asked.purpose.partition(":")
    if kind in PURPOSES and code not in getattr(method, kind):
        return False
    if asked.outcome == UNTRIED and found.cases:
        return False
    if asked.outcome in Case.Outcome and not getattr(found, asked.outcome):
        return False
    have = words(f"{method.name} {method.how}", "")
    terms = folded(asked.q).split()
    return all(any(word.startswith(term) for word in have) for term in terms)
