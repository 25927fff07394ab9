"""Green certificates and surplus green power over grid electricity: lines of their own, never more than was bought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.base import unit_factor
from lingtan.carbon.inventory.rates import NANO, Keyed
from lingtan.carbon.inventory.records import COVERING_ITEM, LINE_SCHEMA, AppliedFactor
from lingtan.carbon.inventory.totals import co2e_nano, rows_of, summed
from lingtan.energy import CoveredElectricity, CoveredLot, cover_grid_electricity
from lingtan.park import Instrument

_LISTED_LOTS = 5
Flag = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Covering:
    """The certificates' lines with their factors, MWh covered by year, and what must be said about it."""

    lines: pa.Table
    factors: tuple[AppliedFactor, ...]
    mwh: Mapping[int, Fraction]
    flags: tuple[Flag, ...]

    def cube_like(self, cube: pa.Table) -> pa.Table:
        """The lines as rows of the cube: CO2 of category 2 without an enterprise, location-based 0."""
        lines = self.lines.to_pylist()
        rows = [
            {
                **dict.fromkeys(cube.column_names, 0),
                **{name: line[name] for name in ("year", "category", "enterprise", "start", "end")},
                "rows": 1,
                "co2": int(line["co2e_t"].scaleb(9)),
            }
            for line in lines
        ]
        return pa.Table.from_pylist(rows, schema=cube.schema)

    def terms_like(self, terms: pa.Table, factors: Sequence[AppliedFactor]) -> pa.Table:
        """The lines as terms of the inventory; a certificate's megawatt-hours are certain."""
        place = {factor.id: number for number, factor in enumerate(factors)}
        rows = [
            {
                **{entry.name: "" if pa.types.is_string(entry.type) else 0 for entry in terms.schema},
                **{name: line[name] for name in ("year", "category", "enterprise", "source", "quantity", "internal")},
                "rows": 1,
                "factor": place[line["factor_id"]],
                "size": (size := abs(int(line["co2e_t"].scaleb(9)))),
                "stated_size": size,
                "co2": int(line["co2e_t"].scaleb(9)),
            }
            for line in self.lines.to_pylist()
        ]
        return pa.Table.from_pylist(rows, schema=terms.schema)


@dataclass(frozen=True, slots=True)
class _Bought:
    """Electricity over the public grid in a year; ``main`` is the factor that most of it takes."""

    grid_mwh: Fraction = Fraction(0)
    green_mwh: Fraction = Fraction(0)
    grid_nano_t: int = 0
    main: AppliedFactor | None = None
    main_mwh: Fraction = Fraction(0)


def cover(terms: pa.Table, keys: Sequence[Keyed], instruments: Sequence[Instrument]) -> Covering:
    """Retired certificates and green power over the grid electricity of the year they are claimed for.

    A certificate takes the mean market-based factor of the grid electricity bought in the year, so that covering all
    of it leaves exactly nothing; its location-based line is 0.
    """
    rows: list[dict[str, object]] = []
    applied: list[AppliedFactor] = []
    flags: list[Flag] = []
    covered: dict[int, Fraction] = {}
    bought = _bought(terms, keys)
    claimed = {lot.claim_year for lot in instruments if lot.kind in ("gec", "green_power") and lot.claim_year}
    for year in sorted({*bought, *claimed}):
        amount = bought.get(year, _Bought())
        result = cover_grid_electricity(instruments, year, amount.grid_mwh, amount.green_mwh)
        if result.above:
            flags.append(_above(year, amount, result))
        if not result.lots:
            continue
        covered[year] = sum((lot.mwh for lot in result.lots), Fraction(0))
        applied.append(_mean_factor(year, amount))
        rows.extend(_lines(year, amount, result.lots, applied[-1].id))
    return Covering(pa.Table.from_pylist(rows, schema=LINE_SCHEMA), tuple(applied), covered, tuple(flags))


