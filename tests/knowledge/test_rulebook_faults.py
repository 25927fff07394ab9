"""A rulebook's folder is checked as a whole: every fault of every file is told, placed, in one go."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lingtan.base import Fault, InputFaults
from lingtan.knowledge import fault_text, load_rulebook
from lingtan.knowledge.standard import loader
from lingtan.knowledge.standard.loader import load_folder

RULEBOOKS = Path(loader.__file__).parent / "rulebooks"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of T/SEESA 010-2025 to break."""
    return Path(shutil.copytree(RULEBOOKS / "t_seesa_010_2025", tmp_path / "own"))


@pytest.fixture
def national(tmp_path: Path) -> Path:
    """A copy of the national scheme to break."""
    return Path(shutil.copytree(RULEBOOKS / "ndrc_2025_910", tmp_path / "own"))


def change(folder: Path, file: str, before: str, after: str) -> int:
    """Replace the one place where ``before`` stands; the row it is on."""
    path = folder / file
    content = path.read_text(encoding="utf-8")
    assert content.count(before) == 1, (content.count(before), before)
    path.write_text(content.replace(before, after), encoding="utf-8")
    return content[: content.index(before)].count("\n") + 1


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(InputFaults) as caught:
        load_folder(folder)
    for fault in caught.value.faults:
        for language in ("zh", "en"):
            assert "{" not in fault_text(fault, language)
    return list(caught.value.faults)


def found(folder: Path) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.row, fault.code) for fault in faults_of(folder)]


# --- the hash ---


def test_the_hash_of_a_copy_is_the_same(copy: Path) -> None:
    assert load_folder(copy) == load_rulebook("t_seesa_010_2025")


@pytest.mark.parametrize("file", ["rulebook.yaml", "quantities.csv", "measures/5.8.yaml", "glossary.yaml"])
def test_one_byte_changes_the_hash(copy: Path, file: str) -> None:
    before = load_folder(copy).content_hash
    (copy / file).write_bytes((copy / file).read_bytes() + b"\n")
    assert load_folder(copy).content_hash != before


def test_the_name_of_a_file_is_part_of_the_hash(copy: Path) -> None:
    before = load_folder(copy).content_hash
    (copy / "glossary.yaml").rename(copy / "terms.yaml")
    assert load_folder(copy).content_hash != before


