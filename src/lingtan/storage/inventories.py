"""The shelf of closed inventories: ``inventories/<year>/v<N>/`` beside a park's files, each version written once.

A version is the directory with its ``manifest.json``; beside it stands its seal ``v<N>.sha256``, one line in the form
``sha256sum -c`` reads, so that a version that is gone is missed. The rename of the whole directory is the one moment at
which a version comes into being; a seal that a crash kept from being written is set by the next closing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lingtan.base import Fault, InputFaults, raise_faults
from lingtan.carbon import (
    FileHash,
    FrozenInventory,
    Manifest,
    broken_links,
    canonical_json,
    chained,
    manifest_bytes,
    read_manifest,
    sha256_of,
)
from lingtan.storage.durable import clear_leftovers, new_directory, place_file, write_file
from lingtan.storage.lines_csv import LinesWriter, read_lines

FOLDER = "inventories"
MANIFEST = "manifest.json"
STATEMENT = "statement.json"
FACTORS = "factors.json"
LINES = "lines.csv.gz"
_VERSION = re.compile(r"v([1-9][0-9]{0,5})")
_SEAL = re.compile(r"v([1-9][0-9]{0,5})\.sha256")
_YEAR = re.compile(r"[12][0-9]{3}")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version on the shelf: its manifest, the SHA-256 of the manifest's file, and its directory."""

    manifest: Manifest
    sha256: str
    folder: Path


def inventories_folder(park: Path) -> Path:
    """Where a park keeps its closed inventories: in its folder, or beside its workbook."""
    return (park.parent if park.is_file() else park) / FOLDER


def stored_years(shelf: Path) -> tuple[int, ...]:
    """The years that have versions, oldest first."""
    if not shelf.is_dir():
        return ()
    return tuple(sorted(int(folder.name) for folder in shelf.iterdir() if _YEAR.fullmatch(folder.name)))


def stored_versions(shelf: Path, year: int) -> tuple[StoredVersion, ...]:
    """The versions of a year, oldest first, their chain checked; raises ``InputFaults`` where it is broken."""
    found, faults = _chain(shelf / str(year))
    raise_faults(faults)
    return found


def shelf_faults(shelf: Path, year: int) -> tuple[Fault, ...]:
    """Every byte of a year looked at: what is changed, missing or too much, named by its file."""
    found, faults = _chain(shelf / str(year))
    return (*faults, *(fault for version in found for fault in _file_faults(version)))


def store_version(
    shelf: Path, draft: Manifest, files: Mapping[str, bytes], frozen: FrozenInventory | None = None
) -> StoredVersion:
    """Write the next version of the draft's year; its number, file hashes and previous hash are set here.

    ``frozen`` adds the statement, the factors and the lines. Nothing is there before all is; raises ``InputFaults``
    where the shelf is broken, belongs to another park, or another process closed at the same time.
    """
    folder = shelf / str(draft.year)
    earlier = stored_versions(shelf, draft.year)
    if earlier and earlier[0].manifest.park != draft.park:
        raise InputFaults([_fault(folder, "version_of_other_park", park=earlier[0].manifest.park, value=draft.park)])
    for version in earlier:
        _seal(version)
    target = folder / f"v{len(earlier) + 1}"
    try:
        with new_directory(target) as part:
            hashes = [_written(part / name, (content,)) for name, content in files.items()]
            if frozen is not None:
                hashes.extend(_write_frozen(part, frozen))
            manifest = chained(draft, hashes, [(version.folder / MANIFEST).read_bytes() for version in earlier])
            content = manifest_bytes(manifest)
            write_file(part / MANIFEST, (content,))
    except FileExistsError:
        raise InputFaults([_fault(target, "version_exists")]) from None
    stored = StoredVersion(manifest, sha256_of(content), target)
    _seal(stored)
    clear_leftovers(folder, [target.name, *(version.folder.name for version in earlier)])
    return stored


def load_bytes(version: StoredVersion, name: str) -> bytes:
    """A file of a version; raises ``InputFaults`` where any file of the version is not as it was closed."""
    raise_faults(_file_faults(version))
    return (version.folder / name).read_bytes()


def load_entries(version: StoredVersion, name: str) -> Any:  # noqa: ANN401 a JSON file may hold anything
    """A JSON file of a version; raises ``InputFaults`` where any file of the version is not as it was closed."""
    return json.loads(load_bytes(version, name))


