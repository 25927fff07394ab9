"""Bytes of a readings file to its columns: CSV in any encoding and delimiter found in parks, gzip, Parquet."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lingtan.base import Fault

SUFFIXES = (".csv", ".csv.gz", ".parquet")
LARGEST_TEXT_BYTES = 200_000_000
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Export:
    """Wanted columns of a file, text or typed, and the row of the file each value stands in (header = row 1)."""

    columns: Mapping[str, pa.ChunkedArray]
    rows: NDArray[np.int32]


class _Unreadable(Exception):
    """The file can't be read at all; carries its fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def is_readings_file(path: Path) -> bool:
    """Whether the ending is one of a readings file."""
    return path.name.lower().endswith(SUFFIXES)


def _content(path: Path, name: str) -> bytes:
    """A CSV as UTF-8: written as UTF-8 with or without mark, UTF-16 with mark, or GB18030; at most 200 MB."""
    try:
        with gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb") as stream:
            content = stream.read(LARGEST_TEXT_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _Unreadable(Fault.at(name, 1, "-", "readings_unreadable", problem=error)) from error
    if len(content) > LARGEST_TEXT_BYTES:
        allowed = LARGEST_TEXT_BYTES // 1_000_000
        raise _Unreadable(Fault.at(name, 1, "-", "readings_too_large", allowed_mb=allowed))
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16").encode("utf-8")
        if not _is_utf8(content):
            return content.decode("gb18030").encode("utf-8")
    except UnicodeDecodeError as error:
        raise _Unreadable(Fault.at(name, 1, "-", "readings_encoding")) from error
    return content.removeprefix(b"\xef\xbb\xbf")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _header(content: bytes, name: str, delimiter: str, header_row: int) -> tuple[list[str], str]:
    """The column names, and the delimiter: the given one, else the one most frequent in the header."""
    lines = content[: 1 << 20].decode("utf-8", errors="ignore").splitlines()
    line = lines[header_row - 1] if len(lines) >= header_row else ""
    if not line.strip():
        raise _Unreadable(Fault.at(name, header_row, "-", "readings_no_header"))
    used = delimiter or max(_DELIMITERS, key=line.count)
    return [cell.strip() for cell in next(csv.reader([line], delimiter=used))], used


def _column_faults(name: str, header_row: int, header: Sequence[str], wanted: Sequence[str]) -> list[Fault]:
    found = ", ".join(header)
    missing = [
        Fault.at(name, header_row, column, "readings_column_missing", expected=column, found=found)
        for column in wanted
        if column not in header
    ]
    twice = [
        Fault.at(name, header_row, column, "readings_column_twice", value=column)
        for column in wanted
        if header.count(column) > 1
    ]
    return missing + twice


def _read_csv(
    path: Path, name: str, wanted: Sequence[str], optional: str, delimiter: str, header_row: int
) -> tuple[Export, list[Fault]]:
    content = _content(path, name)
    header, used = _header(content, name, delimiter, header_row)
    wanted = _with_optional(wanted, optional, header)
    faults = _column_faults(name, header_row, header, wanted)
    if faults:
        return _nothing(), faults
    ragged: list[int] = []

    def note_ragged(row: pa_csv.InvalidRow) -> str:
        ragged.append(row.number)
        faults.append(
            Fault.at(name, row.number, "-", "readings_row_width", found=row.actual_columns, expected=len(header))
        )
        return "skip"

    positions = {column: str(header.index(column)) for column in wanted}
    try:
        table = pa_csv.read_csv(
            io.BytesIO(content),
            read_options=pa_csv.ReadOptions(
                use_threads=False,
                skip_rows=header_row,
                column_names=[str(position) for position in range(len(header))],
                block_size=1 << 24,
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=used, ignore_empty_lines=False, invalid_row_handler=note_ragged
            ),
            convert_options=pa_csv.ConvertOptions(
                include_columns=sorted(set(positions.values())),
                column_types={position: pa.string() for position in positions.values()},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        return _nothing(), [*faults, Fault.at(name, header_row, "-", "readings_unreadable", problem=error)]
    numbers = np.arange(header_row + 1, header_row + 1 + table.num_rows + len(ragged), dtype=np.int32)
    rows = numbers[~np.isin(numbers, np.array(ragged, dtype=np.int32))]
    return Export({column: table.column(positions[column]) for column in wanted}, rows), faults


def _read_parquet(path: Path, name: str, wanted: Sequence[str], optional: str) -> tuple[Export, list[Fault]]:
    try:
        header = pq.read_schema(path).names
        wanted = _with_optional(wanted, optional, header)
        faults = _column_faults(name, 1, header, wanted)
        if faults:
            return _nothing(), faults
        table = pq.read_table(path, columns=list(wanted), partitioning=None)
    except (pa.ArrowException, OSError) as error:
        return _nothing(), [Fault.at(name, 1, "-", "readings_unreadable", problem=error)]
    columns = {column: table.column(column) for column in wanted}
    return Export(columns, np.arange(2, table.num_rows + 2, dtype=np.int32)), []


def _with_optional(wanted: Sequence[str], optional: str, header: Sequence[str]) -> Sequence[str]:
    return [*wanted, optional] if optional and optional in header else wanted


def _nothing() -> Export:
    return Export({}, np.zeros(0, dtype=np.int32))


def read_export(
    path: Path, name: str, wanted: Sequence[str], optional: str = "", delimiter: str = "", header_row: int = 1
) -> tuple[Export, list[Fault]]:
    """The wanted columns of a file, and its faults; with faults the export may be empty.

    ``optional`` is one more column that is read where the file has it. ``name`` stands in the faults.
    """
    try:
        if path.name.lower().endswith(".parquet"):
            return _read_parquet(path, name, wanted, optional)
        return _read_csv(path, name, wanted, optional, delimiter, header_row)
    except _Unreadable as error:
        return _nothing(), [error.fault]
