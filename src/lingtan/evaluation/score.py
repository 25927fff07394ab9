"""Formula (1): dynamic weights, points, bonus, level, band, and what would raise the score most. All exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cmp_to_key

from lingtan.evaluation.exact import ZERO, Exact
from lingtan.evaluation.formulas import FULL
from lingtan.evaluation.indicators import difference_sign
from lingtan.evaluation.records import BandPoint, CategoryResult, Improvement, IndicatorResult, LevelId
from lingtan.knowledge import Category, Level, Rulebook

BONUS = "bonus"
_HUNDRED = Fraction(100)
_LEVELS: tuple[LevelId, ...] = ("leading", "creation", "basic", "none")


@dataclass(frozen=True, slots=True)
class Scoring:
    """What formula (1) takes besides the ratios: the rulebook's points and levels, and whether the bonus counts."""

    rulebook: Rulebook
    bonus_counts: bool

    def level(self, score: Exact, without_bonus: Exact) -> LevelId:
        """The level of a score by Table 2, of the score with or without the bonus as the option says."""
        return level_of(score if self.bonus_counts else without_bonus, self.rulebook.levels)


def used_weights(weights: Mapping[str, Fraction], applicable: Mapping[str, int]) -> dict[str, Fraction]:
    """The weights with those of categories that have no applicable indicator handed to the others in proportion."""
    kept = {name: weight if applicable[name] else Fraction(0) for name, weight in weights.items()}
    total = sum(kept.values(), Fraction(0))
    return {name: weight / total if total else weight for name, weight in kept.items()}


def applicable_counts(categories: Sequence[Category], indicators: Iterable[IndicatorResult]) -> dict[str, int]:
    """j of formula (1): the number of applicable indicators of every first-level category."""
    counts = {category.id: 0 for category in categories}
    for indicator in indicators:
        if indicator.category in counts and indicator.status != "not_applicable":
            counts[indicator.category] += 1
    return counts


def give_points(
    rulebook: Rulebook, weights: Mapping[str, Fraction], indicators: Sequence[IndicatorResult]
) -> tuple[IndicatorResult, ...]:
    """The indicators with their points, ``100 x ratio x omega_k / j``; a bonus indicator adds up to its own points."""
    counts = applicable_counts(rulebook.categories, indicators)
    used = used_weights(weights, counts)
    results = []
    for indicator in indicators:
        most = Fraction(0)
        if indicator.status != "not_applicable":
            bonus = indicator.category == BONUS
            most = rulebook.bonus_points if bonus else _HUNDRED * used[indicator.category] / counts[indicator.category]
        results.append(replace(indicator, most_points=most, points=indicator.ratio.times(most)))
    return tuple(results)


def category_results(
    rulebook: Rulebook, weights: Mapping[str, Fraction], indicators: Sequence[IndicatorResult]
) -> tuple[CategoryResult, ...]:
    """The first-level categories with their weights as used, j and points."""
    counts = applicable_counts(rulebook.categories, indicators)
    used = used_weights(weights, counts)
    return tuple(
        CategoryResult(
            category.id,
            category.name,
            used[category.id],
            weights[category.id],
            category.confirmed,
            counts[category.id],
            total(indicator.points for indicator in indicators if indicator.category == category.id),
        )
        for category in rulebook.categories
    )


def total(points: Iterable[Exact]) -> Exact:
    """A sum of points."""
    return sum(points, ZERO)


def scores(indicators: Sequence[IndicatorResult]) -> tuple[Exact, Exact]:
    """The score with and without the bonus."""
    without = total(indicator.points for indicator in indicators if indicator.category != BONUS)
    return without + total(indicator.points for indicator in indicators if indicator.category == BONUS), without


def level_of(score: Exact, levels: Sequence[Level]) -> LevelId:
    """The level of Table 2 that an exact score reaches, ``none`` below the lowest."""
    reached: LevelId = "none"
    for level in levels:
        side = score.compare(level.above)
        if side > 0 or (side == 0 and level.inclusive):
            reached = next(name for name in _LEVELS if name == level.id)
    return reached


def score_if_complete(
    rulebook: Rulebook, weights: Mapping[str, Fraction], indicators: Sequence[IndicatorResult]
) -> Exact:
    """The score if every indicator that is not reported were at its leading value."""
    filled = [replace(one, ratio=FULL) if one.status == "not_reported" else one for one in indicators]
    return scores(give_points(rulebook, weights, filled))[0]


def band_points(
    scoring: Scoring, weights: Mapping[str, Fraction], indicators: Sequence[IndicatorResult]
) -> tuple[BandPoint, ...]:
    """Score and level under every split of the unconfirmed weights, and under the weights in force.

    The unconfirmed categories share what they have now: with other weights of the park the splits are scaled.
    """
    open_categories = [category.id for category in scoring.rulebook.categories if not category.confirmed]
    held = sum((weights[name] for name in open_categories), Fraction(0))
    splits: list[dict[str, Fraction]] = []
    for split in scoring.rulebook.band:
        shared = sum((split[name] for name in open_categories), Fraction(0))
        scaled = {name: split[name] * held / shared for name in open_categories if shared}
        splits.append({**weights, **scaled})
    splits.append(dict(weights))
    points = []
    for split in splits:
        score, without = scores(give_points(scoring.rulebook, split, indicators))
        points.append(BandPoint(split, score, scoring.level(score, without)))
    distinct = {tuple(sorted(point.weights.items())): point for point in points}
    return tuple(sorted(distinct.values(), key=cmp_to_key(_lower_first)))


def _lower_first(one: BandPoint, other: BandPoint) -> int:
    return difference_sign(one.score, other.score)


def improvements(scoring: Scoring, indicators: Sequence[IndicatorResult]) -> tuple[Improvement, ...]:
    """What each indicator would add at its leading value, the largest gain first, then by number."""
    score, without = scores(indicators)
    found = []
    for indicator in indicators:
        gain = Exact(indicator.most_points) - indicator.points
        if gain.compare(Fraction(0)) <= 0:
            continue
        then = score + gain
        level = scoring.level(then, without if indicator.category == BONUS else without + gain)
        found.append(Improvement(indicator.no, indicator.name, indicator.ratio, gain, then, level))
    return tuple(sorted(found, key=cmp_to_key(_larger_first)))


def _larger_first(one: Improvement, other: Improvement) -> int:
    return difference_sign(other.gain, one.gain) or one.no - other.no
