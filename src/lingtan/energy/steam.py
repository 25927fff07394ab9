"""The heat that steam carries, from its pressure and temperature (IAPWS-IF97)."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType

from lingtan.base import UnitMismatch, unit_factor
from lingtan.knowledge import Stated, read_parameters

ATMOSPHERE_MPA = Fraction("0.101325")
"""Standard atmosphere: gauge pressure is taken above it."""

# A steam table prints the saturation temperature to 0.1 °C and meters read it to about 1 °C.
SATURATION_TOLERANCE_K = 1.0
_KELVIN = Fraction("273.15")
_CRITICAL_MPA, _TRIPLE_MPA = 22.064, 0.000611657
_LOWEST_C, _HIGHEST_C, _CRITICAL_C = 0.0, 800.0, 373.946
_LIQUID, _VAPOUR = 0, 1


class SteamStateImpossible(ValueError):
    """No steam has this state: ``code`` is the wording (``fault.<code>``), ``details`` its parts."""

    def __init__(self, code: str, **details: str) -> None:
        self.code, self.details = code, details
        super().__init__(f"{code}: {details}")


def heat_gj_per_unit(method: str, unit: str, parameters: str) -> Fraction | None:
    """GJ that one unit of a row of heat or steam is: by its energy, or by mass and the state that the row gives.

    None where neither says, or no steam has that state.
    """
    try:
        return unit_factor(unit, "GJ")
    except UnitMismatch:
        pass
    try:
        mass_t = unit_factor(unit, "t")
        enthalpy, returned = stated_enthalpies(read_parameters(method, parameters)[0])
    except (UnitMismatch, SteamStateImpossible):
        return None
    return steam_heat_gj(mass_t, enthalpy, returned or Fraction(0))


def stated_enthalpies(stated: Stated) -> tuple[Fraction, Fraction | None]:
    """Enthalpies in kJ/kg that a row gives: of its steam, stated or from its state, and of the condensate returned.

    The second is None where no condensate goes back. Raises ``SteamStateImpossible``.
    """
    condensate = _celsius(stated, "condensate_temperature")
    returned = None if condensate is None else water_enthalpy_kj_per_kg(condensate)
    given = stated.number("enthalpy", "kJ/kg")
    if given is not None:
        return given, returned
    pressure, gauge = stated.number("pressure", "MPa"), stated.number("gauge_pressure", "MPa")
    if gauge is not None:
        pressure = gauge + ATMOSPHERE_MPA
    enthalpy = steam_enthalpy_kj_per_kg(pressure, _celsius(stated, "temperature"), stated.number("dryness", "1"))
    return enthalpy, returned


def _celsius(stated: Stated, name: str) -> Fraction | None:
    found = stated.numbers.get(name)
    if found is None:
        return None
    value, unit = found
    return value - _KELVIN if unit == "K" else value


def steam_heat_gj(mass_t: Fraction, enthalpy_kj_per_kg: Fraction, returned_kj_per_kg: Fraction) -> Fraction:
    """Heat of steam: ``Q = m x (h - h_returned) / 1000``; t and kJ/kg to GJ.

    ``returned_kj_per_kg`` is the enthalpy of condensate that goes back, 0 where none does: GB/T 32151.34-2024 prints
    mass x enthalpy.
    """
    return mass_t * (enthalpy_kj_per_kg - returned_kj_per_kg) / 1000


def steam_enthalpy_kj_per_kg(
    pressure_mpa: Fraction | None, temperature_c: Fraction | None, dryness: Fraction | None = None
) -> Fraction:
    """Specific enthalpy of steam, to 0.001 kJ/kg: of pressure and temperature, or saturated by one of the two.

    Absolute pressure in MPa up to 100, temperature in °C up to 800. ``dryness`` makes saturated steam wet. A
    temperature within 1 K of saturation is saturated steam. Raises ``SteamStateImpossible`` for water that is not steam
    and states outside the formulation. Source: IAPWS R7-97(2012), regions 1-4.
    """
    pressure, temperature = _float(pressure_mpa), _float(temperature_c)
    if pressure is not None and not _TRIPLE_MPA <= pressure <= 100:
        raise SteamStateImpossible("steam_pressure_outside", value=f"{pressure:g}")
    if temperature is not None and not _LOWEST_C < temperature <= _HIGHEST_C:
        raise SteamStateImpossible("steam_temperature_outside", value=f"{temperature:g}")
    if pressure is None or temperature is None:
        return _saturated(pressure, temperature, _VAPOUR if dryness is None else float(dryness))
    if pressure >= _CRITICAL_MPA:
        return if97_enthalpy_kj_per_kg(pressure, temperature + float(_KELVIN))
    boiling = saturation_temperature_c(pressure)
    if temperature < boiling - SATURATION_TOLERANCE_K:
        parts = {"pressure": f"{pressure:g}", "temperature": f"{temperature:g}", "boiling": f"{boiling:.1f}"}
        raise SteamStateImpossible("steam_is_water", **parts)
    if temperature <= boiling + SATURATION_TOLERANCE_K:
        return _saturated(pressure, None, _VAPOUR if dryness is None else float(dryness))
    if dryness is not None and dryness < 1:
        raise SteamStateImpossible("steam_not_saturated", temperature=f"{temperature:g}", boiling=f"{boiling:.1f}")
    return if97_enthalpy_kj_per_kg(pressure, temperature + float(_KELVIN))


def if97_enthalpy_kj_per_kg(pressure_mpa: float, temperature_k: float) -> Fraction:
    """Specific enthalpy of water or steam of one phase, to 0.001 kJ/kg; MPa and K. Source: IAPWS R7-97(2012)."""
    return _enthalpy("T", temperature_k, "P", pressure_mpa * 1e6)


def water_enthalpy_kj_per_kg(temperature_c: Fraction) -> Fraction:
    """Specific enthalpy of condensate, saturated liquid at a temperature in °C, to 0.001 kJ/kg."""
    temperature = float(temperature_c)
    if not _LOWEST_C <= temperature < _CRITICAL_C:
        raise SteamStateImpossible("steam_temperature_outside", value=f"{temperature:g}")
    return _enthalpy("T", max(temperature, 0.01) + float(_KELVIN), "Q", _LIQUID)


def saturation_temperature_c(pressure_mpa: float) -> float:
    """Temperature at which water boils at a pressure in MPa, °C (IAPWS-IF97 region 4)."""
    return _property("T", "P", pressure_mpa * 1e6, "Q", _VAPOUR) - float(_KELVIN)


def _saturated(pressure: float | None, temperature: float | None, dryness: float) -> Fraction:
    if pressure is not None:
        if pressure >= _CRITICAL_MPA:
            raise SteamStateImpossible("steam_above_critical", value=f"{pressure:g} MPa")
        return _enthalpy("P", pressure * 1e6, "Q", dryness)
    if temperature is None:
        raise SteamStateImpossible("steam_state_missing", value="t")
    if temperature >= _CRITICAL_C:
        raise SteamStateImpossible("steam_above_critical", value=f"{temperature:g} °C")
    return _enthalpy("T", temperature + float(_KELVIN), "Q", dryness)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _enthalpy(first: str, one: float, second: str, other: float) -> Fraction:
    """kJ/kg, rounded: the formulation is good to 0.1 kJ/kg, and a result must not hang on a machine's last bit."""
    return Fraction(f"{_property('H', first, one, second, other) / 1000:.3f}")


def _property(wanted: str, first: str, one: float, second: str, other: float) -> float:
    return float(_library().PropsSI(wanted, first, one, second, other, "IF97::Water"))


@cache
def _library() -> ModuleType:
    """CoolProp's compiled module alone: the package's own start lists every fluid, four seconds that IF97 needs not."""
    package = find_spec("CoolProp")
    found = PathFinder.find_spec("CoolProp.CoolProp", package.submodule_search_locations) if package else None
    if found is None or found.loader is None:
        raise ModuleNotFoundError("CoolProp")
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module
