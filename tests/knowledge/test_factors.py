"""The factor library: published values, fall-back years, nearest names, and what can be computed with them."""

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from lingtan.base import InputFaults, decimal_text
from lingtan.knowledge import (
    FactorMissing,
    Problem,
    check_activity,
    coal_equivalent,
    coal_equivalents,
    electricity_items,
    factors_hash,
    fuel,
    fuels,
    grid_factor,
    heat_factor,
    methods,
    text,
)
from lingtan.knowledge.factors.loading import read_library

LIBRARY = Path(__file__).parents[2] / "src" / "lingtan" / "knowledge" / "factors"

# tCO2 per unit (t, or 10^4 Nm3 of gas) as published combustion factors, four decimals.
PUBLISHED = {
    "A": """
    无烟煤 2.5215, 烟煤 1.7417, 褐煤 1.1729, 洗精煤 2.2082, 其他洗煤 1.0519, 型煤 1.9360, 其他煤制品 2.1081,
    焦炭 2.8604, 石油焦 3.2115, 原油 3.0202, 燃料油 3.1705, 汽油 2.9251, 柴油 3.0959, 一般煤油 3.0334,
    液化天然气 2.8313, 液化石油气 3.1013, 石脑油 3.1981, 焦油 2.6446, 粗苯 3.4109, 其他石油制品 2.9488, 天然气 21.6219,
    高炉煤气 8.4811, 转炉煤气 15.1240, 焦炉煤气 8.8638, 炼厂干气 3.0389, 其他煤气 2.3148
    """,
    "B": """
    无烟煤 2.3228, 烟煤 2.0715, 褐煤 1.4241, 洗精煤 2.2818, 其他洗煤 1.2886, 型煤 1.9360, 焦炭 2.8518, 原油 3.0783,
    燃料油 3.0472, 汽油 3.0425, 柴油 3.1451, 一般煤油 3.1517, 喷气煤油 3.1517, 石脑油 2.9488, 石油焦 3.0633,
    其他石油制品 2.8883, 焦油 2.6446, 粗苯 3.4109, 炼厂干气 3.0423, 液化石油气 2.9538, 液化天然气 2.3253,
    天然气 21.6219, 焦炉煤气 8.5828, 高炉煤气 9.6865, 转炉煤气 14.3210, 密闭电石炉炉气 15.9470, 其他煤气 2.3179
    """,
}

# kgCO2/kWh of 2021, 2022 and 2023 by the notices of the ministry of ecology and environment.
GRID = """
    national CN 0.5568 0.5366 0.5306
    national_without_traded_non_fossil CN 0.5942 0.5856 0.6096
    fossil CN 0.8426 0.8325 0.8273
    region north 0.7120 0.6776 0.6361
    region northeast 0.6012 0.5564 0.5122
    region east 0.5992 0.5617 0.5500
    region central 0.5354 0.5395 0.5271
    region northwest 0.5951 0.5857 0.5543
    region south 0.4326 0.3869 0.4042
    region southwest 0.2113 0.2268 0.2472
    province CN-SD 0.6838 0.6410 0.6191
    province CN-XJ 0.6577 0.6231 0.6021
    province CN-NX 0.6546 0.6423 0.6187
    province CN-QH 0.1326 0.1567 0.1796
    province CN-GS 0.4955 0.4772 0.4471
    province CN-SN 0.6336 0.6558 0.6335
    province CN-YN 0.1235 0.1073 0.1333
    province CN-GZ 0.5182 0.4989 0.5683
    province CN-SC 0.1255 0.1404 0.1564
    province CN-CQ 0.4743 0.5227 0.5581
    province CN-HI 0.4524 0.4184 0.3648
    province CN-GX 0.5154 0.4044 0.4476
    province CN-GD 0.4715 0.4403 0.4419
    province CN-HN 0.5138 0.4900 0.4976
    province CN-HB 0.3672 0.4364 0.4044
    province CN-HA 0.6369 0.6058 0.5897
    province CN-JX 0.5835 0.5752 0.5836
    province CN-FJ 0.4711 0.4092 0.4211
    province CN-AH 0.7075 0.6782 0.6553
    province CN-ZJ 0.5422 0.5153 0.4974
    province CN-JS 0.6451 0.5978 0.5827
    province CN-SH 0.5834 0.5849 0.5737
    province CN-HL 0.6342 0.5368 0.5229
    province CN-JL 0.5629 0.4932 0.4671
    province CN-LN 0.5876 0.5626 0.4878
    province CN-NM 0.7025 0.6849 0.6479
    province CN-SX 0.7222 0.7096 0.6634
    province CN-HE 0.7901 0.7252 0.6516
    province CN-TJ 0.7355 0.7041 0.6796
    province CN-BJ 0.5688 0.5580 0.5554
"""


def published(fuel_set):
    entries = (entry.split() for entry in PUBLISHED[fuel_set].replace("\n", " ").split(","))
    return dict(entries)


