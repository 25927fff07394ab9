"""Formula (1) for many parks at once: NumPy over Arrow columns, the same results as the exact engine to 1e-9.

Parks whose score lies within 1e-6 of a bound of Table 2 get their level from the exact engine.

A column is named by its quantity, in canonical units, as float64. Quantities of four years have the columns
``<quantity>.0`` (oldest) to ``<quantity>.3`` (reporting year). An Arrow null, or a column that is not there, is not
reported; NaN is not applicable. Values are not negative. A column ``park`` of any type is handed through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pyarrow as pa

from lingtan.evaluation import formulas, score
from lingtan.evaluation.gate_many import gate_of
from lingtan.evaluation.indicators import judge_indicators
from lingtan.evaluation.ratios_many import Block, Bools, Floats, Way, ratio_of
from lingtan.evaluation.records import Fact
from lingtan.knowledge import Indicator, Rulebook

CHUNK = 8192
"""Parks a pass: the columns in work stay in the cache of one core."""

NEAR = 1e-6
"""How close to a bound of Table 2 a score must be for the exact engine to decide its level."""

_GATES = ("met", "not_met", "not_shown")


def columns_of(rulebook: Rulebook) -> tuple[str, ...]:
    """The names of the columns that ``evaluate_many`` knows."""
    names: list[str] = []
    for quantity in rulebook.quantities.values():
        yearly = quantity.period == "each_of_4_years"
        names.extend([f"{quantity.id}.{year}" for year in range(4)] if yearly else [quantity.id])
    return tuple(names)


def evaluate_many(
    rulebook: Rulebook,
    table: pa.Table,
    weights: Mapping[str, Fraction] | None = None,
    options: Mapping[str, str] | None = None,
    *,
    ratios: bool = False,
) -> pa.Table:
    """Score, level and gate of every row of a table.

    Columns: ``score``, ``score_without_bonus``, ``level`` (null while the gate is not met), ``level_of_score``
    (regardless of the gate), ``gate``, ``fault`` (a positive part of nothing: score and levels are null), and with
    ``ratios`` one ``ratio_<no>`` an indicator (NaN not applicable, 0 not reported). ``weights`` are those of the
    categories, ``options`` set interpretations; both default to the rulebook's. Raises ``ValueError`` for columns
    that are no quantity.
    """
    chosen = {entry.name: entry.chosen for entry in rulebook.interpretations} | dict(options or {})
    used = {category.id: category.weight for category in rulebook.categories} | dict(weights or {})
    run = _Run(rulebook, used, chosen, table.num_rows, keep_ratios=ratios)
    start = 0
    with np.errstate(all="ignore"):
        for batch in _numbers(rulebook, table).to_batches(max_chunksize=CHUNK):
            run.take(Block(batch), start)
            start += batch.num_rows
    return run.table(table)


def _numbers(rulebook: Rulebook, table: pa.Table) -> pa.Table:
    known = set(columns_of(rulebook))
    names = [name for name in table.column_names if name != "park"]
    unknown = sorted(set(names) - known)
    if unknown:
        raise ValueError(f"columns that are no quantity of {rulebook.id}: {', '.join(unknown)}")
    chosen = table.select(names)
    schema = pa.schema([(name, pa.float64()) for name in names])
    return chosen if chosen.schema.equals(schema) else chosen.cast(schema)


class _Run:
    """One evaluation of a table: what each indicator takes, and the columns of results as they fill."""

    def __init__(
        self,
        rulebook: Rulebook,
        weights: Mapping[str, Fraction],
        options: Mapping[str, str],
        rows: int,
        *,
        keep_ratios: bool,
    ) -> None:
        self.rulebook, self.weights, self.options = rulebook, weights, options
        self.ways = [_ways(rulebook, indicator, options) for indicator in rulebook.indicators]
        self.levels = ("none", *(level.id for level in rulebook.levels))
        self.bonus_counts = options.get("bonus_counts_for_level", "yes") == "yes"
        self.score, self.without = np.zeros(rows), np.zeros(rows)
        self.level, self.gate = np.zeros(rows, np.int8), np.zeros(rows, np.int8)
        self.fault = np.zeros(rows, np.bool_)
        self.ratios = [np.zeros(rows) for _ in rulebook.indicators] if keep_ratios else None

    def take(self, block: Block, start: int) -> None:
        """Evaluate one block of rows into the results from row ``start``."""
        here = slice(start, start + block.rows)
        sums, absent, bonus = self._sums(block, here)
        without, total = self.without[here], self.score[here]
        self._weigh(sums, absent, without)
        np.add(without, bonus, out=total)
        self.gate[here] = gate_of(self.rulebook.requirements, block)
        self.fault[here] = block.fault
        self._levels(block, here)

    def _sums(self, block: Block, here: slice) -> tuple[dict[str, Floats], dict[str, Bools], Floats]:
        """By category the sum of the ratios and the number of indicators that don't apply; and the bonus points."""
        sums = {name: np.zeros(block.rows) for name in (*self.weights, score.BONUS)}
        absent = {name: np.zeros(block.rows, np.uint8) for name in (*self.weights, score.BONUS)}
        nothing = np.empty(block.rows, np.bool_)
        for index, (indicator, ways) in enumerate(zip(self.rulebook.indicators, self.ways, strict=True)):
            ratio = _best(ways, block)
            if ratio is None:
                continue
            if self.ratios is not None:
                self.ratios[index][here] = ratio
            np.isnan(ratio, out=nothing)
            count = absent[indicator.category]
            np.add(count, nothing.view(np.uint8), out=count)
            np.fmax(ratio, 0.0, out=ratio)
            total = sums[indicator.category]
            np.add(total, ratio, out=total)
        return sums, absent, sums[score.BONUS] * float(self.rulebook.bonus_points)

    def _weigh(self, sums: Mapping[str, Floats], absent: Mapping[str, Bools], into: Floats) -> None:
        """``sum(100 x omega_k x mean ratio)``, the weights of categories without indicators handed on."""
        full = {name: sum(1 for one in self.rulebook.indicators if one.category == name) for name in self.weights}
        lost = np.zeros(len(into))
        for name, weight in self.weights.items():
            applicable = full[name] - absent[name].astype(np.float64)
            dropped = applicable == 0
            if dropped.any():
                lost += dropped * float(weight)
                applicable[dropped] = 1
            np.divide(sums[name], applicable, out=applicable)
            applicable *= 100 * float(weight)
            np.add(into, applicable, out=into)
        if lost.any():
            kept = float(sum(self.weights.values())) - lost
            np.divide(into, kept, out=into, where=kept > 1e-12)

    def _levels(self, block: Block, here: slice) -> None:
        deciding = self.score[here] if self.bonus_counts else self.without[here]
        level = self.level[here]
        near = np.zeros(block.rows, np.bool_)
        for bound in self.rulebook.levels:
            level += (deciding >= float(bound.above)) if bound.inclusive else (deciding > float(bound.above))
            near |= np.abs(deciding - float(bound.above)) < NEAR
        near &= ~block.fault
        for row in np.flatnonzero(near):
            level[row] = self._exact_level(block, int(row))

    def _exact_level(self, block: Block, row: int) -> int:
        facts: dict[tuple[str, int], Fact] = {}
        for quantity in self.rulebook.quantities.values():
            yearly = quantity.period == "each_of_4_years"
            for year in range(4) if yearly else (3,):
                name = f"{quantity.id}.{year}" if yearly else quantity.id
                value, applicable = block.fact(name, row)
                facts[quantity.id, year] = Fact(
                    quantity.id, year, quantity.unit, value, applicable, None, None, None, None
                )
        leading = {indicator.no: indicator.leading for indicator in self.rulebook.indicators}
        indicators, _ = judge_indicators(self.rulebook, facts, 3, self.options, leading)
        total, without = score.scores(score.give_points(self.rulebook, self.weights, indicators))
        return self.levels.index(score.Scoring(self.rulebook, self.bonus_counts).level(total, without))

    def table(self, given: pa.Table) -> pa.Table:
        """The results as a table, without copies of the scores."""
        closed = self.fault | (self.gate != 0)
        columns = {"park": given["park"]} if "park" in given.column_names else {}
        columns |= {
            "score": pa.array(self.score, mask=self.fault) if self.fault.any() else pa.array(self.score),
            "score_without_bonus": pa.array(self.without, mask=self.fault)
            if self.fault.any()
            else pa.array(self.without),
            "level": _words(self.level, self.levels, closed),
            "level_of_score": _words(self.level, self.levels, self.fault),
            "gate": _words(self.gate, _GATES, None),
            "fault": pa.array(self.fault),
        }
        for indicator, ratio in zip(self.rulebook.indicators, self.ratios or (), strict=bool(self.ratios)):
            columns[f"ratio_{indicator.no}"] = pa.array(ratio)
        return pa.table(columns)


