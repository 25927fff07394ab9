"""The column ``parameters``: what it may say, and how what can't be true is told."""

from fractions import Fraction

import pytest

from lingtan.knowledge import check_activity, fuel, fuel_values, fuels, read_parameters, settle, text


def stated(method, written):
    found, problems = read_parameters(method, written)
    assert problems == ()
    return found


def codes(method, item, unit, written, **given):
    found = check_activity(method, item, unit, False, "", "A", parameters=written, **given)
    for one in found:
        for language in ("zh", "en"):
            assert text(f"fault.{one.code}", language, **one.details)
    return [(one.column, one.code) for one in found]


def test_numbers_come_with_their_units_and_choices_by_name() -> None:
    found = stated("combustion", "ncv=20908 kJ/kg; oxidation = 94 %;sector=commercial")
    assert found.number("ncv", "GJ/t") == Fraction("20.908")
    assert found.number("oxidation", "1") == Fraction("0.94")
    assert found.choices == {"sector": "commercial"}


def test_chinese_names_and_full_width_marks_are_read() -> None:
    found = stated("combustion", "低位发热量＝5000 kcal/kg；碳氧化率=0.98")
    assert found.number("ncv", "GJ/t") == Fraction("20.934")
    assert found.number("oxidation", "1") == Fraction("0.98")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ncv", "parameter_unreadable"),
        ("ncv=", "parameter_unreadable"),
        ("ncw=20 GJ/t", "parameter_unknown"),
        ("ncv=20 GJ/t; 低位发热量=21 GJ/t", "parameter_twice"),
        ("ncv=twenty GJ/t", "parameter_number"),
        ("ncv=20 kWh", "parameter_unit"),
        ("ncv=20", "parameter_unit"),
        ("ncv=20 GJ/Nm3", "parameter_unit"),
        ("oxidation=1.02", "parameter_beyond"),
        ("oxidation=94", "parameter_beyond"),
        ("oxidation=-0.1", "parameter_beyond"),
        ("ncv=0 GJ/t", "parameter_ten_times"),
        ("sector=industri", "parameter_choice"),
        ("carbon_content=26 tC/TJ; carbon_share=0.5 tC/t", "parameters_exclude"),
    ],
)
def test_what_cannot_be_read_or_true_is_a_problem_of_the_column(written, code) -> None:
    assert codes("combustion", "烟煤", "t", written) == [("parameters", code)]


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    (problem,) = check_activity("combustion", "烟煤", "t", False, "", "A", parameters="oxydation=0.9")
    assert problem.details["nearest"].startswith("oxidation")


@pytest.mark.parametrize("written", ["ncv=209.08 GJ/t", "ncv=2.09 GJ/t", "ncv=20908 GJ/t", "carbon_content=261 tC/TJ"])
def test_a_measured_value_ten_times_or_a_tenth_of_the_default_is_a_slip_and_both_are_named(written) -> None:
    (problem,) = check_activity("combustion", "烟煤", "t", False, "", "A", parameters=written)
    assert problem.code == "parameter_ten_times"
    assert float(problem.details["value"]) == float(written.split("=")[1].split()[0])
    assert problem.details["default"] in ("19.57", "26.1")


@pytest.mark.parametrize(("written", "flags"), [("ncv=35 GJ/t", 1), ("ncv=25 GJ/t", 0), ("ncv=11 GJ/t", 1)])
def test_a_value_outside_the_usual_range_is_taken_and_flagged(written, flags) -> None:
    assert codes("combustion", "烟煤", "t", written) == []
    values, _ = fuel_values(fuel("烟煤", "A"), stated("combustion", written))
    assert values.flags == ("parameter_out_of_range",) * flags


def test_the_default_with_the_most_conditions_that_hold_is_taken() -> None:
    other, _ = settle("carbonate", "calcium_carbonate", stated("carbonate", ""), "CN-SH", 2024)
    scrubber, _ = settle("carbonate", "calcium_carbonate", stated("carbonate", "use=desulphurisation"), "CN-SH", 2024)
    assert (other.values["carbonate_share"], scrubber.values["carbonate_share"]) == (1, Fraction("0.9"))


def test_every_fuel_has_ranges_that_hold_its_default() -> None:
    for entry in (*fuels("A"), *fuels("B")):
        assert entry.ncv_range[0] <= entry.ncv_gj_per_unit <= entry.ncv_range[1]
        assert entry.carbon_range[0] <= entry.carbon_tc_per_tj <= entry.carbon_range[1]


