"""The inventory's tables as Ibis expressions: one definition for the embedded engine and for a cluster.

A line is ``quantity x rate`` rounded half-even to whole nanotonnes (1e-9 t); a rate is a fraction of integers, since
44/12 and many unit conversions never end as decimals. A float decides where it is far enough from a tie to be right
whatever its last bits are; the few other lines are settled by their exact remainder in DECIMAL. So every engine gives
the same digits, and sums of whole nanotonnes in DECIMAL depend on no order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Literal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis.config import Config

from lingtan.carbon.inventory.measures import GAS_MEASURES, KEY_COLUMNS, KEY_SETS, MEASURE_SETS

Dialect = Literal["duckdb", "pyspark"]
QUERIES = ("keys", "cube", "terms", "lines")


class _SparkOptions(Config):  # type: ignore[misc]  # the library has no types
    """What the words for Spark ask of the options; the library sets it only where its own connection is opened."""

    treat_nan_as_null: bool = False


ibis.options.pyspark = _SparkOptions()

_QUANTITY = dt.Decimal(38, 9)
_NARROW = dt.Decimal(18, 0)
_WHOLE = dt.Decimal(38, 0)
_FACTOR = dt.Decimal(38, 12)
_HALF_UNIT = dt.Decimal(38, 10)
_NONE = ibis.literal(0, dt.int64)
_HALF = ibis.literal(Decimal("0.0000000005"), _HALF_UNIT)
_TO_TONNES = ibis.literal(Decimal("0.000000001"), _QUANTITY)
_NOTHING = ibis.literal(Decimal(0), _QUANTITY)
_WHOLE_SHARE = ibis.literal(Decimal(1), _FACTOR)
_NO_FACTOR = ibis.literal(Decimal(-1), _FACTOR)
_KEPT = (
    "position",
    "enterprise",
    "source",
    "quantity",
    "start",
    "end",
    "data_quality",
    "uncertainty_pct",
    "internal",
    "year",
)
# Quantity and rate as floats and their product are each within half a unit in the last place (2^-53) or, on engines
# that scale integers, within one; four of them cover the lot.
_FLOAT_ERROR = 4 * 2.0**-53
_TIE = 0.5 - 1e-6

ACTIVITY_COLUMNS: Mapping[str, dt.DataType] = {
    "position": dt.int64,
    "file": dt.string,
    "row": dt.int32,
    "enterprise": dt.string,
    "source": dt.string,
    "method": dt.string,
    "item": dt.string,
    "quantity": _QUANTITY,
    "unit": dt.string,
    "start": dt.date,
    "end": dt.date,
    "factor": _FACTOR,
    "factor_unit": dt.string,
    "factor_source": dt.string,
    "parameters": dt.string,
    "gas": dt.string,
    "counterparty": dt.string,
    "uncertainty_pct": _QUANTITY,
    "data_quality": dt.string,
}
REGISTER_COLUMNS: Mapping[str, dt.DataType] = {
    "source": dt.string,
    "enterprise": dt.string,
    "category": dt.int8,
    "gas": dt.string,
}
SHARE_COLUMNS: Mapping[str, dt.DataType] = {"enterprise": dt.string, "counterparty": dt.string, "share": _FACTOR}


def rate_columns(measures: Iterable[str], keys: Iterable[str]) -> dict[str, dt.DataType]:
    """Columns of the table of rates: the key, what the line is, and for each measure its rate."""
    kinds = {"factor": _FACTOR, "year": dt.int64, "sent_out": dt.boolean, "share": _FACTOR}
    columns: dict[str, dt.DataType] = {
        **{name: kinds.get(name, dt.string) for name in keys},
        "key_id": dt.int32,
        "default_category": dt.int8,
        "by_location": dt.boolean,
    }
    for measure in measures:
        columns |= {
            f"{measure}_nano": dt.float64,
            f"{measure}_n": _WHOLE,
            f"{measure}_d": _WHOLE,
        }
    return columns


def query(name: str, measures: Sequence[str], keys: Sequence[str] = KEY_COLUMNS) -> ir.Table:
    """One of ``QUERIES`` over the tables ``activities``, ``register``, ``register_any``, ``shares`` and ``rates``."""
    placed = _placed()
    if name == "keys":
        return _keys(placed)
    lines = _lines(placed, measures, keys)
    if name == "cube":
        return _cube(lines, measures)
    if name == "terms":
        return _terms(lines, measures)
    return lines.select("position", "key_id", "internal", "category", *measures).order_by("position")


def sql(name: str, measures: Sequence[str], keys: Sequence[str], dialect: Dialect) -> str:
    """A query in the words of an engine."""
    fused = ibis.options.sql.fuse_selects
    # Fused into one another, the steps of a line would be spelled out again wherever they are used.
    ibis.options.sql.fuse_selects = False
    try:
        return str(ibis.to_sql(query(name, measures, keys), dialect=dialect, pretty=False)) + "\n"
    finally:
        ibis.options.sql.fuse_selects = fused


def embedded_sql() -> dict[str, str]:
    """All queries for the embedded engine by file name: what the folder ``compiled`` holds."""
    texts = {"keys.sql": sql("keys", (), (), "duckdb")}
    for name, amounts, by in product(QUERIES[1:], MEASURE_SETS, KEY_SETS):
        texts[f"{name}_{amounts}_by_{by}.sql"] = sql(name, MEASURE_SETS[amounts], KEY_SETS[by], "duckdb")
    return texts


def _placed() -> ir.Table:
    """Activities with what the source register and the consolidation say of them."""
    activities = ibis.table(ACTIVITY_COLUMNS, name="activities")
    exact = ibis.table(REGISTER_COLUMNS, name="register")
    anywhere = ibis.table(REGISTER_COLUMNS, name="register_any")
    shares = ibis.table(SHARE_COLUMNS, name="shares")
    joined = (
        activities.left_join(exact, [activities.source == exact.source, activities.enterprise == exact.enterprise])
        .left_join(anywhere, activities.source == anywhere.source)
        .left_join(shares, [activities.enterprise == shares.enterprise, activities.counterparty == shares.counterparty])
        .select(
            *(activities[name] for name in ACTIVITY_COLUMNS),
            placed_category=ibis.coalesce(exact.category, anywhere.category),
            placed_gas=ibis.coalesce(exact.gas, anywhere.gas, ibis.literal("")),
            share=ibis.coalesce(shares.share, _WHOLE_SHARE),
            internal=(activities.counterparty != "") & shares.share.isnull(),
        )
    )
    return joined.select(
        *(name for name in joined.columns if name not in ("factor", "gas", "counterparty", "placed_gas")),
        factor=ibis.coalesce(joined.factor, _NO_FACTOR),
        year=joined.start.year().cast(dt.int64),
        sent_out=joined.quantity < _NOTHING,
        own_gas=ibis.ifelse(joined.gas != "", joined.gas, joined.placed_gas),
    )


def _keys(placed: ir.Table) -> ir.Table:
    """The distinct keys of a file with the row they come in first and their extreme quantities."""
    return placed.group_by([*KEY_COLUMNS, "file"]).agg(
        row=placed.row.min(), position=placed.position.min(), low=placed.quantity.min(), high=placed.quantity.max()
    )


def _lines(placed: ir.Table, measures: Sequence[str], keys: Sequence[str]) -> ir.Table:
    joined = placed.join(ibis.table(rate_columns(measures, keys), name="rates"), list(keys))
    rated = _rounded(joined, measures)
    category = rated.placed_category.fill_null(rated.default_category)
    lines = rated.select(
        *_KEPT,
        "key_id",
        "by_location",
        *measures,
        category=ibis.ifelse(rated.default_category == 0, rated.default_category, category),
    )
    if "location" not in measures:
        return lines
    return lines.mutate(location=ibis.ifelse(lines.by_location, lines.location, _sum_of(lines, measures)))


def _sum_of(table: ir.Table, measures: Sequence[str]) -> ir.IntegerValue:
    total = table[measures[0]]
    for measure in measures[1:]:
        if measure in GAS_MEASURES.values():
            total = total + table[measure]
    return total


def _rounded(joined: ir.Table, measures: Sequence[str]) -> ir.Table:
    """``quantity x n / d`` of every measure in whole nanotonnes, half-even (see the head of this file)."""
    rows = joined.mutate(amount=joined.quantity.cast(dt.float64))
    rows = rows.mutate(**{f"{m}_float": rows.amount * rows[f"{m}_nano"] for m in measures})
    rows = rows.mutate(**{f"{m}_guess": rows[f"{m}_float"].round(0) for m in measures})
    rows = rows.mutate(**{f"{m}_left": _left(rows, m) for m in measures})
    return rows.mutate(**{m: _settled(rows, m) for m in measures})


def _left(rows: ir.Table, measure: str) -> ir.DecimalValue:
    """The exact remainder of the guess, times the denominator, where the float is too near a tie; else null."""
    value = rows[f"{measure}_float"]
    near = (value - rows[f"{measure}_guess"]).abs() >= _TIE - value.abs() * _FLOAT_ERROR
    exact = rows.quantity * rows[f"{measure}_n"] - _times_d(rows, measure, rows[f"{measure}_guess"].cast(dt.int64))
    return ibis.ifelse(near, exact, ibis.null(_QUANTITY))


def _times_d(rows: ir.Table, measure: str, nanotonnes: ir.IntegerValue) -> ir.DecimalValue:
    return nanotonnes.cast(_WHOLE) * _TO_TONNES * rows[f"{measure}_d"]


def _settled(rows: ir.Table, measure: str) -> ir.IntegerValue:
    """The guess, or where it is near a tie the nearest whole nanotonne by the exact remainder, the even one at a tie.

    A large guess is off by several nanotonnes: the remainder as a float says by how many, and what then remains is
    less than one, and exact.
    """
    guess = rows[f"{measure}_guess"].cast(dt.int64)
    left, d = rows[f"{measure}_left"], rows[f"{measure}_d"]
    step = (left.cast(dt.float64) / d.cast(dt.float64) * 1e9).round().cast(dt.int64)
    near, rest, half = guess + step, left - _times_d(rows, measure, step), d.cast(_WHOLE) * _HALF
    odd = near % 2 != 0
    return ibis.cases(
        (rows.internal, _NONE),
        (left.isnull(), guess),
        ((rest > half) | ((rest == half) & odd), near + 1),
        ((rest < -half) | ((rest == -half) & odd), near - 1),
        else_=near,
    )


def _cube(lines: ir.Table, measures: Sequence[str]) -> ir.Table:
    by = ("category", "enterprise", "start", "end")
    return lines.group_by(by).agg(rows=lines.count(), **_sums(lines, measures)).order_by(by)


def _terms(lines: ir.Table, measures: Sequence[str]) -> ir.Table:
    """Sums by source and key, with how uncertain their rows say they are: what sources and uncertainty need."""
    by = ("source", "enterprise", "key_id", "category", "data_quality", "internal")
    stated = lines.uncertainty_pct.notnull()
    size = _sum_of(lines, measures).abs().cast(_WHOLE)
    return (
        lines.group_by(by)
        .agg(
            rows=lines.count(),
            quantity=lines.quantity.sum(),
            size=size.sum(),
            stated_size=ibis.ifelse(stated, size, _NONE.cast(_WHOLE)).sum(),
            weighted_pct=ibis.ifelse(stated, size * lines.uncertainty_pct, _NOTHING).sum(),
            **_sums(lines, measures),
        )
        .order_by(by)
    )


def _sums(lines: ir.Table, measures: Sequence[str]) -> dict[str, ir.DecimalScalar]:
    return {measure: lines[measure].cast(_NARROW).sum() for measure in measures}


if __name__ == "__main__":
    for file, text in embedded_sql().items():
        (Path(__file__).parent / "compiled" / file).write_text(text, encoding="utf-8")
