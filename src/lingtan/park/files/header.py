"""Header rows: which column stands where, and what is wrong with their names."""

from __future__ import annotations

from collections.abc import Sequence

from lingtan.park.files.cells import shortened
from lingtan.park.files.findings import Findings, nearest
from lingtan.park.files.tables import Table

FREE_PREFIXES = ("_", "x_")
"""Columns whose names start so are the user's own and are not read."""


def read_header(names: Sequence[str], table: Table, file: str, findings: Findings) -> tuple[str | None, ...] | None:
    """The column at each place: its name, ``""`` for a nameless one, None for one that is not read.

    Unknown, repeated and missing names are noted; None where the row is no header at all.
    """
    stripped = [name.strip() for name in names]
    if not any(name in table.columns for name in stripped):
        findings.add(file, 1, "-", _no_header_code(stripped), expected=",".join(table.columns))
        return None
    placed: list[str | None] = []
    for name in stripped:
        placed.append(_placed(name, placed, table, file, findings))
    for column in table.columns.values():
        if column.required and column.name not in placed:
            findings.add(file, 1, column.name, "column_missing")
    return tuple(placed)


def _no_header_code(names: Sequence[str]) -> str:
    only = names[0] if len(names) == 1 else ""
    return "separator" if ";" in only or "\t" in only or "；" in only else "no_header"


def _placed(name: str, before: Sequence[str | None], table: Table, file: str, findings: Findings) -> str | None:
    if name.startswith(FREE_PREFIXES):
        return None
    if name and name in before:
        findings.add(file, 1, name, "column_twice")
        return None
    if name and name not in table.columns:
        findings.add(file, 1, shortened(name), "unknown_column", nearest=nearest(name, table.columns))
        return None
    return name
