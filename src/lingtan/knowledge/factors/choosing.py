"""Which of several factors is taken: a park's own first, the nearest region, the year, the preferred version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from lingtan.base import UnitMismatch, unit_factor
from lingtan.knowledge.factors.items import items_by_name
from lingtan.knowledge.factors.loading import library
from lingtan.knowledge.factors.naming import nearest_words, spelled
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
    if factor_id:
        mine = [entry for entry in own if entry.method == method_id]
        picked = _picked(factor_id, [*mine, *_shared(method_id)])
        _meeting([picked], unit)
        return Chosen(picked, "", picked in mine)
    names = _meant(method_id, item)
    own_ones = _named(own, method_id, names)
    if own_ones:
        factor, flag = _one(_meeting(own_ones, unit), item, region, year)
        return Chosen(factor, flag, own=True)
    shared = [entry for entry in _shared(method_id) if spelled(entry.item) in names]
    if not shared:
        return None
    factor, flag = _one(_meeting(shared, unit), item, region, year)
    return Chosen(factor, flag, own=False)


def _picked(factor_id: str, entries: Sequence[Factor]) -> Factor:
    for entry in entries:
        if entry.id == factor_id:
            return entry
    known = nearest_words(factor_id, [entry.id for entry in entries])
    raise FactorMissing("factor_id_unknown", "parameters", value=factor_id, nearest=known)


def _meant(method_id: str, name: str) -> frozenset[str]:
    """An item as it is compared, with the items of the library it may mean."""
    wanted = spelled(name)
    return items_by_name(method_id).get(wanted, frozenset()) | {wanted}


def _own_names(entry: Factor) -> tuple[str, ...]:
    return (entry.item, entry.name.zh, entry.name.en, *entry.aliases)


def _named(own: Sequence[Factor], method_id: str, names: frozenset[str]) -> list[Factor]:
    """A park's own factors of a method that go by one of the names, in their order."""
    by_name = _by_name(_Shelf(own)) if own else {}
    places = {place for name in names for place in by_name.get((method_id, name), ())}
    return [own[place] for place in sorted(places)]


class _Shelf:
    """A park's own factors as one thing to remember: the same sequence, not an equal one."""

    def __init__(self, own: Sequence[Factor]) -> None:
        self.own = own

    def __hash__(self) -> int:
        return id(self.own)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shelf) and self.own is other.own


@lru_cache(maxsize=4)
def _by_name(shelf: _Shelf) -> Mapping[tuple[str, str], Sequence[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for place, entry in enumerate(shelf.own):
        for name in {meant for known in _own_names(entry) for meant in _meant(entry.method, known)}:
            found.setdefault((entry.method, name), []).append(place)
    return found


@cache
def _shared(method_id: str) -> tuple[Factor, ...]:
    return tuple(entry for entry in library().factors if entry.method == method_id)


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
