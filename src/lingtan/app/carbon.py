"""The greenhouse-gas inventory of a park."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pyarrow as pa

from lingtan.app.park import open_park
from lingtan.carbon import Inventory, build_inventory
from lingtan.energy import meter_activities, metering_flags
from lingtan.knowledge import Rulebook, load_rulebook
from lingtan.park import Park, consistency_flags

Accounting = Literal["t_seesa", "ndrc_910"]


@dataclass(frozen=True, slots=True)
class InventoryCase:
    """A park with its activities (returned and metered) and the inventory made of them."""

    park: Park
    rulebook: Rulebook
    activities: pa.Table
    inventory: Inventory


def take_inventory(path: Path, accounting: Accounting = "t_seesa") -> InventoryCase:
    """Read a park and account its greenhouse gases; raises ``InputFaults`` with all faults of all files."""
    park = open_park(path)
    return account(park, accounting)


def account(park: Park, accounting: Accounting) -> InventoryCase:
    """The inventory of a park that is read already."""
    metered, activities = meter_activities(park), park.activities
    if metered.activities.num_rows:
        activities = pa.concat_tables([activities, metered.activities.cast(activities.schema)])
    inventory = build_inventory(park, activities, accounting)
    flags = (*inventory.flags, *metering_flags(park, metered), *consistency_flags(park, activities))
    inventory = replace(inventory, flags=flags)
    return InventoryCase(park, load_rulebook(park.profile.rulebook), activities, inventory)
