"""How names are compared, and which known ones are nearest to one that was not found."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from lingtan.knowledge.standard.models import Text


class Named(Protocol):
    """Anything with an id and a name."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> Text: ...


@lru_cache(maxsize=65536)
def spelled(name: str) -> str:
    """A name as it is compared: one width, lower case, words joined by underscores."""
    return "_".join(unicodedata.normalize("NFKC", name).casefold().replace("-", "_").split())


def nearest(name: str, entries: Iterable[Named], count: int = 3) -> str:
    """The entries whose names are nearest to one that was not found, as ``中文 (id)``, the nearest first."""
    wanted = spelled(name)
    ranked: list[tuple[float, str]] = []
    for entry in entries:
        names = (entry.id, entry.name.zh, *getattr(entry, "aliases", ()))
        likeness = max(difflib.SequenceMatcher(None, wanted, spelled(known)).ratio() for known in names)
        ranked.append((-likeness, f"{entry.name.zh} ({entry.id})"))
    return ", ".join(shown for _, shown in sorted(ranked)[:count])


def nearest_words(word: str, known: Iterable[str], count: int = 3) -> str:
    """The words nearest to one that was not found, the nearest first."""
    ranked = sorted((-difflib.SequenceMatcher(None, spelled(word), spelled(one)).ratio(), one) for one in known)
    return ", ".join(one for _, one in ranked[:count])
