"""The template of ``lingtan init``: all files of the contract, explained, and readable as they are."""

from __future__ import annotations

import csv
import zipfile
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from lingtan.base import InputFaults
from lingtan.knowledge import Language, load_rulebook
from lingtan.park import read_park, write_template
from lingtan.park.files.tables import tables

YEAR = 2024
VALUE = 3
"""The place of ``value`` in the sheet ``quantities``, where the name of a quantity stands beside its id."""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_park_reads_without_faults_as_folder_and_as_workbook(tmp_path: Path, language: Language) -> None:
    files = write_template(tmp_path / "new", language, YEAR)
    assert {file.name for file in files} == {
        "README.md",
        "park.yaml",
        "park.xlsx",
        *(f"{name}.csv" for name in tables().tables),
    }
    of_folder, of_workbook = read_park(tmp_path / "new"), read_park(tmp_path / "new" / "park.xlsx")
    assert of_folder.profile == of_workbook.profile
    assert of_folder.profile.reporting_year == YEAR
    assert of_folder.profile.consolidation == "park"
    assert of_folder.quantities == of_workbook.quantities == ()


def test_a_workbook_filled_in_beside_empty_files_is_not_passed_over(tmp_path: Path) -> None:
    write_template(tmp_path / "new", "zh", YEAR)
    path = tmp_path / "new" / "park.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["quantities"]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "green_area")
    row[VALUE].value = 5
    book.save(path)
    assert len(read_park(path).quantities) == 1
    with pytest.raises(InputFaults) as refused:
        read_park(tmp_path / "new")
    assert [fault.code for fault in refused.value.faults] == ["workbook_filled"]


def test_every_quantity_is_listed_for_its_years_with_unit_name_and_clause(tmp_path: Path) -> None:
    write_template(tmp_path / "new", "zh", YEAR)
    with (tmp_path / "new" / "quantities.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rulebook = load_rulebook("t_seesa_010_2025")
    assert {row["quantity"] for row in rows} == set(rulebook.quantities)
    assert [row["year"] for row in rows if row["quantity"] == "gross_emissions"] == ["2021", "2022", "2023", "2024"]
    for row in rows:
        quantity = rulebook.quantities[row["quantity"]]
        assert row["unit"] == quantity.unit
        assert row["_name"] == quantity.name.zh
        assert row["_clause"]
        assert row["_indicator"]
    industrial = next(row for row in rows if row["quantity"] == "industrial_land")
    assert industrial["_clause"] == "4.2.6"


def test_filled_in_values_of_the_template_are_read(tmp_path: Path) -> None:
    write_template(tmp_path / "new", "zh", YEAR)
    path = tmp_path / "new" / "park.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["quantities"]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value in ("green_factories", "factories_total"):
            row[VALUE].value = 7
    book.save(path)
    assert [(entry.quantity, entry.year, entry.value) for entry in read_park(path).quantities] == [
        ("green_factories", 2024, Fraction(7)),
        ("factories_total", 2024, Fraction(7)),
    ]


def test_the_workbook_explains_every_column_and_offers_lists(tmp_path: Path) -> None:
    write_template(tmp_path / "new", "zh", YEAR)
    book = openpyxl.load_workbook(tmp_path / "new" / "park.xlsx")
    assert book.sheetnames == ["说明", "park", *tables().tables, "_lists"]
    assert book["_lists"].sheet_state == "hidden"
    for name, table in tables().tables.items():
        sheet = book[name]
        assert sheet.freeze_panes == ("C2" if name == "quantities" else "B2")
        cells = [cell for cell in sheet[1] if not cell.value.startswith("_")]
        for cell, column in zip(cells, table.columns.values(), strict=True):
            assert cell.value == column.name
            assert column.about.zh in cell.comment.text
    lists = {rule.formula1 for rule in book["quantities"].data_validations.dataValidation}
    assert len(lists) == 3
    choices = {rule.formula1 for rule in book["instruments"].data_validations.dataValidation}
    assert '"held,retired,cancelled,expired"' in choices
    of_park = {rule.formula1 for rule in book["park"].data_validations.dataValidation}
    assert '"park,operational_control,financial_control,equity_share"' in of_park


def test_the_readme_explains_every_column_and_key(tmp_path: Path) -> None:
    write_template(tmp_path / "new", "en", YEAR)
    readme = (tmp_path / "new" / "README.md").read_text(encoding="utf-8")
    for table in tables().tables.values():
        assert f"## {table.name}.csv" in readme
        assert all(f"| `{column}` |" in readme for column in table.columns)
    assert all(f"| `{key}` |" in readme for key in tables().profile)


def test_the_same_call_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = (write_template(tmp_path / name, "zh", YEAR) for name in ("one", "two"))
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in two]
    with zipfile.ZipFile(one[-1]) as archive:
        assert archive.testzip() is None


def test_a_directory_with_files_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(InputFaults) as caught:
        write_template(tmp_path, "zh", YEAR)
    assert [fault.code for fault in caught.value.faults] == ["directory_not_empty"]
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
