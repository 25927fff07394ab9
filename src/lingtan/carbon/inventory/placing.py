"""Where activities belong: category and gas by the source register, share by the consolidation approach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pyarrow as pa

from lingtan.carbon.inventory.records import GASES
from lingtan.park import Park, Source

_Placed = tuple[int, tuple[str, ...]]


def placing_tables(park: Park) -> dict[str, pa.Table]:
    """The small tables an engine joins to the activities: ``register``, ``register_any`` and ``shares``."""
    return {
        "register": _registered({(s.source, s.enterprise): (s.category, s.gases) for s in park.sources}),
        "register_any": _registered(_named_once(park.sources)),
        "shares": _shares({}),
    }


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
