"""Lines set-wise: one exact integer multiplication and one half-even rounding a row, in the column engine.

A quantity is an integer of 1e-9 units, a factor a fraction of integers, a line an integer of 1e-9 t. Almost all of it
fits 64-bit integers, the rest 128-bit ones; bounds are checked before anything is multiplied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import duckdb
import numpy as np
import pyarrow as pa

from lingtan.base import Fault, raise_faults
from lingtan.carbon.inventory.applied import ActivityKey
from lingtan.carbon.inventory.records import GASES, LINE_SCHEMA, AppliedFactor
from lingtan.knowledge import method
from lingtan.park import Source

NANO = 10**9
Words: TypeAlias = np.ndarray[Any, Any]
_INT63 = 2**63
_DECIMAL38 = 10**38 - 1
# No park emits 1e18 t: beyond it a figure is a slip of the unit, and below it no sum can run over.
_LINE_LIMIT_NANO = 10**27

# round-half-even(q x n / d): // truncates towards zero and % keeps the sign, so the remainder decides: above one half
# away from zero, at one half towards the even neighbour. In 64 bits q x n is never formed: q = (q // d) x d + (q % d).
_MACROS_SQL = """
CREATE MACRO half_even(t, r, d) AS t + CASE
  WHEN 2 * abs(r) > d OR (2 * abs(r) = d AND t & 1 = 1) THEN sign(r) ELSE 0 END;
