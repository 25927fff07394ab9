"""Indicators: the quantities of each alternative put into its formula, and the better alternative (二选一)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key

from lingtan.base import Fault, UnitMismatch, raise_faults, unit_factor
from lingtan.evaluation import formulas
from lingtan.evaluation.exact import ZERO, Exact
from lingtan.evaluation.facts import Facts
from lingtan.evaluation.formulas import Outcome
from lingtan.evaluation.records import AlternativeResult, Fact, Flag, IndicatorResult, Status
from lingtan.knowledge import Alternative, Indicator, Rulebook, Text

Taken = Mapping[str, tuple[Fact, ...]]
"""The facts of a formula by role, oldest year first."""

_SAME_KIND = {"share": ("part", "whole")}
_EXCEEDED = ("tCO2e", "10^4 tCO2e")


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of some quantities under a formula: a value, or why there is none, with its faults and flags."""

    status: Status
    outcome: Outcome
    facts: tuple[Fact, ...]
    faults: tuple[Fault, ...] = ()
    flags: tuple[Flag, ...] = ()


def judge_indicators(
    rulebook: Rulebook, facts: Facts, year: int, options: Mapping[str, str], leading: Mapping[int, Fraction]
) -> tuple[tuple[IndicatorResult, ...], tuple[Flag, ...]]:
    """All indicators with their ratios, points still 0, and what has to be flagged.

    Raises ``InputFaults`` with all faults at once: a part of nothing, part and whole of different kinds.
    """
    results: list[IndicatorResult] = []
    faults: list[Fault] = []
    flags: list[Flag] = []
    for indicator in rulebook.indicators:
        judged = []
        for alternative in indicator.alternatives:
            taken = take(alternative.formula, inputs_in_force(alternative, options), facts, year)
            found = judge(alternative.formula, taken, indicator.clause, str(indicator.no))
            judged.append(_alternative(alternative, found, leading[indicator.no]))
            faults.extend(found.faults)
            flags.extend(found.flags)
        results.append(_indicator(indicator, tuple(judged), leading[indicator.no]))
    raise_faults(dict.fromkeys(faults))
    return tuple(results), tuple(dict.fromkeys(flags))


def inputs_in_force(alternative: Alternative, options: Mapping[str, str]) -> dict[str, str]:
    """The quantities of an alternative by role, with the variants of the options taken."""
    inputs = dict(alternative.inputs)
    for variant in alternative.variants:
        if options.get(variant.interpretation) == variant.option:
            inputs.update(variant.inputs)
    return inputs


def take(formula: str, inputs: Mapping[str, str], facts: Facts, year: int) -> dict[str, tuple[Fact, ...]]:
    """The facts a formula takes, by role, for the years it takes."""
    years = range(year - formulas.YEARS[formula] + 1, year + 1)
    return {role: tuple(facts[quantity, one] for one in years) for role, quantity in inputs.items()}


def judge(formula: str, taken: Taken, clause: str, subject: str) -> Judged:
    """Apply a formula to its facts: an ``na`` makes it not applicable, a missing figure not reported."""
    shown = tuple(fact for facts in taken.values() for fact in facts)
    spare = formulas.OPTIONAL_YEARS.get(formula, 0)
    needed = [fact for facts in taken.values() for fact in facts[spare:]]
    if any(not fact.applicable for fact in needed):
        return Judged("not_applicable", Outcome(None), shown)
    if any(fact.value is None for fact in needed):
        return Judged("not_reported", Outcome(None, "incomplete"), shown)
    rates, unlike = _one_kind(formula, taken)
    if unlike:
        return Judged("not_reported", Outcome(None), shown, faults=unlike)
    outcome = _apply(formula, taken, rates)
    if outcome.problem == "part_of_zero":
        return Judged("not_reported", outcome, shown, faults=(_part_of_zero(outcome, taken),))
    if outcome.problem:
        return Judged("not_reported", outcome, shown, flags=_zero_of_zero(outcome, taken, clause, subject))
    return Judged("counted", outcome, shown, flags=_above_one(formula, outcome, taken, subject, clause))


def _above_one(formula: str, outcome: Outcome, taken: Taken, subject: str, clause: str) -> tuple[Flag, ...]:
    """A part larger than its whole; offsets may exceed the emissions they are set against."""
    if formula != "share" or outcome.value is None or outcome.value.compare(Fraction(1)) <= 0:
        return ()
    part, whole = (taken[role][-1] for role in _SAME_KIND[formula])
    if whole.unit in _EXCEEDED:
        return ()
    details = (("subject", subject), ("part", part.quantity), ("quantity", whole.quantity), ("year", str(whole.year)))
    return (Flag(clause, "share_above_one", details),)


def _apply(formula: str, taken: Taken, rates: Mapping[str, Fraction]) -> Outcome:
    if formula in ("yearly_fall", "output_per_emission"):
        emissions, outputs = ([fact.value for fact in taken[role]] for role in ("emissions", "output"))
        if formula == "yearly_fall":
            return formulas.yearly_fall(emissions, outputs)
        return formulas.output_per_emission(_known(emissions), _known(outputs))
    last = {role: (facts[-1].value or Fraction(0)) * rates.get(role, 1) for role, facts in taken.items()}
    match formula:
        case "share":
            return formulas.share(last["part"], last["whole"])
        case "status":
            return formulas.status(last["status"])
        case "count":
            return formulas.count(last["count"])
        case "intensity":
            return formulas.intensity(last["emissions"], last["energy"])
    raise ValueError(f"unknown formula: {formula}")


