"""Carbon: the greenhouse-gas inventory, and the instruments set against it."""

from lingtan.carbon.instruments import (
    DoubleClaim,
    derive_from_instruments,
    derive_from_inventory,
    double_claims,
    refuse_certified_twice,
)
from lingtan.carbon.inventory.applied import Accounting, ActivityKey, apply_factor
from lingtan.carbon.inventory.build import build_inventory
from lingtan.carbon.inventory.methods import (
    blend_gwp,
    combustion_co2_t,
    combustion_factor_kg_per_tj,
    electricity_co2_t,
    energy_based_co2_kg,
    generated_mwh,
    heat_co2_t,
)
from lingtan.carbon.inventory.records import (
    COVERING_ITEM,
    GASES,
    LINE_SCHEMA,
    AppliedFactor,
    Inventory,
    SourceTotal,
    YearTotal,
)
from lingtan.carbon.inventory.statement import inventory_json

__all__ = [
    "COVERING_ITEM",
    "GASES",
    "LINE_SCHEMA",
    "Accounting",
    "ActivityKey",
    "AppliedFactor",
    "DoubleClaim",
    "Inventory",
    "SourceTotal",
    "YearTotal",
    "apply_factor",
    "blend_gwp",
    "build_inventory",
    "combustion_co2_t",
    "combustion_factor_kg_per_tj",
    "derive_from_instruments",
    "derive_from_inventory",
    "double_claims",
    "electricity_co2_t",
    "energy_based_co2_kg",
    "generated_mwh",
    "heat_co2_t",
    "inventory_json",
    "refuse_certified_twice",
]
