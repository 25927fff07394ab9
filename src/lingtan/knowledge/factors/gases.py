"""Gases, their global warming potentials, and the blends of refrigerants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from lingtan.knowledge.factors.loading import GWP_SETS, library
from lingtan.knowledge.factors.naming import nearest_words, spelled
from lingtan.knowledge.factors.records import GASES, Blend, FactorMissing, Gwp, GwpSet, Species

UNKNOWN_SPLIT = "CO2e"
"""The species of a factor that is known in CO2e only; its potential is 1."""

BIOGENIC = "CO2_biogenic"
"""The species of biogenic CO2, which stands outside every total."""


def species(name: str) -> Species | None:
    """A gas by id or another name (``R-134a``, ``CF4``, ``四氟化碳``); None where it is none."""
    return _species().get(_key(name))


def refrigerant_blend(name: str) -> Blend | None:
    """A refrigerant blend by its number (``R-410A``, ``R410a``); None where it is none."""
    return _blends().get(_key(name))


def refrigerant_shares(name: str) -> Mapping[str, Fraction]:
    """The gases of a refrigerant with their shares by mass; raises ``FactorMissing`` (``refrigerant_unknown``)."""
    mixed = refrigerant_blend(name)
    if mixed is not None:
        return mixed.shares
    found = species(name)
    if found is not None:
        return {found.id: Fraction(1)}
    names = [entry.id for entry in library().blends] + [entry.id for entry in library().species]
    raise FactorMissing("refrigerant_unknown", "item", value=name, nearest=nearest_words(name, names))


@cache
def gas_of(species_id: str, method_gas: str) -> str:
    """The family of ``GASES`` a species counts in, empty where it is outside every total; CO2e is the method's gas."""
    if species_id == UNKNOWN_SPLIT:
        return method_gas
    if species_id == BIOGENIC:
        return ""
    return {entry.id: entry.gas for entry in library().species}[species_id]


def gas_stated(name: str) -> tuple[str, str] | None:
    """The species and family that column ``gas`` names: one of ``GASES`` (species CO2e), or a species of one."""
    if name in GASES:
        single = species(name)
        return (single.id if single is not None else UNKNOWN_SPLIT), name
    found = species(name)
    return (found.id, found.gas) if found is not None and found.gas else None


@cache
def gwp(species_id: str, gwp_set: GwpSet) -> Gwp | None:
    """The potential of a gas by one IPCC report, else by the next newer, else by the next older one; None without any.

    Of two printed values the preferred one is taken (SF6 of AR6: 24,300 as corrected).
    """
    known: Mapping[str, Gwp] = {
        entry.set: entry for entry in library().gwp if entry.species == species_id and entry.preferred
    }
    at = GWP_SETS.index(gwp_set)
    for wanted in (*GWP_SETS[at:], *reversed(GWP_SETS[:at])):
        if wanted in known:
            return known[wanted]
    return None


@cache
def warming_potentials() -> Mapping[str, Mapping[str, Fraction]]:
    """GWP100 in kgCO2e/kg by report (AR4, AR5, AR6) and species; of two printed values the preferred one."""
    found: dict[str, dict[str, Fraction]] = {}
    for entry in library().gwp:
        if entry.preferred:
            found.setdefault(entry.set, {})[entry.species] = entry.value
    return found


def _key(name: str) -> str:
    """Without the marks people leave out: ``R410A`` is ``R-410A``."""
    return re.sub(r"[_\W]", "", spelled(name))


@cache
def _species() -> Mapping[str, Species]:
    known: dict[str, Species] = {}
    for entry in library().species:
        for name in (entry.id, entry.name.zh, entry.name.en, *entry.aliases):
            known.setdefault(_key(name), entry)
    return known


@cache
def _blends() -> Mapping[str, Blend]:
    return {_key(name): entry for entry in library().blends for name in (entry.id, *entry.aliases)}
