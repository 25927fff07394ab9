"""The inventory as one JSON object, its keys as promised to scripts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lingtan.carbon.inventory.records import AppliedFactor, Inventory, YearTotal
from lingtan.carbon.inventory.uncertain import UncertainAmount, Uncertainty

_PARK = "park"


def inventory_json(inventory: Inventory, uncertainty: Uncertainty | None = None) -> dict[str, Any]:
    """Totals of the reporting year and of all years, factors, exclusions and flags; numbers are tCO2e.

    ``by_category`` (1 and 2), ``by_gas``, ``by_enterprise`` and ``by_month`` each sum to ``total_tco2e``;
    categories 3-6 stand in ``other_indirect_by_category``. Lines without an enterprise are ``park``.
    ``uncertainty_pct`` is half of the simulated 95 % range in % of the total, ``uncertainty`` what stands behind it;
    both are null where it was not asked for.
    """
    return {
        "year": inventory.reporting_year,
        "method": inventory.method,
        **_totals(inventory.total),
        "uncertainty_pct": None if uncertainty is None else uncertainty.park.simulated_pct,
        "uncertainty": None if uncertainty is None else _uncertainty(uncertainty),
        "certificates_mwh": float(inventory.covered_mwh),
        "exclusions": [
            {"source": source, "reason": reason, "estimate_tco2e": None if size is None else float(size)}
            for source, reason, size, _ in inventory.exclusions
        ],
        "unexplained_sources": list(inventory.unexplained_sources),
        "unregistered_sources": list(inventory.unregistered_sources),
        "years": [{"year": year, **_totals(total)} for year, total in sorted(inventory.years.items())],
        "factors": [_factor(factor) for factor in inventory.factors],
        "flags": [{"code": code, **dict(details)} for code, details in inventory.flags],
        "content_hash": inventory.content_hash,
    }


def _totals(total: YearTotal) -> dict[str, Any]:
    categories = {str(category): float(amount) for category, amount in sorted(total.by_category.items())}
    return {
        "total_tco2e": float(total.gross),
        "location_based_tco2e": float(total.location_based),
        "market_based_tco2e": float(total.market_based),
        "other_indirect_tco2e": float(total.other_indirect),
        "by_category": {category: categories[category] for category in ("1", "2")},
        "other_indirect_by_category": {category: categories[category] for category in ("3", "4", "5", "6")},
        "by_scope": {str(scope): float(amount) for scope, amount in total.by_scope.items()},
        "by_gas": {gas: float(amount) for gas, amount in total.by_gas.items()},
        "direct_by_gas": {gas: float(amount) for gas, amount in total.direct_by_gas.items()},
        "by_enterprise": _by_enterprise(total.by_enterprise),
        "by_month": {f"{total.year}-{month:02d}": float(amount) for month, amount in sorted(total.by_month.items())},
        "removals_tco2e": float(total.removals_t),
        "biogenic_tco2": float(total.biogenic_co2_t),
        "rows": total.rows,
    }


def _uncertainty(found: Uncertainty) -> dict[str, Any]:
    return {
        "park": _amount(found.park),
        "by_category": {str(category): _amount(amount) for category, amount in sorted(found.by_category.items())},
        "by_gas": {gas: _amount(amount) for gas, amount in found.by_gas.items()},
        "by_enterprise": {name or _PARK: _amount(amount) for name, amount in found.by_enterprise.items()},
        "by_source": [
            {"source": source, "enterprise": enterprise, **_amount(amount)}
            for (source, enterprise), amount in found.by_source.items()
        ],
        "inputs": [
            {
                "side": entry.side,
                "name": entry.name,
                "pct": entry.pct,
                "origin": entry.origin,
                "variance_share": entry.variance_share,
            }
            for entry in found.inputs
        ],
        "stated_share": found.stated_share,
        "unknown_share": found.unknown_share,
        "draws": found.draws,
        "seed": found.seed,
        "stable": found.stable,
    }


def _amount(amount: UncertainAmount) -> dict[str, Any]:
    return {
        "co2e_t": amount.co2e_t,
        "propagated_pct": amount.pct,
        "simulated_pct": amount.simulated_pct,
        "low_tco2e": amount.low_t,
        "high_tco2e": amount.high_t,
    }


def _by_enterprise(amounts: Mapping[str, Fraction]) -> dict[str, float]:
    named: dict[str, Fraction] = {}
    for enterprise, amount in sorted(amounts.items()):
        key = enterprise or _PARK
        named[key] = named.get(key, Fraction(0)) + amount
    return {enterprise: float(amount) for enterprise, amount in sorted(named.items())}


def _factor(factor: AppliedFactor) -> dict[str, Any]:
    return {
        "id": factor.id,
        "method": factor.method,
        "item": factor.item,
        "unit": factor.unit,
        "year": factor.year,
        "by_gas": {gas: float(rate) for gas, rate in factor.rates.items()},
        "tco2e_per_unit": float(factor.tco2e_per_unit),
        "tco2e_per_unit_exact": str(factor.tco2e_per_unit),
        "location_tco2e_per_unit": float(factor.location_tco2e_per_unit),
        "source": factor.source,
        "factor_year": factor.factor_year,
        "region": factor.region,
        "review_by": factor.review_by,
        "steps": [{"name": name, "value": value, "unit": unit} for name, value, unit in factor.steps],
        "flags": list(factor.flags),
    }
