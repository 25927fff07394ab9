"""The small tables (enterprises, sources, buildings, instruments, meters ...): checks between cells, and records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lingtan.knowledge import check_activity, load_rulebook, rulebook_ids
from lingtan.park.files.cells import shortened
from lingtan.park.files.findings import Findings, nearest
from lingtan.park.files.quantities import note_year
from lingtan.park.files.rows import Row
from lingtan.park.files.tables import tables
from lingtan.park.files.units import same_unit
from lingtan.park.records import (
    Building,
    Discharge,
    Enterprise,
    Exclusion,
    Instrument,
    MeasureAnswer,
    Meter,
    Source,
)


@dataclass(frozen=True, slots=True)
class Context:
    """What rows are checked against: the park's years, time zone, fuel set and enterprises (None: no such file)."""

    years: tuple[int, ...]
    timezone: str
    fuel_set: Literal["A", "B"]
    enterprises: Collection[str] | None


def note_registers(rows: Mapping[str, Sequence[Row]], context: Context, findings: Findings) -> None:
    """Note what is wrong between the cells of a row and between rows; cells themselves are checked already."""
    for name in ("sources", "buildings", "discharges", "meters"):
        for row in rows[name]:
            _note_unknown(row, "enterprise", context.enterprises, "unknown_enterprise", findings)
    for row in rows["sources"]:
        _note_gases(row, findings)
    for row in rows["discharges"]:
        note_year(row, context.years, findings)
    for row in rows["measures"]:
        _note_measure(row, findings)
    _note_instruments(rows["instruments"], findings)
    _note_meters(rows["meters"], context, findings)


def _note_unknown(row: Row, column: str, known: Collection[str] | None, code: str, findings: Findings) -> None:
    name = row[column]
    if not name or known is None or name in known:
        return
    near = "" if findings.is_full(row.file, column, code) else nearest(name, sorted(known))
    findings.add(row.file, row.number, column, code, value=shortened(name), nearest=near or "-")


def _note_gases(row: Row, findings: Findings) -> None:
    for gas in row["gases"]:
        if gas not in tables().gases:
            findings.add(
                row.file,
                row.number,
                "gases",
                "unknown_gas",
                value=shortened(gas),
                allowed=", ".join(tables().gases),
                nearest=nearest(gas, tables().gases),
            )


@cache
def measure_clauses() -> tuple[str, ...]:
    """The numbered items of clause 5 in all rulebooks."""
    books = [load_rulebook(name) for name in rulebook_ids()]
    return tuple(dict.fromkeys(measure.clause for book in books for measure in book.measures))


def _note_measure(row: Row, findings: Findings) -> None:
    _note_unknown(row, "clause", measure_clauses(), "unknown_measure", findings)
    if row["status"] == "not_applicable" and not row["note"]:
        findings.add(row.file, row.number, "note", "measure_without_reason")


def _note_instruments(rows: Iterable[Row], findings: Findings) -> None:
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        _note_instrument(row, findings)
        lot = tuple(str(row[column]) for column in ("kind", "registry", "serial_from", "serial_to"))
        if not row["serial_from"]:
            continue
        if lot in first:
            shown = f"{row['serial_from']} - {row['serial_to']}"
            findings.add(row.file, row.number, "serial_from", "given_twice", value=shortened(shown), first=first[lot])
        first.setdefault(lot, row.number)


def _note_instrument(row: Row, findings: Findings) -> None:
    expected = tables().instrument_units.get(row["kind"] or "")
    if expected and row["unit"] and same_unit(row["unit"], (expected,)) is None:
        findings.add(row.file, row.number, "unit", "unit_wrong", value=shortened(row["unit"]), allowed=expected)
    start, end = row["vintage_start"], row["vintage_end"]
    if start and end and start > end:
        findings.add(row.file, row.number, "vintage_end", "vintage_order")
    if row["status"] == "retired" and not row["claim_year"] and not row["retired_on"]:
        findings.add(row.file, row.number, "claim_year", "claim_year_missing")


