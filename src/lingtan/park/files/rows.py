"""Small tables to rows of values: every cell by its column, required cells, unique keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from lingtan.park.files import cells
from lingtan.park.files.findings import Findings
from lingtan.park.files.raw import RawTable
from lingtan.park.files.tables import Column
from lingtan.park.records import Origin

Cell: TypeAlias = Any
"""A value of the type its column has: text, Fraction, int, date, bool, tuple of texts, or None."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: ``values`` by column, None where a cell is empty or was refused (texts: ``""`` where empty)."""

    file: str
    number: int
    values: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.values[column]

    @property
    def origin(self) -> Origin:
        """Where the row stands."""
        return Origin(self.file, self.number)


def checked_rows(raw: RawTable, findings: Findings) -> tuple[Row, ...]:
    """The rows of a table, each cell checked by its column's type, bounds and choices."""
    numbers = raw.rows.tolist()
    columns = {name: _column_values(raw, column, numbers, findings) for name, column in raw.table.columns.items()}
    found = tuple(
        Row(raw.file, number, {name: column[place] for name, column in columns.items()})
        for place, number in enumerate(numbers)
    )
    _note_repeated_keys(raw, found, findings)
    return found


def _column_values(raw: RawTable, column: Column, numbers: list[int], findings: Findings) -> list[Any]:
    known: dict[str, Any] = {}
    values = []
    for number, text in zip(numbers, raw.texts(column.name), strict=True):
        if text not in known:
            known[text] = _value(text, column)
        value = known[text]
        if isinstance(value, cells.Refused):
            findings.add(raw.file, number, column.name, value.code, **value.details)
        values.append(None if isinstance(value, cells.Refused) else value)
    return values


def _value(text: str, column: Column) -> Cell:
    if text:
        try:
            return cells.value(text, column)
        except cells.Refused as refused:
            return refused
    if column.required:
        return cells.Refused("year_missing" if column.type == "year" else "cell_missing")
    return {"text": "", "unit": "", "timezone": "", "list": ()}.get(column.type)


def _note_repeated_keys(raw: RawTable, rows: tuple[Row, ...], findings: Findings) -> None:
    key = raw.table.key
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        name = tuple(row[column] for column in key)
        if not key or None in name:
            continue
        if name in first:
            shown = ", ".join(str(part) for part in name)
            findings.add(row.file, row.number, key[0], "given_twice", value=cells.shortened(shown), first=first[name])
        first.setdefault(name, row.number)
