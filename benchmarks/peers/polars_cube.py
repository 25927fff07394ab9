"""The full cube by lazy polars: a join, floats, a group-by. ``python -m ... ACTIVITIES RATES``."""

from __future__ import annotations

import json
import sys

import polars as pl


def main(activities: str, rates: str) -> None:
    """Print the cells and the total."""
    gases = ["CO2", "CH4", "N2O"]
    wide = pl.read_parquet(rates).with_columns(pl.col("rate").cast(pl.Float64))
    wide = wide.pivot("gas", index=["item", "unit", "year", "category"], values="rate")
    rows = pl.scan_parquet(activities).with_columns(
        pl.col("quantity").cast(pl.Float64),
        pl.col("start").dt.year().cast(pl.Int64).alias("year"),
        pl.col("start").dt.month().alias("month"),
    )
    lines = rows.join(wide.lazy(), on=["item", "unit", "year"])
    sums = [(pl.col("quantity") * pl.col(gas)).sum().alias(gas) for gas in gases]
    cube = lines.group_by("category", "enterprise", "year", "month").agg(sums).collect()
    print(json.dumps({"cells": cube.height * len(gases), "total": float(cube.select(gases).sum().sum_horizontal()[0])}))


if __name__ == "__main__":
    main(*sys.argv[1:])
