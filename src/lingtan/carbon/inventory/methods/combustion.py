"""Combustion and conversion of fuels: the carbon balance, and the methane and nitrous oxide of the flame."""

from __future__ import annotations

from lingtan.carbon.inventory.methods.numbers import Number


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


def carbon_co2_t(carbon_t: Number, oxidation: Number) -> Number:
    """CO2 of carbon that is burnt or leaves a conversion: ``E = C x oxidation x 44/12``.

    ``carbon_t`` in tC, ``oxidation`` as a share 0-1 (1 for conversion: refining, coal-to-liquid, gas making, annex 4
    of 发改环资〔2025〕910号, input minus output); returns tCO2.
    """
    return carbon_t * oxidation * 44 / 12


def combustion_gas_kg(energy_tj: Number, factor_kg_per_tj: Number) -> Number:
    """CH4 or N2O of combustion: ``E = energy x factor``; TJ (net) and kg/TJ to kg.

    Source: IPCC 2006 volume 2, equation 2.1 (stationary) and 3.2.3 (road), tier 1.
    """
    return energy_tj * factor_kg_per_tj


def energy_based_co2_kg(amount: Number, heat_content_per_unit: Number, factor_kg_per_energy: Number) -> Number:
    """CO2 of a fuel whose factor is stated per energy: ``E = amount x heat content x factor``.

    Heat content and factor are per the same unit of energy (GJ, mmBtu) and on the same basis (net or gross);
    returns kgCO2. Source: 40 CFR 98.33, equation C-1; IPCC 2006 volume 2, equation 2.1.
    """
    return amount * heat_content_per_unit * factor_kg_per_energy
