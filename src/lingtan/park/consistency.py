"""Whether a park's rows fit each other: periods that overlap, months left out, transfers told differently ...

What can't be is refused when the files are read; here stands what may be right and must be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lingtan.park.columns import Activities, groups
from lingtan.park.files.tables import tables
from lingtan.park.periods import ALL_MONTHS, coverage, overlaps
from lingtan.park.records import Enterprise, Flag, Park
from lingtan.park.transfers import sending_flags, transfer_flags

MOST_OF_A_KIND = 50
"""Flags of one kind that are listed; the number of the others is one more flag, ``<code>_more``."""

_SERIES = ("enterprise", "source", "method", "item")


def consistency_flags(park: Park, activities: pa.Table) -> tuple[Flag, ...]:
    """What a reader of a park's activities must know, each (code, parts) worded by the text ``flag.<code>``.

    ``activities`` is a table of ``ACTIVITY_SCHEMA``: those of the files with those of the meters (row 0).
    """
    seen = Activities(activities)
    return (
        *_capped("periods_overlap", _overlapping_sources(seen)),
        *_capped("meter_periods_overlap", _overlapping_meters(park, seen)),
        *_capped("months_missing", _missing_months(park, seen)),
        *_capped("transfer_differs", transfer_flags(seen)),
        *_capped("sent_out_without_supply", sending_flags(seen)),
        *_membership(park, seen),
        *_own_factors(park),
        *_certificates(park),
    )


def _capped(code: str, flags: Iterator[Flag]) -> Iterator[Flag]:
    yield from islice(flags, MOST_OF_A_KIND)
    beyond = sum(1 for _ in flags)
    if beyond:
        yield f"{code}_more", (("count", str(beyond)),)


def _overlapping_sources(activities: Activities) -> Iterator[Flag]:
    """Rows of one source, method, item and parameters, to or from one party, that share days.

    Rows without a source may be of several, so nothing is said of them; other parameters are another lot of fuel, or
    the waste of another year.
    """
    found = activities.filtered(activities.where("source", bool))
    names = (*_SERIES, "parameters", "gas", "counterparty")
    numbers, _ = groups([*(found.codes(name)[0] for name in names), found.sent_out.astype(np.int8)])
    yield from _pairs("periods_overlap", found, numbers, _SERIES)


def _overlapping_meters(park: Park, activities: Activities) -> Iterator[Flag]:
    """Rows of several sources with one meter (``sources.csv``, or the meter's own activity) that share days."""
    meter_of = {source.source: source.meter for source in park.sources if source.meter}
    if not meter_of:
        return
    meters = dict.fromkeys(meter_of.values())
    codes, texts = activities.codes("source")
    metered = np.array([text in meter_of or text in meters for text in texts], dtype=np.bool_)
    found = activities.filtered(metered[codes] if len(codes) else np.zeros(0, dtype=np.bool_))
    codes, texts = found.codes("source")
    number = {meter: place for place, meter in enumerate(meters)}
    of_source = np.array([number.get(meter_of.get(text, text), -1) for text in texts], dtype=np.int32)
    if not len(codes):
        return
    kinds = [found.codes(name)[0] for name in ("method", "item")]
    numbers, _ = groups([of_source[codes], *kinds, found.sent_out.astype(np.int8)])
    yield from _pairs("meter_periods_overlap", found, numbers, ("method", "item"), other_than=codes)


def _pairs(
    code: str,
    activities: Activities,
    numbers: npt.NDArray[np.int32],
    names: Sequence[str],
    other_than: npt.NDArray[np.int32] | None = None,
) -> Iterator[Flag]:
    """One flag a group with rows that overlap: the first two of them, and how many rows overlap an earlier one."""
    earlier, later = overlaps(numbers, activities.days("start"), activities.days("end"))
    if other_than is not None:
        different = other_than[earlier] != other_than[later]
        earlier, later = earlier[different], later[different]
    if not len(later):
        return
    number, firsts = groups([numbers[later]])
    counts = np.bincount(number)
    for place, count in zip(firsts.tolist(), counts.tolist(), strict=True):
        one, other = int(earlier[place]), int(later[place])
        where = (("first", activities.place(one)), ("second", activities.place(other)), ("count", str(count)))
        if other_than is None:
            yield code, (*activities.texts_at(other, names), *where)
        else:
            sources = ", ".join(activities.texts_at(place, ("source",))[0][1] for place in (one, other))
            yield code, (("sources", sources), *activities.texts_at(other, names), *where)


def _missing_months(park: Park, activities: Activities) -> Iterator[Flag]:
    """Months without a row of what is otherwise reported month by month, while its enterprise is in the park.

    Events (a top-up of refrigerant) and meters are left out: gaps of readings are said where they are read.
    """
    events = tables().event_methods
    kept = activities.where("method", lambda method: method not in events)
    found = activities.filtered(kept & (activities.table["row"].to_numpy() != 0))
    start, end = found.days("start"), found.days("end")
    if not len(start):
        return
    years = start.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int32) + 1970
    series, firsts = groups([*(found.codes(name)[0] for name in _SERIES), years])
    told = coverage(series, start, end)
    members = {enterprise.enterprise: enterprise for enterprise in park.enterprises}
    for number in np.flatnonzero(told.monthly & (told.months != ALL_MONTHS)).tolist():
        place = int(firsts[number])
        year, parts = int(years[place]), found.texts_at(place, _SERIES)
        covered = int(told.months[number])
        months = [
            f"{year}-{month:02d}"
            for month in range(1, 13)
            if not covered >> (month - 1) & 1 and _is_member(members.get(parts[0][1]), year, month)
        ]
        if months:
            where = (("year", str(year)), ("months", ", ".join(months)), ("first", found.place(place)))
            yield "months_missing", (*parts, *where)


