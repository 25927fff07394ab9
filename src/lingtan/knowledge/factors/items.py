"""What the items of a method are called, wherever their data stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from lingtan.knowledge.factors.choosing import factor_items
from lingtan.knowledge.factors.gases import blend, species
from lingtan.knowledge.factors.library import electricity_items, fuels, heat_items, method
from lingtan.knowledge.factors.loading import library
from lingtan.knowledge.factors.naming import spelled
from lingtan.knowledge.factors.records import Factor, FuelSet, Item
from lingtan.knowledge.standard.models import Text


def method_items(method_id: str, fuel_set: FuelSet = "A", own: Sequence[Factor] = ()) -> tuple[Item, ...]:
    """All items of a method that the library or the park's own factors know, with their names."""
    rule = method(method_id).rule
    if rule in ("fuel", "conversion"):
        named = tuple(Item(method_id, e.id, e.name, e.aliases) for e in fuels(fuel_set))
    elif rule == "electricity":
        named = tuple(Item(method_id, e.id, e.name, e.aliases) for e in electricity_items())
    elif rule in ("heat", "steam"):
        named = tuple(Item(method_id, e.id, e.name, e.aliases) for e in heat_items())
    elif rule == "refrigerant":
        named = _refrigerants(method_id)
    else:
        named = tuple(entry for entry in library().items if entry.method == method_id)
    known = {entry.id for entry in named}
    further = (e for e in factor_items(method_id, own) if e.item not in known)
    return (*named, *(Item(method_id, e.item, e.name, e.aliases) for e in further))


def method_item(method_id: str, name: str, fuel_set: FuelSet = "A") -> Item | None:
    """The item a name means, by id, Chinese or English name or alias; None where the library knows none."""
    if method(method_id).rule == "refrigerant":
        mixed, single = blend(name), species(name)
        if mixed is not None:
            return Item(method_id, mixed.id, Text(zh=mixed.id, en=mixed.id), mixed.aliases)
        return None if single is None else Item(method_id, single.id, single.name, single.aliases)
    return _by_name(method_id, fuel_set).get(spelled(name))


@cache
def _by_name(method_id: str, fuel_set: FuelSet) -> Mapping[str, Item]:
    known: dict[str, Item] = {}
    for entry in method_items(method_id, fuel_set):
        for name in (entry.id, entry.name.zh, entry.name.en, *entry.aliases):
            known.setdefault(spelled(name), entry)
    return known


def _refrigerants(method_id: str) -> tuple[Item, ...]:
    gases = (Item(method_id, e.id, e.name, e.aliases) for e in library().species)
    blends = (Item(method_id, e.id, Text(zh=e.id, en=e.id), e.aliases) for e in library().blends)
    return (*blends, *gases)
