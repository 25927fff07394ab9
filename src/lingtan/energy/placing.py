"""Labels of one meter in one file to intervals on the UTC axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lingtan.base import Fault, local_to_utc, utc_to_local
from lingtan.base.calendar import Times
from lingtan.energy.formats import ReadingFormat

_DAY = np.timedelta64(86_400_000_000, "us")
_LONG_STEPS = 8
"""So many equal longer steps in a row, and a day of them, are another interval length and not a gap."""


@dataclass(frozen=True, slots=True)
class PlacedLabels:
    """Intervals in the order of time; ``index`` says which label each came from."""

    index: NDArray[np.int64]
    start: Times
    end: Times


@dataclass(frozen=True, slots=True)
class Labels:
    """The readable labels of one clock in file order, and where they stand."""

    clock: Times
    rows: NDArray[np.int32]
    has_offset: bool
    zone_name: str
    file: str
    reading_format: ReadingFormat

    def fault(self, index: int, code: str, **details: object) -> Fault:
        """A fault of the label at ``index``."""
        shown = utc_text(self.clock[index]) if self.has_offset else clock_text(self.clock[index])
        row = int(self.rows[index])
        return Fault.at(self.file, row, self.reading_format.time, code, value=shown, **details)


def clock_text(time: np.datetime64) -> str:
    """A time without zone for people: ``2018-11-04 01:15``."""
    return _plain(time).strftime("%Y-%m-%d %H:%M" if _plain(time).second == 0 else "%Y-%m-%d %H:%M:%S")


def utc_text(time: np.datetime64) -> str:
    """A UTC time for people: ``2018-11-04 09:15Z``."""
    return clock_text(time) + "Z"


def _plain(time: np.datetime64) -> datetime:
    plain: datetime = time.astype("M8[us]").item()
    return plain


def _minutes(step: np.timedelta64) -> str:
    minutes = Fraction(int(step.astype("m8[us]").astype(np.int64)), 60_000_000)
    return f"{float(minutes):g}"


def _descending(labels: Labels) -> bool:
    if labels.reading_format.order != "auto":
        return labels.reading_format.order == "descending"
    steps = np.diff(labels.clock).astype(np.int64)
    return int((steps < 0).sum()) > int((steps > 0).sum())


def _to_utc(labels: Labels) -> tuple[Times, NDArray[np.bool_], list[Fault]]:
    """UTC of each label, which of them exist, and the faults of those that don't or that go back in time."""
    if labels.has_offset:
        return labels.clock, np.ones(labels.clock.size, dtype=bool), []
    descending = _descending(labels)
    placed = local_to_utc(labels.clock, labels.zone_name, descending=descending)
    faults = [
        labels.fault(int(index), "readings_time_nonexistent", zone=labels.zone_name)
        for index in np.flatnonzero(placed.nonexistent)
    ]
    steps = np.diff(placed.utc).astype(np.int64) * (-1 if descending else 1)
    settled = ~(placed.repeated[1:] | placed.nonexistent[1:] | placed.nonexistent[:-1])
    faults += [
        labels.fault(int(index), "readings_out_of_order", previous=clock_text(labels.clock[index - 1]))
        for index in np.flatnonzero((steps < 0) & settled) + 1
    ]
    return placed.utc, ~placed.nonexistent, faults


def place_instants(labels: Labels) -> tuple[PlacedLabels, list[Fault]]:
    """The labels of a register: instants, no intervals."""
    utc, exists, faults = _to_utc(labels)
    index = np.flatnonzero(exists)
    index = index[np.argsort(utc[index], kind="stable")]
    return PlacedLabels(index, utc[index], utc[index]), faults


def place_intervals(labels: Labels) -> tuple[PlacedLabels, list[Fault]]:
    """The labels of interval readings as intervals, and all of their faults.

    The interval is the one of the format, else a calendar month or day where every label is the start of one, else
    the most frequent step between labels. A step that is no whole number of intervals is a fault; a longer one is a
    gap, unless longer steps follow each other for a day: then the interval length has changed, which is a fault too.
    """
    if labels.reading_format.midnight == "same_date" and not labels.has_offset:
        at_midnight = labels.clock == labels.clock.astype("M8[D]")
        clock = np.where(at_midnight, labels.clock + _DAY, labels.clock)
        labels = Labels(clock, labels.rows, False, labels.zone_name, labels.file, labels.reading_format)
    utc, exists, faults = _to_utc(labels)
    index = np.flatnonzero(exists)
    index = index[np.argsort(utc[index], kind="stable")]
    marks = utc[index]
    if labels.reading_format.interval_minutes is None:
        calendar = _calendar_intervals(marks, labels)
        if calendar is not None:
            return PlacedLabels(index, *calendar), faults
    step, step_faults = _step(marks, index, labels)
    if step is None:
        return PlacedLabels(index[:0], marks[:0], marks[:0]), faults + step_faults
    if labels.reading_format.label == "end":
        return PlacedLabels(index, marks - step, marks), faults + step_faults
    return PlacedLabels(index, marks, marks + step), faults + step_faults


def _calendar_intervals(marks: Times, labels: Labels) -> tuple[Times, Times] | None:
    """Starts and ends where every label is the first instant of a local month or, failing that, of a local day."""
    local = utc_to_local(marks, labels.zone_name)
    if np.unique(marks).size < 2:
        return None
    for unit in ("M", "D"):
        units = local.astype(f"M8[{unit}]")
        if (units.astype("M8[us]") == local).all():
            first, last = (units - 1, units) if labels.reading_format.label == "end" else (units, units + 1)
            return tuple(  # type: ignore[return-value]
                local_to_utc(edge.astype("M8[us]"), labels.zone_name).utc for edge in (first, last)
            )
    return None


def _step(marks: Times, index: NDArray[np.int64], labels: Labels) -> tuple[np.timedelta64 | None, list[Fault]]:
    steps = np.diff(marks)
    positive = steps[steps > np.timedelta64(0, "us")]
    given = labels.reading_format.interval_minutes
    if given is not None:
        step = np.timedelta64(round(given * 60_000_000), "us")
    elif positive.size:
        lengths, counts = np.unique(positive, return_counts=True)
        step = lengths[int(np.argmax(counts))]
    else:
        only = int(index[0]) if index.size else 0
        return None, [labels.fault(only, "readings_interval_unknown")] if index.size else []
    odd = np.flatnonzero((steps % step) != np.timedelta64(0, "us"))
    faults = [
        labels.fault(int(index[at + 1]), "readings_interval_mixed", found=_minutes(steps[at]), expected=_minutes(step))
        for at in odd
    ]
    longer = _longer_run(steps, step) if not faults else None
    if longer is not None:
        found, expected = _minutes(steps[longer]), _minutes(step)
        at = int(index[longer + 1])
        faults = [labels.fault(at, "readings_interval_mixed", found=found, expected=expected)]
    return step, faults


def _longer_run(steps: NDArray[np.timedelta64], step: np.timedelta64) -> int | None:
    """Where the first run of equal longer steps begins that lasts a day and has eight of them."""
    if not (steps > step).any():
        return None
    begins = np.concatenate(([0], np.flatnonzero(steps[1:] != steps[:-1]) + 1))
    lengths = np.diff(np.concatenate((begins, [steps.size])))
    sizes = steps[begins]
    runs = (sizes > step) & (lengths >= _LONG_STEPS) & (sizes * lengths >= _DAY)
    return int(begins[np.flatnonzero(runs)[0]]) if runs.any() else None
