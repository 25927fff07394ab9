"""Faults found while reading: collected over all files, many of one kind counted instead of listed."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lingtan.base import Fault, raise_faults

MOST_OF_A_KIND = 1000
"""Faults of one file, column and code that are listed; the number of those beyond it is one more fault."""


@dataclass(slots=True)
class Findings:
    """The faults of a park's files."""

    faults: list[Fault] = field(default_factory=list)
    _count: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _last: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def add(self, file: str, row: int, column: str, code: str, **details: object) -> None:
        """Note one fault."""
        kind = (file, column, code)
        self._count[kind] += 1
        if self._count[kind] <= MOST_OF_A_KIND:
            self.faults.append(Fault.at(file, row, column, code, **details))
        self._last.setdefault(kind, row)
        self._last[kind] = max(self._last[kind], row)

    def is_full(self, file: str, column: str, code: str) -> bool:
        """Whether further faults of this kind are only counted, so that their details need no working out."""
        return self._count[(file, column, code)] >= MOST_OF_A_KIND

    def add_rows(self, file: str, rows: Sequence[int], column: str, code: str, **details: object) -> None:
        """Note the same fault at several rows."""
        kind = (file, column, code)
        room = max(0, MOST_OF_A_KIND - self._count[kind])
        for row in rows[:room]:
            self.add(file, row, column, code, **details)
        if len(rows) > room:
            self._count[kind] += len(rows) - room
            self._last[kind] = max(self._last.get(kind, 0), *rows[room:][-1:])

    def raise_all(self) -> None:
        """Raise ``InputFaults`` with everything found; else return."""
        beyond = (
            Fault.at(file, self._last[kind], column, "more_of_a_kind", count=count, listed=MOST_OF_A_KIND)
            for kind, count in self._count.items()
            for file, column, _ in (kind,)
            if count > MOST_OF_A_KIND
        )
        raise_faults((*self.faults, *beyond))


def nearest(value: str, known: Iterable[str]) -> str:
    """The known name that looks most like the value; empty where nothing is known."""
    names = list(dict.fromkeys(known))
    if not names:
        return ""
    folded = {name.casefold(): name for name in reversed(names)}
    close = difflib.get_close_matches(value.casefold(), folded, n=1, cutoff=0.0)
    return folded[close[0]] if close else names[0]


def nearest_id(value: str, names: dict[str, str]) -> str:
    """The id whose name (id or other names, ``names`` maps name -> id) looks most like the value."""
    found = nearest(value, names)
    return names.get(found, "")
