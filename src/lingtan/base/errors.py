"""Faults of input: collected, then raised once, each naming file, row, column, value and what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with an input, placed; its wording is the text ``fault.<code>`` of the catalogue.

    ``row`` counts from 1 with the header as row 1; faults of a whole file stand at row 1 and column ``-``.
    ``details`` are the named parts of the wording (``value``, ``expected``, ``nearest`` ...).
    """

    file: str
    row: int
    column: str
    code: str
    details: tuple[tuple[str, str], ...] = ()

    @classmethod
    def at(cls, file: str, row: int, column: str, code: str, **details: object) -> Fault:
        """Make a fault, its details given by name."""
        return cls(file, row, column, code, tuple((name, str(value)) for name, value in details.items()))


class InputFaults(Exception):
    """An input can't be used: all of its faults, in the order of file, row and column."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(faults))
        super().__init__(f"{len(self.faults)} faults: {self.faults[:3]}")


def raise_faults(faults: Iterable[Fault]) -> None:
    """Raise ``InputFaults`` if there is any fault; else return."""
    collected = tuple(faults)
    if collected:
        raise InputFaults(collected)
