"""Which of several factors is taken: a park's own first, the nearest region, the year, the preferred version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lingtan.base import UnitMismatch, unit_factor
from lingtan.knowledge.factors.loading import library
from lingtan.knowledge.factors.naming import nearest, nearest_words, spelled, spellings
from lingtan.knowledge.factors.parameters import region_chain
from lingtan.knowledge.factors.records import Factor, FactorMissing

EARLIER = "factor_earlier_year"
LATER = "factor_later_year"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The factor taken; ``flag`` says where it is one of another year; ``own`` is a park's own factor."""

    factor: Factor
    flag: str
    own: bool


def choose_factor(
    method_id: str,
    item: str,
    unit: str,
    *,
    region: str = "",
    year: int | None = None,
    own: Sequence[Factor] = (),
    factor_id: str = "",
) -> Chosen | None:
    """The factor of an item for a row in ``unit``; None where neither the park nor the library has one for the item.

    A park's own factors come first, then the library's; of the regions the most specific that has one; of the years
    the one it is valid in, else the latest earlier, else the earliest later one, flagged; of versions the preferred
    one. Raises ``FactorMissing``: ``factor_ambiguous`` with the candidates, ``factor_id_unknown``,
    ``factor_units_differ``.
    """
    mine = [entry for entry in own if entry.method == method_id]
    shared = [entry for entry in library().factors if entry.method == method_id]
    if factor_id:
        picked = _picked(factor_id, [*mine, *shared])
        _meeting([picked], unit)
        return Chosen(picked, "", picked in mine)
    names = _names(item, shared)
    for entries, is_own in ((mine, True), (shared, False)):
        found = [entry for entry in entries if names & _names(entry.item, shared, entry)]
        if found:
            factor, flag = _one(_meeting(found, unit), item, region, year)
            return Chosen(factor, flag, is_own)
    return None


def factor_items(method_id: str, own: Iterable[Factor] = ()) -> tuple[Factor, ...]:
    """One factor of each item of a method, the library's first: its names are those of the item."""
    found: dict[str, Factor] = {}
    for entry in (*library().factors, *own):
        if entry.method == method_id:
            found.setdefault(entry.item, entry)
    return tuple(found.values())


def nearest_items(method_id: str, item: str, own: Iterable[Factor] = ()) -> str:
    """The items of a method nearest to one that was not found, as ``中文 (item)``."""
    named = [_Item(entry.item, entry) for entry in factor_items(method_id, own)]
    return nearest(item, named)


class _Item:
    def __init__(self, item: str, factor: Factor) -> None:
        self.id, self.name, self.aliases = item, factor.name, factor.aliases


def _picked(factor_id: str, entries: Sequence[Factor]) -> Factor:
    for entry in entries:
        if entry.id == factor_id:
            return entry
    known = nearest_words(factor_id, [entry.id for entry in entries])
    raise FactorMissing("factor_id_unknown", "parameters", value=factor_id, nearest=known)


def _names(item: str, shared: Sequence[Factor], factor: Factor | None = None) -> frozenset[str]:
    """Every spelling of an item, with the library's item it means."""
    found = {spelled(item)}
    if factor is not None:
        found |= set(spellings(factor)) - {spelled(factor.id)}
    for entry in shared:
        if entry is not factor and spelled(item) in (spelled(entry.item), *spellings(entry)[1:]):
            found.add(spelled(entry.item))
    return frozenset(found)


def _meeting(entries: Sequence[Factor], unit: str) -> list[Factor]:
    found = [entry for entry in entries if _converts(unit, entry.unit)]
    if found:
        return found
    allowed = ", ".join(sorted({entry.unit for entry in entries}))
    raise FactorMissing("factor_units_differ", "unit", value=unit, allowed=allowed)


def _converts(unit: str, to: str) -> bool:
    try:
        unit_factor(unit, to)
    except UnitMismatch:
        return False
    return True


def _one(entries: Sequence[Factor], item: str, region: str, year: int | None) -> tuple[Factor, str]:
    regions = region_chain(region)
    near = [entry for entry in entries if entry.provenance.region in regions]
    if not near:
        raise FactorMissing("factor_other_region", "item", value=item, region=region, candidates=_listed(entries))
    closest = min(regions.index(entry.provenance.region) for entry in near)
    here = [entry for entry in near if entry.provenance.region == regions[closest]]
    in_force, flag = _in_force(here, year)
    preferred = [entry for entry in in_force if entry.preferred] or in_force
    if len(preferred) > 1 and not (year is None and any(_dated(entry) for entry in preferred)):
        raise FactorMissing("factor_ambiguous", "item", value=item, candidates=_listed(preferred))
    return preferred[0], flag


def _in_force(entries: Sequence[Factor], year: int | None) -> tuple[list[Factor], str]:
    if year is None:
        return list(entries), ""
    first, last = date(year, 1, 1), date(year, 12, 31)
    valid = [
        entry
        for entry in entries
        if (entry.valid_from is None or entry.valid_from <= last)
        and (entry.valid_to is None or entry.valid_to >= first)
    ]
    if valid:
        return valid, ""
    ended = [entry for entry in entries if entry.valid_to is not None and entry.valid_to < first]
    if ended:
        return _extreme(ended, lambda entry: entry.valid_to, latest=True), EARLIER
    return _extreme(entries, lambda entry: entry.valid_from, latest=False), LATER


def _extreme(entries: Sequence[Factor], day: Callable[[Factor], date | None], *, latest: bool) -> list[Factor]:
    days = [found for entry in entries if (found := day(entry)) is not None]
    wanted = max(days) if latest else min(days)
    return [entry for entry in entries if day(entry) == wanted]


def _dated(entry: Factor) -> bool:
    return entry.valid_from is not None or entry.valid_to is not None


def _listed(entries: Iterable[Factor]) -> str:
    return "; ".join(f"{entry.id} ({entry.name.zh}, {entry.provenance.source})" for entry in entries)
