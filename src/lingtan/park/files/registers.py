"""The small tables (enterprises, sources, buildings, instruments, meters ...): checks between cells, and records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from lingtan.knowledge import Factor, check_activity, load_rulebook, rulebook_ids
from lingtan.park.files.cells import shortened
from lingtan.park.files.findings import Findings, nearest
from lingtan.park.files.instruments import note_instruments
from lingtan.park.files.quantities import note_year
from lingtan.park.files.rows import Row
from lingtan.park.files.tables import tables
from lingtan.park.records import (
    Building,
    Discharge,
    Enterprise,
    Exclusion,
    MeasureAnswer,
    Meter,
    Source,
)

CONSOLIDATED_BY = ("operational_control", "financial_control", "equity_share")
"""Consolidations that need the column of their name in ``enterprises.csv``."""


@dataclass(frozen=True, slots=True)
class Context:
    """What rows are checked against.

    The park's years, time zone, fuel set, region and consolidation; its enterprises (None: no such file), its own
    factors, and the meters of its sources.
    """

    years: tuple[int, ...]
    timezone: str
    fuel_set: Literal["A", "B"]
    enterprises: Collection[str] | None
    region: str = ""
    consolidation: str = "park"
    factors: tuple[Factor, ...] = ()
    meter_of: Mapping[str, str] = field(default_factory=dict)


def note_registers(rows: Mapping[str, Sequence[Row]], context: Context, findings: Findings) -> None:
    """Note what is wrong between the cells of a row and between rows; cells themselves are checked already."""
    for name in ("sources", "buildings", "discharges", "meters"):
        for row in rows[name]:
            _note_unknown(row, "enterprise", context.enterprises, "unknown_enterprise", findings)
    known_meters = frozenset(row["meter"] for row in rows["meters"]) or None
    for row in rows["sources"]:
        _note_gases(row, findings)
        _note_unknown(row, "meter", known_meters, "unknown_meter", findings)
    for row in rows["enterprises"]:
        _note_enterprise(row, context.consolidation, findings)
    for row in rows["discharges"]:
        note_year(row, context.years, findings)
    for row in rows["measures"]:
        _note_measure(row, findings)
    note_instruments(rows["instruments"], context.years, findings)
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


def _note_enterprise(row: Row, consolidation: str, findings: Findings) -> None:
    joined, left = row["joined_on"], row["left_on"]
    if joined and left and joined >= left:
        findings.add(row.file, row.number, "left_on", "left_before_joined", joined=joined)
    if consolidation in CONSOLIDATED_BY and row[consolidation] is None:
        findings.add(row.file, row.number, consolidation, "consolidation_missing", consolidation=consolidation)


@cache
def measure_clauses() -> tuple[str, ...]:
    """The numbered items of clause 5 in all rulebooks."""
    books = [load_rulebook(name) for name in rulebook_ids()]
    return tuple(dict.fromkeys(measure.clause for book in books for measure in book.measures))


def _note_measure(row: Row, findings: Findings) -> None:
    _note_unknown(row, "clause", measure_clauses(), "unknown_measure", findings)
    if row["status"] == "not_applicable" and not row["note"]:
        findings.add(row.file, row.number, "note", "measure_without_reason")


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
    region, own = context.region, context.factors
    for problem in check_activity(method, item, unit, False, "", context.fuel_set, region=region, own=own):
        column = columns.get(problem.column, "activity")
        findings.add(row.file, row.number, column, problem.code, **problem.details)


def enterprises(rows: Iterable[Row]) -> tuple[Enterprise, ...]:
    """Records of ``enterprises.csv``; an empty yes/no cell is no, that of a kind of control is not stated."""
    flags = ("is_factory", "green_factory", "zero_carbon_factory", "has_inventory")
    return tuple(
        Enterprise(**{**row.values, **{flag: bool(row[flag]) for flag in flags}}, origin=row.origin) for row in rows
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
