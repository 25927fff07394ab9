"""The greenhouse-gas inventory of a park, and the factors it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

import pyarrow as pa

from lingtan.app.park import open_park
from lingtan.carbon import Embedded, EngineOf, Inventory, Uncertainty, build_inventory, inventory_uncertainty
from lingtan.energy import meter_activities, metering_flags
from lingtan.knowledge import ListedFactor, Rulebook, listed_factors, load_rulebook
from lingtan.park import Park, consistency_flags

Accounting = Literal["t_seesa", "ndrc_910"]
EngineName = Literal["duckdb", "spark"]


@dataclass(frozen=True, slots=True)
class InventoryCase:
    """A park with its activities (returned and metered), the inventory made of them, and how sure it is."""

    park: Park
    rulebook: Rulebook
    activities: pa.Table
    inventory: Inventory
    uncertainty: Uncertainty | None = None


def take_inventory(path: Path, accounting: Accounting = "t_seesa", engine: EngineName = "duckdb") -> InventoryCase:
    """Read a park and account its greenhouse gases; raises ``InputFaults`` with all faults of all files."""
    park = open_park(path)
    with engine_named(engine) as engine_of:
        case = account(park, accounting, engine_of)
        if engine == "spark":
            # A cluster is gone when the lines are asked for.
            case.inventory.line_table()
    return replace(case, uncertainty=inventory_uncertainty(case.inventory))


@contextmanager
def engine_named(name: EngineName) -> Iterator[EngineOf]:
    """What runs the inventory's queries; a cluster is there as long as the context."""
    if name == "duckdb":
        yield Embedded
        return
    # Spark comes with an extra, and takes seconds to load.
    from lingtan.storage.spark import Cluster, spark_session  # noqa: PLC0415

    with spark_session() as session:
        yield lambda activities, small: Cluster(session, activities, small)


def account(park: Park, accounting: Accounting, engine_of: EngineOf = Embedded) -> InventoryCase:
    """The inventory of a park that is read already."""
    metered, activities = meter_activities(park), park.activities
    if metered.activities.num_rows:
        activities = pa.concat_tables([activities, metered.activities.cast(activities.schema)])
    inventory = build_inventory(park, activities, accounting, engine_of)
    flags = (*inventory.flags, *metering_flags(park, metered), *consistency_flags(park, activities))
    return InventoryCase(park, load_rulebook(park.profile.rulebook), activities, replace(inventory, flags=flags))


def library_factors(search: str, overdue_on: date | None, path: Path | None) -> tuple[ListedFactor, ...]:
    """The factors of the library, and of a park where one is given; raises ``InputFaults``."""
    own = open_park(path).factors if path is not None else ()
    return listed_factors(search, own, overdue_on)
