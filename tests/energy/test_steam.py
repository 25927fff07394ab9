"""The heat of steam against the verification values of IAPWS R7-97(2012) and of published steam tables."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingtan.energy.steam import (
    SteamStateImpossible,
    if97_enthalpy_kj_per_kg,
    saturation_temperature_c,
    steam_enthalpy_kj_per_kg,
    steam_heat_gj,
    water_enthalpy_kj_per_kg,
)
from lingtan.knowledge import text


@pytest.mark.parametrize(
    ("temperature_k", "pressure_mpa", "enthalpy"),
    [
        (300, 3, 115.331273),
        (300, 80, 184.142828),
        (500, 3, 975.542239),
        (300, 0.0035, 2549.91145),
        (700, 0.0035, 3335.68375),
        (700, 30, 2631.49474),
        (650, 25.5837018, 1863.43019),
        (750, 78.3095639, 2258.68845),
    ],
)
def test_enthalpy_is_that_of_tables_5_15_and_33_of_the_release(temperature_k, pressure_mpa, enthalpy) -> None:
    """Region 3 is computed by the backward equations, which the release lets differ by some 0.003 kJ/kg."""
    assert float(if97_enthalpy_kj_per_kg(pressure_mpa, temperature_k)) == pytest.approx(enthalpy, abs=0.003)


@pytest.mark.parametrize(("pressure_mpa", "kelvin"), [(0.1, 372.755919), (1, 453.035632), (10, 584.149488)])
def test_saturation_is_that_of_table_36_of_the_release(pressure_mpa, kelvin) -> None:
    assert saturation_temperature_c(pressure_mpa) + 273.15 == pytest.approx(kelvin, abs=1e-5)


@pytest.mark.parametrize(
    ("pressure", "temperature", "enthalpy"),
    [
        ("1", None, "2777.12"),
        ("0.1", None, "2674.95"),
        (None, "100", "2675.57"),
        (None, "180", "2777.22"),
        ("1", "300", "3051.70"),
        ("0.1", "150", "2776.59"),
    ],
)
def test_steam_is_that_of_published_steam_tables(pressure, temperature, enthalpy) -> None:
    """Wagner, Kretzschmar: International Steam Tables (IAPWS-IF97), saturation and superheat."""
    found = steam_enthalpy_kj_per_kg(
        None if pressure is None else Fraction(pressure), None if temperature is None else Fraction(temperature)
    )
    assert abs(found - Fraction(enthalpy)) <= Fraction("0.02")


def test_a_state_within_a_kelvin_of_saturation_is_saturated_steam() -> None:
    """0.8 MPa boils at 170.41 °C; a meter that shows 170 °C does not show water."""
    saturated = steam_enthalpy_kj_per_kg(Fraction("0.8"), None)
    assert steam_enthalpy_kj_per_kg(Fraction("0.8"), Fraction(170)) == saturated
    assert steam_enthalpy_kj_per_kg(Fraction("0.8"), Fraction("170.4")) == saturated


def test_wet_steam_carries_its_share_of_vapour() -> None:
    dry, wet = (steam_enthalpy_kj_per_kg(Fraction(1), None, Fraction(x)) for x in ("1", "0.9"))
    assert abs((dry - wet) - Fraction("0.1") * (Fraction("2777.12") - Fraction("762.68"))) < Fraction("0.02")


def test_returned_condensate_takes_its_heat_off() -> None:
    back = water_enthalpy_kj_per_kg(Fraction(60))
    assert abs(back - Fraction("251.15")) < Fraction("0.02")
    assert steam_heat_gj(Fraction(10), Fraction(2777), Fraction(251)) == Fraction("25.26")


@pytest.mark.parametrize(
    ("pressure", "temperature", "dryness", "code"),
    [
        ("0.8", "150", None, "steam_is_water"),
        ("0.0001", None, None, "steam_pressure_outside"),
        ("101", "400", None, "steam_pressure_outside"),
        ("1", "900", None, "steam_temperature_outside"),
        (None, "-5", None, "steam_temperature_outside"),
        ("23", None, None, "steam_above_critical"),
        (None, "380", None, "steam_above_critical"),
        ("1", "300", "0.9", "steam_not_saturated"),
    ],
)
def test_a_state_no_steam_can_have_is_refused(pressure, temperature, dryness, code) -> None:
    state = [None if part is None else Fraction(part) for part in (pressure, temperature, dryness)]
    with pytest.raises(SteamStateImpossible) as impossible:
        steam_enthalpy_kj_per_kg(*state)
    assert impossible.value.code == code
    for language in ("zh", "en"):
        assert text(f"fault.{code}", language, **impossible.value.details)


@given(st.decimals("0.01", "20", places=3), st.decimals("1", "200", places=1))
def test_hotter_steam_of_one_pressure_carries_more_heat(pressure, superheat) -> None:
    boiling = saturation_temperature_c(float(pressure))
    mpa = Fraction(pressure)
    cooler = steam_enthalpy_kj_per_kg(mpa, Fraction(boiling) + Fraction(superheat) + 2)
    hotter = steam_enthalpy_kj_per_kg(mpa, Fraction(boiling) + Fraction(superheat) + 12)
    assert steam_enthalpy_kj_per_kg(mpa, None) < cooler < hotter
