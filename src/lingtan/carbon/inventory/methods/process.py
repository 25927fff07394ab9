"""Carbonates and the oxides they leave: process emissions that are formulas; products take a factor of the library."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lingtan.carbon.inventory.methods.numbers import Kilograms, Number


def carbonate_co2_t(mass_t: Number, carbonate_share: Number, factor_tco2_per_t: Number, calcination: Number) -> Number:
    """Decomposition of a carbonate: ``E = m x share x factor x calcination``; t to tCO2, shares 0-1.

    Source: GB/T 32151.34-2024, carbonates (table C.2) and flue-gas desulphurisation (share 90 % by default);
    IPCC 2006 volume 3, equation 2.15.
    """
    return mass_t * carbonate_share * factor_tco2_per_t * calcination


def clinker_co2_t(
    clinker_t: Number, cao: Number, cao_not_from_carbonate: Number, mgo: Number, mgo_not_from_carbonate: Number
) -> Number:
    """Clinker by its oxides: ``E = Q x [(FR1 - FR10) x 44/56 + (FR2 - FR20) x 44/40]``; t to tCO2, shares 0-1.

    Source: 《中国水泥生产企业温室气体排放核算方法与报告指南（试行）》, calcination of raw meal.
    """
    return clinker_t * ((cao - cao_not_from_carbonate) * 44 / 56 + (mgo - mgo_not_from_carbonate) * 44 / 40)


def carbonate(given: Mapping[str, Fraction]) -> Kilograms:
    """kg per t of carbonate: ``carbonate_share``, ``co2_per_carbonate`` in tCO2/t, ``calcination``."""
    co2_t = carbonate_co2_t(Fraction(1), given["carbonate_share"], given["co2_per_carbonate"], given["calcination"])
    return {"CO2": co2_t * 1000}


def clinker(given: Mapping[str, Fraction]) -> Kilograms:
    """kg per t of clinker from shares of oxides; one that is not stated is 0, which for MgO under-states."""
    names = ("cao", "cao_not_from_carbonate", "mgo", "mgo_not_from_carbonate")
    co2_t = clinker_co2_t(Fraction(1), *(given.get(name, Fraction(0)) for name in names))
    return {"CO2": co2_t * 1000}
