"""CSV files to texts, with true row numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from lingtan.park.files.cells import shortened
from lingtan.park.files.encoding import Scanned, scan
from lingtan.park.files.findings import Findings
from lingtan.park.files.header import read_header
from lingtan.park.files.raw import RawTable, raw_table
from lingtan.park.files.tables import Table

_BLOCK = 2 << 20
_HEADER_BYTES = 1 << 16
_ENCODINGS = {"utf-8": "utf8", "gb18030": "gb18030"}
"""Arrow's names: any other spelling of UTF-8 is re-encoded on the way, at twice the time."""
_PLAIN = {"activities": ("quantity",)}
"""Columns whose texts rarely repeat: a dictionary of them would be larger than the texts."""


def read_csv_table(path: Path, table: Table, file: str, findings: Findings) -> RawTable | None:
    """Read a CSV file of the folder; what is wrong is noted, None where nothing of it can be used."""
    size = path.stat().st_size
    if size == 0:
        findings.add(file, 1, "-", "no_header", expected=",".join(table.columns))
        return None
    if table.max_bytes and size > table.max_bytes:
        findings.add(file, 1, "-", "file_too_large", size_mb=size // 1_000_000, most_mb=table.max_bytes // 1_000_000)
        return None
    scanned = scan(path, file, findings)
    if scanned is None:
        return None
    placed = read_header(_first_record(path, scanned), table, file, findings)
    return None if placed is None else _read(path, table, file, findings, scanned, placed)


def _first_record(path: Path, scanned: Scanned) -> list[str]:
    with path.open("rb") as stream:
        start = stream.read(_HEADER_BYTES).decode(scanned.encoding, errors="ignore").removeprefix("\ufeff")
    return next(csv.reader(io.StringIO(start, newline="")), [])


def _read(
    path: Path, table: Table, file: str, findings: Findings, scanned: Scanned, placed: Sequence[str | None]
) -> RawTable | None:
    ragged: list[int] = []

    def note(row: pa_csv.InvalidRow) -> str:
        ragged.append(row.number)
        findings.add(
            file,
            row.number,
            "-",
            "ragged_row",
            found=row.actual_columns,
            expected=row.expected_columns,
            text=shortened(row.text or ""),
        )
        return "skip"

    wanted = {place: _column_type(table, name) for place, name in enumerate(placed) if name is not None}
    try:
        content = pa_csv.read_csv(
            path,
            read_options=pa_csv.ReadOptions(
                use_threads=False,
                block_size=_BLOCK,
                autogenerate_column_names=True,
                encoding=_ENCODINGS[scanned.encoding],
            ),
            parse_options=pa_csv.ParseOptions(
                newlines_in_values=scanned.quotes, ignore_empty_lines=False, invalid_row_handler=note
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types={f"f{place}": kind for place, kind in wanted.items()},
                include_columns=[f"f{place}" for place in wanted],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowException as error:
        findings.add(file, 1, "-", "csv_unreadable", reason=shortened(str(error)))
        return None
    places = np.array(ragged, dtype=np.int64) - 1
    numbers = np.delete(np.arange(1, content.num_rows + len(ragged) + 1, dtype=np.int32), places)
    columns = {place: content.column(f"f{place}").slice(1) for place in wanted}
    del content
    arrays = {}
    for place in wanted:
        arrays[place] = _one_array(columns.pop(place))
        # Arrow keeps what it frees: the peak of a large file would be twice the table.
        pa.default_memory_pool().release_unused()
    return raw_table(file, table, placed, arrays, numbers[1:], findings)


def _column_type(table: Table, name: str) -> pa.DataType:
    return pa.string() if name in _PLAIN.get(table.name, ()) else pa.dictionary(pa.int32(), pa.string())


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    combined = column.combine_chunks()
    return combined.chunk(0) if isinstance(combined, pa.ChunkedArray) and combined.num_chunks else combined
