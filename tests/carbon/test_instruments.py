"""Credits: what was retired for the year (annex B 23, 24; 5.8.1), what is claimed twice, and what is refused."""

from datetime import date
from fractions import Fraction

import pytest
from tests.carbon.carbon_parks import activities, instrument, park

from lingtan.base import InputFaults
from lingtan.carbon import derive_from_instruments, double_claims
from lingtan.knowledge import fault_text


def with_lots(*lots):
    return park(activities(), instruments=lots)


def derived(*lots):
    return {entry.quantity: entry.value for entry in derive_from_instruments(with_lots(*lots))}


def test_purchased_credits_retired_for_the_year_count_in_24() -> None:
    lots = [instrument(kind, 10) for kind in ("ccer", "cer", "carbon_inclusion", "energy_saving")]
    assert derived(*lots)["credits_retired"] == 40


@pytest.mark.parametrize(
    "change", [{"status": "held"}, {"status": "cancelled"}, {"status": "expired"}, {"claim_year": 2023}]
)
def test_credits_not_retired_for_the_year_do_not_count(change) -> None:
    assert derived(instrument("ccer", 10, **change))["credits_retired"] == 0


def test_own_projects_count_inside_and_outside_in_23_and_only_outside_in_the_zero_carbon_condition() -> None:
    found = derived(instrument("own_project", 30, inside_boundary=True), instrument("own_project", Fraction("12.5")))
    assert (found["own_project_offsets"], found["own_project_offsets_outside"]) == (Fraction("42.5"), Fraction("12.5"))


def test_green_electricity_is_in_the_inventory_already_and_never_an_offset() -> None:
    found = derived(instrument("gec", 100), instrument("green_power", 100))
    assert set(found.values()) == {0}


def test_a_park_without_instruments_derives_nothing() -> None:
    assert derive_from_instruments(with_lots()) == ()


def test_a_derived_quantity_leads_to_its_rows() -> None:
    (found, *_) = derive_from_instruments(with_lots(instrument("ccer", 1, row=5), instrument("gec", 1, row=6)))
    assert [origin.row for origin in found.basis] == [5]


def lot(serial_from, serial_to, row, **given):
    return instrument("ccer", 10, serial_from=serial_from, serial_to=serial_to, row=row, **given)


def test_overlapping_serials_of_one_registry_and_kind_are_claimed_twice() -> None:
    found = double_claims(with_lots(lot("C-0001", "C-0100", 2), lot("C-0100", "C-0200", 3), lot("C-0201", "C-0300", 4)))
    assert [(claim.first.row, claim.second.row) for claim in found] == [(2, 3)]


def test_a_lot_inside_an_earlier_one_is_found_past_others_between() -> None:
    found = double_claims(with_lots(lot("1", "1000", 2), lot("10", "20", 3), lot("30", "40", 4)))
    assert [(claim.first.row, claim.second.row) for claim in found] == [(2, 3), (2, 4)]


@pytest.mark.parametrize(
    "other",
    [
        lot("C-0050", "C-0060", 3, registry="another"),
        lot("D-0050", "D-0060", 3),
        lot("", "", 3),
        instrument("cer", 10, serial_from="C-0050", serial_to="C-0060", row=3),
    ],
    ids=["other registry", "other series", "no serials", "other kind"],
)
def test_other_registries_series_and_kinds_do_not_overlap(other) -> None:
    assert double_claims(with_lots(lot("C-0001", "C-0100", 2), other)) == ()


def test_a_certificate_whose_electricity_also_issued_a_ccer_is_refused() -> None:
    with pytest.raises(InputFaults) as refused:
        derive_from_instruments(
            with_lots(instrument("gec", 10, project="WIND-1", row=2), instrument("ccer", 5, project="WIND-1", row=3))
        )
    (fault,) = refused.value.faults
    assert (fault.row, fault.column, fault.code) == (2, "project", "certified_twice")
    assert "WIND-1" in fault_text(fault, "zh")


def test_certificates_and_credits_of_different_vintages_are_no_double_use() -> None:
    earlier = instrument("ccer", 5, project="WIND-1", vintage_start=date(2022, 1, 1), vintage_end=date(2022, 12, 31))
    assert derived(instrument("gec", 10, project="WIND-1"), earlier)["credits_retired"] == 5
