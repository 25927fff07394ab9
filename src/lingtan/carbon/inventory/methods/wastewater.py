"""Wastewater: methane of organic matter that decays without air, nitrous oxide of nitrogen treated or discharged."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lingtan.carbon.inventory.methods.numbers import Number
from lingtan.knowledge import FactorMissing


def wastewater_ch4_kg(organics_kg: Number, sludge_kg: Number, bo: Number, mcf: Number, recovered_kg: Number) -> Number:
    """Methane of a treatment: ``CH4 = (TOW - S) x Bo x MCF - R``, kg, never negative.

    ``organics_kg``: organic matter removed in a treatment or discharged, as COD (or BOD); ``sludge_kg``: what of it
    leaves as sludge; ``bo`` in kgCH4 per kg of COD (or BOD); ``mcf`` 0-1; ``recovered_kg``: CH4 burnt or used.
    Source: IPCC 2006 volume 5 chapter 6, equations 6.4 and 6.5 (industrial), 6.1 and 6.2 (domestic).
    """
    left = (organics_kg - sludge_kg) * bo * mcf - recovered_kg
    return (left + abs(left)) / 2


def organics_removed_kg(volume_m3: Number, inflow_mg_per_l: Number, outflow_mg_per_l: Number) -> Number:
    """Organic matter taken out of wastewater: ``W x (COD_in - COD_out) / 1000``; m3 and mg/L to kg.

    Source: IPCC 2006 volume 5 chapter 6, equation 6.6; 工业其他行业企业温室气体排放核算方法与报告指南（试行）.
    """
    return volume_m3 * (inflow_mg_per_l - outflow_mg_per_l) / 1000


def wastewater_n2o_kg(nitrogen_kg: Number, n2o_n_per_n: Number) -> Number:
    """Nitrous oxide of nitrogen: ``N2O = N x EF x 44/28``; kg of N and kgN2O-N/kgN to kgN2O.

    Source: IPCC 2006 volume 5 chapter 6, equation 6.7; IPCC 2019 Refinement, equation 6.9 for treatment plants.
    """
    return nitrogen_kg * n2o_n_per_n * 44 / 28


def wastewater_ch4(given: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """kg per kg of COD removed or discharged (of BOD, where the row states ``bo`` for it).

    ``bo`` in kgCH4/kg, ``mcf``, ``sludge_share`` and ``recovered`` as shares 0-1 (``recovered`` of the methane
    generated), ``recovered_ch4`` in kgCH4 per kg of COD.
    """
    return {"CH4_nonfossil": _ch4_kg(Fraction(1), given["bo"], given)}


def wastewater_ch4_by_volume(given: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """kg per m3 of wastewater from ``cod_in`` and ``cod_out``, or ``bod_in`` and ``bod_out``, in mg/L.

    The other parameters as ``wastewater_ch4``, ``bo_bod`` for BOD. Raises ``KeyError`` where one of the two is missing,
    ``FactorMissing`` (``wastewater_outflow_above_inflow``) where more leaves than enters.
    """
    basis = "bod" if "bod_in" in given or "bod_out" in given else "cod"
    inflow, outflow = given[f"{basis}_in"], given[f"{basis}_out"]
    if outflow > inflow:
        stated = {"inflow": f"{basis}_in", "outflow": f"{basis}_out"}
        raise FactorMissing("wastewater_outflow_above_inflow", column="parameters", **stated)
    bo = given["bo_bod"] if basis == "bod" else given["bo"]
    return {"CH4_nonfossil": _ch4_kg(organics_removed_kg(Fraction(1), inflow, outflow), bo, given)}


def wastewater_n2o(given: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """kg per kg of nitrogen that enters a plant or leaves as effluent: ``n2o_n`` in kgN2O-N/kgN."""
    return {"N2O": wastewater_n2o_kg(Fraction(1), given["n2o_n"])}


def wastewater_n2o_by_volume(given: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """kg per m3 of water: ``tn_in`` is its total nitrogen in mg/L, as it enters the plant or leaves as effluent."""
    return {"N2O": wastewater_n2o_kg(given["tn_in"] / 1000, given["n2o_n"])}


def _ch4_kg(organics_kg: Fraction, bo: Fraction, given: Mapping[str, Fraction]) -> Fraction:
    sludge_kg = organics_kg * given["sludge_share"]
    generated_kg = wastewater_ch4_kg(organics_kg, sludge_kg, bo, given["mcf"], Fraction(0))
    recovered_kg = generated_kg * given["recovered"] + organics_kg * given["recovered_ch4"]
    return wastewater_ch4_kg(organics_kg, sludge_kg, bo, given["mcf"], recovered_kg)


WASTEWATER_FORMULAS = {
    "wastewater_ch4": wastewater_ch4,
    "wastewater_ch4/m3": wastewater_ch4_by_volume,
    "wastewater_n2o": wastewater_n2o,
    "wastewater_n2o/m3": wastewater_n2o_by_volume,
}
"""Rules of ``methods.yaml`` to their formula; the base units are kg (of COD or N) and m3 of wastewater."""
