"""What changed between two versions and by how much: differences that add up to the difference of the totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import duckdb
import pyarrow as pa

from lingtan.carbon.inventory.records import COVERING_ITEM
from lingtan.carbon.versions.pairing import FactorNumbers, factor_effect, pair_lines
from lingtan.carbon.versions.records import (
    PARK,
    Adjustment,
    FrozenInventory,
    Totals,
    tonnes_text,
    totals_of,
)

Change = Literal["added", "removed", "changed"]
CHANGES: tuple[Change, ...] = ("added", "removed", "changed")
LISTED_LINES = 1000
"""Lines a comparison's JSON lists of each kind, the largest first; the number and the sums are of all."""

_LINES_SQL = """
SELECT enterprise, source, method, item, unit, start, "end", gas, change,
  old_quantity, new_quantity, old_gross_t, new_gross_t, new_gross_t - old_gross_t AS gross_change_t,
  new_other_t - old_other_t AS other_change_t, new_removed_t - old_removed_t AS removed_change_t,
  new_location_t - old_location_t AS location_change_t, new_biogenic_t - old_biogenic_t AS biogenic_change_t,
  old_category, new_category
FROM pairs ORDER BY enterprise, source, method, item, unit, start, "end", gas
"""
_LARGEST_SQL = """
SELECT * FROM lines WHERE change = $change
ORDER BY abs(gross_change_t) DESC, abs(other_change_t) DESC, enterprise, source, method, item, unit, start, "end", gas
LIMIT $most
"""
_SUMS_SQL = """
SELECT change, count(*), sum(new_gross_t - old_gross_t), sum(new_other_t - old_other_t),
  sum(new_removed_t - old_removed_t), sum(new_location_t - old_location_t), sum(new_biogenic_t - old_biogenic_t)
FROM pairs GROUP BY change
"""
_FACTORS_SQL = """
SELECT old_factor, new_factor, gas, count(*), sum(old_gross_t), sum(new_gross_t), sum(old_gross_quantity),
  sum(new_gross_quantity), sum(old_other_t), sum(new_other_t), sum(old_other_quantity), sum(new_other_quantity)
FROM pairs
WHERE other_factor AND old_factor = old_factor_to AND new_factor = new_factor_to
  AND old_factor IS DISTINCT FROM new_factor
GROUP BY old_factor, new_factor, gas ORDER BY old_factor, new_factor, gas
"""


@dataclass(frozen=True, slots=True)
class LineSum:
    """The lines added, removed or changed: how many keys, and what they change in tCO2e (biogenic: tCO2)."""

    lines: int = 0
    gross_t: Fraction = Fraction(0)
    other_indirect_t: Fraction = Fraction(0)
    removals_t: Fraction = Fraction(0)
    location_t: Fraction = Fraction(0)
    biogenic_t: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class FactorChange:
    """A factor that lines took in one version and another in the other (or only in one: the other is empty).

    ``effect_t`` is what the factor alone changes of the gross emissions, ``other_effect_t`` of categories 3-6, at the
    new quantities; what the quantities change is not in it.
    """

    change: Change
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    lines: int
    effect_t: Fraction
    other_effect_t: Fraction

    @property
    def entries(self) -> tuple[tuple[str, str, str], ...]:
        """What of the factor's entry differs: (name, old, new)."""
        old, new = _flat(self.old), _flat(self.new)
        return tuple(
            (name, old.get(name, ""), new.get(name, ""))
            for name in sorted({*old, *new})
            if old.get(name) != new.get(name)
        )


@dataclass(frozen=True, slots=True)
class ExclusionChange:
    """An exclusion that came, went or changed; ``old`` and ``new`` are the statements' entries or empty."""

    change: Change
    source: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of an inventory, and everything that lies between them.

    ``difference`` is new - old; the gross part of ``line_sums`` and of the adjustments (those of new less those of
    old) sum exactly to ``difference.gross``, and so do the other parts. ``lines`` has one row a key of
    ``LINE_KEY`` that differs; a changed evidence id alone is no difference.
    """

    old: Totals
    new: Totals
    difference: Totals
    lines: pa.Table
    line_sums: Mapping[Change, LineSum]
    factors: tuple[FactorChange, ...]
    exclusions: tuple[ExclusionChange, ...]
    adjustments: Mapping[Change, tuple[Adjustment, ...]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs at all."""
        return not (self.lines.num_rows or self.factors or self.exclusions or any(self.adjustments.values()))


def compare(old: FrozenInventory, new: FrozenInventory) -> Comparison:
    """Compare two frozen inventories of one year; set-wise, so that a million lines are a matter of seconds."""
    engine, numbers = pair_lines(old, new)
    before, after = totals_of(old), totals_of(new)
    return Comparison(
        old=before,
        new=after,
        difference=after.minus(before),
        lines=engine.execute(_LINES_SQL).to_arrow_table(),
        line_sums=_line_sums(engine),
        factors=_factor_changes(engine, numbers, old, new),
        exclusions=tuple(_exclusion_changes(old.statement, new.statement)),
        adjustments={
            "added": tuple(a for a in new.adjustments if a not in old.adjustments),
            "removed": tuple(a for a in old.adjustments if a not in new.adjustments),
        },
    )


