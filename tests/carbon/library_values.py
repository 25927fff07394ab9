"""The library's tables as the tests of formulas need them: a parameter by item and choices, a factor by its id."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

FACTORS = Path(__file__).parents[2] / "src" / "lingtan" / "knowledge" / "factors"


def rows(kind: str, name: str) -> list[dict[str, str]]:
    with (FACTORS / kind / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def defaults(table: str, method: str, item: str, *choices: str, regions: tuple[str, ...] = ("CN", "")) -> dict:
    """The default of every parameter of an item: the one with the most conditions met, of the nearest region."""
    met = {item, *choices}
    found: dict[str, tuple[tuple[int, int], Fraction]] = {}
    for row in rows("parameters", table):
        conditions = set(filter(None, row["item"].split(";")))
        if row["method"] != method or row["region"] not in regions or not conditions <= met:
            continue
        rank = (len(conditions), -regions.index(row["region"]))
        if row["parameter"] not in found or rank > found[row["parameter"]][0]:
            found[row["parameter"]] = (rank, Fraction(row["value"]))
    return {name: value for name, (_, value) in found.items()}


def factor(table: str, factor_id: str) -> Mapping[str, Fraction]:
    """kg per unit by species of one row of ``per_unit``."""
    (row,) = [row for row in rows("per_unit", table) if row["id"] == factor_id]
    return dict(species_of(row))


def species_of(row: Mapping[str, str]) -> Iterator[tuple[str, Fraction]]:
    yield from ((gas, Fraction(row[gas])) for gas in ("CO2", "CH4", "N2O") if row[gas])
    for part in filter(None, row["other"].split(";")):
        species, _, amount = part.partition("=")
        yield species, Fraction(amount)
