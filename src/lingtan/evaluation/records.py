"""What an evaluation is: facts, alternatives, indicators, score, level, and everything that qualifies them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lingtan.evaluation.exact import Exact
from lingtan.knowledge import Text
from lingtan.park import DerivedQuantity, Origin, StatedQuantity

Status = Literal["counted", "not_applicable", "not_reported"]
GateStatus = Literal["met", "not_met", "not_shown"]
LevelId = Literal["leading", "creation", "basic", "none"]


@dataclass(frozen=True, slots=True)
class VerifiedQuantity:
    """A quantity of a year as the third party has verified it (7.3.1), in the canonical unit.

    ``number`` is the verified version, ``of`` the park's version it is of; ``outdated`` where the park has restated
    since.
    """

    quantity: str
    year: int
    value: Fraction
    number: int
    of: int
    outdated: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantity of a year as the evaluation takes it: the verified value, else the stated one, else the derived one.

    ``value`` is in ``unit``: the canonical one, or the first of the ``also_units`` that measures what was stated
    (a number of buildings instead of their area). It is None where not reported (``applicable``) or not applicable.
    ``stated_value`` and ``derived_value`` are in ``unit`` too; a derived value of another kind is not compared.
    """

    quantity: str
    year: int
    unit: str
    value: Fraction | None
    applicable: bool
    stated: StatedQuantity | None
    derived: DerivedQuantity | None
    stated_value: Fraction | None
    derived_value: Fraction | None = None
    verified: VerifiedQuantity | None = None

    @property
    def differs(self) -> bool:
        """Stated and derived differ by more than 1 % of the stated value (of the derived one where that is 0)."""
        if self.stated_value is None or self.derived_value is None:
            return False
        reference = self.stated_value or self.derived_value
        return abs(self.stated_value - self.derived_value) > abs(reference) / 100

    @property
    def origin(self) -> Origin | None:
        """Where the value stands: the stated row, else the first row it was derived from."""
        if self.stated is not None:
            return self.stated.origin
        return self.derived.basis[0] if self.derived is not None and self.derived.basis else None


@dataclass(frozen=True, slots=True)
class GateResult:
    """A basic requirement with what it was decided from; ``share`` and ``at_least`` for computed ones."""

    clause: str
    name: Text
    text: Text
    status: GateStatus
    facts: tuple[Fact, ...]
    share: Fraction | None = None
    at_least: Fraction | None = None


@dataclass(frozen=True, slots=True)
class AlternativeResult:
    """One alternative of an indicator; ``value`` is F, ``ratio`` is min(1, F / F_L)."""

    id: str
    name: Text
    definition: Text
    formula: str
    status: Status
    value: Exact | None
    ratio: Exact
    facts: tuple[Fact, ...]
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """An indicator of the rulebook as evaluated; ``points`` are those it adds to the score."""

    no: int
    category: str
    group: str
    name: Text
    clause: str
    unit: str
    status: Status
    value: Exact | None
    leading: Fraction
    leading_text: Text
    confirmed: bool
    ratio: Exact
    points: Exact
    most_points: Fraction
    counted: str | None
    alternatives: tuple[AlternativeResult, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class CategoryResult:
    """A first-level category; ``weight`` as used after a dropped category, ``applicable`` is j."""

    id: str
    name: Text
    weight: Fraction
    weight_stated: Fraction
    confirmed: bool
    applicable: int
    points: Exact


@dataclass(frozen=True, slots=True)
class BandPoint:
    """Score and level under one split of the unconfirmed weights."""

    weights: Mapping[str, Fraction]
    score: Exact
    level: LevelId


@dataclass(frozen=True, slots=True)
class Improvement:
    """What bringing one indicator to its leading value would add, and the level reached then."""

    no: int
    name: Text
    ratio: Exact
    gain: Exact
    score_then: Exact
    level_then: LevelId


@dataclass(frozen=True, slots=True)
class Intensity:
    """Emission intensity of a year, tCO2e per 10^4 CNY of comparable output."""

    year: int
    emissions_tco2e: Fraction | None
    output_10k_cny: Fraction | None
    intensity: Fraction | None


@dataclass(frozen=True, slots=True)
class ZeroCarbon:
    """The zero-carbon condition (7.4.1): level 引领级 and gross - removals - retired offsets <= 0."""

    reached: bool
    gross_tco2e: Fraction | None
    removals_tco2e: Fraction
    own_outside_tco2e: Fraction
    purchased_tco2e: Fraction
    balance_tco2e: Fraction | None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something the reader must know: its clause and code, worded by the text ``flag.<code>``."""

    clause: str
    code: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TargetResult:
    """An indicator of a targets rulebook: met / not met / left out / no target."""

    id: str
    kind: Literal["core", "guide"]
    name: Text
    definition: Text
    clause: str
    unit: str
    value: Fraction | None
    target: Fraction | None
    comparison: Literal["at_most", "at_least"] | None
    status: Literal["met", "not_met", "left_out", "no_target"]
    reason: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class NoteResult:
    """A share the text asks for in principle, shown and not judged; ``value`` is None where it isn't known."""

    id: str
    name: Text
    clause: str
    value: Fraction | None
    at_least: Fraction | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The evaluation of one park for one year by one rulebook; scores are None for a targets rulebook.

    ``level`` is None while the gate is not met (the score is then provisional); ``level_of_score`` is the level
    regardless of the gate. ``score`` counts the bonus; whether the level does is an option. ``band`` rises by score.
    """

    park_id: str
    year: int
    rulebook: str
    rulebook_hash: str
    gate: tuple[GateResult, ...]
    provisional: bool
    score: Exact | None
    score_without_bonus: Exact | None
    score_if_complete: Exact | None
    level: LevelId | None
    level_without_bonus: LevelId | None
    level_of_score: LevelId | None
    band: tuple[BandPoint, ...]
    band_flips: bool
    categories: tuple[CategoryResult, ...]
    indicators: tuple[IndicatorResult, ...]
    improvements: tuple[Improvement, ...]
    intensities: tuple[Intensity, ...]
    own_reductions_tco2e: Fraction | None
    offsets_tco2e: Fraction
    zero_carbon: ZeroCarbon | None
    targets: tuple[TargetResult, ...]
    notes: tuple[NoteResult, ...]
    facts: Mapping[tuple[str, int], Fact]
    options: Mapping[str, str]
    flags: tuple[Flag, ...]
