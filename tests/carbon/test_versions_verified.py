"""T/SEESA 010-2025, 7.3.1: the third party's own accounting report, a verified version beside the park's.

ISO 14064-3: misstatements, their materiality, and a statement at a level of assurance.
"""

from datetime import date
from fractions import Fraction

import pytest
from tests.carbon.frozen_inventories import frozen, line

from lingtan.base import InputFaults
from lingtan.carbon import (
    ADJUSTMENT_COLUMNS,
    AssuranceStatement,
    check_adjustments,
    check_columns,
    read_verification,
    totals_of,
    verification_json,
    verify,
)
from lingtan.knowledge import fault_text

CLOSED = frozen(
    line(),
    line(source="S2", category=2, co2e_t="100"),
    line(enterprise="E2", source="S3", gas="CH4", co2e_t="10"),
    line(enterprise="E2", source="S3", category=3, item="freight", co2e_t="50"),
    line(enterprise="E2", source="S1", co2e_t="5"),
)
STATEMENT = AssuranceStatement("核查机构", date(2022, 6, 1), "reasonable")
OF_S1 = {
    "source": "S1",
    "method": "mobile_combustion",
    "item": "diesel",
    "unit": "t",
    "start": "2021-01-01",
    "end": "2022-01-01",
}
GOOD = {"gas": "CO2", "change_tco2e": "-1.5", "reason": "仪表读数"}


def adjusted(*rows, closed=CLOSED):
    return check_adjustments(list(enumerate(({**GOOD, **row} for row in rows), 2)), "adjust.csv", closed)


def codes(*rows):
    with pytest.raises(InputFaults) as refused:
        adjusted(*rows)
    faults = refused.value.faults
    assert all(fault_text(fault, "zh") != fault_text(fault, "en") for fault in faults)
    return [(fault.row, fault.column, fault.code) for fault in faults]


def test_verified_is_closed_plus_adjustments_in_every_total() -> None:
    found = verify(
        CLOSED, adjusted({"source": "S2"}, {"enterprise": "E2", "category": "3", "change_tco2e": "7"}), STATEMENT
    )
    assert (found.closed.gross, found.verified.gross) == (145, Fraction("143.5"))
    assert found.difference.gross == Fraction("-1.5") == found.difference.by_enterprise["E1"]
    assert found.verified.by_category[2] == Fraction("98.5")
    assert (found.closed.other_indirect, found.verified.other_indirect) == (50, 57)
    assert found.verified.by_gas["CO2"] == Fraction("133.5")


def test_the_park_s_version_stays_as_it_is() -> None:
    before = totals_of(CLOSED)
    verify(CLOSED, adjusted({"source": "S2"}), STATEMENT)
    assert totals_of(CLOSED) == before
    assert CLOSED.adjustments == ()


def test_a_line_a_source_an_enterprise_or_a_category_can_be_adjusted() -> None:
    found = adjusted(
        {**OF_S1, "enterprise": "E1"},
        {"source": "S2"},
        {"enterprise": "E2", "category": "1"},
        {"category": "4"},
    )
    assert [(entry.enterprise, entry.source, entry.category) for entry in found] == [
        ("E1", "S1", 1),
        ("E1", "S2", 2),
        ("E2", "", 1),
        ("", "", 4),
    ]
    assert found[0].key == ("mobile_combustion", "diesel", "t", "2021-01-01", "2022-01-01")


def test_the_location_based_figure_takes_the_same_change_unless_another_is_stated() -> None:
    same, other = adjusted({"source": "S2"}, {"source": "S2", "location_change_tco2e": "-2.5"})
    assert (same.location_change_t, other.location_change_t) == (Fraction("-1.5"), Fraction("-2.5"))


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ({"reason": ""}, "reason", "cell_missing"),
        ({"gas": ""}, "gas", "cell_missing"),
        ({"gas": "CO2e"}, "gas", "unknown_gas"),
        ({"change_tco2e": "1,000"}, "change_tco2e", "adjustment_amount"),
        ({"change_tco2e": "1e9999"}, "change_tco2e", "adjustment_amount"),
        ({"change_tco2e": "0.0000000001"}, "change_tco2e", "adjustment_amount"),
        ({"change_tco2e": "0"}, "change_tco2e", "adjustment_of_nothing"),
        ({"category": "7"}, "category", "not_a_choice"),
        ({"source": "S9"}, "source", "adjustment_source_unknown"),
        ({"source": "", "enterprise": "E9", "category": "1"}, "enterprise", "adjustment_enterprise_unknown"),
        ({"source": ""}, "category", "adjustment_category_needed"),
        ({"source": "S3"}, "category", "adjustment_category_needed"),
        ({"source": "S1"}, "enterprise", "adjustment_enterprise_needed"),
        ({"category": "1"}, "category", "adjustment_category_differs"),
        ({"method": "mobile_combustion"}, "item", "adjustment_key_incomplete"),
        ({**OF_S1, "start": "2021-02-01"}, "source", "adjustment_line_unknown"),
        ({**OF_S1, "enterprise": "E2", "source": "S2"}, "source", "adjustment_line_unknown"),
    ],
)
def test_what_is_not_clear_is_refused_by_row_and_column(row, column, code) -> None:
    assert codes({"source": "S2", **row}) == [(2, column, code)]


def test_all_faults_of_all_rows_come_together() -> None:
    assert [found[0] for found in codes({"source": "S2", "reason": ""}, {"source": "S2"}, {"source": "S9"})] == [2, 4]


def test_a_table_of_adjustments_needs_gas_amount_and_reason() -> None:
    check_columns([*ADJUSTMENT_COLUMNS, "_memo"], "adjust.csv")
    with pytest.raises(InputFaults) as refused:
        check_columns(["gas", "gas", "change_tco2", "reason"], "adjust.csv")
    assert {fault.code for fault in refused.value.faults} == {"column_missing", "column_twice", "unknown_column"}


@pytest.mark.parametrize(
    ("changes", "misstated", "material"),
    [
        ((), 0, False),
        (("4", "-3.25"), "7.25", False),
        (("4", "-3.26"), "7.26", True),
        (("7.25", "-7.25"), "14.5", True),
    ],
)
def test_misstatements_are_material_above_the_threshold_whatever_their_sign(changes, misstated, material) -> None:
    found = verify(CLOSED, adjusted(*({"source": "S2", "change_tco2e": size} for size in changes)), STATEMENT).gross
    assert (found.misstated_t, found.material) == (Fraction(misstated), material)
    assert found.share_pct == Fraction(misstated) / 145 * 100


def test_other_indirect_emissions_are_judged_apart_from_the_total() -> None:
    found = verify(CLOSED, adjusted({"enterprise": "E2", "category": "3", "change_tco2e": "40"}), STATEMENT)
    assert (found.gross.material, found.other_indirect.material) == (False, True)


def test_a_misstatement_of_nothing_stated_is_material() -> None:
    empty = frozen(line(co2e_t="0"))
    found = verify(empty, adjusted({"source": "S1"}, closed=empty), STATEMENT).gross
    assert (found.share_pct, found.material) == (None, True)


def test_a_verification_is_read_back_as_it_was_written() -> None:
    found = verify(CLOSED, adjusted({**OF_S1, "enterprise": "E1", "evidence": "EV-1"}, {"source": "S2"}), STATEMENT)
    entries = verification_json(found)
    assert read_verification(entries, CLOSED) == found
    assert (entries["assurance"], entries["difference"]["total_tco2e"]) == ("reasonable", "-3.000000000")
