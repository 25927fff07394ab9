"""What a park is: its profile and the checked rows of its files, each remembering where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pyarrow as pa

from lingtan.knowledge import Factor

Flag: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""What a reader must know: a code, worded by the text ``flag.<code>``, and its named parts."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure stands: file (or sheet) and row, counted from 1 with the header as row 1."""

    file: str
    row: int


@dataclass(frozen=True, slots=True)
class GridFactorChoice:
    """The electricity factor of ``park.yaml``: a table of the library, or a number with its source."""

    table: Literal["provincial", "national", "fossil", "stated"]
    tco2_per_mwh: Fraction | None = None
    source: str = ""


Consolidation = Literal["park", "operational_control", "financial_control", "equity_share"]


@dataclass(frozen=True, slots=True)
class Profile:
    """``park.yaml``.

    ``consolidation`` ``park`` is the physical boundary whole, the others the approaches of ISO 14064-1:2018, 5.1;
    ``base_year`` None where none is set; a change of the base year's inventory of ``recalculation_threshold_pct`` or
    more is a reason to recalculate it (ISO 14064-1:2018, 6.4.2).
    """

    id: str
    name: str
    name_en: str
    region: str
    reporting_year: int
    rulebook: str
    weights: Mapping[str, Fraction]
    leading_values: Mapping[int, Fraction]
    interpretations: Mapping[str, str]
    grid_factor: GridFactorChoice
    gwp: Literal["AR4", "AR5", "AR6"]
    fuel_set: Literal["A", "B"]
    timezone: str
    consolidation: Consolidation = "park"
    base_year: int | None = None
    recalculation_threshold_pct: Fraction = Fraction(5)
    responsible: str = ""
    verification: str = ""
    intended_use: str = ""

    @property
    def years(self) -> tuple[int, int, int, int]:
        """The four years of the data, oldest first; the last is the reporting year."""
        last = self.reporting_year
        return (last - 3, last - 2, last - 1, last)


