"""What the chapters are written from, and the small lookups all of them need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

from lingtan.base import content_hash
from lingtan.carbon import COVERING_ITEM, Inventory
from lingtan.evaluation import Evaluation
from lingtan.knowledge import Rulebook, Text, method_items, methods, text
from lingtan.park import Origin, Park
from lingtan.reports.document import Cell, Column, Table
from lingtan.reports.wording import Words

NEUTRAL = "#56616e"
ENERGY_COLOUR = "#2f6f73"
SAMPLE_PREFIX = "sample"


@dataclass(frozen=True, slots=True)
class Ground:
    """A park, its inventory, its rulebook and the language: what both reports need."""

    inventory: Inventory
    park: Park
    rulebook: Rulebook
    words: Words

    @property
    def park_name(self) -> str:
        """The park's name in the report's language."""
        profile = self.park.profile
        return profile.name if self.words.language == "zh" else profile.name_en or profile.name

    @property
    def year(self) -> int:
        """The reporting year."""
        return self.inventory.reporting_year

    @property
    def dated(self) -> str:
        """The last day of the data: a report carries no date of a clock."""
        return f"{self.year}-12-31"

    @property
    def sample_mark(self) -> str:
        """The words that mark a made-up park, else empty."""
        return self.words("cover.sample") if self.park.profile.id.startswith(SAMPLE_PREFIX) else ""

    def enterprise_names(self) -> Mapping[str, str]:
        """Enterprise ids to names."""
        return {entry.enterprise: entry.name or entry.enterprise for entry in self.park.enterprises}

    def item_name(self, method: str, item: str) -> str:
        """What an activity's item is called: the factor library's name, else as the park wrote it."""
        if item == COVERING_ITEM:
            return text(f"item.{item}", self.words.language)
        own = {(entry.method, entry.item): entry.name for entry in self.park.factors}
        name = _library_names(method, self.park.profile.fuel_set).get(item) or own.get((method, item))
        return item if name is None else self.words.of(name)

    def method_names(self) -> Mapping[str, str]:
        """Methods of the inventory to names."""
        return {entry.id: self.words.of(entry.name) for entry in methods()}


@cache
def _library_names(method: str, fuel_set: Literal["A", "B"]) -> Mapping[str, Text]:
    """Items of a method to their names; a refrigerant is called by its number, which its items are already."""
    known = {entry.id: entry.rule for entry in methods()}
    if known.get(method, "refrigerant") == "refrigerant":
        return {}
    return {entry.id: entry.name for entry in method_items(method, fuel_set)}


@dataclass(frozen=True, slots=True)
class Case(Ground):
    """The same with the evaluation."""

    evaluation: Evaluation

    @property
    def gross_tco2e(self) -> Fraction | None:
        """Gross emissions as evaluated (stated or derived); without a score, those of the inventory."""
        zero = self.evaluation.zero_carbon
        return self.inventory.total.gross if zero is None else zero.gross_tco2e

    def level_name(self, level: str | None) -> str:
        """A level's name; the words for 'none granted' while the gate is not met."""
        if level is None:
            return self.words("level.withheld")
        names = {entry.id: self.words.of(entry.name) for entry in self.rulebook.levels}
        return names.get(level, self.words("level.none"))

    def category_name(self, category: str) -> str:
        """A first-level category's name; the bonus items' where there is no such category."""
        for entry in self.rulebook.categories:
            if entry.id == category:
                return self.words.of(entry.name)
        return self.words.of(self.rulebook.bonus_category) if self.rulebook.bonus_category else category

    def category_colour(self, category: str) -> str:
        """A category's one colour."""
        return next((entry.colour for entry in self.rulebook.categories if entry.id == category), NEUTRAL)


def place(origin: Origin) -> str:
    """Where a figure stands: ``file:row``."""
    return f"{origin.file}:{origin.row}"


def places(origins: tuple[Origin, ...], most: int = 3) -> str:
    """The first places of a derived figure and how many there are."""
    shown = ", ".join(place(origin) for origin in origins[:most])
    return f"{shown} (+{len(origins) - most})" if len(origins) > most else shown


def table(words: Words, id: str, headings: str, rows: Sequence[tuple[Cell, ...]], **parts: object) -> Table:
    """A table whose caption is ``report.table.<id>`` and whose columns are given as ``name:align:width ...``."""
    columns = []
    for heading in headings.split():
        name, align, width = heading.split(":")
        columns.append(_column(words(f"column.{name}"), align, float(width)))
    return Table(id, words(f"table.{id}", **parts), tuple(columns), tuple(rows))


def _column(heading: str, align: str, width: float) -> Column:
    if align == "r":
        return Column(heading, "right", width)
    return Column(heading, "centre" if align == "c" else "left", width)


def content_of(case: Ground, evaluation: Evaluation | None) -> str:
    """SHA-256 of what a report says: rulebook, inventory, and every quantity as evaluated."""
    parts = {
        "park": f"{case.park.profile.id}\n{case.year}\n".encode(),
        "rulebook": case.rulebook.content_hash.encode(),
        "inventory": case.inventory.content_hash.encode(),
    }
    if evaluation is not None:
        facts = [
            f"{name}|{year}|{fact.value}|{fact.applicable}" for (name, year), fact in sorted(evaluation.facts.items())
        ]
        options = [f"{name}={option}" for name, option in sorted(evaluation.options.items())]
        weights = [f"{entry.id}={entry.weight_stated}" for entry in evaluation.categories]
        leading = [f"{entry.no}={entry.leading}" for entry in evaluation.indicators]
        parts["facts"] = "\n".join([*facts, *options, *weights, *leading]).encode()
    return content_hash(parts)


def report_number(case: Ground, kind: str, digest: str) -> str:
    """The report number: park, year, kind of report, first digits of the content hash."""
    return f"{case.park.profile.id.upper()}-{case.year}-{kind}-{digest[:8].upper()}"
