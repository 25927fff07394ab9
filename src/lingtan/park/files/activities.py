"""``activities.csv``: checked as vectors, since it may have millions of rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.knowledge import check_activity
from lingtan.park.files.cells import shortened
from lingtan.park.files.findings import Findings, nearest
from lingtan.park.files.parameters import MENTIONED, STATES, STEAM, mentions, merged
from lingtan.park.files.raw import Mask, RawTable, filled
from lingtan.park.files.registers import Context
from lingtan.park.files.tables import tables
from lingtan.park.files.vectors import (
    Coded,
    alike,
    amount_codes,
    coded,
    combined,
    days,
    decimals,
    note_texts,
    note_where,
    numbered,
)
from lingtan.park.records import ACTIVITY_SCHEMA

_TEXTS = tuple(field.name for field in ACTIVITY_SCHEMA if pa.types.is_string(field.type) and field.name != "file")
_MOST_COMBINATIONS = 1000
"""Wrong combinations of method, item, unit, factor ... that are told before the rest is left for the next reading."""
_REQUIRED = ("enterprise", "method", "unit")


@dataclass(frozen=True, slots=True)
class _Read:
    """The columns of the activities as read; texts as codes, dates as days, numbers as decimals."""

    raw: RawTable
    texts: Mapping[str, Coded]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    dated: Mask
    quantity: pa.Array
    factor: pa.Array
    uncertainty_pct: pa.Array


def no_activities() -> pa.Table:
    """A table of activities without rows."""
    return pa.table({field.name: _typed(pa.array([], field.type)) for field in ACTIVITY_SCHEMA})


def read_activities(raw: RawTable, context: Context, findings: Findings) -> pa.Table:
    """The checked activities as a table of ``ACTIVITY_SCHEMA`` (texts dictionary-encoded)."""
    read = _columns(raw, findings)
    _note_periods(read, context.years, findings)
    _note_combinations(read, context, findings)
    _note_numbers(read, findings)
    _note_parties(read, context.enterprises, findings)
    _note_repeated(read, context.meter_of, findings)
    return _table(read)


def _columns(raw: RawTable, findings: Findings) -> _Read:
    texts = {name: coded(raw, name) for name in _TEXTS}
    texts["parameters"] = _parameters(raw, texts, findings)
    texts["gas"] = _gases(raw, texts["gas"], findings)
    for name in _REQUIRED:
        if name in raw.columns:
            note_where(raw, texts[name].empty, name, "cell_missing", findings)
    for name in ("start", "end", "quantity"):
        if name in raw.columns:
            note_where(raw, ~filled(raw.columns[name]), name, "cell_missing", findings)
    start, start_known = days(raw, "start", findings)
    end, end_known = days(raw, "end", findings)
    return _Read(
        raw=raw,
        texts=texts,
        start=start,
        end=end,
        dated=start_known & end_known,
        quantity=decimals(raw, "quantity", ACTIVITY_SCHEMA.field("quantity").type.scale, findings),
        factor=decimals(raw, "factor", ACTIVITY_SCHEMA.field("factor").type.scale, findings),
        uncertainty_pct=decimals(raw, "uncertainty_pct", ACTIVITY_SCHEMA.field("uncertainty_pct").type.scale, findings),
    )


def _note_periods(read: _Read, years: Sequence[int], findings: Findings) -> None:
    raw, start, end = read.raw, read.start, read.end
    backwards = read.dated & (start >= end)
    note_where(raw, backwards, "end", "end_before_start", findings)
    in_order = read.dated & ~backwards
    last_day_year = (end - 1).astype("datetime64[D]").astype("datetime64[Y]")
    crossing = in_order & (start.astype("datetime64[D]").astype("datetime64[Y]") != last_day_year)
    note_where(raw, crossing, "end", "crosses_year_end", findings)
    if not years:
        return
    first, after = (_day_number(date(year, 1, 1)) for year in (years[0], years[-1] + 1))
    span = {"first": date(years[0], 1, 1), "last": date(years[-1] + 1, 1, 1)}
    for column, outside in (
        ("start", in_order & ((start < first) | (start >= after))),
        ("end", in_order & ((end <= first) | (end > after))),
    ):
        note_where(raw, outside, column, "date_outside", findings, **span)


def _day_number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _parameters(raw: RawTable, texts: Mapping[str, Coded], findings: Findings) -> Coded:
    """The parameters of every row in one spelling, those of steam gathered from its columns and notes."""
    states = [coded(raw, name) for name in STATES]
    cells = [texts["method"], texts["parameters"], *states]
    steam = texts["method"].where(lambda method: method == STEAM)
    notes, said = _said_of_steam(texts["note"], steam)
    if len(said) == 1 and all(cell.empty.all() for cell in cells[1:]):
        return texts["parameters"]
    inverse, firsts = numbered(combined([*(cell.codes for cell in cells), notes]))
    spelled: dict[str, int] = {}
    codes = np.zeros(len(firsts), dtype=np.int32)
    wrong = 0
    for number, place in enumerate(firsts.tolist()):
        method, parameters, pressure, temperature = (_text_at(cell, place) for cell in cells)
        found = merged(method, parameters, pressure, temperature, said[int(notes[place])])
        codes[number] = spelled.setdefault(found.text, len(spelled))
        wrong += bool(found.problems)
        if wrong > _MOST_COMBINATIONS:
            findings.add(raw.file, int(raw.rows[place]), "-", "too_many_combinations", most=_MOST_COMBINATIONS)
            break
        for problem in found.problems:
            note_where(raw, inverse == number, problem.column, problem.code, findings, **problem.details)
    return Coded(codes[inverse], pa.array(list(spelled), pa.string()))


def _said_of_steam(note: Coded, steam: Mask) -> tuple[npt.NDArray[np.int32], list[str]]:
    """What the notes of steam say of its state, as codes into distinct texts; the first is that nothing is said.

    The rest of a note is often its row's own, so it must not make the row's parameters a combination of their own.
    """
    said = {"": 0}
    numbers = np.zeros(len(note.texts), dtype=np.int32)
    if steam.any():
        for place in pc.indices_nonzero(pc.match_substring_regex(note.texts, MENTIONED)).to_pylist():
            numbers[place] = said.setdefault(mentions(note.texts[place].as_py()), len(said))
    return np.where(steam, numbers[note.codes], 0).astype(np.int32), list(said)


def _gases(raw: RawTable, source: Coded, findings: Findings) -> Coded:
    """The gases by their ids, whatever case they are written in."""
    ids = {gas.casefold(): gas for gas in tables().gases} | {"": ""}
    names = source.texts.to_pylist()
    wrong = [number for number, name in enumerate(names) if name.casefold() not in ids]

    def details(number: int) -> dict[str, str]:
        known = tables().gases
        return {
            "value": shortened(names[number]),
            "allowed": ", ".join(known),
            "nearest": nearest(names[number], known),
        }

    note_texts(raw, "gas", source, wrong, "unknown_gas", findings, details)
    spelled = pa.array([ids.get(name.casefold(), name) for name in names], pa.string()).dictionary_encode()
    return Coded(spelled.indices.to_numpy(zero_copy_only=False)[source.codes], spelled.dictionary)


def _note_combinations(read: _Read, context: Context, findings: Findings) -> None:
    """Check each distinct (method, item, unit, factor, parameters, gas) once and note its problems at its rows."""
    names = ("method", "item", "unit", "factor_unit", "parameters", "gas")
    given = ~_is_empty(read.raw, "factor")
    key = combined([*(read.texts[name].codes for name in names), given.astype(np.int8)])
    inverse, firsts = numbered(key)
    wrong = 0
    for number, place in enumerate(firsts.tolist()):
        method, item, unit, factor_unit, parameters, gas = (_text_at(read.texts[name], place) for name in names)
        if not method or not unit:
            continue
        problems = check_activity(
            method,
            item,
            unit,
            bool(given[place]),
            factor_unit,
            context.fuel_set,
            parameters=parameters,
            gas=gas,
            region=context.region,
            own=context.factors,
        )
        wrong += bool(problems)
        if wrong > _MOST_COMBINATIONS:
            row = int(read.raw.rows[place])
            findings.add(read.raw.file, row, "-", "too_many_combinations", most=_MOST_COMBINATIONS)
            return
        for problem in problems:
            details = {name: shortened(part) if name == "value" else part for name, part in problem.details.items()}
            note_where(read.raw, inverse == number, problem.column, problem.code, findings, **details)


def _text_at(source: Coded, place: int) -> str:
    text: str = source.texts[int(source.codes[place])].as_py()
    return text


def _is_empty(raw: RawTable, column: str) -> Mask:
    return coded(raw, column).empty


def _note_numbers(read: _Read, findings: Findings) -> None:
    raw = read.raw
    may_be_negative = read.texts["method"].where(lambda method: method in tables().negative_methods)
    allowed = ", ".join(sorted(tables().negative_methods))
    note_where(
        raw, _below_zero(read.quantity) & ~may_be_negative, "quantity", "negative_quantity", findings, allowed=allowed
    )
    note_where(raw, _below_zero(read.factor), "factor", "factor_negative", findings)
    note_where(raw, _below_zero(read.uncertainty_pct), "uncertainty_pct", "negative_here", findings)
    given = ~_is_empty(raw, "factor")
    note_where(raw, given & read.texts["factor_source"].empty, "factor_source", "factor_source_missing", findings)
    stray = ~given & ~read.texts["factor_unit"].empty
    note_where(raw, stray, "factor", "factor_without_value", findings)


def _below_zero(numbers: pa.Array) -> Mask:
    below: Mask = pc.fill_null(pc.less(numbers, pa.scalar(0, numbers.type)), False).to_numpy(zero_copy_only=False)
    return below


def _note_parties(read: _Read, enterprises: Collection[str] | None, findings: Findings) -> None:
    raw = read.raw
    own = read.texts["enterprise"]
    other = read.texts["counterparty"]
    if enterprises is not None:
        _note_unknown(raw, "enterprise", own, enterprises, findings)
    # A transfer inside the park counts nothing, so a supplier outside must not pass for one.
    inside = enterprises if enterprises is not None else frozenset(own.texts.to_pylist())
    _note_unknown(raw, "counterparty", other, inside, findings)
    with_itself = ~other.empty & _same_text(own, other)
    note_where(raw, with_itself, "counterparty", "counterparty_is_itself", findings)


def _note_unknown(raw: RawTable, column: str, source: Coded, known: Collection[str], findings: Findings) -> None:
    names = source.texts.to_pylist()
    unknown = [number for number, name in enumerate(names) if name and name not in known]

    def details(number: int) -> dict[str, str]:
        return {"value": shortened(names[number]), "nearest": nearest(names[number], sorted(known))}

    note_texts(raw, column, source, unknown, "unknown_enterprise", findings, details)


def _same_text(one: Coded, other: Coded) -> Mask:
    same: Mask = pc.equal(one.array().cast(pa.string()), other.array().cast(pa.string())).to_numpy(zero_copy_only=False)
    return same


def _note_repeated(read: _Read, meter_of: Mapping[str, str], findings: Findings) -> None:
    """Note rows that repeat an earlier one: in every column, or in all but the quantity where that can't be.

    A meter has one reading for a period, and so has a bill (``evidence``): two quantities in one direction can't both
    hold, unless their notes tell two parts of it apart. Sources with one meter (``meter_of``) count as one here.
    """
    texts = read.texts
    told = (column.codes for name, column in texts.items() if name not in ("source", "unit", "data_quality"))
    counted = _counted_at(texts["source"], meter_of)
    out = _below_zero(read.quantity).astype(np.int8)
    same: list[npt.NDArray[np.integer]] = [*told, counted, read.start, read.end, out, *amount_codes(read.factor)]
    places = alike(same)
    places = places[read.dated[places]]
    if not len(places):
        return
    whole = [*same, *(texts[name].codes for name in ("source", "unit", "data_quality")), *amount_codes(read.quantity)]
    repeated = _note_again(read, whole, places, "-", "row_twice", findings)
    one_bill = ~texts["evidence"].empty | texts["source"].where(lambda source: source in meter_of)
    rest = places[one_bill[places] & ~np.isin(places, repeated)]
    _note_again(read, same, rest, "quantity", "period_twice", findings)


def _counted_at(source: Coded, meter_of: Mapping[str, str]) -> npt.NDArray[np.int32]:
    """The sources as codes, those with one meter alike."""
    if not meter_of:
        return source.codes
    names = [meter_of.get(name, f" {name}") for name in source.texts.to_pylist()]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names], dtype=np.int32)[source.codes]


def _note_again(
    read: _Read,
    columns: Sequence[npt.NDArray[np.integer]],
    places: npt.NDArray[np.int64],
    column: str,
    code: str,
    findings: Findings,
) -> npt.NDArray[np.int64]:
    """Note which of some rows equal an earlier one of them in all columns, and return their places."""
    if not len(places):
        return places
    numbers, firsts = numbered(combined([values[places] for values in columns]))
    first_places = places[firsts[numbers]]
    again: npt.NDArray[np.int64] = places[first_places != places]
    for place, first in zip(again.tolist(), first_places[first_places != places].tolist(), strict=True):
        findings.add(read.raw.file, int(read.raw.rows[place]), column, code, first=int(read.raw.rows[first]))
    return again


def _table(read: _Read) -> pa.Table:
    size = len(read.raw.rows)
    file = pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, dtype=np.int32)), pa.array([read.raw.file]))
    own: Mapping[str, Callable[[], pa.Array]] = {
        "file": lambda: file,
        "row": lambda: pa.array(read.raw.rows),
        "quantity": lambda: read.quantity,
        "start": lambda: pa.array(read.start).cast(pa.date32()),
        "end": lambda: pa.array(read.end).cast(pa.date32()),
        "factor": lambda: read.factor,
        "uncertainty_pct": lambda: read.uncertainty_pct,
    }
    return pa.table({name: own[name]() if name in own else read.texts[name].array() for name in ACTIVITY_SCHEMA.names})


def _typed(array: pa.Array) -> pa.Array:
    return array.dictionary_encode() if pa.types.is_string(array.type) else array
