"""The evaluation as one JSON object: keys of the contract, always in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from lingtan import __version__
from lingtan.evaluation.exact import Exact
from lingtan.evaluation.explanation import as_dict, explain, reason_text
from lingtan.evaluation.records import (
    AlternativeResult,
    Evaluation,
    Fact,
    Flag,
    GateResult,
    IndicatorResult,
    TargetResult,
)
from lingtan.evaluation.score import BONUS, total
from lingtan.evaluation.wording import flag_text
from lingtan.knowledge import Language, Rulebook
from lingtan.park import Park


def evaluation_json(result: Evaluation, park: Park, rulebook: Rulebook, language: Language) -> dict[str, Any]:
    """What ``lingtan evaluate --json`` prints: scores as texts of four decimals, shares 0..1, names in one language."""
    return {
        "park": result.park_id,
        "name": park.profile.name if language == "zh" else park.profile.name_en,
        "year": result.year,
        "rulebook": result.rulebook,
        "rulebook_code": rulebook.code,
        "rulebook_hash": result.rulebook_hash,
        "program_version": __version__,
        "gate": [_gate(entry, language) for entry in result.gate],
        "provisional": result.provisional,
        **_scores(result),
        "categories": [
            {
                "id": entry.id,
                "name": entry.name.of(language),
                "weight": float(entry.weight),
                "weight_stated": float(entry.weight_stated),
                "confirmed": entry.confirmed,
                "applicable": entry.applicable,
                "points": float(entry.points),
            }
            for entry in result.categories
        ],
        "bonus": _bonus(result.indicators),
        "indicators": [_indicator(entry, language) for entry in result.indicators],
        "improvements": [
            {
                "no": entry.no,
                "name": entry.name.of(language),
                "ratio": float(entry.ratio),
                "gain": float(entry.gain),
                "score_then": entry.score_then.text(),
                "level_then": entry.level_then,
            }
            for entry in result.improvements
        ],
        **_targets(result, language),
        **_emissions(result),
        "interpretations": dict(result.options),
        "flags": [_flag(flag, language) for flag in result.flags],
        "explanation": as_dict(explain(result, rulebook, language)),
    }


def _scores(result: Evaluation) -> dict[str, Any]:
    band = result.band
    return {
        "score": _text(result.score),
        "score_without_bonus": _text(result.score_without_bonus),
        "score_if_complete": _text(result.score_if_complete),
        "score_band": [band[0].score.text(), band[-1].score.text()] if band else None,
        "level": result.level,
        "level_without_bonus": result.level_without_bonus,
        "band": [
            {
                "weights": {name: float(weight) for name, weight in point.weights.items()},
                "score": point.score.text(),
                "level": point.level,
            }
            for point in band
        ],
        "band_flips": result.band_flips,
        "zero_carbon": result.zero_carbon is not None and result.zero_carbon.reached,
    }


def _gate(entry: GateResult, language: Language) -> dict[str, Any]:
    return {
        "clause": entry.clause,
        "status": entry.status,
        "name": entry.name.of(language),
        "share": _number(entry.share),
        "at_least": _number(entry.at_least),
    }


def _bonus(indicators: Sequence[IndicatorResult]) -> dict[str, Any]:
    entries = [entry for entry in indicators if entry.category == BONUS]
    most = sum((entry.most_points for entry in entries), Fraction(0))
    return {"id": BONUS, "points": float(total(entry.points for entry in entries)), "most_points": float(most)}


def _indicator(entry: IndicatorResult, language: Language) -> dict[str, Any]:
    counted = entry.status == "counted"
    return {
        "no": entry.no,
        "category": entry.category,
        "name": entry.name.of(language),
        "clause": entry.clause,
        "status": entry.status,
        "value": _float(entry.value),
        "unit": entry.unit,
        "leading": float(entry.leading),
        "confirmed": entry.confirmed,
        "ratio": float(entry.ratio) if counted else None,
        "points": float(entry.points),
        "most_points": float(entry.most_points),
        "counted": entry.counted,
        "reason": entry.reason,
        "alternatives": [_alternative(one, language) for one in entry.alternatives],
    }


def _alternative(entry: AlternativeResult, language: Language) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name.of(language),
        "formula": entry.formula,
        "status": entry.status,
        "value": _float(entry.value),
        "ratio": float(entry.ratio) if entry.status == "counted" else None,
        "steps": entry.steps,
        "quantities": [_fact(fact) for fact in entry.facts],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "quantity": fact.quantity,
        "year": fact.year,
        "value": _number(fact.value),
        "unit": fact.unit,
        "applicable": fact.applicable,
        "stated": _number(fact.stated_value),
        "derived": _number(fact.derived_value),
        "verified": None if fact.verified is None else _number(fact.verified.value),
    }


def _targets(result: Evaluation, language: Language) -> dict[str, Any]:
    if not result.targets:
        return {}
    shown = {kind: [_target(e, language) for e in result.targets if e.kind == kind] for kind in ("core", "guide")}
    notes = [
        {
            "id": entry.id,
            "name": entry.name.of(language),
            "clause": entry.clause,
            "value": _number(entry.value),
            "at_least": _number(entry.at_least),
        }
        for entry in result.notes
    ]
    return {**shown, "notes": notes}


def _target(entry: TargetResult, language: Language) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name.of(language),
        "clause": entry.clause,
        "value": _number(entry.value),
        "target": _number(entry.target),
        "comparison": entry.comparison,
        "unit": entry.unit,
        "status": entry.status,
        "reason": reason_text(entry, language),
        "quantities": [_fact(fact) for fact in entry.facts],
    }


def _emissions(result: Evaluation) -> dict[str, Any]:
    zero = result.zero_carbon
    return {
        "intensities": [
            {
                "year": entry.year,
                "emissions_tco2e": _number(entry.emissions_tco2e),
                "output_10k_cny": _number(entry.output_10k_cny),
                "tco2e_per_10k_cny": _number(entry.intensity),
            }
            for entry in result.intensities
        ],
        "gross_emissions_tco2e": None if zero is None else _number(zero.gross_tco2e),
        "own_reductions_tco2e": _number(result.own_reductions_tco2e),
        "offsets_tco2e": float(result.offsets_tco2e),
        "zero_carbon_balance_tco2e": None if zero is None else _number(zero.balance_tco2e),
    }


def _flag(flag: Flag, language: Language) -> dict[str, Any]:
    taken = {"clause": flag.clause, "code": flag.code, "message": flag_text(flag, language)}
    return {**dict(flag.details), **taken}


def _text(value: Exact | None) -> str | None:
    return None if value is None else value.text(4)


def _float(value: Exact | None) -> float | None:
    return None if value is None else float(value)


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
