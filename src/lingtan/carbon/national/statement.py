"""The national account as one JSON object, its keys as promised to scripts."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from lingtan.carbon.national.records import (
    ComparedRow,
    ConversionBalance,
    ElectricityAccount,
    ElectricityPart,
    FuelUse,
    HeatPart,
    NationalAccount,
    ProductEmission,
)


def national_json(account: NationalAccount) -> dict[str, Any]:
    """All parts of E_park in tCO2, energy in tce, the core indicator in tCO2/tce.

    ``bunkers`` are part of ``fuels`` and of the total; ``target`` is null where annex 3 prints none for the size.
    """
    return {
        "year": account.year,
        "method": "ndrc_910",
        "total_tco2": float(account.total_t),
        "energy_tco2": float(account.energy_t),
        "process_tco2": float(account.process_t),
        "fuel_tco2": {group: float(amount) for group, amount in account.fuel_by_group.items()},
        "fuels": [_fuel(use) for use in account.fuels],
        "conversion_tco2": float(account.conversion_t),
        "conversions": [_conversion(balance) for balance in account.conversions],
        "electricity": _electricity(account.electricity),
        "heat": {"tco2": float(account.heat_t), "parts": [_heat(part) for part in account.heat]},
        "process": [_product(product) for product in account.process],
        "bunkers": [_fuel(use) for use in account.bunkers],
        "energy_tce": _number(account.energy.tce),
        "energy": {
            "stated_tce": _number(account.energy.stated_tce),
            "derived_tce": _number(account.energy.derived_tce),
            "parts": [{"name": name, "tce": float(tce)} for name, tce in account.energy.inputs],
            "not_counted": [
                {"name": name, "quantity": float(quantity), "unit": unit}
                for name, quantity, unit in account.energy.not_counted
            ],
        },
        "core_indicator": _number(account.core.value),
        "target": _number(account.core.target),
        "status": account.core.status,
        "direct_supply_share": _number(account.direct_supply.share),
        "direct_supply_at_least": _number(account.direct_supply.at_least),
        "flags": [{"code": code, **dict(details)} for code, details in account.flags],
        "inventory_hash": account.inventory_hash,
    }


def side_by_side_json(rows: Iterable[ComparedRow]) -> list[dict[str, Any]]:
    """The rows of ``side_by_side``; the two methods stand in keys of their own."""
    return [
        {
            "heading": row.heading,
            "t_seesa_tco2e": float(row.t_seesa_tco2e),
            "t_seesa_location_tco2e": float(row.t_seesa_location_tco2e),
            "ndrc_910_tco2": _number(row.national_tco2),
            "reasons": list(row.reasons),
        }
        for row in rows
    ]


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _fuel(use: FuelUse) -> dict[str, Any]:
    return {
        "fuel": use.fuel,
        "group": use.group,
        "raw_coal": use.raw_coal or None,
        "use": use.use,
        "quantity": float(use.quantity),
        "unit": use.unit,
        "rows": use.rows,
        "tco2": float(use.co2_t),
    }


def _conversion(balance: ConversionBalance) -> dict[str, Any]:
    return {
        "source": balance.source,
        "enterprise": balance.enterprise,
        "input_tco2": float(balance.input_t),
        "output_tco2": float(balance.output_t),
        "tco2": float(balance.co2_t),
        "flows": [
            {
                "item": flow.item,
                "group": flow.group,
                "direction": flow.direction,
                "quantity": float(flow.quantity),
                "unit": flow.unit,
                "tco2": float(flow.co2_t),
            }
            for flow in balance.flows
        ],
    }


def _electricity(account: ElectricityAccount) -> dict[str, Any]:
    return {
        "tco2": float(account.co2_t),
        "fossil_factor_tco2_per_mwh": float(account.fossil_factor_tco2_per_mwh),
        "inflow_mwh": float(account.inflow_mwh),
        "generated_mwh": float(account.generated_mwh),
        "outflow_mwh": float(account.outflow_mwh),
        "fossil_mwh": float(account.fossil_mwh),
        "zero_mwh": {reason: float(mwh) for reason, mwh in account.zero_mwh.items()},
        "parts": [_electric(part) for part in account.parts],
    }


def _electric(part: ElectricityPart) -> dict[str, Any]:
    return {
        "item": part.item,
        "origin": part.origin,
        "direction": part.direction,
        "mwh": float(part.mwh),
        "factor_tco2_per_mwh": float(part.factor_tco2_per_mwh),
        "zero_reason": part.zero_reason or None,
        "own_factor_not_used": part.own_factor_not_used,
        "rows": part.rows,
        "tco2": float(part.co2_t),
    }


def _heat(part: HeatPart) -> dict[str, Any]:
    return {
        "item": part.item,
        "fossil": part.fossil,
        "direction": part.direction,
        "basis": part.basis,
        "gj": _number(part.gj),
        "rows": part.rows,
        "tco2": float(part.co2_t),
    }


def _product(product: ProductEmission) -> dict[str, Any]:
    return {
        "product": product.product,
        "kind": product.kind,
        "tco2": float(product.co2_t),
        "entries": [
            {
                "method": entry.method,
                "item": entry.item,
                "quantity": float(entry.quantity),
                "unit": entry.unit,
                "factor_tco2_per_unit": float(entry.factor_tco2_per_unit),
                "basis": entry.basis,
                "source": entry.source,
                "rows": entry.rows,
                "tco2": float(entry.co2_t),
            }
            for entry in product.entries
        ],
    }
