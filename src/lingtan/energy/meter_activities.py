"""Meters to activities of the inventory: what a park's readings say it drew, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

import duckdb
import pyarrow as pa

from lingtan.base import Fault, UnitMismatch, UnknownZone, decimal_text, raise_faults, unit_factor, zone
from lingtan.energy.coverage import Gap, gaps, whole_year_gap
from lingtan.energy.metering import Balance, MeterTotal, balances, monthly_totals, yearly_totals
from lingtan.energy.readings import collect_readings
from lingtan.energy.registers import register_energy
from lingtan.energy.series import READING_SCHEMA, ReadingFlag, ReadingSeries
from lingtan.park import ACTIVITY_SCHEMA, Meter, MeterFiles, Park


@dataclass(frozen=True, slots=True)
class MeteredPark:
    """What the meters of a park counted: sums, what is open, and the activities that follow.

    ``activities`` is a table of ``ACTIVITY_SCHEMA``: one row a meter with an ``activity`` and a month of
    ``Profile.years``. ``monthly`` and ``yearly`` hold all meters and times.
    """

    activities: pa.Table
    monthly: tuple[MeterTotal, ...]
    yearly: tuple[MeterTotal, ...]
    gaps: tuple[Gap, ...]
    balances: tuple[Balance, ...]
    flags: tuple[ReadingFlag, ...]


def park_readings(park: Park) -> ReadingSeries:
    """The readings of a park as intervals, those of registers included; raises ``InputFaults``."""
    raise_faults(_zone_faults(park.meters))
    intervals, faults = _collect(_home(park), park.readings, park.meters)
    raise_faults(faults)
    return intervals


def reading_faults(files: MeterFiles) -> tuple[Fault, ...]:
    """All faults of a park's readings, its other files aside."""
    zones = tuple(_zone_faults(files.meters))
    if zones or not files.readings:
        return zones
    return tuple(_collect(files.folder, files.readings, files.meters)[1])


def _zone_faults(meters: Iterable[Meter]) -> Iterator[Fault]:
    """Meters in zones that don't exist; without a zone none of their readings has a time."""
    for meter in meters:
        try:
            zone(meter.timezone)
        except UnknownZone:
            origin = meter.origin
            yield Fault.at(origin.file, origin.row, "timezone", "meter_timezone", value=meter.timezone)


def _home(park: Park) -> Path:
    """Where the folder ``readings`` is: in the park's folder, or beside its workbook."""
    return park.root if park.root.is_dir() else park.root.parent


def _collect(home: Path, readings: Sequence[Path], meters: Sequence[Meter]) -> tuple[ReadingSeries, list[Fault]]:
    paths = [path if path.is_relative_to(home) else home / path for path in readings]
    series, faults = collect_readings(home / "readings", paths, meters)
    intervals, register_faults = register_energy(series, meters)
    return intervals, [*faults, *register_faults]


def meter_activities(park: Park) -> MeteredPark:
    """Read the park's readings and turn the meters' energy into activities; raises ``InputFaults``.

    The quantity of a row is the meter's net total of the month (sent out is negative) in the meter's unit, or times
    ``activity_per_unit`` in ``activity_unit``, rounded half-even to 1e-9. ``source`` is the meter, ``file`` and
    ``evidence`` its first readings file, ``row`` 0, ``data_quality`` the share of the month with values. Nothing is
    filled: a month without a value has no row, and a meter with an activity but no value in the reporting year has
    a gap of the whole year. A park without meters and readings is empty at once.
    """
    raise_faults(_zone_faults(park.meters))
    targets, faults = _targets(park.meters)
    if not park.readings:
        raise_faults(faults)
        return _metered(park, targets, ReadingSeries(READING_SCHEMA.empty_table(), ()), ())
    intervals, found = _collect(_home(park), park.readings, park.meters)
    raise_faults([*faults, *found])
    return _metered(park, targets, intervals, monthly_totals(intervals, park.meters))


