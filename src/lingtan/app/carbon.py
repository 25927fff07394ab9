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
from lingtan.base import Fault, InputFaults
from lingtan.carbon import (
    ComparedRow,
    Embedded,
    EngineOf,
    Inventory,
    NationalAccount,
    Uncertainty,
    build_inventory,
    enterprise_inventory,
    inventory_uncertainty,
    national_account,
    side_by_side,
)
from lingtan.energy import meter_activities, metering_flags
from lingtan.knowledge import ListedFactor, Rulebook, listed_factors, load_rulebook, nearest_words
from lingtan.park import Park, consistency_flags

Accounting = Literal["t_seesa", "ndrc_910"]
EngineName = Literal["duckdb", "spark"]
_CHINA = "CN"


@dataclass(frozen=True, slots=True)
class InventoryCase:
    """A park with its activities (returned and metered), the inventory made of them, and how sure it is.

    ``national`` is the account by annex 4 of the same activities, ``beside`` both methods heading by heading (never
    added).
    """

    park: Park
    rulebook: Rulebook
    activities: pa.Table
    inventory: Inventory
    uncertainty: Uncertainty | None = None
    national: NationalAccount | None = None
    beside: tuple[ComparedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class EnterpriseCase:
    """One enterprise standing alone, and the park it is of."""

    enterprise: str
    of_park: InventoryCase
    inventory: Inventory
    uncertainty: Uncertainty | None


def take_inventory(path: Path, accounting: Accounting = "t_seesa", engine: EngineName = "duckdb") -> InventoryCase:
    """Read a park and account its greenhouse gases, with their uncertainty and the national account beside them.

    Raises ``InputFaults`` with all faults of all files.
    """
    park = open_park(path)
    with engine_named(engine) as engine_of:
        case = with_national(account(park, accounting, engine_of), engine_of)
        if engine == "spark":
            # A cluster is gone when the lines are asked for.
            case.inventory.line_table()
    return replace(case, uncertainty=inventory_uncertainty(case.inventory))


def take_enterprise_inventory(
    path: Path, enterprise: str, accounting: Accounting = "t_seesa", engine: EngineName = "duckdb"
) -> EnterpriseCase:
    """Account one enterprise of a park as an organisation of its own; annex 4 is for parks and has no part in it.

    Raises ``InputFaults`` with all faults of all files, or for an enterprise that the park does not have.
    """
    park = open_park(path)
    with engine_named(engine) as engine_of:
        case = account(park, accounting, engine_of)
        refuse_unknown_enterprise(park, case.activities, enterprise)
        inventory = enterprise_inventory(park, case.activities, enterprise, accounting, engine_of)
        if engine == "spark":
            inventory.line_table()
    return EnterpriseCase(enterprise, case, inventory, inventory_uncertainty(inventory))


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
    metered = meter_activities(park)
    activities = _with_meters(park.activities, metered.activities)
    inventory = build_inventory(park, activities, accounting, engine_of)
    flags = (*inventory.flags, *metering_flags(park, metered), *consistency_flags(park, activities))
    return InventoryCase(park, load_rulebook(park.profile.rulebook), activities, replace(inventory, flags=flags))


def refuse_unknown_enterprise(park: Park, activities: pa.Table, enterprise: str) -> None:
    """Raise ``InputFaults`` with the nearest ids where the park has no such enterprise."""
    known = {entry.enterprise for entry in park.enterprises} | set(activities["enterprise"].unique().to_pylist())
    if enterprise in known - {""}:
        return
    file = "enterprises.csv" if park.enterprises else "activities.csv"
    parts = {"value": enterprise, "nearest": nearest_words(enterprise, known - {""}) or "-"}
    raise InputFaults([Fault.at(file, 1, "enterprise", "unknown_enterprise", **parts)])


def _with_meters(activities: pa.Table, metered: pa.Table) -> pa.Table:
    return pa.concat_tables([activities, metered.cast(activities.schema)]) if metered.num_rows else activities


def with_national(case: InventoryCase, engine_of: EngineOf = Embedded) -> InventoryCase:
    """The case with the account by annex 4 of 发改环资〔2025〕910号, and both methods side by side.

    A park outside China has none, unless that is the accounting it was taken by.
    """
    park, inventory = case.park, case.inventory
    if inventory.method == "ndrc_910":
        return replace(case, national=national_account(park, case.activities, inventory))
    if not park.profile.region.startswith(_CHINA):
        return case
    second = build_inventory(park, case.activities, "ndrc_910", engine_of)
    national = national_account(park, case.activities, second)
    return replace(case, national=national, beside=side_by_side(inventory, national))


def library_factors(search: str, overdue_on: date | None, path: Path | None) -> tuple[ListedFactor, ...]:
    """The factors of the library, and of a park where one is given; raises ``InputFaults``."""
    own = open_park(path).factors if path is not None else ()
    return listed_factors(search, own, overdue_on)
