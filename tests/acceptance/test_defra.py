"""The UK Government's conversion factors 2020: their gas splits add up, the library's rows are theirs, and a park that
brings all of them as its own factors emits what is printed.

Open Government Licence v3.0. The data are outside the repository; where they are not, these tests are skipped.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from tests.acceptance.measured import DATA
from tests.carbon.library_values import rows, species_of

from lingtan.app.carbon import take_inventory
from lingtan.base import InputFaults, decimal_text

DEFRA = DATA / "cases_carbon" / "defra_2020_rows.csv"
PREFIX = "UK Government GHG Conversion Factors 2020: "
PARTS = ("kgCO2_as_CO2e", "kgCH4_as_CO2e", "kgN2O_as_CO2e")
TOLERANCE = Fraction("0.000021")
AR4 = {"CO2": Fraction(1), "CH4": Fraction(25), "N2O": Fraction(298), "CO2e": Fraction(1)}
COLUMNS = {"CO2": PARTS[0], "CH4": PARTS[1], "N2O": PARTS[2], "CO2e": "kgCO2e"}
UNITS = {
    "t*km": "tonne.km",
    "km": "km",
    "pkm": "passenger.km",
    "t": "tonnes",
    "m3": "cubic metres",
    "1": "Room per night",
}

PARK_UNITS = {
    **{printed: unit for unit, printed in UNITS.items()},
    "miles": "mile",
    "kWh": "kWh",
    "kWh (Gross CV)": "kWh",
    "kWh (Net CV)": "kWh",
    "litres": "L",
}

FACTOR_COLUMNS = ("id", "method", "item", "unit", "CO2", "CH4", "N2O", "CO2e", "source", "year", "evidence")
ACTIVITY_COLUMNS = ("enterprise", "source", "method", "item", "quantity", "unit", "start", "end")

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not DEFRA.exists(), reason=f"the measured data is not here: {DEFRA} is missing"),
]


@pytest.fixture(scope="module")
def printed() -> list[dict[str, str]]:
    with DEFRA.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def total_of(row: Mapping[str, str]) -> Fraction:
    return printed_in(row["kgCO2e"])


def parts_of(row: Mapping[str, str]) -> dict[str, Fraction]:
    return {name: printed_in(row[name]) for name in PARTS}


def printed_in(cell: str) -> Fraction:
    """The figure as printed, without the float noise of the file (0.12919999999999998)."""
    return Fraction(round(Fraction(cell) * 10**9), 10**9)


def adds_up(total: Fraction, parts: Mapping[str, Fraction]) -> bool:
    """Within the roundings of the parts: absolute for a total up to 1, a share of it above."""
    return abs(sum(parts.values()) - total) <= TOLERANCE * max(Fraction(1), abs(total))


def test_every_split_adds_up_to_its_total(printed: list[dict[str, str]]) -> None:
    split = [row for row in printed if all(row[name] for name in PARTS)]
    assert len(split) == 1189
    apart = [row for row in split if not adds_up(total_of(row), parts_of(row))]
    assert apart == []


def test_the_check_sees_a_part_that_is_missing(printed: list[dict[str, str]]) -> None:
    row = next(row for row in printed if row["kgN2O_as_CO2e"] and Fraction(row["kgN2O_as_CO2e"]) > TOLERANCE * 2)
    parts = parts_of(row) | {"kgN2O_as_CO2e": Fraction(0)}
    assert not adds_up(total_of(row), parts)


def test_the_rows_of_the_library_are_those_printed(printed: list[dict[str, str]]) -> None:
    """Every gas at the potential of AR4, which these tables use, is what is printed of it."""
    by_name = {(name_of(row), row["uom"]): row for row in printed}
    taken = [row for table in ("transport", "commuting", "goods") for row in rows("per_unit", table)]
    checked = 0
    for row in taken:
        if not row["source"].startswith(PREFIX) or "×" in row["source"]:
            continue
        origin = by_name[row["source"].removeprefix(PREFIX), UNITS[row["unit"]]]
        for species, kg in species_of(row):
            stated = Fraction(origin[COLUMNS[species]])
            assert abs(kg * AR4[species] - stated) <= stated / 10**11, (row["id"], species)
        checked += 1
    assert checked > 70


def name_of(row: Mapping[str, str]) -> str:
    parts = (row[name].strip() for name in ("level1", "level2", "level3", "level4", "column_text"))
    return " / ".join(part for part in parts if part)


@pytest.fixture(scope="module")
def park_of_the_rows(printed: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A park whose ``factors.csv`` are the rows with a split and whose activities are 1,000 units of each."""
    split = [row for row in printed if all(row[name] for name in PARTS)]
    factors, drawn = io.StringIO(), io.StringIO()
    factor_rows, activity_rows = csv.writer(factors), csv.writer(drawn)
    factor_rows.writerow(FACTOR_COLUMNS)
    activity_rows.writerow(ACTIVITY_COLUMNS)
    for number, row in enumerate(split):
        unit, name = PARK_UNITS[row["uom"]], f"R{number:04d}"
        masses = [decimal_text(parts_of(row)[part] / AR4[gas], 20) for gas, part in zip(AR4, PARTS, strict=False)]
        total = decimal_text(total_of(row), 9)
        factor_rows.writerow(
            [f"defra2020-{name}", "process", name, unit, *masses, total, PREFIX + name_of(row), 2020, "DEFRA-2020"]
        )
        activity_rows.writerow(["E1", f"S{number:04d}", "process", name, 1000, unit, "2020-01-01", "2021-01-01"])
    files = {
        "park.yaml": "id: defra\nname: 因子\nregion: CN-SH\nreporting_year: 2020\ngwp: AR4\n",
        "quantities.csv": "quantity,year,value,unit,source,evidence,note\n",
        "factors.csv": factors.getvalue(),
        "activities.csv": drawn.getvalue(),
    }
    path = tmp_path_factory.mktemp("defra")
    for name, content in files.items():
        (path / name).write_text(content, encoding="utf-8", newline="")
    return path


