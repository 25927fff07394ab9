"""``quantities.csv``: stated quantities, checked against the rulebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from lingtan.base import convert
from lingtan.knowledge import Quantity, Rulebook, load_rulebook, rulebook_ids
from lingtan.park.files import cells
from lingtan.park.files.findings import Findings, nearest_id
from lingtan.park.files.rows import Row
from lingtan.park.files.units import comparable, same_unit
from lingtan.park.records import StatedQuantity

_OFFSET_INDICATORS = (23, 24)
"""Offsets of a year may exceed its emissions, so these two shares may be above 1."""
_NOT_APPLICABLE = "na"


@dataclass(frozen=True, slots=True)
class _Given:
    """A row with its quantity known and its value read; ``value`` None is ``na`` or refused."""

    row: Row
    quantity: Quantity
    unit: str
    value: Fraction | None


@cache
def all_quantities() -> Mapping[str, Quantity]:
    """The quantities of all rulebooks by id."""
    books = [load_rulebook(name) for name in rulebook_ids()]
    return {entry.id: entry for book in reversed(books) for entry in book.quantities.values()}


def read_quantities(
    rows: Sequence[Row], years: Sequence[int], rulebook: Rulebook | None, findings: Findings
) -> tuple[StatedQuantity, ...]:
    """The stated quantities; rows without value, source, evidence and note are not given."""
    given = [found for row in rows if not _is_blank(row) if (found := _given(row, years, findings)) is not None]
    _note_repeated(given, findings)
    _note_shares(given, rulebook, findings)
    return tuple(
        StatedQuantity(
            quantity=entry.quantity.id,
            year=entry.row["year"] or 0,
            value=entry.value,
            unit=entry.unit,
            source=entry.row["source"],
            evidence=entry.row["evidence"],
            note=entry.row["note"],
            origin=entry.row.origin,
        )
        for entry in given
    )


def _is_blank(row: Row) -> bool:
    return not any(row[column] for column in ("value", "source", "evidence", "note"))


def _given(row: Row, years: Sequence[int], findings: Findings) -> _Given | None:
    note_year(row, years, findings)
    name = row["quantity"]
    quantity = all_quantities().get(name) if name else None
    if quantity is None:
        if name:
            full = findings.is_full(row.file, "quantity", "unknown_quantity")
            near = "" if full else nearest_id(name, _names())
            findings.add(
                row.file, row.number, "quantity", "unknown_quantity", value=cells.shortened(name), nearest=near
            )
        return None
    unit = _unit(row, quantity, findings)
    try:
        value = _value(row, quantity, unit)
    except cells.Refused as refused:
        findings.add(row.file, row.number, "value", refused.code, **refused.details)
        return _Given(row, quantity, unit, None)
    _note_reason(row, quantity, value, findings)
    return _Given(row, quantity, unit, value)


def note_year(row: Row, years: Sequence[int], findings: Findings) -> None:
    """Note a year outside the four years of the data."""
    year = row["year"]
    if year is not None and years and year not in years:
        findings.add(row.file, row.number, "year", "year_outside", value=year, first=years[0], last=years[-1])


@cache
def _names() -> dict[str, str]:
    return {
        name: entry.id
        for entry in reversed(tuple(all_quantities().values()))
        for name in (entry.name.en, entry.name.zh, entry.id)
    }


def _unit(row: Row, quantity: Quantity, findings: Findings) -> str:
    unit, allowed = row["unit"], (quantity.unit, *quantity.also_units)
    if not unit and (quantity.unit == "1" or row["value"].casefold() == _NOT_APPLICABLE):
        return quantity.unit
    if not unit:
        findings.add(row.file, row.number, "unit", "unit_missing", allowed=", ".join(allowed))
    elif same_unit(unit, allowed) is None:
        shown = cells.shortened(unit)
        findings.add(row.file, row.number, "unit", "unit_wrong", value=shown, allowed=", ".join(allowed))
    return same_unit(unit, allowed) or quantity.unit


def _value(row: Row, quantity: Quantity, unit: str) -> Fraction | None:
    text = row["value"]
    if not text:
        raise cells.Refused("value_missing")
    if text.casefold() == _NOT_APPLICABLE:
        if quantity.kind == "gate":
            raise cells.Refused("na_for_gate")
        return None
    value = cells.number(text)
    if quantity.kind == "gate" and value not in (0, 1):
        raise cells.Refused("gate_value", value=text)
    if quantity.kind == "status" and not 0 <= value <= 1:
        raise cells.Refused("status_value", value=text)
    if value < 0:
        raise cells.Refused("negative", value=text)
    if quantity.kind == "count" and unit == quantity.unit and value.denominator != 1:
        raise cells.Refused("count_not_whole", value=text)
    return value


def _note_reason(row: Row, quantity: Quantity, value: Fraction | None, findings: Findings) -> None:
    if row["note"]:
        return
    if value is None:
        findings.add(row.file, row.number, "note", "na_without_reason")
    elif quantity.kind == "status" and 0 < value < 1:
        findings.add(row.file, row.number, "note", "status_without_reason", value=row["value"])


def _note_repeated(given: Iterable[_Given], findings: Findings) -> None:
    first: dict[tuple[str, int], int] = {}
    for entry in given:
        year = entry.row["year"]
        if year is None:
            continue
        key = (entry.quantity.id, year)
        if key in first:
            findings.add(
                entry.row.file,
                entry.row.number,
                "quantity",
                "quantity_twice",
                value=entry.quantity.id,
                year=year,
                first=first[key],
            )
        first.setdefault(key, entry.row.number)


def _note_shares(given: Iterable[_Given], rulebook: Rulebook | None, findings: Findings) -> None:
    by_key = {(entry.quantity.id, entry.row["year"]): entry for entry in given if entry.value is not None}
    for part_id, whole_id in dict.fromkeys(_shares(rulebook)):
        for (quantity, year), part in by_key.items():
            whole = by_key.get((whole_id, year))
            if quantity == part_id and whole is not None:
                _note_share(part, whole, findings)


def _shares(rulebook: Rulebook | None) -> Iterator[tuple[str, str]]:
    if rulebook is None:
        return
    for indicator in rulebook.indicators:
        if indicator.no not in _OFFSET_INDICATORS:
            yield from (
                _roles(alternative.inputs) for alternative in indicator.alternatives if _is_share(alternative.inputs)
            )
    for target in rulebook.target_indicators:
        yield from target.pairs
        if _is_share(target.inputs):
            yield _roles(target.inputs)
    for requirement in rulebook.requirements:
        if requirement.share is not None:
            yield requirement.share


def _is_share(inputs: Mapping[str, str]) -> bool:
    return "part" in inputs and "whole" in inputs


def _roles(inputs: Mapping[str, str]) -> tuple[str, str]:
    return inputs["part"], inputs["whole"]


def _note_share(part: _Given, whole: _Given, findings: Findings) -> None:
    assert part.value is not None and whole.value is not None  # noqa: S101, PT018 kept out by the caller
    row = part.row
    if not comparable(part.unit, (whole.unit,)):
        findings.add(
            row.file, row.number, "unit", "share_units", value=part.unit, whole=whole.quantity.id, other=whole.unit
        )
    elif part.value > convert(whole.value, whole.unit, part.unit):
        findings.add(
            row.file,
            row.number,
            "value",
            "share_above_one",
            value=row["value"],
            whole=whole.quantity.id,
            whole_value=whole.row["value"],
            whole_unit=whole.unit,
            whole_row=whole.row.number,
        )
