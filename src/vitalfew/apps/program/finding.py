"""Looks at all running cycles for what speaks for falling back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from vitalfew.analysis.decision.regression import Standing, regressions
from vitalfew.apps.assessments.clock import company_day
from vitalfew.apps.assessments.models import Designation, Framework
from vitalfew.apps.assessments.selectors.criteria import criteria_of
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.program.falling_back import AT_ONCE, proposals_sync
from vitalfew.apps.program.models import Cycle, PartFigures
from vitalfew.apps.program.standings import NOTHING, Measured, standings_of

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account


def proposals_find() -> None:
    """Bring the proposals to fall back up to what is known today."""
    latest = latest_assessment()
    if latest is None:
        return
    day = company_day(firm_settings(), latest)
    running = Cycle.objects.filter(ends_on__isnull=True)
    cycles = list(running.select_related("account__parent", "parent"))
    keys = {cycle.account_id for cycle in cycles}
    now = standings_of(latest, keys)
    ended = _frameworks_ended(keys, day)
    _shares_keep(cycles, now)
    criteria = criteria_of(latest.criteria).gates
    parts = {
        figures.cycle_id: figures
        for figures in PartFigures.objects.filter(
            assessment=latest, named=True, cycle__ends_on__isnull=True
        )
    }
    found = {
        cycle.pk: regressions(
            cycle.stage,  # type: ignore[arg-type]  # its choices
            _standing(cycle, now, ended)
            if cycle.part == Cycle.Part.WHOLE
            else _of_part(parts[cycle.pk]),
            criteria=criteria,
        )
        for cycle in cycles
        # Of a part that is not measured nothing is gone.
        if cycle.part == Cycle.Part.WHOLE or cycle.pk in parts
    }
    proposals_sync(found, on=day)


def _standing(
    cycle: Cycle,
    now: dict[int, Measured],
    ended: dict[int, tuple[str, date]],
) -> Standing:
    measured = now.get(cycle.account_id, NOTHING)
    name, day = ended.get(cycle.account_id, ("", None))
    return Standing(
        centralization=measured.centralization,
        centralization_before=cycle.centralization,
        parent=_name(cycle.account.parent),
        parent_before=_name(cycle.parent),
        continuity=measured.continuity,
        growth=measured.growth,
        share=measured.share,
        share_before=cycle.share,
        framework=name,
        framework_ended=day,
    )


def _shares_keep(cycles: Iterable[Cycle], now: dict[int, Measured]) -> None:
    """Where nobody had recorded a need when a stage began, the first share counts."""
    first = []
    for cycle in cycles:
        share = now.get(cycle.account_id, NOTHING).share
        if cycle.share is None and share is not None:
            cycle.share = share
            first.append(cycle)
    Cycle.objects.bulk_update(first, ["share"], batch_size=AT_ONCE)


def _of_part(figures: PartFigures) -> Standing:
    """Owners, frameworks and how they buy are the whole account's."""
    return Standing(continuity=figures.continuity, growth=figures.growth)


def _name(parent: Account | None) -> str:
    return parent.name if parent else ""


def _frameworks_ended(accounts: set[int], today: date) -> dict[int, tuple[str, date]]:
    """The framework that ended last, of accounts under none that still runs.

    What ended before the account became key was known when it was chosen.
    """
    newest: dict[int, dict[str, date]] = defaultdict(dict)
    for framework in Framework.objects.filter(account__in=accounts).order_by(
        "at", "pk"
    ):
        newest[framework.account_id][framework.contract_id] = framework.ends_on
    since = dict(
        Designation.objects.filter(account__in=accounts, ends_on__isnull=True)
        .order_by()
        .values_list("account_id", "starts_on")
    )
    found = {}
    for account, ends in newest.items():
        day, name = max((end, name) for name, end in ends.items())
        if since.get(account, today) <= day < today:
            found[account] = (name, day)
    return found
