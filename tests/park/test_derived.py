"""What buildings.csv and enterprises.csv give: indicators 4, 5, 13, 8, 9, 20 and the numerator of gate 4.2.6."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lingtan.knowledge.texts.catalogue import catalogue
from lingtan.park.derived import derive_quantities
from lingtan.park.records import (
    ACTIVITY_SCHEMA,
    Building,
    DerivedQuantity,
    Enterprise,
    GridFactorChoice,
    Origin,
    Park,
    Profile,
)

YEAR = 2024


def park(buildings: tuple[Building, ...] = (), enterprises: tuple[Enterprise, ...] = ()) -> Park:
    profile = Profile(
        id="p", name="园区", name_en="park", region="CN-SH", reporting_year=YEAR, rulebook="t_seesa_010_2025",
        weights={}, leading_values={}, interpretations={}, grid_factor=GridFactorChoice("provincial"), gwp="AR6",
        fuel_set="A", timezone="Asia/Shanghai",
    )  # fmt: skip
    return Park(Path("p"), profile, (), ACTIVITY_SCHEMA.empty_table(), enterprises=enterprises, buildings=buildings)


def building(name: str, completed: str | None, **given: object) -> Building:
    values: dict[str, object] = {
        "enterprise": "E01", "kind": "industrial", "floor_area_m2": Fraction(1000), "stars": 0,
        "ultra_low_energy": False, "roof_usable_m2": Fraction(800), "pv_area_m2": Fraction(0), "co2_intensity": None,
        "origin": Origin("buildings.csv", int(name[1:]) + 1),
    }  # fmt: skip
    completed_on = date.fromisoformat(completed) if completed else None
    return Building(building=name, completed_on=completed_on, **(values | given))  # type: ignore[arg-type]


def enterprise(name: str, land: int | None = 100, **given: bool) -> Enterprise:
    marks: dict[str, Any] = {
        "is_factory": True,
        "green_factory": False,
        "zero_carbon_factory": False,
        "has_inventory": False,
    } | given
    land_m2 = None if land is None else Fraction(land)
    origin = Origin("enterprises.csv", int(name[1:]) + 1)
    return Enterprise(enterprise=name, name=name, industry="", land_m2=land_m2, origin=origin, **marks)


def derived(found: Park) -> dict[str, DerivedQuantity]:
    quantities = derive_quantities(found)
    by_id = {entry.quantity: entry for entry in quantities}
    assert len(by_id) == len(quantities), "a quantity derived twice"
    assert all(entry.year == YEAR for entry in quantities), "only the reporting year is derived"
    return by_id


def test_files_that_are_absent_derive_nothing() -> None:
    assert derive_quantities(park()) == ()


@pytest.mark.parametrize(
    ("completed", "is_recent"),
    [
        ("2021-12-31", False),
        ("2022-01-01", True),
        ("2023-06-15", True),
        ("2024-12-31", True),
        ("2025-01-01", False),
        (None, False),
    ],
)
def test_recent_means_the_three_calendar_years_that_end_with_the_reporting_year(completed, is_recent) -> None:
    """Annex B 4: 近三年园区内建设的公共建筑/工业建筑."""
    found = derived(park((building("B1", completed),)))
    assert found["recent_buildings_total"].value == (1000 if is_recent else 0)
    assert found["new_industrial_roof_usable_area"].value == (800 if is_recent else 0)


def test_indicator_4_is_floor_area_at_two_stars_or_better_over_all_recent_floor_area() -> None:
    found = derived(
        park(
            (
                building("B1", "2022-05-01", floor_area_m2=Fraction(3000), stars=3, kind="public"),
                building("B2", "2023-05-01", floor_area_m2=Fraction("1500.5"), stars=2),
                building("B3", "2024-05-01", floor_area_m2=Fraction(500), stars=1),
                building("B4", "2024-06-01", floor_area_m2=Fraction(700), stars=None),
                building("B5", "2019-06-01", floor_area_m2=Fraction(9000), stars=3),
            )
        )
    )
    total, two_star = found["recent_buildings_total"], found["recent_buildings_two_star"]
    assert (total.value, two_star.value) == (Fraction("5700.5"), Fraction("4500.5"))
    assert (total.unit, two_star.unit) == ("", "")
    assert [origin.row for origin in total.basis] == [2, 3, 4, 5]
    assert two_star.inputs == (("B1", Fraction(3000), "m2"), ("B2", Fraction("1500.5"), "m2"))


def test_indicator_4_counts_buildings_where_a_recent_one_has_no_floor_area() -> None:
    found = derived(
        park(
            (
                building("B1", "2022-05-01", stars=2),
                building("B2", "2023-05-01", stars=2, floor_area_m2=None),
                building("B3", "2024-05-01"),
            )
        )
    )
    total, two_star = found["recent_buildings_total"], found["recent_buildings_two_star"]
    assert (total.value, total.unit, two_star.value, two_star.unit) == (3, "1", 2, "1")


def test_an_old_building_without_floor_area_does_not_turn_areas_into_counts() -> None:
    found = derived(park((building("B1", "2010-01-01", floor_area_m2=None), building("B2", "2023-01-01"))))
    assert (found["recent_buildings_total"].value, found["recent_buildings_total"].unit) == (1000, "")


@pytest.mark.parametrize(
    ("marks", "status"), [((True, False), 1), ((True, None), 1), ((False, False), 0), ((None, False), 0)]
)
def test_indicator_5_exists_where_any_building_of_any_age_is_marked(marks, status) -> None:
    buildings = tuple(building(f"B{no}", "2015-01-01", ultra_low_energy=mark) for no, mark in enumerate(marks))
    assert derived(park(buildings))["ultra_low_energy_or_zero_carbon_building"].value == status


def test_indicator_5_is_not_derived_where_no_building_says_yes_or_no() -> None:
    found = derived(park((building("B1", "2023-01-01", ultra_low_energy=None),)))
    assert "ultra_low_energy_or_zero_carbon_building" not in found


def test_indicator_13_takes_new_industrial_buildings_with_a_known_roof() -> None:
    found = derived(
        park(
            (
                building("B1", "2022-05-01", pv_area_m2=Fraction(500)),
                building("B2", "2023-05-01", pv_area_m2=None),
                building("B3", "2023-06-01", roof_usable_m2=None, pv_area_m2=Fraction(300)),
                building("B4", "2024-05-01", kind="public", pv_area_m2=Fraction(700)),
                building("B5", "2020-05-01", pv_area_m2=Fraction(700)),
            )
        )
    )
    assert found["new_industrial_roof_usable_area"].value == 1600
    assert found["new_industrial_roof_pv_area"].value == 500
    assert [origin.row for origin in found["new_industrial_roof_pv_area"].basis] == [2, 3]


def test_indicator_13_is_not_derived_where_no_new_roof_is_known() -> None:
    assert "new_industrial_roof_pv_area" not in derived(park((building("B1", "2023-05-01", roof_usable_m2=None),)))


def test_enterprises_give_factories_by_kind_and_the_land_of_4_2_6() -> None:
    found = derived(
        park(
            enterprises=(
                enterprise("E1", 20000, green_factory=True, zero_carbon_factory=True, has_inventory=True),
                enterprise("E2", 15000, green_factory=True),
                enterprise("E3", None, has_inventory=True),
                enterprise("E4", 9000, is_factory=False, green_factory=True, has_inventory=True),
            )
        )
    )
    assert {name: entry.value for name, entry in found.items()} == {
        "settled_industrial_land": 35000,
        "factories_total": 3,
        "green_factories": 2,
        "zero_carbon_factories": 1,
        "production_enterprises": 3,
        "enterprises_with_ghg_inventory": 2,
    }
    assert found["enterprises_with_ghg_inventory"].basis == (Origin("enterprises.csv", 2), Origin("enterprises.csv", 4))


def test_a_park_without_factories_has_none_rather_than_an_unknown_number() -> None:
    found = derived(park(enterprises=(enterprise("E1", is_factory=False),)))
    assert found["factories_total"].value == found["settled_industrial_land"].value == 0


def test_land_is_not_derived_where_no_factory_states_any() -> None:
    assert "settled_industrial_land" not in derived(park(enterprises=(enterprise("E1", None),)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_way_of_deriving_is_worded(language) -> None:
    buildings = (building("B1", "2023-01-01", stars=2), building("B2", "2023-01-01", floor_area_m2=None))
    everything = (*derive_quantities(park(buildings[:1], (enterprise("E1"),))), *derive_quantities(park(buildings)))
    assert {entry.method for entry in everything} <= catalogue(language).keys()
