"""Closed inventories of a park: lock, restatement, verification, base year (4.1.2, 4.2.2, 7.3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lingtan import __version__
from lingtan.app.carbon import Accounting, account
from lingtan.app.park import open_park
from lingtan.base import Fault, InputFaults, raise_faults
from lingtan.carbon import (
    Adjustment,
    AssuranceStatement,
    BaseYearStatus,
    Comparison,
    FrozenInventory,
    Manifest,
    Membership,
    Signature,
    Totals,
    Verification,
    VersionKind,
    canonical_json,
    check_adjustments,
    check_columns,
    compare,
    compare_base_year,
    comparison_json,
    completeness_faults,
    freeze,
    inventory_json,
    read_verification,
    signature_faults,
    tonnes_text,
    totals_of,
    verification_json,
    verify,
)
from lingtan.knowledge import load_rulebook
from lingtan.park import Park
from lingtan.storage import (
    STATEMENT,
    StoredVersion,
    inventories_folder,
    load_bytes,
    load_entries,
    load_frozen,
    read_rows,
    shelf_faults,
    store_version,
    stored_versions,
    stored_years,
)

_CHANGES = "changes.json"
_VERIFICATION = "verification.json"
_ADJUSTMENTS = "adjustments.csv"
_OF_ALL_YEARS = ("years", "content_hash")


@dataclass(frozen=True, slots=True)
class ReadVersion:
    """A version with its content; ``verification`` is there for a verified one, whose lines are the park's."""

    stored: StoredVersion
    inventory: FrozenInventory
    verification: Verification | None


@dataclass(frozen=True, slots=True)
class VerifiedFigure:
    """The verified gross emissions of a year, tCO2e; ``outdated`` where the park has restated since."""

    gross_t: Fraction
    number: int
    of: int
    outdated: bool


def close_inventory(
    path: Path, signature: Signature, year: int | None = None, accounting: Accounting | None = None
) -> StoredVersion:
    """Close the inventory of a year (the reporting year by default) as the next version.

    Where one is closed already this is a restatement, and needs a reason. Raises ``InputFaults`` with all faults of
    the park's files, while a source is unexplained (4.1.2), or where nothing has changed.
    """
    return _close(open_park(path), path, signature, year, accounting)


def verify_inventory(
    path: Path,
    statement: AssuranceStatement,
    adjustments: Path | None = None,
    year: int | None = None,
    number: int | None = None,
    accounting: Accounting = "t_seesa",
) -> StoredVersion:
    """Set a verified version beside a closed one: adjustments, totals, materiality.

    By default it is the latest of the accounting, of the last year that has versions; ``number`` names another.

    ``adjustments`` is a CSV of ``ADJUSTMENT_COLUMNS``, None where there is nothing to adjust. The park's version is
    not touched. Raises ``InputFaults`` with every fault of the table.
    """
    shelf = inventories_folder(path)
    at = max(stored_years(shelf), default=0) if year is None else year
    versions = stored_versions(shelf, at)
    chosen = _own(versions, number, at, accounting)
    signature = Signature(statement.verifier, statement.on)
    raise_faults(signature_faults(signature, at, _place(at), versions[-1].manifest, None))
    closed = load_frozen(chosen)
    given, files = _read_adjustments(adjustments, closed)
    found = verify(closed, given, statement)
    files[_VERIFICATION] = canonical_json(verification_json(found))
    manifest = _drafted(closed, chosen.manifest.park, "verified", chosen.manifest.number, signature, found.verified)
    return store_version(shelf, replace(manifest, reason=statement.conclusion), files)


def list_versions(path: Path, year: int | None = None) -> tuple[StoredVersion, ...]:
    """The closed versions of a park, by year and number; raises ``InputFaults`` where a chain is broken."""
    shelf = inventories_folder(path)
    years = stored_years(shelf) if year is None else (year,)
    return tuple(version for at in years for version in stored_versions(shelf, at))


def check_versions(path: Path) -> tuple[Fault, ...]:
    """Every byte of every closed version looked at: what was changed, is missing or too much."""
    shelf = inventories_folder(path)
    return tuple(fault for year in stored_years(shelf) for fault in shelf_faults(shelf, year))


def read_version(path: Path, year: int, number: int) -> ReadVersion:
    """A version as it was closed; raises ``InputFaults`` where it is not there or not as it was closed."""
    versions = stored_versions(inventories_folder(path), year)
    return _read(versions, _numbered(versions, number, year))


def stored_statement(path: Path, year: int, number: int) -> bytes:
    """What a version states, byte for byte as it was closed: its statement, or the verification of a verified one.

    Raises ``InputFaults`` where it is not there or not as it was closed.
    """
    version = _numbered(stored_versions(inventories_folder(path), year), number, year)
    return load_bytes(version, _VERIFICATION if version.manifest.kind == "verified" else STATEMENT)


