"""The park as one workbook: the same records as the folder, and the traps of spreadsheets."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from tests.park.park_folders import GOOD, QUANTITIES, faults, folder, workbook_of

from lingtan.park import Park, read_park

NOON = datetime.fromisoformat("2023-06-30T12:00:00")
Change = Callable[[openpyxl.Workbook], object]


def saved(tmp_path: Path, *changes: Change) -> Path:
    book = workbook_of(GOOD)
    for change in changes:
        change(book)
    path = tmp_path / "park.xlsx"
    book.save(path)
    return path


def without_places(park: Park) -> tuple[object, ...]:
    """A park's content but for its root and the names of its files."""
    records = (
        tuple(replace(entry, origin=replace(entry.origin, file="")) for entry in getattr(park, name))
        for name in (
            "quantities", "enterprises", "sources", "exclusions", "buildings", "discharges", "instruments", "measures",
            "meters",
        )
    )  # fmt: skip
    return park.profile, park.activities.drop_columns(["file"]).to_pylist(), *records


def test_folder_and_workbook_give_equal_parks(tmp_path: Path) -> None:
    of_folder, of_workbook = read_park(folder(tmp_path / "p")), read_park(saved(tmp_path))
    assert without_places(of_folder) == without_places(of_workbook)
    assert of_workbook.quantities[0].origin.file == "park.xlsx!quantities"
    assert of_workbook.activities["file"][0].as_py() == "park.xlsx!activities"


def test_a_folder_with_nothing_but_a_workbook_is_that_workbook(tmp_path: Path) -> None:
    saved(tmp_path)
    assert read_park(tmp_path).profile.id == "test-park"


def test_dates_numbers_and_nested_keys_of_cells(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["buildings"]["D2"] = date(2023, 6, 30)
        book["enterprises"]["C2"] = 0.1 + 0.2
        book["enterprises"]["D2"] = True
        for key, value in (
            ("grid_factor.value", 0.42),
            ("grid_factor.source", "沪环气"),
            ("leading_values.10", "30 %"),
        ):
            book["park"].append([key, value])

    park = read_park(saved(tmp_path, change))
    assert park.buildings[0].completed_on == date(2023, 6, 30)
    assert park.enterprises[0].land_m2 == Fraction(3, 10)
    assert park.enterprises[0].is_factory
    assert park.profile.grid_factor.tco2_per_mwh == Fraction("0.42")
    assert park.profile.leading_values == {10: Fraction(3, 10)}


def formula(book: openpyxl.Workbook) -> None:
    book["quantities"]["C2"] = "=3+3"


def error_value(book: openpyxl.Workbook) -> None:
    cell = book["quantities"]["C2"]
    cell.value, cell.data_type = "#DIV/0!", "e"


def far_out(book: openpyxl.Workbook) -> None:
    book["quantities"]["XFD9"] = 1


def hidden(book: openpyxl.Workbook) -> None:
    book["meters"].sheet_state = "hidden"


def hidden_other(book: openpyxl.Workbook) -> None:
    book.create_sheet("Lists").sheet_state = "veryHidden"


def near_name(book: openpyxl.Workbook) -> None:
    book["activities"].title = "activites"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (formula, ["park.xlsx!quantities:2:value: the formula has no stored value (=3+3)"]),
        (error_value, ["park.xlsx!quantities:2:value: the cell has the error #DIV/0!"]),
        (lambda book: book["quantities"].merge_cells("F2:G3"), ["park.xlsx!quantities:2:evidence: merged cells here"]),
        (far_out, ["park.xlsx!quantities:9:-: there are cells far to the right"]),
        (hidden, ["park.xlsx!meters:1:-: the sheet is hidden"]),
        (hidden_other, []),
        (near_name, ["park.xlsx!activites:1:-: unknown sheet name, probably activities is meant"]),
        (lambda book: book.remove(book["quantities"]), ["park.xlsx!quantities:1:-: this sheet is missing"]),
        (lambda book: book["quantities"].delete_rows(1, 9), ["park.xlsx!quantities:1:-: row 1 is no header"]),
        (lambda book: book["quantities"].insert_rows(1), ["park.xlsx!quantities:1:-: row 1 is no header"]),
        (lambda book: book["park"].append(["idd", "x"]), ["park.xlsx!park:6:idd: no such key; the nearest is id"]),
        (lambda book: book["park"].append(["id", "x"]), ["park.xlsx!park:6:id: this key is given in row 2 already"]),
        (
            lambda book: book["quantities"].append(["factories_total", 2024, 21]),
            ["park.xlsx!quantities:5:quantity: factories_total of 2024 is given in row 3"],
        ),
        (
            lambda book: book["buildings"].append(["B02", "E01", "工业", NOON]),
            ["park.xlsx!buildings:3:completed_on: 2023-06-30T12:00:00 is no date"],
        ),
    ],
)  # fmt: skip
def test_traps_of_workbooks(tmp_path: Path, change: Change, expected: list[str]) -> None:
    found = faults(saved(tmp_path, change))
    # A formula without its value reads as an empty cell too; the first fault of its cell says why.
    assert [line[: len(start)] for line, start in zip(found, expected, strict=False)] == expected
    assert len({line.partition(": ")[0] for line in found}) == len(expected), found


