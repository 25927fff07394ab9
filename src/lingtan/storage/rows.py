"""A small CSV that came from outside: its header and its rows, with their numbers in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from lingtan.base import Fault, InputFaults

_ENCODINGS = ("utf-8-sig", "gb18030")
_MOST_BYTES = 10_000_000


def read_rows(path: Path) -> tuple[tuple[str, ...], tuple[tuple[int, Mapping[str, str]], ...]]:
    """The header and the rows that have a cell (number, cells by column, trimmed); UTF-8 or GB18030.

    Raises ``InputFaults`` where the file is none or its rows don't fit the header.
    """
    if not path.is_file():
        raise InputFaults([Fault.at(path.name, 1, "-", "version_table_missing")])
    text = _decoded(path)
    reader = csv.reader(io.StringIO(text, newline=""))
    header: tuple[str, ...] = tuple(name.strip() for name in next(reader, ()))
    faults: list[Fault] = []
    rows: list[tuple[int, Mapping[str, str]]] = []
    last = reader.line_num
    for cells in reader:
        started, last = last + 1, reader.line_num
        trimmed = [cell.strip() for cell in cells]
        if not any(trimmed):
            continue
        if len(trimmed) != len(header):
            faults.append(_ragged(path.name, started, len(trimmed), len(header), trimmed))
            continue
        rows.append((started, dict(zip(header, trimmed, strict=True))))
    if faults:
        raise InputFaults(faults)
    return header, tuple(rows)


def _ragged(file: str, row: int, found: int, expected: int, cells: list[str]) -> Fault:
    return Fault.at(file, row, "-", "ragged_row", found=found, expected=expected, text=",".join(cells)[:40])


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if len(content) > _MOST_BYTES:
        sizes = {"size_mb": len(content) // 1_000_000, "most_mb": _MOST_BYTES // 1_000_000}
        raise InputFaults([Fault.at(path.name, 1, "-", "file_too_large", **sizes)])
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputFaults([Fault.at(path.name, 1, "-", "encoding_unknown", rows="-")])
