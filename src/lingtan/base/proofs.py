"""Content hashes: what a result was computed from, in one line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def content_hash(parts: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over named parts, in the order of their names; each name and length is part of the hash."""
    digest = hashlib.sha256()
    for name in sorted(parts):
        digest.update(f"{name}\n{len(parts[name])}\n".encode())
        digest.update(parts[name])
    return digest.hexdigest()
