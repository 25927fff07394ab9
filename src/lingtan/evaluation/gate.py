"""The gate: the basic requirements of clause 4.2, each met, not met or not shown."""

from __future__ import annotations

from fractions import Fraction

from lingtan.base import Fault, raise_faults
from lingtan.evaluation.facts import Facts
from lingtan.evaluation.indicators import judge, take
from lingtan.evaluation.records import Flag, GateResult, GateStatus
from lingtan.knowledge import Requirement, Rulebook


def judge_gate(rulebook: Rulebook, facts: Facts, year: int) -> tuple[tuple[GateResult, ...], tuple[Flag, ...]]:
    """Every requirement: not met where a quantity is 0 or the share too small, not shown where one is missing.

    Raises ``InputFaults`` where a computed share divides something by nothing.
    """
    results: list[GateResult] = []
    faults: list[Fault] = []
    flags: list[Flag] = []
    for requirement in rulebook.requirements:
        share, found_faults, found_flags = _share(requirement, facts, year)
        faults.extend(found_faults)
        flags.extend(found_flags)
        results.append(_result(requirement, facts, year, share))
    raise_faults(faults)
    return tuple(results), tuple(flags)


def gate_is_met(gate: tuple[GateResult, ...]) -> bool:
    """Whether all basic requirements are met."""
    return all(result.status == "met" for result in gate)


def _share(
    requirement: Requirement, facts: Facts, year: int
) -> tuple[Fraction | None, tuple[Fault, ...], tuple[Flag, ...]]:
    if requirement.share is None:
        return None, (), ()
    part, whole = requirement.share
    taken = take("share", {"part": part, "whole": whole}, facts, year)
    found = judge("share", taken, requirement.clause, requirement.clause)
    value = found.outcome.value if found.status == "counted" else None
    return (None if value is None else value.rational), found.faults, found.flags


def _result(requirement: Requirement, facts: Facts, year: int, share: Fraction | None) -> GateResult:
    shown = tuple(facts[quantity, year] for quantity in (*requirement.quantities, *(requirement.share or ())))
    answers: list[GateStatus] = [
        _answer(facts[quantity, year].value, Fraction(1)) for quantity in requirement.quantities
    ]
    if requirement.share is not None:
        answers.append(_answer(share, requirement.at_least or Fraction(0)))
    status: GateStatus = "met"
    for worst in ("not_met", "not_shown"):
        if worst in answers:
            status = worst
            break
    return GateResult(
        requirement.clause, requirement.name, requirement.text, status, shown, share, requirement.at_least
    )


def _answer(value: Fraction | None, at_least: Fraction) -> GateStatus:
    if value is None:
        return "not_shown"
    return "met" if value >= at_least else "not_met"