def _is_member(enterprise: Enterprise | None, year: int, month: int) -> bool:
    """Whether an enterprise is in the park on a day of a month."""
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    if enterprise is None:
        return True
    joined = enterprise.joined_on is None or enterprise.joined_on <= last
    return joined and (enterprise.left_on is None or enterprise.left_on > first)


def _membership(park: Park, activities: Activities) -> Iterator[Flag]:
    """Activities of an enterprise before it joined the park or after it left."""
    dated = [enterprise for enterprise in park.enterprises if enterprise.joined_on or enterprise.left_on]
    if not dated:
        return
    codes, texts = activities.codes("enterprise")
    start, end = activities.days("start"), activities.days("end")
    for enterprise in dated:
        if enterprise.enterprise not in texts:
            continue
        own = codes == texts.index(enterprise.enterprise)
        outside = np.zeros(len(codes), dtype=np.bool_)
        if enterprise.joined_on is not None:
            outside |= start < _day(enterprise.joined_on)
        if enterprise.left_on is not None:
            outside |= end > _day(enterprise.left_on)
        places = np.flatnonzero(own & outside)
        if len(places):
            yield (
                "activity_outside_membership",
                (
                    ("enterprise", enterprise.enterprise),
                    ("joined", str(enterprise.joined_on or "-")),
                    ("left", str(enterprise.left_on or "-")),
                    ("first", activities.place(int(places[0]))),
                    ("count", str(len(places))),
                ),
            )


def _day(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _own_factors(park: Park) -> Iterator[Flag]:
    """Own factors without evidence (4.1.3)."""
    for factor in park.factors:
        if not factor.evidence:
            origin = park.factor_origins[factor.id]
            place = f"{origin.file}:{origin.row}"
            yield "own_factor_without_evidence", (("factor", factor.id), ("place", place))


def _certificates(park: Park) -> Iterator[Flag]:
    """Retired green certificates whose month of generation is not stated: their validity can't be checked."""
    for lot in park.instruments:
        if lot.kind == "gec" and lot.status == "retired" and lot.vintage_start is None and lot.vintage_end is None:
            yield "certificate_without_vintage", (("place", f"{lot.origin.file}:{lot.origin.row}"),)
