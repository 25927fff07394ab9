"""Where activities belong: category and gas by the source register, share by the consolidation approach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa

from lingtan.base import decimal_text
from lingtan.carbon.inventory.records import GASES
from lingtan.park import Consolidation, Enterprise, Park, Source

_SHARE_PLACES = 12

_Placed = tuple[int, tuple[str, ...]]


def placing_tables(park: Park) -> dict[str, pa.Table]:
    """The small tables an engine joins to the activities: ``register``, ``register_any`` and ``shares``."""
    return {
        "register": _registered({(s.source, s.enterprise): (s.category, s.gases) for s in park.sources}),
        "register_any": _registered(_named_once(park.sources)),
        "shares": _shares({e.enterprise: _decimal(share) for e, share in consolidated_shares(park) if share != 1}),
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


def _shares(shares: Mapping[str, Decimal]) -> pa.Table:
    return pa.table(
        {
            "enterprise": pa.array(list(shares), pa.string()),
            "share": pa.array(list(shares.values()), pa.decimal128(38, 12)),
        }
    )