def _note_meters(rows: Sequence[Row], context: Context, findings: Findings) -> None:
    parents = {row["meter"]: row["parent"] for row in rows if row["meter"]}
    for row in rows:
        _note_unknown(row, "parent", parents.keys(), "unknown_meter", findings)
        if row["meter"] and _is_below_itself(row["meter"], parents):
            findings.add(row.file, row.number, "parent", "meter_below_itself", value=shortened(row["meter"]))
        if row["activity"]:
            _note_meter_activity(row, context, findings)


def _is_below_itself(meter: str, parents: Mapping[str, str]) -> bool:
    above, passed = parents.get(meter, ""), 0
    while above and above != meter and passed <= len(parents):
        above, passed = parents.get(above, ""), passed + 1
    return above == meter


def _note_meter_activity(row: Row, context: Context, findings: Findings) -> None:
    method, _, item = (part.strip() for part in row["activity"].replace("：", ":").partition(":"))
    unit = row["activity_unit"] or row["unit"]
    if not unit:
        return
    columns = {"unit": "activity_unit" if row["activity_unit"] else "unit"}
    for problem in check_activity(method, item, unit, False, "", context.fuel_set):
        column = columns.get(problem.column, "activity")
        findings.add(row.file, row.number, column, problem.code, **problem.details)


def enterprises(rows: Iterable[Row]) -> tuple[Enterprise, ...]:
    """Records of ``enterprises.csv``; an empty yes/no cell is no."""
    flags = ("is_factory", "green_factory", "zero_carbon_factory", "has_inventory")
    return tuple(
        Enterprise(
            enterprise=row["enterprise"],
            name=row["name"],
            industry=row["industry"],
            land_m2=row["land_m2"],
            **{flag: bool(row[flag]) for flag in flags},
            origin=row.origin,
        )
        for row in rows
    )


def sources(rows: Iterable[Row]) -> tuple[Source, ...]:
    """Records of ``sources.csv``."""
    return tuple(Source(**row.values, origin=row.origin) for row in rows)


def exclusions(rows: Iterable[Row]) -> tuple[Exclusion, ...]:
    """Records of ``exclusions.csv``."""
    return tuple(Exclusion(**row.values, origin=row.origin) for row in rows)


def buildings(rows: Iterable[Row]) -> tuple[Building, ...]:
    """Records of ``buildings.csv``."""
    return tuple(Building(**row.values, origin=row.origin) for row in rows)


def discharges(rows: Iterable[Row]) -> tuple[Discharge, ...]:
    """Records of ``discharges.csv``."""
    return tuple(Discharge(**row.values, origin=row.origin) for row in rows)


def instruments(rows: Iterable[Row]) -> tuple[Instrument, ...]:
    """Records of ``instruments.csv``; an empty ``boundary`` is inside."""
    return tuple(
        Instrument(
            **{name: value for name, value in row.values.items() if name not in ("unit", "boundary")},
            unit="MWh" if tables().instrument_units[row["kind"]] == "MWh" else "tCO2e",
            inside_boundary=row["boundary"] != "outside",
            origin=row.origin,
        )
        for row in rows
    )


def measures(rows: Iterable[Row]) -> tuple[MeasureAnswer, ...]:
    """Records of ``measures.csv``."""
    return tuple(MeasureAnswer(**row.values, origin=row.origin) for row in rows)


def meters(rows: Iterable[Row], timezone: str) -> tuple[Meter, ...]:
    """Records of ``meters.csv``; an empty time zone is the park's, an empty ``reading`` is interval."""
    return tuple(
        Meter(
            **{name: value for name, value in row.values.items() if name not in ("timezone", "reading", "activity")},
            reading=row["reading"] or "interval",
            timezone=row["timezone"] or timezone,
            activity=":".join(part.strip() for part in row["activity"].replace("：", ":").split(":", 1)),
            origin=row.origin,
        )
        for row in rows
    )
