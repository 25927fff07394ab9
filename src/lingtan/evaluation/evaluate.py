"""The evaluation of a park: gate, indicators, formula (1), level, and everything that qualifies them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from lingtan.base import Fault, InputFaults, raise_faults
from lingtan.carbon import Inventory
from lingtan.evaluation import emissions, score
from lingtan.evaluation.facts import Facts, collect_facts
from lingtan.evaluation.flags import all_flags
from lingtan.evaluation.gate import gate_is_met, judge_gate
from lingtan.evaluation.indicators import judge_indicators
from lingtan.evaluation.options import leading_values_in_force, options_in_force, weights_in_force
from lingtan.evaluation.records import Evaluation, VerifiedQuantity
from lingtan.evaluation.targets import judge_notes, judge_targets
from lingtan.knowledge import Rulebook
from lingtan.park import DerivedQuantity, Park

BONUS_OPTION = "bonus_counts_for_level"
_Result = TypeVar("_Result")


def evaluate(
    rulebook: Rulebook,
    park: Park,
    inventory: Inventory | None,
    derived: Sequence[DerivedQuantity],
    verified: Sequence[VerifiedQuantity] = (),
) -> Evaluation:
    """Evaluate a park by a rulebook (clauses 4.2, 6 and 7.4.1), exactly.

    ``derived`` are quantities computed from the park's other files; a stated one scores before them,
    and one of ``verified`` before both.
    Raises ``InputFaults`` with all faults at once: settings, then units, then divisions by nothing.
    """
    faults: list[Fault] = []
    options = _attempt(faults, lambda: options_in_force(rulebook, park.profile)) or {}
    weights = _attempt(faults, lambda: weights_in_force(rulebook, park.profile)) or {}
    leading = _attempt(faults, lambda: leading_values_in_force(rulebook, park.profile)) or {}
    facts = _attempt(faults, lambda: collect_facts(rulebook, park, derived, options, verified)) or {}
    raise_faults(faults)
    unscored = _unscored(rulebook, park, facts, options, leading)
    scored = unscored if rulebook.kind == "targets" else _scored(unscored, rulebook, park, inventory, weights)
    return replace(scored, flags=all_flags(scored, rulebook, park, inventory))


def _unscored(
    rulebook: Rulebook, park: Park, facts: Facts, options: Mapping[str, str], leading: Mapping[int, Fraction]
) -> Evaluation:
    """Gate, indicators and targets with their ratios; no points yet."""
    year, faults = park.profile.reporting_year, list[Fault]()
    gate, gate_flags = _attempt(faults, lambda: judge_gate(rulebook, facts, year)) or ((), ())
    indicators, flags = _attempt(faults, lambda: judge_indicators(rulebook, facts, year, options, leading)) or ((), ())
    targets, target_flags = _attempt(faults, lambda: judge_targets(rulebook, facts, year)) or ((), ())
    raise_faults(dict.fromkeys(faults))
    intensities = emissions.intensities(rulebook, facts, park)
    return Evaluation(
        park_id=park.profile.id,
        year=year,
        rulebook=rulebook.id,
        rulebook_hash=rulebook.content_hash,
        gate=gate,
        provisional=not gate_is_met(gate),
        score=None,
        score_without_bonus=None,
        score_if_complete=None,
        level=None,
        level_without_bonus=None,
        level_of_score=None,
        band=(),
        band_flips=False,
        categories=(),
        indicators=indicators,
        improvements=(),
        intensities=intensities,
        own_reductions_tco2e=emissions.own_reductions_tco2e(park, intensities),
        offsets_tco2e=emissions.offsets_tco2e(rulebook, facts, year),
        zero_carbon=None,
        targets=targets,
        notes=judge_notes(rulebook, facts, year),
        facts=facts,
        options=options,
        flags=(*gate_flags, *flags, *target_flags),
    )


def _scored(
    unscored: Evaluation,
    rulebook: Rulebook,
    park: Park,
    inventory: Inventory | None,
    weights: Mapping[str, Fraction],
) -> Evaluation:
    indicators = score.give_points(rulebook, weights, unscored.indicators)
    total, without = score.scores(indicators)
    scoring = score.Scoring(rulebook, bonus_counts=unscored.options.get(BONUS_OPTION, "yes") == "yes")
    level_of_score = scoring.level(total, without)
    level = None if unscored.provisional else level_of_score
    band = score.band_points(scoring, weights, indicators)
    facts, year = unscored.facts, park.profile.reporting_year
    return replace(
        unscored,
        score=total,
        score_without_bonus=without,
        score_if_complete=score.score_if_complete(rulebook, weights, indicators),
        level=level,
        level_without_bonus=None if level is None else score.level_of(without, rulebook.levels),
        level_of_score=level_of_score,
        band=band,
        band_flips=len({point.level for point in band}) > 1,
        categories=score.category_results(rulebook, weights, indicators),
        indicators=indicators,
        improvements=score.improvements(scoring, indicators),
        zero_carbon=emissions.zero_carbon(rulebook, facts, year, level, inventory),
    )


def _attempt(faults: list[Fault], step: Callable[[], _Result]) -> _Result | None:
    """The result of a step, or None with its faults kept for later."""
    try:
        return step()
    except InputFaults as error:
        faults.extend(error.faults)
        return None
