"""Columns of a large table as vectors: every distinct text is read once, faults are placed by masks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import partial
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.park.files import cells
from lingtan.park.files.findings import MOST_OF_A_KIND, Findings
from lingtan.park.files.raw import Mask, RawTable, codes, filled

Codes = npt.NDArray[np.int64]
_Value = TypeVar("_Value")
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_WIDEST = 1 << 62
_WIDEST_COLUMN = 1 << 31
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as codes into its distinct texts."""

    codes: npt.NDArray[np.int32]
    texts: pa.StringArray

    @property
    def empty(self) -> Mask:
        """The rows whose cell is empty."""
        return self.where(lambda text: not text)

    def where(self, holds: Callable[[str], bool]) -> Mask:
        """The rows whose text meets a condition."""
        chosen = np.array([holds(text) for text in self.texts.to_pylist()], dtype=np.bool_)
        rows: Mask = chosen[self.codes]
        return rows

    def array(self) -> pa.DictionaryArray:
        """The column as an Arrow array."""
        return pa.DictionaryArray.from_arrays(pa.array(self.codes), self.texts)


def coded(raw: RawTable, column: str) -> Coded:
    """A column of a table as codes; empty throughout where the file has no such column."""
    array = raw.columns.get(column)
    if array is None:
        return Coded(np.zeros(len(raw.rows), dtype=np.int32), pa.array([""], pa.string()))
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    return Coded(codes(array), array.dictionary)


def note_where(raw: RawTable, mask: Mask, column: str, code: str, findings: Findings, **details: object) -> None:
    """Note a fault at the rows of a mask."""
    if mask.any():
        findings.add_rows(raw.file, raw.rows[mask].tolist(), column, code, **details)


def note_texts(
    raw: RawTable,
    column: str,
    source: Coded,
    wrong: Sequence[int],
    code: str,
    findings: Findings,
    details: Callable[[int], Mapping[str, object]],
) -> None:
    """Note a fault at the rows of some of a column's texts; details are worked out for the listed rows only."""
    chosen = np.zeros(len(source.texts), dtype=np.bool_)
    chosen[list(wrong)] = True
    places = np.flatnonzero(chosen[source.codes])
    for place in places[:MOST_OF_A_KIND].tolist():
        findings.add(raw.file, int(raw.rows[place]), column, code, **details(int(source.codes[place])))
    findings.add_rows(raw.file, raw.rows[places[MOST_OF_A_KIND:]].tolist(), column, code)


def read_distinct(
    raw: RawTable, column: str, source: Coded, read: Callable[[str], _Value], findings: Findings
) -> list[_Value | None]:
    """Read every distinct filled text once; refused ones are noted at all their rows and answered with None."""
    values: list[_Value | None] = []
    refused: dict[str, dict[int, cells.Refused]] = {}
    for number, text in enumerate(source.texts.to_pylist()):
        value = None
        try:
            value = read(text) if text else None
        except cells.Refused as refusal:
            refused.setdefault(refusal.code, {})[number] = refusal
        values.append(value)
    for code, found in refused.items():
        note_texts(raw, column, source, tuple(found), code, findings, partial(_details, found))
    return values


def _details(refused: Mapping[int, cells.Refused], number: int) -> Mapping[str, object]:
    return refused[number].details


def days(raw: RawTable, column: str, findings: Findings) -> tuple[npt.NDArray[np.int32], Mask]:
    """A date column as days since 1970-01-01 with the mask of its readable rows."""
    source = coded(raw, column)
    values = read_distinct(raw, column, source, cells.day, findings)
    numbers = np.array([0 if value is None else value.toordinal() - _EPOCH for value in values], dtype=np.int32)
    known = np.array([value is not None for value in values], dtype=np.bool_)
    return numbers[source.codes], known[source.codes]


