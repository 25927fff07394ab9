"""A Spark cluster as the inventory's engine: the same expressions, the same digits, more machines.

Needs the extra ``lingtan[spark]`` and Java 17 or later. ``LINGTAN_SPARK_MASTER`` names the cluster
(``spark://host:7077``); without it Spark runs inside this process, on all cores.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the library's own name for it

from lingtan.carbon import cluster_sql
from lingtan.park import ACTIVITY_SCHEMA

MASTER = "LINGTAN_SPARK_MASTER"
_SETTINGS = {
    # With precision loss allowed a product of decimals is rounded to fit; without it, it is exact or an error.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
}


@contextmanager
def spark_session(master: str | None = None) -> Iterator[SparkSession]:
    """A session on the cluster of ``LINGTAN_SPARK_MASTER``, stopped at the end."""
    address = master or os.environ.get(MASTER) or "local[*]"
    builder = SparkSession.builder.master(address).appName("lingtan")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


class Cluster:
    """The engine of a Spark session; ``activities`` is a table of ``ACTIVITY_SCHEMA`` or Parquet files like it."""

    def __init__(
        self, session: SparkSession, activities: pa.Table | Sequence[Path], small: Mapping[str, pa.Table]
    ) -> None:
        self._session = session
        rows = self._sent(activities) if isinstance(activities, pa.Table) else self._stored(activities)
        _as_activities(rows).createOrReplaceTempView("activities")
        for name, table in small.items():
            self._view(name, table)

    def keys(self) -> pa.Table:
        """The distinct activity keys."""
        return self._session.sql(cluster_sql("keys", ())).toArrow()

    def use_rates(self, rates: pa.Table) -> None:
        """Take the rates of the keys."""
        self._view("rates", rates)
        self._rate_columns = rates.column_names

    def run(self, query: str, measures: Sequence[str]) -> pa.Table:
        """A query over activities and rates, in the order it asks for."""
        return self._session.sql(cluster_sql(query, measures, self._rate_columns)).toArrow()

    def _sent(self, activities: pa.Table) -> DataFrame:
        numbered = activities.append_column("position", pa.array(range(len(activities)), pa.int64()))
        return self._session.createDataFrame(_plain(numbered))

    def _stored(self, files: Sequence[Path]) -> DataFrame:
        return self._session.read.parquet(*map(str, files)).withColumn("position", F.col("_metadata.row_index"))

    def _view(self, name: str, table: pa.Table) -> None:
        self._session.createDataFrame(_plain(table)).createOrReplaceTempView(name)


def _plain(table: pa.Table) -> pa.Table:
    """Texts as texts: dictionaries don't travel."""
    columns = [pc.cast(c, pa.string()) if pa.types.is_dictionary(c.type) else c for c in table.columns]
    return pa.table(columns, names=table.column_names)


def _as_activities(rows: DataFrame) -> DataFrame:
    """Columns that are not there are empty; a decimal may come in any width."""
    columns = [F.col("position").cast("bigint").alias("position")]
    for entry in ACTIVITY_SCHEMA:
        decimal = f"decimal(38,{entry.type.scale})" if pa.types.is_decimal(entry.type) else ""
        if entry.name in rows.columns:
            column = F.col(entry.name)
        else:
            column = F.lit(None if decimal else 0 if pa.types.is_integer(entry.type) else "")
        columns.append((column.cast(decimal) if decimal else column).alias(entry.name))
    return rows.select(*columns)
