"""From lines to what they would change: persons, posts, and the lines refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vitalfew.apps.imports.keeping import Refusal
from vitalfew.apps.people.importing.known import Known, known
from vitalfew.apps.people.importing.lines import Line
from vitalfew.apps.people.importing.matching import People, Someone
from vitalfew.apps.people.importing.posts import Post, posts_of
from vitalfew.apps.people.importing.reporting import refusals_of, superiors_find


@dataclass(frozen=True)
class Plan:
    """What the lines of a file come to."""

    lines: Sequence[Line]
    """Those that can be used."""
    people: Sequence[Someone]
    posts: Sequence[Post]
    refusals: Sequence[Refusal]
    """In the order of the rows."""
    known: Known


def planned(lines: Sequence[Line]) -> Plan:
    """Plan the lines; what a refused line says counts for nothing.

    A line that is refused takes its facts along, so the others are planned anew
    without it, until none is refused any more.
    """
    refused = {line.place: line.refusal for line in lines if line.refusal}
    kept = [line for line in lines if line.place not in refused]
    have = known(kept)
    while True:
        people, posts, new = _planned(kept, have)
        if not new:
            break
        refused |= new
        kept = [line for line in kept if line.place not in new]
    ordered = [refused[place] for place in sorted(refused)]
    return Plan(kept, people, posts, ordered, have)


def _planned(
    lines: Sequence[Line], have: Known
) -> tuple[list[Someone], list[Post], dict[int, Refusal]]:
    people = People(have)
    refused: dict[int, Refusal] = {}
    at: dict[tuple[Someone, int], list[Line]] = {}
    for line in lines:
        account = people.account(line)
        someone = account if isinstance(account, Refusal) else people.who(line, account)
        if isinstance(someone, Refusal):
            refused[line.place] = someone
        elif not isinstance(account, Refusal):
            at.setdefault((someone, account), []).append(line)
    posts: list[Post] = []
    for (someone, account), told in at.items():
        found, not_clear = posts_of(someone, account, told, have)
        posts += found
        refused |= not_clear
    refused |= refusals_of(superiors_find(posts, people, have))
    return list(dict.fromkeys(someone for someone, _account in at)), posts, refused
