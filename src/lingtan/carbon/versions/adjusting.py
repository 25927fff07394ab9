"""A verifier's table of adjustments, checked against the version it adjusts."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import duckdb
import pyarrow as pa

from lingtan.base import Fault, InputFaults, raise_faults
from lingtan.carbon.inventory.records import GASES
from lingtan.carbon.versions.records import Adjustment, FrozenInventory

KEY_COLUMNS = ("method", "item", "unit", "start", "end")
NEEDED_COLUMNS = ("gas", "change_tco2e", "reason")
ADJUSTMENT_COLUMNS = (
    "enterprise", "source", *KEY_COLUMNS, "category", "gas", "change_tco2e", "location_change_tco2e", "reason",
    "evidence",
)  # fmt: skip
_FREE_PREFIXES = ("_", "x_")
_CATEGORIES = tuple("0123456")
_AMOUNT = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?")

_PLACES_SQL = "SELECT DISTINCT enterprise, source, category FROM lines ORDER BY ALL"
_KEYS_SQL = """
SELECT DISTINCT a.number, l.enterprise, l.category
FROM asked a JOIN lines l ON l.source = a.source AND l.method = a.method AND l.item = a.item AND l.unit = a.unit
  AND l.start::VARCHAR = a.start AND l."end"::VARCHAR = a."end"
