"""Formula (1) as a reader can work it again: inputs, and the cells that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lingtan.evaluation import Evaluation, IndicatorResult
from lingtan.knowledge import Language, Rulebook

Way = Literal["given", "yearly_fall", "output_per_emission"]
BONUS = "bonus"


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator's inputs: F (None where not reported or computed from the years), F_L, applicable or not."""

    no: int
    name: str
    category: str
    way: Way
    value: float | None
    leading: float
    applicable: bool
    most_points: float
    ratio: float
    points: float


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A first-level category with the weight set for it, and what the evaluation made of it."""

    id: str
    name: str
    weight_stated: float
    weight: float
    applicable: int
    points: float


@dataclass(frozen=True, slots=True)
class YearRow:
    """Gross emissions and comparable output of a year; None where unknown."""

    year: int
    emissions_tco2e: float | None
    output_10k_cny: float | None


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level, its lower bound, and whether the bound belongs to it."""

    name: str
    above: float
    inclusive: bool


@dataclass(frozen=True, slots=True)
class ScoreModel:
    """Everything the score sheet needs, levels from the highest down."""

    indicators: tuple[IndicatorRow, ...]
    categories: tuple[CategoryRow, ...]
    years: tuple[YearRow, ...]
    levels: tuple[LevelRow, ...]
    gate_met: bool
    score: float
    score_without_bonus: float
    level: str
    bonus_name: str
    bonus_points: float


def score_model(evaluation: Evaluation, rulebook: Rulebook, language: Language) -> ScoreModel | None:
    """The model of an evaluation; None for a rulebook that gives no score."""
    if evaluation.score is None or evaluation.score_without_bonus is None:
        return None
    inside = {entry.id for entry in evaluation.categories}
    levels = sorted(rulebook.levels, key=lambda level: level.above, reverse=True)
    names = {level.id: level.name.of(language) for level in levels}
    return ScoreModel(
        indicators=tuple(_indicator(entry, inside, language) for entry in evaluation.indicators),
        categories=tuple(
            CategoryRow(
                entry.id,
                entry.name.of(language),
                float(entry.weight_stated),
                float(entry.weight),
                entry.applicable,
                float(entry.points),
            )
            for entry in evaluation.categories
        ),
        years=tuple(
            YearRow(entry.year, _float(entry.emissions_tco2e), _float(entry.output_10k_cny))
            for entry in evaluation.intensities
        ),
        levels=tuple(LevelRow(names[level.id], float(level.above), level.inclusive) for level in levels),
        gate_met=not evaluation.provisional,
        score=float(evaluation.score),
        score_without_bonus=float(evaluation.score_without_bonus),
        level="" if evaluation.level is None else names.get(evaluation.level, ""),
        bonus_name="" if rulebook.bonus_category is None else rulebook.bonus_category.of(language),
        bonus_points=float(rulebook.bonus_points),
    )


def _indicator(entry: IndicatorResult, inside: set[str], language: Language) -> IndicatorRow:
    way = _way(entry)
    return IndicatorRow(
        no=entry.no,
        name=entry.name.of(language),
        category=entry.category if entry.category in inside else BONUS,
        way=way,
        value=None if entry.value is None else float(entry.value),
        leading=float(entry.leading),
        applicable=entry.status != "not_applicable",
        most_points=float(entry.most_points),
        ratio=float(entry.ratio),
        points=float(entry.points),
    )


def _way(entry: IndicatorResult) -> Way:
    formulas = {made.formula for made in entry.alternatives}
    if "yearly_fall" in formulas:
        return "yearly_fall"
    return "output_per_emission" if "output_per_emission" in formulas else "given"


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
