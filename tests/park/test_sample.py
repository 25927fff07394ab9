"""The bundled sample park: whole, consistent with itself, and holding the special cases docs/sample-park.md names."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import yaml

from lingtan.app.evaluation import evaluate_park
from lingtan.base import unit_factor
from lingtan.park import derive_quantities, read_park, sample_park

ROOT = sample_park()

# The columns of the contract, which outsiders rely on: written out here, not taken from the reader.
COLUMNS = {
    "quantities.csv": "quantity year value unit source evidence note",
    "enterprises.csv": "enterprise name industry land_m2 is_factory green_factory zero_carbon_factory has_inventory "
    "joined_on left_on operational_control financial_control equity_share",
    "activities.csv": "enterprise source method item quantity unit start end factor factor_unit factor_source "
    "parameters gas pressure temperature counterparty uncertainty_pct data_quality evidence note",
    "factors.csv": "id method item zh en aliases unit CO2 CH4 N2O other CO2e uncertainty_pct preferred valid_from "
    "valid_to source publisher year region review_by quality evidence",
    "sources.csv": "source enterprise category gases status name facility meter significant note",
    "exclusions.csv": "source reason estimate_tco2e",
    "buildings.csv": "building enterprise kind completed_on floor_area_m2 stars ultra_low_energy roof_usable_m2 "
    "pv_area_m2 co2_intensity",
    "discharges.csv": "outlet enterprise pollutant measured limit total_t cap_t year",
    "instruments.csv": "kind registry serial_from serial_to project quantity unit vintage_start vintage_end status "
    "retired_on claim_year boundary evidence",
    "measures.csv": "clause status year capex_cny opex_cny_per_year effect_tco2e_per_year note",
    "meters.csv": "meter name kind unit parent enterprise system reading timezone activity activity_unit "
    "activity_per_unit",
}


@cache
def rows(file: str) -> tuple[dict[str, str], ...]:
    with (ROOT / file).open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


def amounts(found: Iterable[dict[str, str]], unit: str) -> Fraction:
    return sum((Fraction(row["quantity"]) * unit_factor(row["unit"], unit) for row in found), Fraction(0))


def stated(quantity: str, year: int = 2024) -> Fraction:
    (row,) = (row for row in rows("quantities.csv") if row["quantity"] == quantity and row["year"] == str(year))
    return Fraction(row["value"])


def activities(year: int, method: str, item: str | None = None) -> list[dict[str, str]]:
    return [
        row
        for row in rows("activities.csv")
        if row["start"][:4] == str(year) and row["method"] == method and item in (None, row["item"])
    ]


# The files


@pytest.mark.parametrize("file", COLUMNS)
def test_every_file_of_the_contract_is_there_with_its_columns(file: str) -> None:
    header, *body = (ROOT / file).read_text(encoding="utf-8").splitlines()
    assert header.split(",") == COLUMNS[file].split()
    assert body


@pytest.mark.parametrize("name", ["park.yaml", "energy_system.yaml", "README.md", "readings", "profiles", "evidence"])
def test_the_other_parts_of_a_park_folder_are_there(name: str) -> None:
    assert (ROOT / name).exists()


def test_files_are_small_utf_8_with_plain_line_ends() -> None:
    for file in ROOT.rglob("*.*"):
        content = file.read_bytes()
        assert b"\r" not in content, file.name
        assert not content.startswith(b"\xef\xbb\xbf"), file.name
        content.decode("utf-8")
    assert sum(file.stat().st_size for file in (ROOT / "readings").iterdir()) < 300_000


def test_the_park_says_that_it_is_a_sample() -> None:
    profile = yaml.safe_load((ROOT / "park.yaml").read_text(encoding="utf-8"))
    assert profile["id"].startswith("sample")
    assert "样例" in profile["name"]
    assert "Sample" in profile["name_en"]
    assert all(row["name"].startswith("样例") for row in rows("enterprises.csv"))
    assert all("SAMPLE" in row["serial_from"] for row in rows("instruments.csv"))


def test_the_sample_reads_without_a_fault() -> None:
    park = read_park(ROOT)
    assert park.profile.reporting_year == 2024
    assert len(park.enterprises) == 30
    assert park.activities.num_rows == len(rows("activities.csv"))
    assert [file.name for file in park.readings] == ["e06-2024-06.csv"]


def test_the_sample_says_who_answers_for_it_and_how_it_is_bounded() -> None:
    """ISO 14064-1:2018, 9.3.1 b), d), k), s): responsible person, boundary, base year, verification."""
    profile = read_park(ROOT).profile
    assert (profile.consolidation, profile.base_year) == ("park", profile.years[0])
    assert profile.responsible
    assert profile.verification
    assert profile.intended_use


@pytest.mark.parametrize("consolidation", ["operational_control", "financial_control", "equity_share"])
def test_the_sample_can_be_consolidated_any_way(tmp_path: Path, consolidation: str) -> None:
    shutil.copytree(ROOT, tmp_path / "p")
    profile = tmp_path / "p" / "park.yaml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("consolidation: park", f"consolidation: {consolidation}"), encoding="utf-8")
    assert read_park(tmp_path / "p").profile.consolidation == consolidation


# Derived quantities, computed by hand from the files


def test_derived_quantities_of_the_sample() -> None:
    found = {entry.quantity: entry.value for entry in derive_quantities(read_park(ROOT))}
    assert found == {
        # B07 26,000 + B13 12,400 + B16 8,300 + B19 14,500 + B21 9,200 + B23 11,800 + B24 5,600
        "recent_buildings_total": 87_800,
        # without B16 (0 stars) and B21 (1 star)
        "recent_buildings_two_star": 70_300,
        "ultra_low_energy_or_zero_carbon_building": 1,
        # B07 18,000 + B13 7,000 + B16 4,900 + B19 9,800 + B21 5,600
        "new_industrial_roof_usable_area": 45_300,
        # B07 12,100 + B13 4,400 + B19 6,600
        "new_industrial_roof_pv_area": 23_100,
        "settled_industrial_land": 492_000,
        "factories_total": 26,
        "green_factories": 10,
        "zero_carbon_factories": 2,
        "production_enterprises": 26,
        "enterprises_with_ghg_inventory": 20,
    }


def test_occupancy_of_4_2_6_is_above_one_half() -> None:
    settled = sum(int(row["land_m2"]) for row in rows("enterprises.csv") if row["is_factory"] == "true")
    assert Fraction(settled) / (stated("industrial_land") * 10_000) == pytest.approx(0.82, abs=0.01)


# The figures fit each other


BY_YEAR = {"sf6_mass_balance", "landfill", "removal"}
"""A balance, a year's waste and a year's growth are told by year."""


def test_activities_are_monthly_in_the_reporting_year_and_quarterly_before() -> None:
    lengths = defaultdict(set)
    for row in rows("activities.csv"):
        if row["method"] in BY_YEAR:
            assert (row["start"][4:], row["end"][4:]) == ("-01-01", "-01-01")
            continue
        start, end = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
        assert end <= date(start.year + 1, 1, 1)
        lengths[start.year].add((end.year - start.year) * 12 + end.month - start.month)
    assert lengths == {2021: {3}, 2022: {3}, 2023: {3}, 2024: {1}}


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_the_energy_station_delivers_what_it_can_make_of_its_gas(year: int) -> None:
    gas_gj = amounts([row for row in activities(year, "combustion") if row["source"] == "E02-GAS"], "Nm3") * Fraction(
        "0.0389310"
    )
    generated = [row for row in activities(year, "electricity", "onsite_fossil") if not row["counterparty"]]
    delivered = [row for row in activities(year, "electricity", "onsite_fossil") if row["counterparty"]]
    heat = [row for row in activities(year, "heat") if row["counterparty"] or row["source"] == "E02-HEATOUT"]
    assert amounts(delivered, "MWh") < amounts(generated, "MWh")
    assert amounts(generated, "GJ") / gas_gj == pytest.approx(0.35, abs=0.01)
    used = sum((abs(Fraction(row["quantity"])) for row in heat), Fraction(0))
    assert used / gas_gj == pytest.approx(0.385, abs=0.01)


def test_internal_transfers_come_from_the_energy_station_and_count_nowhere_twice() -> None:
    internal = [row for row in rows("activities.csv") if row["counterparty"]]
    assert {row["counterparty"] for row in internal} == {"E02"}
    assert {row["method"] for row in internal} == {"electricity", "heat"}
    assert all(row["enterprise"] != "E02" for row in internal)


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_green_power_is_covered_by_retired_certificates_to_the_megawatt_hour(year: int) -> None:
    lots = [row for row in rows("instruments.csv") if row["kind"] == "green_power" and row["claim_year"] == str(year)]
    assert amounts(lots, "MWh") == amounts(activities(year, "electricity", "green_power"), "MWh")
    assert {row["status"] for row in lots} == {"retired"}


def test_stated_energy_totals_equal_the_activities() -> None:
    items = ("grid", "green_power", "onsite_pv", "direct_renewable")
    electricity = sum((amounts(activities(2024, "electricity", item), "MWh") for item in items), Fraction(0))
    generated = [row for row in activities(2024, "electricity", "onsite_fossil") if not row["counterparty"]]
    assert stated("electricity_total") == pytest.approx(float(electricity + amounts(generated, "MWh")), abs=1)
    direct = amounts(activities(2024, "electricity", "onsite_pv"), "MWh") + amounts(
        activities(2024, "electricity", "direct_renewable"), "MWh"
    )
    assert stated("direct_green_electricity") == pytest.approx(float(direct), abs=1)


def test_readings_of_a_month_equal_that_month_among_the_activities() -> None:
    total: dict[str, Fraction] = defaultdict(Fraction)
    for row in rows("readings/e06-2024-06.csv"):
        assert row["time"].endswith("+08:00")
        total[row["meter"]] += Fraction(row["value"])
    june = [row for row in rows("activities.csv") if row["enterprise"] == "E06" and row["start"] == "2024-06-01"]
    for meter, item in (("M-E06-GRID", "grid"), ("M-E06-PV", "onsite_pv")):
        month = amounts([row for row in june if row["item"] == item], "kWh")
        assert month == pytest.approx(float(total[meter]), abs=10), "activities keep 0.01 MWh"


def test_no_meter_is_an_activity_for_its_energy_is_stated_already() -> None:
    assert all(row["activity"] == "" for row in rows("meters.csv"))


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("public_vehicles_new_energy", "public_vehicles_total"),
        ("new_parking_spaces_with_charger", "new_parking_spaces"),
        ("freight_low_carbon", "freight_total"),
        ("people_low_carbon_travel", "people_total"),
        ("waste_energy_recovered", "waste_energy_recoverable"),
        ("solid_waste_utilised", "solid_waste_generated"),
        ("industrial_solid_waste_utilised", "industrial_solid_waste_generated"),
        ("industrial_solid_waste_generated", "solid_waste_generated"),
        ("industrial_water_reused", "industrial_water_total"),
        ("enterprises_with_ghg_inventory", "production_enterprises"),
        ("green_area", "developed_land"),
        ("industrial_land", "developed_land"),
        ("clean_energy_consumption", "energy_consumption_equivalent"),
        ("products_at_grade_2", "products_with_quota"),
        ("waste_heat_recovered", "waste_heat_recoverable"),
        ("waste_pressure_recovered", "waste_pressure_recoverable"),
    ],
)
def test_parts_are_within_their_wholes(part: str, whole: str) -> None:
    assert 0 < stated(part) < stated(whole)


def test_waste_energy_is_the_sum_of_heat_and_pressure() -> None:
    for word in ("recovered", "recoverable"):
        assert stated(f"waste_energy_{word}") == stated(f"waste_heat_{word}") + stated(f"waste_pressure_{word}")


def test_identifiers_lead_somewhere() -> None:
    enterprises = {row["enterprise"] for row in rows("enterprises.csv")}
    for file in ("activities.csv", "sources.csv", "buildings.csv", "discharges.csv", "meters.csv"):
        assert {row["enterprise"] for row in rows(file)} - {""} <= enterprises, file
    meters = {row["meter"] for row in rows("meters.csv")}
    assert {row["parent"] for row in rows("meters.csv")} - {""} <= meters
    assert {row["meter"] for row in rows("sources.csv")} - {""} <= meters
    assert {row["meter"] for row in rows("readings/e06-2024-06.csv")} <= meters


def test_every_source_is_quantified_or_excluded_with_a_reason() -> None:
    """4.1.2: complete, and says what is not measured."""
    status = {row["source"]: row["status"] for row in rows("sources.csv")}
    quantified = {source for source, found in status.items() if found == "quantified"}
    assert {row["source"] for row in rows("activities.csv")} == quantified
    assert {row["source"] for row in rows("exclusions.csv")} == status.keys() - quantified
    assert all(row["reason"] and Decimal(row["estimate_tco2e"]) > 0 for row in rows("exclusions.csv"))


# The special cases


METHODS = (
    "combustion mobile_combustion electricity heat steam process carbonate refrigerant_top_up sf6_mass_balance "
    "wastewater_ch4 wastewater_n2o waste_incineration composting landfill transport commuting purchased_goods removal "
    "conversion"
)


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_every_method_of_the_contract_has_its_rows_in_every_year(year: int) -> None:
    """Years that are compared cover the same sources (4.1.4)."""
    told = {row["method"] for row in rows("activities.csv") if row["start"][:4] == str(year)}
    assert told == set(METHODS.split())


def test_every_activity_says_how_sure_it_is() -> None:
    assert all(Decimal(row["uncertainty_pct"]) > 0 and row["data_quality"] for row in rows("activities.csv"))


def test_the_state_of_steam_stands_in_its_columns_and_in_notes() -> None:
    steam = [row for row in read_park(ROOT).activities.to_pylist() if row["method"] == "steam"]
    assert {row["parameters"] for row in steam} == {"pressure=0.8 MPa; temperature=175 °C"}
    written = {bool(row["pressure"]) for row in rows("activities.csv") if row["method"] == "steam"}
    assert written == {True, False}


def test_the_parks_own_factor_is_the_one_of_its_heat() -> None:
    """E19 buys heat of waste incineration: by its own factor of factors.csv in 2024, in the rows before."""
    (factor,) = rows("factors.csv")
    heat = [row for row in rows("activities.csv") if row["source"] == "E19-HEAT"]
    of_2024 = [row for row in heat if row["start"][:4] == factor["year"]]
    assert {row["item"] for row in of_2024} == {factor["item"]}
    assert {row["factor"] for row in of_2024} == {""}
    before = {(row["factor"], row["factor_unit"]) for row in heat if row not in of_2024}
    assert before == {("0.062", "tCO2/GJ")}
    assert Fraction(factor["CO2"]) / 1000 == Fraction("0.062")


def test_the_stock_of_sf6_goes_on_from_year_to_year() -> None:
    """IPCC 2006 volume 3, equation 8.4: what is in stock at the end of a year is there at the start of the next."""
    balances = [
        dict(part.split("=") for part in row["parameters"].split("; "))
        for row in rows("activities.csv")
        if row["method"] == "sf6_mass_balance"
    ]
    assert [balance["stock_start"] for balance in balances[1:]] == [balance["stock_end"] for balance in balances[:-1]]


def test_not_applicable_and_partial_figures_give_their_reason() -> None:
    values = {row["quantity"]: row for row in rows("quantities.csv")}
    assert {name for name, row in values.items() if row["value"] == "na"} == {
        "products_recyclable",
        "products_total",
        "waste_cold_recovered",
        "waste_cold_recoverable",
    }
    partial = ("microgrid_control_system", "ccus", "energy_saving_product")
    assert all(0 < Fraction(values[name]["value"]) < 1 for name in partial)
    assert all(row["note"] for name, row in values.items() if row["value"] == "na" or name in partial)


def test_the_figure_of_indicator_17_is_missing_and_derivable_figures_are_left_out() -> None:
    given = {row["quantity"] for row in rows("quantities.csv")}
    assert "sewage_domestic" in given
    absent = {"sewage_reclaimed", "removals_inside", "gross_emissions", "credits_retired", "own_project_offsets"}
    assert not (absent | {"factories_total"}) & given


def test_one_evidence_file_is_missing() -> None:
    named = {row["evidence"] for file in ("quantities.csv", "activities.csv", "instruments.csv") for row in rows(file)}
    assert named - {""} - {file.stem for file in (ROOT / "evidence").iterdir()} == {"EV-PRODUCTS"}


def test_two_shall_items_of_clause_5_are_unanswered() -> None:
    answered = {row["clause"] for row in rows("measures.csv")}
    counts = {1: 4, 2: 5, 3: 5, 4: 5, 5: 6, 6: 4, 7: 5, 8: 3}
    clauses = {f"5.{system}.{item}" for system, count in counts.items() for item in range(1, count + 1)}
    assert clauses - answered == {"5.2.5", "5.3.2", "5.5.6", "5.6.3"}
    assert {row["status"] for row in rows("measures.csv")} == {"done", "planned", "not_applicable"}


def test_the_sample_is_evaluated_as_its_page_says() -> None:
    """docs/sample-park.md: gate met, creation level under every split of the weights, 90 in reach with indicator 17."""
    result = evaluate_park(ROOT).evaluation
    assert {entry.status for entry in result.gate} == {"met"}
    assert result.level == result.level_without_bonus == "creation"
    assert {point.level for point in result.band} == {"creation"}
    assert result.score_if_complete is not None
    assert result.score_if_complete.compare(Fraction(90)) > 0
    status = {entry.no: entry.status for entry in result.indicators}
    assert {no for no, found in status.items() if found != "counted"} == {14, 17}
    assert (status[14], status[17]) == ("not_applicable", "not_reported")
    both_given = {entry.no for entry in result.indicators if len(entry.alternatives) == 2}
    assert both_given == {1, 6, 21}
    assert {flag.code for flag in result.flags} >= {"stated_differs", "evidence_missing", "grid_factor_earlier_year"}
    assert not {"offsets_above_own_reductions", "intensity_rising"} & {flag.code for flag in result.flags}


def test_the_energy_system_and_its_profiles_are_read_and_kept() -> None:
    park = read_park(sample_park())
    assert park.energy_system["technologies"]
    assert [file.suffix for file in park.profiles] == [".csv"]
