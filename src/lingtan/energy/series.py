"""Readings as records: one table of intervals for all meters, and what was noticed while reading them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingtan.base.calendar import Times
from lingtan.energy.cells import VALUE
from lingtan.park import Meter

QualityName = Literal["good", "estimated", "manual", "missing", "exchange"]
QUALITIES: tuple[QualityName, ...] = ("good", "manual", "estimated", "missing", "exchange")
"""Best first. ``exchange`` marks the first reading of a new register behind the same meter id."""
GOOD, MANUAL, ESTIMATED, MISSING, EXCHANGE = range(5)

READING_SCHEMA = pa.schema(
    [
        ("meter", pa.dictionary(pa.int32(), pa.string())),
        ("start_utc", pa.timestamp("us", tz="UTC")),
        ("end_utc", pa.timestamp("us", tz="UTC")),
        ("value", VALUE),
        ("scale", pa.int32()),
        ("quality", pa.dictionary(pa.int8(), pa.string())),
        ("file", pa.dictionary(pa.int32(), pa.string())),
        ("row", pa.int32()),
    ]
)
"""One row a reading, ordered by meter and start; ``value`` as written, ``scales[scale]`` makes it the meter's unit."""


@dataclass(frozen=True, slots=True)
class ReadingFlag:
    """Something worth a look that is no fault: code of the texts (``flag.<code>``) with its named parts."""

    code: str
    meter: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingSeries:
    """The readings of a park's meters: a table of ``READING_SCHEMA`` and the exact factors of its ``scale`` column.

    The energy (or amount) of an interval is ``value * scales[scale]`` in the unit of its meter: kW become kWh by the
    hours of the interval, signs and transformer ratios are part of it. A null value is a missing reading.
    Readings of registers have ``start_utc == end_utc`` until ``metering.register_energy`` takes their differences.
    """

    table: pa.Table
    scales: tuple[Fraction, ...]
    flags: tuple[ReadingFlag, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class MeterRows:
    """Readings of one meter in NumPy columns, the form in which they are checked and summed."""

    meter: Meter
    start: Times
    end: Times
    value: pa.Array
    scale: NDArray[np.int32]
    quality: NDArray[np.int8]
    file: NDArray[np.int32]
    row: NDArray[np.int32]

    def take(self, index: NDArray[np.int64]) -> MeterRows:
        """The rows at ``index``."""
        return MeterRows(
            self.meter,
            self.start[index],
            self.end[index],
            self.value.take(pa.array(index)),
            self.scale[index],
            self.quality[index],
            self.file[index],
            self.row[index],
        )

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which rows carry a value."""
        valid: NDArray[np.bool_] = self.value.is_valid().to_numpy(zero_copy_only=False)
        return valid


@dataclass(slots=True)
class Scales:
    """The exact factors met so far, each once; their numbers stand in the ``scale`` column."""

    numbers: dict[Fraction, int] = field(default_factory=dict)

    def number(self, factor: Fraction) -> int:
        """The number of a factor."""
        return self.numbers.setdefault(factor, len(self.numbers))

    def factors(self) -> tuple[Fraction, ...]:
        """The factors in the order of their numbers."""
        return tuple(self.numbers)


def concatenated(parts: Sequence[MeterRows]) -> MeterRows:
    """Rows of one meter from several files, one after the other."""
    return MeterRows(
        parts[0].meter,
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.end for part in parts]),
        pa.concat_arrays([part.value for part in parts]),
        np.concatenate([part.scale for part in parts]),
        np.concatenate([part.quality for part in parts]),
        np.concatenate([part.file for part in parts]),
        np.concatenate([part.row for part in parts]),
    )


def _coded(codes: NDArray[np.signedinteger], names: Sequence[str], kind: pa.DictionaryType) -> pa.Array:
    indices = pa.array(codes).cast(kind.index_type)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string()))


def reading_table(meters: Sequence[MeterRows], files: Sequence[str]) -> pa.Table:
    """A table of ``READING_SCHEMA`` from the rows of meters, in the order given."""
    if not meters:
        return READING_SCHEMA.empty_table()
    counts = [rows.start.size for rows in meters]
    codes = np.repeat(np.arange(len(meters), dtype=np.int32), counts)
    instant = pa.timestamp("us", tz="UTC")
    fields = {schema_field.name: schema_field.type for schema_field in READING_SCHEMA}
    columns = [
        _coded(codes, [rows.meter.meter for rows in meters], fields["meter"]),
        pa.array(np.concatenate([rows.start for rows in meters]).astype("M8[us]")).cast(instant),
        pa.array(np.concatenate([rows.end for rows in meters]).astype("M8[us]")).cast(instant),
        pa.concat_arrays([rows.value for rows in meters]),
        pa.array(np.concatenate([rows.scale for rows in meters])),
        _coded(np.concatenate([rows.quality for rows in meters]), QUALITIES, fields["quality"]),
        _coded(np.concatenate([rows.file for rows in meters]), files, fields["file"]),
        pa.array(np.concatenate([rows.row for rows in meters])),
    ]
    return pa.Table.from_arrays(columns, schema=READING_SCHEMA)


def rows_by_meter(table: pa.Table, meters: Sequence[Meter]) -> tuple[list[MeterRows], tuple[str, ...]]:
    """The rows of a table of ``READING_SCHEMA`` by meter, and the names of its files."""
    if not table.num_rows:
        return [], ()
    whole = table.combine_chunks()
    column = {name: whole.column(name).combine_chunks() for name in whole.column_names}
    by_id = {meter.meter: meter for meter in meters}
    names = column["meter"].dictionary.to_pylist()
    codes = column["meter"].indices.to_numpy(zero_copy_only=False)
    edges = np.flatnonzero(np.diff(codes)) + 1
    begins, ends = [0, *edges.tolist()], [*edges.tolist(), codes.size]
    instants = {name: column[name].cast(pa.timestamp("us")).to_numpy() for name in ("start_utc", "end_utc")}
    scale, row = column["scale"].to_numpy(), column["row"].to_numpy()
    quality = column["quality"].indices.to_numpy(zero_copy_only=False)
    file = column["file"].indices.to_numpy(zero_copy_only=False)
    parts = [
        MeterRows(
            by_id[names[codes[begin]]],
            instants["start_utc"][begin:end],
            instants["end_utc"][begin:end],
            column["value"].slice(begin, end - begin),
            scale[begin:end],
            quality[begin:end],
            file[begin:end],
            row[begin:end],
        )
        for begin, end in zip(begins, ends, strict=True)
    ]
    return parts, tuple(column["file"].dictionary.to_pylist())