def _bought(terms: pa.Table, keys: Sequence[Keyed]) -> dict[int, _Bought]:
    """What crossed the public grid by year, transfers inside the park apart."""
    wanted = [keyed.key.method == "electricity" and keyed.factor.item in ("grid", "green_power") for keyed in keys]
    over_grid = np.array(wanted, np.bool_)[terms["key_id"].to_numpy()]
    crossing = terms.filter(pc.and_(pa.array(over_grid), pc.invert(terms["internal"])))
    found: dict[int, _Bought] = {}
    for row in rows_of(summed(crossing, ("key_id",), "quantity")):
        keyed = keys[row["key_id"]]
        so_far = found.get(keyed.key.year, _Bought())
        mwh = Fraction(row["quantity"]) * unit_factor(keyed.key.unit, "MWh") * Fraction(keyed.key.share)
        if keyed.factor.item != "grid":
            found[keyed.key.year] = replace(so_far, green_mwh=so_far.green_mwh + mwh)
            continue
        main, main_mwh = max((so_far.main, so_far.main_mwh), (keyed.factor, mwh), key=lambda entry: entry[1])
        found[keyed.key.year] = replace(
            so_far,
            grid_mwh=so_far.grid_mwh + mwh,
            grid_nano_t=so_far.grid_nano_t + co2e_nano(row),
            main=main,
            main_mwh=main_mwh,
        )
    return found


def _above(year: int, amount: _Bought, result: CoveredElectricity) -> Flag:
    origins = [lot.instrument.origin for lot in result.above]
    places = [f"{origin.file}:{origin.row}" for origin in origins]
    more = " ..." if len(places) > _LISTED_LOTS else ""
    parts = (
        ("year", str(year)),
        ("above_mwh", f"{float(result.above_mwh):.3f}"),
        ("grid_mwh", f"{float(amount.grid_mwh):.3f}"),
        ("places", ", ".join(places[:_LISTED_LOTS]) + more),
    )
    return "instruments_above_grid", parts


def _mean_factor(year: int, amount: _Bought) -> AppliedFactor:
    mean = Fraction(amount.grid_nano_t, NANO) / amount.grid_mwh
    return AppliedFactor(
        id=f"electricity:certificates:{year}",
        method="electricity",
        item=COVERING_ITEM,
        unit="MWh",
        year=year,
        rates={"CO2": mean},
        location=Fraction(0),
        biogenic=Fraction(0),
        source="",
        factor_year=None,
        region="",
        review_by="",
        quality="",
        steps=(("mean_grid_factor", f"{float(mean):.6f}", "tCO2/MWh"),),
        flags=(),
        uncertainty_pct={} if amount.main is None else amount.main.uncertainty_pct,
        shared_id="" if amount.main is None else amount.main.shared_id,
    )


def _lines(year: int, amount: _Bought, lots: Sequence[CoveredLot], factor_id: str) -> list[dict[str, object]]:
    """One negative line a lot; rounded cumulatively, so that lots covering everything sum to exactly the emissions."""
    rows: list[dict[str, object]] = []
    so_far_mwh, so_far_nano = Fraction(0), 0
    for lot in lots:
        so_far_mwh += lot.mwh
        nano_t = round(amount.grid_nano_t * so_far_mwh / amount.grid_mwh)
        instrument = lot.instrument
        rows.append(
            {
                "file": instrument.origin.file,
                "row": instrument.origin.row,
                "year": year,
                "enterprise": "",
                "source": instrument.project or instrument.serial_from,
                "method": "electricity",
                "item": COVERING_ITEM,
                "category": 2,
                "gas": "CO2",
                "quantity": _decimal(-round(lot.mwh * NANO)),
                "unit": "MWh",
                "start": date(year, 1, 1),
                "end": date(year + 1, 1, 1),
                "factor_id": factor_id,
                "internal": False,
                "co2e_t": _decimal(so_far_nano - nano_t),
                "location_co2e_t": _decimal(0),
                "biogenic_co2_t": _decimal(0),
                "evidence": instrument.evidence,
            }
        )
        so_far_nano = nano_t
    return rows


def _decimal(nano: int) -> Decimal:
    return Decimal(f"{nano}E-9")
