"""Two measured parks through the whole program: UCSD's microgrid and DAEWOO's steel factory, 2018.

Both go the whole way: readings, inventory with its uncertainty, a closed version that reads back byte for byte, and
reports. The data are outside the repository; where they are not, these tests say so and are skipped. What is not
measured is assumed here and named so: the electrical efficiency of the gas engines and the grid factors.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.acceptance.measured import STEEL, STEEL_FILE, STEEL_KWH, UCSD, steel_format, ucsd_format
from tests.evaluation.evaluated_parks import GATE
from tests.storage.shelves import contents

from lingtan.app.carbon import take_inventory
from lingtan.app.reports import write_inventory_reports
from lingtan.app.versions import check_versions, close_inventory, read_version
from lingtan.base import InputFaults
from lingtan.carbon import Signature, canonical_json, inventory_json, totals_of

pytestmark = pytest.mark.acceptance

CALIFORNIA_TCO2_PER_MWH = 0.2252
KOREA_TCO2_PER_MWH = 0.4594
GAS_TCO2_PER_GJ = 15.3 * 0.99 * 44 / 12 / 1000
# IPCC 2006 volume 2 table 2.2, natural gas: 1 kg CH4 and 0.1 kg N2O per TJ; AR6: 27.0 (not fossil methane) and 273.
GAS_CH4_TCO2E_PER_GJ = 1 * 27.0 / 1e6
GAS_N2O_TCO2E_PER_GJ = 0.1 * 273 / 1e6
SIGNED = Signature("verifier of the measured parks", date(2019, 3, 31))
FORMS = ("html", "pdf", "docx", "xlsx")
GAS_GJ_PER_KWH = 0.0036 / 0.36

METER_COLUMNS = (
    "meter",
    "name",
    "kind",
    "unit",
    "parent",
    "enterprise",
    "system",
    "reading",
    "timezone",
    "activity",
    "activity_unit",
    "activity_per_unit",
)


QUANTITY_COLUMNS = ("quantity", "year", "value", "unit", "source", "evidence", "note")
SOURCE_COLUMNS = ("source", "enterprise", "category", "gases", "status", "meter")


def lingtan(*arguments: object) -> dict[str, Any]:
    command = [str(Path(sys.executable).with_name("lingtan")), *map(str, arguments), "--json"]
    result = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "TZ": "Asia/Tokyo"})
    assert result.returncode == 0, result.stderr.decode()
    return json.loads(result.stdout)


def write_park(folder: Path, profile: dict, formats: list[dict], meters: list[dict[str, str]]) -> Path:
    """A park of meters; those that are activities are its register of sources."""
    (folder / "park.yaml").write_text(yaml.safe_dump(profile, allow_unicode=True), encoding="utf-8")
    (folder / "readings" / "formats.yaml").write_text(yaml.safe_dump({"formats": formats}), encoding="utf-8")
    write_table(folder / "meters.csv", METER_COLUMNS, meters)
    units = {name: "m2" if name.endswith("land") else "1" for name in GATE}
    stated = [
        {"quantity": name, "year": 2018, "value": value, "unit": units[name], "source": "assumed"}
        for name, value in GATE.items()
    ]
    write_table(folder / "quantities.csv", QUANTITY_COLUMNS, stated)
    write_table(
        folder / "sources.csv", SOURCE_COLUMNS, [registered(meter) for meter in meters if meter.get("activity")]
    )
    return folder


def write_table(path: Path, columns: tuple[str, ...], rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="")
        table.writeheader()
        table.writerows(rows)


def registered(meter: dict[str, str]) -> dict[str, str]:
    burnt = meter["activity"].startswith("combustion")
    return {
        "source": meter["meter"],
        "enterprise": meter.get("enterprise", ""),
        "category": "1" if burnt else "2",
        "gases": "CO2;CH4;N2O" if burnt else "CO2",
        "status": "quantified",
        "meter": meter["meter"],
    }


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    if not UCSD.is_dir():
        pytest.skip(f"the measured data are not here: {UCSD}")
    return json.loads((UCSD / "FACTS_2018.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def campus(facts: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Import, gas engines, PV and buildings as metered; the import and the PV are activities as they stand."""
    folder = tmp_path_factory.mktemp("campus")
    (folder / "readings").mkdir()
    formats: list[dict[str, Any]] = []
    meters: list[dict[str, str]] = []
    for name, entry in facts.items():
        packed = name.replace(" ", "_").replace("/", "-") + ".gz"
        shutil.copyfile(UCSD / (name.replace(" ", "_") + ".gz"), folder / "readings" / packed)
        measured = [column for column, values in entry.items() if isinstance(values, dict)]
        columns = {column: f"{name}:{column}" for column in measured if column != "ReactivePower"}
        formats.append(ucsd_format(packed, columns))
        meters.extend(campus_meter(name, column) for column in columns)
    profile = {
        "id": "ucsd-2018",
        "name": "加州大学圣迭戈分校微电网",
        "name_en": "UC San Diego microgrid",
        "region": "US-CA",
        "reporting_year": 2018,
        "timezone": "America/Los_Angeles",
        "grid_factor": {"value": str(CALIFORNIA_TCO2_PER_MWH), "source": "eGRID2018 CAMX, assumed"},
    }
    return write_park(folder, profile, formats, meters)


