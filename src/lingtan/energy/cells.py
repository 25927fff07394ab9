"""Cells of readings files to times and numbers: vectorised, nothing guessed, what can't be read is null."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingtan.base.calendar import Times

VALUE = pa.decimal128(38, 9)
"""A reading is kept to 1e-9 of its unit."""

_OFFSET = r":\d\d(?:\.\d+)?\s*(Z|z|[+-]\d\d(?::?\d\d)?)$"
_LOW_WORD = (1 << 64) - 1
_FIRST, _LAST = np.datetime64("1970-01-02", "us"), np.datetime64("2199-12-30", "us")


@dataclass(frozen=True, slots=True)
class TimeCells:
    """Times as written: ``clock`` (NaT: unreadable) is local where ``has_offset`` is False, UTC where it is True."""

    clock: Times
    has_offset: NDArray[np.bool_]
    blank: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ValueCells:
    """Numbers as written, null where missing or unreadable; ``missing`` tells the two apart."""

    values: pa.Array
    missing: NDArray[np.bool_]

    @property
    def unreadable(self) -> NDArray[np.bool_]:
        """Cells that are neither a number nor a token for a missing one."""
        null: NDArray[np.bool_] = self.values.is_null().to_numpy(zero_copy_only=False)
        return null & ~self.missing


def _one_array(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def calculator() -> duckdb.DuckDBPyConnection:
    """An engine for the functions below: in memory, rows keep their order. Only naive times go through it."""
    return duckdb.connect(config={"preserve_insertion_order": True})


def _query(engine: duckdb.DuckDBPyConnection, sql: str, cells: pa.Array, parameters: Sequence[object]) -> pa.Table:
    engine.register("cells", pa.table({"cell": cells}))
    try:
        return engine.execute(sql, list(parameters)).to_arrow_table()
    finally:
        engine.unregister("cells")


def texts(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Trimmed texts of a column of any type, null as ``""``."""
    return pc.fill_null(pc.utf8_trim_whitespace(_one_array(column).cast(pa.string())), "")


def parse_times(
    engine: duckdb.DuckDBPyConnection, column: pa.ChunkedArray | pa.Array, formats: Sequence[str]
) -> TimeCells:
    """Times of a column: by the first of the ``strptime`` formats that fits, without any as ISO 8601.

    24:00 is the start of the next day. Timestamp columns (Parquet) are taken as they are: UTC if they carry a zone.
    Raises ``ValueError`` for a format that isn't one.
    """
    cells = _one_array(column)
    if pa.types.is_timestamp(cells.type) or pa.types.is_date(cells.type):
        with_zone = pa.types.is_timestamp(cells.type) and cells.type.tz is not None
        stamps = cells.cast(pa.timestamp("us"), safe=False).to_numpy(zero_copy_only=False).astype("M8[us]")
        return _time_cells(stamps, np.full(len(cells), with_zone), np.isnat(stamps))
    encoded = texts(cells).dictionary_encode()
    written = encoded.dictionary
    table = _strptime(engine, written, formats) if formats else _query(engine, _ISO, written, ())
    table = table.take(encoded.indices)
    stamps = _one_array(table.column("clock")).to_numpy(zero_copy_only=False).astype("M8[us]")
    offset = _one_array(table.column("offset_minutes")).to_numpy(zero_copy_only=False).astype("f8")
    has_offset = ~np.isnan(offset)
    shift = np.where(has_offset, offset, 0).astype("m8[m]")
    blank = _one_array(table.column("blank")).to_numpy(zero_copy_only=False)
    return _time_cells(stamps - shift, has_offset, blank)


def _time_cells(stamps: Times, has_offset: NDArray[np.bool_], blank: NDArray[np.bool_]) -> TimeCells:
    plausible = (stamps >= _FIRST) & (stamps <= _LAST)
    return TimeCells(np.where(plausible, stamps, np.datetime64("NaT", "us")), has_offset, blank)


_ISO = """
WITH parts AS (SELECT cell, regexp_extract(cell, '{offset}', 1) AS zone FROM cells)
SELECT
    TRY_CAST(CASE WHEN zone = '' THEN cell ELSE trim(left(cell, length(cell) - length(zone))) END
        AS TIMESTAMP) AS clock,
    CASE WHEN zone = '' THEN NULL WHEN upper(zone) = 'Z' THEN 0 ELSE
        (CASE WHEN left(zone, 1) = '-' THEN -1 ELSE 1 END)
        * (60 * CAST(substr(zone, 2, 2) AS INTEGER)
           + coalesce(TRY_CAST(right(replace(zone, ':', ''), -3) AS INTEGER), 0)) END AS offset_minutes,
    cell = '' AS blank
FROM parts""".replace("{offset}", _OFFSET)
"""ISO 8601 with or without offset."""


