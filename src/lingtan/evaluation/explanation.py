"""The explanation of an evaluation: a tree from the score down to rows, sources and evidence. Pure data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lingtan.base import decimal_text
from lingtan.carbon import Inventory
from lingtan.evaluation.records import (
    AlternativeResult,
    CategoryResult,
    Evaluation,
    Fact,
    GateResult,
    IndicatorResult,
    TargetResult,
    VerifiedQuantity,
)
from lingtan.evaluation.score import BONUS, total
from lingtan.evaluation.targets import CORE_STAYS, NOT_REPORTED
from lingtan.knowledge import Language, Rulebook, text
from lingtan.park import DerivedQuantity, Origin, StatedQuantity

_MOST_INPUTS = 20
_MOST_ROWS = 5


@dataclass(frozen=True, slots=True)
class Node:
    """A step of the explanation: ``line`` in words, its figures beside it, and what it came from below it.

    ``key`` is ``score``, ``category.<id>``, ``indicator.<no>``, ``quantity.<id>.<year>`` and so on;
    ``value`` is a decimal text in ``unit`` ("" where there is none), ``at`` the rows it stands in.
    """

    key: str
    line: str
    value: str = ""
    unit: str = ""
    clause: str = ""
    at: tuple[str, ...] = ()
    source: str = ""
    evidence: str = ""
    children: tuple[Node, ...] = ()


def explain(result: Evaluation, rulebook: Rulebook, language: Language, inventory: Inventory | None = None) -> Node:
    """The whole tree: gate, then the score by category, indicator, alternative, quantity, row (or the targets).

    With the inventory, gross emissions of the reporting year open down to its sources.
    """
    words = _Words(rulebook, language, inventory)
    gate = words.gate(result)
    if result.score is None or result.score_without_bonus is None:
        children = (gate, *(words.target(entry) for entry in result.targets))
        return Node("score", text("explain.targets", language, code=rulebook.code), children=children)
    categories = [words.category(category, result) for category in result.categories]
    bonus = [entry for entry in result.indicators if entry.category == BONUS]
    if bonus:
        points = total(entry.points for entry in bonus).text()
        name = rulebook.bonus_category.of(language) if rulebook.bonus_category else ""
        line = text("explain.bonus", language, name=name, points=points)
        categories.append(Node(f"category.{BONUS}", line, points, children=tuple(map(words.indicator, bonus))))
    line = text("explain.score", language, score=result.score.text(), without_bonus=result.score_without_bonus.text())
    return Node("score", line, result.score.text(), clause="6.2", children=(gate, *categories))


def as_dict(node: Node) -> dict[str, Any]:
    """A node and all below it as plain data; empty entries are left out."""
    entries = {
        "key": node.key,
        "line": node.line,
        "value": node.value,
        "unit": node.unit,
        "clause": node.clause,
        "at": list(node.at),
        "source": node.source,
        "evidence": node.evidence,
        "children": [as_dict(child) for child in node.children],
    }
    return {name: value for name, value in entries.items() if value}


@dataclass(frozen=True, slots=True)
class _Words:
    """Nodes of one rulebook in one language."""

    rulebook: Rulebook
    language: Language
    inventory: Inventory | None

    def gate(self, result: Evaluation) -> Node:
        line = text("explain.gate", self.language, status=self._status("not_met" if result.provisional else "met"))
        return Node("gate", line, children=tuple(map(self._requirement, result.gate)))

    def _requirement(self, entry: GateResult) -> Node:
        name, status = entry.name.of(self.language), self._status(entry.status)
        line = text("explain.requirement", self.language, clause=entry.clause, name=name, status=status)
        value = "" if entry.share is None else decimal_text(entry.share, 4)
        return Node(f"gate.{entry.clause}", line, value, clause=entry.clause, children=self._facts(entry.facts))

    def category(self, entry: CategoryResult, result: Evaluation) -> Node:
        line = text(
            "explain.category",
            self.language,
            name=entry.name.of(self.language),
            points=entry.points.text(),
            weight=decimal_text(entry.weight * 100, 2),
            applicable=entry.applicable,
        )
        children = tuple(self.indicator(one) for one in result.indicators if one.category == entry.id)
        return Node(f"category.{entry.id}", line, entry.points.text(), clause="6.1", children=children)

    def indicator(self, entry: IndicatorResult) -> Node:
        line = text(
            f"explain.indicator_{entry.status}",
            self.language,
            no=entry.no,
            name=entry.name.of(self.language),
            ratio=entry.ratio.text(),
            points=entry.points.text(),
            most=decimal_text(entry.most_points, 4),
            reason=entry.reason or text("explain.no_reason", self.language),
        )
        children = tuple(self._alternative(entry, one) for one in entry.alternatives)
        return Node(f"indicator.{entry.no}", line, entry.points.text(), clause=entry.clause, children=children)

    def _alternative(self, indicator: IndicatorResult, entry: AlternativeResult) -> Node:
        status = entry.status
        if len(indicator.alternatives) > 1 and status == "counted" and indicator.counted != entry.id:
            status_key = "beaten"
        else:
            status_key = status
        line = text(
            "explain.alternative",
            self.language,
            name=entry.name.of(self.language),
            formula=text(f"explain.formula_{entry.formula}", self.language, steps=entry.steps or ""),
            numbers=_numbers(entry),
            value="–" if entry.value is None else entry.value.text(6),
            leading=_plain(indicator.leading),
            unit=_unit(indicator.unit),
            status=self._status(status_key),
        )
        value = "" if entry.value is None else entry.value.text(6)
        key = f"alternative.{indicator.no}.{entry.id}"
        return Node(key, line, value, indicator.unit, children=self._facts(entry.facts))

    def target(self, entry: TargetResult) -> Node:
        line = text(
            "explain.target",
            self.language,
            name=entry.name.of(self.language),
            value="–" if entry.value is None else decimal_text(entry.value, 4),
            target="–" if entry.target is None else _plain(entry.target),
            unit=_unit(entry.unit),
            status=self._status(entry.status),
            reason=reason_text(entry, self.language),
        )
        value = "" if entry.value is None else decimal_text(entry.value, 6)
        key = f"indicator.{entry.id}"
        return Node(key, line, value, entry.unit, entry.clause, children=self._facts(entry.facts))

    def _facts(self, facts: Iterable[Fact]) -> tuple[Node, ...]:
        return tuple(map(self._fact, facts))

    def _fact(self, fact: Fact) -> Node:
        name = self.rulebook.quantities[fact.quantity].name.of(self.language)
        if not fact.applicable:
            shown = self._status("not_applicable")
        else:
            shown = self._status("not_reported") if fact.value is None else f"{_plain(fact.value)}{_unit(fact.unit)}"
        line = text("explain.quantity", self.language, name=name, year=fact.year, value=shown)
        children = []
        if fact.verified is not None:
            children.append(self._verified(fact.verified, fact.unit))
        if fact.stated is not None:
            children.append(self._stated(fact.stated))
        if fact.derived is not None:
            children.append(self._derived(fact, fact.derived))
        value = "" if fact.value is None else _plain(fact.value)
        return Node(f"quantity.{fact.quantity}.{fact.year}", line, value, fact.unit, children=tuple(children))

    def _verified(self, entry: VerifiedQuantity, unit: str) -> Node:
        value = f"{_plain(entry.value)}{_unit(unit)}"
        at = f"inventories/{entry.year}/v{entry.number}"
        line = text("explain.verified", self.language, value=value, at=at, of=entry.of)
        return Node(f"verified.{entry.quantity}", line, _plain(entry.value), unit, "7.3.1", (at,))

    def _stated(self, row: StatedQuantity) -> Node:
        at = _place(row.origin)
        parts = {
            "at": at,
            "value": "na" if row.value is None else f"{_plain(row.value)}{_unit(row.unit)}",
            "source": row.source or "–",
            "evidence": row.evidence or "–",
            "note": row.note or "–",
        }
        line = text("explain.stated", self.language, **parts)
        return Node(f"stated.{at}", line, parts["value"], row.unit, "", (at,), row.source, row.evidence)

    def _derived(self, fact: Fact, entry: DerivedQuantity) -> Node:
        unit = entry.unit or self.rulebook.quantities[entry.quantity].unit
        places = tuple(dict.fromkeys(map(_place, entry.basis)))
        key = "explain.derived" if fact.stated is None and fact.verified is None else "explain.derived_beside"
        line = text(
            key,
            self.language,
            method=_method(entry.method, self.language),
            value=f"{_plain(entry.value)}{_unit(unit)}",
            basis=self._basis(places),
        )
        inputs = tuple(
            Node(f"input.{name}", f"{name}: {_plain(value)}{_unit(of)}", _plain(value), of)
            for name, value, of in entry.inputs[:_MOST_INPUTS]
        )
        if len(entry.inputs) > _MOST_INPUTS:
            more = text("explain.more_inputs", self.language, count=len(entry.inputs) - _MOST_INPUTS)
            inputs = (*inputs, Node("input.more", more))
        below = (*inputs, *self._sources(entry))
        return Node(f"derived.{entry.quantity}", line, _plain(entry.value), unit, "", places, children=below)

    def _basis(self, places: tuple[str, ...]) -> str:
        if not places:
            return ""
        return text("explain.basis", self.language, rows=len(places), at=", ".join(places[:_MOST_ROWS]))

    def _sources(self, entry: DerivedQuantity) -> Iterator[Node]:
        """The sources of the inventory below the gross emissions of the reporting year, the largest first."""
        condition, inventory = self.rulebook.zero_condition, self.inventory
        if inventory is None or condition is None or entry.year != inventory.reporting_year:
            return
        if entry.quantity != condition.inputs["gross"]:
            return
        for source in sorted(inventory.sources, key=lambda one: (-one.co2e_t, one.source, one.enterprise, one.item)):
            if source.category not in (1, 2):
                continue
            line = text(
                "explain.source",
                self.language,
                source=source.source,
                enterprise=source.enterprise,
                item=f"{source.method}:{source.item}",
                value=_plain(source.co2e_t),
                rows=source.rows,
            )
            yield Node(f"source.{source.source}", line, _plain(source.co2e_t), "tCO2e")

    def _status(self, status: str) -> str:
        return text(f"evaluation.status.{status}", self.language)


def reason_text(entry: TargetResult, language: Language) -> str:
    """The reason of a target's status in words; a reason the park wrote itself is given as it is."""
    if entry.reason in (NOT_REPORTED, CORE_STAYS):
        return text(f"evaluation.reason.{entry.reason}", language)
    return entry.reason


def _numbers(entry: AlternativeResult) -> str:
    """The formula with its numbers, e.g. ``= 50 ÷ 1000``; empty where not all of them are there."""
    if entry.status != "counted":
        return ""
    values = ["–" if fact.value is None else _plain(fact.value) for fact in entry.facts]
    half = len(values) // 2
    match entry.formula:
        case "share":
            return f" = {values[0]} ÷ {values[1]}"
        case "output_per_emission":
            return f" = ({' + '.join(values[half:])}) ÷ ({' + '.join(values[:half])})"
        case "yearly_fall":
            start = half - 1 - (entry.steps or 0)
            last, first = (f"({values[index]} ÷ {values[half + index]})" for index in (half - 1, start))
            return f" = 1 − ({last} ÷ {first}) ^ (1/{entry.steps})"
    return ""


def _method(method: str, language: Language) -> str:
    try:
        return text(method, language)
    except KeyError:
        return method


def _place(origin: Origin) -> str:
    return f"{origin.file}:{origin.row}"


def _unit(unit: str) -> str:
    return "" if unit == "1" else f" {unit}"


def _plain(value: Fraction) -> str:
    shown = decimal_text(value, 6)
    return shown.rstrip("0").rstrip(".")