def campus_meter(name: str, column: str) -> dict[str, str]:
    meter = {"meter": f"{name}:{column}", "name": column, "kind": "electricity", "unit": "kWh", "enterprise": "UCSD"}
    if column == "SDG&E Import":
        meter |= {"activity": "electricity:grid"}
    elif column == "OnCampusGeneration":
        meter |= {"activity": "combustion:天然气", "activity_unit": "GJ", "activity_per_unit": f"{GAS_GJ_PER_KWH:.4f}"}
    elif name.startswith("PVGenerator"):
        meter |= {"kind": "pv", "activity": "electricity:onsite_pv"}
    elif name.startswith("BuildingLoad"):
        meter |= {"parent": "DemandCharge.csv:TotalCampusLoad"}
    return meter


def energy_kwh(facts: dict[str, Any], name: str, column: str) -> float:
    return float(facts[name][column]["sum_kW_x_0.25h_kWh"])


def test_the_campus_inventory_is_its_import_and_its_gas(campus: Path, facts: dict[str, Any]) -> None:
    inventory = lingtan("inventory", campus)
    imported = energy_kwh(facts, "DemandCharge.csv", "SDG&E Import") / 1000 * CALIFORNIA_TCO2_PER_MWH
    gas_gj = energy_kwh(facts, "DemandCharge.csv", "OnCampusGeneration") * GAS_GJ_PER_KWH
    gas = gas_gj * (GAS_TCO2_PER_GJ + GAS_CH4_TCO2E_PER_GJ + GAS_N2O_TCO2E_PER_GJ)
    assert inventory["by_category"]["2"] == pytest.approx(imported, abs=0.01)
    assert inventory["by_category"]["1"] == pytest.approx(gas, abs=0.1)
    assert inventory["total_tco2e"] == pytest.approx(imported + gas, abs=0.1)
    assert inventory["by_gas"]["CH4"] == pytest.approx(gas_gj * GAS_CH4_TCO2E_PER_GJ, abs=1e-3)
    assert inventory["by_gas"]["N2O"] == pytest.approx(gas_gj * GAS_N2O_TCO2E_PER_GJ, abs=1e-3)
    assert 0 < inventory["uncertainty_pct"] < 50
    assert len(inventory["by_month"]) == 12
    assert sum(inventory["by_month"].values()) == pytest.approx(inventory["total_tco2e"], abs=1e-6)


def test_the_campus_is_evaluated_with_the_renewable_share_of_its_meters(campus: Path, facts: dict[str, Any]) -> None:
    answer = lingtan("evaluate", campus)
    pv_kwh = sum(
        energy_kwh(facts, name, column)
        for name, entry in facts.items()
        for column, values in entry.items()
        if name.startswith("PVGenerator") and isinstance(values, dict)
    )
    gas_tce = energy_kwh(facts, "DemandCharge.csv", "OnCampusGeneration") * GAS_GJ_PER_KWH / 29.3076
    import_tce = energy_kwh(facts, "DemandCharge.csv", "SDG&E Import") * 0.1229 / 1000
    pv_tce = pv_kwh * 0.1229 / 1000
    renewable = next(entry for entry in answer["indicators"] if entry["no"] == 10)
    assert renewable["status"] == "counted"
    assert renewable["value"] == pytest.approx(pv_tce / (pv_tce + gas_tce + import_tce), rel=1e-3)
    assert all(entry["status"] == "met" for entry in answer["gate"])
    assert answer["level"] == "none"
    statuses = {entry["no"]: entry["status"] for entry in answer["indicators"]}
    assert statuses[25] == statuses[26] == "not_reported"


