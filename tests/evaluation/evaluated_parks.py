"""Parks made of a few lines: quantities as an expert would write them, evaluated by a rulebook of the product."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from lingtan.evaluation import Evaluation, evaluate
from lingtan.knowledge import Rulebook, load_rulebook
from lingtan.park import (
    ACTIVITY_SCHEMA,
    DerivedQuantity,
    GridFactorChoice,
    Origin,
    Park,
    Profile,
    StatedQuantity,
)

YEAR = 2025
SEESA = "t_seesa_010_2025"
NDRC = "ndrc_2025_910"


def number(value: object) -> Fraction:
    """An exact number as the cases write it: ``0.4``, ``3/10``, ``"1e-12"``."""
    return Fraction(str(value))


def profile(rulebook: str = SEESA, **settings: Any) -> Profile:
    """A profile with the settings of ``park.yaml`` that an evaluation reads."""
    return Profile(
        id="case",
        name="示例园区",
        name_en="Case park",
        region="CN-SH",
        reporting_year=YEAR,
        rulebook=rulebook,
        weights={name: number(value) for name, value in settings.get("weights", {}).items()},
        leading_values={int(no): number(value) for no, value in settings.get("leading_values", {}).items()},
        interpretations={name: str(option) for name, option in settings.get("interpretations", {}).items()},
        grid_factor=GridFactorChoice("provincial"),
        gwp="AR6",
        fuel_set="A",
        timezone="Asia/Shanghai",
    )


def rows(rulebook: Rulebook, quantities: Mapping[str, Any]) -> tuple[StatedQuantity, ...]:
    """Rows of ``quantities.csv``: a number, ``na``, ``{value, unit, note}``, or four of these, oldest year first."""
    stated: list[StatedQuantity] = []
    for quantity, entry in quantities.items():
        years = range(YEAR - len(entry) + 1, YEAR + 1) if isinstance(entry, list) else (YEAR,)
        for year, value in zip(years, entry if isinstance(entry, list) else [entry], strict=True):
            if value is None:
                continue
            parts = value if isinstance(value, dict) else {"value": value}
            origin = Origin("quantities.csv", len(stated) + 2)
            shown = None if parts["value"] == "na" else number(parts["value"])
            unit = parts.get("unit", rulebook.quantities[quantity].unit)
            note = parts.get("note", "no such thing here")
            evidence = parts.get("evidence", "")
            stated.append(StatedQuantity(quantity, year, shown, unit, "statistics", evidence, note, origin))
    return tuple(stated)


def park(
    quantities: Mapping[str, Any], rulebook: str = SEESA, files: Mapping[str, Any] | None = None, **settings: Any
) -> Park:
    """A park of stated quantities; ``files`` are further fields of the record, ``settings`` those of the profile."""
    stated = rows(load_rulebook(rulebook), quantities)
    return Park(Path("case"), profile(rulebook, **settings), stated, ACTIVITY_SCHEMA.empty_table(), **(files or {}))


def evaluated(
    quantities: Mapping[str, Any],
    rulebook: str = SEESA,
    derived: tuple[DerivedQuantity, ...] = (),
    files: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Evaluation:
    """The evaluation of a park of stated quantities."""
    return evaluate(load_rulebook(rulebook), park(quantities, rulebook, files, **settings), None, derived)


GATE = {
    "government_approval": 1,
    "boundary_clear": 1,
    "operation_normal": 1,
    "no_serious_accident_3y": 1,
    "ghg_method_and_report": 1,
    "environment_compliant": 1,
    "carbon_management_system": 1,
    "zero_carbon_plan": 1,
    "settled_industrial_land": 600000,
    "industrial_land": 1000000,
}
"""A park that meets all basic requirements."""

LEADING = {
    "public_vehicles_new_energy": 20,
    "public_vehicles_total": 20,
    "freight_low_carbon": 50,
    "freight_total": 100,
    "people_low_carbon_travel": 80,
    "people_total": 100,
    "recent_buildings_two_star": 100,
    "recent_buildings_total": 100,
    "ultra_low_energy_or_zero_carbon_building": 1,
    "green_product": 1,
    "resource_reuse_enterprises": 3,
    "green_factories": 10,
    "zero_carbon_factories": 2,
    "factories_total": 20,
    "renewable_energy_used": 20,
    "energy_consumption_total": 100,
    "distributed_energy_system": 1,
    "waste_energy_recovered": 70,
    "waste_energy_recoverable": 100,
    "new_industrial_roof_pv_area": 50,
    "new_industrial_roof_usable_area": 100,
    "products_recyclable": 90,
    "products_total": 100,
    "solid_waste_utilised": 95,
    "solid_waste_generated": 100,
    "industrial_water_reused": 50,
    "industrial_water_total": 100,
    "sewage_reclaimed": 30,
    "sewage_domestic": 100,
    "zero_carbon_office": 1,
    "dedicated_funds_or_policy": 1,
    "enterprises_with_ghg_inventory": 30,
    "production_enterprises": 30,
    "ccus": 1,
    "green_area": 30,
    "developed_land": 100,
    "own_project_offsets": 50,
    "own_project_offsets_outside": 0,
    "credits_retired": 100,
    "gross_emissions": [1400, 1300, 1200, 1000],
    "output_value_comparable": [5000, 5000, 5000, 5000],
    "microgrid_control_system": 1,
    "energy_carbon_platform": 1,
}
"""A park at the leading value of every indicator."""
