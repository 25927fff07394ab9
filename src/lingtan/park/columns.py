"""Columns of a table of activities as codes, for checks over all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.park.files.vectors import combined, numbered

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Activities:
    """A table of ``ACTIVITY_SCHEMA`` seen as vectors; texts may be plain or dictionary-encoded, in any chunks."""

    table: pa.Table

    def codes(self, name: str) -> tuple[npt.NDArray[np.int32], list[str]]:
        """A text column as codes into its distinct texts; an absent text is ``""``."""
        column = self.table[name]
        column = column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        if not column.num_chunks:
            return np.zeros(0, dtype=np.int32), []
        array = column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)
        indices = array.indices
        texts = array.dictionary.to_pylist()
        if indices.null_count:
            indices, texts = indices.fill_null(len(texts)), [*texts, ""]
        return indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False), texts

    def where(self, name: str, holds: Callable[[str], bool]) -> Mask:
        """The rows whose text meets a condition."""
        codes, texts = self.codes(name)
        chosen = np.array([holds(text) for text in texts], dtype=np.bool_)
        rows: Mask = chosen[codes] if len(codes) else np.zeros(0, dtype=np.bool_)
        return rows

    def days(self, name: str) -> npt.NDArray[np.int32]:
        """A date column as days since 1970-01-01."""
        found: npt.NDArray[np.int32] = self.table[name].cast(pa.int32()).to_numpy()
        return found

    @property
    def sent_out(self) -> Mask:
        """The rows with a negative quantity."""
        column = self.table["quantity"]
        below: Mask = pc.fill_null(pc.less(column, pa.scalar(0, column.type)), False).to_numpy()
        return below

    def filtered(self, mask: Mask) -> Activities:
        """The rows of a mask."""
        return self if mask.all() else Activities(self.table.filter(pa.array(mask)))

    def place(self, place: int) -> str:
        """Where a row stands: ``activities.csv:12``, or the file alone for a meter's."""
        file, row = self.table["file"][place].as_py(), self.table["row"][place].as_py()
        return f"{file}:{row}" if row else str(file)

    def texts_at(self, place: int, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """The texts of some columns at a row, each with its column's name."""
        return tuple((name, self.table[name][place].as_py() or "") for name in names)


def groups(columns: Sequence[npt.NDArray[np.integer]]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Number the distinct combinations of columns, with the place where each comes first."""
    return numbered(combined(columns))