def decimals(raw: RawTable, column: str, places: int, findings: Findings) -> pa.Array:
    """A number column as decimals of ``places``, rounded half-even; null where empty or refused."""
    kind = pa.decimal128(38, places)
    array = raw.columns.get(column)
    if array is None:
        return pa.nulls(len(raw.rows), kind)
    if pa.types.is_dictionary(array.type):
        source = coded(raw, column)
        numbers = read_distinct(raw, column, source, lambda text: _rounded(text, places), findings)
        return pa.array(numbers, kind).take(pa.array(source.codes))
    plain = pc.match_substring_regex(array, rf"^[+-]?[0-9]{{1,26}}(\.[0-9]{{1,{places}}})?$")
    read = pc.if_else(plain, array, pa.scalar(None, pa.string())).cast(kind)
    special = np.flatnonzero(~plain.to_numpy(zero_copy_only=False) & filled(array))
    if not len(special):
        return read
    return _with_special(raw, column, read, special, places, findings)


def _with_special(
    raw: RawTable, column: str, read: pa.Array, special: npt.NDArray[np.intp], places: int, findings: Findings
) -> pa.Array:
    numbers: list[Decimal | None] = []
    rows = raw.rows[special].tolist()
    for row, text in zip(rows, raw.columns[column].take(pa.array(special)).to_pylist(), strict=True):
        try:
            numbers.append(_rounded(text, places))
        except cells.Refused as refused:
            numbers.append(None)
            findings.add(raw.file, row, column, refused.code, **refused.details)
    mask = np.zeros(len(raw.rows), dtype=np.bool_)
    mask[special] = True
    return pc.replace_with_mask(read, pa.array(mask), pa.array(numbers, read.type))


def _rounded(text: str, places: int) -> Decimal:
    return cells.decimal_value(text).quantize(Decimal(1).scaleb(-places), context=_EXACT)


def combined(columns: Sequence[npt.NDArray[np.integer]]) -> Codes:
    """One code a row for the combination of several columns' codes: equal where all of them are equal."""
    key: Codes = np.zeros(len(columns[0]), dtype=np.int64)
    width = 1
    for column in columns:
        numbers, span = _from_zero(column)
        if width * span >= _WIDEST:
            key, width = _from_zero(numbered(key)[0])
        key *= span
        key += numbers
        width *= span
    return key


def _from_zero(column: npt.NDArray[np.integer]) -> tuple[Codes, int]:
    """A column's codes from 0 without wide gaps, and how many there may be."""
    lowest, highest = (int(column.min()), int(column.max())) if len(column) else (0, 0)
    if highest - lowest >= _WIDEST_COLUMN:
        return _from_zero(numbered(column)[0])
    numbers = column.astype(np.int64)
    numbers -= lowest
    return numbers, highest - lowest + 1


def numbered(key: npt.NDArray[np.integer]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Number the distinct values of a column in the order they come, with the place where each comes first."""
    encoded = pa.array(key).dictionary_encode()
    numbers = codes(encoded)
    firsts = np.empty(len(encoded.dictionary), dtype=np.int64)
    firsts[numbers[::-1]] = np.arange(len(key) - 1, -1, -1)
    return numbers, firsts


def alike(columns: Sequence[npt.NDArray[np.integer]]) -> npt.NDArray[np.int64]:
    """The places of rows that may equal another row in all columns: a superset, found by a mixed 64-bit code."""
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        mixed ^= column.astype(np.uint64)
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    ordered = np.sort(mixed)
    shared = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.flatnonzero(np.isin(mixed, shared)) if len(shared) else np.zeros(0, dtype=np.int64)


def amount_codes(amounts: pa.Array) -> tuple[Codes, ...]:
    """Decimals as columns of codes that are equal where the amounts are: the words of the 128 bits; null is 0."""
    if amounts.null_count == len(amounts):
        return ()
    filled = amounts.fill_null(pa.scalar(0, amounts.type))
    words = np.frombuffer(filled.buffers()[1], dtype=np.int64)[2 * filled.offset : 2 * (filled.offset + len(filled))]
    return words[::2], words[1::2]
