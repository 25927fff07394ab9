"""Parks with readings: folders written for one test."""

from __future__ import annotations

import gzip
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from lingtan.energy import read_readings
from lingtan.park import ACTIVITY_SCHEMA, GridFactorChoice, Meter, Origin, Park, Profile


def make_meter(name: str, **fields) -> Meter:
    """A meter of electricity in Shanghai, in kWh, unless said otherwise."""
    given = {
        "name": name,
        "kind": "electricity",
        "unit": "kWh",
        "parent": "",
        "enterprise": "E01",
        "system": "",
        "reading": "interval",
        "timezone": "Asia/Shanghai",
        "activity": "",
        "activity_unit": "",
        "activity_per_unit": None,
        "origin": Origin("meters.csv", 2),
    } | fields
    return Meter(meter=name, **given)


def make_park(root: Path, meters, year: int = 2025) -> Park:
    """A park folder of which only meters and readings are filled."""
    profile = Profile(
        id="p",
        name="p",
        name_en="p",
        region="CN-SH",
        reporting_year=year,
        rulebook="t_seesa_010_2025",
        weights={},
        leading_values={},
        interpretations={},
        grid_factor=GridFactorChoice("provincial"),
        gwp="AR6",
        fuel_set="A",
        timezone="Asia/Shanghai",
    )
    readings = tuple(path for path in sorted((root / "readings").rglob("*")) if path.is_file())
    return Park(root, profile, (), ACTIVITY_SCHEMA.empty_table(), meters=tuple(meters), readings=readings)


class Folder:
    """A park folder under construction."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.readings = root / "readings"
        self.readings.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, text: str, encoding: str = "utf-8") -> Folder:
        """Write a file of readings; ``.gz`` is compressed."""
        path = self.readings / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = text.encode(encoding)
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return self

    def series(self, *meters: Meter):
        """The readings as read."""
        return read_readings(self.readings, sorted(self.readings.rglob("*")), meters)

    def park(self, *meters: Meter, year: int = 2025) -> Park:
        """The park."""
        return make_park(self.root, meters, year)


@pytest.fixture
def folder(tmp_path) -> Folder:
    """An empty park folder."""
    return Folder(tmp_path)


@pytest.fixture(scope="session")
def meter():
    """Makes meters."""
    return make_meter


@pytest.fixture(scope="session")
def rows():
    """The rows of a series as dictionaries, values scaled to the unit of the meter."""

    def listed(series):
        return [
            SimpleNamespace(
                **row, quantity=None if row["value"] is None else Fraction(row["value"]) * series.scales[row["scale"]]
            )
            for row in series.table.to_pylist()
        ]

    return listed