CREATE MACRO rated_64(q, n, d) AS half_even((q // d) * n + (q % d) * n // d, (q % d) * n % d, d);
CREATE MACRO rated_128(q, n, d, t) AS half_even(t, q * n - t * d, d);
"""

_KEY_TEXTS = ("method", "item", "unit", "factor_unit", "factor_source")
_KEY_COLUMNS = (*_KEY_TEXTS, "factor")

_KEYS_SQL = """
SELECT method, item, unit, factor, factor_unit, factor_source, year(start) AS year, quantity < 0 AS sent_out,
  min(position) AS position, min(quantity) AS low, max(quantity) AS high
FROM activities GROUP BY ALL ORDER BY position
"""

_FACTORS_SQL = """
CREATE TEMP TABLE keyed_factors AS SELECT * REPLACE (n::HUGEINT AS n, d::HUGEINT AS d,
  location_n::HUGEINT AS location_n, location_d::HUGEINT AS location_d) FROM keys
"""

_LINES_SQL = """
WITH rated AS (
  SELECT a.position, a.enterprise, a.source, a.counterparty <> '' AS internal, a.low,
    CASE WHEN k.small THEN NULL ELSE a.high::HUGEINT * 18446744073709551616 + a.low_unsigned END AS q,
    k.*
  FROM activities a
  JOIN keyed_factors k ON a.method = k.method AND a.item = k.item AND a.unit = k.unit
    AND a.factor IS NOT DISTINCT FROM k.factor AND a.factor_unit = k.factor_unit
    AND a.factor_source = k.factor_source AND year(a.start) = k.year AND (a.high < 0) = k.sent_out
), divided AS (
  SELECT *, q * n // d AS t, q * location_n // location_d AS location_t FROM rated
), rounded AS (
  SELECT *,
    CASE WHEN small THEN rated_64(low, n_64, d_64)::HUGEINT ELSE rated_128(q, n, d, t) END AS market,
    CASE WHEN same THEN NULL
      WHEN small THEN rated_64(low, location_n_64, location_d_64)::HUGEINT
      ELSE rated_128(q, location_n, location_d, location_t) END AS location
  FROM divided
)
SELECT r.key_id, r.internal,
  CASE WHEN r.category = 0 THEN 0 ELSE coalesce(s.category, p.category, r.category) END::TINYINT AS category,
  CASE WHEN r.own THEN coalesce(s.gas, p.gas, r.gas) ELSE r.gas END::TINYINT AS gas,
  CASE WHEN r.internal THEN 0 ELSE market END::DECIMAL(38, 0) AS market,
  CASE WHEN r.internal THEN 0 ELSE coalesce(location, market) END::DECIMAL(38, 0) AS location
FROM rounded r
LEFT JOIN register s ON s.source = r.source AND s.enterprise = r.enterprise
LEFT JOIN register_any p ON p.source = r.source
ORDER BY r.position
"""
_SLICE_ROWS = 131_072
_BATCH_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class Lines:
    """The computed lines (a table of ``LINE_SCHEMA``) with the key of each."""

    table: pa.Table
    key_ids: pa.Array


def open_engine() -> duckdb.DuckDBPyConnection:
    """A column engine in memory, one thread, so that a run needs little memory and always goes the same way."""
    engine = duckdb.connect(config={"threads": 1})
    engine.execute(_MACROS_SQL)
    return engine


def register(engine: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a table known to the engine in small batches, no bytes copied: it keeps one batch in memory at a time."""
    engine.register(name, pa.Table.from_batches(table.to_batches(max_chunksize=_BATCH_ROWS), table.schema))


def read_keys(engine: duckdb.DuckDBPyConnection, activities: pa.Table) -> tuple[tuple[ActivityKey, int], ...]:
    """The distinct activity keys in the order of their first row, each with its largest quantity in 1e-9 units."""
    position = pa.array(np.arange(len(activities), dtype=np.int32))
    wanted = activities.select([*_KEY_COLUMNS, "start", "quantity"]).append_column("position", position)
    register(engine, "activities", wanted)
    found = engine.execute(_KEYS_SQL).fetchall()
    engine.unregister("activities")
    positions = pa.array([row[8] for row in found], pa.int32())
    files = activities["file"].take(positions).to_pylist()
    rows = activities["row"].take(positions).to_pylist()
    return tuple(_key(row, file, number) for row, file, number in zip(found, files, rows, strict=True))


def _key(found: tuple[Any, ...], file: str, row: int) -> tuple[ActivityKey, int]:
    method_id, item, unit, factor, factor_unit, factor_source, year, sent_out, _, low, high = found
    key = ActivityKey(method_id, item, unit, factor, factor_unit, factor_source, "", "", year, sent_out, file, row)
    return key, int(max(-Fraction(low), Fraction(high)) * NANO)


def check_bounds(keys: Sequence[tuple[ActivityKey, int]], factors: Sequence[AppliedFactor]) -> None:
    """Raise ``InputFaults`` where a quantity is so large that its line can't be a true figure."""
    raise_faults(
        Fault.at(key.file, key.row, "quantity", "quantity_out_of_range", value=f"{largest / NANO:.3g}", unit=key.unit)
        for (key, largest), factor in zip(keys, factors, strict=True)
        if not (_in_bounds(largest, factor.tco2e_per_unit) and _in_bounds(largest, factor.location_tco2e_per_unit))
    )


def _in_bounds(largest: int, rate: Fraction) -> bool:
    numerator, denominator = abs(rate.numerator), rate.denominator
    fits = numerator <= _DECIMAL38 and 2 * denominator <= _DECIMAL38 and largest * numerator <= _DECIMAL38
    return fits and largest * numerator <= _LINE_LIMIT_NANO * denominator


def _fits_64(largest: int, rate: Fraction) -> bool:
    """Whether every step of ``rated_64`` stays within 64 bits."""
    numerator, denominator = abs(rate.numerator), rate.denominator
    steps = (largest, 2 * denominator, denominator * numerator, (largest // denominator + 1) * numerator)
    return max(steps) < _INT63


def compute_lines(
    engine: duckdb.DuckDBPyConnection,
    activities: pa.Table,
    keys: Sequence[tuple[ActivityKey, int]],
    factors: Sequence[AppliedFactor],
    sources: Sequence[Source],
) -> Lines:
    """All lines in the order of the activities; bounds are checked before. Worked off in slices, to stay small."""
    engine.register("keys", _keys_table(keys, factors))
    engine.execute(_FACTORS_SQL)
    engine.register("register", _register_table(sources))
    engine.register("register_any", _register_any_table(sources))
    sheet = _Sheet.blank(len(activities), separate=any(f.tco2e_per_unit != f.location_tco2e_per_unit for f in factors))
    for start in range(0, len(activities), _SLICE_ROWS):
        engine.register("activities", _slice(activities, start))
        sheet.fill(start, engine.execute(_LINES_SQL).to_arrow_table())
        engine.unregister("activities")
    return Lines(_assemble(activities, sheet, factors), pa.array(sheet.key_id))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The computed columns of all lines, each one block of memory; ``location`` is ``market`` where they are equal."""

    key_id: Words
    internal: Words
    category: Words
    gas: Words
    market: Words
    location: Words

    @classmethod
    def blank(cls, rows: int, *, separate: bool) -> _Sheet:
        market = np.empty((rows, 2), np.int64)
        return cls(
            key_id=np.empty(rows, np.int32),
            internal=np.empty(rows, np.bool_),
            category=np.empty(rows, np.int8),
            gas=np.empty(rows, np.int8),
            market=market,
            location=np.empty((rows, 2), np.int64) if separate else market,
        )

    def fill(self, start: int, computed: pa.Table) -> None:
        """Copy a slice of results in, so that the engine's own memory is free for the next one."""
        rows = slice(start, start + len(computed))
        for name in ("key_id", "internal", "category", "gas"):
            getattr(self, name)[rows] = computed[name].to_numpy()
        self.market[rows] = _all_words(computed["market"])
        if self.location is not self.market:
            self.location[rows] = _all_words(computed["location"])


def _slice(activities: pa.Table, start: int) -> pa.Table:
    part = activities.slice(start, _SLICE_ROWS)
    both = _all_words(part["quantity"])
    low = np.ascontiguousarray(both[:, 0])
    columns = {
        "position": pa.array(np.arange(len(part), dtype=np.int32)),
        "low": pa.array(low),
        "low_unsigned": pa.array(low.view(np.uint64)),
        "high": pa.array(both[:, 1]),
        **{name: part[name] for name in (*_KEY_COLUMNS, "start", "enterprise", "source", "counterparty")},
    }
    return pa.table(columns)


def _all_words(column: pa.ChunkedArray) -> Words:
    """128-bit integers (a decimal without its point) as pairs of 64-bit words, low and high."""
    parts = [
        np.frombuffer(part.buffers()[1], np.int64)[2 * part.offset : 2 * (part.offset + len(part))]
        for part in column.chunks
    ]
    return np.concatenate(parts).reshape(-1, 2) if parts else np.empty((0, 2), np.int64)


def _tonnes(nano: Words) -> pa.Array:
    """Integers of 1e-9 t, as pairs of words, as tonnes with 9 decimals: the same bytes."""
    return pa.Array.from_buffers(pa.decimal128(38, 9), len(nano), [None, pa.py_buffer(nano)])


def _keys_table(keys: Sequence[tuple[ActivityKey, int]], factors: Sequence[AppliedFactor]) -> pa.Table:
    entries = [method(key.method) for key, _ in keys]
    rates = [factor.tco2e_per_unit for factor in factors]
    locations = [factor.location_tco2e_per_unit for factor in factors]
    small = [
        _fits_64(largest, rate) and _fits_64(largest, location)
        for (_, largest), rate, location in zip(keys, rates, locations, strict=True)
    ]
    columns: dict[str, pa.Array] = {
        "key_id": pa.array(range(len(keys)), pa.int32()),
        "category": pa.array([entry.category for entry in entries], pa.int8()),
        "gas": pa.array(
            [GASES.index(next(iter(f.rates), e.gas)) for f, e in zip(factors, entries, strict=True)], pa.int8()
        ),
        "own": pa.array([entry.measured for entry in entries], pa.bool_()),
        "factor": pa.array([key.factor for key, _ in keys], pa.decimal128(38, 12)),
        "year": pa.array([key.year for key, _ in keys], pa.int64()),
        "sent_out": pa.array([key.sent_out for key, _ in keys], pa.bool_()),
        "small": pa.array(small, pa.bool_()),
        "same": pa.array([rate == location for rate, location in zip(rates, locations, strict=True)], pa.bool_()),
        **{name: pa.array([getattr(key, name) for key, _ in keys], pa.string()) for name in _KEY_TEXTS},
    }
    for name, fractions in (("", rates), ("location_", locations)):
        for part, values in (("n", [f.numerator for f in fractions]), ("d", [f.denominator for f in fractions])):
            columns[f"{name}{part}"] = pa.array(values, pa.decimal128(38, 0))
            in_64 = [value if fits else None for value, fits in zip(values, small, strict=True)]
            columns[f"{name}{part}_64"] = pa.array(in_64, pa.int64())
    return pa.table(columns)


def _register_table(sources: Sequence[Source]) -> pa.Table:
    return _registered({(entry.source, entry.enterprise): (entry.category, entry.gases) for entry in sources})


def _register_any_table(sources: Sequence[Source]) -> pa.Table:
    """Sources that the register names once: they hold for the whole park, whichever enterprise reports them."""
    by_source: dict[str, set[tuple[int, tuple[str, ...]]]] = {}
    for entry in sources:
        by_source.setdefault(entry.source, set()).add((entry.category, entry.gases))
    return _registered({(source, ""): next(iter(found)) for source, found in by_source.items() if len(found) == 1})


def _registered(entries: Mapping[tuple[str, str], tuple[int, tuple[str, ...]]]) -> pa.Table:
    gases = [GASES.index(gas[0]) if len(gas) == 1 and gas[0] in GASES else None for _, gas in entries.values()]
    return pa.table(
        {
            "source": pa.array([source for source, _ in entries], pa.string()),
            "enterprise": pa.array([enterprise for _, enterprise in entries], pa.string()),
            "category": pa.array([category for category, _ in entries.values()], pa.int8()),
            "gas": pa.array(gases, pa.int8()),
        }
    )


def _assemble(activities: pa.Table, sheet: _Sheet, factors: Sequence[AppliedFactor]) -> pa.Table:
    market = _tonnes(sheet.market)
    columns = {
        "year": np.array([factor.year for factor in factors], np.int32)[sheet.key_id],
        "item": _by_code(sheet.key_id, [factor.item for factor in factors]),
        "category": sheet.category,
        "gas": _by_code(sheet.gas, list(GASES)),
        "factor_id": _by_code(sheet.key_id, [factor.id for factor in factors]),
        "internal": sheet.internal,
        "co2e_t": market,
        "location_co2e_t": market if sheet.location is sheet.market else _tonnes(sheet.location),
    }
    return pa.table({name: columns[name] if name in columns else activities[name] for name in LINE_SCHEMA.names})


def _by_code(codes: Words, values: Sequence[str]) -> pa.Array:
    """Texts by their number, dictionary-encoded with each text once, in the smallest numbers that do."""
    once = sorted(set(values))
    place = {value: index for index, value in enumerate(once)}
    kind = np.int8 if len(once) <= 127 else np.int16 if len(once) <= 32_767 else np.int32
    places = np.array([place[value] for value in values], kind)
    return pa.DictionaryArray.from_arrays(pa.array(places[codes]), pa.array(once, pa.string()))
