"""Tables as texts: the same for a CSV file and a sheet, blank rows left out, every row with its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.park.files.findings import Findings
from lingtan.park.files.tables import Table

Rows = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table's known columns as trimmed texts (dictionary-encoded or plain); an absent column is not in it."""

    file: str
    table: Table
    columns: Mapping[str, pa.Array]
    rows: Rows

    def texts(self, column: str) -> list[str]:
        """A column's texts, empty where the file has no such column."""
        array = self.columns.get(column)
        return [""] * len(self.rows) if array is None else array.to_pylist()


def raw_table(
    file: str,
    table: Table,
    placed: Sequence[str | None],
    arrays: Mapping[int, pa.Array],
    rows: Rows,
    findings: Findings,
) -> RawTable:
    """Trim the columns read (by their place) and leave out blank rows; cells under no name are noted."""
    trimmed = {place: _trimmed(array) for place, array in arrays.items()}
    masks = {place: filled(array) for place, array in trimmed.items()}
    for place, mask in masks.items():
        if placed[place] == "" and mask.any():
            findings.add(file, int(rows[mask][0]), "-", "column_without_name", place=place + 1)
    named = {name: place for place, name in enumerate(placed) if name and place in trimmed}
    kept: Mask = np.zeros(len(rows), dtype=np.bool_)
    for place in named.values():
        kept |= masks[place]
    columns = {name: trimmed[place] for name, place in named.items()}
    if kept.all():
        return RawTable(file, table, columns, rows)
    mask = pa.array(kept)
    return RawTable(file, table, {name: array.filter(mask) for name, array in columns.items()}, rows[kept])


def _trimmed(array: pa.Array) -> pa.Array:
    if not pa.types.is_dictionary(array.type):
        return pc.utf8_trim_whitespace(array)
    trimmed = pc.utf8_trim_whitespace(array.dictionary)
    if trimmed.equals(array.dictionary):
        return array
    return pa.DictionaryArray.from_arrays(array.indices, trimmed).cast(pa.string()).dictionary_encode()


def filled(array: pa.Array) -> Mask:
    """The rows whose cell is not empty."""
    if not pa.types.is_dictionary(array.type):
        mask: Mask = pc.binary_length(array).to_numpy(zero_copy_only=False) > 0
        return mask
    if not len(array.dictionary):
        return np.zeros(len(array), dtype=np.bool_)
    known: Mask = pc.binary_length(array.dictionary).to_numpy(zero_copy_only=False) > 0
    return known[codes(array)]


def codes(array: pa.DictionaryArray) -> npt.NDArray[np.int32]:
    """The dictionary codes of a column."""
    indices: npt.NDArray[np.int32] = array.indices.to_numpy(zero_copy_only=False)
    return indices
