"""The workbook (.xlsx) to the same texts as CSV files."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from lingtan.park.files.cells import shortened
from lingtan.park.files.findings import Findings
from lingtan.park.files.header import read_header
from lingtan.park.files.raw import RawTable, raw_table
from lingtan.park.files.sheet_xml import bad_cells, sheet_parts
from lingtan.park.files.tables import Table

_MOST_UNPACKED = 500_000_000
_OLE = b"\xd0\xcf\x11\xe0"
"""How a password-protected workbook (and an old .xls) starts."""
_MOST_CELLS = 60_000_000
_WHOLE_NUMBERS = 10**15


# What damaged archives and parts raise; an unknown version or compression of the archive is a NotImplementedError.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    CalamineError,
    ParseError,
    DefusedXmlException,
    NotImplementedError,
    KeyError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Workbook:
    """An open workbook; ``file`` is its name, ``parts`` the archive's part of each sheet."""

    file: str
    sheets: CalamineWorkbook
    archive: zipfile.ZipFile
    parts: Mapping[str, str]
    hidden: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sheets."""
        return tuple(self.sheets.sheet_names)

    def shown_as(self, sheet: str) -> str:
        """The sheet as it stands in faults and origins: ``park.xlsx!activities``."""
        return f"{self.file}!{sheet}"


def use_workbook(path: Path, use: Callable[[Workbook], None], findings: Findings) -> None:
    """Open a workbook, let ``use`` read it, and close it; what can't be read is noted."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > _MOST_UNPACKED:
                most = _MOST_UNPACKED // 1_000_000
                findings.add(path.name, 1, "-", "file_too_large", size_mb=unpacked // 1_000_000, most_mb=most)
                return
            parts = sheet_parts(archive)
            with CalamineWorkbook.from_path(str(path)) as sheets:
                hidden = frozenset(
                    about.name for about in sheets.sheets_metadata if about.visible != SheetVisibleEnum.Visible
                )
                use(Workbook(path.name, sheets, archive, parts, hidden))
    except _UNREADABLE as error:
        with path.open("rb") as stream:
            code = "workbook_encrypted" if stream.read(4) == _OLE else "workbook_unreadable"
        findings.add(path.name, 1, "-", code, reason=shortened(str(error)))


def read_sheet(workbook: Workbook, name: str, table: Table, findings: Findings) -> RawTable | None:
    """Read a sheet; what is wrong is noted, None where nothing of it can be used."""
    file = workbook.shown_as(name)
    if name in workbook.hidden:
        findings.add(file, 1, "-", "hidden_sheet")
    bad = tuple(bad_cells(workbook.archive, workbook.parts[name]))
    if any(cell.code == "cell_far_out" for cell in bad):
        findings.add(file, bad[0].row, "-", "cell_far_out")
        return None
    sheet = workbook.sheets.get_sheet_by_name(name)
    if sheet.total_height * max(sheet.total_width, 1) > _MOST_CELLS:
        findings.add(file, 1, "-", "sheet_too_large", most=_MOST_CELLS)
        return None
    rows = _rows(sheet)
    header = [_text(value) for value in next(rows, [])]
    for cell in bad:
        column = header[cell.column - 1] if cell.column <= len(header) else ""
        findings.add(file, cell.row, column or "-", cell.code, text=shortened(cell.text))
    for (top, left), _ in sheet.merged_cell_ranges or ():
        column = header[left] if left < len(header) else ""
        findings.add(file, top + 1, column or "-", "merged_cells")
    placed = read_header(header, table, file, findings) if any(header) else None
    if placed is None:
        if not any(header):
            findings.add(file, 1, "-", "no_header", expected=",".join(table.columns))
        return None
    return _raw(file, table, placed, rows, findings)


def _rows(sheet: CalamineSheet) -> Iterator[list[object]]:
    """The rows from row 1, each from column A."""
    left = sheet.start[1] if sheet.start else 0
    for row in sheet.iter_rows():
        yield [""] * left + list(row)


def _raw(
    file: str, table: Table, placed: Sequence[str | None], rows: Iterator[list[object]], findings: Findings
) -> RawTable:
    wanted = [place for place, name in enumerate(placed) if name is not None]
    columns: dict[int, list[str]] = {place: [] for place in wanted}
    size = 0
    for row in rows:
        size += 1
        for place in wanted:
            columns[place].append(_text(row[place]))
    arrays = {place: pa.array(texts, pa.string()).dictionary_encode() for place, texts in columns.items()}
    return raw_table(file, table, placed, arrays, np.arange(2, size + 2, dtype=np.int32), findings)


def _text(value: object) -> str:
    """A cell as the text a CSV file would have."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _WHOLE_NUMBERS
        return str(int(value)) if whole else f"{value:.15g}"
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second or value.microsecond):
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