@pytest.mark.parametrize(
    ("method", "item", "unit", "written", "problem"),
    [
        ("steam", "grid", "t", "", ("parameters", "steam_state_missing")),
        ("steam", "grid", "t", "pressure=0.8 MPa; gauge_pressure=0.7 MPa", ("parameters", "parameters_exclude")),
        ("steam", "grid", "t", "enthalpy=2770 kJ/kg; temperature=180 °C", ("parameters", "parameters_exclude")),
        ("steam", "grid", "m3", "pressure=0.8 MPa", ("unit", "unit_of_steam")),
        ("steam", "grid", "t", "pressure=8 kg", ("parameters", "parameter_unit")),
        ("electricity", "onsite_pv", "MWh", "residual=yes", ("parameters", "residual_of_grid_only")),
        ("carbonate", "玄武岩", "t", "", ("item", "item_unknown")),
        ("carbonate", "白云石", "m3", "", ("unit", "unit_of_method")),
        ("carbonate", "白云石", "t", "calcination=1.2", ("parameters", "parameter_out_of_range")),
        ("refrigerant_top_up", "R-999", "kg", "", ("item", "refrigerant_unknown")),
        ("refrigerant_top_up", "R-410A", "L", "", ("unit", "unit_of_method")),
        ("sf6_mass_balance", "GIS", "kg", "stock_start=3 kg; bought=1 kg", ("parameters", "parameter_missing")),
        (
            "sf6_mass_balance",
            "GIS",
            "kg",
            "stock_start=3 kg; bought=1 kg; sold=0 kg; stock_end=2 kg",
            ("unit", "unit_of_balance"),
        ),
    ],
)
def test_each_method_says_what_it_needs(method, item, unit, written, problem) -> None:
    expected = [] if problem[1] == "parameter_out_of_range" else [problem]
    assert codes(method, item, unit, written) == expected


@pytest.mark.parametrize(
    ("method", "item", "unit", "written"),
    [
        ("combustion", "柴油", "L", "density=0.84 kg/L"),
        ("combustion", "天然气", "m3", "state=20C"),
        ("combustion", "天然气", "10^4Nm3", "ncv=36 MJ/Nm3; carbon_content=15.3 tC/TJ"),
        ("combustion", "烟煤", "t", "carbon_share=52.3 %; ncv=20.1 GJ/t; oxidation=0.98"),
        ("mobile_combustion", "柴油", "t", "technology=off_road"),
        ("conversion", "原油", "t", "carbon_share=0.85 tC/t"),
        ("steam", "外购蒸汽", "t", "pressure=0.8 MPa; temperature=200 °C"),
        ("steam", "外购蒸汽", "kg", "temperature=453.15 K"),
        ("steam", "grid", "GJ", ""),
        ("carbonate", "CaCO3", "kg", "use=desulphurisation"),
        ("process", "水泥熟料", "t", "cao=65 %; mgo=1.5 %"),
        ("process", "合成氨", "t", "factor=ammonia-gas-ipcc"),
        ("refrigerant_top_up", "R410a", "kg", ""),
        ("refrigerant_top_up", "R-22", "kg", ""),
        ("sf6_mass_balance", "GIS", "kg", ""),
        ("sf6_mass_balance", "GIS", "1", "stock_start=3 kg; bought=1 kg; sold=0 kg; stock_end=2 kg"),
        ("landfill", "污泥", "tCH4", ""),
    ],
)
def test_what_can_be_computed_has_no_problem(method, item, unit, written) -> None:
    assert codes(method, item, unit, written) == []


def test_a_gas_must_be_one_of_the_seven_or_known() -> None:
    assert codes("process", "钢", "tCO2e", "", gas="NF3") == []
    assert codes("process", "钢", "tCO2e", "", gas="HFC-32") == []
    assert codes("process", "钢", "tCO2e", "", gas="HCFC-22") == [("gas", "gas_unknown")]
    assert codes("process", "钢", "tCO2e", "", gas="methan") == [("gas", "gas_unknown")]


@pytest.mark.parametrize("factor_unit", ["kgCH4/t", "kgN2O/t", "gSF6/kg", "tNF3/t", "kgCO2e/t"])
def test_a_factor_of_the_row_may_be_a_mass_of_a_gas(factor_unit) -> None:
    assert check_activity("process", "硝酸", "t", True, factor_unit, "A") == ()
