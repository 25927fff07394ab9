"""Parameters, gases and the state of steam in ``activities.csv``: one spelling, whichever cell they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.park.park_folders import faults, folder

from lingtan.base import InputFaults
from lingtan.park import read_park
from lingtan.park.files.parameters import Merged, merged

HEADER = (
    "enterprise,source,method,item,quantity,unit,start,end,factor,factor_unit,factor_source,parameters,gas,"
    "pressure,temperature,note\n"
)
PERIOD = "2024-01-01,2024-02-01"


def coal(parameters: str = "", gas: str = "", note: str = "") -> str:
    return f"E01,S1,combustion,烟煤,5,t,{PERIOD},,,,{parameters},{gas},,,{note}\n"


def steam(parameters: str = "", pressure: str = "", temperature: str = "", note: str = "") -> str:
    return f'E01,S1,steam,bought,5,GJ,{PERIOD},,,,{parameters},,{pressure},{temperature},"{note}"\n'


def read(directory: Path, *rows: str) -> list[dict[str, object]]:
    table = read_park(folder(directory / "p", {"activities.csv": HEADER + "".join(rows)})).activities
    found: list[dict[str, object]] = table.to_pylist()
    return found


def refused(directory: Path, *rows: str) -> list[tuple[int, str, str]]:
    with pytest.raises(InputFaults) as caught:
        read(directory, *rows)
    return [(fault.row, fault.column, fault.code) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("ncv=20.9 GJ/t; oxidation=0.94", "ncv=20.9 GJ/t; oxidation=0.94"),
        ("Oxidation = 0.940 ; NCV=20.90 GJ/t;", "ncv=20.9 GJ/t; oxidation=0.94"),
        ("oxidation＝94%；ncv=2.09e1 GJ/t", "ncv=20.9 GJ/t; oxidation=94 %"),
        ("Carbon-Content=26.1 tC/TJ", "carbon_content=26.1 tC/TJ"),
        ("state=20C; density=0.70kg/m3", "density=0.7kg/m3; state=20C"),
        ("Sector = commercial", "sector=commercial"),
        ("", ""),
    ],
)
def test_parameters_have_one_spelling(written: str, spelled: str) -> None:
    """Rows that mean the same share one factor, so what means the same must read the same."""
    assert merged("combustion", written, "", "", "") == Merged(spelled)


def test_the_activities_hold_that_spelling(tmp_path: Path) -> None:
    rows = [coal("NCV = 20.90 GJ/t；oxidation=0.940", note="a"), coal("oxidation=0.94;ncv=20.9 GJ/t", note="b")]
    assert [row["parameters"] for row in read(tmp_path, *rows)] == ["ncv=20.9 GJ/t; oxidation=0.94"] * 2


def test_parameters_and_gas_stand_after_the_source_of_the_factor(tmp_path: Path) -> None:
    names = list(read(tmp_path, coal())[0])
    place = names.index("factor_source")
    assert names[place + 1 : place + 4] == ["parameters", "gas", "counterparty"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ncv 20.9 GJ/t", "parameters_syntax"),
        ("=20.9 GJ/t", "parameters_syntax"),
        ("ncv=", "parameters_syntax"),
        ("2x=1", "parameters_syntax"),
        ("ncv=1/3", "parameters_number"),
        ("ncv=20.9 GJ/t; NCV=20.9 GJ/t", "parameters_twice"),
        (f"ncv={'1' * 1200}", "parameters_too_long"),
        ("ncv=1e99 GJ/t", "number_too_long"),
    ],
)
def test_a_parameter_that_cant_be_read_is_placed(tmp_path: Path, written: str, code: str) -> None:
    assert refused(tmp_path, coal(), coal(written, note="other")) == [(3, "parameters", code)]


def test_gases_are_the_seven_in_any_case(tmp_path: Path) -> None:
    rows = [coal(gas=gas, note=str(place)) for place, gas in enumerate(("ch4", "HFCS", "SF6", ""))]
    assert [row["gas"] for row in read(tmp_path / "good", *rows)] == ["CH4", "HFCs", "SF6", ""]
    assert refused(tmp_path / "bad", coal(), coal(gas="methane")) == [(3, "gas", "unknown_gas")]


STATE = "pressure=1.101325 MPa; temperature=180 °C"


@pytest.mark.parametrize(
    "row",
    [
        steam("pressure=1.101325 MPa; temperature=180"),
        steam(pressure="1.101325", temperature="180"),
        steam("压力=1.0 MPa(表压)；温度=180 ℃"),
        steam(pressure="1.0 MPa(g)", temperature="453.15 K"),
        steam(pressure="10 bar（表压）", temperature="180℃"),
        steam(pressure="1101.325 kPa(a)", temperature="180 C"),
        steam(note="pressure=1.101325 MPa; temperature=180 °C"),
        steam(note="1 号锅炉，压力：1.101325 MPa，温度：180℃"),
        steam("temperature=180", note="压力=1.0 MPa(表压); 温度=180 °C"),
        steam("pressure=1.101325", pressure="1.101325 MPa", temperature="180.0"),
    ],
)
def test_the_state_of_steam_is_taken_from_its_columns_or_its_note(tmp_path: Path, row: str) -> None:
    """The contract: steam with pressure and temperature in note columns. Absolute pressure; gauge adds 0.101325 MPa."""
    assert [found["parameters"] for found in read(tmp_path, row)] == [STATE]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (steam(pressure="2 atm", temperature="180"), "pressure", "state_unit"),
        (steam(pressure="0"), "pressure", "state_pressure"),
        (steam(temperature="356 °F"), "temperature", "state_unit"),
        (steam(pressure="high"), "pressure", "parameters_number"),
        (steam("pressure=1 psi"), "parameters", "state_unit"),
        (steam(note="压力=高"), "note", "parameters_number"),
        (steam("pressure=1.2", pressure="1.3"), "pressure", "parameters_differ"),
        (steam(temperature="180", note="温度=190"), "note", "parameters_differ"),
    ],
)
def test_a_state_of_steam_that_cant_be_read_or_is_told_twice_is_placed(
    tmp_path: Path, row: str, column: str, code: str
) -> None:
    assert refused(tmp_path, coal(), row) == [(3, column, code)]


def test_pressure_is_that_of_steam_only(tmp_path: Path) -> None:
    row = coal().replace(",,,,,,,\n", ",,,,,1.2,180,\n")
    assert refused(tmp_path, row) == [(2, "pressure", "state_without_steam"), (2, "temperature", "state_without_steam")]


def test_a_note_of_anything_else_is_left_alone(tmp_path: Path) -> None:
    """Only steam has a state, and only a pair written with = or : states it."""
    rows = [coal(note="压力=1.2 MPa"), steam(note="压力表 3 号，温度计已检定")]
    assert [row["parameters"] for row in read(tmp_path, *rows)] == ["", ""]


def test_faults_of_parameters_are_worded(tmp_path: Path) -> None:
    park = folder(tmp_path / "p", {"activities.csv": HEADER + steam(pressure="2 atm") + coal("ncv 3")})
    assert faults(park) == [
        "activities.csv:2:pressure: the unit atm of pressure is unknown; expected MPa, kPa, Pa, bar, MPa(g)",
        "activities.csv:3:parameters: the parameter ncv 3 can't be read; expected name=value unit, e.g. "
        "ncv=20.9 GJ/t; oxidation=0.94",
    ]


# The same period, bill or meter twice


BILLS = "enterprise,source,method,item,quantity,unit,start,end,evidence,note\n"


def bill(
    quantity: str, *, source: str = "S1", unit: str = "MWh", end: str = "2024-02-01", evidence: str = "", note: str = ""
) -> str:
    return f"E01,{source},electricity,grid,{quantity},{unit},2024-01-01,{end},{evidence},{note}\n"


def codes(directory: Path, *rows: str, **changes: str) -> list[tuple[int, str, str, str]]:
    files = {f"{name}.csv": text for name, text in changes.items()}
    try:
        read_park(folder(directory / "p", {**files, "activities.csv": BILLS + "".join(rows)}))
    except InputFaults as caught:
        return [(fault.row, fault.column, fault.code, dict(fault.details)["first"]) for fault in caught.faults]
    return []


def test_one_bill_has_one_quantity_for_a_period(tmp_path: Path) -> None:
    rows = [bill("5", evidence="B1"), bill("6", evidence="B1"), bill("5000", unit="kWh", evidence="B1")]
    assert codes(tmp_path, *rows) == [(3, "quantity", "period_twice", "2"), (4, "quantity", "period_twice", "2")]


@pytest.mark.parametrize(
    "other",
    [
        bill("6", evidence="B2"),
        bill("6", evidence="B1", note="谷"),
        bill("-6", evidence="B1"),
        bill("6", evidence="B1", end="2024-01-15"),
        bill("6", evidence="B1", source="S2"),
    ],
    ids=["another bill", "parts told apart", "sent out", "another period", "another source"],
)
def test_what_may_be_two_bills_is_read(tmp_path: Path, other: str) -> None:
    assert codes(tmp_path, bill("5", evidence="B1"), other) == []


def test_without_a_bill_or_a_meter_two_quantities_are_read(tmp_path: Path) -> None:
    assert codes(tmp_path, bill("5"), bill("6")) == []


def test_one_meter_has_one_reading_for_a_period(tmp_path: Path) -> None:
    """Sources with one meter count as one: M1 can't have measured both."""
    sources = "source,enterprise,category,gases,status,meter\nS1,E01,2,CO2,quantified,M1\nS2,E01,2,CO2,quantified,M1\n"
    found = codes(tmp_path / "one", bill("5"), bill("6", source="S2"), sources=sources)
    assert found == [(3, "quantity", "period_twice", "2")]
    assert codes(tmp_path / "two", bill("5"), bill("6", source="S2", note="tenant"), sources=sources) == []