def test_a_park_with_the_rows_as_its_own_factors_emits_what_is_printed(
    park_of_the_rows: Path, printed: list[dict[str, str]]
) -> None:
    """1,000 units of every row: its tonnes by gas are the printed kilograms a unit, to the last of nine decimals."""
    split = [row for row in printed if all(row[name] for name in PARTS)]
    found = take_inventory(park_of_the_rows).inventory
    by_source: dict[str, dict[str, Fraction]] = {}
    for line in found.lines.to_pylist():
        by_source.setdefault(line["source"], {})[line["gas"]] = Fraction(line["co2e_t"])
    assert len(by_source) == len(split) == 1189
    for number, row in enumerate(split):
        of_row = by_source[f"S{number:04d}"]
        for gas, part in zip(("CO2", "CH4", "N2O"), PARTS, strict=True):
            assert of_row.get(gas, 0) == parts_of(row)[part], name_of(row)
        assert adds_up(total_of(row), of_row)
    by_gas = {gas: amount for gas, amount in found.total.by_gas.items() if amount}
    assert by_gas == {
        gas: sum(parts_of(row)[part] for row in split) for gas, part in zip(("CO2", "CH4", "N2O"), PARTS, strict=True)
    }
    assert found.total.gross == sum(by_gas.values())


def test_a_row_whose_parts_do_not_add_up_is_refused_in_its_place(park_of_the_rows: Path, tmp_path: Path) -> None:
    """A total a tenth above its parts: the park's factors are not taken."""
    path = tmp_path / "wrong"
    shutil.copytree(park_of_the_rows, path)
    header, first, *others = (path / "factors.csv").read_text(encoding="utf-8").splitlines()
    cells = next(csv.reader([first]))
    place = FACTOR_COLUMNS.index("CO2e")
    cells[place] = decimal_text(Fraction(cells[place]) * 11 / 10, 9)
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    (path / "factors.csv").write_text("\n".join([header, out.getvalue().strip(), *others]) + "\n", encoding="utf-8")
    with pytest.raises(InputFaults) as refused:
        take_inventory(path)
    assert [(f.file, f.row, f.column, f.code) for f in refused.value.faults] == [
        ("factors.csv", 2, "CO2e", "split_differs")
    ]
