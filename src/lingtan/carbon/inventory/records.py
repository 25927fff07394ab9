"""What an inventory is: lines (activity x factor), totals, and the factors behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pyarrow as pa

from lingtan.knowledge import GASES as GASES
from lingtan.park import Origin

COVERING_ITEM = "certificates"
"""The item of lines in which certificates cover grid electricity; its wording is the text ``item.certificates``."""


@dataclass(frozen=True, slots=True)
class AppliedFactor:
    """A factor as applied to the rows of one kind, exact, with how it came about.

    ``rates``: tCO2e per unit of the rows by gas of ``GASES``, market-based; ``location``: tCO2 per unit where the
    location-based rate is another; ``biogenic``: tCO2 per unit outside every total. ``steps`` spells the arithmetic,
    one (name, value, unit) each; ``flags`` are codes of the texts. ``uncertainty_pct`` is half of the 95 % range by
    gas; factors with one ``shared_id`` are one and the same uncertain value.
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
        """All gases, market-based."""
        return sum(self.rates.values(), Fraction(0))

    @property
    def location_tco2e_per_unit(self) -> Fraction:
        """All gases, location-based."""
        return self.tco2e_per_unit if self.location is None else self.location


@dataclass(frozen=True, slots=True)
class SourceTotal:
    """Emissions of one source in the reporting year, tCO2e, by gas too."""

    source: str
    enterprise: str
    method: str
    item: str
    category: int
    rows: int
    co2e_t: Fraction
    by_gas: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class YearTotal:
    """Totals of one year, tCO2e; ``gross`` is categories 1 + 2, market-based, and what the ``by_`` views sum to.

    ``by_category`` holds 1 to 6 and ``direct_by_gas`` category 1 alone (ISO 14064-1:2018 9.3.1 f)).
    """

    year: int
    gross: Fraction
    location_based: Fraction
    market_based: Fraction
    other_indirect: Fraction
    by_category: Mapping[int, Fraction]
    by_gas: Mapping[str, Fraction]
    direct_by_gas: Mapping[str, Fraction]
    by_enterprise: Mapping[str, Fraction]
    by_month: Mapping[int, Fraction]
    removals_t: Fraction
    biogenic_co2_t: Fraction
    rows: int

    @property
    def by_scope(self) -> Mapping[int, Fraction]:
        """The same lines by the GHG Protocol's scopes: category 1, category 2, categories 3 to 6."""
        return {1: self.by_category[1], 2: self.by_category[2], 3: self.other_indirect}


@dataclass(frozen=True, slots=True)
class Inventory:
    """The inventory of a park: totals by year, sources, factors; every line on demand.

    ``cube`` has a row for each year, category, enterprise and period, in whole nanotonnes by measure; ``terms`` the
    sums by source, factor (its place in ``factors``) and parameters that uncertainty and the national account need.
    ``line_table`` computes the lines (a table of ``LINE_SCHEMA``) when they are first asked for.
    """

    method: str
    reporting_year: int
    years: Mapping[int, YearTotal]
    sources: tuple[SourceTotal, ...]
    factors: tuple[AppliedFactor, ...]
    cube: pa.Table
    terms: pa.Table
    line_table: Callable[[], pa.Table]
    exclusions: tuple[tuple[str, str, Fraction | None, Origin], ...]
    unexplained_sources: tuple[str, ...]
    unregistered_sources: tuple[str, ...]
    covered_mwh: Fraction
    flags: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    content_hash: str

    @property
    def total(self) -> YearTotal:
        """The reporting year's totals."""
        return self.years[self.reporting_year]

    @property
    def lines(self) -> pa.Table:
        """All lines."""
        return self.line_table()

    @property
    def removals_t(self) -> Fraction:
        """tCO2e removed in the reporting year."""
        return self.total.removals_t

    @property
    def biogenic_co2_t(self) -> Fraction:
        """Biogenic tCO2 of the reporting year, outside every total."""
        return self.total.biogenic_co2_t


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
        ("biogenic_co2_t", pa.decimal128(38, 9)),
        ("evidence", pa.string()),
    ]
)
"""One line an activity row and gas, and one a certificate: market-based, location-based and biogenic tonnes.

Each is rounded half-even to 1e-9 t. ``item`` is the library's id where it has one; ``category`` 0 is a removal (its
``co2e_t`` is what was removed); an ``internal`` line (a transfer inside the park) is 0. The biogenic CO2 of a row
stands in its first line.
"""
