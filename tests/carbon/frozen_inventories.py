"""Small frozen inventories for the tests: lines by what differs from ten tonnes of E1's diesel, at 3 tCO2/t."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from lingtan.carbon import FROZEN_SCHEMA, FrozenInventory, freeze, totals_of

DIESEL = "mobile_combustion:diesel:t:A:2021"


def factor(name=DIESEL, rate="3", **changes):
    return {
        "id": name,
        "method": "mobile_combustion",
        "item": "diesel",
        "unit": "t",
        "year": 2021,
        "tco2e_per_unit": float(rate),
        "tco2e_per_unit_exact": rate,
        "source": "GB/T 32151",
        "steps": [{"name": "ncv", "value": rate, "unit": "GJ/t"}],
        **changes,
    }


def line(**changes):
    row = {
        "file": "activities.csv",
        "row": 2,
        "year": 2021,
        "enterprise": "E1",
        "source": "S1",
        "method": "mobile_combustion",
        "item": "diesel",
        "category": 1,
        "gas": "CO2",
        "quantity": "10",
        "unit": "t",
        "start": date(2021, 1, 1),
        "end": date(2022, 1, 1),
        "factor_id": DIESEL,
        "internal": False,
        "co2e_t": "30",
        "biogenic_co2_t": "0",
        "evidence": "",
        **changes,
    }
    row.setdefault("location_co2e_t", row["co2e_t"])
    for name in ("quantity", "co2e_t", "location_co2e_t", "biogenic_co2_t"):
        row[name] = Decimal(row[name])
    return row


def table(*rows):
    return pa.Table.from_pylist([{"row": number, **row} for number, row in enumerate(rows, 2)], FROZEN_SCHEMA)


def frozen(*rows, factors=None, year=2021, method="t_seesa", gwp="AR6", exclusions=(), **statement):
    """A closed inventory of the rows; its statement says what the lines sum to."""
    lines = table(*rows)
    of_year = lines.filter(pc.equal(lines["year"], year))
    used = [factor()] if factors is None else factors
    blank = FrozenInventory(year, method, gwp, {}, of_year, ())
    said = {
        "year": year,
        "method": method,
        "total_tco2e": float(totals_of(blank).gross),
        "exclusions": list(exclusions),
        "factors": used,
        "content_hash": "0" * 64,
        **statement,
    }
    return freeze(said, lines, used, year, gwp)
