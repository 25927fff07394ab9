"""What an inventory is: lines (activity x factor), totals, and the factors behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pyarrow as pa

from lingtan.knowledge import GASES
from lingtan.park import Origin

COVERING_ITEM = "certificates"
"""The item of lines in which certificates cover grid electricity; its wording is the text ``item.certificates``."""

__all__ = [
    "COVERING_ITEM",
    "GASES",
    "LINE_SCHEMA",
    "AppliedFactor",
    "Inventory",
    "SourceTotal",
    "YearTotal",
]


@dataclass(frozen=True, slots=True)
class AppliedFactor:
    """A factor as applied to rows that share an ``ActivityKey``, exact, with how it came about.

    ``rates``: tCO2e per unit of the row by gas of ``GASES``, market-based. ``location``: tCO2 per unit location-based,
    None where it is the market-based sum. ``biogenic``: tCO2 per unit, outside every total. ``steps`` spells the
    arithmetic, one (name, value, unit) each, a name being the text ``step.<name>``; ``flags`` are codes of texts.
    ``uncertainty_pct``: half of the 95 % range in % of the value, by gas, absent where unknown; factors with one
    ``shared_id`` are one and the same uncertain value.
    """

    id: str
    method: str
    item: str
    unit: str
    year: int
    rates: Mapping[str, Fraction]
    location: Fraction | None
    biogenic: Fraction
    source: str
    factor_year: int | None
    region: str
    review_by: str
    quality: str
    steps: tuple[tuple[str, str, str], ...]
    flags: tuple[str, ...]
    uncertainty_pct: Mapping[str, Fraction]
    shared_id: str

    @property
    def tco2e_per_unit(self) -> Fraction:
        """tCO2e per unit of the row, market-based, all gases."""
        return sum(self.rates.values(), Fraction(0))

    @property
    def location_tco2e_per_unit(self) -> Fraction:
        """tCO2e per unit of the row, location-based."""
        return self.tco2e_per_unit if self.location is None else self.location


@dataclass(frozen=True, slots=True)
class SourceTotal:
    """Emissions of one source in the reporting year."""

    source: str
    enterprise: str
    method: str
    item: str
    category: int
    rows: int
    co2e_t: Fraction


@dataclass(frozen=True, slots=True)
class YearTotal:
    """Totals of one year, tCO2e; ``gross`` is categories 1 + 2, market-based."""

    year: int
    gross: Fraction
    location_based: Fraction
    market_based: Fraction
    other_indirect: Fraction
    by_category: Mapping[int, Fraction]
    by_gas: Mapping[str, Fraction]
    by_enterprise: Mapping[str, Fraction]
    by_month: Mapping[int, Fraction]
    rows: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """The inventory of a park: totals by year, its lines and factors; ``lines`` is a table of ``LINE_SCHEMA``."""

    method: str
    reporting_year: int
    years: Mapping[int, YearTotal]
    sources: tuple[SourceTotal, ...]
    factors: tuple[AppliedFactor, ...]
    lines: pa.Table
    exclusions: tuple[tuple[str, str, Fraction | None, Origin], ...]
    unexplained_sources: tuple[str, ...]
    unregistered_sources: tuple[str, ...]
    covered_mwh: Fraction
    removals_t: Fraction
    biogenic_co2_t: Fraction
    flags: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    content_hash: str

    @property
    def total(self) -> YearTotal:
        """The reporting year's totals."""
        return self.years[self.reporting_year]


LINE_SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("row", pa.int32()),
        ("year", pa.int32()),
        ("enterprise", pa.string()),
        ("source", pa.string()),
        ("method", pa.string()),
        ("item", pa.string()),
        ("category", pa.int8()),
        ("gas", pa.string()),
        ("quantity", pa.decimal128(38, 9)),
        ("unit", pa.string()),
        ("start", pa.date32()),
        ("end", pa.date32()),
        ("factor_id", pa.string()),
        ("internal", pa.bool_()),
        ("co2e_t", pa.decimal128(38, 9)),
        ("location_co2e_t", pa.decimal128(38, 9)),
        ("evidence", pa.string()),
    ]
)
"""One line an activity row, and one a certificate: market-based and location-based tCO2e, rounded half-even to 1e-9 t.

``item`` is the library's id where it has one; ``category`` 0 is a removal (its ``co2e_t`` is what was removed);
an ``internal`` line (a transfer inside the park) is 0. Texts may be dictionary-encoded.
"""
