"""What a park may set for itself: interpretations, weights and leading values, checked against the rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from lingtan.base import Fault, raise_faults
from lingtan.knowledge import Rulebook
from lingtan.park import Profile

_FILE = "park.yaml"


def options_in_force(rulebook: Rulebook, profile: Profile) -> dict[str, str]:
    """The option taken of every interpretation: the rulebook's, or the one ``park.yaml`` sets.

    Raises ``InputFaults`` for unknown names and options and for questions that are not open to the evaluator.
    """
    raise_faults(_interpretation_faults(rulebook, profile))
    return {
        entry.name: profile.interpretations.get(entry.name, entry.chosen)
        for entry in sorted(rulebook.interpretations, key=lambda entry: entry.name)
    }


def weights_in_force(rulebook: Rulebook, profile: Profile) -> dict[str, Fraction]:
    """The weights of the first-level categories, those of ``park.yaml`` before the rulebook's; they sum to 1."""
    weights = {category.id: profile.weights.get(category.id, category.weight) for category in rulebook.categories}
    faults = [
        Fault.at(_FILE, 1, "weights", "weight_unknown_category", value=name, known=", ".join(weights))
        for name in profile.weights
        if name not in weights
    ]
    if profile.weights and not faults and (sum(weights.values()) != 1 or min(weights.values()) < 0):
        faults.append(
            Fault.at(_FILE, 1, "weights", "weights_not_one", value=_plain(sum(weights.values(), Fraction(0))))
        )
    raise_faults(faults)
    return weights


def leading_values_in_force(rulebook: Rulebook, profile: Profile) -> dict[int, Fraction]:
    """The leading value of every indicator, those of ``park.yaml`` before the rulebook's; all above 0."""
    leading = {indicator.no: indicator.leading for indicator in rulebook.indicators}
    raise_faults(_leading_faults(leading, profile))
    return leading | dict(profile.leading_values)


def _leading_faults(leading: dict[int, Fraction], profile: Profile) -> Iterator[Fault]:
    for no, value in sorted(profile.leading_values.items()):
        if no not in leading:
            yield Fault.at(_FILE, 1, "leading_values", "leading_value_unknown_indicator", value=no)
        elif value <= 0:
            yield Fault.at(_FILE, 1, "leading_values", "leading_value_not_positive", value=_plain(value), indicator=no)


def _interpretation_faults(rulebook: Rulebook, profile: Profile) -> Iterator[Fault]:
    entries = {entry.name: entry for entry in rulebook.interpretations}
    settable = ", ".join(sorted(name for name, entry in entries.items() if entry.settable))
    for name, option in sorted(profile.interpretations.items()):
        entry = entries.get(name)
        if entry is None or not entry.settable:
            code = "interpretation_unknown" if entry is None else "interpretation_not_settable"
            yield Fault.at(_FILE, 1, "interpretations", code, value=name, known=settable)
        elif option not in {known.id for known in entry.options}:
            known = ", ".join(known.id for known in entry.options)
            yield Fault.at(_FILE, 1, "interpretations", "interpretation_option", name=name, value=option, known=known)


def _plain(value: Fraction) -> str:
    return f"{float(value):g}"
