"""What a rulebook is: its requirements, indicators, measures and open questions as validated records."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Language = Literal["zh", "en"]


def _number(value: object) -> Fraction:
    """Exact numbers are written as quoted decimals or fractions in YAML; a bare float would not be exact."""
    if isinstance(value, str | int | Decimal | Fraction) and not isinstance(value, bool):
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError, OverflowError) as error:
            raise ValueError("no number") from error
    raise ValueError("a quoted decimal is expected")


Number = Annotated[Fraction, BeforeValidator(_number)]


class Entry(BaseModel):
    """A frozen piece of a rulebook; unknown keys are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)


class Text(Entry):
    """A text in the product's two languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def of(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language == "zh" else self.en


class Quantity(Entry):
    """An observed quantity of ``quantities.csv``; ``unit`` is canonical, ``also_units`` are others it may come in.

    ``indicators`` are the places that use it: an indicator's number or id, a requirement's clause,
    ``zero_condition`` or ``note``.
    """

    id: str
    unit: str
    also_units: tuple[str, ...]
    kind: Literal["count", "amount", "area", "status", "gate"]
    period: Literal["year", "year_end", "three_year_total", "each_of_4_years"]
    indicators: tuple[str, ...]
    name: Text
    clause: str = Field(min_length=1)


class Requirement(Entry):
    """A basic requirement of the gate: met where all its gate quantities are 1 and its computed share is reached."""

    clause: str = Field(min_length=1)
    name: Text
    text: Text
    quantities: tuple[str, ...] = ()
    share: tuple[str, str] | None = None
    at_least: Number | None = None


class Category(Entry):
    """A first-level indicator category with its weight; ``unconfirmed`` weights span the score band."""

    id: str
    name: Text
    weight: Number
    confirmed: bool
    clause: str = Field(min_length=1)
    colour: str


class Group(Entry):
    """A second-level group of indicators."""

    id: str
    category: str
    name: Text
    clause: str = Field(min_length=1)


class Variant(Entry):
    """Other inputs that an alternative takes when an interpretation is set to an option."""

    interpretation: str
    option: str
    inputs: Mapping[str, str]


class Alternative(Entry):
    """One way to show an indicator: a formula of ``lingtan.evaluation`` and the quantities it takes by role."""

    id: str
    name: Text
    definition: Text
    formula: str
    inputs: Mapping[str, str]
    variants: tuple[Variant, ...] = ()


class Indicator(Entry):
    """A third-level indicator; the better of its complete alternatives counts (二选一)."""

    no: int
    category: str
    group: str
    name: Text
    clause: str = Field(min_length=1)
    leading: Number
    leading_text: Text
    unit: str
    confirmed: bool = True
    alternatives: tuple[Alternative, ...] = Field(min_length=1)


class Level(Entry):
    """A level of Table 2 with its lower bound; ``inclusive`` says whether the bound itself belongs to it."""

    id: str
    name: Text
    stage: Text
    above: Number
    inclusive: bool
    characteristic: Text
    clause: str = Field(min_length=1)


class Option(Entry):
    """One answer to an open question."""

    id: str
    text: Text


class Interpretation(Entry):
    """A question the text leaves open: the option taken, why, and whether somebody who knows has confirmed it."""

    name: str
    clause: str = Field(min_length=1)
    question: Text
    options: tuple[Option, ...] = Field(min_length=1)
    chosen: str
    reason: Text
    confirmed: bool
    settable: bool


class Step(Entry):
    """A step of the process of clause 7 with its parts."""

    id: str
    clause: str = Field(min_length=1)
    stage: Literal["preparation", "implementation", "evaluation", "result"]
    name: Text
    parts: tuple[Text, ...]


class Statement(Entry):
    """One statement of a measure with its modality (应 / 宜 / 鼓励 / 推动 / unmarked)."""

    modality: Literal["shall", "should", "encouraged", "promote", "unmarked"]
    text: Text


class Measure(Entry):
    """A numbered item of 5.1-5.8; ``model`` names the calculation that can estimate it, where there is one."""

    clause: str = Field(min_length=1)
    system: str
    statements: tuple[Statement, ...] = Field(min_length=1)
    indicators: tuple[int, ...]
    model: str | None = None


class System(Entry):
    """One of the systems of clause 5."""

    id: str
    clause: str = Field(min_length=1)
    name: Text


class Term(Entry):
    """A glossary entry."""

    term: Text
    clause: str = Field(min_length=1)
    definition: Text


class Target(Entry):
    """A target that holds where the sizing quantity lies in ``[from_size, to_size)``."""

    value: Number
    comparison: Literal["at_most", "at_least"]
    from_size: Number | None = None
    to_size: Number | None = None


class TargetIndicator(Entry):
    """An indicator judged against a target (met / not met / left out), without points."""

    id: str
    kind: Literal["core", "guide"]
    name: Text
    definition: Text
    clause: str = Field(min_length=1)
    formula: str
    inputs: Mapping[str, str]
    pairs: tuple[tuple[str, str], ...] = ()
    size: str | None = None
    unit: str
    targets: tuple[Target, ...] = Field(min_length=1)


class Note(Entry):
    """A share that a text asks for in principle: shown beside the result, not judged."""

    id: str
    name: Text
    text: Text
    clause: str = Field(min_length=1)
    inputs: Mapping[str, str]
    at_least: Number | None = None


class ZeroCondition(Entry):
    """What the zero-carbon condition takes by role: ``gross``, ``removals``, ``own_outside``, ``purchased``."""

    clause: str = Field(min_length=1)
    inputs: Mapping[str, str]


class Rulebook(Entry):
    """A standard as data; ``content_hash`` is the SHA-256 over all its files, line ends as LF.

    ``bonus_points`` is what each bonus indicator adds at its leading value; ``levels`` rise;
    ``glossary`` holds the terms of the text and what each indicator means.
    """

    id: str
    code: str
    name: Text
    publisher: Text
    published_on: str
    effective_on: str
    source: str
    kind: Literal["scored", "targets"]
    accounting: Literal["t_seesa", "ndrc_910"]
    content_hash: str = ""
    bonus_category: Text | None = None
    bonus_points: Number = Fraction(0)
    band: tuple[Mapping[str, Number], ...] = ()
    zero_condition: ZeroCondition | None = None
    quantities: Mapping[str, Quantity]
    requirements: tuple[Requirement, ...]
    categories: tuple[Category, ...] = ()
    groups: tuple[Group, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    levels: tuple[Level, ...] = ()
    target_indicators: tuple[TargetIndicator, ...] = ()
    notes: tuple[Note, ...] = ()
    interpretations: tuple[Interpretation, ...]
    steps: tuple[Step, ...] = ()
    systems: tuple[System, ...] = ()
    measures: tuple[Measure, ...] = ()
    glossary: tuple[Term, ...] = ()
