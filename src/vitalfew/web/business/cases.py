"""What was tried with a customer, as the tab Business shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.library.models import Case
from vitalfew.apps.library.selectors import cases_told
from vitalfew.web.library.cases import CaseLines, case_lines

if TYPE_CHECKING:
    from vitalfew.web.business.page import Reading
    from vitalfew.web.formats import Formats


@dataclass(frozen=True)
class TriedHere:
    title: str
    cases: CaseLines
    records: bool
    """Whether its reader may add a case."""


def tried_read(reading: Reading) -> TriedHere:
    told = cases_told(reading.acting, account=reading.account)
    kept = {each.case.account_id for each in told} if reading.states else set()
    cases = case_lines(reading.acting, told, reading.formats, kept)
    return TriedHere(
        title=_title([line.case for line in cases.counting], reading.formats),
        cases=cases,
        records=reading.states,
    )


def _title(cases: list[Case], formats: Formats) -> str:
    """How many ways of working ended here, and how many of them worked."""
    ended = [each for each in cases if each.outcome != Case.Outcome.RUNNING]
    worked = sum(each.outcome == Case.Outcome.WORKED for each in ended)
    if not cases:
        return _("No case from here is in the library yet")
    if not ended:
        text = ngettext(
            "%(running)s case is still running",
            "%(running)s cases are still running",
            len(cases),
        )
        return text % {"running": formats.count(len(cases))}
    text = ngettext(
        "%(worked)s of %(ended)s case that ended here worked",
        "%(worked)s of %(ended)s cases that ended here worked",
        len(ended),
    )
    return text % {
        "worked": formats.count(worked),
        "ended": formats.count(len(ended)),
    }
