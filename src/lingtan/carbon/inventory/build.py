"""The inventory of a park: activity x factor = line, lines to totals, and what is left out, said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.base import Fault, InputFaults
from lingtan.carbon.inventory.applied import Accounting, ActivityKey, apply_factor
from lingtan.carbon.inventory.covering import Covering, Flag, cover
from lingtan.carbon.inventory.fingerprint import inventory_hash
from lingtan.carbon.inventory.lines import (
    Lines,
    check_bounds,
    compute_lines,
    open_engine,
    read_keys,
    register,
)
from lingtan.carbon.inventory.records import AppliedFactor, Inventory
from lingtan.carbon.inventory.totals import removals_t, source_totals, year_totals
from lingtan.knowledge import FactorMissing, check_activity
from lingtan.park import Park, Profile

_REGISTERED_SQL = "SELECT DISTINCT source, year(start) AS year FROM activities WHERE source <> '' ORDER BY ALL"


def build_inventory(park: Park, activities: pa.Table, accounting: Accounting = "t_seesa") -> Inventory:
    """Account a park's activities (``park.activities`` and those of its meters, of ``ACTIVITY_SCHEMA``).

    ``t_seesa``: all gases, location- and market-based (ISO 14064-1, GB/T 32150). ``ndrc_910``: CO2 only, grid
    electricity at the fossil-power factor (annex 4 of 发改环资〔2025〕910号). Every year that has activities is
    accounted. Raises ``InputFaults`` with every activity that can't be computed.
    """
    engine = open_engine()
    keys = read_keys(engine, activities)
    factors = _apply([key for key, _ in keys], park.profile, accounting)
    check_bounds(keys, factors)
    computed = compute_lines(engine, activities, keys, factors, park.sources)
    lines, left_out = _of_accounting(computed, accounting)
    covering = cover(engine, lines, factors, park.instruments)
    table = pa.concat_tables([lines.table, _conformed(covering.table, lines.table.schema)])
    register(engine, "lines", table)
    register(engine, "activities", activities.select(["source", "start"]))
    reporting_year = park.profile.reporting_year
    applied = tuple(sorted({factor.id: factor for factor in (*factors, *covering.factors)}.values(), key=_order))
    unexplained, unregistered, contradicted = _completeness(engine, park)
    return Inventory(
        method=accounting,
        reporting_year=reporting_year,
        years=year_totals(engine, reporting_year),
        sources=source_totals(engine, reporting_year),
        factors=applied,
        lines=table,
        exclusions=tuple((e.source, e.reason, e.estimate_tco2e, e.origin) for e in park.exclusions),
        unexplained_sources=unexplained,
        unregistered_sources=unregistered,
        covered_mwh=covering.mwh.get(reporting_year, Fraction(0)),
        removals_t=removals_t(engine, reporting_year),
        biogenic_co2_t=Fraction(0),
        flags=_flags(applied, covering, contradicted, left_out),
        content_hash=inventory_hash(accounting, table, applied),
    )


def _order(factor: AppliedFactor) -> tuple[str, int, str]:
    return factor.method, factor.year, factor.id


def _apply(keys: Sequence[ActivityKey], profile: Profile, accounting: Accounting) -> list[AppliedFactor]:
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
            key.parameters,
            key.gas,
            profile.region,
        )
        faults.update(Fault.at(key.file, key.row, one.column, one.code, **one.details) for one in found)
        if found:
            continue
        try:
            factors.append(apply_factor(key, profile, accounting))
        except FactorMissing as missing:
            of_row = Fault.at(key.file, key.row, missing.column, missing.code, **missing.details)
            of_park = Fault.at("park.yaml", 1, "region", missing.code, **missing.details)
            faults.add(of_row if missing.column else of_park)
    if faults:
        raise InputFaults(faults)
    return factors


def _of_accounting(lines: Lines, accounting: Accounting) -> tuple[Lines, int]:
    """The national accounting knows CO2 only: other gases leave it, counted."""
    if accounting == "t_seesa":
        return lines, 0
    kept = pc.equal(lines.table["gas"].cast(pa.string()), "CO2").combine_chunks()
    table = lines.table.filter(kept)
    return Lines(table, lines.key_ids.filter(kept)), len(lines.table) - len(table)


def _conformed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A small table in the types of a big one, whose texts may be dictionary-encoded."""
    columns = []
    for entry in schema:
        column = table[entry.name]
        if pa.types.is_dictionary(entry.type):
            column = column.dictionary_encode().cast(entry.type)
        columns.append(column)
    return pa.table(columns, schema=schema)


def _completeness(
    engine: duckdb.DuckDBPyConnection, park: Park
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """4.1.2: sources without figures or reason, figures without a source, and excluded sources with figures."""
    found: list[tuple[str, int]] = engine.execute(_REGISTERED_SQL).fetchall()
    active = {source for source, year in found if year == park.profile.reporting_year}
    explained = {entry.source for entry in park.exclusions if entry.reason.strip()}
    unexplained = (
        entry.source
        for entry in park.sources
        if entry.source not in (explained if entry.status == "excluded" else active)
    )
    registered = {entry.source for entry in park.sources}
    unregistered = (source for source, _ in found if park.sources and source not in registered)
    contradicted = (entry.source for entry in park.sources if entry.status == "excluded" and entry.source in active)
    return _once(unexplained), _once(unregistered), _once(contradicted)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _flags(
    factors: Sequence[AppliedFactor],
    covering: Covering,
    contradicted: Sequence[str],
    left_out: int,
) -> tuple[Flag, ...]:
    flags: list[Flag] = []
    said: Counter[tuple[str, int, str, str, str, str]] = Counter()
    for factor in factors:
        for flag in factor.flags:
            item = "" if flag.startswith("grid_") else factor.item
            said[flag, factor.year, factor.region, str(factor.factor_year), factor.method, item] += 1
    for code, year, region, factor_year, method_id, item in sorted(said):
        parts = (("year", str(year)), ("region", region), ("factor_year", factor_year))
        flags.append((code, (*parts, ("method", method_id), ("item", item))))
    flags.extend(covering.flags)
    flags.extend(("excluded_source_has_activities", (("source", source),)) for source in contradicted)
    if left_out:
        flags.append(("other_gases_left_out", (("rows", str(left_out)),)))
    return tuple(flags)