def _known(values: Sequence[Fraction | None]) -> list[Fraction]:
    return [value for value in values if value is not None]


def _one_kind(formula: str, taken: Taken) -> tuple[dict[str, Fraction], tuple[Fault, ...]]:
    """The rate that brings the part to the unit of the whole, or the fault that they measure different things."""
    if formula not in _SAME_KIND:
        return {}, ()
    part, whole = (taken[role][-1] for role in _SAME_KIND[formula])
    try:
        return {"part": unit_factor(part.unit, whole.unit)}, ()
    except UnitMismatch:
        return {}, (unlike_units(part, whole),)


def unlike_units(part: Fact, whole: Fact) -> Fault:
    """The fault of a part and a whole that measure different things, at the whole's row."""
    details = {"value": whole.unit, "expected": part.unit, "part": part.quantity, "part_at": _at(part)}
    return _fault(whole, "unit", "kinds_differ", **details)


def _part_of_zero(outcome: Outcome, taken: Taken) -> Fault:
    whole = taken[outcome.role][outcome.year_index]
    others = [facts[outcome.year_index] for role, facts in taken.items() if role != outcome.role]
    return part_of_zero(others[0], whole)


def part_of_zero(part: Fact, whole: Fact) -> Fault:
    """The fault of a positive part of nothing, at the whole's row."""
    details = {
        "quantity": whole.quantity,
        "part": part.quantity,
        "part_value": _plain(part.value),
        "part_at": _at(part),
    }
    return _fault(whole, "value", "part_of_zero", **details)


def _fault(fact: Fact, column: str, code: str, **details: str) -> Fault:
    origin = fact.origin
    if origin is None:
        return Fault.at("quantities.csv", 1, column, code, **details)
    return Fault.at(origin.file, origin.row, column, code, **details)


def _at(fact: Fact) -> str:
    return "-" if fact.origin is None else f"{fact.origin.file}:{fact.origin.row}"


def _plain(value: Fraction | None) -> str:
    return "" if value is None else f"{float(value):g}"


def _zero_of_zero(outcome: Outcome, taken: Taken, clause: str, subject: str) -> tuple[Flag, ...]:
    if outcome.problem != "zero_of_zero":
        return ()
    whole = taken[outcome.role][outcome.year_index]
    details = (("subject", subject), ("quantity", whole.quantity), ("year", str(whole.year)))
    return (Flag(clause, "zero_of_zero", details),)


def _alternative(alternative: Alternative, judged: Judged, leading: Fraction) -> AlternativeResult:
    counted = judged.status == "counted"
    return AlternativeResult(
        alternative.id,
        alternative.name,
        alternative.definition,
        alternative.formula,
        judged.status,
        judged.outcome.value if counted else None,
        formulas.ratio(judged.outcome, leading) if counted else ZERO,
        judged.facts,
        judged.outcome.steps,
    )


def _indicator(indicator: Indicator, results: tuple[AlternativeResult, ...], leading: Fraction) -> IndicatorResult:
    complete = [result for result in results if result.status == "counted"]
    best = max(complete, key=cmp_to_key(_by_ratio)) if complete else None
    status: Status = "counted" if best else "not_applicable"
    if best is None and any(result.status == "not_reported" for result in results):
        status = "not_reported"
    return IndicatorResult(
        no=indicator.no,
        category=indicator.category,
        group=indicator.group,
        name=indicator.name,
        clause=indicator.clause,
        unit=indicator.unit,
        status=status,
        value=best.value if best else None,
        leading=leading,
        leading_text=indicator.leading_text if leading == indicator.leading else _leading_text(indicator, leading),
        confirmed=indicator.confirmed,
        ratio=best.ratio if best else ZERO,
        points=ZERO,
        most_points=Fraction(0),
        counted=best.id if best else None,
        alternatives=results,
        reason="; ".join(_reasons(results)) if status == "not_applicable" else "",
    )


def _leading_text(indicator: Indicator, leading: Fraction) -> Text:
    """How a leading value that the park has set for itself is shown."""
    if indicator.alternatives[0].formula in ("share", "yearly_fall"):
        return Text(zh=f"{float(leading * 100):g}%", en=f"{float(leading * 100):g} %")
    unit = "" if indicator.unit == "1" else f" {indicator.unit}"
    return Text(zh=f"{float(leading):g}{unit}", en=f"{float(leading):g}{unit}")


def _by_ratio(one: AlternativeResult, other: AlternativeResult) -> int:
    return difference_sign(one.ratio, other.ratio)


def difference_sign(one: Exact, other: Exact) -> int:
    """-1, 0 or 1 as one is smaller than, equal to or larger than the other; exact."""
    return (one - other).compare(Fraction(0))


def _reasons(results: Sequence[AlternativeResult]) -> list[str]:
    facts = (fact for result in results for fact in result.facts if not fact.applicable)
    return list(dict.fromkeys(fact.stated.note for fact in facts if fact.stated is not None and fact.stated.note))
