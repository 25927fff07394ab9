"""Where the measured data lie, outside the repository, and how their files are described to the program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
UCSD, STEEL = DATA / "ucsd_microgrid_2018", DATA / "steel_daewoo_2018"
STEEL_FILE = "Steel_industry_data_2018_m01-09.csv.gz"
STEEL_KWH = (
    "126238.29",
    "91497.34",
    "80230.41",
    "78769.80",
    "79059.28",
    "65404.64",
    "81674.41",
    "68559.43",
    "57883.07",
)
"""The data set's own sums of January to September."""


def ucsd_format(file: str, columns: Mapping[str, object]) -> dict[str, Any]:
    """Averages of 15 minutes in kW, the newest first, local time with daylight saving and without offset."""
    return {
        "file": file,
        "time": "DateTime",
        "time_format": "%m/%d/%Y %H:%M",
        "timezone": "America/Los_Angeles",
        "order": "descending",
        "quantity": "power_kw",
        "thousands": ",",
        "missing": ["-"],
        "columns": dict(columns),
    }


def steel_format(meter: str) -> dict[str, Any]:
    """kWh of 15 minutes, labelled at their end; the last of a day at 00:00 of the same date."""
    return {
        "file": STEEL_FILE,
        "time": "date",
        "time_format": "%d/%m/%Y %H:%M",
        "timezone": "Asia/Seoul",
        "label": "end",
        "midnight": "same_date",
        "quantity": "energy_kwh",
        "columns": {"Usage_kWh": meter},
    }
