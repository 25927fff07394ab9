"""Removals: carbon that trees take up, and CO2 captured; positive is what was removed, apart from every emission."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lingtan.carbon.inventory.methods.numbers import Number

_KG_PER_T = 1000


def carbon_removed_co2_t(carbon_t: Number) -> Number:
    """CO2 of carbon taken up: ``C x 44/12``; tC to tCO2."""
    return carbon_t * 44 / 12


def biomass_carbon_t(area_hm2: Number, growth_t_per_hm2: Number, root_ratio: Number, carbon_fraction: Number) -> Number:
    """Carbon gained by growing biomass in a year: ``dC = A x G x (1 + R) x CF``; hm2 and t of dry matter/(hm2 a) to tC.

    ``growth_t_per_hm2`` is the net growth above ground, ``root_ratio`` the mass below ground to that above,
    ``carbon_fraction`` in tC/t of dry matter. Losses (felling, fire, disturbance) are not in it.
    Source: IPCC 2006 volume 4 chapter 2, equations 2.9 and 2.10 (tier 1).
    """
    return area_hm2 * growth_t_per_hm2 * (1 + root_ratio) * carbon_fraction


def stored_co2_t(captured_t: Number, leaked_share: Number, process_co2_t: Number) -> Number:
    """Net CO2 of capture: ``captured x (1 - leaked) - CO2 of the energy used``; t, negative where it costs more.

    ``leaked_share``: lost in capture, transport, injection and storage, 0-1. ``process_co2_t``: of energy that the
    inventory does not count already. Source: IPCC 2006 volume 2 chapter 5, equation 5.1 and figure 5.1.
    """
    return captured_t * (1 - leaked_share) - process_co2_t


def growing_biomass(given: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """kg of CO2 removed by one hm2 in a year: forest by ``growth``, urban trees by ``crown_growth`` of crown cover.

    ``growth`` in t of dry matter/hm2 with ``root_ratio`` and ``carbon_fraction``; ``crown_growth`` in tC/hm2 of crown
    cover (IPCC 2006 volume 4 chapter 8, equation 8.2: trees of up to 20 years; older ones count 0 at tier 1). A row is
    one year. Raises ``KeyError`` for a forest without ``growth``.
    """
    if "crown_growth" in given:
        carbon_t = given["crown_growth"]
    else:
        carbon_t = biomass_carbon_t(Fraction(1), given["growth"], given["root_ratio"], given["carbon_fraction"])
    return {"CO2": carbon_removed_co2_t(carbon_t) * _KG_PER_T}


def urban_trees(given: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """kg of CO2 removed by one tree in a year: ``carbon_per_tree`` in tC.

    Source: IPCC 2006 volume 4 chapter 8, equation 8.3 and table 8.2 (trees of up to 20 years).
    """
    return {"CO2": carbon_removed_co2_t(given["carbon_per_tree"]) * _KG_PER_T}


def ccus(given: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """kg of CO2 kept out of the air per t captured: ``leaked`` as a share, ``electricity`` and ``heat`` of the process.

    ``electricity`` in MWh/t at ``electricity_factor`` in tCO2/MWh, ``heat`` in GJ/t at ``heat_factor`` in tCO2/GJ; both
    are 0 where the inventory counts that energy already. ISO 14064-1 calls it a removal only for biogenic or
    atmospheric CO2; fossil CO2 captured is an emission avoided.
    """
    energies = (("electricity", "electricity_factor"), ("heat", "heat_factor"))
    process_co2_t = sum((given[used] * given[factor] for used, factor in energies if given[used]), Fraction(0))
    return {"CO2": stored_co2_t(Fraction(1), given["leaked"], process_co2_t) * _KG_PER_T}


SINK_FORMULAS = {"removal": growing_biomass, "removal/1": urban_trees, "removal/t": ccus}
"""Rules of ``methods.yaml`` to their formula; the base units are hm2, 1 (trees) and t (captured CO2)."""