def test_line_ends_of_another_system_leave_the_hash_alone(copy: Path) -> None:
    before = load_folder(copy)
    for file in copy.rglob("*.*"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_folder(copy) == before


# --- all faults at once ---


def test_faults_planted_in_several_files_are_all_named_with_their_rows(copy: Path) -> None:
    change(copy, "rulebook.yaml", 'weight: "0.35"', 'weight: "0.36"')
    freight = change(copy, "indicators.yaml", "part: freight_low_carbon", "part: freight_low_carbo")
    leading = change(copy, "indicators.yaml", 'leading: "4.2"', "leading: 4.2")
    formula = change(copy, "indicators.yaml", "formula: yearly_fall", "formula: yearly_fal")
    chosen = change(copy, "interpretations.yaml", "chosen: annex_b_order", "chosen: annex_b")
    moved = change(copy, "measures/5.4.yaml", "indicators: [12, 25, 26]", "indicators: [12, 25, 29]")
    stage = change(
        copy, "process.yaml", "stage: result\n    name: {zh: 评价证书", "stage: end\n    name: {zh: 评价证书"
    )
    english = change(copy, "glossary.yaml", '    clause: "3.5"', '    claus: "3.5"')
    unit = change(copy, "quantities.csv", "solid_waste_generated,t,", "solid_waste_generated,tonnes,")
    placed = found(copy)
    assert ("rulebook.yaml", "rulebook_weights_sum") in {(file, code) for file, _, code in placed}
    assert {
        ("indicators.yaml", freight, "rulebook_name_unknown"),
        ("indicators.yaml", leading, "rulebook_number_expected"),
        ("indicators.yaml", formula, "rulebook_formula_unknown"),
        ("interpretations.yaml", chosen, "rulebook_option_unknown"),
        ("measures/5.4.yaml", moved, "rulebook_name_unknown"),
        ("process.yaml", stage, "rulebook_value_not_allowed"),
        ("glossary.yaml", english, "rulebook_key_unknown"),
        ("quantities.csv", unit, "rulebook_unit_unknown"),
    } <= set(placed)
    assert placed == sorted(placed, key=lambda one: one[:2])


def test_a_wrong_name_is_told_with_the_nearest_known_one(copy: Path) -> None:
    row = change(copy, "indicators.yaml", "part: freight_low_carbon", "part: freight_low_carbo")
    faults = faults_of(copy)
    (fault,) = [one for one in faults if one.code == "rulebook_name_unknown"]
    assert (fault.row, fault.column) == (row, "indicators.1.alternatives.0.inputs.part")
    assert dict(fault.details) == {"value": "freight_low_carbo", "nearest": "freight_low_carbon"}
    assert fault_text(fault, "en").startswith(f"indicators.yaml:{row}:indicators.1.")


def test_a_broken_entry_does_not_make_its_users_faulty(copy: Path) -> None:
    change(copy, "interpretations.yaml", "chosen: new_spaces", "choosen: new_spaces")
    codes = {(fault.file, fault.code) for fault in faults_of(copy)}
    assert codes == {("interpretations.yaml", "rulebook_key_missing"), ("interpretations.yaml", "rulebook_key_unknown")}


def test_an_unreadable_file_is_one_fault_at_its_line(copy: Path) -> None:
    row = change(copy, "process.yaml", "  - id: scheme", "  - id: [scheme")
    ((file, line, code),) = found(copy)
    assert (file, code) == ("process.yaml", "rulebook_yaml_unreadable")
    assert line >= row


def test_a_file_that_is_not_utf_8(copy: Path) -> None:
    (copy / "glossary.yaml").write_bytes((copy / "glossary.yaml").read_text(encoding="utf-8").encode("gb18030"))
    assert found(copy) == [("glossary.yaml", 1, "rulebook_yaml_unreadable")]


@pytest.mark.parametrize("file", ["rulebook.yaml", "quantities.csv"])
def test_a_missing_file(copy: Path, file: str) -> None:
    (copy / file).unlink()
    assert found(copy) == [(file, 1, "rulebook_file_missing")]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    missing = [("quantities.csv", 1, "rulebook_file_missing"), ("rulebook.yaml", 1, "rulebook_file_missing")]
    assert found(tmp_path / "nowhere") == missing


@pytest.mark.parametrize(
    ("file", "before", "after", "code"),
    [
        ("rulebook.yaml", "kind: scored", "kind: scored\nkind: scored", "rulebook_key_twice"),
        ("rulebook.yaml", "kind: scored", "kind: graded", "rulebook_value_not_allowed"),
        ("rulebook.yaml", 'bonus_points: "5"', 'bonus_points: "1/0"', "rulebook_number_expected"),
        ("rulebook.yaml", 'bonus_points: "5"', 'content_hash: "0"', "rulebook_key_unknown"),
        ("rulebook.yaml", 'energy_circularity: "0.40"', 'energy_circularity: "0.45"', "rulebook_weights_sum"),
        ("rulebook.yaml", 'energy_circularity: "0.40"', 'energy: "0.40"', "rulebook_band_categories"),
        ("rulebook.yaml", 'above: "90"', 'above: "70"', "rulebook_levels_order"),
        ("rulebook.yaml", "own_outside: own", "outside: own", "rulebook_roles"),
        ("rulebook.yaml", "- id: carbon_management\n", "- id: carbon_manage\n", "rulebook_name_unknown"),
        ("rulebook.yaml", "category: bonus", "category: extra", "rulebook_name_unknown"),
        ("rulebook.yaml", "groups:\n", "groups:\n  - &one {id: one}\n  - *one\n", "rulebook_yaml_alias"),
        ("requirements.yaml", "[zero_carbon_plan]", "[zero_carbon_office]", "rulebook_quantity_kind"),
        ("requirements.yaml", '    at_least: "1/2"\n', "", "rulebook_requirement_open"),
        ("requirements.yaml", "clause: 4.2.5", "clause: 4.2.4", "rulebook_name_twice"),
        ("indicators.yaml", '"no": 28', '"no": 29', "rulebook_numbers_missing"),
        ("indicators.yaml", '"no": 28', '"no": 27', "rulebook_name_twice"),
        ("indicators.yaml", 'leading: "3"', 'leading: "0"', "rulebook_number_range"),
        ("indicators.yaml", "{count: resource_reuse_enterprises}", "{number: resource_reuse_enterprises}",
         "rulebook_roles"),
        ("indicators.yaml", "whole: freight_total", "whole: products_total", "rulebook_quantity_units"),
        ("indicators.yaml", "option: all_spaces", "option: every_space", "rulebook_option_unknown"),
        ("indicators.yaml", "{status: ccus}", "{status: green_area}", "rulebook_quantity_kind"),
        ("indicators.yaml", "unit: 10^4 CNY/tCO2e", "unit: 10^4 CNY/tC02e", "rulebook_unit_unknown"),
        ("indicators.yaml", "    leading_text: {zh: 4%, en: 4 %}\n", "", "rulebook_key_missing"),
        ("indicators.yaml", "{zh: 4%, en: 4 %}", '{zh: 4%, en: ""}', "rulebook_value_empty"),
        ("measures/5.8.yaml", "clause: 5.8.3", "clause: 5.7.6", "rulebook_measure_elsewhere"),
        ("measures/5.8.yaml", "measures:", "measure:", "rulebook_key_unknown"),
        ("measures/5.8.yaml", "indicators: [24]", "indicators: 24", "rulebook_list_expected"),
        ("measures/5.8.yaml", "indicators: [24]", 'indicators: ["24"]', "rulebook_integer_expected"),
        ("process.yaml", "name: {zh: 评价分级, en: Grading}", "name: 评价分级", "rulebook_mapping_expected"),
        ("quantities.csv", "ccus,1,,status,year_end,21", "ccus,1,,status,year_end,22", "rulebook_quantity_users"),
        ("quantities.csv", "green_area,m2,", "spare,1,,gate,year_end,note,4.2,备用,spare\ngreen_area,m2,",
         "rulebook_quantity_unused"),
        ("quantities.csv", "quantity,unit,", "name,unit,", "rulebook_csv_header"),
        ("quantities.csv", "ccus,1,,", "ccus,1,", "rulebook_csv_cells"),
    ],
)  # fmt: skip
def test_single_faults(copy: Path, file: str, before: str, after: str, code: str) -> None:
    change(copy, file, before, after)
    assert code in {fault.code for fault in faults_of(copy)}


@pytest.mark.parametrize(
    ("file", "before", "after", "code"),
    [
        ("indicators.yaml", "    size: energy_consumption_equivalent\n", "", "rulebook_target_size"),
        ("indicators.yaml", 'to_size: "1000000"', 'to_size: "1500000"', "rulebook_target_overlap"),
        ("indicators.yaml", "formula: weighted_share", "formula: share", "rulebook_pairs"),
        ("rulebook.yaml", "kind: targets", "kind: scored", "rulebook_section_empty"),
    ],
)
def test_single_faults_of_a_targets_rulebook(national: Path, file: str, before: str, after: str, code: str) -> None:
    change(national, file, before, after)
    assert code in {fault.code for fault in faults_of(national)}
