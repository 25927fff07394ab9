"""The equations of the inventory as pure functions, on exact fractions or on arrays alike.

Each takes and returns plain numbers in the units its docstring names; nothing here looks anything up.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Number = TypeVar("Number", Fraction, NDArray[np.float64])
else:
    Number = TypeVar("Number")


def combustion_co2_t(amount: Number, ncv_gj_per_unit: Number, carbon_tc_per_tj: Number, oxidation: Number) -> Number:
    """Carbon balance of a fuel: ``E = amount x NCV x carbon content x oxidation x 44/12``.

    ``amount`` in units of fuel, ``ncv_gj_per_unit`` in GJ per unit (net), ``carbon_tc_per_tj`` in tC/TJ
    (= kgC/GJ), ``oxidation`` as a share 0-1; returns tCO2.
    Source: GB/T 32151.34-2024, combustion of fossil fuels; IPCC 2006 volume 2, equations 2.1-2.3 with table 1.4.
    """
    return amount * ncv_gj_per_unit * combustion_factor_kg_per_tj(carbon_tc_per_tj, oxidation) / 1_000_000


def combustion_factor_kg_per_tj(carbon_tc_per_tj: Number, oxidation: Number) -> Number:
    """CO2 per energy of a fuel: ``EF = carbon content x oxidation x 44/12``.

    ``carbon_tc_per_tj`` in tC/TJ, ``oxidation`` as a share 0-1; returns kgCO2/TJ.
    Source: IPCC 2006 volume 2 chapter 1, tables 1.3 and 1.4.
    """
    return carbon_tc_per_tj * oxidation * 44 * 1000 / 12


def energy_based_co2_kg(amount: Number, heat_content_per_unit: Number, factor_kg_per_energy: Number) -> Number:
    """CO2 of a fuel whose factor is stated per energy: ``E = amount x heat content x factor``.

    Heat content and factor are per the same unit of energy (GJ, mmBtu) and on the same basis (net or gross);
    returns kgCO2. Source: 40 CFR 98.33, equation C-1; IPCC 2006 volume 2, equation 2.1.
    """
    return amount * heat_content_per_unit * factor_kg_per_energy


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
