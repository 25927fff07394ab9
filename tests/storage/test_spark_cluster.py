"""Ten million activity rows on a Spark standalone cluster: the same full cube as on one machine, to the last digit."""

from __future__ import annotations

import pyarrow.parquet as pq
from benchmarks.large_activities import PROFILE, factors, write_activities
from tests.storage.clusters import LOOPBACK, spark_cluster

from lingtan.carbon import Embedded, account_cube, no_placing
from lingtan.storage.spark import MASTER, Cluster, spark_session

ROWS = 10_000_000


def test_ten_million_rows_on_one_master_and_two_workers_give_the_same_cube(tmp_path, monkeypatch) -> None:
    file, own = write_activities(tmp_path, ROWS), factors()
    embedded, embedded_factors = account_cube(Embedded([file], no_placing()), PROFILE, own=own)
    monkeypatch.setenv("SPARK_LOCAL_IP", LOOPBACK)
    with spark_cluster(tmp_path) as address:
        monkeypatch.setenv(MASTER, address)
        with spark_session() as session:
            assert session.sparkContext.master == address
            on_cluster, cluster_factors = account_cube(Cluster(session, [file], no_placing()), PROFILE, own=own)
    assert embedded.num_rows == 108_000
    assert on_cluster.equals(embedded)
    assert cluster_factors == embedded_factors


def test_a_cube_from_files_is_that_of_a_table(tmp_path) -> None:
    """Parquet files may be read as a table or streamed; the engine does not mind."""
    file, own = write_activities(tmp_path, 1000), factors()
    streamed, _ = account_cube(Embedded([file], no_placing()), PROFILE, own=own)
    held, _ = account_cube(Embedded(pq.read_table(file), no_placing()), PROFILE, own=own)
    assert streamed.equals(held)