@dataclass(frozen=True, slots=True)
class StatedQuantity:
    """A row of ``quantities.csv``; ``value`` is None for ``na``, and in ``unit`` as given (not converted)."""

    quantity: str
    year: int
    value: Fraction | None
    unit: str
    source: str
    evidence: str
    note: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class DerivedQuantity:
    """A quantity computed from other files; ``basis`` says from what, ``unit`` "" is the rulebook's canonical unit."""

    quantity: str
    year: int
    value: Fraction
    method: str
    basis: tuple[Origin, ...]
    inputs: tuple[tuple[str, Fraction, str], ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A row of ``enterprises.csv``.

    It is in the park from ``joined_on`` until the day before ``left_on``; ``equity_share`` is 0-1. None is not stated.
    """

    enterprise: str
    name: str
    industry: str
    land_m2: Fraction | None
    is_factory: bool
    green_factory: bool
    zero_carbon_factory: bool
    has_inventory: bool
    origin: Origin
    joined_on: date | None = None
    left_on: date | None = None
    operational_control: bool | None = None
    financial_control: bool | None = None
    equity_share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A row of the source register ``sources.csv``; ``significant`` None is not stated."""

    source: str
    enterprise: str
    category: int
    gases: tuple[str, ...]
    status: Literal["quantified", "excluded"]
    origin: Origin
    name: str = ""
    facility: str = ""
    meter: str = ""
    significant: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A row of ``exclusions.csv``: why a source is not quantified and how large it may be."""

    source: str
    reason: str
    estimate_tco2e: Fraction | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Building:
    """A row of ``buildings.csv``."""

    building: str
    enterprise: str
    kind: Literal["public", "industrial"]
    completed_on: date | None
    floor_area_m2: Fraction | None
    stars: int | None
    ultra_low_energy: bool | None
    roof_usable_m2: Fraction | None
    pv_area_m2: Fraction | None
    co2_intensity: Fraction | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Discharge:
    """A row of ``discharges.csv`` (4.2.3, 5.6.1)."""

    outlet: str
    enterprise: str
    pollutant: str
    measured: Fraction | None
    limit: Fraction | None
    total_t: Fraction | None
    cap_t: Fraction | None
    year: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Instrument:
    """A row of ``instruments.csv``: a lot of carbon credits, green certificates or green power."""

    kind: Literal["ccer", "cer", "carbon_inclusion", "energy_saving", "own_project", "gec", "green_power"]
    registry: str
    serial_from: str
    serial_to: str
    project: str
    quantity: Fraction
    unit: Literal["tCO2e", "MWh"]
    vintage_start: date | None
    vintage_end: date | None
    status: Literal["held", "retired", "cancelled", "expired"]
    retired_on: date | None
    claim_year: int | None
    inside_boundary: bool
    evidence: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class MeasureAnswer:
    """A row of ``measures.csv``: what the park does about an item of clause 5."""

    clause: str
    status: Literal["done", "planned", "not_applicable"]
    year: int | None
    capex_cny: Fraction | None
    opex_cny_per_year: Fraction | None
    effect_tco2e_per_year: Fraction | None
    note: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Meter:
    """A row of ``meters.csv``.

    ``activity`` (``method:item``, e.g. ``electricity:grid``) makes the meter's energy an activity of the inventory;
    ``activity_unit`` and ``activity_per_unit`` convert it where the meter measures something else than the activity
    (10^4 Nm3 of gas per kWh generated).
    """

    meter: str
    name: str
    kind: str
    unit: str
    parent: str
    enterprise: str
    system: str
    reading: Literal["interval", "register"]
    timezone: str
    activity: str
    activity_unit: str
    activity_per_unit: Fraction | None
    origin: Origin


ACTIVITY_SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("row", pa.int32()),
        ("enterprise", pa.string()),
        ("source", pa.string()),
        ("method", pa.string()),
        ("item", pa.string()),
        ("quantity", pa.decimal128(38, 9)),
        ("unit", pa.string()),
        ("start", pa.date32()),
        ("end", pa.date32()),
        ("factor", pa.decimal128(38, 12)),
        ("factor_unit", pa.string()),
        ("factor_source", pa.string()),
        ("parameters", pa.string()),
        ("gas", pa.string()),
        ("counterparty", pa.string()),
        ("uncertainty_pct", pa.decimal128(38, 9)),
        ("data_quality", pa.string()),
        ("evidence", pa.string()),
        ("note", pa.string()),
    ]
)
"""Columns of the checked activities; texts may be dictionary-encoded, an absent text is ``""``, ``end`` exclusive.

``parameters`` is in one spelling (``name=value unit; ...``, by name), ``gas`` an id of the seven gases or ``""``.
"""


@dataclass(frozen=True, slots=True)
class Park:
    """A park's checked files; ``activities`` is a table of ``ACTIVITY_SCHEMA``, ``root`` the folder (or workbook).

    ``energy_system`` is ``energy_system.yaml`` as it stands (scalars as texts), for the planning and dispatch model;
    ``factors`` are the park's own, ``factor_origins`` says where each (by its id) stands.
    """

    root: Path
    profile: Profile
    quantities: tuple[StatedQuantity, ...]
    activities: pa.Table
    enterprises: tuple[Enterprise, ...] = ()
    sources: tuple[Source, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    buildings: tuple[Building, ...] = ()
    discharges: tuple[Discharge, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    measures: tuple[MeasureAnswer, ...] = ()
    meters: tuple[Meter, ...] = ()
    readings: tuple[Path, ...] = ()
    energy_system: Mapping[str, Any] = field(default_factory=dict)
    profiles: tuple[Path, ...] = ()
    evidence_files: frozenset[str] = field(default_factory=frozenset)
    factors: tuple[Factor, ...] = ()
    factor_origins: Mapping[str, Origin] = field(default_factory=dict)
