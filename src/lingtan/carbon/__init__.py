"""Carbon: the greenhouse-gas inventory, and the instruments set against it."""

from lingtan.carbon.instruments import (
    DoubleClaim,
    derive_from_instruments,
    derive_from_inventory,
    double_claims,
    refuse_certified_twice,
)
from lingtan.carbon.inventory.applied import Accounting, ActivityKey, apply_factor
from lingtan.carbon.inventory.build import EngineOf, account_cube, build_inventory
from lingtan.carbon.inventory.cube import CUBE_SCHEMA, full_cube
from lingtan.carbon.inventory.engine import Embedded, Engine, cluster_sql
from lingtan.carbon.inventory.enterprise import enterprise_inventory
from lingtan.carbon.inventory.methods import (
    blend_gwp,
    combustion_co2_t,
    combustion_factor_kg_per_tj,
    electricity_co2_t,
    energy_based_co2_kg,
    generated_mwh,
    heat_co2_t,
)
from lingtan.carbon.inventory.placing import placing_tables
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
from lingtan.carbon.inventory.uncertain import UncertainAmount, UncertainInput, Uncertainty
from lingtan.carbon.national import (
    ComparedRow,
    NationalAccount,
    national_account,
    national_json,
    side_by_side,
    side_by_side_json,
)
from lingtan.carbon.uncertainty.assembly import inventory_uncertainty
from lingtan.carbon.uncertainty.propagation import combine_product, combine_sum

__all__ = [
    "COVERING_ITEM",
    "CUBE_SCHEMA",
    "GASES",
    "LINE_SCHEMA",
    "Accounting",
    "ActivityKey",
    "AppliedFactor",
    "ComparedRow",
    "DoubleClaim",
    "Embedded",
    "Engine",
    "EngineOf",
    "Inventory",
    "NationalAccount",
    "SourceTotal",
    "UncertainAmount",
    "UncertainInput",
    "Uncertainty",
    "YearTotal",
    "account_cube",
    "apply_factor",
    "blend_gwp",
    "build_inventory",
    "cluster_sql",
    "combine_product",
    "combine_sum",
    "combustion_co2_t",
    "combustion_factor_kg_per_tj",
    "derive_from_instruments",
    "derive_from_inventory",
    "double_claims",
    "electricity_co2_t",
    "energy_based_co2_kg",
    "enterprise_inventory",
    "full_cube",
    "generated_mwh",
    "heat_co2_t",
    "inventory_json",
    "inventory_uncertainty",
    "national_account",
    "national_json",
    "placing_tables",
    "refuse_certified_twice",
    "side_by_side",
    "side_by_side_json",
]