ORDER BY ALL
"""

Row = tuple[int, Mapping[str, str]]
Place = tuple[str, int]
"""An enterprise and a category in which lines are."""


def check_columns(header: Sequence[str], file: str) -> None:
    """Raise ``InputFaults`` where the table of adjustments lacks a column, has one twice or an unknown one."""
    faults = [Fault.at(file, 1, name, "column_missing") for name in NEEDED_COLUMNS if name not in header]
    faults.extend(
        Fault.at(file, 1, name, "column_twice") for name in sorted({n for n in header if header.count(n) > 1})
    )
    faults.extend(
        Fault.at(file, 1, name, "unknown_column", nearest=_nearest(name, ADJUSTMENT_COLUMNS))
        for name in header
        if name not in ADJUSTMENT_COLUMNS and not name.startswith(_FREE_PREFIXES)
    )
    raise_faults(faults)


def check_adjustments(rows: Sequence[Row], file: str, closed: FrozenInventory) -> tuple[Adjustment, ...]:
    """The adjustments of a table's rows (number in the file, cells by column), checked against the closed version.

    A row names a line (source, method, item, unit, start, end: all of them), or a source, an enterprise or a category
    as a whole. Enterprises and sources must be ones of the version; what the park left out altogether is adjusted by
    its category. Each needs a gas, an amount and a reason. Raises ``InputFaults`` with every fault of every row.
    """
    known = _Known.of(closed, rows)
    faults: list[Fault] = []
    made: list[Adjustment] = []
    for number, cells in rows:
        found = [Fault.at(file, number, column, code, **details) for column, code, details in _problems(cells)]
        if not found:
            try:
                made.append(_adjustment(number, cells, known, file))
            except InputFaults as refused:
                found.extend(refused.faults)
        faults.extend(found)
    raise_faults(faults)
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Known:
    """Where the version has lines: by source, and by the row that names a line."""

    enterprises: frozenset[str]
    by_source: Mapping[str, Sequence[Place]]
    by_row: Mapping[int, Sequence[Place]]

    @classmethod
    def of(cls, closed: FrozenInventory, rows: Sequence[Row]) -> _Known:
        engine = duckdb.connect(config={"threads": 1})
        engine.register("lines", closed.lines)
        by_source: dict[str, list[Place]] = defaultdict(list)
        enterprises = set()
        for enterprise, source, category in engine.execute(_PLACES_SQL).fetchall():
            by_source[source].append((enterprise, category))
            enterprises.add(enterprise)
        by_row: dict[int, list[Place]] = defaultdict(list)
        engine.register("asked", _asked(rows))
        for number, enterprise, category in engine.execute(_KEYS_SQL).fetchall():
            by_row[number].append((enterprise, category))
        return cls(frozenset(enterprises), by_source, by_row)


def _asked(rows: Sequence[Row]) -> pa.Table:
    named = [(number, cells) for number, cells in rows if cells.get("method")]
    columns = {name: pa.array([cells.get(name, "") for _, cells in named], pa.string()) for name in KEY_COLUMNS}
    return pa.table(
        {
            "number": pa.array([number for number, _ in named], pa.int64()),
            "source": pa.array([cells.get("source", "") for _, cells in named], pa.string()),
            **columns,
        }
    )


def _problems(cells: Mapping[str, str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """What is wrong with the cells of a row by themselves: (column, code, details)."""
    yield from ((column, "cell_missing", {}) for column in NEEDED_COLUMNS if not cells.get(column))
    gas, category = cells.get("gas", ""), cells.get("category", "")
    if gas and gas not in GASES:
        details = {"value": gas, "allowed": ", ".join(GASES), "nearest": _nearest(gas, GASES)}
        yield "gas", "unknown_gas", details
    if category and category not in _CATEGORIES:
        yield "category", "not_a_choice", {"value": category, "allowed": ", ".join(_CATEGORIES), "nearest": "1"}
    for column in ("change_tco2e", "location_change_tco2e"):
        if cells.get(column) and _tonnes(cells[column]) is None:
            yield column, "adjustment_amount", {"value": cells[column]}
    if cells.get("change_tco2e") and _tonnes(cells["change_tco2e"]) == 0:
        yield "change_tco2e", "adjustment_of_nothing", {}
    given = [column for column in KEY_COLUMNS if cells.get(column)]
    if given and len(given) < len(KEY_COLUMNS):
        missing = [column for column in KEY_COLUMNS if not cells.get(column)]
        yield missing[0], "adjustment_key_incomplete", {"missing": ", ".join(missing)}


def _adjustment(number: int, cells: Mapping[str, str], known: _Known, file: str) -> Adjustment:
    key = tuple(cells.get(column, "") for column in KEY_COLUMNS) if cells.get("method") else ()
    enterprise, category = _place(number, cells, known, file)
    change = _tonnes(cells["change_tco2e"]) or Fraction(0)
    stated = cells.get("location_change_tco2e", "")
    return Adjustment(
        row=number,
        enterprise=enterprise,
        source=cells.get("source", ""),
        category=category,
        gas=cells["gas"],
        change_t=change,
        location_change_t=(_tonnes(stated) or Fraction(0)) if stated else change,
        reason=cells["reason"],
        evidence=cells.get("evidence", ""),
        key=key,
    )


def _place(number: int, cells: Mapping[str, str], known: _Known, file: str) -> Place:
    """The enterprise and category of a row: as stated, or as the lines it names have them where that is one only."""
    enterprise, source, stated = (cells.get(name, "") for name in ("enterprise", "source", "category"))
    if enterprise and enterprise not in known.enterprises:
        near = _nearest(enterprise, known.enterprises)
        raise _refused(file, number, "enterprise", "adjustment_enterprise_unknown", value=enterprise, nearest=near)
    if not source and not cells.get("method"):
        if not stated:
            raise _refused(file, number, "category", "adjustment_category_needed")
        return enterprise, int(stated)
    if source and source not in known.by_source:
        near = _nearest(source, known.by_source)
        raise _refused(file, number, "source", "adjustment_source_unknown", value=source, nearest=near)
    places = known.by_row.get(number, ()) if cells.get("method") else known.by_source[source]
    matching = [place for place in places if not enterprise or place[0] == enterprise]
    if not matching:
        raise _refused(file, number, "source", "adjustment_line_unknown")
    return _only(number, file, matching, stated)


def _only(number: int, file: str, matching: Sequence[Place], stated: str) -> Place:
    enterprises = {enterprise for enterprise, _ in matching}
    if len(enterprises) > 1:
        raise _refused(
            file, number, "enterprise", "adjustment_enterprise_needed", allowed=", ".join(sorted(enterprises)[:10])
        )
    categories = {category for _, category in matching}
    if stated and int(stated) not in categories:
        allowed = ", ".join(map(str, sorted(categories)))
        raise _refused(file, number, "category", "adjustment_category_differs", value=stated, allowed=allowed)
    if not stated and len(categories) > 1:
        raise _refused(file, number, "category", "adjustment_category_needed")
    return enterprises.pop(), int(stated) if stated else categories.pop()


def _refused(file: str, row: int, column: str, code: str, **details: object) -> InputFaults:
    return InputFaults([Fault.at(file, row, column, code, **details)])


def _tonnes(text: str) -> Fraction | None:
    """An amount of at most nine decimals; None where it is none."""
    return Fraction(text) if _AMOUNT.fullmatch(text) else None


def _nearest(value: str, known: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(value, list(known), n=1, cutoff=0.0)), "-")
