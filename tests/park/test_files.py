"""The park folder of the contract: what is read, and how each kind of bad input is answered (issue: bad input)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from tests.park.park_folders import ACTIVITIES, GOOD, PARK, QUANTITIES, faults, folder

from lingtan.knowledge import Language
from lingtan.park import read_park
from lingtan.park.files.tables import tables


def test_all_files_are_read_into_records(tmp_path: Path) -> None:
    root = folder(tmp_path / "p")
    (root / "evidence").mkdir()
    (root / "evidence" / "E-01.pdf").write_bytes(b"%PDF")
    (root / "readings").mkdir()
    (root / "readings" / "b.csv").write_text("meter,time,value\n")
    (root / "readings" / "a.parquet").write_bytes(b"")
    park = read_park(root)
    assert park.profile.years == (2021, 2022, 2023, 2024)
    assert park.profile.timezone == "Asia/Shanghai"
    green, factories, ccus = park.quantities
    assert (green.value, green.unit, green.evidence, green.origin.row) == (Fraction(6), "1", "E-01", 2)
    assert (factories.value, factories.unit) == (Fraction(20), "1")
    assert ccus.value is None
    assert park.enterprises[1].land_m2 == 15000
    assert [entry.is_factory for entry in park.enterprises] == [True, False]
    rows = park.activities.to_pylist()
    assert [row["row"] for row in rows] == [2, 3]
    assert rows[0]["quantity"] == Decimal("12.5")
    assert (rows[1]["start"], rows[1]["end"]) == (date(2024, 1, 1), date(2025, 1, 1))
    assert rows[1]["factor"] is None
    assert rows[1]["counterparty"] == "E02"
    assert park.sources[0].gases == ("CO2", "CH4")
    assert park.sources[1].status == "excluded"
    assert park.exclusions[0].estimate_tco2e == 15
    assert (park.buildings[0].kind, park.buildings[0].floor_area_m2) == ("industrial", Fraction("12000.5"))
    assert park.buildings[0].ultra_low_energy is None
    assert park.discharges[0].measured == 32
    assert [entry.inside_boundary for entry in park.instruments] == [True, False]
    assert park.measures[0].clause == "5.4.2"
    assert [(entry.reading, entry.timezone) for entry in park.meters] == [
        ("interval", "Asia/Shanghai"),
        ("register", "UTC"),
    ]
    assert [file.name for file in park.readings] == ["a.parquet", "b.csv"]
    assert park.evidence_files == {"E-01", "E-01.pdf"}


def test_only_profile_and_quantities_are_required_and_a_header_without_rows_is_fine(tmp_path: Path) -> None:
    root = tmp_path / "p"
    root.mkdir()
    (root / "park.yaml").write_text(PARK)
    (root / "quantities.csv").write_text(QUANTITIES)
    park = read_park(root)
    assert park.quantities == ()
    assert park.activities.num_rows == 0
    (root / "quantities.csv").unlink()
    (root / "park.yaml").unlink()
    found = faults(root)
    assert found[0].startswith("park.yaml:1:-: this file is missing")
    assert found[1].startswith("quantities.csv:1:-: this file is missing")


QUANTITY_FAULTS = [
    ("green_factorys,2024,1,1,,,", "2:quantity: no quantity green_factorys; the nearest is green_factories"),
    ("绿色工厂,2024,1,1,,,", "2:quantity: no quantity 绿色工厂; the nearest is green_factories"),
    ("green_area,2024,5,MWh,,,", "2:unit: the unit MWh does not fit; expected m2, hm2, km2"),
    ("green_area,2024,5,furlong,,,", "2:unit: the unit furlong does not fit; expected m2, hm2, km2"),
    ("green_area,2024,5,,,,", "2:unit: the unit is missing; expected m2, hm2, km2"),
    ("green_factories,2024,-1,1,,,", "2:value: -1 is negative; expected 0 or more"),
    ("green_factories,2024,1.5,1,,,", "2:value: 1.5 is not whole; a count is a whole number"),
    ("green_factories,,1,1,,,", "2:year: the year is missing; expected four digits"),
    ("green_factories,2020,1,1,,,", "2:year: the year 2020 is outside the data; expected 2021 to 2024"),
    ("green_factories,2025,1,1,,,", "2:year: the year 2025 is outside the data; expected 2021 to 2024"),
    ("green_factories,二〇二四,1,1,,,", "2:year: 二〇二四 is no number; expected one like 1009.06"),
    ("green_factories,2024.5,1,1,,,", "2:year: 2024.5 is not whole; expected a whole number"),
    ("green_factories,2024,twelve,1,,,", "2:value: twelve is no number; expected one like 1009.06"),
    ('green_area,2024,"1,009.06",m2,,,', "2:value: 1,009.06 has thousands separators; write 1009.06"),
    ("ccus,2024,35%,1,,,x", "2:value: 35% has a percent sign; write 0.35"),
    ("green_area,2024,１２３,m2,,,", "2:value: １２３ has full-width or special characters; write 123"),
    ("green_area,2024,1e30,m2,,,", "2:value: 1e30 is too large; at most 26 digits before the point"),
    ("green_area,2024,1e999999999,m2,,,", "2:value: 1e999999999 is no number; expected one like 1009.06"),
    ("green_area,2024,,m2,统计,,", "2:value: the value is missing; expected a number, or na with a reason"),
    ("ccus,2024,1.2,1,,,", "2:value: 1.2 is not within 0 to 1; a qualitative item is 0 to 1"),
    ("ccus,2024,0.5,1,,,", "2:note: 0.5 is a partial state; justify it in note"),
    ("ccus,2024,na,1,,,", "2:note: na without a reason; say in note why it does not apply"),
    ("boundary_clear,2024,0.5,1,,,", "2:value: 0.5 does not fit a basic requirement; expected 0 or 1"),
    ("boundary_clear,2024,na,1,,,x", "2:value: na is not allowed for a basic requirement; expected 0 or 1, or no row"),
    (
        "green_factories,2024,1,1,,,\nccus,2024,1,1,,,\ngreen_factories,2024,2,1,,,",
        "4:quantity: green_factories of 2024 is given in row 2 already; expected one row",
    ),
    (
        "factories_total,2024,20,1,,,\ngreen_factories,2024,21,1,,,",
        "3:value: share above 1: 21 is more than factories_total in row 2 (20 1); a part is at most its whole",
    ),
    (
        "green_area,2024,2,km2,,,\ndeveloped_land,2024,150,hm2,,,",
        "2:value: share above 1: 2 is more than developed_land in row 3 (150 hm2); a part is at most its whole",
    ),
    (
        "green_factories,2024,2,1,,,\nfactories_total,2024,0,1,,,",
        "2:value: share above 1: 2 is more than factories_total in row 3 (0 1); a part is at most its whole",
    ),
    (
        "freight_low_carbon,2024,2,t,,,\nfreight_total,2024,9,t*km,,,",
        "2:unit: the unit t is of another kind than t*km of freight_total; both need the same kind",
    ),
    ("green_factories,2024,1,1,,", "2:-: this row has 6 cells, the header 7 (green_factories,2024,1,1,,)"),
]


@pytest.mark.parametrize(("rows", "expected"), QUANTITY_FAULTS)
def test_quantities(tmp_path: Path, rows: str, expected: str) -> None:
    found = faults(folder(tmp_path / "p", {"quantities.csv": f"{QUANTITIES}{rows}\n"}))
    assert len(found) == 1
    assert found[0].startswith(f"quantities.csv:{expected}")


def test_units_are_taken_in_any_spelling_of_an_allowed_one(tmp_path: Path) -> None:
    rows = (
        "energy_consumption_total,2024,5,吨标准煤,,,\ngreen_area,2024,1,公顷,,,\nrecent_buildings_total,2024,3,个,,,\n"
    )
    park = read_park(folder(tmp_path / "p", {"quantities.csv": QUANTITIES + rows}))
    assert [entry.unit for entry in park.quantities] == ["tce", "hm2", "1"]


def test_offsets_may_exceed_the_emissions(tmp_path: Path) -> None:
    """Indicators 23 and 24: a park may retire more than it emits, e.g. towards 7.4.1."""
    rows = "gross_emissions,2024,5,tCO2e,,,\ncredits_retired,2024,6,tCO2e,,,\nown_project_offsets,2024,7,tCO2e,,,\n"
    assert faults(folder(tmp_path / "p", {"quantities.csv": QUANTITIES + rows})) == []


ACTIVITY_FAULTS = [
    ("E01,S1,combustion,天燃气,1,10^4 Nm3,2024-01-01,2024-02-01,,,,,", "2:item: ", "天然气"),
    ("E01,S1,combustion,天然气,1,MW,2024-01-01,2024-02-01,,,,,", "2:unit: ", "MW"),
    ("E01,S1,combustio,天然气,1,MWh,2024-01-01,2024-02-01,,,,,", "2:method: ", "combustion"),
    ("E01,S1,electricity,grid,1,parsec,2024-01-01,2024-02-01,,,,,", "2:unit: ", "parsec"),
    ("E09,S1,electricity,grid,1,MWh,2024-01-01,2024-02-01,,,,,", "2:enterprise: no enterprise E09", "E02"),
    ("E01,S1,electricity,grid,1,MWh,2024-01-01,2024-02-01,,,,E7,", "2:counterparty: no enterprise E7", ""),
    ("E01,S1,electricity,grid,1,MWh,2024-01-01,2024-02-01,,,,E01,", "2:counterparty: ", "itself"),
    ("E01,S1,combustion,天然气,-1,10^4 Nm3,2024-01-01,2024-02-01,,,,,", "2:quantity: ", "can't be negative"),
    ("E01,S1,electricity,grid,abc,MWh,2024-01-01,2024-02-01,,,,,", "2:quantity: abc is no number", ""),
    ('E01,S1,electricity,grid,"1,009.06",MWh,2024-01-01,2024-02-01,,,,,', "2:quantity: ", "write 1009.06"),
    ("E01,S1,electricity,grid,,MWh,2024-01-01,2024-02-01,,,,,", "2:quantity: the cell is empty", ""),
    ("E01,S1,electricity,grid,1,MWh,2024-02-01,2024-02-01,,,,,", "2:end: the end is not after the start", ""),
    ("E01,S1,electricity,grid,1,MWh,2023-12-01,2024-02-01,,,,,", "2:end: the period crosses a year end", ""),
    ("E01,S1,electricity,grid,1,MWh,2020-12-01,2020-12-31,,,,,", "2:end: the date is outside the data", ""),
    ("E01,S1,electricity,grid,1,MWh,2025-01-01,2025-01-31,,,,,", "2:start: the date is outside the data", ""),
    ("E01,S1,electricity,grid,1,MWh,2024-02-30,2024-03-31,,,,,", "2:start: there is no day 2024-02-30", ""),
    ("E01,S1,electricity,grid,1,MWh,01.02.2024,2024-03-31,,,,,", "2:start: 01.02.2024 is no date", ""),
    ("E01,S1,electricity,grid,1,MWh,2024-01-01,2024-02-01,0.5,tCO2/MWh,,,", "2:factor_source: ", "source"),
    ("E01,S1,electricity,grid,1,MWh,2024-01-01,2024-02-01,0.5,,来源,,", "2:factor_unit: ", ""),
    ("E01,S1,electricity,grid,1,MWh,2024-01-01,2024-02-01,-0.5,tCO2/MWh,来源,,", "2:factor: ", "negative"),
]


@pytest.mark.parametrize(("row", "place", "part"), ACTIVITY_FAULTS)
def test_activities(tmp_path: Path, row: str, place: str, part: str) -> None:
    found = faults(folder(tmp_path / "p", {"activities.csv": f"{ACTIVITIES}{row}\n"}))
    assert any(line.startswith(f"activities.csv:{place}") and part in line for line in found), found


def test_repeated_activity_rows_name_both_rows(tmp_path: Path) -> None:
    row = "E01,S1,electricity,grid,1.50,MWh,2024-01-01,2024-02-01,,,,,"
    same = "E01,S1,electricity,grid,1.5 ,MWh,2024/1/1,2024-02-01,,,,,"
    other = "E01,S1,electricity,grid,1.51,MWh,2024-01-01,2024-02-01,,,,,"
    found = faults(folder(tmp_path / "p", {"activities.csv": f"{ACTIVITIES}{row}\n{other}\n\n{same}\n{row}\n"}))
    assert [line.partition(" in every")[0] for line in found] == [
        "activities.csv:5:-: this row repeats row 2",
        "activities.csv:6:-: this row repeats row 2",
    ]


def test_all_faults_of_all_files_are_told_at_once_in_order(tmp_path: Path) -> None:
    changes = {
        "park.yaml": PARK + "gwp: AR7\n",
        "quantities.csv": QUANTITIES + "nothing,2024,1,1,,,\ngreen_factories,2024,x,1,,,\n",
        "enterprises.csv": "enterprise,land_m2,is_factory\nE01,-5,maybe\nE01,1,1\n",
        "meters.csv": "meter,kind,unit,parent,timezone\nM1,pv,kWh,M9,Mars/Olympus\nM2,pv,zz,M3,\nM3,pv,kWh,M2,\n",
    }
    found = faults(folder(tmp_path / "p", changes), "zh")
    places = [line.partition(": ")[0] for line in found]
    assert places == [
        "activities.csv:3:counterparty",
        "enterprises.csv:2:is_factory",
        "enterprises.csv:2:land_m2",
        "enterprises.csv:3:enterprise",
        "meters.csv:2:parent",
        "meters.csv:2:timezone",
        "meters.csv:3:parent",
        "meters.csv:3:unit",
        "meters.csv:4:parent",
        "park.yaml:5:gwp",
        "quantities.csv:2:quantity",
        "quantities.csv:3:value",
    ]
    assert "“AR7”这一选项，最接近的是“AR6”" in found[9]


REGISTER_FAULTS = [
    ("sources.csv", "source,category,gases,status\nS1,7,CO2,quantified\n", "2:category: 7 is out of bounds"),
    ("sources.csv", "source,category,gases,status\nS1,1,C02,quantified\n", "2:gases: no gas C02, the nearest is CO2"),
    (
        "sources.csv",
        "source,category,status\nS1,1,quantifyed\n",
        "2:status: no option quantifyed, the nearest is quanti",
    ),
    ("sources.csv", "source,category,status\nS1,1,excluded\nS1,2,excluded\n", "3:source: S1 is given in row 2 already"),
    ("buildings.csv", "building,enterprise,kind\nB1,E3,public\n", "2:enterprise: no enterprise E3"),
    ("exclusions.csv", "source,reason\nS1,\n", "2:reason: the cell is empty; a value is required"),
    ("discharges.csv", "outlet,pollutant,year\nW1,COD,2019\n", "2:year: the year 2019 is outside the data"),
    (
        "instruments.csv",
        "kind,quantity,unit,status\ngec,5,tCO2e,held\n",
        "2:unit: the unit tCO2e does not fit; expected MWh",
    ),
    ("instruments.csv", "kind,quantity,unit,status\nccer,5,tCO2e,retired\n", "2:claim_year: retired without the year"),
    ("measures.csv", "clause,status\n5.9.9,done\n", "2:clause: clause 5 has no item 5.9.9"),
    ("measures.csv", "clause,status\n5.4.2,not_applicable\n", "2:note: a measure that does not apply without a reason"),
    ("meters.csv", "meter,kind,unit,activity\nM1,gas,m3,combustion:foo\n", "2:activity: "),
]


@pytest.mark.parametrize(("file", "content", "expected"), REGISTER_FAULTS)
def test_registers(tmp_path: Path, file: str, content: str, expected: str) -> None:
    found = faults(folder(tmp_path / "p", {file: content}))
    assert len(found) == 1, found
    assert found[0].startswith(f"{file}:{expected}")


HEADER_FAULTS = [
    ("", "1:-: row 1 is no header; expected quantity,year"),
    ("\n\n", "1:-: row 1 is no header"),
    ("green_area,2024,5,m2\n", "1:-: row 1 is no header"),
    ("quantity;year;value;unit\ngreen_area;2024;5;m2\n", "1:-: the columns are not separated by commas"),
    ("quantity,year,valeu,unit\n", "1:valeu: no such column, the nearest is value"),
    ("quantity,value,unit\n", "1:year: this column is missing"),
    ("quantity,year,value,unit,value\n", "1:value: this column stands twice"),
    ("quantity,year,value,unit,\ngreen_area,2024,5,m2,7\n", "2:-: column 5 has cells but no name"),
    ('quantity,year,value,unit\ngreen_area,2024,"5,m2\nccus,2024,1,1\n', "2:-: a quotation mark opened in this row"),
    ("quantity,year,value\0,unit\n", "1:-: the file has NUL bytes"),
    ("quantity,year,value,unit" + "x" * 2_000_000, "1:-: a line has more than half a million bytes"),
]


@pytest.mark.parametrize(("content", "expected"), HEADER_FAULTS)
def test_headers_and_broken_files(tmp_path: Path, content: str, expected: str) -> None:
    found = faults(folder(tmp_path / "p", {"quantities.csv": content}))
    assert len(found) == 1, found
    assert found[0].startswith(f"quantities.csv:{expected}")


def test_columns_of_the_users_own_and_blank_rows_are_left_alone(tmp_path: Path) -> None:
    content = "_name,quantity,year,value,unit,x_mine,\n甲,green_area,2024,5,m2,7,\n\n,,,,,,\n乙,ccus,2024,x,1,,\n"
    found = faults(folder(tmp_path / "p", {"quantities.csv": content}))
    assert [line.partition(": ")[0] for line in found] == ["quantities.csv:5:value"]


def test_quoted_line_breaks_count_as_one_row(tmp_path: Path) -> None:
    content = QUANTITIES + 'green_area,2024,5,m2,,,"一\n二"\nccus,2024,x,1,,,\n'
    assert faults(folder(tmp_path / "p", {"quantities.csv": content}))[0].startswith("quantities.csv:3:value")


def test_files_with_nearly_known_names_are_not_passed_over(tmp_path: Path) -> None:
    root = folder(tmp_path / "p", {"activities.csv": None, "activites.csv": ACTIVITIES, "notes.txt": "x"})
    assert faults(root) == [
        "activites.csv:1:-: unknown file name, probably activities.csv is meant; "
        "rename it, or start the name with _ to leave it unread"
    ]


def test_large_files_other_than_activities_are_refused(tmp_path: Path) -> None:
    root = folder(tmp_path / "p")
    with (root / "sources.csv").open("ab") as stream:
        stream.truncate(200_000_000)
    assert faults(root) == ["sources.csv:1:-: the file has 200 MB; at most 50 MB are read"]


def test_a_path_that_is_no_park(tmp_path: Path) -> None:
    file = tmp_path / "park.csv"
    file.write_text("a")
    assert faults(file) == ["park.csv:1:-: no park here; expected a folder with park.yaml or one .xlsx workbook"]
    assert GOOD.keys() >= {"park.yaml", "quantities.csv"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_template_and_reader_know_the_same_columns_in_both_languages(language: Language) -> None:
    for table in tables().tables.values():
        assert table.title.of(language)
        assert set(table.key) <= set(table.columns)
        assert all(column.about.of(language) for column in table.columns.values())
