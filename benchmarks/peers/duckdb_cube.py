"""The query a careful analyst writes by hand: DECIMAL, half-even by line, all gases of a row at once.

``python -m ... ACTIVITIES RATES`` prints the cells and the total.
"""

from __future__ import annotations

import json
import sys

import duckdb

GASES = ("CO2", "CH4", "N2O")


def half_even(product: str) -> str:
    """A cast rounds half away from zero; at a tie an odd last digit steps back. No amount here is negative."""
    rounded = f"CAST({product} AS DECIMAL(38, 9))"
    tie = f"{rounded} - {product} = 0.0000000005 AND ({rounded} * 1000000000)::HUGEINT % 2 = 1"
    return f"{rounded} - CASE WHEN {tie} THEN 0.000000001 ELSE 0 END"


def main(activities: str, rates: str) -> None:
    """Run the query and print what it found."""
    engine = duckdb.connect()
    by_gas = ", ".join(f"max(rate) FILTER (gas = '{gas}') AS {gas}" for gas in GASES)
    table = f"CREATE TABLE r AS SELECT item, unit, year, category, {by_gas} FROM '{rates}' GROUP BY ALL"  # noqa: S608
    engine.execute(table)
    sums = ", ".join(f"sum({half_even(f'quantity * {gas}')}) AS {gas}" for gas in GASES)
    query = (
        f"SELECT category, enterprise, year(start) AS year, month(start) AS month, {sums} "  # noqa: S608
        f"FROM '{activities}' a JOIN r ON a.item = r.item AND a.unit = r.unit AND year(a.start) = r.year "
        "GROUP BY ALL ORDER BY ALL"
    )
    cells = engine.execute(query).fetchall()
    total = sum(amount for cell in cells for amount in cell[4:])
    print(json.dumps({"cells": len(cells) * len(GASES), "total": str(total)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
