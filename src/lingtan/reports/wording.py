"""How a report writes: texts of one language, numbers with their decimals, units as people print them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lingtan.base import decimal_text
from lingtan.evaluation import Exact
from lingtan.knowledge import Language, Text, text
from lingtan.reports.document import Cell, CellStatus

_POINT_PLACES = 4
_STATUS_MARK: dict[str, tuple[str, CellStatus]] = {
    "met": ("✓", "met"),
    "done": ("✓", "met"),
    "counted": ("", ""),
    "not_met": ("×", "not_met"),
    "not_shown": ("○", "not_shown"),
    "not_reported": ("○", "not_shown"),
    "not_answered": ("○", "not_shown"),
    "stated": ("✓", "met"),
    "open": ("○", "not_shown"),
    "missing": ("×", "not_met"),
}
_UNIT_SIGNS = (("CO2e", "CO₂e"), ("CO2", "CO₂"), ("m2", "m²"), ("m3", "m³"), ("*", "·"))
_GAS_SIGNS = str.maketrans("23456", "₂₃₄₅₆")


@dataclass(frozen=True, slots=True)
class Words:
    """Texts (keys ``report.*``), numbers and units of one language."""

    language: Language

    def __call__(self, key: str, **parts: object) -> str:
        return text(f"report.{key}", self.language, **parts)

    def of(self, words: Text) -> str:
        """A text of a rulebook or of the factor library."""
        return words.of(self.language)

    def status(self, status: str) -> Cell:
        """A state with its sign and its word."""
        mark, colour = _STATUS_MARK.get(status, ("", ""))
        return Cell(f"{mark} {self(f'status.{status}')}".strip(), status=colour)

    def number(self, value: Fraction | None, places: int = 1) -> Cell:
        """A number with fixed decimals and thousands; None is shown as unknown, never as zero."""
        if value is None:
            return Cell(self("unknown"), status="not_shown")
        return Cell(thousands(decimal_text(value, places)), float(value))

    def percent(self, value: Fraction | None, places: int = 1) -> Cell:
        """A share as a percentage."""
        if value is None:
            return Cell(self("unknown"), status="not_shown")
        return Cell(f"{thousands(decimal_text(value * 100, places))} %", float(value))

    def exact_amount(self, value: Fraction | None) -> Cell:
        """A figure as it was taken: up to six decimals, no trailing zeros."""
        if value is None:
            return Cell(self("unknown"), status="not_shown")
        return Cell(plain(value), float(value))

    def points(self, value: Exact | None, places: int = _POINT_PLACES) -> Cell:
        """Points of a score, exact in the engine, rounded for the eye only."""
        if value is None:
            return Cell(self("none"), status="not_shown")
        return Cell(value.text(places), float(value))

    def unit(self, unit: str) -> str:
        """A unit as printed: ``tCO₂e``, ``m²``, ``万元``; nothing for plain numbers."""
        if unit == "1":
            return ""
        if "10^4 CNY" in unit or "10^8 CNY" in unit:
            unit = unit.replace("10^4 CNY", self("unit.10k_cny")).replace("10^8 CNY", self("unit.100m_cny"))
        unit = unit.replace("10^4", self("unit.10k"))
        for written, printed in _UNIT_SIGNS:
            unit = unit.replace(written, printed)
        return unit

    def gas(self, gas: str) -> str:
        """A gas as printed: ``CH₄``."""
        return gas.translate(_GAS_SIGNS)

    def list(self, items: list[str]) -> str:
        """Names one after another in the language's way."""
        return self("list_mark").join(items)


def thousands(number: str) -> str:
    """Thousands separated by commas: ``123,456.7``."""
    whole, point, rest = number.partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{rest}"


def plain(value: Fraction, places: int = 6) -> str:
    """Up to ``places`` decimals without trailing zeros, thousands separated."""
    shown = decimal_text(value, places)
    return thousands(shown.rstrip("0").rstrip(".") if "." in shown else shown)


def words_cell(content: str, status: CellStatus = "") -> Cell:
    """A cell of words."""
    return Cell(content, status=status)
