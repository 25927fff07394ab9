"""Which quantity is used where: no entry takes an unknown one, and none is asked of a park for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lingtan.base import Fault
from lingtan.knowledge.standard.draft import Draft, Place
from lingtan.knowledge.standard.models import Alternative, TargetIndicator

ZERO_CONDITION = "zero_condition"
NOTE = "note"
Use = tuple[Place, tuple[str | int, ...], str, str]
"""Place of the entry, the steps to the name within it, the quantity, and the user as ``quantities.csv`` calls it."""


def quantities_used(draft: Draft) -> Iterator[Use]:
    """Every mention of a quantity by a valid entry."""
    for requirement, place in draft.valid("requirements"):
        for step, quantities in (("quantities", requirement.quantities), ("share", requirement.share or ())):
            for index, quantity in enumerate(quantities):
                yield place, (step, index), quantity, requirement.clause
    for indicator, place in draft.valid("indicators"):
        for steps, quantity in _inputs_of_ways(indicator.alternatives):
            yield place, steps, quantity, str(indicator.no)
    for target, place in draft.valid("target_indicators"):
        for steps, quantity in _inputs_of_target(target):
            yield place, steps, quantity, target.id
    yield from _notes(draft)
    yield from _zero_condition(draft)


def _notes(draft: Draft) -> Iterator[Use]:
    for note, place in draft.valid("notes"):
        for role, quantity in note.inputs.items():
            yield place, ("inputs", role), quantity, NOTE


def _inputs_of_ways(ways: tuple[Alternative, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, way in enumerate(ways):
        for role, quantity in way.inputs.items():
            yield ("alternatives", index, "inputs", role), quantity
        for number, variant in enumerate(way.variants):
            for role, quantity in variant.inputs.items():
                yield ("alternatives", index, "variants", number, "inputs", role), quantity


def _inputs_of_target(target: TargetIndicator) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for role, quantity in target.inputs.items():
        yield ("inputs", role), quantity
    for index, pair in enumerate(target.pairs):
        for side, quantity in enumerate(pair):
            yield ("pairs", index, side), quantity
    if target.size is not None:
        yield ("size",), target.size


def _zero_condition(draft: Draft) -> Iterator[Use]:
    condition = draft.head.get(ZERO_CONDITION)
    inputs = condition.get("inputs") if isinstance(condition, Mapping) else None
    for role, quantity in inputs.items() if isinstance(inputs, Mapping) else ():
        if isinstance(quantity, str):
            yield draft.head_place, (ZERO_CONDITION, "inputs", role), quantity, ZERO_CONDITION


def use_faults(draft: Draft) -> Iterator[Fault]:
    """Quantities nobody uses, and uses that ``quantities.csv`` tells otherwise; needs all users to be valid."""
    if not draft.is_whole("requirements", "indicators", "target_indicators", "notes"):
        return
    users: dict[str, set[str]] = {}
    for _, _, quantity, user in quantities_used(draft):
        users.setdefault(quantity, set()).add(user)
    for quantity, place in draft.valid("quantities"):
        listed, found = set(quantity.indicators), users.get(quantity.id, set())
        if not found:
            yield place.fault("rulebook_quantity_unused", "quantity", value=quantity.id)
        elif not listed <= found or found - listed - {ZERO_CONDITION}:
            names = {"value": ";".join(quantity.indicators), "expected": ";".join(sorted(found))}
            yield place.fault("rulebook_quantity_users", "indicator", **names)
