"""A batch is complete before it is seen; nothing unknown is deleted."""

from __future__ import annotations

import json
import threading

import duckdb
import pytest

from tests.files.lake import Lake, line, staged
from vitalfew.files.store import BatchFiles, OrderStore, sha256_of


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "orders")


def one_line() -> list[dict]:
    return [line("A", "2024-01-05", 50, account_name="Aster", parent_id="G")]


def test_a_batch_is_recorded_with_rows_period_and_fingerprints(lake):
    batch = lake.add([*one_line(), line("B", "2024-02-05", 7)])
    assert (batch.rows, str(batch.first_day), str(batch.last_day)) == (
        2,
        "2024-01-05",
        "2024-02-05",
    )
    assert (batch.first_account, batch.last_account) == ("A", "B")
    for file in batch.files:
        path = lake.store.root / batch.directory / file.name
        assert (file.size, file.sha256) == (path.stat().st_size, sha256_of(path))
    assert lake.store.damaged(batch) == []


def test_what_is_known_of_a_batch_survives_being_stored_as_json(lake):
    lake.add(one_line())
    batch = lake.add(one_line())
    assert batch.beaten
    assert BatchFiles.from_dict(json.loads(json.dumps(batch.to_dict()))) == batch


def test_adding_again_after_a_crash_ends_in_the_same_files(lake):
    item = staged(lake.store.staging_dir("draft"), one_line())
    first = lake.store.add(item.path, kind=item.kind, directory="b1")
    assert lake.store.add(item.path, kind=item.kind, directory="b1") == first
    assert [u.name for u in lake.store.unclaimed({"b1"})] == []


def test_the_staged_file_stays_until_it_is_forgotten(lake):
    item = staged(lake.store.staging_dir("draft"), one_line())
    batch = lake.store.add(item.path, kind=item.kind, directory="b1")
    lake.store.forget_staged("draft")
    assert not item.path.exists()
    assert lake.store.totals([batch]).lines == 1


def test_accounts_of_a_batch_carry_their_latest_name_and_parent(lake):
    lake.add(
        [
            line("A", "2024-01-05", 1, account_name="Old", parent_id=None),
            line("A", "2024-03-05", 1, account_name="New", parent_id="G"),
            line("A", "2024-04-05", 1, account_name=None, parent_id=None),
        ]
    )
    (row,) = lake.store.accounts(lake.committed).to_pyarrow().to_pylist()
    assert (row["account_name"], row["parent_id"]) == ("New", "G")


def test_a_flipped_bit_is_found(lake):
    batch = lake.add(one_line())
    path = lake.store.root / batch.lines_name
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    assert lake.store.damaged(batch) == [f"{batch.lines_name}: changed"]


def test_unknown_directories_are_listed_and_put_aside_never_deleted(lake):
    batch = lake.add(one_line())
    stray = lake.store.root / "stray"
    stray.mkdir()
    (stray / "lines.parquet").write_bytes(b"12345")
    (found,) = lake.store.unclaimed({batch.directory})
    assert (found.name, found.size) == ("stray", 5)
    lake.store.put_aside("stray")
    assert lake.store.unclaimed({batch.directory}) == []
    (kept,) = lake.store.quarantined()
    assert kept.name.startswith("stray.")
    assert kept.size == 5


def test_an_unknown_directory_counts_for_nobody(lake):
    lake.add(one_line())
    item = staged(lake.store.staging_dir("draft"), [line("Z", "2024-01-05", 999)])
    lake.store.add(item.path, kind=item.kind, directory="never_committed")
    assert {row["account_id"] for row in lake.rows()} == {"A"}


def test_purging_waits_for_whoever_reads(lake):
    batch = lake.add(one_line())
    with lake.store.lease("test", [batch.directory]):
        assert not lake.store.purge(batch.directory)
        assert lake.store.damaged(batch) == []
    assert lake.store.purge(batch.directory)
    assert not (lake.store.root / batch.directory).exists()


def test_a_backup_holds_every_batch(lake):
    batch = lake.add(one_line())
    with lake.store.lease("backup"):
        assert not lake.store.purge(batch.directory)


def test_a_lease_of_a_reader_that_died_ends_by_itself(lake, monkeypatch):
    batch = lake.add(one_line())
    lake.store.lease("test", [batch.directory]).__enter__()
    later = lake.store.root.stat().st_mtime + 7 * 3600
    monkeypatch.setattr("vitalfew.files.store.time.time", lambda: later)
    assert lake.store.purge(batch.directory)


def test_the_engine_reads_nothing_outside_of_the_store(lake, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    for statement in (
        f"SELECT * FROM read_csv('{secret}')",
        f"SELECT * FROM read_csv('{lake.store.root}/../secret.csv')",
        f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        "SET enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            lake.store.engine.query(statement)


def test_several_threads_read_at_once(lake):
    lake.add([line("A", f"2024-01-{day:02d}", day) for day in range(1, 29)])
    found: list[int] = []

    def read() -> None:
        found.extend(lake.store.totals(lake.committed).lines for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [28] * 20


def test_a_store_reopened_later_finds_the_same(lake):
    batch = lake.add(one_line())
    again = OrderStore(lake.store.root)
    assert again.totals([batch]).lines == 1
