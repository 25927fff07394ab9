"""Electricity and heat that enter the park, or leave it."""

from __future__ import annotations

from lingtan.carbon.inventory.methods.numbers import Number


def electricity_co2_t(energy_mwh: Number, factor_tco2_per_mwh: Number) -> Number:
    """Electricity bought: ``E = energy x factor``; MWh and tCO2/MWh to tCO2; negative where sent out.

    Source: GB/T 32150-2025, electricity bought and sent out; ISO 14064-1:2018 annex E.
    """
    return energy_mwh * factor_tco2_per_mwh


def generated_mwh(delivered_mwh: Number, grid_loss: Number) -> Number:
    """Electricity to be generated for a delivery: ``delivered / (1 - loss)``; loss as a share of generation, MWh."""
    return delivered_mwh / (1 - grid_loss)


def heat_co2_t(heat_gj: Number, factor_tco2_per_gj: Number) -> Number:
    """Heat bought: ``E = heat x factor``; GJ and tCO2/GJ to tCO2; negative where sent out.

    Source: GB/T 32150-2025 7.5.6-7.5.7.
    """
    return heat_gj * factor_tco2_per_gj
