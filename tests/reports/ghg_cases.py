"""The sample park's inventory with everything that can stand beside it, made up for the tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from lingtan.app.evaluation import EvaluationCase
from lingtan.carbon import UncertainAmount, UncertainInput, Uncertainty
from lingtan.reports import ENTITY_FACTS, GhgCase, ReportingFacts

FACTS = ReportingFacts(
    responsible="样例·能碳管理岗",
    intended_use="零碳园区评价与内部管理",
    consolidation="operational_control",
    base_year=2021,
    recalculation_threshold_pct=Fraction(5),
    verification="样例：经第三方核查",
)


def plain_case(case: EvaluationCase, **beside: Any) -> GhgCase:
    """An inventory and nothing beside it but what a test gives."""
    return GhgCase(case.inventory, case.park, case.rulebook, activities=case.activities, **beside)


def full_case(case: EvaluationCase) -> GhgCase:
    """An inventory with all that may be given."""
    gross = f"{float(case.inventory.total.gross):.9f}"
    return plain_case(
        case,
        facts=FACTS,
        organisation=dict.fromkeys(ENTITY_FACTS, "样例"),
        energy=tuple(_energy(case)),
        uncertainty=_uncertainty(case),
        national=NATIONAL,
        base_year=BASE_YEAR,
        versions=_versions(gross),
        verification=_verification(gross),
        comparison=_comparison(gross),
    )


def _energy(case: EvaluationCase) -> list[Any]:
    facts = case.evaluation.facts.values()
    derived = [fact.derived for fact in facts if fact.derived is not None]
    return [entry for entry in derived if entry.quantity.startswith(("energy_", "renewable_"))]


def _level(amount: Fraction, half_pct: float) -> UncertainAmount:
    size = float(amount)
    low, high = sorted((size * (1 - half_pct / 110), size * (1 + half_pct / 90)))
    return UncertainAmount(size, half_pct if size else None, half_pct if size else None, low, high)


def _uncertainty(case: EvaluationCase) -> Uncertainty:
    total = case.inventory.total
    return Uncertainty(
        park=_level(total.gross, 4.2),
        by_category={number: _level(amount, 3.1 * number) for number, amount in total.by_category.items()},
        by_gas={gas: _level(amount, 17.5) for gas, amount in total.by_gas.items()},
        by_enterprise={name: _level(amount, 5.5) for name, amount in total.by_enterprise.items()},
        by_source={},
        inputs=(
            UncertainInput("factor", "grid:CN-SH:2023", 7.0, "default", 0.81),
            UncertainInput("activity", "E02-GAS", 2.5, "stated", 0.12),
            UncertainInput("factor", "fuel:A:natural_gas", 2.0, "unknown", 0.07),
        ),
        stated_share=0.62,
        unknown_share=0.04,
        draws=10_000,
        seed=20240101,
        stable=True,
    )


NATIONAL: dict[str, Any] = {
    "total_tco2": "101234.500000000",
    "fuel_tco2": {"coal": "0", "oil": "924.662773991", "gas": "26962.647963618"},
    "conversion_tco2": None,
    "electricity": {"inflow_mwh": "91112.928", "outflow_mwh": "513.457", "tco2": "75424.084640000"},
    "heat": {"inflow_gj": "109999.9", "outflow_gj": "8000", "tco2": "9731.984200000"},
    "process": {"水泥熟料": "12.5"},
    "bunkers": {"航空煤油": "3.25"},
    "energy_tce": "45210.2",
    "core_indicator": "2.2392",
    "target": None,
    "status": "no_target",
}

BASE_YEAR: dict[str, Any] = {
    "base_year": 2021,
    "closed_tco2e": "95000.000000000",
    "recalculated_tco2e": "95950.000000000",
    "triggers": [
        {"trigger": "structure", "change_tco2e": "0.000000000", "parts": []},
        {
            "trigger": "factor",
            "change_tco2e": "950.000000000",
            "parts": [{"name": "electricity:grid:MWh", "change_tco2e": "950.000000000"}],
        },
    ],
    "cumulative_tco2e": "950.000000000",
    "cumulative_pct": 1.0,
    "threshold_pct": 5.0,
    "recalculation_due": False,
}


def _versions(gross: str) -> tuple[dict[str, Any], ...]:
    first = {
        "number": 1,
        "kind": "closed",
        "of": 0,
        "closed_on": "2025-03-31",
        "by": "样例·张工",
        "reason": "",
        "total_tco2e": gross,
        "content_hash": "a" * 64,
        "previous_sha256": "",
    }
    second = first | {
        "number": 2,
        "kind": "restated",
        "of": 1,
        "closed_on": "2025-05-20",
        "reason": "更正天然气表底数",
        "content_hash": "b" * 64,
        "previous_sha256": "c" * 64,
    }
    return first, second


def _totals(total: str, location: str = "94309.6") -> dict[str, Any]:
    return {
        "total_tco2e": total,
        "location_based_tco2e": location,
        "other_indirect_tco2e": "0.000000000",
        "removals_tco2e": "0.000000000",
        "by_category": {"0": "0", "1": "28290.278127376", "2": "60282.370419900"},
    }


def _verification(gross: str) -> dict[str, Any]:
    judged = {
        "closed_tco2e": gross,
        "misstated_tco2e": "120.000000000",
        "share_pct": 0.1355,
        "threshold_pct": 5.0,
        "material": False,
    }
    return {
        "verifier": "样例核查机构",
        "date": "2025-06-30",
        "assurance": "limited",
        "threshold_pct": "5",
        "conclusion": "未发现表明清单存在重大错报的事项。",
        "closed": _totals(gross),
        "verified": _totals("88452.648547276"),
        "difference": _totals("-120.000000000", "-120"),
        "materiality": {"total": judged},
        "adjustments": [
            {
                "enterprise": "E02",
                "source": "E02-GAS",
                "category": 1,
                "gas": "CO2",
                "change_tco2e": "-120.000000000",
                "reason": "12 月气量重复计入",
                "evidence": "EV-V-01",
            }
        ],
    }


def _comparison(gross: str) -> dict[str, Any]:
    difference = f"{float(gross) - 88600:.9f}"
    three = {"old": "88600.000000000", "new": gross, "difference": difference}
    sums = {"count": 3, "total_tco2e": difference, "other_indirect_tco2e": "0"}
    none = {"count": 0, "total_tco2e": "0", "other_indirect_tco2e": "0"}
    names = ("total_tco2e", "location_based_tco2e", "other_indirect_tco2e", "removals_tco2e")
    factor = {
        "change": "changed",
        "old": {"id": "own:activities.csv:1", "tco2e_per_unit": 0.062},
        "new": {"id": "own:activities.csv:1", "tco2e_per_unit": 0.061},
        "effect_tco2e": "-31.0",
    }
    return {
        "totals": dict.fromkeys(names, three),
        "lines": {"added": none, "removed": none, "changed": sums},
        "factors": [factor],
        "exclusions": [],
    }
