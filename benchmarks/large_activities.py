"""Activities of 200 enterprises in Parquet: 500 items of 20 units with factors for 5 years, each of 3 gases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb

from lingtan.knowledge import Factor, Provenance, Text
from lingtan.park import GridFactorChoice, Profile

ITEMS, YEARS, ENTERPRISES = 500, range(2020, 2025), 200
METHODS = ("process", "transport", "purchased_goods")
UNITS = (
    "t", "kg", "GJ", "MJ", "kWh", "MWh", "m3", "L", "Nm3", "t*km", "km", "h", "tce", "kgce", "CNY", "m2", "ha", "trip",
    "kW", "g",
)  # fmt: skip
GASES = ("CO2", "CH4", "N2O")
GWP_AR6: Mapping[str, str] = {"CO2": "1", "CH4": "27.9", "N2O": "273"}
PROFILE = Profile(
    id="large", name="large", name_en="large", region="CN-SH", reporting_year=2024, rulebook="t_seesa_010_2025",
    weights={}, leading_values={}, interpretations={}, grid_factor=GridFactorChoice("provincial"), gwp="AR6",
    fuel_set="A", timezone="Asia/Shanghai",
)  # fmt: skip

_ROWS_SQL = """
COPY (SELECT 'E' || lpad((hash(i) % 200)::VARCHAR, 3, '0') AS enterprise,
    ['process', 'transport', 'purchased_goods'][1 + (hash(i * 7 + 1) % 500 % 3)::INT] AS method,
    'item-' || lpad((hash(i * 7 + 1) % 500)::VARCHAR, 3, '0') AS item,
    $units[1 + (hash(i * 7 + 1) % 500 % 20)::INT] AS unit,
    (hash(i * 13 + 5) % 10000000 / 1000)::DECIMAL(18, 3) AS quantity, start, (start + INTERVAL 1 MONTH)::DATE AS "end"
  FROM (SELECT i, make_date(2020 + (hash(i * 3 + 2) % 5)::INT, 1 + (hash(i * 11 + 3) % 12)::INT, 1) AS start
    FROM range($rows) numbers(i)))
TO '{file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)
"""


def kg_per_unit(item: int, year: int, gas: str) -> Decimal:
    """A made-up factor of six decimals."""
    size = {"CO2": 3_000_000, "CH4": 9_000, "N2O": 800}[gas]
    return Decimal((item * 7919 + year * 104_729) % size + 1).scaleb(-6)


def factors() -> tuple[Factor, ...]:
    """One factor an item and year, with its gas split."""
    return tuple(
        Factor(
            id=f"item-{item:03d}-{year}",
            method=METHODS[item % len(METHODS)],
            item=f"item-{item:03d}",
            name=Text(zh=f"item-{item:03d}", en=f"item-{item:03d}"),
            aliases=(),
            unit=UNITS[item % len(UNITS)],
            kg_per_unit={gas: Fraction(kg_per_unit(item, year, gas)) for gas in GASES},
            uncertainty_pct={},
            preferred=False,
            valid_from=date(year, 1, 1),
            valid_to=date(year, 12, 31),
            provenance=Provenance("made up", "", year, "", "2099-12-31", "example"),
        )
        for item in range(ITEMS)
        for year in YEARS
    )


def write_activities(folder: Path, rows: int) -> Path:
    """The same rows every time."""
    file = folder / f"activities-{rows}.parquet"
    with duckdb.connect() as engine:
        engine.execute(_ROWS_SQL.replace("{file}", str(file)), {"rows": rows, "units": list(UNITS)})
    return file


def write_rates(folder: Path) -> Path:
    """The factors as an analyst has them: tCO2e per unit by item, unit, year and gas, with the category."""
    file = folder / "rates.parquet"
    category = {"process": 1, "transport": 3, "purchased_goods": 4}
    with duckdb.connect() as engine:
        engine.execute(
            "CREATE TABLE rates (item VARCHAR, unit VARCHAR, year BIGINT, gas VARCHAR, category TINYINT, "
            "rate DECIMAL(18, 12))"
        )
        engine.executemany(
            "INSERT INTO rates VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    f"item-{item:03d}",
                    UNITS[item % len(UNITS)],
                    year,
                    gas,
                    category[METHODS[item % len(METHODS)]],
                    kg_per_unit(item, year, gas) * Decimal(GWP_AR6[gas]) / 1000,
                )
                for item in range(ITEMS)
                for year in YEARS
                for gas in GASES
            ],
        )
        engine.execute(f"COPY rates TO '{file}' (FORMAT parquet)")
    return file
