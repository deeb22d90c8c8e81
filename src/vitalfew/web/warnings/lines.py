"""Warnings in the reader's words, with what they may do about each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.care.models import EarlyWarning, WarningEvent
from vitalfew.apps.care.policies import answerable
from vitalfew.files.bidi import isolated
from vitalfew.web.formats import reason_sentence
from vitalfew.web.warnings.forms import AnswerForm

if TYPE_CHECKING:
    from vitalfew.apps.care.selectors import Answers
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

ICONS = {
    EarlyWarning.Kind.SILENCE: "bell-off",
    EarlyWarning.Kind.DECLINE: "trending-down",
    EarlyWarning.Kind.NARROWING: "fold-horizontal",
    EarlyWarning.Kind.CENTRALIZATION: "split",
}
RARE = 0.001
"""False alarms per account and year below which a figure would say too much."""


@dataclass(frozen=True)
class Line:
    """One warning as a page shows it."""

    warning: EarlyWarning
    icon: str
    text: str
    clears: str
    set_to: str
    record: str
    since: str
    history: list[str] = field(default_factory=list)
    form: AnswerForm | None = None

    @property
    def lasts(self) -> bool:
        return self.warning.cleared_on is None

    @property
    def is_new(self) -> bool:
        return self.lasts and self.warning.state == EarlyWarning.State.RAISED


def lines_of(
    acting: User,
    warnings: Iterable[EarlyWarning],
    formats: Formats,
    *,
    bound: AnswerForm | None = None,
) -> list[Line]:
    """A line for each; `bound` is a form that was refused."""
    shown = list(warnings)
    answers = answerable(acting, [warning.account for warning in shown])
    return [
        _line(
            warning,
            formats,
            bound
            if bound is not None and bound.warning.pk == warning.pk
            else _form(warning, answers),
        )
        for warning in shown
    ]


def _line(warning: EarlyWarning, formats: Formats, form: AnswerForm | None) -> Line:
    return Line(
        warning=warning,
        icon=ICONS[EarlyWarning.Kind(warning.kind)],
        text=evidence(warning, formats),
        clears=_said(warning.clears, formats),
        set_to=_said(warning.set_to, formats),
        since=formats.day(warning.since),
        record=_record(warning.false_alarms_a_year, formats),
        history=[_event(event, formats) for event in warning.events.all()],
        form=form,
    )


def evidence(warning: EarlyWarning, formats: Formats) -> str:
    """What the warning rests on, in a sentence."""
    return _said(warning.evidence, formats)


def finding(lines: Sequence[Line], *, past: bool) -> str:
    """The title of the list."""
    if past:
        text = ngettext(
            "%(count)s warning was dismissed or has cleared",
            "%(count)s warnings were dismissed or have cleared",
            len(lines),
        )
        return text % {"count": len(lines)}
    if not lines:
        return _("No account gives a warning")
    accounts = len({line.warning.account_id for line in lines})
    text = ngettext(
        "%(count)s account gives a warning; %(new)s new",
        "%(count)s accounts give a warning; %(new)s new",
        accounts,
    )
    return text % {"count": accounts, "new": sum(line.is_new for line in lines)}


def finding_of_one(lines: Sequence[Line]) -> str:
    """The title of the warnings of one account."""
    lasting = sum(line.lasts for line in lines)
    if not lasting:
        return _("No warning now")
    text = ngettext("%(count)s warning now", "%(count)s warnings now", lasting)
    return text % {"count": lasting}


def answered(answers: Answers, formats: Formats) -> str:
    """What became of the warnings of a year."""
    if not answers.raised:
        return _("No warning was raised in the last 12 months.")
    return _(
        "Of %(raised)s raised in the last 12 months %(acted)s were acted on,"
        " %(dismissed)s dismissed (%(share)s), %(cleared)s have cleared."
    ) % {
        "raised": formats.count(answers.raised),
        "acted": formats.count(answers.acted),
        "dismissed": formats.count(answers.dismissed),
        "share": formats.percent(answers.dismissed_share, 0),
        "cleared": formats.count(answers.cleared),
    }


def _said(reason: Sequence[Any] | None, formats: Formats) -> str:
    if not reason:
        return ""
    code, values = reason
    return reason_sentence(code, values, formats)


def _record(rate: float | None, formats: Formats) -> str:
    if rate is None:
        return _("Too little history to measure how often this rule is wrong.")
    if not rate:
        return _("On our own past this rule gave no false warning.")
    if rate < RARE:
        return _(
            "On our own past, 1,000 accounts gave less than one false warning of this"
            " kind a year."
        )
    number = formats.number(rate * 100, 1 if rate < 0.1 else 0)
    return _(
        "On our own past, 100 accounts gave %(number)s false warnings of this kind a"
        " year."
    ) % {"number": number}


def _event(event: WarningEvent, formats: Formats) -> str:
    by = isolated(event.by.name) if event.by else ""
    parts = [str(event.get_kind_display()), formats.day(event.at.date()), by]
    said = ", ".join(part for part in parts if part)
    return f"{said}: {event.note}" if event.note else said


def _form(warning: EarlyWarning, answers: set[int]) -> AnswerForm | None:
    if warning.cleared_on is not None or warning.account_id not in answers:
        return None
    return AnswerForm(warning=warning)
