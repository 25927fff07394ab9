"""A factor from a row of a table, of the library or of a park's ``factors.csv``: every problem of the row at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeVar

from lingtan.base import known_unit
from lingtan.knowledge.factors.records import Factor, Problem, Provenance
from lingtan.knowledge.standard.models import Text

COLUMNS = (
    "id", "method", "item", "zh", "en", "aliases", "unit", "CO2", "CH4", "N2O", "other", "uncertainty_pct", "preferred",
    "valid_from", "valid_to", "source", "publisher", "year", "region", "review_by", "quality",
)  # fmt: skip
"""The columns of a table of factors; values are kg per unit, an empty region is the whole world."""

_GAS_COLUMNS = ("CO2", "CH4", "N2O", "CO2e")
_REQUIRED = ("id", "method", "item", "unit", "source")
_TOTAL_TOLERANCE = Fraction(1, 100)
Value = TypeVar("Value")
GwpTable = Mapping[str, tuple[Fraction, ...]]
"""Species to its global warming potentials, one of each set."""


def factor_from_row(row: Mapping[str, str], gwp: GwpTable) -> Factor | tuple[Problem, ...]:
    """The factor of a row with the columns ``COLUMNS`` (and ``CO2e``, ``evidence``), or all that is wrong with it.

    ``other``: further species as ``HFC-32=0.5;HFC-125=0.5``; ``uncertainty_pct``: ``5`` or ``CO2=5;CH4=100``. A CO2e
    beside a split by gas must equal it within 1 % by the potentials of one IPCC report; it is then left out. Without
    a split it is kept as species ``CO2e``.
    """
    cells = {name: (value or "").strip() for name, value in row.items()}
    problems = [Problem(name, "factor_cell_missing") for name in _REQUIRED if not cells.get(name)]
    read = _Reading(cells, problems)
    kg = read.kg_per_unit(gwp)
    unit = cells.get("unit", "")
    if unit and not known_unit(unit):
        problems.append(Problem("unit", "unit_unknown_activity", {"value": unit}))
    uncertainty = read.uncertainty(kg)
    valid_from, valid_to = read.day("valid_from"), read.day("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        problems.append(_wrong("valid_to", cells["valid_to"], f">= {valid_from}"))
    preferred = read.one_of("preferred", {"": False, "no": False, "0": False, "yes": True, "1": True})
    year = read.year()
    if cells.get("review_by"):
        read.day("review_by")
    if problems:
        return tuple(problems)
    return Factor(
        id=cells["id"],
        method=cells["method"],
        item=cells["item"],
        name=Text(zh=cells.get("zh") or cells["item"], en=cells.get("en") or cells["item"]),
        aliases=tuple(alias.strip() for alias in cells.get("aliases", "").split(";") if alias.strip()),
        unit=unit,
        kg_per_unit=_without_total(kg),
        uncertainty_pct=uncertainty,
        preferred=bool(preferred),
        valid_from=valid_from,
        valid_to=valid_to,
        provenance=_provenance(cells, year),
        evidence=cells.get("evidence", ""),
    )


class _Reading:
    """The cells of a row being read; every problem found joins the list."""

    def __init__(self, cells: Mapping[str, str], problems: list[Problem]) -> None:
        self._cells = cells
        self._problems = problems

    def kg_per_unit(self, gwp: GwpTable) -> dict[str, Fraction]:
        kg = {name: value for name in _GAS_COLUMNS if (value := self._number(name, self._cells.get(name, "")))}
        zero = any(self._cells.get(name, "") for name in _GAS_COLUMNS) and not kg
        for species, text in self._pairs("other"):
            if species not in gwp and species not in ("CO2e", "CO2_biogenic"):
                self._problems.append(_wrong("other", species, ", ".join(sorted(gwp))))
            value = self._number("other", text)
            if value is not None:
                kg[species] = value
        if zero:
            kg.setdefault("CO2", Fraction(0))
        if not kg:
            self._problems.append(Problem("CO2", "factor_no_value"))
        self._check_total(kg, gwp)
        return kg

    def uncertainty(self, kg: Mapping[str, Fraction]) -> dict[str, Fraction]:
        text = self._cells.get("uncertainty_pct", "")
        if text and "=" not in text:
            value = self._number("uncertainty_pct", text)
            return {} if value is None else dict.fromkeys(kg, value)
        found = {}
        for species, number in self._pairs("uncertainty_pct"):
            if species not in kg and not self._cells.get(species):
                self._problems.append(_wrong("uncertainty_pct", species, ", ".join(kg)))
            value = self._number("uncertainty_pct", number)
            if value is not None:
                found[species] = value
        return found

    def day(self, name: str) -> date | None:
        text = self._cells.get(name, "")
        return self._made(name, text, date.fromisoformat, "YYYY-MM-DD") if text else None

    def year(self) -> int:
        text = self._cells.get("year", "")
        found = self._made("year", text, int, "1990 .. 2100")
        if found is not None and not 1990 <= found <= 2100:
            self._problems.append(_wrong("year", text, "1990 .. 2100"))
        return found or 0

    def one_of(self, name: str, allowed: Mapping[str, bool]) -> bool | None:
        text = self._cells.get(name, "").lower()
        if text not in allowed:
            self._problems.append(_wrong(name, text, "yes, no"))
        return allowed.get(text)

    def _pairs(self, name: str) -> Iterator[tuple[str, str]]:
        for part in self._cells.get(name, "").replace("；", ";").split(";"):
            species, _, value = (side.strip() for side in part.partition("="))
            if species or value:
                yield species, value

    def _number(self, name: str, text: str) -> Fraction | None:
        if not text:
            return None
        found = self._made(name, text, _decimal, "0.123")
        if found is not None and found < 0:
            self._problems.append(_wrong(name, text, ">= 0"))
        return found

    def _made(self, name: str, text: str, make: Callable[[str], Value], expected: str) -> Value | None:
        try:
            return make(text)
        except (ValueError, ArithmeticError):
            self._problems.append(_wrong(name, text, expected))
            return None

    def _check_total(self, kg: Mapping[str, Fraction], gwp: GwpTable) -> None:
        stated = kg.get("CO2e")
        split = {name: value for name, value in kg.items() if name not in ("CO2e", "CO2_biogenic") and name in gwp}
        if stated is None or not split:
            return
        sums = [sum(amounts, Fraction(0)) for amounts in zip(*_by_set(split, gwp), strict=True)]
        if all(abs(total - stated) > _TOTAL_TOLERANCE * stated for total in sums):
            found = ", ".join(f"{float(total):.6g}" for total in sums)
            self._problems.append(
                Problem("CO2e", "factor_total_differs", {"value": self._cells.get("CO2e", ""), "found": found})
            )


def _by_set(split: Mapping[str, Fraction], gwp: GwpTable) -> list[list[Fraction]]:
    return [[kg * potential for potential in gwp[species]] for species, kg in split.items()]


def _without_total(kg: Mapping[str, Fraction]) -> dict[str, Fraction]:
    split = {name: value for name, value in kg.items() if name != "CO2e"}
    return split if any(name != "CO2_biogenic" for name in split) else dict(kg)


def _decimal(text: str) -> Fraction:
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not found.is_finite() or abs(found.adjusted()) > 30:
        raise ValueError(text)
    return Fraction(found)


def _wrong(column: str, value: str, expected: str) -> Problem:
    return Problem(column, "factor_cell_wrong", {"value": value, "expected": expected})


def _provenance(cells: Mapping[str, str], year: int) -> Provenance:
    return Provenance(
        source=cells["source"],
        publisher=cells.get("publisher", ""),
        year=year,
        region=cells.get("region", ""),
        review_by=cells.get("review_by", ""),
        quality=cells.get("quality", ""),
    )
