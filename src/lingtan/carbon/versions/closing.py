"""Closing an inventory: what is frozen, and when it is refused (4.1.2: every source quantified or explained)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.base import Fault
from lingtan.carbon.versions.chain import Manifest
from lingtan.carbon.versions.records import FROZEN_SCHEMA, FrozenInventory, totals_of
from lingtan.park import Exclusion, Source

_ACTIVE_SQL = """
SELECT source, enterprise, arg_min(file, "row"), min("row") FROM activities
WHERE year(start) = $year GROUP BY source, enterprise ORDER BY min("row"), source, enterprise
"""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who closes an inventory, on which day, and why: a correction needs its reason."""

    by: str
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Active:
    source: str
    enterprise: str
    file: str
    row: int


def freeze(
    statement: Mapping[str, Any], lines: pa.Table, factors: Sequence[Mapping[str, Any]], year: int, gwp: str
) -> FrozenInventory:
    """The year's lines, the factors they use and the statement, as they will be kept.

    Raises ``ValueError`` where they don't belong together: another year's statement, a line without its factor, or a
    stated total that is not the sum of the lines.
    """
    if statement["year"] != year:
        raise ValueError(f"a statement of {statement['year']} is no statement of {year}")
    kept = lines.select(FROZEN_SCHEMA.names).filter(pc.equal(lines["year"], year))
    used = set(pc.unique(kept["factor_id"]).to_pylist())
    of_lines = tuple(factor for factor in factors if factor["id"] in used)
    lacking = used - {factor["id"] for factor in of_lines}
    if lacking:
        raise ValueError(f"lines use factors that are not given: {sorted(lacking)[:3]}")
    frozen = FrozenInventory(year, statement["method"], gwp, statement, kept, of_lines)
    total = float(totals_of(frozen).gross)
    if total != statement["total_tco2e"]:
        raise ValueError(f"the lines of {year} sum to {total} t, the statement says {statement['total_tco2e']} t")
    return frozen


def completeness_faults(
    activities: pa.Table,
    year: int,
    sources: Sequence[Source],
    exclusions: Sequence[Exclusion],
    method: str = "t_seesa",
) -> tuple[Fault, ...]:
    """Why the year can't be closed: each source of the register without figures or explanation, and the reverse.

    ``activities`` has the columns of ``ACTIVITY_SCHEMA``. A source is explained by an exclusion with a reason and an
    estimate of its size (4.1.2). A source the register names once holds for the park, one it names for several
    enterprises for each of them. The national accounting asks for sources of CO2 only. Faults stand at the row of the
    register; a source it does not know stands at the first activity that names it.
    """
    engine = duckdb.connect(config={"threads": 1})
    engine.register("activities", activities.select(["source", "enterprise", "file", "row", "start"]))
    active = [_Active(*found) for found in engine.execute(_ACTIVE_SQL, {"year": year}).fetchall()]
    if not active:
        return (Fault.at("activities.csv", 1, "-", "closing_without_activities", year=year),)
    register = _Register.of(sources)
    asked = [entry for entry in sources if method != "ndrc_910" or not entry.gases or "CO2" in entry.gases]
    explained = {entry.source: entry for entry in exclusions}
    return (*_unexplained(asked, active, register, explained, year), *_unregistered(active, register))


def signature_faults(
    signature: Signature, year: int, place: str, latest: Manifest | None, corrected: Manifest | None
) -> tuple[Fault, ...]:
    """What is wrong with who, when and why; ``latest`` is the last version of all, ``corrected`` the one corrected.

    ``place`` is the file the faults stand at. A year is closed after it has ended, a version never before the last.
    """
    faults = []
    if not signature.by.strip():
        faults.append(Fault.at(place, 1, "by", "closing_without_name"))
    if corrected is not None and not signature.reason.strip():
        faults.append(Fault.at(place, 1, "reason", "restatement_without_reason", number=corrected.number))
    if signature.on <= date(year, 12, 31):
        faults.append(Fault.at(place, 1, "date", "closing_before_year_end", value=signature.on, year=year))
    if latest is not None and signature.on < latest.closed_on:
        faults.append(
            Fault.at(
                place, 1, "date", "closing_before_latest", value=signature.on, number=latest.number, on=latest.closed_on
            )
        )
    return tuple(faults)


@dataclass(frozen=True, slots=True)
class _Register:
    """Whom a source of the register belongs to: one name for the whole park, or several enterprises."""

    single: Collection[str]
    named: Collection[tuple[str, str]]

    @classmethod
    def of(cls, sources: Sequence[Source]) -> _Register:
        times = Counter(entry.source for entry in sources)
        return cls(
            {source for source, count in times.items() if count == 1},
            {(entry.source, entry.enterprise) for entry in sources},
        )

    def knows(self, source: str, enterprise: str) -> bool:
        return not self.named or source in self.single or (source, enterprise) in self.named


def _unexplained(
    asked: Sequence[Source],
    active: Sequence[_Active],
    register: _Register,
    explained: Mapping[str, Exclusion],
    year: int,
) -> Iterator[Fault]:
    by_source = {entry.source for entry in active}
    by_both = {(entry.source, entry.enterprise) for entry in active}
    for entry in asked:
        has_figures = entry.source in by_source if entry.source in register.single else _key(entry) in by_both
        exclusion = explained.get(entry.source)
        code = "" if has_figures else _missing_explanation(exclusion)
        if code:
            place = entry.origin
            yield Fault.at(place.file, place.row, "source", code, source=entry.source, year=year)


def _key(entry: Source) -> tuple[str, str]:
    return entry.source, entry.enterprise


def _missing_explanation(exclusion: Exclusion | None) -> str:
    if exclusion is None:
        return "closing_source_unexplained"
    if not exclusion.reason.strip():
        return "closing_exclusion_without_reason"
    return "" if exclusion.estimate_tco2e is not None else "closing_exclusion_without_estimate"


def _unregistered(active: Sequence[_Active], register: _Register) -> Iterator[Fault]:
    named: set[str] = set()
    for entry in active:
        if entry.source and entry.source not in named and not register.knows(entry.source, entry.enterprise):
            named.add(entry.source)
            yield Fault.at(
                entry.file, entry.row, "source", "closing_source_unregistered", source=entry.source,
                enterprise=entry.enterprise,
            )  # fmt: skip
