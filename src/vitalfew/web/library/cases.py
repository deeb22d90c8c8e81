"""Cases as pages list them: of one method, or of one account."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitalfew.apps.accounts.tree import survivor
from vitalfew.apps.library.models import Case
from vitalfew.web.library.words import CHIPS, amount_said

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.library.selectors import CaseTold
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats


@dataclass(frozen=True)
class CaseLine:
    """One case in words, with what its reader may do about it."""

    case: Case
    account: Account
    """Where it is read today; the other was merged into it."""
    chip: str
    amount: str
    unpriced: bool
    """Its reader may know what it brings a year, and nobody has said it."""
    shown: str
    """The value proposition that shows it."""
    former: list[tuple[Case, str]]
    """What it was, the newest first, with what it brought a year."""
    corrects: bool
    withdraws: bool


@dataclass(frozen=True)
class CaseLines:
    counting: list[CaseLine]
    withdrawn: list[CaseLine]


def case_lines(
    acting: User, found: Iterable[CaseTold], formats: Formats, kept: Collection[int]
) -> CaseLines:
    """`kept` are the accounts, of those named, that the reader keeps cases of."""
    lines = [_line(acting, each, formats, kept) for each in found]
    return CaseLines(
        counting=[line for line in lines if line.case.withdrawn_by_id is None],
        withdrawn=[line for line in lines if line.case.withdrawn_by_id is not None],
    )


def _line(
    acting: User, found: CaseTold, formats: Formats, kept: Collection[int]
) -> CaseLine:
    case = found.case
    keeps = case.account_id in kept
    ended = case.outcome != Case.Outcome.RUNNING

    def amount(of: Case) -> str:
        return amount_said(of, formats) if found.told else ""

    return CaseLine(
        case=case,
        account=survivor(case.account),
        chip=CHIPS[case.outcome],
        amount=amount(case),
        unpriced=found.told and ended and case.amount is None,
        shown=case.proposition.name if found.told and case.proposition else "",
        former=[(each, amount(each)) for each in found.former],
        corrects=keeps or case.led_by_id == acting.pk,
        withdraws=keeps,
    )