def comparison_json(found: Comparison) -> dict[str, Any]:
    """A comparison as one JSON object; amounts are exact texts of tCO2e."""
    return {
        "totals": {
            name: _three(getattr(found.old, part), getattr(found.new, part), getattr(found.difference, part))
            for name, part in (
                ("total_tco2e", "gross"),
                ("location_based_tco2e", "location_based"),
                ("other_indirect_tco2e", "other_indirect"),
                ("removals_tco2e", "removals"),
                ("biogenic_tco2", "biogenic"),
            )
        },
        **{
            name: _threes(getattr(found.old, name), getattr(found.new, name), getattr(found.difference, name))
            for name in ("by_category", "by_gas", "by_enterprise")
        },
        "lines": {change: _lines_json(found, change) for change in CHANGES},
        "adjustments": {
            change: [adjustment_json(entry) for entry in entries] for change, entries in found.adjustments.items()
        },
        "factors": [_factor_json(entry) for entry in found.factors],
        "exclusions": [
            {"source": entry.source, "change": entry.change, "old": entry.old or None, "new": entry.new or None}
            for entry in found.exclusions
        ],
    }


def adjustment_json(entry: Adjustment) -> dict[str, Any]:
    """An adjustment as it is kept."""
    return {
        "row": entry.row,
        "enterprise": entry.enterprise,
        "source": entry.source,
        "category": entry.category,
        "gas": entry.gas,
        "change_tco2e": tonnes_text(entry.change_t),
        "location_change_tco2e": tonnes_text(entry.location_change_t),
        "reason": entry.reason,
        "evidence": entry.evidence,
        "key": list(entry.key),
    }


def _line_sums(engine: duckdb.DuckDBPyConnection) -> dict[Change, LineSum]:
    sums: dict[Change, LineSum] = {change: LineSum() for change in CHANGES}
    for change, lines, *amounts in engine.execute(_SUMS_SQL).fetchall():
        sums[change] = LineSum(lines, *map(Fraction, amounts))
    return sums


def _factor_changes(
    engine: duckdb.DuckDBPyConnection, numbers: FactorNumbers, old: FrozenInventory, new: FrozenInventory
) -> tuple[FactorChange, ...]:
    lines: dict[tuple[int, int], int] = defaultdict(int)
    effects: dict[tuple[int, int], list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for before, after, _, count, *amounts in engine.execute(_FACTORS_SQL).fetchall():
        gross, other = amounts[:4], amounts[4:]
        lines[before, after] += count
        for place, (old_t, new_t, old_quantity, new_quantity) in enumerate((gross, other)):
            parts = factor_effect(Fraction(old_t), Fraction(new_t), Fraction(old_quantity), Fraction(new_quantity))
            effects[before, after][place] += parts[1]
    changes = [
        FactorChange("changed", numbers.entry(before), numbers.entry(after), count, *effects[before, after])
        for (before, after), count in lines.items()
    ]
    old_numbers, new_numbers = (_numbers(numbers, frozen.factors) for frozen in (old, new))
    gone = old_numbers - new_numbers - {before for before, _ in lines}
    come = new_numbers - old_numbers - {after for _, after in lines}
    none = Fraction(0)
    changes.extend(FactorChange("removed", numbers.entry(number), {}, 0, none, none) for number in sorted(gone))
    changes.extend(FactorChange("added", {}, numbers.entry(number), 0, none, none) for number in sorted(come))
    return tuple(changes)


def _numbers(numbers: FactorNumbers, factors: Sequence[Mapping[str, Any]]) -> set[int]:
    return {numbers.number(factor) for factor in factors if factor["item"] != COVERING_ITEM}


def _exclusion_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ExclusionChange]:
    before, after = ({entry["source"]: entry for entry in side["exclusions"]} for side in (old, new))
    for source in sorted({*before, *after}):
        was, now = before.get(source, {}), after.get(source, {})
        if was != now:
            change: Change = "changed" if was and now else "added" if now else "removed"
            yield ExclusionChange(change, source, was, now)


def _three(old: Fraction, new: Fraction, difference: Fraction) -> dict[str, str]:
    return {"old": tonnes_text(old), "new": tonnes_text(new), "difference": tonnes_text(difference)}


def _threes(
    old: Mapping[Any, Fraction], new: Mapping[Any, Fraction], difference: Mapping[Any, Fraction]
) -> dict[str, Any]:
    zero = Fraction(0)
    return {str(key) or PARK: _three(old.get(key, zero), new.get(key, zero), by) for key, by in difference.items()}


def _lines_json(found: Comparison, change: Change) -> dict[str, Any]:
    sums = found.line_sums[change]
    engine = duckdb.connect(config={"threads": 1})
    engine.register("lines", found.lines)
    listed = engine.execute(_LARGEST_SQL, {"change": change, "most": LISTED_LINES}).to_arrow_table()
    return {
        "count": sums.lines,
        "total_tco2e": tonnes_text(sums.gross_t),
        "location_based_tco2e": tonnes_text(sums.location_t),
        "other_indirect_tco2e": tonnes_text(sums.other_indirect_t),
        "removals_tco2e": tonnes_text(sums.removals_t),
        "biogenic_tco2": tonnes_text(sums.biogenic_t),
        "listed": [{name: _plain(value) for name, value in row.items()} for row in listed.to_pylist()],
    }


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _factor_json(entry: FactorChange) -> dict[str, Any]:
    return {
        "change": entry.change,
        "old": entry.old or None,
        "new": entry.new or None,
        "entries": [{"name": name, "old": old, "new": new} for name, old, new in entry.entries],
        "lines": entry.lines,
        "effect_tco2e": tonnes_text(entry.effect_t),
        "other_indirect_effect_tco2e": tonnes_text(entry.other_effect_t),
    }


def _flat(entry: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """Names with points, values as texts: ``rates.CO2``, ``steps.0.value``."""
    found: dict[str, str] = {}
    for name, value in entry.items():
        if isinstance(value, Mapping):
            found.update(_flat(value, f"{above}{name}."))
        elif isinstance(value, list | tuple):
            found.update(_flat({str(place): part for place, part in enumerate(value)}, f"{above}{name}."))
        else:
            found[f"{above}{name}"] = "" if value is None else str(value)
    return found
