"""The embedded engine: DuckDB as a calculator over Arrow tables and Parquet files, with the queries compiled ahead.

The queries are those of ``expressions``, which a cluster runs as they are. Loading the library that words them takes
half as long as a whole evaluation, so their embedded form lies in ``compiled``; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import duckdb
import numpy as np
import pyarrow as pa

from lingtan.carbon.inventory.measures import KEY_SETS, MEASURE_SETS, key_set
from lingtan.park import ACTIVITY_SCHEMA

COMPILED = Path(__file__).parent / "compiled"
_BATCH_ROWS = 65_536
_ABSENT = {"string": "''", "int32": "0"}
Tables = Mapping[str, pa.Table]


class Engine(Protocol):
    """Runs the inventory's queries over one set of activities."""

    def keys(self) -> pa.Table:
        """The distinct activity keys."""

    def use_rates(self, rates: pa.Table) -> None:
        """Take the rates of the keys."""

    def run(self, query: str, measures: Sequence[str]) -> pa.Table:
        """``cube``, ``terms`` or ``lines`` in whole nanotonnes, with the amounts asked for."""


class Embedded:
    """The engine of one process; ``activities`` is a table of ``ACTIVITY_SCHEMA`` or Parquet files like it."""

    def __init__(self, activities: pa.Table | Sequence[Path], small: Tables) -> None:
        self._duckdb = duckdb.connect()
        # The many activities flow past the few rates: an optimiser that can't size an Arrow table may turn it round.
        self._duckdb.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        if isinstance(activities, pa.Table):
            self._register("given_activities", _numbered(activities))
            present, source = activities.column_names, "given_activities"
        else:
            files = ", ".join(f"'{str(file).replace(chr(39), chr(39) * 2)}'" for file in activities)
            source = f"read_parquet([{files}], file_row_number = true)"
            described = self._duckdb.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608 - quoted above
            present = [row[0] for row in described]
        self._duckdb.execute(_activities_view(present, source))
        for name, table in small.items():
            self._register(name, table)

    def keys(self) -> pa.Table:
        """The distinct activity keys."""
        return self._duckdb.execute(_compiled("keys.sql")).to_arrow_table()

    def use_rates(self, rates: pa.Table) -> None:
        """Take the rates of the keys."""
        self._register("rates", rates)
        self._by = key_set(rates.column_names)

    def run(self, query: str, measures: Sequence[str]) -> pa.Table:
        """A query over activities and rates."""
        label = next(label for label, known in MEASURE_SETS.items() if known == tuple(measures))
        return self._duckdb.execute(_compiled(f"{query}_{label}_by_{self._by}.sql")).to_arrow_table()

    def _register(self, name: str, table: pa.Table) -> None:
        self._duckdb.register(name, pa.Table.from_batches(table.to_batches(max_chunksize=_BATCH_ROWS), table.schema))


def _numbered(activities: pa.Table) -> pa.Table:
    return activities.append_column("file_row_number", pa.array(np.arange(len(activities), dtype=np.int64)))


def _activities_view(present: Sequence[str], source: str) -> str:
    """Columns that are not there are empty; a decimal may come in any width."""
    columns = ['file_row_number::BIGINT AS "position"']
    for entry in ACTIVITY_SCHEMA:
        if entry.name in present:
            joined = entry.name == "factor"
            value = f'"{entry.name}"::DECIMAL(38, {entry.type.scale})' if joined else f'"{entry.name}"'
        else:
            decimal = pa.types.is_decimal(entry.type)
            value = f"NULL::DECIMAL(38, {entry.type.scale})" if decimal else _ABSENT.get(str(entry.type), "NULL")
        columns.append(f'{value} AS "{entry.name}"')
    return f"CREATE TEMP VIEW activities AS SELECT {', '.join(columns)} FROM {source}"  # noqa: S608 - names of the schema


@cache
def _compiled(name: str) -> str:
    return (COMPILED / name).read_text(encoding="utf-8")


def cluster_sql(query: str, measures: Sequence[str], rates: Sequence[str] = ()) -> str:
    """A query in the words of Spark; ``rates``: the columns of the table of rates."""
    # The library that words the queries comes with the extra for clusters; one machine works without it.
    from lingtan.carbon.inventory.expressions import sql  # noqa: PLC0415

    return sql(query, measures, KEY_SETS[key_set(rates)], "pyspark")