def compare_versions(path: Path, year: int, old: int, new: int) -> Comparison:
    """What changed between two versions of a year and by how much; raises ``InputFaults``."""
    versions = stored_versions(inventories_folder(path), year)
    before, after = (_read(versions, _numbered(versions, number, year)) for number in (old, new))
    if before.inventory.method != after.inventory.method:
        raise InputFaults([_fault(year, "versions_of_two_methods", old=old, new=new)])
    return compare(before.inventory, after.inventory)


def base_year_status(path: Path, base_data: Path | None = None) -> BaseYearStatus:
    """The closed base year against today's recomputation of it: what changed, why, and whether it must be restated.

    ``base_data`` is the park's folder of the base year, where that year is no longer among this park's years.
    Raises ``InputFaults`` where there is no base year, or it has not been closed.
    """
    park = open_park(path)
    base_year = _base_year(park)
    method = load_rulebook(park.profile.rulebook).accounting
    latest = _latest(stored_versions(inventories_folder(path), base_year), method)
    if latest is None:
        raise InputFaults([_fault(base_year, "not_closed_yet", year=base_year, method=method)])
    data = _with_present_structure(_base_park(park, base_data, base_year), park)
    today = _frozen(data, base_year, method)
    return compare_base_year(
        load_frozen(latest), today, _members(park), _as_of(park), park.profile.recalculation_threshold_pct
    )


def recalculate_base_year(path: Path, signature: Signature, base_data: Path | None = None) -> StoredVersion:
    """Restate the base year in the park's present structure: without the enterprises that have left it."""
    park = open_park(path)
    base_year = _base_year(park)
    data = _with_present_structure(_base_park(park, base_data, base_year), park)
    return _close(data, path, signature, base_year, None)


def verified_figure(path: Path, year: int, method: Accounting = "t_seesa") -> VerifiedFigure | None:
    """The latest verified gross emissions of a year, None where there are none; raises ``InputFaults`` if changed."""
    versions = stored_versions(inventories_folder(path), year)
    verified = [v for v in versions if v.manifest.kind == "verified" and v.manifest.method == method]
    if not verified:
        return None
    read = _read(versions, verified[-1])
    manifest = verified[-1].manifest
    latest = _latest(versions, method)
    outdated = latest is not None and latest.manifest.number != manifest.of
    return VerifiedFigure(totals_of(read.inventory).gross, manifest.number, manifest.of, outdated)


def _close(
    park: Park, path: Path, signature: Signature, year: int | None, accounting: Accounting | None
) -> StoredVersion:
    at = park.profile.reporting_year if year is None else year
    if at not in park.profile.years:
        years = {"first": park.profile.years[0], "last": park.profile.years[-1]}
        raise InputFaults([_fault(at, "closing_year_outside", value=at, **years)])
    method = accounting or load_rulebook(park.profile.rulebook).accounting
    shelf = inventories_folder(path)
    versions = stored_versions(shelf, at)
    corrected = _latest(versions, method)
    last = versions[-1].manifest if versions else None
    signed = signature_faults(signature, at, _place(at), last, corrected.manifest if corrected else None)
    frozen = _frozen(park, at, method, signed)
    files = {} if corrected is None else {_CHANGES: _changes(load_frozen(corrected), frozen, at)}
    kind: VersionKind = "closed" if corrected is None else "restated"
    of = 0 if corrected is None else corrected.manifest.number
    return store_version(
        shelf, _drafted(frozen, park.profile.id, kind, of, signature, totals_of(frozen)), files, frozen
    )


def _frozen(park: Park, year: int, method: Accounting, signed: Sequence[Fault] | None = None) -> FrozenInventory:
    """The inventory of a year; where it is to be signed, refused with its other faults while it is incomplete."""
    case = account(replace(park, profile=replace(park.profile, reporting_year=year)), method)
    if signed is not None:
        raise_faults((*signed, *completeness_faults(case.activities, year, park.sources, park.exclusions, method)))
    statement = inventory_json(case.inventory)
    return freeze(statement, case.inventory.lines, statement["factors"], year, park.profile.gwp)


def _changes(before: FrozenInventory, after: FrozenInventory, year: int) -> bytes:
    found = compare(before, after)
    if found.is_empty and _said(before) == _said(after):
        raise InputFaults([_fault(year, "restatement_without_change")])
    return canonical_json(comparison_json(found))


def _said(frozen: FrozenInventory) -> bytes:
    """What a statement says of its own year."""
    return canonical_json({name: value for name, value in frozen.statement.items() if name not in _OF_ALL_YEARS})


