"""Energy that leaves an enterprise: whether both sides of a transfer tell the same, and where it may come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.base import UnitMismatch, decimal_text, unit_factor
from lingtan.park.columns import Activities, groups
from lingtan.park.records import Flag

PASSED_ON = ("electricity", "heat", "steam")
_OWN_HEAT = ("combustion", "conversion", "heat", "steam")
"""Methods whose positive rows can be where heat comes from."""
_TOLERANCE = Fraction(1, 100)
_LISTED_ROWS = 5
_UNITS = {"electricity": ("MWh",), "heat": ("GJ",), "steam": ("GJ", "t")}


@dataclass(frozen=True, slots=True)
class _Sum:
    """The sum of rows that agree in ``key`` and direction, in a unit their own converts to; ``place`` is the first."""

    key: tuple[str, ...]
    year: int
    out: bool
    unit: str
    amount: Fraction
    place: int


def transfer_flags(activities: Activities) -> Iterator[Flag]:
    """Transfers inside the park of which seller and buyer tell amounts that differ by more than 1 % in a year.

    One side alone is enough, and steam in tonnes is not compared with steam in GJ.
    """
    passed = activities.where("counterparty", bool) & activities.where("method", lambda name: name in PASSED_ON)
    if not passed.any():
        return
    found = activities.filtered(passed)
    sides: dict[tuple[str, str, str, int, str], list[Fraction | None]] = defaultdict(lambda: [None, None])
    for entry in _sums(found, ("enterprise", "counterparty", "method")):
        own, other, method = entry.key
        seller, buyer = (own, other) if entry.out else (other, own)
        both = sides[seller, buyer, method, entry.year, entry.unit]
        side = 0 if entry.out else 1
        both[side] = (both[side] or Fraction(0)) + abs(entry.amount)
    for (seller, buyer, method, year, unit), (sold, bought) in sorted(sides.items()):
        if sold is None or bought is None or abs(sold - bought) <= _TOLERANCE * max(sold, bought):
            continue
        yield (
            "transfer_differs",
            (
                ("method", method),
                ("year", str(year)),
                ("seller", seller),
                ("sold", f"{decimal_text(sold, 3)} {unit}"),
                ("seller_rows", _rows(found, seller, buyer, method, year, out=True)),
                ("buyer", buyer),
                ("bought", f"{decimal_text(bought, 3)} {unit}"),
                ("buyer_rows", _rows(found, buyer, seller, method, year, out=False)),
            ),
        )


def sending_flags(activities: Activities) -> Iterator[Flag]:
    """Enterprises that send out what they do not have in that year.

    Electricity: more than was taken in and generated. Heat and steam: some, without heat bought or fuel burnt.
    """
    out = activities.sent_out & activities.where("method", lambda name: name in PASSED_ON)
    if not out.any():
        return
    codes, texts = activities.codes("enterprise")
    senders = np.zeros(len(texts), dtype=np.bool_)
    senders[codes[out]] = True
    kinds = activities.where("method", lambda name: name in (*PASSED_ON, *_OWN_HEAT))
    shown = activities.filtered(senders[codes] & kinds)
    by_enterprise: dict[tuple[str, int], list[_Sum]] = defaultdict(list)
    for entry in _sums(shown, ("enterprise", "method")):
        by_enterprise[entry.key[0], entry.year].append(entry)
    for (enterprise, year), entries in sorted(by_enterprise.items()):
        for method in _sent_without_supply(entries):
            sent = [entry for entry in entries if entry.out and entry.key[1] == method]
            details = (("enterprise", enterprise), ("method", method), ("year", str(year)), ("amount", _amounts(sent)))
            yield "sent_out_without_supply", (*details, ("first", shown.place(sent[0].place)))


def _amounts(sums: Iterable[_Sum]) -> str:
    by_unit: dict[str, Fraction] = defaultdict(Fraction)
    for entry in sums:
        by_unit[entry.unit] += abs(entry.amount)
    return ", ".join(f"{decimal_text(amount, 3)} {unit}" for unit, amount in sorted(by_unit.items()))


def _sent_without_supply(entries: list[_Sum]) -> Iterator[str]:
    electricity = [entry.amount for entry in entries if entry.key[1] == "electricity"]
    if sum(electricity, Fraction(0)) < 0:
        yield "electricity"
    supplied = any(not entry.out and entry.amount for entry in entries if entry.key[1] in _OWN_HEAT)
    for method in ("heat", "steam"):
        if not supplied and any(entry.out for entry in entries if entry.key[1] == method):
            yield method


def _sums(activities: Activities, names: tuple[str, ...]) -> list[_Sum]:
    """Sums by some texts, year and direction; of a unit that is no energy (or mass of steam) the amount stays as is."""
    unit_codes, units = activities.codes("unit")
    years = activities.days("start").astype("datetime64[D]").astype("datetime64[Y]").astype(np.int32) + 1970
    out = activities.sent_out
    columns = [activities.codes(name) for name in names]
    numbers, firsts = groups([*(codes for codes, _ in columns), unit_codes, years, out.astype(np.int8)])
    totals = (
        pa.table({"group": numbers, "quantity": activities.table["quantity"]})
        .group_by("group")
        .aggregate([("quantity", "sum")])
    )
    amounts: dict[int, Decimal] = dict(
        zip(totals["group"].to_pylist(), totals["quantity_sum"].to_pylist(), strict=True)
    )
    return [
        _sum(
            tuple(texts[codes[place]] for codes, texts in columns),
            int(years[place]),
            bool(out[place]),
            units[unit_codes[place]],
            Fraction(amounts[number] or 0),
            place,
        )
        for number, place in enumerate(firsts.tolist())
    ]


def _sum(key: tuple[str, ...], year: int, out: bool, unit: str, amount: Fraction, place: int) -> _Sum:
    for known in _UNITS.get(key[-1], ()):
        try:
            return _Sum(key, year, out, known, amount * unit_factor(unit, known), place)
        except UnitMismatch:
            continue
    return _Sum(key, year, out, unit, amount, place)


def _rows(activities: Activities, own: str, other: str, method: str, year: int, *, out: bool) -> str:
    """The rows of one side of a transfer, the first few of them."""
    mask = activities.sent_out == out
    for name, wanted in (("enterprise", own), ("counterparty", other), ("method", method)):
        codes, texts = activities.codes(name)
        mask = mask & (codes == texts.index(wanted))
    mask &= pc.equal(pc.year(activities.table["start"]), year).to_numpy()
    return listed([activities.place(place) for place in np.flatnonzero(mask)[: _LISTED_ROWS + 1].tolist()])


def listed(places: Iterable[str]) -> str:
    """Some places in one text, cut after five."""
    shown = list(places)
    return ", ".join(shown[:_LISTED_ROWS]) + (" ..." if len(shown) > _LISTED_ROWS else "")
