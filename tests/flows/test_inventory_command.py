"""The inventory as a user takes it: both accountings side by side, one enterprise alone, one machine or a cluster."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.flows.installed import answered, lingtan, refused
from tests.storage.closing_parks import PARK
from tests.storage.closing_parks import park as small_park
from tests.storage.clusters import java_or_say_how

from lingtan.park import sample_park


@pytest.fixture(scope="module")
def taken() -> dict:
    return answered("inventory", sample_park())


def test_the_national_account_stands_beside_the_inventory_and_is_never_added(taken: dict) -> None:
    # 发改环资〔2025〕910号, annex 4: E_park = E_energy + E_process, CO2 only, fossil-power factor.
    national = taken["national"]
    assert national["method"] == "ndrc_910"
    assert national["total_tco2"] == pytest.approx(national["energy_tco2"] + national["process_tco2"], abs=1e-6)
    total = next(row for row in national["side_by_side"] if row["heading"] == "total")
    assert total["t_seesa_tco2e"] == taken["total_tco2e"]
    assert total["ndrc_910_tco2"] == national["total_tco2"]
    assert "fossil_factor" in total["reasons"]


def test_the_national_method_alone_gives_the_same_account(taken: dict) -> None:
    alone = answered("inventory", sample_park(), "--method", "ndrc_910")
    assert alone["method"] == "ndrc_910"
    assert alone["total_tco2e"] == alone["national"]["total_tco2"]
    of_both = dict(taken["national"], side_by_side=[])
    assert alone["national"] == of_both


def test_what_a_person_reads_names_both_methods_and_why_they_differ() -> None:
    result = lingtan("inventory", sample_park(), "--lang", "en", COLUMNS="300")
    assert result.returncode == 0, result.stderr.decode()
    shown = result.stdout.decode()
    assert "never added" in shown
    assert "fossil-power factor" in shown
    assert "tCO₂/tce" in shown


def test_a_park_outside_china_has_no_national_account(tmp_path: Path) -> None:
    profile = PARK.replace("CN-SH", "NL-UT") + "grid_factor: {value: 0.3, source: TenneT}\n"
    path = small_park(tmp_path, park=profile)
    assert answered("inventory", path)["national"] is None


def test_an_enterprise_stands_alone_with_what_is_its_own(tmp_path: Path) -> None:
    # ISO 14064-1:2018 5.1: an organisation of its own. E2 burns 120 t at 3 tCO2/t in 2024.
    found = answered("inventory", small_park(tmp_path), "--enterprise", "E2")
    assert found["enterprise"] == "E2"
    assert found["total_tco2e"] == 360
    assert found["by_enterprise"] == {"E2": 360}
    assert "national" not in found


def test_heat_from_a_neighbour_is_imported_energy_of_the_enterprise_alone(taken: dict) -> None:
    # E10 takes power and heat of the park's energy station: a transfer inside the park, an import of the enterprise.
    alone = answered("inventory", sample_park(), "--enterprise", "E10")
    assert alone["by_category"]["2"] > 0
    assert alone["total_tco2e"] > taken["by_enterprise"]["E10"]


def test_an_unknown_enterprise_is_refused_with_the_nearest_ids(tmp_path: Path) -> None:
    lines = refused("inventory", small_park(tmp_path), "--enterprise", "E9")
    assert lines[0].startswith("enterprises.csv:1:enterprise: ")
    assert all(name in lines[0] for name in ("E9", "E1", "E2", "E3"))


def test_the_report_of_an_enterprise_is_its_own_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = lingtan("inventory", small_park(tmp_path), "--enterprise", "E2", "--json", "--out", out)
    assert result.returncode == 0, result.stderr.decode()
    assert json.loads(result.stdout)["enterprise"] == "E2"
    assert {file.suffix for file in out.iterdir()} >= {".html", ".pdf", ".docx", ".xlsx", ".csv"}
    assert all("E2" in file.name for file in out.iterdir())


def test_a_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    java_or_say_how()
    path = Path(shutil.copytree(sample_park(), tmp_path / "park"))
    here = lingtan("inventory", path, "--json")
    there = lingtan("inventory", path, "--json", "--engine", "spark", SPARK_LOCAL_IP="127.0.0.1")
    assert there.returncode == here.returncode == 0, there.stderr.decode()
    assert there.stdout == here.stdout
