"""The inventory of a park: activity x factor = line, lines to totals, and what is left out, said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.base import Fault, InputFaults
from lingtan.carbon.inventory.applied import Accounting, ActivityKey, apply_factor
from lingtan.carbon.inventory.covering import Covering, Flag, cover
from lingtan.carbon.inventory.cube import dated, full_cube
from lingtan.carbon.inventory.engine import Embedded, Engine
from lingtan.carbon.inventory.fingerprint import inventory_hash
from lingtan.carbon.inventory.keys import activity_keys
from lingtan.carbon.inventory.lines import assemble_lines
from lingtan.carbon.inventory.measures import needed_measures
from lingtan.carbon.inventory.placing import one_sided_transfers, placing_tables, whole
from lingtan.carbon.inventory.rates import Keyed, check_bounds, rates_table
from lingtan.carbon.inventory.records import AppliedFactor, Inventory
from lingtan.carbon.inventory.totals import source_totals, year_totals
from lingtan.knowledge import Factor, FactorMissing, check_activity
from lingtan.park import Park, Profile

EngineOf = Callable[[pa.Table, dict[str, pa.Table]], Engine]


def build_inventory(
    park: Park, activities: pa.Table, accounting: Accounting = "t_seesa", engine_of: EngineOf = Embedded
) -> Inventory:
    """Account a park's activities (``park.activities`` and those of its meters, of ``ACTIVITY_SCHEMA``).

    ``t_seesa``: all gases, location- and market-based (ISO 14064-1, GB/T 32150). ``ndrc_910``: CO2 only, grid
    electricity at the fossil-power factor, the physical boundary whole (annex 4 of 发改环资〔2025〕910号). Every year
    that has activities is accounted. ``engine_of`` makes what runs the queries, the embedded engine or a cluster, with
    the same digits.
    Raises ``InputFaults`` with every activity that can't be computed.
    """
    placed = park if accounting == "t_seesa" else replace(park, profile=whole(park.profile))
    engine = engine_of(activities, placing_tables(placed, activities))
    market_only = any(lot.kind in ("gec", "green_power") for lot in park.instruments)
    keys, measures = _rated(engine, park.profile, accounting, park.factors, located=market_only)
    cube, terms = dated(engine.run("cube", measures)), engine.run("terms", measures)
    covering = cover(terms, keys, park.instruments)
    cube = pa.concat_tables([cube, covering.cube_like(cube)])
    factors = _sorted_factors([*(keyed.factor for keyed in keys), *covering.factors])
    reporting_year = park.profile.reporting_year
    counted = _with_factors(terms, keys, factors)
    unexplained, unregistered, contradicted = _completeness(activities, park)
    return Inventory(
        method=accounting,
        reporting_year=reporting_year,
        years=year_totals(cube, reporting_year),
        sources=source_totals(terms, keys, reporting_year),
        factors=factors,
        cube=cube,
        terms=pa.concat_tables([counted, covering.terms_like(counted, factors)]),
        line_table=_on_demand(engine, measures, activities, keys, covering),
        exclusions=tuple((e.source, e.reason, e.estimate_tco2e, e.origin) for e in park.exclusions),
        unexplained_sources=unexplained,
        unregistered_sources=unregistered,
        covered_mwh=covering.mwh.get(reporting_year, Fraction(0)),
        flags=(
            *_flags(factors, covering, contradicted),
            *_left_out(terms, keys),
            *one_sided_transfers(placed, activities),
        ),
        content_hash=inventory_hash(accounting, activities, cube, factors),
    )


def account_cube(
    engine: Engine, profile: Profile, accounting: Accounting = "t_seesa", own: Sequence[Factor] = ()
) -> tuple[pa.Table, tuple[AppliedFactor, ...]]:
    """The full cube (a table of ``CUBE_SCHEMA``) of activities that may be too many to hold, and the factors applied.

    For Parquet files of one or many parks: two passes, one over the kinds of activities and one over the rows.
    ``own`` are factors beside the library's. Raises ``InputFaults`` as ``build_inventory`` does.
    """
    keys, measures = _rated(engine, profile, accounting, own, located=False)
    return full_cube(dated(engine.run("cube", measures))), _sorted_factors(keyed.factor for keyed in keys)


def _rated(
    engine: Engine, profile: Profile, accounting: Accounting, own: Sequence[Factor], *, located: bool
) -> tuple[tuple[Keyed, ...], tuple[str, ...]]:
    """Look every kind of activity up once and hand the rates to the engine."""
    found = activity_keys(engine.keys())
    factors = _apply([key for key, _ in found], profile, accounting, own)
    keys = tuple(Keyed(key, largest, factor) for (key, largest), factor in zip(found, factors, strict=True))
    check_bounds(keys)
    gases = sorted({gas for keyed in keys for gas in keyed.factor.rates})
    plain = not located and all(k.factor.location is None and not k.factor.biogenic for k in keys)
    measures = needed_measures(gases, plain=plain)
    engine.use_rates(rates_table(keys, measures))
    return keys, measures


def _with_factors(terms: pa.Table, keys: Sequence[Keyed], factors: Sequence[AppliedFactor]) -> pa.Table:
    """The terms with their year, parameters and the place of their factor instead of the engine's key."""
    place = {factor.id: number for number, factor in enumerate(factors)}
    key_id = terms["key_id"].to_numpy()
    by_key = {
        "year": np.array([keyed.key.year for keyed in keys], np.int32),
        "factor": np.array([place[keyed.factor.id] for keyed in keys], np.int32),
    }
    placed = terms.drop_columns(["key_id"])
    for name, values in by_key.items():
        placed = placed.append_column(name, pa.array(values[key_id]))
    parameters = pa.array([keyed.key.parameters for keyed in keys], pa.string())
    return placed.append_column("parameters", parameters.take(pa.array(key_id)))