@pytest.mark.parametrize("fuel_set", ["A", "B"])
def test_every_fuel_has_its_published_combustion_factor(fuel_set) -> None:
    computed = {
        entry.name.zh: decimal_text(entry.tco2_per_unit, 4) for entry in fuels(fuel_set) if entry.set == fuel_set
    }
    assert computed == published(fuel_set)


@pytest.mark.parametrize("row", GRID.strip().splitlines(), ids=lambda row: "-".join(row.split()[:2]))
def test_every_grid_factor_is_the_published_one(row) -> None:
    table, code, *values = row.split()
    found = [grid_factor(code, year, table) for year in (2021, 2022, 2023)]
    assert [entry.tco2_per_mwh for entry in found] == [Fraction(value) for value in values]
    assert not any(entry.flag for entry in found)


def test_a_year_off_the_table_takes_the_latest_earlier_one_else_the_earliest_and_says_so() -> None:
    later, earlier = grid_factor("CN-SH", 2026), grid_factor("CN-SH", 2019)
    assert (later.year, later.tco2_per_mwh, later.flag) == (2023, Fraction("0.5737"), "grid_factor_earlier_year")
    assert (earlier.year, earlier.tco2_per_mwh, earlier.flag) == (2021, Fraction("0.5834"), "grid_factor_later_year")


@pytest.mark.parametrize("region", ["CN-XZ", "CN-HK", "CN-MO", "CN-TW", "CN"])
def test_a_region_without_a_published_factor_says_what_to_do(region) -> None:
    with pytest.raises(FactorMissing) as missing:
        grid_factor(region, 2023)
    assert missing.value.code == "grid_factor_missing"
    assert grid_factor(region, 2023, "national").tco2_per_mwh == Fraction("0.5306")


@pytest.mark.parametrize("table", ["provincial", "national", "fossil"])
def test_chinese_grid_factors_are_not_taken_outside_china(table) -> None:
    with pytest.raises(FactorMissing) as missing:
        grid_factor("KR-47", 2023, table)
    assert missing.value.code == "grid_factor_outside_china"


def test_heat_is_0_11_by_default_and_the_shanghai_value_only_listed() -> None:
    assert heat_factor().tco2_per_gj == Fraction("0.11")
    assert heat_factor("shanghai_ets").tco2_per_gj == Fraction("0.06")
    assert not heat_factor("shanghai_ets").default


def test_coal_equivalents_are_those_of_gb_t_2589_and_the_approximate_one_is_marked() -> None:
    assert coal_equivalent("electricity_calorific") == Fraction("0.1229")
    assert coal_equivalent("heat") == Fraction("0.03412")
    assert coal_equivalent("standard_coal") == Fraction("29307.6")
    assert [entry.id for entry in coal_equivalents() if not entry.confirmed] == ["electricity_equivalent"]


@pytest.mark.parametrize("name", ["柴油", "diesel", "Diesel", "DIESEL_OIL"])
def test_a_fuel_goes_by_its_chinese_name_its_id_and_its_other_names(name) -> None:
    assert fuel(name, "A").id == "diesel"


def test_an_unknown_fuel_is_answered_with_the_nearest() -> None:
    with pytest.raises(FactorMissing) as missing:
        fuel("天燃气", "A")
    assert missing.value.details["nearest"].startswith("天然气 (natural_gas)")


def test_a_fuel_of_the_other_set_only_names_that_set() -> None:
    with pytest.raises(FactorMissing) as missing:
        fuel("喷气煤油", "A")
    assert (missing.value.code, missing.value.details["other"]) == ("fuel_other_set", "B")


def test_nuclear_may_hide_in_direct_non_fossil_electricity_so_it_does_not_count_for_indicator_10() -> None:
    renewable = {entry.id for entry in electricity_items() if entry.renewable_in_park}
    assert renewable == {"direct_renewable", "onsite_pv", "onsite_wind", "onsite_other_renewable"}


def test_every_method_of_the_activities_file_is_known() -> None:
    promised = (
        "combustion mobile_combustion conversion electricity heat steam process carbonate refrigerant_top_up "
        "sf6_mass_balance "
        "wastewater_ch4 wastewater_n2o waste_incineration composting landfill transport commuting business_travel "
        "purchased_goods removal"
    )
    assert {entry.id for entry in methods()} == set(promised.split())


