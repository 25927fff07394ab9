"""The manifest of a version: what it is, the hash of every file, and the hash of the manifest before it: a chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, get_args

from lingtan.carbon.versions.records import VersionKind, canonical_json

MANIFEST_FORMAT = "lingtan-inventory-version-1"


@dataclass(frozen=True, slots=True)
class FileHash:
    """A file of a version: its size in bytes and its SHA-256 (hex).

    ``content_sha256`` is that of the text inside a compressed file, which no compressor changes; else empty.
    """

    name: str
    size: int
    sha256: str
    content_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version says of itself.

    ``of`` is the number of the version a restated one corrects or a verified one verifies, 0 for a first closing.
    ``total_tco2e`` and the like are exact texts. ``closed_on`` and ``by`` are the caller's: no clock is read here.
    ``previous_sha256`` is the hash of the previous version's manifest, empty for version 1.
    """

    park: str
    year: int
    number: int
    kind: VersionKind
    method: str
    gwp: str
    closed_on: date
    by: str
    reason: str
    program: str
    content_hash: str
    of: int
    total_tco2e: str
    location_based_tco2e: str
    other_indirect_tco2e: str
    removals_tco2e: str
    biogenic_tco2: str
    files: tuple[FileHash, ...] = ()
    previous_sha256: str = ""


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as its file: canonical, and with a hash of its own, so that any changed byte of it shows."""
    entries = manifest_json(manifest)
    return canonical_json({**entries, "manifest_sha256": _digest(canonical_json(entries))})


def manifest_json(manifest: Manifest) -> dict[str, Any]:
    """The manifest as a JSON object."""
    entries = asdict(manifest)
    entries["closed_on"] = manifest.closed_on.isoformat()
    entries["files"] = list(entries["files"])
    entries["format"] = MANIFEST_FORMAT
    return entries


def read_manifest(content: bytes) -> Manifest:
    """A manifest from its file; raises ``ValueError`` where a byte is not as it was written."""
    try:
        entries: dict[str, Any] = json.loads(content)
        entries.pop("manifest_sha256")
        entries.pop("format")
        files = tuple(FileHash(**entry) for entry in entries.pop("files"))
        closed_on = date.fromisoformat(entries.pop("closed_on"))
        manifest = Manifest(closed_on=closed_on, files=files, **entries)
        unchanged = manifest_bytes(manifest) == content
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("no manifest") from error
    if not unchanged or manifest.kind not in get_args(VersionKind):
        raise ValueError("the manifest is not as it was written")
    return manifest


def sha256_of(content: bytes) -> str:
    """SHA-256 (hex) of bytes, as ``sha256sum`` prints it."""
    return _digest(content)


def chained(draft: Manifest, files: Sequence[FileHash], earlier: Sequence[bytes]) -> Manifest:
    """A draft as the next version after ``earlier`` (the manifests' files, oldest first), its files named."""
    previous = sha256_of(earlier[-1]) if earlier else ""
    in_order = tuple(sorted(files, key=lambda file: file.name))
    return replace(draft, number=len(earlier) + 1, files=in_order, previous_sha256=previous)


def broken_links(manifests: Sequence[Manifest], contents: Sequence[bytes]) -> tuple[int, ...]:
    """The versions, by place from 1, whose number, year, park or previous hash does not follow from the one before."""
    broken = []
    for place, manifest in enumerate(manifests, start=1):
        previous = sha256_of(contents[place - 2]) if place > 1 else ""
        first = manifests[0]
        follows = (manifest.number, manifest.previous_sha256) == (place, previous)
        if not follows or (manifest.year, manifest.park) != (first.year, first.park) or not 0 <= manifest.of < place:
            broken.append(place)
    return tuple(broken)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