def test_the_campus_has_the_reports_of_its_evaluation(campus: Path, tmp_path: Path) -> None:
    lingtan("evaluate", campus, "--out", tmp_path, "--lang", "en")
    written = {file.name: file.stat().st_size for file in tmp_path.iterdir()}
    assert all(written[f"evaluation-ucsd-2018-2018-t_seesa_010_2025-en.{form}"] > 5_000 for form in FORMS)


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The steel factory's one meter: its grid electricity, and no more is measured."""
    if not STEEL.is_dir():
        pytest.skip(f"the measured data are not here: {STEEL}")
    folder = tmp_path_factory.mktemp("works")
    (folder / "readings").mkdir()
    shutil.copyfile(STEEL / STEEL_FILE, folder / "readings" / STEEL_FILE)
    profile = {
        "id": "steel-2018",
        "name": "光阳钢铁厂",
        "name_en": "Gwangyang steel works",
        "region": "KR-46",
        "reporting_year": 2018,
        "timezone": "Asia/Seoul",
        "grid_factor": {"value": str(KOREA_TCO2_PER_MWH), "source": "Korean grid, assumed"},
    }
    meter = {"meter": "works", "kind": "electricity", "unit": "kWh", "activity": "electricity:grid"}
    return write_park(folder, profile, [steel_format("works")], [meter])


def test_the_steel_factory_emits_what_its_months_drew(works: Path) -> None:
    """The data set's own monthly sums; its labels are ends of intervals, midnight on the same date."""
    inventory = lingtan("inventory", works)
    drawn_mwh = [float(kwh) / 1000 for kwh in STEEL_KWH]
    expected = {f"2018-{month:02d}": mwh * KOREA_TCO2_PER_MWH for month, mwh in enumerate(drawn_mwh, start=1)}
    assert {month: co2e_t for month, co2e_t in inventory["by_month"].items() if co2e_t} == pytest.approx(
        expected, abs=1e-5
    )
    assert inventory["total_tco2e"] == pytest.approx(sum(drawn_mwh) * KOREA_TCO2_PER_MWH, abs=1e-5)
    assert 0 < inventory["uncertainty_pct"] < 50


@pytest.mark.parametrize("name", ["campus", "works"])
def test_a_measured_park_closes_reads_back_byte_for_byte_and_is_reported(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path: Path = request.getfixturevalue(name)
    case = take_inventory(path)
    assert case.uncertainty is not None
    assert case.uncertainty.stable
    assert 0 < (case.uncertainty.park.simulated_pct or 0) < 50
    assert case.inventory.unexplained_sources == case.inventory.unregistered_sources == ()
    stored = close_inventory(path, SIGNED)
    kept = contents(stored.folder)
    read = read_version(path, 2018, 1).inventory
    assert canonical_json(dict(read.statement)) == kept["statement.json"]
    assert canonical_json(list(read.factors)) == kept["factors.json"]
    assert read.statement == json.loads(json.dumps(inventory_json(case.inventory)))
    of_year = [line for line in case.inventory.lines.to_pylist() if line["year"] == 2018]
    assert sorted(map(repr, read.lines.to_pylist())) == sorted(map(repr, of_year))
    assert totals_of(read).gross == case.inventory.total.gross == sum(Fraction(line["co2e_t"]) for line in of_year)
    assert check_versions(path) == ()
    again = tmp_path / "again"
    shutil.copytree(path, again, ignore=shutil.ignore_patterns("inventories"))
    assert contents(close_inventory(again, SIGNED).folder) == kept
    files = {file.suffix: file for file in write_inventory_reports(case, tmp_path / "reports", "en")}
    assert all(files[f".{form}"].stat().st_size > 5_000 for form in FORMS)
    said = files[".html"].read_text(encoding="utf-8")
    assert f"{float(case.inventory.total.gross):,.1f}" in said
    assert f"{case.uncertainty.park.simulated_pct:.1f}" in said


def test_a_changed_byte_of_the_closed_campus_is_told(campus: Path, tmp_path: Path) -> None:
    path = tmp_path / "campus"
    shutil.copytree(campus, path, ignore=shutil.ignore_patterns("inventories"))
    stored = close_inventory(path, SIGNED)
    statement = stored.folder / "statement.json"
    statement.chmod(0o644)
    statement.write_bytes(statement.read_bytes().replace(b"total", b"totaI", 1))
    with pytest.raises(InputFaults) as refused:
        read_version(path, 2018, 1)
    assert [(fault.file, fault.code) for fault in refused.value.faults] == [
        ("inventories/2018/v1/statement.json", "version_file_changed")
    ]