def _words(codes: np.ndarray[tuple[int], np.dtype[np.int8]], words: Sequence[str], absent: Bools | None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=absent), pa.array(words))


def _ways(rulebook: Rulebook, indicator: Indicator, options: Mapping[str, str]) -> list[Way]:
    ways = []
    for alternative in indicator.alternatives:
        inputs = dict(alternative.inputs)
        for variant in alternative.variants:
            if options.get(variant.interpretation) == variant.option:
                inputs.update(variant.inputs)
        years = formulas.YEARS[alternative.formula]
        columns = {}
        for role, quantity in inputs.items():
            yearly = rulebook.quantities[quantity].period == "each_of_4_years"
            columns[role] = tuple(f"{quantity}.{year}" for year in range(4 - years, 4)) if yearly else (quantity,)
        ways.append(Way(alternative.formula, columns, float(indicator.leading)))
    return ways


def _best(ways: Sequence[Way], block: Block) -> Floats | None:
    """The ratio of the better alternative: NaN not applicable, 0 not reported; None where nothing is reported."""
    best: Floats | None = None
    silent = False
    for way in ways:
        ratio = ratio_of(way, block)
        silent = silent or ratio is None
        if ratio is not None:
            best = ratio if best is None else np.fmax(best, ratio, out=best)
    if best is not None and silent:
        np.fmax(best, 0.0, out=best)
    return best
