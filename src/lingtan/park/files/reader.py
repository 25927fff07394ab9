"""A park folder or workbook to a checked ``Park``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, cast

from lingtan.base import Fault, InputFaults
from lingtan.knowledge import Text, load_rulebook, rulebook_ids
from lingtan.park.files import registers
from lingtan.park.files.activities import no_activities, read_activities
from lingtan.park.files.csv_tables import read_csv_table
from lingtan.park.files.entries import Entries, read_yaml_entries, read_yaml_tree, sheet_entries
from lingtan.park.files.factors import read_factors
from lingtan.park.files.findings import Findings
from lingtan.park.files.header import FREE_PREFIXES
from lingtan.park.files.instruments import instruments
from lingtan.park.files.profile import CONSOLIDATIONS, DEFAULT_RULEBOOK, read_profile, stated_year
from lingtan.park.files.quantities import read_quantities
from lingtan.park.files.raw import RawTable
from lingtan.park.files.rows import checked_rows
from lingtan.park.files.tables import Column, Table, tables
from lingtan.park.files.workbook import Workbook, read_sheet, use_workbook
from lingtan.park.records import Meter, Park, Profile

WORKBOOK = "park.xlsx"
_ENERGY_SYSTEM = "energy_system.yaml"
_OTHER_NAMES = ("park.yaml", _ENERGY_SYSTEM)
_LIKENESS = 0.85
_METERS = re.compile(r"(^|!)meters(\.csv)?$")
_KEY_TABLE = Table(
    name="park",
    required=True,
    key=(),
    max_bytes=1_000_000,
    title=Text(zh="园区", en="the park"),
    about=Text(zh="键与值", en="keys and values"),
    columns={
        name: Column(name, "text", True, Text(zh=name, en=name), "", {}, "", "", "", "") for name in ("key", "value")
    },
)


@dataclass(slots=True)
class _Files:
    """The texts of a park: its profile's entries and its tables by name."""

    root: Path
    base: Path
    entries: Entries | None = None
    energy_system: Mapping[str, Any] = field(default_factory=dict)
    raw: dict[str, RawTable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeterFiles:
    """What checking readings needs of a park: its folder, its meters, its readings files."""

    folder: Path
    meters: tuple[Meter, ...]
    readings: tuple[Path, ...]


def read_park(path: Path) -> Park:
    """Read a park folder (``park.yaml`` and CSV files) or one workbook (.xlsx, sheets named like the files).

    Raises ``InputFaults`` with every fault of every file.
    """
    findings = Findings()
    files = _workbook_files(path, findings) if path.is_file() else _folder_files(path, findings)
    park = _checked(files, findings)
    findings.raise_all()
    if park is None:
        raise InputFaults([Fault.at(path.name, 1, "-", "no_park")])
    if path.is_dir() and files.root == path and _is_blank(park):
        _refuse_filled_workbook(path / WORKBOOK)
    return park


def read_meters(path: Path) -> MeterFiles | None:
    """The meters and readings files of a park whose other files may have faults, so that readings can be checked too.

    None where the profile or the meters themselves can't be read: then nothing true can be said of the readings.
    """
    findings = Findings()
    files = _workbook_files(path, findings) if path.is_file() else _folder_files(path, findings)
    profile = read_profile(files.entries, Findings()) if files.entries is not None else None
    raw = files.raw.get("meters")
    rows = checked_rows(raw, findings) if raw is not None else ()
    if profile is None or any(_METERS.search(fault.file) for fault in findings.faults):
        return None
    return MeterFiles(files.base, registers.meters(rows, profile.timezone), tuple(_readings(files.base)))


def _readings(base: Path) -> Iterator[Path]:
    return _files_in(base / "readings", (".csv", ".csv.gz", ".parquet"))


def _is_blank(park: Park) -> bool:
    return not park.quantities and not park.activities.num_rows


def _refuse_filled_workbook(book: Path) -> None:
    """A new folder holds the same tables twice; where only the workbook was filled, the empty files are not meant."""
    if book.is_file() and not _is_blank(read_park(book)):
        raise InputFaults([Fault.at(book.name, 1, "-", "workbook_filled")])


def _folder_files(path: Path, findings: Findings) -> _Files:
    files = _Files(root=path, base=path)
    if not path.is_dir():
        findings.add(path.name, 1, "-", "no_park")
        return files
    if not (path / "park.yaml").is_file():
        books = [book for book in sorted(path.glob("*.xlsx")) if not book.name.startswith("~$")]
        if len(books) == 1:
            return _workbook_files(books[0], findings)
        findings.add("park.yaml", 1, "-", "file_missing")
    else:
        files.entries = read_yaml_entries(path / "park.yaml", "park.yaml", findings)
    if (path / _ENERGY_SYSTEM).is_file():
        files.energy_system = read_yaml_tree(path / _ENERGY_SYSTEM, _ENERGY_SYSTEM, findings)
    _note_near_names([entry.name for entry in path.iterdir() if entry.is_file()], findings)
    _read_tables(path, files, findings)
    return files


def _read_tables(path: Path, files: _Files, findings: Findings) -> None:
    for name, table in tables().tables.items():
        file = path / f"{name}.csv"
        if file.is_file():
            raw = read_csv_table(file, table, file.name, findings)
            if raw is not None:
                files.raw[name] = raw
        elif table.required:
            findings.add(file.name, 1, "-", "file_missing")


def _workbook_files(path: Path, findings: Findings) -> _Files:
    files = _Files(root=path, base=path.parent)
    if path.suffix.lower() != ".xlsx":
        findings.add(path.name, 1, "-", "no_park")
        return files
    use_workbook(path, lambda workbook: _read_sheets(workbook, files, findings), findings)
    return files


def _read_sheets(workbook: Workbook, files: _Files, findings: Findings) -> None:
    known = {"park": _KEY_TABLE, **tables().tables}
    for name, table in known.items():
        if name in workbook.names:
            raw = read_sheet(workbook, name, table, findings)
            if raw is not None:
                files.raw[name] = raw
        elif table.required:
            findings.add(workbook.shown_as(name), 1, "-", "sheet_missing")
    if "park" in files.raw:
        files.entries = sheet_entries(files.raw.pop("park"), findings)
    for name in workbook.names:
        near = _near(name, known)
        if name not in known and near and not name.startswith(FREE_PREFIXES):
            findings.add(workbook.shown_as(name), 1, "-", "sheet_name", nearest=near)


def _note_near_names(names: list[str], findings: Findings) -> None:
    known = {name.rpartition(".")[0]: name for name in (*_OTHER_NAMES, *(f"{name}.csv" for name in tables().tables))}
    for name in sorted(names):
        stem, _, ending = name.rpartition(".")
        if name in known.values() or ending.lower() not in ("csv", "yaml", "yml", "txt", "tsv"):
            continue
        near = _near(stem, known)
        if near and not name.startswith(FREE_PREFIXES):
            findings.add(name, 1, "-", "file_name", nearest=known[near])


def _near(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name.strip().casefold(), known, n=1, cutoff=_LIKENESS)
    return close[0] if close else ""


def _checked(files: _Files, findings: Findings) -> Park | None:
    entries = files.entries
    profile = read_profile(entries, findings) if entries is not None else None
    context = _context(profile, entries, files.raw)
    rows = {
        name: checked_rows(files.raw[name], findings) if name in files.raw else ()
        for name in tables().tables
        if name != "activities"
    }
    factors = read_factors(rows["factors"], findings)
    meter_of = {row["source"]: row["meter"] for row in rows["sources"] if row["source"] and row["meter"]}
    context = replace(context, factors=factors, meter_of=meter_of)
    _note_consolidation(context, entries, findings)
    registers.note_registers(rows, context, findings)
    book = profile.rulebook if profile else DEFAULT_RULEBOOK
    rulebook = load_rulebook(book) if book in rulebook_ids() else None
    quantities = read_quantities(rows["quantities"], context.years, rulebook, findings)
    raw = files.raw.pop("activities", None)
    activities = no_activities() if raw is None else read_activities(raw, context, findings)
    if profile is None or findings.faults:
        return None
    return Park(
        root=files.root,
        profile=profile,
        quantities=quantities,
        activities=activities,
        enterprises=registers.enterprises(rows["enterprises"]),
        sources=registers.sources(rows["sources"]),
        exclusions=registers.exclusions(rows["exclusions"]),
        buildings=registers.buildings(rows["buildings"]),
        discharges=registers.discharges(rows["discharges"]),
        instruments=instruments(rows["instruments"]),
        measures=registers.measures(rows["measures"]),
        meters=registers.meters(rows["meters"], profile.timezone),
        readings=tuple(_readings(files.base)),
        energy_system=files.energy_system,
        profiles=tuple(_files_in(files.base / "profiles", (".csv", ".csv.gz", ".parquet"))),
        evidence_files=frozenset(_evidence(files.base / "evidence")),
        factors=factors,
        factor_origins={row["id"]: row.origin for row in rows["factors"]},
    )


def _context(profile: Profile | None, entries: Entries | None, raw: Mapping[str, RawTable]) -> registers.Context:
    year = stated_year(entries) if entries is not None else None
    register = raw.get("enterprises")
    known = frozenset(register.texts("enterprise")) - {""} if register is not None else frozenset()
    return registers.Context(
        years=tuple(range(year - 3, year + 1)) if year is not None else (),
        timezone=profile.timezone if profile is not None else "UTC",
        fuel_set=cast(Literal["A", "B"], _one_of(("A", "B"), entries, "fuel_set")),
        enterprises=known or None,
        region=entries.texts.get("region", "") if entries is not None else "",
        consolidation=_one_of(CONSOLIDATIONS, entries, "consolidation"),
    )


def _one_of(known: tuple[str, ...], entries: Entries | None, key: str) -> str:
    """A key's value where it is one of the known ones, else the first of them."""
    text = entries.texts.get(key, "") if entries is not None else ""
    return text if text in known else known[0]


def _note_consolidation(context: registers.Context, entries: Entries | None, findings: Findings) -> None:
    """Consolidating by control or share needs the register of enterprises that states it."""
    if entries is not None and context.consolidation in registers.CONSOLIDATED_BY and context.enterprises is None:
        row, value = entries.row("consolidation"), context.consolidation
        findings.add(entries.file, row, "consolidation", "consolidation_without_enterprises", value=value)


def _files_in(directory: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    if directory.is_dir():
        yield from sorted(
            file for file in directory.iterdir() if file.is_file() and file.name.lower().endswith(endings)
        )


def _evidence(directory: Path) -> Iterator[str]:
    if directory.is_dir():
        for file in directory.iterdir():
            if file.is_file():
                yield from (file.name, file.stem)
