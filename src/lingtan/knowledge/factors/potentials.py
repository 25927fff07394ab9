"""Global warming potentials of species, by the reports of the IPCC."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("gwp.csv")


@cache
def warming_potentials() -> Mapping[str, Mapping[str, Fraction]]:
    """GWP100 in kgCO2e/kg by report (AR4, AR5, AR6) and species; of two printed values the preferred one."""
    found: dict[str, dict[str, Fraction]] = {}
    with _FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["preferred"] == "yes":
                found.setdefault(row["set"], {})[row["species"]] = Fraction(row["value"])
    return found