def load_frozen(version: StoredVersion) -> FrozenInventory:
    """The inventory of a closed or restated version; raises ``InputFaults`` where a byte of it has changed."""
    raise_faults(_file_faults(version))
    manifest = version.manifest
    return FrozenInventory(
        year=manifest.year,
        method=manifest.method,
        gwp=manifest.gwp,
        statement=json.loads((version.folder / STATEMENT).read_bytes()),
        lines=read_lines(version.folder / LINES),
        factors=tuple(json.loads((version.folder / FACTORS).read_bytes())),
    )


def _write_frozen(part: Path, frozen: FrozenInventory) -> Iterator[FileHash]:
    yield _written(part / STATEMENT, (canonical_json(frozen.statement),))
    yield _written(part / FACTORS, (canonical_json(sorted(frozen.factors, key=lambda factor: str(factor["id"]))),))
    lines = LinesWriter(frozen.lines)
    written = _written(part / LINES, lines)
    yield FileHash(written.name, written.size, written.sha256, lines.content_sha256)


def _written(path: Path, chunks: Iterable[bytes]) -> FileHash:
    digest, size = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            yield chunk

    write_file(path, counted())
    return FileHash(path.name, size, digest.hexdigest())


def _seal(version: StoredVersion) -> None:
    seal = _seal_of(version.folder)
    if seal.exists():
        return
    try:
        place_file(seal, _seal_text(version.folder, version.sha256))
    except FileNotFoundError:  # the next closing was so fast that it has set this seal and cleared up
        if not seal.exists():
            raise


def _seal_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.sha256")


def _seal_text(folder: Path, sha256: str) -> bytes:
    return f"{sha256}  {folder.name}/{MANIFEST}\n".encode()


def _chain(folder: Path) -> tuple[tuple[StoredVersion, ...], list[Fault]]:
    """The versions that can be read, and what is wrong with manifests, seals and the chain."""
    numbers, sealed = _numbers(folder, _VERSION), _numbers(folder, _SEAL)
    last = max((0, *numbers, *sealed))
    faults = [_fault(folder / f"v{n}", "version_missing") for n in range(1, last + 1) if n not in numbers]
    found: list[StoredVersion] = []
    contents: list[bytes] = []
    for number in sorted(numbers):
        version = _read(folder / f"v{number}", faults)
        if version is None:
            continue
        found.append(version)
        contents.append((version.folder / MANIFEST).read_bytes())
        faults.extend(_seal_faults(version, needed=number < last))
    if not faults:
        broken = broken_links([version.manifest for version in found], contents)
        faults.extend(_fault(found[place - 1].folder / MANIFEST, "version_chain_broken") for place in broken)
        faults.extend(_misplaced(found))
    return tuple(found), faults


def _misplaced(found: Sequence[StoredVersion]) -> Iterator[Fault]:
    for version in found:
        if version.manifest.year != int(version.folder.parent.name):
            yield _fault(version.folder / MANIFEST, "version_of_other_year", year=version.manifest.year)


def _numbers(folder: Path, pattern: re.Pattern[str]) -> set[int]:
    if not folder.is_dir():
        return set()
    return {int(match[1]) for entry in folder.iterdir() if (match := pattern.fullmatch(entry.name))}


def _read(folder: Path, faults: list[Fault]) -> StoredVersion | None:
    file = folder / MANIFEST
    if not file.is_file():
        faults.append(_fault(file, "version_file_missing"))
        return None
    content = file.read_bytes()
    try:
        return StoredVersion(read_manifest(content), sha256_of(content), folder)
    except ValueError:
        faults.append(_fault(file, "version_file_changed"))
        return None


def _seal_faults(version: StoredVersion, *, needed: bool) -> Iterator[Fault]:
    seal = _seal_of(version.folder)
    if not seal.is_file():
        if needed:
            yield _fault(seal, "version_seal_missing")
    elif seal.read_bytes() != _seal_text(version.folder, version.sha256):
        yield _fault(seal, "version_seal_differs")


def _file_faults(version: StoredVersion) -> Iterator[Fault]:
    named = {file.name: file for file in version.manifest.files}
    there = {entry.name for entry in version.folder.iterdir()} - {MANIFEST}
    for name in sorted({*named, *there}):
        path = version.folder / name
        if name not in there:
            yield _fault(path, "version_file_missing")
        elif name not in named:
            yield _fault(path, "version_file_extra")
        elif not path.is_file() or _sha256_of_file(path) != named[name].sha256:
            yield _fault(path, "version_file_changed")


def _sha256_of_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _fault(path: Path, code: str, **details: object) -> Fault:
    """A fault at a file of the shelf, named from ``inventories`` on, with slashes on every system."""
    parts = path.parts
    place = len(parts) - 1 - parts[::-1].index(FOLDER) if FOLDER in parts else len(parts) - 1
    return Fault.at("/".join(parts[place:]), 1, "-", code, **details)
