"""The same table on every engine, each engine started once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import absent
from tests.engines import cluster as clusters
from tests.engines import postgres as servers

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Place = Callable[[pa.Table], ir.Table]
"""Puts rows into an engine and gives them back as its table."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server."""
    with servers.server() as url:
        yield url


@pytest.fixture(scope="session")
def cluster() -> Iterator[clusters.Cluster]:
    """A Spark cluster of a master and two workers."""
    missing = clusters.missing()
    if missing:
        absent(missing)
    with clusters.cluster() as running:
        yield running


@pytest.fixture(scope="session")
def spark(cluster: clusters.Cluster) -> Iterator[SparkSession]:
    """The one driver that speaks to the cluster."""
    with clusters.session(cluster) as session:
        yield session


@pytest.fixture(scope="session")
def on_duckdb() -> Place:
    backend = ibis.duckdb.connect()
    return lambda rows: backend.create_table(ibis.util.gen_name("made"), rows)


@pytest.fixture(scope="session")
def on_postgres(postgres: str) -> Iterator[Place]:
    backend = ibis.connect(postgres)
    yield lambda rows: backend.create_table(ibis.util.gen_name("made"), rows)
    backend.disconnect()


@pytest.fixture(scope="session")
def on_spark(spark: SparkSession, cluster: clusters.Cluster) -> Place:
    backend = ibis.pyspark.connect(spark)

    def put(rows: pa.Table) -> ir.Table:
        path = cluster.folder / f"{ibis.util.gen_name('made')}.parquet"
        pq.write_table(rows, path)
        return backend.read_parquet(str(path))

    return put


@pytest.fixture(
    scope="session",
    params=[
        pytest.param("on_postgres", marks=pytest.mark.postgres),
        pytest.param("on_spark", marks=pytest.mark.spark),
    ],
)
def on_engine(request: pytest.FixtureRequest) -> Place:
    """Each engine that is not DuckDB, one after the other."""
    place: Place = request.getfixturevalue(request.param)
    return place


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spark's own reader leaves its sockets to the collector."""
    leaves_sockets = pytest.mark.filterwarnings(
        "ignore:unclosed <socket:ResourceWarning"
    )
    for item in items:
        if item.get_closest_marker("spark"):
            item.add_marker(leaves_sockets)