def _on_demand(
    engine: Engine, measures: Sequence[str], activities: pa.Table, keys: Sequence[Keyed], covering: Covering
) -> Callable[[], pa.Table]:
    @cache
    def line_table() -> pa.Table:
        lines = assemble_lines(activities, engine.run("lines", measures), keys)
        return pa.concat_tables([lines, _conformed(covering.lines, lines.schema)])

    return line_table


def _conformed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A small table in the types of a big one, whose texts may be dictionary-encoded."""
    columns = []
    for entry in schema:
        column = table[entry.name]
        if pa.types.is_dictionary(entry.type):
            column = column.dictionary_encode().cast(entry.type)
        columns.append(column)
    return pa.table(columns, schema=schema)


def _sorted_factors(factors: Iterable[AppliedFactor]) -> tuple[AppliedFactor, ...]:
    once = {factor.id: factor for factor in factors}
    return tuple(sorted(once.values(), key=lambda factor: (factor.method, factor.year, factor.id)))


def _apply(
    keys: Sequence[ActivityKey], profile: Profile, accounting: Accounting, own: Sequence[Factor]
) -> list[AppliedFactor]:
    faults: set[Fault] = set()
    factors: list[AppliedFactor] = []
    for key in keys:
        found = check_activity(
            key.method,
            key.item,
            key.unit,
            key.factor is not None,
            key.factor_unit,
            profile.fuel_set,
            parameters=key.parameters,
            gas=key.gas,
            region=profile.region,
            own=own,
        )
        faults.update(Fault.at(key.file, key.row, one.column, one.code, **one.details) for one in found)
        if found:
            continue
        try:
            factors.append(apply_factor(key, profile, accounting, own))
        except FactorMissing as missing:
            of_row = Fault.at(key.file, key.row, missing.column, missing.code, **missing.details)
            of_park = Fault.at("park.yaml", 1, "region", missing.code, **missing.details)
            faults.add(of_row if missing.column else of_park)
    if faults:
        raise InputFaults(faults)
    return factors


def _left_out(terms: pa.Table, keys: Sequence[Keyed]) -> tuple[Flag, ...]:
    """How many rows have no gas that the accounting knows."""
    silent = np.array([not keyed.factor.rates for keyed in keys], np.bool_)
    rows = int(terms["rows"].to_numpy()[silent[terms["key_id"].to_numpy()]].sum()) if silent.any() else 0
    return (("other_gases_left_out", (("rows", str(rows)),)),) if rows else ()


def _completeness(activities: pa.Table, park: Park) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """4.1.2: sources without figures or reason, figures without a source, and excluded sources with figures."""
    present = activities.select(["source", "start"])
    in_year = pc.equal(pc.year(present["start"]), park.profile.reporting_year)
    everywhere = _texts(present["source"])
    active = _texts(present.filter(in_year)["source"])
    explained = {entry.source for entry in park.exclusions if entry.reason.strip()}
    unexplained = (
        entry.source
        for entry in park.sources
        if entry.source not in (explained if entry.status == "excluded" else active)
    )
    registered = {entry.source for entry in park.sources}
    unregistered = everywhere - registered if park.sources else frozenset()
    contradicted = (entry.source for entry in park.sources if entry.status == "excluded" and entry.source in active)
    return _once(unexplained), _once(unregistered), _once(contradicted)


def _texts(column: pa.ChunkedArray) -> frozenset[str]:
    return frozenset(column.unique().to_pylist()) - {""}


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _flags(factors: Sequence[AppliedFactor], covering: Covering, contradicted: Sequence[str]) -> tuple[Flag, ...]:
    found: Counter[Flag] = Counter()
    for factor in factors:
        for code in factor.flags:
            found[code, _details(code, factor)] += 1
    flags = sorted(found)
    flags.extend(covering.flags)
    flags.extend(("excluded_source_has_activities", (("source", source),)) for source in contradicted)
    return tuple(flags)


def _details(code: str, factor: AppliedFactor) -> tuple[tuple[str, str], ...]:
    if code.startswith("grid_factor"):
        return (("year", str(factor.year)), ("region", factor.region), ("factor_year", str(factor.factor_year)))
    return (
        ("method", factor.method),
        ("item", factor.item),
        ("year", str(factor.year)),
        ("factor_year", str(factor.factor_year)),
    )