def _strptime(engine: duckdb.DuckDBPyConnection, written: pa.Array, formats: Sequence[str]) -> pa.Table:
    places = ", ".join("?" for _ in formats)
    sql = f"""
        WITH days AS (SELECT cell,
            contains(cell, '24:00') AND regexp_matches(cell, '(^|[^0-9])24:00') AS last FROM cells)
        SELECT
            CASE WHEN last
                THEN try_strptime(regexp_replace(cell, '(^|[^0-9])24:00', '\\100:00'), [{places}]) + INTERVAL 1 DAY
                ELSE try_strptime(cell, [{places}]) END AS clock,
            CAST(NULL AS INTEGER) AS offset_minutes,
            cell = '' AS blank
        FROM days"""  # noqa: S608 (only question marks are put in)
    try:
        return _query(engine, sql, written, [*formats, *formats])
    except duckdb.Error as error:
        raise ValueError(str(error)) from error


def parse_values(
    engine: duckdb.DuckDBPyConnection,
    column: pa.ChunkedArray | pa.Array,
    missing: Sequence[str],
    thousands: str = "",
    decimal: str = ".",
) -> ValueCells:
    """Numbers of a column as ``DECIMAL(38, 9)``.

    ``missing`` are the lower-case tokens of no value. ``thousands`` separates groups of three digits and nothing
    else: with ``,`` the text ``1,009.06`` is a number and ``1,5`` is not.
    """
    cells = _one_array(column)
    if not (pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type)):
        return _typed_values(engine, cells)
    group = {"": "", ".": r"\.", "'": "'", " ": " ", ",": ","}[thousands]
    point = r"\." if decimal == "." else ","
    grouped = rf"[+-]?\d{{1,3}}({group}\d{{3}})+({point}\d*)?"
    # The narrow cast comes first because it is a hundred times faster than the wide one.
    sql = """
        WITH words AS (SELECT trim(cell, chr(32) || chr(9) || chr(160)) AS word FROM cells),
        plain AS (SELECT word, CASE
            WHEN $1 <> '' AND contains(word, $1)
                THEN CASE WHEN regexp_full_match(word, $2) THEN replace(replace(word, $1, ''), $3, '.') END
            WHEN contains(word, '_') OR ($3 <> '.' AND contains(word, '.')) THEN NULL
            ELSE replace(word, $3, '.') END AS digits FROM words)
        SELECT coalesce(CAST(TRY_CAST(digits AS DECIMAL(18, 9)) AS DECIMAL(38, 9)),
                TRY_CAST(CASE WHEN NOT list_contains($4, lower(word)) THEN digits END AS DECIMAL(38, 9))) AS value,
            list_contains($4, lower(word)) AS missing
        FROM plain"""
    table = _query(engine, sql, cells, [thousands, grouped, decimal, list(missing)])
    return _value_cells(table)


def _typed_values(engine: duckdb.DuckDBPyConnection, cells: pa.Array) -> ValueCells:
    """Numbers of a Parquet column; null and NaN are missing."""
    not_a_number = "isnan(cell)" if pa.types.is_floating(cells.type) else "false"
    sql = f"""SELECT TRY_CAST(cell AS DECIMAL(38, 9)) AS value,
        cell IS NULL OR coalesce({not_a_number}, false) AS missing FROM cells"""  # noqa: S608 (two fixed texts)
    return _value_cells(_query(engine, sql, cells, ()))


def _value_cells(table: pa.Table) -> ValueCells:
    missing = _one_array(table.column("missing")).to_numpy(zero_copy_only=False).astype(bool)
    return ValueCells(_one_array(table.column("value")).cast(VALUE), missing)


def unscaled(values: pa.Array) -> NDArray[Any]:
    """Decimals as integers of 1e-9, null as 0: 64-bit ones where all fit, Python's else."""
    filled = pc.fill_null(values, pa.scalar(0, VALUE))
    if not len(filled):
        return np.zeros(0, dtype=np.int64)
    words = np.frombuffer(filled.buffers()[1], dtype="<i8").reshape(-1, 2)
    words = words[filled.offset : filled.offset + len(filled)]
    low, high = words[:, 0], words[:, 1]
    if (high == low >> 63).all():
        return low
    wide: NDArray[Any] = (high.astype(object) << 64) + low.view("<u8").astype(object)
    return wide


def scaled(counts: NDArray[Any], valid: pa.Array) -> pa.Array:
    """Integers of 1e-9 as decimals, null where not ``valid``."""
    if counts.dtype == np.int64:
        words = np.column_stack((counts, counts >> 63)).astype("<i8")
    else:
        pairs = [(count & _LOW_WORD, count >> 64) for count in counts.tolist()]
        words = np.array([(low - (low >> 63 << 64), high) for low, high in pairs], dtype="<i8")
    values = pa.Array.from_buffers(VALUE, len(counts), [None, pa.py_buffer(words.tobytes())])
    return pc.if_else(valid, values, pa.nulls(len(counts), VALUE))
