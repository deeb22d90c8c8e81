"""What two batches have in common: found once, when a batch is committed.

Accounts of one batch that another does not have, or has on other days, are left out by
the lists of accounts beside the lines, so batches without overlap cost next to nothing.
The others are compared account range by account range: files are sorted by account, so
each range reads its own part of them, and what is held at a time stays small however
many lines there are.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vitalfew.files.failpoints import reach
from vitalfew.files.store_batches import ACCOUNTS, BatchFiles, Beaten, force_to_disk
from vitalfew.files.store_engine import Engine, quoted, sql_type
from vitalfew.files.store_identity import IDENTITIES

BYTES_A_LINE = 1_000
"""Memory set aside for a line that is compared; long facts take three hundred."""
BATCHES_AT_ONCE = 8
"""Earlier batches a new one is compared with in one reading of its lines."""


def compare(
    engine: Engine,
    new: BatchFiles,
    others: Sequence[BatchFiles],
    *,
    lines_at_once: int | None = None,
) -> BatchFiles:
    """Find out which lines of a batch and of earlier batches exclude each other.

    Parameters
    ----------
    new
        The batch that is about to be committed, or only looked at.
    others
        Batches committed before it.
    lines_at_once
        How many lines are compared together; None: what the memory allows.

    Returns
    -------
    BatchFiles
        `new`, with what was found. The lists lie in its directory.
    """
    if new.kind not in IDENTITIES:
        return new
    fresh = [
        batch
        for batch in others
        if batch.kind == new.kind and batch.directory not in new.compared
    ]
    # The same file again is the commonest overlap, and needs no comparing of lines.
    copies = [batch for batch in fresh if _is_copy(new, batch)]
    beaten = [
        Beaten(batch.directory, new.directory, batch.rows, file="") for batch in copies
    ]
    near = [b for b in fresh if b not in copies and _may_share(new, b)]
    if near:
        at_once = lines_at_once or engine.memory_bytes // BYTES_A_LINE
        beaten += _compared(engine, new, near, at_once)
    return new.also([batch.directory for batch in fresh], beaten)


def _is_copy(one: BatchFiles, other: BatchFiles) -> bool:
    first, second = one.lines_file.sha256, other.lines_file.sha256
    return bool(first) and first == second


def _may_share(one: BatchFiles, other: BatchFiles) -> bool:
    """Whether two batches may have a line in common, by what is known of their files.

    A line with a number keeps its identity when its date is corrected, so only lines
    without a number are told apart by their days.
    """
    if one.last_account < other.first_account or other.last_account < one.first_account:
        return False
    if _have_numbers(one) and _have_numbers(other):
        return True
    if not (one.first_day and one.last_day and other.first_day and other.last_day):
        return True
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _have_numbers(batch: BatchFiles) -> bool:
    return set(IDENTITIES[batch.kind].number) <= set(batch.columns)


def _compared(
    engine: Engine, new: BatchFiles, others: Sequence[BatchFiles], lines_at_once: int
) -> list[Beaten]:
    """Compare range after range, then keep one list on disk."""
    everyone = dict(enumerate([new, *others]))
    engine.query(
        "CREATE OR REPLACE TEMP TABLE lost "
        "(loser SMALLINT, winner SMALLINT, row BIGINT, account_id VARCHAR)"
    )
    try:
        for first in range(1, len(everyone), BATCHES_AT_ONCE):
            some = range(first, min(first + BATCHES_AT_ONCE, len(everyone)))
            meeting = _Meeting(engine, {at: everyone[at] for at in (0, *some)})
            for part in meeting.parts(lines_at_once):
                engine.query(f"INSERT INTO lost {meeting.lost_sql(part)}")
        return _listed(engine, everyone)
    finally:
        engine.query("DROP TABLE lost")


def _listed(engine: Engine, everyone: Mapping[int, BatchFiles]) -> list[Beaten]:
    """Keep the list of single lines; a batch that loses whole needs none."""
    pairs: Any = engine.query(
        "SELECT loser, winner, count(*) FROM lost GROUP BY ALL ORDER BY ALL"
    )
    name = f"{everyone[0].directory}/beaten-{uuid.uuid4().hex[:12]}.parquet"
    beaten, single = [], []
    for loser, winner, lines in pairs:
        whole = lines == everyone[loser].rows
        single += [] if whole else [f"({loser}, {winner})"]
        beaten.append(
            Beaten(
                everyone[loser].directory,
                everyone[winner].directory,
                lines,
                file="" if whole else name,
            )
        )
    if single:
        target = engine.root / name
        directories = ", ".join(quoted(batch.directory) for batch in everyone.values())
        engine.query(
            f"COPY (SELECT names[loser + 1] AS loser, names[winner + 1] AS winner, "  # noqa: S608
            f"row, account_id FROM lost, (SELECT [{directories}] AS names) "
            f"WHERE (loser, winner) IN ({', '.join(single)}) "
            f"ORDER BY loser, row, winner) TO {quoted(target)} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        reach("overlaps written")
        force_to_disk(target)
        force_to_disk(target.parent)
    return beaten


@dataclass(frozen=True)
class _Part:
    """A range of accounts; of a very large account only some of the identities."""

    first: str
    last: str
    piece: int
    pieces: int


class _Meeting:
    """A new batch (at place 0) and earlier ones, whose lines may be the same."""

    def __init__(self, engine: Engine, batches: Mapping[int, BatchFiles]) -> None:
        self.engine = engine
        self.batches = batches
        self.others = [place for place in batches if place]
        self.columns = {name for batch in batches.values() for name in batch.columns}
        self.contract = IDENTITIES[batches[0].kind]
        self.numbered = "false"
        if set(self.contract.number) <= self.columns:
            filled = " AND ".join(f"{n} IS NOT NULL" for n in self.contract.number)
            self.numbered = f"({filled})"
        self.identity = self._identity()

    def _identity(self) -> dict[str, str]:
        """What tells one line from another: name in the comparison → expression."""
        found = {}
        for name, every in self.contract.facts.items():
            sources = [column for column in every if column in self.columns]
            facts = {name: f"coalesce({', '.join(sources)})"} if sources else {}
            if len(sources) > 1:
                # A name must not be taken for an id that is spelled the same.
                cases = (f"WHEN {c} IS NOT NULL THEN {quoted(c)}" for c in sources)
                facts[f"{name}_by"] = f"CASE {' '.join(cases)} END"
            if name not in self.contract.number:
                facts = {n: f"if({self.numbered}, NULL, {f})" for n, f in facts.items()}
            found.update(facts)
        return found

    def parts(self, lines_at_once: int) -> Iterator[_Part]:
        """Ranges of the accounts that the new batch shares with another."""
        shared = " UNION ALL ".join(
            f"SELECT account_id, n.lines AS own, o.lines FROM {self._accounts(0)} n "  # noqa: S608
            f"JOIN {self._accounts(place)} o USING (account_id) {self._days(place)}"
            for place in self.others
        )
        ranges: Any = self.engine.query(
            "SELECT min(account_id), max(account_id), sum(lines)::BIGINT FROM ("  # noqa: S608
            "SELECT *, sum(lines) OVER (ORDER BY account_id) AS upto FROM ("
            "SELECT account_id, any_value(own) + sum(lines) AS lines "
            f"FROM ({shared}) GROUP BY account_id)) "
            f"GROUP BY upto // {lines_at_once} ORDER BY 1"
        )
        for first, last, lines in ranges:
            pieces = max(1, lines // lines_at_once)
            for piece in range(pieces):
                yield _Part(first, last, piece, pieces)

    def _accounts(self, place: int) -> str:
        """How many lines each account has in a batch, and from when to when."""
        batch = self.batches[place]
        if any(file.name == ACCOUNTS for file in batch.files):
            path = self.engine.root / batch.directory / ACCOUNTS
            return f"read_parquet({quoted(path)})"
        day = self.contract.day
        return (
            f"(SELECT account_id, count(*) AS lines, min({day}) AS first_day, "  # noqa: S608
            f"max({day}) AS last_day FROM {self._file(place)} GROUP BY account_id)"
        )

    def _file(self, place: int) -> str:
        path = self.batches[place].path(self.engine.root)
        return f"read_parquet({quoted(path)}, file_row_number = true)"

    def _days(self, place: int) -> str:
        if _have_numbers(self.batches[0]) and _have_numbers(self.batches[place]):
            return ""
        return "WHERE o.first_day <= n.last_day AND n.first_day <= o.last_day"

    def lost_sql(self, part: _Part) -> str:
        """Query for the lines of a part that lose: loser, winner, row, account_id."""
        lists = ", ".join(
            f"list(row) FILTER (WHERE place = {place}) AS rows_{place}"
            for place in self.batches
        )
        keys = ", ".join(self.identity)
        lines = " UNION ALL ".join(self._lines(place, part) for place in self.batches)
        some = f"WHERE hash({keys}) % {part.pieces} = {part.piece}"
        return f"""
            WITH met AS MATERIALIZED (
              FROM (
                SELECT account_id, {self.numbered} AS numbered,
                  count(*) AS many, {lists}
                FROM ({lines}) {some if part.pieces > 1 else ""}
                GROUP BY {keys})
              WHERE many > len(rows_0)),
            duels AS ({" UNION ALL ".join(map(self._duel, self.others))})
            SELECT if(old_wins, 0, place) AS loser, if(old_wins, place, 0) AS winner,
              unnest(if(old_wins, own, old)) AS row, account_id
            FROM duels"""  # noqa: S608  numbers and names of columns

    def _duel(self, place: int) -> str:
        return (
            f"SELECT account_id, {place} AS place, rows_0 AS own, rows_{place} AS old, "  # noqa: S608
            "NOT numbered AND len(old) > len(own) AS old_wins "
            f"FROM met WHERE rows_{place} IS NOT NULL"
        )

    def _lines(self, place: int, part: _Part) -> str:
        missing = "".join(
            f", NULL::{sql_type(name)} AS {name}"
            for name in sorted(self.columns.difference(self.batches[place].columns))
        )
        selected = ", ".join(f"{e} AS {name}" for name, e in self.identity.items())
        return (
            f"SELECT {selected}, {place} AS place, row FROM ("  # noqa: S608
            f"SELECT *, file_row_number AS row{missing} FROM {self._file(place)}) "
            f"WHERE account_id BETWEEN {quoted(part.first)} AND {quoted(part.last)}"
            f"{self._on_shared_days(place)}"
        )

    def _on_shared_days(self, place: int) -> str:
        """Lines without a number are the same only on days that both batches have."""
        facing = [self.batches[each] for each in (self.others if place == 0 else [0])]
        first = [batch.first_day for batch in facing if batch.first_day]
        last = [batch.last_day for batch in facing if batch.last_day]
        if not first or not last:
            return ""
        shared = f"{self.contract.day} BETWEEN '{min(first)}' AND '{max(last)}'"
        return f" AND ({self.numbered} OR {shared})"
