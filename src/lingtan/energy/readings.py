"""Readings of meters from files: 15-minute values with their real traps, in the shape of ``READING_SCHEMA``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingtan.base import Fault, UnitMismatch, raise_faults, unit_factor
from lingtan.energy.cells import TimeCells, ValueCells, calculator, parse_times, parse_values, texts
from lingtan.energy.exports import Export, is_readings_file, read_export
from lingtan.energy.formats import STANDARD, MeterColumn, ReadingFormat, format_of, read_formats
from lingtan.energy.placing import Labels, PlacedLabels, place_instants, place_intervals
from lingtan.energy.reconciling import reconciled
from lingtan.energy.series import (
    ESTIMATED,
    EXCHANGE,
    GOOD,
    MANUAL,
    MISSING,
    MeterRows,
    ReadingFlag,
    ReadingSeries,
    Scales,
    reading_table,
)
from lingtan.park import Meter

MOST_FAULTS = 100
"""So many faults of one kind in one column of a file are listed, the rest is counted."""

_QUALITY_NAMES = {
    **dict.fromkeys(("", "good", "ok", "正常", "实测", "良好"), GOOD),
    **dict.fromkeys(("manual", "人工", "手工", "抄表"), MANUAL),
    **dict.fromkeys(("estimated", "estimate", "估算", "估计"), ESTIMATED),
    **dict.fromkeys(("missing", "缺失", "缺测"), MISSING),
    **dict.fromkeys(("exchange", "换表"), EXCHANGE),
}
_HOUR = 3_600_000_000


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    meters: Mapping[str, Meter]
    formats_name: str
    engine: duckdb.DuckDBPyConnection
    scales: Scales = field(default_factory=Scales)
    files: list[str] = field(default_factory=list)
    parts: dict[str, list[MeterRows]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _File:
    """A file with its readable times; ``keep`` are the positions in the export of the rows that have one."""

    name: str
    number: int
    reading_format: ReadingFormat
    export: Export
    times: TimeCells
    has_offset: bool
    keep: NDArray[np.int64]
    quality: NDArray[np.int8]


def read_readings(folder: Path, paths: Sequence[Path], meters: Sequence[Meter]) -> ReadingSeries:
    """Read the readings of a park.

    ``folder`` is its ``readings`` folder, where ``formats.yaml`` may describe foreign exports; ``paths`` are the files
    in it (.csv, .csv.gz, .parquet; others are left alone). Raises ``InputFaults`` with the faults of all files.
    """
    series, faults = collect_readings(folder, paths, meters)
    raise_faults(faults)
    return series


def collect_readings(folder: Path, paths: Sequence[Path], meters: Sequence[Meter]) -> tuple[ReadingSeries, list[Fault]]:
    """As ``read_readings``, but the faults are returned beside what could be read."""
    formats_name = f"{folder.name}/formats.yaml"
    formats, faults = read_formats(folder / "formats.yaml", formats_name)
    if faults:
        return ReadingSeries(reading_table((), ()), ()), faults
    with calculator() as engine:
        reading = _Reading({meter.meter: meter for meter in meters}, formats_name, engine)
        for path in sorted(path for path in paths if is_readings_file(path)):
            relative = path.relative_to(folder).as_posix()
            _read_file(reading, path, f"{folder.name}/{relative}", format_of(relative, formats))
    kept: list[MeterRows] = []
    flags: list[ReadingFlag] = []
    for meter in sorted(reading.parts):
        rows, meter_faults, meter_flags = reconciled(reading.parts[meter], reading.files)
        kept.append(rows)
        reading.faults += meter_faults
        flags += meter_flags
    table = reading_table(kept, reading.files)
    return ReadingSeries(table, reading.scales.factors(), tuple(flags)), _limited(reading.faults)


def _limited(faults: Sequence[Fault]) -> list[Fault]:
    """At most ``MOST_FAULTS`` of one code in one column of a file, then one that counts the others."""
    kept: list[Fault] = []
    counts: dict[tuple[str, str, str], int] = {}
    for fault in sorted(set(faults)):
        key = (fault.file, fault.column, fault.code)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST_FAULTS:
            kept.append(fault)
        elif counts[key] == MOST_FAULTS + 1:
            kept.append(Fault.at(fault.file, fault.row, fault.column, "readings_more", of=fault.code))
    return [_counted(fault, counts) if fault.code == "readings_more" else fault for fault in kept]


def _counted(fault: Fault, counts: Mapping[tuple[str, str, str], int]) -> Fault:
    code = dict(fault.details)["of"]
    more = counts[fault.file, fault.column, code] - MOST_FAULTS
    return Fault.at(fault.file, fault.row, fault.column, "readings_more", count=more)


def _read_file(reading: _Reading, path: Path, name: str, reading_format: ReadingFormat) -> None:
    wide = [column.column for column in reading_format.columns]
    wanted = [reading_format.time, *(wide or (reading_format.meter_column, reading_format.value_column))]
    optional = reading_format.quality_column
    if optional and reading_format is not STANDARD:
        wanted, optional = [*wanted, optional], ""
    export, faults = read_export(path, name, wanted, optional, reading_format.delimiter, reading_format.header_row)
    reading.faults += faults
    if not export.columns:
        return
    file = _with_times(reading, name, reading_format, export)
    if file is None:
        return
    if wide:
        _read_wide(reading, file)
    else:
        _read_long(reading, file)


def _with_times(reading: _Reading, name: str, reading_format: ReadingFormat, export: Export) -> _File | None:
    column = export.columns[reading_format.time]
    try:
        times = parse_times(reading.engine, column, reading_format.time_formats)
    except ValueError as error:
        details = {"value": ", ".join(reading_format.time_formats), "expected": str(error)}
        row = reading_format.origin_row
        reading.faults.append(Fault.at(reading.formats_name, row, "time_format", "formats_value", **details))
        return None
    unreadable = np.isnat(times.clock)
    expected = ", ".join(reading_format.time_formats) or "2025-01-31T23:45+08:00"
    for index in np.flatnonzero(unreadable & ~_blank_rows(export, times)):
        details = {"value": str(column[int(index)].as_py() or ""), "expected": expected}
        row = int(export.rows[index])
        reading.faults.append(Fault.at(name, row, reading_format.time, "readings_time", **details))
    keep = np.flatnonzero(~unreadable)
    marked = times.has_offset[keep]
    if marked.any() and not marked.all():
        row = int(export.rows[keep[int(np.argmax(marked != marked[0]))]])
        reading.faults.append(Fault.at(name, row, reading_format.time, "readings_mixed_offsets"))
        return None
    reading.files.append(name)
    quality = _qualities(reading, name, reading_format, export)
    number = len(reading.files) - 1
    return _File(name, number, reading_format, export, times, bool(marked.any()), keep, quality)


def _blank_rows(export: Export, times: TimeCells) -> NDArray[np.bool_]:
    """Rows without any text in the columns read: empty lines."""
    if not times.blank.any():
        return times.blank
    empty = [np.asarray(pc.equal(texts(column), "")) for column in export.columns.values()]
    blank: NDArray[np.bool_] = np.logical_and.reduce(empty)
    return blank


def _qualities(reading: _Reading, name: str, reading_format: ReadingFormat, export: Export) -> NDArray[np.int8]:
    column = export.columns.get(reading_format.quality_column)
    if column is None:
        return np.zeros(export.rows.size, dtype=np.int8)
    encoded = texts(column).dictionary_encode()
    words = encoded.dictionary.to_pylist()
    codes = np.array([_QUALITY_NAMES.get(word.lower(), -1) for word in words], dtype=np.int8)
    found = codes[encoded.indices.to_numpy(zero_copy_only=False)]
    for index in np.flatnonzero(found < 0):
        row, value = int(export.rows[index]), str(column[int(index)].as_py())
        reading.faults.append(Fault.at(name, row, reading_format.quality_column, "readings_quality", value=value))
    known: NDArray[np.int8] = np.maximum(found, 0)
    return known


def _values(reading: _Reading, file: _File, column: str) -> ValueCells:
    style = file.reading_format
    cells = parse_values(reading.engine, file.export.columns[column], style.missing, style.thousands, style.decimal)
    unreadable = cells.unreadable
    unreadable[np.isnat(file.times.clock)] = False
    for index in np.flatnonzero(unreadable):
        row, value = int(file.export.rows[index]), str(file.export.columns[column][int(index)].as_py())
        reading.faults.append(Fault.at(file.name, row, column, "readings_number", value=value))
    return cells


def _labels(file: _File, meter: Meter, keep: NDArray[np.int64]) -> Labels:
    zone_name = file.reading_format.timezone or meter.timezone
    rows = file.export.rows[keep]
    return Labels(file.times.clock[keep], rows, file.has_offset, zone_name, file.name, file.reading_format)


def _place(reading: _Reading, file: _File, meter: Meter, keep: NDArray[np.int64]) -> PlacedLabels:
    place = place_instants if meter.reading == "register" else place_intervals
    placed, faults = place(_labels(file, meter, keep))
    reading.faults += faults
    return placed


def _read_wide(reading: _Reading, file: _File) -> None:
    placed: dict[tuple[str, str], PlacedLabels] = {}
    for target in file.reading_format.columns:
        values = _values(reading, file, target.column)
        meter = reading.meters.get(target.meter)
        if meter is None:
            place = (reading.formats_name, file.reading_format.origin_row, "columns")
            reading.faults.append(_unknown_meter(reading, target, place))
            continue
        key = (file.reading_format.timezone or meter.timezone, meter.reading)
        if key not in placed:
            placed[key] = _place(reading, file, meter, file.keep)
        _add(reading, file, meter, file.keep, placed[key], values, target)


def _unknown_meter(reading: _Reading, target: MeterColumn, place: tuple[str, int, str]) -> Fault:
    name, row, column = place
    nearest = ", ".join(get_close_matches(target.meter, sorted(reading.meters), n=1)) or "-"
    return Fault.at(name, row, column, "readings_unknown_meter", value=target.meter, nearest=nearest)


def _by_meter(file: _File) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """The meters of a long file with the positions of their rows, in file order."""
    names = texts(file.export.columns[file.reading_format.meter_column]).dictionary_encode()
    codes = names.indices.to_numpy(zero_copy_only=False)[file.keep]
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(len(names.dictionary) + 1))
    for code, name in enumerate(names.dictionary.to_pylist()):
        rows = file.keep[order[edges[code] : edges[code + 1]]]
        if rows.size:
            yield name, rows


def _read_long(reading: _Reading, file: _File) -> None:
    style = file.reading_format
    values = _values(reading, file, style.value_column)
    for name, keep in _by_meter(file):
        meter = reading.meters.get(name)
        target = MeterColumn(style.value_column, name)
        if meter is None:
            place = (file.name, int(file.export.rows[keep[0]]), style.meter_column)
            reading.faults.append(_unknown_meter(reading, target, place))
            continue
        _add(reading, file, meter, keep, _place(reading, file, meter, keep), values, target)


def _add(
    reading: _Reading,
    file: _File,
    meter: Meter,
    keep: NDArray[np.int64],
    placed: PlacedLabels,
    values: ValueCells,
    target: MeterColumn,
) -> None:
    index = keep[placed.index]
    try:
        scale = _scale_numbers(reading.scales, file.reading_format, meter, target, placed)
    except UnitMismatch as error:
        row = file.reading_format.origin_row
        reading.faults.append(
            Fault.at(reading.formats_name, row, "unit", "readings_unit", value=error, meter=meter.meter)
        )
        return
    missing = values.missing[index] | (file.quality[index] == MISSING)
    numbers = values.values.take(pa.array(index))
    null = pa.nulls(len(numbers), numbers.type)
    rows = MeterRows(
        meter,
        placed.start,
        placed.end,
        pc.if_else(pa.array(missing), null, numbers),
        scale,
        np.where(missing, MISSING, file.quality[index]).astype(np.int8),
        np.full(index.size, file.number, dtype=np.int32),
        file.export.rows[index],
    )
    reading.parts.setdefault(meter.meter, []).append(rows)


def _scale_numbers(
    scales: Scales, reading_format: ReadingFormat, meter: Meter, target: MeterColumn, placed: PlacedLabels
) -> NDArray[np.int32]:
    """The number of the exact factor from a value as written to the meter's unit, for each interval."""
    turned = target.sign * target.multiplier
    unit = target.unit or reading_format.unit
    if reading_format.quantity == "amount":
        factor = turned * (unit_factor(unit, meter.unit) if unit and unit != meter.unit else 1)
        return np.full(placed.start.size, scales.number(factor), dtype=np.int32)
    if meter.reading == "register":
        raise UnitMismatch(f"{unit} -> {meter.unit}")
    lengths, inverse = np.unique((placed.end - placed.start).astype(np.int64), return_inverse=True)
    per_hour = turned * _per_hour(unit, meter.unit)
    numbers = [scales.number(per_hour * Fraction(int(length), _HOUR)) for length in lengths]
    return np.array(numbers, dtype=np.int32)[inverse]


def _per_hour(power_unit: str, energy_unit: str) -> Fraction:
    """How much of the energy unit one hour of the power unit is; kvar and kvarh, unknown to units, by their names."""
    if f"{power_unit}h" == energy_unit:
        return Fraction(1)
    return unit_factor(f"{power_unit} * h", energy_unit)
