"""A rulebook of targets (the national scheme): core and guide indicators met, not met or left out; no score."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from lingtan.base import Fault, UnitMismatch, raise_faults, unit_factor
from lingtan.evaluation import formulas
from lingtan.evaluation.facts import Facts
from lingtan.evaluation.indicators import Judged, judge, part_of_zero, take, unlike_units
from lingtan.evaluation.records import Fact, Flag, NoteResult, TargetResult
from lingtan.knowledge import Rulebook, TargetIndicator

NOT_REPORTED = "not_reported"
CORE_STAYS = "core_stays"


def judge_targets(rulebook: Rulebook, facts: Facts, year: int) -> tuple[tuple[TargetResult, ...], tuple[Flag, ...]]:
    """Every indicator against its target.

    ``na`` leaves a guide indicator out, with the reason of its row; a core indicator can't be left out. A missing
    figure is not met (``reason`` is the code ``not_reported``). Raises ``InputFaults`` for a part of nothing.
    """
    results: list[TargetResult] = []
    faults: list[Fault] = []
    flags: list[Flag] = []
    for indicator in rulebook.target_indicators:
        found = _pairs(indicator, facts, year) if indicator.pairs else _plain(indicator, facts, year)
        faults.extend(found.faults)
        flags.extend(found.flags)
        results.append(_result(indicator, found, facts, year))
    raise_faults(dict.fromkeys(faults))
    return tuple(results), tuple(dict.fromkeys(flags))


def judge_notes(rulebook: Rulebook, facts: Facts, year: int) -> tuple[NoteResult, ...]:
    """The shares the text asks for in principle."""
    results = []
    for note in rulebook.notes:
        found = judge("share", take("share", note.inputs, facts, year), note.clause, note.id)
        value = found.outcome.value if found.status == "counted" else None
        shown = None if value is None else value.rational
        results.append(NoteResult(note.id, note.name, note.clause, shown, note.at_least, found.facts))
    return tuple(results)


def _plain(indicator: TargetIndicator, facts: Facts, year: int) -> Judged:
    taken = take(indicator.formula, indicator.inputs, facts, year)
    return judge(indicator.formula, taken, indicator.clause, indicator.id)


def _pairs(indicator: TargetIndicator, facts: Facts, year: int) -> Judged:
    """A weighted share; pairs that are not applicable stay out of both sums."""
    pairs = [(facts[part, year], facts[whole, year]) for part, whole in indicator.pairs]
    shown = tuple(fact for pair in pairs for fact in pair)
    applicable = [pair for pair in pairs if all(fact.applicable for fact in pair)]
    if not applicable:
        return Judged("not_applicable", formulas.Outcome(None), shown)
    values: list[tuple[Fraction, Fraction]] = []
    faults: list[Fault] = []
    for part, whole in applicable:
        if part.value is None or whole.value is None:
            continue
        try:
            values.append((part.value * unit_factor(part.unit, whole.unit), whole.value))
        except UnitMismatch:
            faults.append(unlike_units(part, whole))
        if whole.value == 0 and part.value != 0:
            faults.append(part_of_zero(part, whole))
    if len(values) < len(applicable) or faults:
        return Judged("not_reported", formulas.Outcome(None, "incomplete"), shown, faults=tuple(faults))
    outcome = formulas.weighted_share(values)
    if outcome.problem:
        whole = applicable[0][1]
        details = (("subject", indicator.id), ("quantity", whole.quantity), ("year", str(year)))
        return Judged("not_reported", outcome, shown, flags=(Flag(indicator.clause, "zero_of_zero", details),))
    return Judged("counted", outcome, shown)


def _result(indicator: TargetIndicator, found: Judged, facts: Facts, year: int) -> TargetResult:
    size = facts[indicator.size, year].value if indicator.size is not None else None
    target = next((one for one in indicator.targets if _holds(size, one.from_size, one.to_size)), None)
    value = found.outcome.value.rational if found.status == "counted" and found.outcome.value is not None else None
    reached = None
    if target is not None and value is not None:
        reached = value <= target.value if target.comparison == "at_most" else value >= target.value
    status, reason = _status(indicator, found, reached)
    return TargetResult(
        id=indicator.id,
        kind=indicator.kind,
        name=indicator.name,
        definition=indicator.definition,
        clause=indicator.clause,
        unit=indicator.unit,
        value=value,
        target=target.value if target is not None else None,
        comparison=target.comparison if target is not None else None,
        status=status,
        reason=reason,
        facts=found.facts,
    )


def _holds(size: Fraction | None, from_size: Fraction | None, to_size: Fraction | None) -> bool:
    if from_size is None and to_size is None:
        return True
    return size is not None and (from_size is None or size >= from_size) and (to_size is None or size < to_size)


def _status(
    indicator: TargetIndicator, found: Judged, reached: bool | None
) -> tuple[Literal["met", "not_met", "left_out", "no_target"], str]:
    if found.status == "not_applicable":
        return ("left_out", _reason(found.facts)) if indicator.kind == "guide" else ("not_met", CORE_STAYS)
    if found.status == "not_reported":
        return "not_met", NOT_REPORTED
    if reached is None:
        return "no_target", ""
    return ("met" if reached else "not_met"), ""


def _reason(facts: tuple[Fact, ...]) -> str:
    notes = (fact.stated.note for fact in facts if not fact.applicable and fact.stated is not None)
    return "; ".join(dict.fromkeys(note for note in notes if note))