PROBLEMS = [
    (("electricityy", "grid", "MWh", False, ""), "method", "method_unknown"),
    (("electricity", "gridd", "MWh", False, ""), "item", "electricity_item_unknown"),
    (("electricity", "grid", "t", False, ""), "unit", "unit_of_electricity"),
    (("electricity", "grid", "tce", False, ""), "unit", "unit_coal_equivalent_electricity"),
    (("electricity", "grid", "t", True, "tCO2/t"), "unit", "unit_of_electricity"),
    (("combustion", "天燃气", "10^4Nm3", False, ""), "item", "fuel_unknown"),
    (("combustion", "天然气", "m3", False, ""), "unit", "unit_needs_state"),
    (("combustion", "天然气", "万m3", False, ""), "unit", "unit_needs_state"),
    (("combustion", "柴油", "L", False, ""), "unit", "unit_needs_density"),
    (("combustion", "柴油", "km", False, ""), "unit", "unit_of_fuel"),
    (("combustion", "柴油", "桶", False, ""), "unit", "unit_unknown_activity"),
    (("combustion", "喷气煤油", "t", False, ""), "item", "fuel_other_set"),
    (("heat", "bought", "t", False, ""), "unit", "unit_of_heat"),
    (("process", "玻璃", "t", False, ""), "item", "item_without_factor"),
    (("process", "合成氨", "t", False, ""), "item", "factor_ambiguous"),
    (("process", "水泥熟料", "m3", False, ""), "unit", "factor_units_differ"),
    (("purchased_goods", "钢材", "t", False, ""), "item", "factor_other_region"),
    (("process", "水泥熟料", "t", True, ""), "factor_unit", "factor_unit_missing"),
    (("process", "水泥熟料", "t", True, "tCO2/m3"), "factor_unit", "factor_unit_wrong"),
    (("process", "水泥熟料", "t", True, "kg/t"), "factor_unit", "factor_unit_wrong"),
]


def problems(method: str, item: str, unit: str, factor_given: bool, factor_unit: str) -> tuple[Problem, ...]:
    return check_activity(method, item, unit, factor_given, factor_unit, fuel_set="A")


@pytest.mark.parametrize(("activity", "column", "code"), PROBLEMS, ids=lambda part: str(part))
def test_what_cannot_be_computed_is_said_with_its_column_in_both_languages(activity, column, code) -> None:
    (problem,) = problems(*activity)
    assert (problem.column, problem.code) == (column, code)
    for language in ("zh", "en"):
        assert text(f"fault.{code}", language, **problem.details)


@pytest.mark.parametrize(
    "activity",
    [
        ("combustion", "天然气", "万Nm3", False, ""),
        ("combustion", "natural_gas", "GJ", False, ""),
        ("combustion", "natural_gas", "MWh", False, ""),
        ("mobile_combustion", "柴油", "kg", False, ""),
        ("electricity", "光伏", "万千瓦时", False, ""),
        ("heat", "外购蒸汽", "百万千焦", False, ""),
        ("steam", "grid", "GJ", False, ""),
        ("combustion", "生物质颗粒", "t", True, "tCO2/t"),
        ("process", "水泥熟料", "万吨", True, "kgCO2/t"),
        ("transport", "truck", "吨公里", True, "kgCO2e/(t*km)"),
        ("removal", "CCUS", "tCO2", False, ""),
    ],
    ids=lambda activity: "-".join(str(part) for part in activity),
)
def test_what_can_be_computed_has_no_problem(activity) -> None:
    assert problems(*activity) == ()


def test_a_damaged_library_reports_all_its_faults_at_once(tmp_path) -> None:
    shutil.copytree(LIBRARY, tmp_path, dirs_exist_ok=True)
    _replace(
        tmp_path / "fuels.csv", "A,anthracite,无烟煤,anthracite,,t,26.7,", "A,anthracite,无烟煤,anthracite,,t,-26.7,"
    )
    _replace(tmp_path / "grid.csv", "province,CN-SH,上海,Shanghai,2022", "province,CN-SH,上海,Shanghai,2021")
    _replace(tmp_path / "heat.yaml", 'value: "0.06"', "value: 0.06")
    _replace(tmp_path / "methods.yaml", "gas: SF6", "gas: SF7")
    _replace(tmp_path / "per_unit" / "process.csv", "steel-eaf-ipcc", "steel-bof-ipcc")
    _replace(tmp_path / "parameters" / "carbonate.csv", "carbonate,dolomite", "carbonatee,dolomite")
    _replace(tmp_path / "blends.csv", "HFC-32=50;HFC-125=50", "HFC-32=50;HFC-125=40")
    with pytest.raises(InputFaults) as broken:
        read_library(tmp_path)
    found = {(fault.file, fault.column, fault.code) for fault in broken.value.faults}
    assert found == {
        ("fuels.csv", "ncv_gj_per_unit", "factor_entry"),
        ("grid.csv", "-", "factor_twice"),
        ("heat.yaml", "value", "factor_entry"),
        ("methods.yaml", "gas", "factor_entry"),
        ("per_unit/process.csv", "id", "factor_twice"),
        ("parameters", "method", "factor_entry"),
        ("blends.csv", "-", "factor_entry"),
    }


def _replace(path, old, new) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def test_every_value_carries_source_year_region_and_a_date_to_review_it() -> None:
    library = read_library(LIBRARY)
    national = (library.fuels, library.grid, library.heat, library.coal)
    world = (library.factors, library.parameters, library.gwp, library.blends)
    found = [entry.provenance for entries in (*national, *world) for entry in entries]
    assert all(provenance.source and provenance.publisher and provenance.year for provenance in found)
    assert all(entry.provenance.region for entries in (library.grid, library.heat, library.coal) for entry in entries)
    assert all(provenance.review_by > "2026" for provenance in found)


def test_the_library_has_one_hash() -> None:
    assert len(factors_hash()) == 64
