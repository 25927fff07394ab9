"""T/SEESA 010-2025, 4.1.2, 4.2.2, 7.3.1: from an open park to a closed, corrected, verified and evaluated inventory."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.flows.installed import answered, lingtan, refused
from tests.storage.closing_parks import FILES, HEADER, PARK, ROWS, activity, with_rows
from tests.storage.closing_parks import park as small_park
from tests.storage.shelves import contents

from lingtan.app.versions import close_inventory, verify_inventory
from lingtan.carbon import AssuranceStatement, Signature
from lingtan.park import sample_park

SIGNED = ("--by", "李工", "--date", "2025-03-31")
CORRECTED = ("--by", "李工", "--date", "2025-04-30", "--reason", "抄表错误")
VERIFIED = ("--by", "核查机构", "--date", "2025-06-01", "--assurance", "reasonable")
MORE = with_rows(*ROWS[:5], activity("E3", "S3", "125"))
"""The small park with 5 t more diesel of E3 at 3 tCO2/t: 15 tCO2 more than its 1080."""


def adjustments(folder: Path, change: str = "-30") -> Path:
    file = folder / "adjust.csv"
    file.write_text(f"source,gas,change_tco2e,reason\nS1,CO2,{change},仪表读数\n", encoding="utf-8")
    return file


def emissions(answer: dict) -> float:
    return next(entry["emissions_tco2e"] for entry in answer["intensities"] if entry["year"] == answer["year"])


def codes(answer: dict) -> set[str]:
    return {flag["code"] for flag in answer["flags"]}


def closed(folder: Path, **changes: str) -> Path:
    """A park whose 2024 is closed already: what is done to it after that goes through the command."""
    path = small_park(folder, **changes)
    close_inventory(path, Signature("李工", date(2025, 3, 31)))
    return path


def verified(path: Path, table: Path | None = None) -> None:
    verify_inventory(path, AssuranceStatement("核查机构", date(2025, 6, 1), "reasonable"), table)


def restated(path: Path, on: date) -> None:
    (path / "activities.csv").write_text(MORE, encoding="utf-8")
    close_inventory(path, Signature("李工", on, "抄表错误"))


def test_from_an_open_park_to_an_evaluation_with_the_verified_figure(tmp_path: Path) -> None:
    path = small_park(tmp_path)
    first = answered("close", path, *SIGNED)
    assert (first["number"], first["kind"], first["total_tco2e"]) == (1, "closed", "1080.000000000")
    assert (first["folder"], first["by"], first["changes"]) == ("inventories/2024/v1", "李工", None)

    (path / "activities.csv").write_text(MORE, encoding="utf-8")
    assert any("needs its reason" in line for line in refused("close", path, *SIGNED))
    second = answered("close", path, *CORRECTED)
    assert (second["number"], second["kind"], second["of"]) == (2, "restated", 1)
    assert second["changes"]["totals"]["total_tco2e"]["difference"] == "15.000000000"

    found = answered("versions", path, "--compare", 1, 2)
    assert found["totals"]["total_tco2e"] == {
        "old": "1080.000000000", "new": "1095.000000000", "difference": "15.000000000",
    }  # fmt: skip
    assert [line["source"] for line in found["lines"]["changed"]["listed"]] == ["S3"]

    third = answered("adjust", path, "--adjustments", adjustments(tmp_path), *VERIFIED, "--threshold", "2.5")
    assert (third["number"], third["kind"], third["of"]) == (3, "verified", 2)
    assert third["verification"]["verified"]["total_tco2e"] == "1065.000000000"
    # 30 of 1095 t are misstated: 2.74 %, above the threshold.
    assert third["verification"]["materiality"]["total"]["material"] is True

    evaluated = answered("evaluate", path)
    assert emissions(evaluated) == evaluated["gross_emissions_tco2e"] == 1065
    assert "verified_version_used" in codes(evaluated)
    assert "verified_version_outdated" not in codes(evaluated)
    listed = answered("versions", path)["versions"]
    assert [entry["kind"] for entry in listed] == ["closed", "restated", "verified"]


def test_the_derived_figure_is_still_shown_beside_the_verified_one(tmp_path: Path) -> None:
    path = closed(tmp_path)
    verified(path, adjustments(tmp_path))
    answer = answered("evaluate", path)
    facts = [
        fact
        for indicator in answer["indicators"]
        for way in indicator["alternatives"]
        for fact in way["quantities"]
        if (fact["quantity"], fact["year"]) == ("gross_emissions", 2024)
    ]
    assert facts
    assert all((fact["value"], fact["verified"], fact["derived"]) == (1050, 1050, 1080) for fact in facts)
    shown = lingtan("evaluate", path, "--explain", "25", "--lang", "en", COLUMNS="300").stdout.decode()
    assert "verified: 1050 tCO2e; inventories/2024/v2" in shown
    assert "derived (for comparison, does not score): 1080 tCO2e" in shown


def test_the_verified_figure_counts_before_what_the_park_states_itself(tmp_path: Path) -> None:
    # 4.2.2 and 7.3.1: the third party's own account is what the evaluation goes by.
    stated = str(FILES["quantities.csv"]) + "gross_emissions,2024,900,tCO2e,统计,,\n"
    path = closed(tmp_path, quantities=stated)
    assert emissions(answered("evaluate", path)) == 900
    verified(path, adjustments(tmp_path))
    assert emissions(answered("evaluate", path)) == 1050


def test_a_restatement_after_the_verification_is_told(tmp_path: Path) -> None:
    path = closed(tmp_path)
    verified(path)
    restated(path, date(2025, 7, 1))
    answer = answered("evaluate", path)
    assert emissions(answer) == 1080
    assert {"verified_version_used", "verified_version_outdated"} <= codes(answer)


def test_versions_of_another_park_are_not_taken_for_this_one_s(tmp_path: Path) -> None:
    path = closed(tmp_path)
    verified(path)
    (path / "park.yaml").write_text(PARK.replace("test-park", "other-park"), encoding="utf-8")
    lines = refused("evaluate", path)
    assert lines[0].startswith("inventories/2024:1:-: ")
    assert "test-park" in lines[0]
    assert "other-park" in lines[0]


def test_a_source_without_figures_or_explanation_is_named_by_file_and_row(tmp_path: Path) -> None:
    path = small_park(tmp_path, sources=str(FILES["sources.csv"]) + "S8,E1,1,CO2,quantified\n")
    lines = refused("close", path, *SIGNED)
    assert lines[0].startswith("sources.csv:5:source: source S8 ")
    assert not (path / "inventories").exists()
    explained = str(FILES["exclusions.csv"]) + "S8,仅应急使用,0.5\n"
    (path / "exclusions.csv").write_text(explained, encoding="utf-8")
    assert answered("close", path, *SIGNED)["number"] == 1


def test_an_old_version_is_the_same_to_the_byte_after_the_data_have_changed(tmp_path: Path) -> None:
    path = small_park(tmp_path)
    said = answered("inventory", path)
    entry = answered("close", path, *SIGNED)
    restated(path, date(2025, 4, 30))
    (path / "activities.csv").write_text(HEADER, encoding="utf-8")
    shown = lingtan("versions", path, "--show", 1, "--json")
    assert shown.returncode == 0, shown.stderr.decode()
    kept = next(file for file in entry["files"] if file["name"] == "statement.json")
    assert hashlib.sha256(shown.stdout).hexdigest() == kept["sha256"]
    statement = json.loads(shown.stdout)
    today = answered("inventory", path)
    assert statement["total_tco2e"] == said["total_tco2e"] == 1080
    assert today["total_tco2e"] == 0
    of_all = ("uncertainty_pct", "uncertainty", "national")
    assert {k: v for k, v in said.items() if k not in of_all} == {k: v for k, v in statement.items() if k not in of_all}


def test_a_changed_byte_is_found_and_its_file_named(tmp_path: Path) -> None:
    path = closed(tmp_path)
    sound = lingtan("versions", path, "--check", "--lang", "en")
    assert (sound.returncode, sound.stdout.decode()) == (0, "1 versions are as they were closed\n")
    file = path / "inventories" / "2024" / "v1" / "factors.json"
    file.write_bytes(file.read_bytes().replace(b"3", b"4", 1))
    lines = refused("versions", path, "--check", code=1)
    assert [line.split(":")[0] for line in lines] == ["inventories/2024/v1/factors.json"]
    told = lingtan("versions", path, "--check", "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["valid"] is False
    assert json.loads(told.stdout)["faults"][0]["file"] == "inventories/2024/v1/factors.json"
    assert refused("versions", path, "--show", 1)[0].startswith("inventories/2024/v1/factors.json:")


def test_what_can_t_be_done_is_refused_with_its_reason(tmp_path: Path) -> None:
    path = small_park(tmp_path)
    assert "lingtan close" in refused("versions", path, "--show", 1)[0]
    assert "nobody closes" in refused("close", path, "--by", " ", "--date", "2025-03-31")[0]
    assert "not a date" in refused("close", path, "--by", "李工", "--date", "31.3.2025")[0]
    assert "after its end" in refused("close", path, "--by", "李工", "--date", "2024-12-31")[0]
    assert "2019" in refused("close", path, *SIGNED, "--year", 2019)[0]
    assert "close it first" in refused("adjust", path, *VERIFIED)[0]
    assert "close it first" in refused("base-year", path)[0]
    assert "percentage" in refused("adjust", path, *VERIFIED, "--threshold", "many")[0]
    assert "one of" in refused("versions", path, "--check", "--show", 1)[0]
    assert "--by" in refused("base-year", path, "--recalculate")[0]
    assert refused("close", tmp_path / "nowhere", *SIGNED) == [f"no such park: {tmp_path / 'nowhere'}"]
    assert not (path / "inventories").exists()


def test_every_fault_of_the_adjustments_is_listed_and_nothing_is_written(tmp_path: Path) -> None:
    path = closed(tmp_path)
    file = tmp_path / "adjust.csv"
    file.write_text("source,gas,change_tco2e,reason\nS7,CO2,-1,x\nS1,CO2,many,x\n", encoding="utf-8")
    lines = refused("adjust", path, "--adjustments", file, *VERIFIED)
    assert lines[0].startswith("adjust.csv:2:source: ")
    assert "the nearest is S3" in lines[0]
    assert lines[1].startswith("adjust.csv:3:change_tco2e: ")
    assert len(answered("versions", path)["versions"]) == 1


def test_both_accountings_are_closed_each_on_its_own(tmp_path: Path) -> None:
    path = closed(tmp_path)
    second = answered("close", path, *SIGNED, "--method", "ndrc_910")
    assert (second["number"], second["kind"], second["method"]) == (2, "closed", "ndrc_910")
    assert "two accounting methods" in refused("versions", path, "--compare", 1, 2)[0]


def test_the_base_year_is_held_against_today_and_recalculated_where_structure_has_changed(tmp_path: Path) -> None:
    # ISO 14064-1:2018 6.4: E1, a third of the base year's 900 t, has left; growth since then is no reason.
    path = small_park(tmp_path)
    close_inventory(path, Signature("李工", date(2025, 3, 31)), 2021)
    assert answered("base-year", path)["recalculation_due"] is False
    left = str(FILES["enterprises.csv"]).replace("E1,甲,,", "E1,甲,,2024-06-30")
    (path / "enterprises.csv").write_text(left, encoding="utf-8")
    status = answered("base-year", path)
    assert (status["closed_tco2e"], status["recalculated_tco2e"]) == ("900.000000000", "600.000000000")
    assert status["recalculation_due"] is True
    assert "reason" in refused("base-year", path, "--recalculate", *SIGNED)[0]
    again = answered("base-year", path, "--recalculate", *CORRECTED)
    assert (again["year"], again["number"], again["kind"]) == (2021, 2, "restated")
    assert again["total_tco2e"] == "600.000000000"
    assert answered("base-year", path)["recalculation_due"] is False


def test_the_base_year_may_lie_in_a_folder_of_its_own(tmp_path: Path) -> None:
    path = closed(tmp_path / "then", park=PARK.replace("2024", "2021"), activities=with_rows(*ROWS[:3]))
    later = small_park(tmp_path / "now", park=PARK.replace("2024", "2025"), activities=HEADER)
    shutil.copytree(path / "inventories", later / "inventories")
    assert any("base year 2021" in line for line in refused("base-year", later))
    status = answered("base-year", later, "--data", path)
    assert (status["closed_tco2e"], status["recalculation_due"]) == ("900.000000000", False)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_person_reads_the_versions_as_tables(tmp_path: Path, language: str) -> None:
    path = closed(tmp_path)
    close_inventory(path, Signature("李工", date(2025, 3, 31)), 2021)
    (path / "activities.csv").write_text(MORE, encoding="utf-8")
    said = ("--lang", language)
    commands = [
        ("close", path, *CORRECTED),
        ("adjust", path, "--adjustments", adjustments(tmp_path), *VERIFIED),
        ("versions", path),
        ("versions", path, "--show", 1),
        ("base-year", path),
    ]
    shown = []
    for command in commands:
        result = lingtan(*command, *said, COLUMNS="250")
        assert result.returncode == 0, result.stderr.decode()
        shown.append(result.stdout.decode())
    assert "+15.000" in shown[0]
    assert "1,065.000" in shown[1]
    assert all(number in shown[2] for number in ("1,080.000", "1,095.000", "1,065.000"))
    assert "1,080.000" in shown[3]
    assert "900.000" in shown[4]


def test_the_sample_park_can_be_closed_for_every_year_and_its_base_year_stands(tmp_path: Path) -> None:
    path = Path(shutil.copytree(sample_park(), tmp_path / "park"))
    before = contents(path)
    for year in (2022, 2023, 2024):
        close_inventory(path, Signature("李工", date(2025, 3, 31)), year)
    assert answered("close", path, *SIGNED, "--year", 2021)["year"] == 2021
    assert {name: content for name, content in contents(path).items() if not name.startswith("inventories")} == before
    status = answered("base-year", path)
    assert (status["base_year"], status["recalculation_due"]) == (2021, False)
    assert lingtan("versions", path, "--check").returncode == 0
