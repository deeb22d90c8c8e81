"""Who of those that carry a relationship leaves by a file of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitalfew.cli.terminal import say

if TYPE_CHECKING:
    from vitalfew.apps.imports.models import Batch

BACK = (
    "Withdrawing the import takes both back, unless the proposal has been answered "
    "by then."
)


def departures_said(batch: Batch) -> None:
    """Before anything is kept: whose posts end, and what follows."""
    from vitalfew.apps.program.importing import leavers

    many = batch.effect.get("departures", 0)
    if not many:
        return
    say(f"  {many:,} posts end of people who decide or speak for us:")
    found = leavers(batch.by, batch)
    for each in found:
        say(f"    {each.post}, {each.post.account}: no longer from {each.on}")
    if len(found) < many:
        say(f"    and {many - len(found):,} more")
    say(
        "  The import reports each as an event; where the account has left the first "
        f"stage, falling back is proposed. {BACK}"
    )


def departures_kept(batch: Batch) -> None:
    """After it is kept: what was reported and proposed."""
    from vitalfew.apps.program.models import Event, Proposal

    events = Event.objects.filter(batch=batch).count()
    if events:
        proposals = Proposal.objects.filter(event__batch=batch).count()
        say(
            f"Reported as events: {events:,}; proposals to fall back: {proposals:,}. "
            f"{BACK}"
        )