def metering_flags(park: Park, metered: MeteredPark) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What an inventory made of meters must say (4.1.2): doubtful readings, and activities that are not complete."""
    doubtful = [(flag.code, (("meter", flag.meter), *flag.details)) for flag in metered.flags]
    measured = {meter.meter for meter in park.meters if meter.activity}
    year = park.profile.reporting_year
    missing: dict[str, tuple[int, Fraction]] = {}
    for gap in metered.gaps:
        if gap.meter in measured and gap.year == year:
            missing[gap.meter] = (
                missing.get(gap.meter, (0, gap.year_completeness))[0] + gap.missing_intervals,
                (gap.year_completeness),
            )
    incomplete = [
        (
            "readings_incomplete",
            (("meter", meter), ("year", str(year)), ("share", completeness_text(share)), ("count", str(count))),
        )
        for meter, (count, share) in sorted(missing.items())
    ]
    return (*doubtful, *incomplete, *_counted_twice(park, metered))


_KINDS_SQL = "SELECT DISTINCT enterprise, method, item, year(start) AS year FROM activities ORDER BY ALL"


def _counted_twice(park: Park, metered: MeteredPark) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Activities that an enterprise both returned and has meters for, in the same year: one of them is too many."""
    if not metered.activities.num_rows:
        return []
    both = set(_kinds(park.activities)) & set(_kinds(metered.activities))
    names = ("enterprise", "method", "item", "year")
    return [
        ("metered_and_returned", tuple(zip(names, map(str, kind), strict=True)))
        for kind in sorted(both)
        if kind[3] in park.profile.years
    ]


def _kinds(activities: pa.Table) -> list[tuple[str, str, str, int]]:
    with duckdb.connect(config={"threads": 1}) as engine:
        engine.register("activities", activities.select(["enterprise", "method", "item", "start"]))
        kinds: list[tuple[str, str, str, int]] = engine.execute(_KINDS_SQL).fetchall()
    return kinds


def _metered(
    park: Park, targets: Mapping[str, _Target], series: ReadingSeries, monthly: tuple[MeterTotal, ...]
) -> MeteredPark:
    yearly = yearly_totals(monthly, park.meters)
    last = park.profile.reporting_year
    seen = {total.meter for total in yearly if total.year == last}
    silent = [meter for meter in park.meters if meter.meter in targets and meter.meter not in seen]
    return MeteredPark(
        activities=_activity_table(park, targets, monthly),
        monthly=monthly,
        yearly=yearly,
        gaps=(*gaps(series, park.meters), *(whole_year_gap(meter, last) for meter in silent)),
        balances=balances((*monthly, *yearly), park.meters),
        flags=series.flags,
    )


@dataclass(frozen=True, slots=True)
class _Target:
    """The activity of a meter: what it is, and how much of it one unit of the meter is."""

    method: str
    item: str
    unit: str
    per_unit: Fraction


def _targets(meters: Iterable[Meter]) -> tuple[dict[str, _Target], list[Fault]]:
    targets: dict[str, _Target] = {}
    faults: list[Fault] = []
    for meter in meters:
        if not meter.activity:
            continue
        method, colon, item = (part.strip() for part in meter.activity.replace("：", ":").partition(":"))
        file, row = meter.origin.file, meter.origin.row
        if not (method and colon and item):
            faults.append(Fault.at(file, row, "activity", "meter_activity", value=meter.activity))
            continue
        try:
            unit = meter.activity_unit or meter.unit
            per_unit = meter.activity_per_unit
            if per_unit is None:
                per_unit = unit_factor(meter.unit, unit) if unit != meter.unit else Fraction(1)
            targets[meter.meter] = _Target(method, item, unit, per_unit)
        except UnitMismatch:
            found, unit = meter.activity_unit, meter.unit
            faults.append(Fault.at(file, row, "activity_unit", "meter_activity_unit", value=found, unit=unit))
    return targets, faults


def _activity_table(park: Park, targets: Mapping[str, _Target], totals: Sequence[MeterTotal]) -> pa.Table:
    years = park.profile.years
    enterprises = {meter.meter: meter.enterprise for meter in park.meters}
    rows = [
        _activity(total, targets[total.meter], enterprises[total.meter])
        for total in totals
        if total.meter in targets and years[0] <= total.year <= years[-1]
    ]
    return pa.Table.from_pylist(rows, schema=ACTIVITY_SCHEMA)


def _activity(total: MeterTotal, target: _Target, enterprise: str) -> dict[str, object]:
    texts = dict.fromkeys(("factor_unit", "factor_source", "parameters", "gas", "counterparty", "note"), "")
    return texts | {
        "file": total.file,
        "row": 0,
        "enterprise": enterprise,
        "source": total.meter,
        "method": target.method,
        "item": target.item,
        "quantity": Decimal(decimal_text(total.quantity * target.per_unit, 9)),
        "unit": target.unit,
        "start": total.start,
        "end": total.end,
        "factor": None,
        "uncertainty_pct": None,
        "data_quality": completeness_text(total.completeness),
        "evidence": total.file,
    }


def completeness_text(share: Fraction) -> str:
    """A completeness in percent, two decimals, never rounded up to 100: ``99.99%``."""
    return f"{decimal_text(Fraction(floor(share * 10_000), 100), 2)}%"