def _drafted(
    frozen: FrozenInventory, park_id: str, kind: VersionKind, of: int, signature: Signature, totals: Totals
) -> Manifest:
    return Manifest(
        park=park_id,
        year=frozen.year,
        number=0,
        kind=kind,
        method=frozen.method,
        gwp=frozen.gwp,
        closed_on=signature.on,
        by=signature.by.strip(),
        reason=signature.reason.strip(),
        program=f"lingtan {__version__}",
        content_hash=frozen.statement["content_hash"],
        of=of,
        total_tco2e=tonnes_text(totals.gross),
        location_based_tco2e=tonnes_text(totals.location_based),
        other_indirect_tco2e=tonnes_text(totals.other_indirect),
        removals_tco2e=tonnes_text(totals.removals),
        biogenic_tco2=tonnes_text(totals.biogenic),
    )


def _read_adjustments(path: Path | None, closed: FrozenInventory) -> tuple[tuple[Adjustment, ...], dict[str, bytes]]:
    if path is None:
        return (), {}
    header, rows = read_rows(path)
    check_columns(header, path.name)
    return check_adjustments(rows, path.name, closed), {_ADJUSTMENTS: path.read_bytes()}


def _latest(versions: Sequence[StoredVersion], method: str) -> StoredVersion | None:
    """The park's own latest version by a method."""
    own = (v for v in reversed(versions) if v.manifest.method == method and v.manifest.kind != "verified")
    return next(own, None)


def _own(versions: Sequence[StoredVersion], number: int | None, year: int, method: str) -> StoredVersion:
    """The version to verify: the one of the number, else the park's own latest."""
    if number is None:
        latest = _latest(versions, method)
        if latest is None:
            raise InputFaults([_fault(year, "not_closed_yet", year=year, method=method)])
        return latest
    chosen = _numbered(versions, number, year)
    if chosen.manifest.kind == "verified":
        raise InputFaults([_fault(year, "version_is_verified", number=number)])
    return chosen


def _numbered(versions: Sequence[StoredVersion], number: int, year: int) -> StoredVersion:
    if not 1 <= number <= len(versions):
        raise InputFaults([_fault(year, "no_such_version", value=number, year=year)])
    return versions[number - 1]


def _read(versions: Sequence[StoredVersion], version: StoredVersion) -> ReadVersion:
    if version.manifest.kind != "verified":
        return ReadVersion(version, load_frozen(version), None)
    closed = load_frozen(versions[version.manifest.of - 1])
    found = read_verification(load_entries(version, _VERIFICATION), closed)
    return ReadVersion(version, replace(closed, adjustments=found.adjustments), found)


def _base_year(park: Park) -> int:
    base_year = park.profile.base_year
    if base_year is None:
        raise InputFaults([Fault.at("park.yaml", 1, "base_year", "base_year_not_set")])
    return base_year


def _base_park(park: Park, base_data: Path | None, base_year: int) -> Park:
    data = park if base_data is None else open_park(base_data)
    if base_year not in data.profile.years:
        raise InputFaults([Fault.at("park.yaml", 1, "base_year", "base_year_outside_data", value=base_year)])
    return data


def _members(park: Park) -> dict[str, Membership]:
    return {entry.enterprise: Membership(entry.joined_on, entry.left_on) for entry in park.enterprises}


def _as_of(park: Park) -> date:
    return date(park.profile.reporting_year + 1, 1, 1)


def _with_present_structure(data: Park, park: Park) -> Park:
    """The base year's data as today's park accounts them: its enterprises, shares and choices (ISO 14064-1, 6.4.2)."""
    as_of = _as_of(park)
    away = {
        name
        for name, at in _members(park).items()
        if (at.left_on is not None and at.left_on < as_of) or (at.joined_on is not None and at.joined_on >= as_of)
    }
    column = data.activities["enterprise"].cast(pa.string())
    gone = pc.is_in(column, value_set=pa.array(sorted(away), pa.string()))
    present = {entry.enterprise: entry for entry in park.enterprises}
    return replace(
        data,
        profile=replace(park.profile, reporting_year=data.profile.reporting_year),
        activities=data.activities.filter(pc.invert(gone)),
        meters=tuple(replace(meter, activity="") if meter.enterprise in away else meter for meter in data.meters),
        sources=tuple(source for source in data.sources if source.enterprise not in away),
        enterprises=tuple(
            replace(present.get(entry.enterprise, entry), joined_on=None, left_on=None)
            for entry in data.enterprises
            if entry.enterprise not in away
        ),
    )


def _place(year: int) -> str:
    return f"inventories/{year}"


def _fault(of: int, code: str, **details: object) -> Fault:
    return Fault.at(_place(of), 1, "-", code, **details)
