"""Where activities belong: category and gas by the source register, share by the consolidation approach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lingtan.base import decimal_text
from lingtan.carbon.inventory.covering import Flag
from lingtan.carbon.inventory.records import GASES
from lingtan.park import Consolidation, Enterprise, Park, Profile, Source

_SHARE_PLACES = 12

_Placed = tuple[int, tuple[str, ...]]


def placing_tables(park: Park, activities: pa.Table) -> dict[str, pa.Table]:
    """The small tables an engine joins to the activities: ``register``, ``register_any`` and ``shares``.

    ``shares`` holds the pairs of enterprise and counterparty that count in part: a row without a counterparty at the
    enterprise's share, a transfer at what that share is above the counterparty's. A transfer whose pair is not there
    is internal.
    """
    return {
        "register": _registered({(s.source, s.enterprise): (s.category, s.gases) for s in park.sources}),
        "register_any": _registered(_named_once(park.sources)),
        "shares": _shares(_shares_of_pairs(park, activities)),
    }


def no_placing() -> dict[str, pa.Table]:
    """The small tables of activities without a register, all consolidated wholly."""
    return {"register": _registered({}), "register_any": _registered({}), "shares": _shares({})}


def consolidated_shares(park: Park) -> tuple[tuple[Enterprise, Fraction], ...]:
    """What of each enterprise's emissions the park consolidates, 0-1 (ISO 14064-1:2018 5.1).

    ``park``: the physical boundary whole. Control takes an enterprise wholly or not at all; what is not stated counts
    wholly, which can only over-state.
    """
    approach = park.profile.consolidation
    return tuple((enterprise, _share(enterprise, approach)) for enterprise in park.enterprises)


def whole(profile: Profile) -> Profile:
    """The same choices with the physical boundary whole: annex 4 and an enterprise alone know no shares."""
    return replace(profile, consolidation="park")


def one_sided_transfers(park: Park, activities: pa.Table) -> tuple[Flag, ...]:
    """Transfers between enterprises of different shares that only the side consolidated less reports.

    The other side's row is the one that counts (see ``placing_tables``), so without it the energy that crosses the
    boundary is not in the inventory.
    """
    shares = _partial(park)
    if not shares:
        return ()
    told = _distinct(activities, ("enterprise", "counterparty", "method", "year", "sent_out"))
    found = {
        (other, own, method, year)
        for own, other, method, year, out in told
        if other
        and _share_of(shares, own) < _share_of(shares, other)
        and (other, own, method, year, not out) not in told
    }
    return tuple(
        (
            "transfer_one_sided",
            (("enterprise", enterprise), ("counterparty", counterparty), ("method", method), ("year", str(year))),
        )
        for enterprise, counterparty, method, year in sorted(found)
    )


def _share_of(shares: Mapping[str, Fraction], enterprise: str) -> Fraction:
    return shares.get(enterprise, Fraction(1))


def _partial(park: Park) -> dict[str, Fraction]:
    """Shares by enterprise; nothing where all are whole."""
    shares = {enterprise.enterprise: share for enterprise, share in consolidated_shares(park)}
    return shares if any(share != 1 for share in shares.values()) else {}


def _shares_of_pairs(park: Park, activities: pa.Table) -> dict[tuple[str, str], Decimal]:
    shares = _partial(park)
    pairs = _distinct(activities, ("enterprise", "counterparty")) if shares else frozenset()
    return {pair: _decimal(share) for pair, share in _counting(sorted(pairs), shares)}


def _counting(
    pairs: Sequence[tuple[str, str]], shares: Mapping[str, Fraction]
) -> Iterator[tuple[tuple[str, str], Fraction]]:
    for enterprise, counterparty in pairs:
        share = _share_of(shares, enterprise)
        if not counterparty and share != 1:
            yield (enterprise, counterparty), share
        above = share - _share_of(shares, counterparty)
        if counterparty and above > 0:
            yield (enterprise, counterparty), above


def _distinct(activities: pa.Table, names: Sequence[str]) -> frozenset[tuple[Any, ...]]:
    of_rows = {"year": pc.year(activities["start"]), "sent_out": pc.less(activities["quantity"], Decimal(0))}
    columns = [of_rows[name] if name in of_rows else activities[name].cast(pa.string()) for name in names]
    once = pa.table(columns, names=list(names)).group_by(list(names)).aggregate([])
    return frozenset(zip(*(column.to_pylist() for column in once.columns), strict=True))


def _share(enterprise: Enterprise, approach: Consolidation) -> Fraction:
    if approach == "park":
        return Fraction(1)
    if approach == "equity_share":
        return Fraction(1) if enterprise.equity_share is None else enterprise.equity_share
    controlled = enterprise.operational_control if approach == "operational_control" else enterprise.financial_control
    return Fraction(0) if controlled is False else Fraction(1)


def _decimal(share: Fraction) -> Decimal:
    return Decimal(decimal_text(share, _SHARE_PLACES))


def _named_once(sources: Sequence[Source]) -> Mapping[tuple[str, str], _Placed]:
    """Sources that the register names once: they hold for the whole park, whichever enterprise reports them."""
    by_source: dict[str, set[_Placed]] = {}
    for entry in sources:
        by_source.setdefault(entry.source, set()).add((entry.category, entry.gases))
    return {(source, ""): next(iter(found)) for source, found in by_source.items() if len(found) == 1}


def _registered(entries: Mapping[tuple[str, str], _Placed]) -> pa.Table:
    gases = [gas[0] if len(gas) == 1 and gas[0] in GASES else None for _, gas in entries.values()]
    return pa.table(
        {
            "source": pa.array([source for source, _ in entries], pa.string()),
            "enterprise": pa.array([enterprise for _, enterprise in entries], pa.string()),
            "category": pa.array([category for category, _ in entries.values()], pa.int8()),
            "gas": pa.array(gases, pa.string()),
        }
    )


def _shares(shares: Mapping[tuple[str, str], Decimal]) -> pa.Table:
    return pa.table(
        {
            "enterprise": pa.array([enterprise for enterprise, _ in shares], pa.string()),
            "counterparty": pa.array([counterparty for _, counterparty in shares], pa.string()),
            "share": pa.array(list(shares.values()), pa.decimal128(38, 12)),
        }
    )
