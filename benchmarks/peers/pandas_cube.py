"""The full cube by default pandas: strings as they come, a merge, floats. ``python -m ... ACTIVITIES RATES``."""

from __future__ import annotations

import json
import sys

import pandas as pd


def main(activities: str, rates: str) -> None:
    """Print the cells and the total."""
    rows = pd.read_parquet(activities, columns=["enterprise", "item", "unit", "quantity", "start"])
    rows["quantity"] = rows["quantity"].astype(float)
    start = pd.to_datetime(rows["start"])
    rows["year"], rows["month"] = start.dt.year, start.dt.month
    table = pd.read_parquet(rates)
    table["rate"] = table["rate"].astype(float)
    wide = table.pivot_table(index=["item", "unit", "year", "category"], columns="gas", values="rate").reset_index()
    lines = rows.merge(wide, on=["item", "unit", "year"])
    gases = ["CO2", "CH4", "N2O"]
    for gas in gases:
        lines[gas] = lines["quantity"] * lines[gas]
    cube = lines.groupby(["category", "enterprise", "year", "month"])[gases].sum()
    print(json.dumps({"cells": cube.size, "total": float(cube.to_numpy().sum())}))


if __name__ == "__main__":
    main(*sys.argv[1:])
