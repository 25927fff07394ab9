"""The inventory of one enterprise of the park, standing alone."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from lingtan.carbon.inventory.applied import Accounting
from lingtan.carbon.inventory.build import EngineOf, build_inventory
from lingtan.carbon.inventory.engine import Embedded
from lingtan.carbon.inventory.placing import whole
from lingtan.carbon.inventory.records import Inventory
from lingtan.park import Park


def enterprise_inventory(
    park: Park,
    activities: pa.Table,
    enterprise: str,
    accounting: Accounting = "t_seesa",
    engine_of: EngineOf = Embedded,
) -> Inventory:
    """Account one enterprise as an organisation of its own (ISO 14064-1:2018 5.1).

    What it takes over from a neighbour in the park is energy imported, so here a transfer counts at its factor; what
    it passes on is taken off. It is accounted whole, whatever part of it the park consolidates, and the park's
    certificates stay with the park. Raises ``InputFaults``.
    """
    own = activities.filter(pc.equal(activities["enterprise"], enterprise))
    none = pa.array([""] * len(own), pa.string())
    place = own.schema.get_field_index("counterparty")
    alone = own.set_column(place, "counterparty", none)
    sources = tuple(source for source in park.sources if source.enterprise == enterprise)
    names = {source.source for source in sources}
    exclusions = tuple(entry for entry in park.exclusions if entry.source in names)
    profile = whole(park.profile)
    only = replace(park, profile=profile, activities=alone, sources=sources, exclusions=exclusions, instruments=())
    return build_inventory(only, alone, accounting, engine_of)