def test_stored_values_of_formulas_are_read(tmp_path: Path) -> None:
    path = tmp_path / "park.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        profile = book.add_worksheet("park")
        profile.write_column(0, 0, ["key", "id", "name", "region", "reporting_year"])
        profile.write_column(0, 1, ["value", "p", "p", "CN-SH", 2024])
        sheet = book.add_worksheet("quantities")
        sheet.write_row(0, 0, QUANTITIES.strip().split(","))
        sheet.write_row(1, 0, ["green_area", 2024])
        sheet.write_formula(1, 2, "=2*2.5", None, 5)
        sheet.write(1, 3, "hm2")
        sheet.write_formula(1, 4, '=IF(1=1,"统计","")', None, "统计")
    assert [(entry.value, entry.source) for entry in read_park(path).quantities] == [(Fraction(5), "统计")]


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "park.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    assert faults(path)[0].startswith("park.xlsx:1:-: the workbook can't be read")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert faults(path)[0].startswith("park.xlsx:1:-: the workbook has a password or is an old .xls")
    path.write_bytes(b"")
    assert faults(path)[0].startswith("park.xlsx:1:-: the workbook can't be read")
    whole = saved(tmp_path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert faults(path)[0].startswith("park.xlsx:1:-: the workbook can't be read")


def test_a_workbook_that_unpacks_to_more_than_500_mb_is_not_unpacked(tmp_path: Path) -> None:
    path = saved(tmp_path)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/big.bin", "w") as part,
    ):
        for _ in range(510):
            part.write(b"\0" * 1_000_000)
    assert faults(path) == ["park.xlsx:1:-: the file has 510 MB; at most 500 MB are read"]


def rewritten(path: Path, target: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as archive:
        for entry in source.namelist():
            content = source.read(entry)
            archive.writestr(entry, change(content) if entry == part else content)
    return target


@pytest.mark.parametrize("cell", [b"B99999999991", b"ABCDEFG1", b"AB900000", b"A2000000"])
def test_a_cell_far_out_does_not_ask_for_terabytes(tmp_path: Path, cell: bytes) -> None:
    part = "xl/worksheets/sheet2.xml"
    bad = rewritten(saved(tmp_path), tmp_path / "bad.xlsx", part, lambda xml: xml.replace(b'r="B2"', b'r="%b"' % cell))
    assert [line.partition(":")[0] for line in faults(bad)] == ["bad.xlsx!quantities"]
    assert "far below the table" in faults(bad)[0]


def test_an_archive_of_an_unknown_version_is_no_workbook(tmp_path: Path) -> None:
    path = saved(tmp_path)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 6] = 148
    path.write_bytes(content)
    assert faults(path)[0].startswith("park.xlsx:1:-: the workbook can't be read")


def test_entities_in_the_xml_are_refused(tmp_path: Path) -> None:
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    bad = rewritten(saved(tmp_path), tmp_path / "bad.xlsx", "xl/workbook.xml", lambda xml: declared + xml)
    assert faults(bad)[0].startswith("bad.xlsx:1:-: the workbook can't be read")
