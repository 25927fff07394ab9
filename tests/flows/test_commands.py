"""The commands as a user runs them: answers, exit codes, nothing on stdout but the answer, nothing half-written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typer.main
from tests.flows.installed import lingtan

from lingtan.cli.commands import app
from lingtan.knowledge import text
from lingtan.park import sample_park


@pytest.fixture(scope="module")
def answer() -> dict:
    result = lingtan("evaluate", sample_park(), "--json")
    assert result.returncode == 0, result.stderr.decode()
    return json.loads(result.stdout)


@pytest.fixture
def park(tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_park(), tmp_path / "park"))


def test_an_evaluation_has_the_keys_of_the_contract(answer: dict) -> None:
    keys = {
        "park", "year", "rulebook", "gate", "provisional", "score", "score_without_bonus", "level_without_bonus",
        "score_band", "level", "zero_carbon", "categories", "indicators", "flags",
    }  # fmt: skip
    assert keys <= answer.keys()
    assert [entry["clause"] for entry in answer["gate"]] == ["4.2.1", "4.2.2", "4.2.3", "4.2.4", "4.2.5", "4.2.6"]
    assert [entry["no"] for entry in answer["indicators"]] == list(range(1, 29))
    assert {entry["id"] for entry in answer["categories"]} == {
        "infrastructure_industry", "energy_circularity", "management_technology", "credits_performance",
    }  # fmt: skip
    assert all({"status", "value", "leading", "ratio", "points"} <= entry.keys() for entry in answer["indicators"])


def test_the_points_of_the_categories_and_the_bonus_are_the_score(answer: dict) -> None:
    categories = sum(entry["points"] for entry in answer["categories"])
    bonus = sum(entry["points"] for entry in answer["indicators"] if entry["no"] in (27, 28))
    assert categories == pytest.approx(float(answer["score_without_bonus"]), abs=5e-5)
    assert categories + bonus == pytest.approx(float(answer["score"]), abs=5e-5)
    low, high = map(float, answer["score_band"])
    assert low <= float(answer["score"]) <= high


def test_a_second_run_on_another_machine_gives_the_same_bytes(park: Path, tmp_path: Path) -> None:
    first = lingtan("evaluate", park, "--json", "--out", tmp_path / "a", TZ="Asia/Shanghai", LC_ALL="C")
    second = lingtan(
        "evaluate", park, "--json", "--out", tmp_path / "b",
        TZ="America/Los_Angeles", LC_ALL="POSIX", PYTHONHASHSEED="7", PYTHONUTF8="0", PYTHONIOENCODING="latin-1",
    )  # fmt: skip
    assert first.returncode == second.returncode == 0, first.stderr.decode() + second.stderr.decode()
    assert first.stdout == second.stdout
    files = sorted(file.name for file in (tmp_path / "a").iterdir())
    assert {Path(name).suffix for name in files} >= {".html", ".pdf", ".docx", ".xlsx"}
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_an_inventory_sums_to_its_total_in_every_view(park: Path) -> None:
    result = lingtan("inventory", park, "--json")
    assert result.returncode == 0, result.stderr.decode()
    inventory = json.loads(result.stdout)
    assert inventory["total_tco2e"] == inventory["market_based_tco2e"]
    assert inventory["by_gas"].keys() == {"CO2", "CH4", "N2O", "HFCs", "PFCs", "SF6", "NF3"}
    for view in ("by_category", "by_gas", "by_enterprise", "by_month"):
        assert sum(inventory[view].values()) == pytest.approx(inventory["total_tco2e"], abs=1e-6), view


def test_the_inventory_is_what_the_evaluation_counts(park: Path, answer: dict) -> None:
    inventory = json.loads(lingtan("inventory", park, "--json").stdout)
    gross = next(entry for entry in answer["intensities"] if entry["year"] == answer["year"])["emissions_tco2e"]
    assert gross == pytest.approx(inventory["total_tco2e"], rel=1e-12)


def test_all_faults_of_all_files_are_listed_and_nothing_is_written(park: Path, tmp_path: Path) -> None:
    with (park / "quantities.csv").open("a", encoding="utf-8") as file:
        file.write("green_aera,2024,5,m2,,,\nfactories_total,2024,-3,1,,,\n")
    with (park / "activities.csv").open("a", encoding="utf-8") as file:
        file.write("E01,boiler,combustion,天燃气,1,10^4Nm3,2024-01-01,2024-02-01,,,,,,,,,,,,\n")
    readings = next((park / "readings").glob("*.csv"))
    with readings.open("a", encoding="utf-8") as file:
        file.write("no-such-meter,2024-06-30T23:00:00+08:00,1,good\n")
    result = lingtan("evaluate", park, "--json", "--out", tmp_path / "out")
    lines = result.stderr.decode().splitlines()
    assert result.returncode == 2
    assert result.stdout == b""
    assert not (tmp_path / "out").exists()
    assert any("quantities.csv:" in line and "green_area" in line for line in lines)
    assert any("quantities.csv:" in line and "-3" in line for line in lines)
    assert any("activities.csv:" in line and "天然气" in line for line in lines)
    assert any(readings.name in line and "no-such-meter" in line for line in lines)


def test_a_park_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    result = lingtan("evaluate", tmp_path / "nowhere")
    assert result.returncode == 2
    assert "nowhere" in result.stderr.decode()


def test_reports_into_a_file_are_refused_before_anything_is_computed(park: Path) -> None:
    result = lingtan("evaluate", park, "--json", "--out", park / "park.yaml" / "reports")
    assert result.returncode == 2
    assert result.stdout == b""
    assert "park.yaml" in result.stderr.decode()


def test_a_new_park_can_be_evaluated_at_once_and_fails_the_gate(tmp_path: Path) -> None:
    assert lingtan("init", tmp_path / "new", "--year", 2024).returncode == 0
    result = lingtan("evaluate", tmp_path / "new", "--json")
    assert result.returncode == 0, result.stderr.decode()
    answer = json.loads(result.stdout)
    assert answer["level"] is None
    assert answer["provisional"] is True
    assert float(answer["score"]) == 0
    assert all(entry["status"] == "not_shown" for entry in answer["gate"])


def test_the_national_scheme_gives_targets_and_no_score(park: Path) -> None:
    profile = (park / "park.yaml").read_text(encoding="utf-8")
    (park / "park.yaml").write_text(profile.replace("t_seesa_010_2025", "ndrc_2025_910"), encoding="utf-8")
    answer = json.loads(lingtan("evaluate", park, "--json").stdout)
    assert answer["score"] is None
    assert answer["level"] is None
    statuses = {entry["status"] for entry in [*answer["core"], *answer["guide"]]}
    assert statuses <= {"met", "not_met", "left_out", "no_target"}
    assert len(answer["core"]) == 1
    assert len(answer["guide"]) == 5


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("rulebook", ["t_seesa_010_2025", "ndrc_2025_910"])
def test_a_rulebook_shows_its_interpretations_and_options(rulebook: str, language: str) -> None:
    result = lingtan("rulebook", rulebook, "--lang", language, COLUMNS="200")
    assert result.returncode == 0, result.stderr.decode()
    shown = json.loads(lingtan("rulebook", rulebook, "--json").stdout)
    assert len(shown["content_hash"]) == 64
    for entry in shown["interpretations"]:
        assert entry["chosen"] in {option["id"] for option in entry["options"]}


@pytest.mark.parametrize("command", sorted(typer.main.get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_has_help_in_both_languages(command: str) -> None:
    result = lingtan(command, "--help", COLUMNS="500")
    assert result.returncode == 0
    shown = result.stdout.decode()
    for language in ("zh", "en"):
        assert text(f"cli.help.{command.replace('-', '_')}", language) in shown


def test_an_indicator_opens_down_to_its_rows(park: Path) -> None:
    result = lingtan("evaluate", park, "--explain", "22", "--lang", "en", COLUMNS="200")
    assert result.returncode == 0, result.stderr.decode()
    assert "quantities.csv" in result.stdout.decode()
