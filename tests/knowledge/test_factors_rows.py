"""A row of a table of factors: what it becomes, and everything that can be wrong with it."""

from datetime import date
from fractions import Fraction

import pytest

from lingtan.knowledge import Factor, text
from lingtan.knowledge.factors.factor_rows import factor_from_row
from lingtan.knowledge.factors.loading import gwp_table, library

ROW = {
    "id": "F1",
    "method": "combustion",
    "item": "生物质颗粒",
    "unit": "t",
    "CO2": "5",
    "CH4": "0.3",
    "N2O": "0.04",
    "other": "CO2_biogenic=1800",
    "uncertainty_pct": "CO2=5;CH4=100",
    "valid_from": "2024-01-01",
    "source": "检测报告 2024-117",
    "year": "2024",
    "evidence": "EV-9",
}


def factor(**changes):
    found = factor_from_row({**ROW, **changes}, gwp_table(library().gwp))
    assert isinstance(found, Factor)
    return found


def problems(**changes):
    found = factor_from_row({**ROW, **changes}, gwp_table(library().gwp))
    assert isinstance(found, tuple)
    for one in found:
        for language in ("zh", "en"):
            assert text(f"fault.{one.code}", language, **one.details)
    return [(one.column, one.code) for one in found]


def test_a_row_becomes_a_factor_with_its_gases_apart() -> None:
    found = factor()
    assert found.kg_per_unit == {
        "CO2": 5,
        "CH4": Fraction("0.3"),
        "N2O": Fraction("0.04"),
        "CO2_biogenic": 1800,
    }
    assert found.uncertainty_pct == {"CO2": 5, "CH4": 100}
    assert (found.valid_from, found.valid_to, found.evidence) == (date(2024, 1, 1), None, "EV-9")
    assert found.name.zh == "生物质颗粒"


def test_one_uncertainty_holds_for_every_gas() -> None:
    assert factor(uncertainty_pct="7").uncertainty_pct == dict.fromkeys(("CO2", "CH4", "N2O", "CO2_biogenic"), 7)


@pytest.mark.parametrize("total", ["24.02", "24.32", "24.29", "24.1"])
def test_a_total_that_equals_the_split_by_one_ipcc_report_is_fine_and_not_counted_twice(total) -> None:
    """5 + 0.3 CH4 + 0.04 N2O: AR4 24.42, AR5 24.00, AR6 24.29 kg CO2e; 1 % apart at most."""
    assert "CO2e" not in factor(CO2e=total).kg_per_unit


@pytest.mark.parametrize("total", ["22", "27", "0.024"])
def test_a_total_that_no_report_confirms_is_a_problem(total) -> None:
    assert problems(CO2e=total) == [("CO2e", "factor_total_differs")]


def test_a_total_alone_is_kept_as_such() -> None:
    assert factor(CO2="", CH4="", N2O="", other="", uncertainty_pct="", CO2e="24").kg_per_unit == {"CO2e": 24}


def test_zero_is_a_value() -> None:
    assert factor(CO2="0", CH4="", N2O="", other="", uncertainty_pct="").kg_per_unit == {"CO2": 0}


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"id": ""}, "id", "factor_cell_missing"),
        ({"source": " "}, "source", "factor_cell_missing"),
        ({"unit": "桶"}, "unit", "unit_unknown_activity"),
        ({"CO2": "fünf"}, "CO2", "factor_cell_wrong"),
        ({"CO2": "nan"}, "CO2", "factor_cell_wrong"),
        ({"CO2": "-5"}, "CO2", "factor_cell_wrong"),
        ({"CO2": "1e999999999"}, "CO2", "factor_cell_wrong"),
        ({"other": "HFC-999=1"}, "other", "factor_cell_wrong"),
        ({"uncertainty_pct": "SF6=5"}, "uncertainty_pct", "factor_cell_wrong"),
        ({"valid_from": "2024-13-01"}, "valid_from", "factor_cell_wrong"),
        ({"valid_to": "2023-12-31"}, "valid_to", "factor_cell_wrong"),
        ({"preferred": "maybe"}, "preferred", "factor_cell_wrong"),
        ({"year": "24"}, "year", "factor_cell_wrong"),
    ],
    ids=lambda part: str(part),
)
def test_what_is_wrong_is_said_with_its_column(changes, column, code) -> None:
    assert problems(**changes) == [(column, code)]


def test_a_row_without_any_value_is_no_factor() -> None:
    assert problems(CO2="", CH4="", N2O="", other="", uncertainty_pct="") == [("CO2", "factor_no_value")]


def test_all_problems_of_a_row_come_together() -> None:
    assert len(problems(id="", unit="桶", CO2="x", year="24")) == 4
