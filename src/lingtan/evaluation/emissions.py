"""Emissions beside the score: intensity by year, own reductions, offsets, the zero-carbon condition. Never netted."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from lingtan.carbon import Inventory
from lingtan.evaluation.facts import Facts
from lingtan.evaluation.records import Fact, Intensity, LevelId, ZeroCarbon
from lingtan.knowledge import Rulebook
from lingtan.park import Park


def intensities(rulebook: Rulebook, facts: Facts, park: Park) -> tuple[Intensity, ...]:
    """Emissions, comparable output and their quotient for every year of the data (4.1.4, indicator 25)."""
    names = _intensity_quantities(rulebook)
    if names is None:
        return ()
    found = []
    for year in park.profile.years:
        emissions, output = (facts[name, year].value for name in names)
        intensity = emissions / output if emissions is not None and output else None
        found.append(Intensity(year, emissions, output, intensity))
    return tuple(found)


def _intensity_quantities(rulebook: Rulebook) -> tuple[str, str] | None:
    for indicator in rulebook.indicators:
        for alternative in indicator.alternatives:
            if alternative.formula == "yearly_fall":
                return alternative.inputs["emissions"], alternative.inputs["output"]
    return None


def rising_years(found: tuple[Intensity, ...]) -> tuple[tuple[int, int], ...]:
    """The pairs of years between which the intensity rises; years without an intensity are stepped over."""
    known = [(entry.year, entry.intensity) for entry in found if entry.intensity is not None]
    return tuple(
        (earlier_year, later_year)
        for (earlier_year, earlier), (later_year, later) in pairwise(known)
        if later > earlier
    )


def own_reductions_tco2e(park: Park, found: tuple[Intensity, ...]) -> Fraction | None:
    """Own reductions of the period (4.1.1), tCO2e.

    The sum of the yearly effects of the measures done within the years of the data; where none has an effect,
    ``(I_start - I_end) x output_end`` between the first and the last year known; None where neither can be told.
    """
    years = park.profile.years
    effects = [
        measure.effect_tco2e_per_year
        for measure in park.measures
        if measure.status == "done"
        and measure.effect_tco2e_per_year is not None
        and (measure.year is None or years[0] <= measure.year <= years[-1])
    ]
    if effects:
        return sum(effects, Fraction(0))
    known = [entry for entry in found if entry.intensity is not None]
    if len(known) < 2 or known[-1].year != years[-1]:
        return None
    start, end = known[0].intensity, known[-1].intensity
    output = known[-1].output_10k_cny
    return None if start is None or end is None or output is None else (start - end) * output


def offsets_tco2e(rulebook: Rulebook, facts: Facts, year: int) -> Fraction:
    """Offsets of the year: retired reductions of own projects outside the boundary, and purchased credits."""
    return _amount(_condition_fact(rulebook, facts, year, "own_outside")) + _amount(
        _condition_fact(rulebook, facts, year, "purchased")
    )


def zero_carbon(
    rulebook: Rulebook, facts: Facts, year: int, level: LevelId | None, inventory: Inventory | None
) -> ZeroCarbon | None:
    """The zero-carbon condition (7.4.1): level 引领级, and gross - removals - retired offsets <= 0."""
    if rulebook.zero_condition is None:
        return None
    gross_fact = _condition_fact(rulebook, facts, year, "gross")
    gross = gross_fact.value if gross_fact is not None else None
    removed = _condition_fact(rulebook, facts, year, "removals")
    removals = _amount(removed)
    if removed is None or (removed.value is None and removed.applicable):
        removals = inventory.removals_t if inventory is not None else Fraction(0)
    own = _amount(_condition_fact(rulebook, facts, year, "own_outside"))
    purchased = _amount(_condition_fact(rulebook, facts, year, "purchased"))
    balance = None if gross is None else gross - removals - own - purchased
    reached = level == "leading" and balance is not None and balance <= 0
    return ZeroCarbon(reached, gross, removals, own, purchased, balance)


def _condition_fact(rulebook: Rulebook, facts: Facts, year: int, role: str) -> Fact | None:
    if rulebook.zero_condition is None:
        return None
    return facts.get((rulebook.zero_condition.inputs[role], year))


def _amount(fact: Fact | None) -> Fraction:
    return fact.value if fact is not None and fact.value is not None else Fraction(0)
