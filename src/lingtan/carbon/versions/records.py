"""What a frozen inventory is: its lines, factors and statement, its exact totals, and what a verifier adds to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import duckdb
import pyarrow as pa

NANO = 10**9
GROSS_CATEGORIES = (1, 2)
OTHER_CATEGORIES = (3, 4, 5, 6)
REMOVALS = 0
PARK = "park"
"""The name of the amounts no enterprise answers for, as in the inventory's JSON."""

VersionKind = Literal["closed", "restated", "verified"]

FROZEN_SCHEMA = pa.schema(
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
"""The columns of frozen lines; they are a format of files, so they don't follow the inventory's own table."""

_TOTALS_SQL = """
SELECT category, gas, enterprise, sum(co2e_t), sum(location_co2e_t), sum(biogenic_co2_t) FROM lines
GROUP BY category, gas, enterprise ORDER BY category, gas, enterprise
"""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A verifier's correction: ``change_t`` tCO2e (market-based) more or less, where, and why.

    ``key`` is method, item, unit, start and end (ISO dates) of the line it corrects, or empty where it corrects a
    category, an enterprise or a source; ``location_change_t`` is the change of the location-based figure.
    """

    row: int
    enterprise: str
    source: str
    category: int
    gas: str
    change_t: Fraction
    location_change_t: Fraction
    reason: str
    evidence: str
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrozenInventory:
    """One year's inventory as it is kept: ``lines`` has the columns of ``FROZEN_SCHEMA`` (texts may be encoded).

    ``statement`` is the inventory's JSON as promised to scripts, ``factors`` are its factors that lines use.
    A verified version has the lines of the version it is of, and the verifier's ``adjustments``.
    """

    year: int
    method: str
    gwp: str
    statement: Mapping[str, Any]
    lines: pa.Table
    factors: Sequence[Mapping[str, Any]]
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Exact totals, tCO2e. ``gross`` is categories 1 + 2, market-based; ``by_gas`` and ``by_enterprise`` sum to it.

    ``by_category`` has removals as category 0, which are in no other total; nor is biogenic CO2 (t).
    """

    gross: Fraction
    location_based: Fraction
    other_indirect: Fraction
    removals: Fraction
    biogenic: Fraction
    by_category: Mapping[int, Fraction]
    by_gas: Mapping[str, Fraction]
    by_enterprise: Mapping[str, Fraction]

    def minus(self, other: Totals) -> Totals:
        """The difference of two totals, every part of it."""
        return Totals(
            self.gross - other.gross,
            self.location_based - other.location_based,
            self.other_indirect - other.other_indirect,
            self.removals - other.removals,
            self.biogenic - other.biogenic,
            _minus(self.by_category, other.by_category),
            _minus(self.by_gas, other.by_gas),
            _minus(self.by_enterprise, other.by_enterprise),
        )


def totals_of(frozen: FrozenInventory) -> Totals:
    """The totals of the lines and the adjustments, to the last digit."""
    engine = duckdb.connect(config={"threads": 1})
    engine.register("lines", frozen.lines)
    amounts = [
        (category, gas, enterprise, Fraction(market), Fraction(location), Fraction(biogenic))
        for category, gas, enterprise, market, location, biogenic in engine.execute(_TOTALS_SQL).fetchall()
    ]
    none = Fraction(0)
    amounts.extend((a.category, a.gas, a.enterprise, a.change_t, a.location_change_t, none) for a in frozen.adjustments)
    return _totals(amounts)


def tonnes_text(amount: Fraction) -> str:
    """An amount of whole 1e-9 t, plainly with nine decimals; raises ``ValueError`` for anything finer."""
    nano = amount * NANO
    if nano.denominator != 1:
        raise ValueError(f"{amount} is finer than 1e-9 t")
    whole, rest = divmod(abs(nano.numerator), NANO)
    return f"{'-' if nano < 0 else ''}{whole}.{rest:09d}"


def totals_json(totals: Totals) -> dict[str, Any]:
    """Totals as texts of tCO2e with nine decimals, so that nothing is lost on the way."""
    return {
        "total_tco2e": tonnes_text(totals.gross),
        "location_based_tco2e": tonnes_text(totals.location_based),
        "other_indirect_tco2e": tonnes_text(totals.other_indirect),
        "removals_tco2e": tonnes_text(totals.removals),
        "biogenic_tco2": tonnes_text(totals.biogenic),
        "by_category": {str(key): tonnes_text(amount) for key, amount in sorted(totals.by_category.items())},
        "by_gas": {key: tonnes_text(amount) for key, amount in sorted(totals.by_gas.items())},
        "by_enterprise": {key or PARK: tonnes_text(amount) for key, amount in sorted(totals.by_enterprise.items())},
    }


def canonical_json(content: object) -> bytes:
    """JSON that has one form only: keys sorted, two spaces, UTF-8, a line feed at the end; no NaN."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return f"{text}\n".encode()


def _totals(amounts: Sequence[tuple[int, str, str, Fraction, Fraction, Fraction]]) -> Totals:
    zero = Fraction(0)
    by_category = dict.fromkeys(range(7), zero)
    by_gas: dict[str, Fraction] = {}
    by_enterprise: dict[str, Fraction] = {}
    location_based = biogenic = zero
    for category, gas, enterprise, market, location, of_biomass in amounts:
        biogenic += of_biomass
        by_category[category] += market
        if category in GROSS_CATEGORIES:
            by_gas[gas] = by_gas.get(gas, zero) + market
            by_enterprise[enterprise] = by_enterprise.get(enterprise, zero) + market
            location_based += location
    return Totals(
        gross=sum((by_category[category] for category in GROSS_CATEGORIES), zero),
        location_based=location_based,
        other_indirect=sum((by_category[category] for category in OTHER_CATEGORIES), zero),
        removals=by_category[REMOVALS],
        biogenic=biogenic,
        by_category=by_category,
        by_gas=by_gas,
        by_enterprise=by_enterprise,
    )


def _minus(minuend: Mapping[Any, Fraction], subtrahend: Mapping[Any, Fraction]) -> dict[Any, Fraction]:
    zero = Fraction(0)
    return {key: minuend.get(key, zero) - subtrahend.get(key, zero) for key in sorted({*minuend, *subtrahend})}
