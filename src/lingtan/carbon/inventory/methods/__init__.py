"""The equations of the inventory as pure functions, on exact fractions or on arrays alike.

Each takes and returns plain numbers in the units its docstring names; nothing here looks anything up.
"""

from collections.abc import Mapping

from lingtan.carbon.inventory.methods.combustion import (
    carbon_co2_t,
    combustion_co2_t,
    combustion_factor_kg_per_tj,
    combustion_gas_kg,
    energy_based_co2_kg,
)
from lingtan.carbon.inventory.methods.electricity_heat import electricity_co2_t, generated_mwh, heat_co2_t
from lingtan.carbon.inventory.methods.numbers import Formula, Kilograms
from lingtan.carbon.inventory.methods.process import carbonate, carbonate_co2_t, clinker, clinker_co2_t
from lingtan.carbon.inventory.methods.refrigerants import blend_gwp, leaked_kg, refrigerant
from lingtan.carbon.inventory.methods.sf6 import sf6_balance, sf6_balance_kg, sf6_share
from lingtan.carbon.inventory.methods.sinks import SINK_FORMULAS
from lingtan.carbon.inventory.methods.waste import WASTE_FORMULAS, landfill_flags
from lingtan.carbon.inventory.methods.wastewater import WASTEWATER_FORMULAS

FORMULAS: Mapping[str, Formula] = {
    **SINK_FORMULAS,
    **WASTE_FORMULAS,
    **WASTEWATER_FORMULAS,
    "carbonate": carbonate,
    "process:clinker": clinker,
    "sf6": sf6_share,
}
"""Rules of ``methods.yaml`` that are formulas, to their function: parameters to kg of each species per base unit.

A key ``rule/unit`` is the formula for rows in another base unit of the method; ``method:item`` is the formula of an
item that takes the place of its factor when the row states the item's parameters.
"""

__all__ = [
    "FORMULAS",
    "Formula",
    "Kilograms",
    "blend_gwp",
    "carbon_co2_t",
    "carbonate_co2_t",
    "clinker_co2_t",
    "combustion_co2_t",
    "combustion_factor_kg_per_tj",
    "combustion_gas_kg",
    "electricity_co2_t",
    "energy_based_co2_kg",
    "generated_mwh",
    "heat_co2_t",
    "landfill_flags",
    "leaked_kg",
    "refrigerant",
    "sf6_balance",
    "sf6_balance_kg",
]
