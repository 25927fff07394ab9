"""What the items of a method are called, wherever their data stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from lingtan.knowledge.factors.gases import refrigerant_blend, species
from lingtan.knowledge.factors.library import electricity_items, fuels, heat_items, method, methods
from lingtan.knowledge.factors.loading import library
from lingtan.knowledge.factors.naming import nearest, spelled
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
    further: dict[str, Item] = {}
    for entry in (*named, *_factor_items(method_id, own)):
        further.setdefault(entry.id, entry)
    return tuple(further.values())


def method_item(method_id: str, name: str, fuel_set: FuelSet = "A") -> Item | None:
    """The item a name means, by id, Chinese or English name or alias; None where the library knows none."""
    if method(method_id).rule == "refrigerant":
        mixed, single = refrigerant_blend(name), species(name)
        if mixed is not None:
            return Item(method_id, mixed.id, Text(zh=mixed.id, en=mixed.id), mixed.aliases)
        return None if single is None else Item(method_id, single.id, single.name, single.aliases)
    return _by_name(method_id, fuel_set).get(spelled(name))


def nearest_items(method_id: str, item: str) -> str:
    """The items of a method nearest to one that was not found, as ``中文 (id)``."""
    return nearest(item, method_items(method_id))


@cache
def items_by_name(method_id: str) -> Mapping[str, frozenset[str]]:
    """Every spelling of a method's items, of either fuel set, with the items it may mean, as they are compared.

    A method the library does not know (of a park's own factor, told where it stands) has none.
    """
    if all(method_id != entry.id for entry in methods()):
        return {}
    known: dict[str, set[str]] = {}
    for entry in (*method_items(method_id, "A"), *method_items(method_id, "B"), *_factor_items(method_id)):
        for name in (entry.id, entry.name.zh, entry.name.en, *entry.aliases):
            known.setdefault(spelled(name), set()).add(spelled(entry.id))
    return {name: frozenset(items) for name, items in known.items()}


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


def _factor_items(method_id: str, own: Iterable[Factor] = ()) -> tuple[Item, ...]:
    factors = (entry for entry in (*library().factors, *own) if entry.method == method_id)
    return tuple(Item(method_id, entry.item, entry.name, entry.aliases) for entry in factors)
