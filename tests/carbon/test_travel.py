"""Transport, commuting, business travel and goods: the library's factors per unit, and how derived ones come about."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from tests.carbon.library_values import factor, rows, species_of

from lingtan.base import known_unit, unit_factor
from lingtan.carbon import combustion_co2_t
from lingtan.carbon.inventory.methods.travel import driven_co2e_t, electric_travel_co2_kg

TABLES = ("transport", "commuting", "goods", "composting")
GRID_2023 = Fraction("0.5306")
UK_GRID_2020 = Fraction("0.23314")
ALL = [(table, row) for table in TABLES for row in rows("per_unit", table)]


def test_the_average_passenger_car_of_the_us() -> None:
    """EPA equivalencies: 8.89e-3 t per gallon, 22.0 miles per gallon, CO2 98.8 % of CO2e: 4.09e-4 tCO2e per mile."""
    found = driven_co2e_t(Fraction(1), Fraction(22), Fraction("0.00889"), Fraction("0.988"))
    assert abs(found - Fraction("0.000409")) < Fraction(1, 10**6)


def test_arrays_drive_like_fractions() -> None:
    found = driven_co2e_t(np.array([0.0, 22_000.0]), np.full(2, 22.0), np.full(2, 0.00889), np.full(2, 1.0))
    assert np.allclose(found, [0.0, 8.89], rtol=1e-12)


@pytest.mark.parametrize(
    ("factor_id", "kwh_per_km"),
    [
        ("commuting_car_electric_cn_km", Fraction("0.151")),
        ("commuting_e_bike_cn_km", Fraction("0.012")),
        ("commuting_metro_cn_pkm", Fraction("0.0275") / UK_GRID_2020),
        ("travel_light_rail_cn_pkm", Fraction("0.02991") / UK_GRID_2020),
    ],
)
def test_travel_on_chinese_electricity_takes_the_national_grid_factor(factor_id: str, kwh_per_km: Fraction) -> None:
    """Consumption by the named source times 0.5306 kgCO2/kWh (announcement 47 of 2025)."""
    expected = electric_travel_co2_kg(Fraction(1), kwh_per_km, GRID_2023)
    found = factor("commuting", factor_id)
    assert found.keys() == {"CO2"}
    assert abs(found["CO2"] - expected) <= expected / 10**11


@pytest.mark.parametrize(
    ("item", "ncv", "carbon"),
    [("diesel", "42.652", "20.2"), ("petrol", "43.07", "18.9"), ("lng", "51.498", "15.3")],
)
def test_fuel_burnt_in_transport_is_the_carbon_balance_of_the_fuel(item: str, ncv: str, carbon: str) -> None:
    """GB/T 32151.34-2024 table C.1, oxidation 98 %."""
    expected_t = combustion_co2_t(Fraction(1), Fraction(ncv), Fraction(carbon), Fraction("0.98"))
    assert abs(factor("transport", f"{item}_fuel_t")["CO2"] / 1000 - expected_t) < Fraction(1, 10**9)


@pytest.mark.parametrize(
    ("table", "factor_id", "kg_co2e"),
    [
        ("transport", "truck_diesel_18t_gbt51366", "0.129"),
        ("transport", "truck_diesel_30t_gbt51366", "0.078"),
        ("transport", "rail_gbt51366", "0.010"),
        ("transport", "inland_container_ship_gbt51366", "0.012"),
        ("goods", "cement_gbt51366", "735"),
        ("goods", "steel_gbt51366", "2050"),
        ("goods", "aluminium_gbt51366", "20300"),
        ("goods", "tap_water_gbt51366", "0.168"),
        ("goods", "paper_defra2020", "919.3963"),
    ],
)
def test_published_values_whose_split_is_not_known_stay_co2e(table: str, factor_id: str, kg_co2e: str) -> None:
    """GB/T 51366-2019 tables D.0.1 and E.0.1; UK Government conversion factors 2020, material use."""
    assert factor(table, factor_id) == {"CO2e": Fraction(kg_co2e)}


def test_walking_and_cycling_emit_nothing() -> None:
    for factor_id in ("commuting_walking_pkm", "commuting_bicycle_km", "travel_bicycle_pkm"):
        assert factor("commuting", factor_id) == {"CO2": 0}


def test_flights_count_gases_only() -> None:
    """Radiative forcing of contrails is no greenhouse gas of ISO 14064-1; every flight says that it is not in it."""
    flights = [row for table, row in ALL if "flight" in row["item"] or row["item"].startswith("air_freight")]
    assert len(flights) == 11
    for row in flights:
        assert "Without RF" in row["source"]
        assert "without radiative forcing" in row["en"]


@pytest.mark.parametrize(("table", "row"), ALL, ids=lambda entry: entry if isinstance(entry, str) else entry["id"])
def test_every_factor_names_its_source_and_can_be_read(table: str, row: dict[str, str]) -> None:
    for name in ("id", "method", "item", "zh", "en", "source", "publisher", "review_by", "quality"):
        assert row[name].strip(), name
    assert known_unit(row["unit"])
    assert 1990 <= int(row["year"]) <= 2026
    assert row["region"] in ("", "CN")
    species = dict(species_of(row))
    assert species
    assert all(kg >= 0 for kg in species.values())
    assert "CO2e" not in species or len(species) == 1


def test_ids_are_unique_and_one_item_of_one_region_has_one_factor_a_kind_of_unit() -> None:
    ids = [row["id"] for _, row in ALL]
    assert len(set(ids)) == len(ids)
    kinds = [(row["method"], row["item"], row["region"], row["unit"]) for _, row in ALL]
    assert len(set(kinds)) == len(kinds)


def test_no_name_of_a_method_means_two_items() -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for _, row in ALL:
        for name in (row["item"], row["zh"], row["en"], *filter(None, row["aliases"].split(";"))):
            meanings.setdefault((row["method"], name.casefold()), set()).add(row["item"])
    assert {key: items for key, items in meanings.items() if len(items) > 1} == {}


def test_passengers_and_vehicles_are_not_mixed_up() -> None:
    assert unit_factor("人公里", "pkm") == 1
    assert unit_factor("车公里", "km") == 1
    assert unit_factor("株", "1") == 1
    bus = [row["unit"] for _, row in ALL if row["item"] == "bus"]
    car = [row["unit"] for _, row in ALL if row["item"] == "car_petrol"]
    assert set(bus) == {"pkm"}
    assert set(car) == {"km"}
