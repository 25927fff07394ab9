"""``factors.csv``: a park's own emission factors, with their gases, their validity and where they come from."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.park.park_folders import GOOD, faults, folder, workbook_of

from lingtan.base import InputFaults
from lingtan.knowledge import Factor, Provenance, Text, warming_potentials
from lingtan.park import Origin, read_park
from lingtan.park.files.factors import read_factors
from lingtan.park.files.findings import Findings
from lingtan.park.files.rows import Row
from lingtan.park.files.tables import tables

COLUMNS = (
    "id,method,item,zh,en,aliases,unit,CO2,CH4,N2O,other,CO2e,uncertainty_pct,preferred,valid_from,valid_to,source,"
    "publisher,year,region,review_by,quality,evidence"
)
HEADER = "id,method,item,unit,CO2,CH4,N2O,other,CO2e,uncertainty_pct,valid_from,valid_to,source,year,region\n"


def row(  # a row has as many cells
    *,
    key: str = "F1",
    method: str = "heat",
    item: str = "bought",
    unit: str = "GJ",
    gases: str = "62,,,,",
    uncertainty: str = "",
    validity: str = ",",
    source: str = "检测",
    year: str = "2024",
    region: str = "",
) -> str:
    return f"{key},{method},{item},{unit},{gases},{uncertainty},{validity},{source},{year},{region}\n"


def read(directory: Path, *rows: str) -> tuple[Factor, ...]:
    return read_park(folder(directory / "p", {"factors.csv": HEADER + "".join(rows)})).factors


def refused(directory: Path, *rows: str) -> list[tuple[int, str, str]]:
    with pytest.raises(InputFaults) as caught:
        read(directory, *rows)
    return [(fault.row, fault.column, fault.code) for fault in caught.value.faults]


def test_a_factor_is_read_with_all_it_says(tmp_path: Path) -> None:
    assert ",".join(tables().tables["factors"].columns) == COLUMNS
    line = (
        "H1,heat,bought,城市热力,city heat,外购热; 市政热,GJ,61.5,0.001,0.0001,CH4_fossil=0.002;CO2_biogenic=3,,"
        "CO2=5;CH4=100,1,2024-01-01,2024-12-31,年度检测报告,某某热电厂,2024,CN-SH,2026-06-30,measured,EV-1"
    )
    park = read_park(folder(tmp_path / "p", {"factors.csv": f"{COLUMNS}\n{line}\n"}))
    assert park.factors == (
        Factor(
            id="H1",
            method="heat",
            item="bought",
            name=Text(zh="城市热力", en="city heat"),
            aliases=("外购热", "市政热"),
            unit="GJ",
            kg_per_unit={
                "CO2": Fraction("61.5"),
                "CH4": Fraction("0.001"),
                "N2O": Fraction("0.0001"),
                "CH4_fossil": Fraction("0.002"),
                "CO2_biogenic": Fraction(3),
            },
            uncertainty_pct={"CO2": Fraction(5), "CH4": Fraction(100)},
            preferred=True,
            valid_from=date(2024, 1, 1),
            valid_to=date(2024, 12, 31),
            provenance=Provenance("年度检测报告", "某某热电厂", 2024, "CN-SH", "2026-06-30", "measured"),
            evidence="EV-1",
        ),
    )
    assert park.factor_origins == {"H1": Origin("factors.csv", 2)}


def test_a_total_without_a_split_stays_a_total(tmp_path: Path) -> None:
    (factor,) = read(tmp_path, row(gases=",,,,66.5", uncertainty="7.5%"))
    assert factor.kg_per_unit == {"CO2e": Fraction("66.5")}
    assert factor.uncertainty_pct == {"CO2e": Fraction("7.5")}
    assert (factor.name.zh, factor.preferred, factor.provenance.quality) == ("bought", False, "own")


def test_biogenic_co2_is_beside_a_total_and_not_in_it(tmp_path: Path) -> None:
    """ISO 14064-1:2018, annex D: biogenic CO2 is quantified apart."""
    (factor,) = read(tmp_path, row(gases=",,,CO2_biogenic=500,10"))
    assert factor.kg_per_unit == {"CO2e": Fraction(10), "CO2_biogenic": Fraction(500)}


# AR6 potentials: CH4 27.9, N2O 273; AR5: 28 and 265; AR4: 25 and 298.
@pytest.mark.parametrize(
    "gases",
    [
        "10,0.1,0.01,,15.52",
        "10,0.1,0.01,,15.59",
        "10,0.1,0.01,,15.45",
        "10,0.1,0.01,,15.48",
        "0.00001,,,,0.00003",
        "10,,,CO2_biogenic=500,10",
        "10,0.1,0.01,CO2e=15.52,",
        ",,,HFC-32=0.5;HFC-125=0.5,2255.5",
    ],
    ids=["AR6", "AR6 + 0.45 %", "AR5", "AR4", "0.00002 apart", "biogenic apart", "total beside others", "a blend"],
)
def test_a_split_that_adds_up_to_its_total_is_kept_and_the_total_left(tmp_path: Path, gases: str) -> None:
    """The total beside a split would count the gases twice."""
    (factor,) = read(tmp_path, row(gases=gases))
    assert "CO2e" not in factor.kg_per_unit


@pytest.mark.parametrize("gases", ["10,0.1,0.01,,16", "10,,,,10.06", "0.00001,,,,0.00004", "10,,,HFC-32=1,10"])
def test_a_split_that_does_not_add_up_is_refused(tmp_path: Path, gases: str) -> None:
    assert refused(tmp_path, row(key="F0", item="x"), row(gases=gases)) == [(3, "CO2e", "split_differs")]


def test_a_split_that_does_not_add_up_is_worded_with_its_sums(tmp_path: Path) -> None:
    park = folder(tmp_path / "p", {"factors.csv": HEADER + row(gases="10,0.1,0.01,,16")})
    assert faults(park) == [
        "factors.csv:2:CO2e: the gases add up to AR4 15.48, AR5 15.45, AR6 15.52 kgCO2e, not to 16 "
        "(at most 0.5 % or 0.000021 kg apart); correct one of them"
    ]


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (row(unit="heat"), "unit", "unit_unknown"),
        (row(method="heating"), "method", "method_unknown"),
        (row(gases=",,,,"), "CO2e", "own_factor_empty"),
        (row(gases="-1,1,,,"), "CO2", "negative"),
        (row(gases="1,,,HFC32=1,"), "other", "species_unknown"),
        (row(gases="1,,,HFC-32,"), "other", "species_syntax"),
        (row(gases="1,,,HFC-32=x,"), "other", "not_a_number"),
        (row(gases="1,,,CO2=1,"), "other", "species_twice"),
        (row(gases=",,,CO2e=1,1"), "other", "species_twice"),
        (row(uncertainty="CH4=100"), "uncertainty_pct", "species_missing"),
        (row(uncertainty="-5"), "uncertainty_pct", "negative"),
        (row(validity="2024-07-01,2024-06-30"), "valid_to", "validity_order"),
        (row(item=""), "item", "cell_missing"),
        (row(unit=""), "unit", "cell_missing"),
        (row(source=""), "source", "cell_missing"),
        (row(year=""), "year", "cell_missing"),
        (row(region="Shanghai"), "region", "region"),
        (row(region="CN-XX"), "region", "not_a_choice"),
    ],
)
def test_faults_of_a_factor_are_placed(tmp_path: Path, line: str, column: str, code: str) -> None:
    assert refused(tmp_path, row(key="F0", item="x"), line) == [(3, column, code)]


def test_one_item_year_and_region_has_one_factor(tmp_path: Path) -> None:
    """Which of two counted could not be said."""
    again = [row(), row(key="F2", year="2023"), row(key="F3", region="CN-SH"), row(key="F4")]
    assert refused(tmp_path / "same", *again) == [(5, "item", "given_twice")]
    assert refused(tmp_path / "id", row(), row(item="x")) == [(3, "id", "given_twice")]


def test_a_workbook_holds_the_same_factors(tmp_path: Path) -> None:
    content = {**GOOD, "factors.csv": HEADER + row(validity="2024-01-01,2024-12-31")}
    path = tmp_path / "park.xlsx"
    workbook_of(content).save(path)
    of_book = read_park(path)
    assert of_book.factors == read_park(folder(tmp_path / "p", content)).factors
    assert of_book.factor_origins["F1"] == Origin("park.xlsx!factors", 2)


def cells_of(kg: dict[str, Fraction], total: Fraction) -> Row:
    given: dict[str, object] = dict.fromkeys(tables().tables["factors"].columns)
    texts = dict.fromkeys(("aliases", "other", "uncertainty_pct", "zh", "en", "publisher", "region", "quality"), "")
    named = {"id": "F", "method": "heat", "item": "x", "unit": "GJ", "source": "s", "year": 2024, "evidence": "e"}
    return Row("factors.csv", 2, {**given, **texts, **named, **kg, "CO2e": total})


@given(
    st.fixed_dictionaries({name: st.fractions(0, 1000, max_denominator=1000) for name in ("CO2", "CH4", "N2O")}),
    st.sampled_from(["AR4", "AR5", "AR6"]),
    st.fractions(Fraction(-5, 1000), Fraction(5, 1000)),
)
def test_a_total_within_half_a_percent_by_any_report_is_taken(
    kg: dict[str, Fraction], report: str, off: Fraction
) -> None:
    exact = sum((amount * warming_potentials()[report][name] for name, amount in kg.items()), Fraction(0))
    findings = Findings()
    (factor,) = read_factors([cells_of(kg, exact / (1 + off))], findings)
    assert findings.faults == []
    assert factor.kg_per_unit == kg
