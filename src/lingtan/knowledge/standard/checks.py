"""What must hold between the entries of a rulebook; each check yields the faults it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from lingtan.base import Fault, known_unit
from lingtan.knowledge.standard.draft import KEYS, SECTIONS, Draft, Place, nearest
from lingtan.knowledge.standard.formulas import GATE, GATE_SHARE, SCORED, TARGETS, ZERO_CONDITION_ROLES, Formula
from lingtan.knowledge.standard.models import Alternative, Quantity
from lingtan.knowledge.standard.uses import quantities_used, use_faults

BONUS = "bonus"
_NEEDED = {
    "scored": ("requirements", "categories", "groups", "indicators", "levels"),
    "targets": ("requirements", "target_indicators"),
}


def draft_faults(draft: Draft) -> Iterator[Fault]:
    """All faults between the entries; checks that need everything wait until every file can be read."""
    checks = (_duplicates, _units, _options, _levels, _targets, _requirements, _values)
    for check in checks:
        yield from check(draft)
    if draft.is_partial:
        return
    for check in (
        _needed,
        _references,
        _requirement_quantities,
        _formulas,
        _zero_condition_roles,
        _numbers,
        _weights,
        _band,
        _variants,
        _systems,
        use_faults,
    ):
        yield from check(draft)


def _needed(draft: Draft) -> Iterator[Fault]:
    for section in _NEEDED.get(str(draft.head.get("kind")), ()):
        if not draft.sections[section]:
            yield draft.head_place.fault("rulebook_section_empty", "kind", value=section)


def _duplicates(draft: Draft) -> Iterator[Fault]:
    for section in (*SECTIONS, "quantities"):
        key = KEYS.get(section, "id")
        seen: set[str] = set()
        for placed in draft.sections[section]:
            name = str(placed.key(key))
            if name in seen:
                yield placed.place.fault("rulebook_name_twice", key, value=name)
            seen.add(name)
    for indicator, place in draft.valid("indicators"):
        yield from _twice((part.id for part in indicator.alternatives), place, "alternatives")
    for interpretation, place in draft.valid("interpretations"):
        yield from _twice((part.id for part in interpretation.options), place, "options")


def _twice(names: Iterator[str], place: Place, step: str) -> Iterator[Fault]:
    for name, count in Counter(names).items():
        if count > 1:
            yield place.fault("rulebook_name_twice", step, value=name)


def _units(draft: Draft) -> Iterator[Fault]:
    for section in ("quantities", "indicators", "target_indicators"):
        for entry, place in draft.valid(section):
            for unit in (entry.unit, *getattr(entry, "also_units", ())):
                if not known_unit(unit):
                    yield place.fault("rulebook_unit_unknown", "unit", value=unit)


def _options(draft: Draft) -> Iterator[Fault]:
    for interpretation, place in draft.valid("interpretations"):
        options = {option.id for option in interpretation.options}
        if interpretation.chosen not in options:
            expected = ", ".join(sorted(options))
            yield place.fault("rulebook_option_unknown", "chosen", value=interpretation.chosen, expected=expected)


def _levels(draft: Draft) -> Iterator[Fault]:
    for (lower, _), (upper, place) in pairwise(draft.valid("levels")):
        if upper.above <= lower.above:
            yield place.fault("rulebook_levels_order", "above", value=upper.above, expected=lower.above)


def _targets(draft: Draft) -> Iterator[Fault]:
    for indicator, place in draft.valid("target_indicators"):
        sized = any(target.from_size is not None or target.to_size is not None for target in indicator.targets)
        if sized != (indicator.size is not None):
            yield place.fault("rulebook_target_size", "size", value=indicator.id)
        for index, (first, second) in enumerate(pairwise(indicator.targets), start=1):
            if first.to_size is None or second.from_size is None or second.from_size < first.to_size:
                yield place.fault("rulebook_target_overlap", "targets", index, value=indicator.id)


def _requirements(draft: Draft) -> Iterator[Fault]:
    for requirement, place in draft.valid("requirements"):
        has_share = requirement.share is not None
        if has_share != (requirement.at_least is not None) or not (has_share or requirement.quantities):
            yield place.fault("rulebook_requirement_open", value=requirement.clause)


def _requirement_quantities(draft: Draft) -> Iterator[Fault]:
    quantities = {quantity.id: quantity for quantity, _ in draft.valid("quantities")}
    for requirement, place in draft.valid("requirements"):
        gates = [quantities[one] for one in requirement.quantities if one in quantities]
        areas = [quantities[one] for one in requirement.share or () if one in quantities]
        yield from _fitting(place, ("quantities",), GATE, gates)
        yield from _fitting(place, ("share",), GATE_SHARE, areas)


def _values(draft: Draft) -> Iterator[Fault]:
    for category, place in draft.valid("categories"):
        if category.weight < 0:
            yield place.fault("rulebook_number_range", "weight", value=category.weight, expected=">= 0")
    for indicator, place in draft.valid("indicators"):
        if indicator.leading <= 0:
            yield place.fault("rulebook_number_range", "leading", value=indicator.leading, expected="> 0")


def _references(draft: Draft) -> Iterator[Fault]:
    bonus = {BONUS} if draft.head.get("bonus_category") is not None else set()
    categories = draft.names("categories") | bonus
    groups = {placed.key("id"): placed.key("category") for placed in draft.sections["groups"]}
    for group, place in draft.valid("groups"):
        yield from _unknown(place, "category", group.category, categories)
    for indicator, place in draft.valid("indicators"):
        yield from _unknown(place, "category", indicator.category, categories)
        yield from _unknown(place, "group", indicator.group, set(groups))
        owner = groups.get(indicator.group, indicator.category)
        if owner != indicator.category:
            yield place.fault("rulebook_group_elsewhere", "group", value=indicator.group, expected=owner)
    for measure, place in draft.valid("measures"):
        yield from _unknown(place, "system", measure.system, draft.names("systems"))
        for index, number in enumerate(measure.indicators):
            yield from _unknown(place, "indicators", number, draft.names("indicators"), index)
    for place, steps, quantity, _ in quantities_used(draft):
        if quantity not in draft.names("quantities"):
            near = nearest(quantity, draft.names("quantities"))
            yield place.fault("rulebook_name_unknown", *steps, value=quantity, nearest=near)


def _unknown(place: Place, step: str, name: str | int, known: set[object], *more: int) -> Iterator[Fault]:
    if name not in known:
        yield place.fault("rulebook_name_unknown", step, *more, value=name, nearest=nearest(str(name), known))


def _formulas(draft: Draft) -> Iterator[Fault]:
    quantities = {quantity.id: quantity for quantity, _ in draft.valid("quantities")}
    for indicator, place in draft.valid("indicators"):
        for index, way in enumerate(indicator.alternatives):
            steps = ("alternatives", index)
            yield from _formula(place, steps, SCORED, way.formula, (way.inputs, *_merged(way)), (), quantities)
    for target, place in draft.valid("target_indicators"):
        yield from _formula(place, (), TARGETS, target.formula, (target.inputs,), target.pairs, quantities)


def _zero_condition_roles(draft: Draft) -> Iterator[Fault]:
    condition = draft.head.get("zero_condition")
    inputs = condition.get("inputs") if isinstance(condition, Mapping) else None
    if isinstance(inputs, Mapping) and set(inputs) != set(ZERO_CONDITION_ROLES):
        names = {"value": ", ".join(inputs), "expected": ", ".join(ZERO_CONDITION_ROLES)}
        yield draft.head_place.fault("rulebook_roles", "zero_condition", "inputs", **names)


def _merged(way: Alternative) -> list[Mapping[str, str]]:
    return [{**way.inputs, **variant.inputs} for variant in way.variants]


def _formula(
    place: Place,
    steps: tuple[str | int, ...],
    formulas: Mapping[str, Formula],
    name: str,
    inputs: tuple[Mapping[str, str], ...],
    pairs: tuple[tuple[str, str], ...],
    quantities: Mapping[str, Quantity],
) -> Iterator[Fault]:
    formula = formulas.get(name)
    if formula is None:
        expected = ", ".join(sorted(formulas))
        yield place.fault("rulebook_formula_unknown", *steps, "formula", value=name, expected=expected)
        return
    for roles in inputs:
        if set(roles) != set(formula.roles):
            names = {"value": ", ".join(roles) or "-", "expected": ", ".join(formula.roles) or "-"}
            yield place.fault("rulebook_roles", *steps, "inputs", **names)
    if formula.pairs != bool(pairs):
        yield place.fault("rulebook_pairs", *steps, "pairs", value=name)
    for group in (*(tuple(roles.values()) for roles in inputs), *pairs):
        yield from _fitting(place, steps, formula, [quantities[one] for one in group if one in quantities])


def _fitting(place: Place, steps: tuple[str | int, ...], formula: Formula, taken: list[Quantity]) -> Iterator[Fault]:
    for quantity in taken:
        if quantity.kind not in formula.kinds or quantity.period not in formula.periods:
            kind = f"{quantity.id} ({quantity.kind}, {quantity.period})"
            expected = "/".join((*formula.kinds, *formula.periods))
            yield place.fault("rulebook_quantity_kind", *steps, value=kind, expected=expected)
    if formula.one_unit and len({quantity.unit for quantity in taken}) > 1:
        units = ", ".join(f"{quantity.id} ({quantity.unit})" for quantity in taken)
        yield place.fault("rulebook_quantity_units", *steps, value=units)


def _numbers(draft: Draft) -> Iterator[Fault]:
    numbers = [number for number in draft.names("indicators") if isinstance(number, int)]
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    if missing and draft.is_whole("indicators"):
        yield draft.head_place.fault("rulebook_numbers_missing", value=", ".join(map(str, missing)))


def _weights(draft: Draft) -> Iterator[Fault]:
    total = sum((category.weight for category, _ in draft.valid("categories")), Fraction(0))
    if draft.sections["categories"] and draft.is_whole("categories") and total != 1:
        yield draft.head_place.fault("rulebook_weights_sum", "categories", value=total)


def _band(draft: Draft) -> Iterator[Fault]:
    splits = draft.head.get("band", ())
    categories = draft.names("categories")
    for index, split in enumerate(splits if isinstance(splits, tuple) else ()):
        if not isinstance(split, Mapping):
            continue
        if set(split) != categories:
            names = {"value": ", ".join(split), "expected": ", ".join(sorted(map(str, categories)))}
            yield draft.head_place.fault("rulebook_band_categories", "band", index, **names)
        total = _total(split.values())
        if total is not None and total != 1:
            yield draft.head_place.fault("rulebook_weights_sum", "band", index, value=total)


def _total(texts: Iterable[object]) -> Fraction | None:
    try:
        return sum((Fraction(str(text)) for text in texts), Fraction(0))
    except (ValueError, ZeroDivisionError):
        return None  # told as a fault of the number itself


def _variants(draft: Draft) -> Iterator[Fault]:
    options = {entry.name: {option.id for option in entry.options} for entry, _ in draft.valid("interpretations")}
    for indicator, place in draft.valid("indicators"):
        for index, way in enumerate(indicator.alternatives):
            for number, variant in enumerate(way.variants):
                steps: tuple[str | int, ...] = ("alternatives", index, "variants", number)
                name = variant.interpretation
                if name not in draft.names("interpretations"):
                    near = nearest(name, draft.names("interpretations"))
                    yield place.fault("rulebook_name_unknown", *steps, "interpretation", value=name, nearest=near)
                elif name in options and variant.option not in options[name]:
                    expected = ", ".join(sorted(options[name]))
                    details = {"value": variant.option, "expected": expected}
                    yield place.fault("rulebook_option_unknown", *steps, "option", **details)


def _systems(draft: Draft) -> Iterator[Fault]:
    clauses = {system.id: system.clause for system, _ in draft.valid("systems")}
    for measure, place in draft.valid("measures"):
        clause = clauses.get(measure.system)
        if clause is not None and not measure.clause.startswith(f"{clause}."):
            yield place.fault("rulebook_measure_elsewhere", "clause", value=measure.clause, expected=f"{clause}.")