def test_a_row_that_repeats_another_is_told_once(tmp_path: Path) -> None:
    rows = [bill("5", evidence="B1"), bill("5", evidence="B1"), bill("6", evidence="B1")]
    assert codes(tmp_path, *rows) == [(3, "-", "row_twice", "2"), (4, "quantity", "period_twice", "2")]


@pytest.mark.parametrize("method", ["combustion", "refrigerant_top_up", "process", "carbonate", "transport"])
def test_consumption_is_not_negative(tmp_path: Path, method: str) -> None:
    """A negative quantity is energy sent out, an output of energy conversion or a removal undone: nothing else."""
    row = f"E01,S1,{method},柴油,-5,{'t' if method == 'combustion' else 'tCO2e'},{PERIOD},B1,\n"
    with pytest.raises(InputFaults) as caught:
        read_park(folder(tmp_path / "p", {"activities.csv": BILLS + row}))
    assert [(fault.row, fault.column, fault.code) for fault in caught.value.faults] == [
        (2, "quantity", "negative_quantity")
    ]


@pytest.mark.parametrize("method", ["electricity", "heat", "steam", "removal"])
def test_energy_sent_out_is_negative(tmp_path: Path, method: str) -> None:
    unit = "tCO2e" if method == "removal" else "GJ"
    item = "grid" if method == "electricity" else ""
    row = f"E01,S1,{method},{item},-5,{unit},{PERIOD},B1,\n"
    assert read_park(folder(tmp_path / "p", {"activities.csv": BILLS + row})).activities.num_rows == 1


def test_very_many_wrong_parameters_are_told_and_counted(tmp_path: Path) -> None:
    """What is wrong in a thousand ways is told in a thousand, and the rest at the next reading."""
    rows = [coal(f"ncv{place} 20", note=str(place)) for place in range(1200)]
    found = refused(tmp_path, *rows)
    assert found[0] == (2, "parameters", "parameters_syntax")
    assert [code for _, _, code in found].count("parameters_syntax") == 1000
    assert (1002, "-", "too_many_combinations") in found
