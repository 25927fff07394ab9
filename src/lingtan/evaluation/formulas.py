"""The formulas behind the indicators: one pure function each, on exact numbers.

An ``Outcome`` is the value F of formula (1), or why there is none; ratio and points are made of it elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lingtan.evaluation.exact import Exact, Fall

Problem = Literal["", "incomplete", "zero_of_zero", "part_of_zero"]

YEARS: Mapping[str, int] = {
    "share": 1,
    "weighted_share": 1,
    "status": 1,
    "count": 1,
    "intensity": 1,
    "yearly_fall": 4,
    "output_per_emission": 3,
}
"""How many years, the last being the reporting year, each formula takes."""

OPTIONAL_YEARS: Mapping[str, int] = {"yearly_fall": 1}
"""How many of these years, the oldest, a formula can do without (indicator 25: three years give two steps)."""

FULL = Exact(Fraction(1))


@dataclass(frozen=True, slots=True)
class Outcome:
    """The value F, or the problem; ``role`` and ``year_index`` (-1 the last) place a zero that divides.

    ``unbounded`` is the limit of indicator 26 without emissions: no number, ratio 1. ``steps`` is n of indicator 25.
    """

    value: Exact | None
    problem: Problem = ""
    unbounded: bool = False
    steps: int | None = None
    role: str = ""
    year_index: int = -1


def share(part: Fraction, whole: Fraction) -> Outcome:
    """``part / whole``; 0/0 is not reported, x/0 an error of the whole."""
    if whole == 0:
        return Outcome(None, "part_of_zero" if part else "zero_of_zero", role="whole")
    return Outcome(Exact(part / whole))


def weighted_share(pairs: Sequence[tuple[Fraction, Fraction]]) -> Outcome:
    """The mean of several shares, each weighed by its whole: ``sum(part) / sum(whole)``."""
    return share(sum((part for part, _ in pairs), Fraction(0)), sum((whole for _, whole in pairs), Fraction(0)))


def status(state: Fraction) -> Outcome:
    """A qualitative state in [0, 1] (note 1 to formula (1))."""
    return Outcome(Exact(state))


def count(number: Fraction) -> Outcome:
    """A number of things, held against a leading number."""
    return Outcome(Exact(number))


def yearly_fall(emissions: Sequence[Fraction | None], outputs: Sequence[Fraction | None]) -> Outcome:
    """Indicator 25: ``1 - (I_end / I_start) ** (1 / n)`` of I = emissions / output, oldest year first.

    n is 3 where all four years are there, else 2 with the last three; with fewer years, or a start intensity of 0,
    it is not reported. A rising intensity gives 0, an end intensity of 0 gives 1.
    """
    known = [e is not None and o is not None for e, o in zip(emissions, outputs, strict=True)]
    if len(known) < 3 or not all(known[-3:]):
        return Outcome(None, "incomplete")
    start = -4 if len(known) >= 4 and known[-4] else -3
    steps = -start - 1
    ends: list[Fraction] = []
    for index in (start, -1):
        emission, output = emissions[index] or Fraction(0), outputs[index] or Fraction(0)
        if output == 0:
            problem: Problem = "part_of_zero" if emission else "zero_of_zero"
            return Outcome(None, problem, steps=steps, role="output", year_index=index)
        ends.append(emission / output)
    if ends[0] == 0:
        return Outcome(None, "incomplete", steps=steps, role="emissions", year_index=start)
    return Outcome(_fall(ends[1] / ends[0], steps), steps=steps)


def _fall(remaining: Fraction, steps: int) -> Exact:
    if remaining >= 1:
        return Exact(Fraction(0))
    if remaining == 0:
        return FULL
    fall = Fall(remaining, steps)
    low, high = fall.bounds()
    return Exact(low) if low == high else Exact(Fraction(0), Fraction(1), fall)


def output_per_emission(emissions: Sequence[Fraction], outputs: Sequence[Fraction]) -> Outcome:
    """Indicator 26: output of three years / emissions of three years; without emissions the limit, ratio 1."""
    emitted, produced = sum(emissions, Fraction(0)), sum(outputs, Fraction(0))
    if emitted == 0:
        return Outcome(None, unbounded=True) if produced else Outcome(None, "zero_of_zero", role="emissions")
    return Outcome(Exact(produced / emitted))


def intensity(emissions: Fraction, energy: Fraction) -> Outcome:
    """Emissions per unit of energy (national scheme, annex 3), tCO2/tce."""
    found = share(emissions, energy)
    return Outcome(found.value, found.problem, role="energy" if found.problem else "")


def ratio(outcome: Outcome, leading: Fraction) -> Exact:
    """``min(1, F / F_L)`` (note 1 to formula (1)), never below 0; 0 where there is no value."""
    if outcome.unbounded:
        return FULL
    if outcome.value is None or outcome.value.compare(Fraction(0)) <= 0:
        return Exact(Fraction(0))
    return FULL if outcome.value.compare(leading) >= 0 else outcome.value.times(1 / leading)
