"""The verified version of an inventory: the park's closed one, the verifier's adjustments, and what they amount to.

T/SEESA 010-2025, 7.3.1: the third party writes an accounting report of its own; the park's version stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from lingtan.carbon.versions.comparison import adjustment_json
from lingtan.carbon.versions.records import (
    GROSS_CATEGORIES,
    OTHER_CATEGORIES,
    Adjustment,
    FrozenInventory,
    Totals,
    tonnes_text,
    totals_json,
    totals_of,
)

Assurance = Literal["limited", "reasonable"]


@dataclass(frozen=True, slots=True)
class AssuranceStatement:
    """The verifier's statement (ISO 14064-3): who, on which day, at which level, with which materiality threshold."""

    verifier: str
    on: date
    level: Assurance
    threshold_pct: Fraction = Fraction(5)
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class Materiality:
    """Misstatements, added without regard to sign, against the closed figure, both tCO2e.

    ``share_pct`` is None where the closed figure is 0; ``material`` above ``threshold_pct``.
    """

    closed_t: Fraction
    misstated_t: Fraction
    share_pct: Fraction | None
    threshold_pct: Fraction
    material: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """The park's version and the verified one side by side; ``verified`` is ``closed`` plus the adjustments."""

    statement: AssuranceStatement
    adjustments: tuple[Adjustment, ...]
    closed: Totals
    verified: Totals
    difference: Totals
    gross: Materiality
    other_indirect: Materiality


def verify(closed: FrozenInventory, adjustments: tuple[Adjustment, ...], statement: AssuranceStatement) -> Verification:
    """The verified totals, their differences, and whether the misstatements found are material.

    Gross emissions (categories 1 + 2) and other indirect emissions (3-6) are judged apart. The closed version is not
    touched.
    """
    before = totals_of(closed)
    after = totals_of(replace(closed, adjustments=adjustments))
    threshold = statement.threshold_pct
    return Verification(
        statement=statement,
        adjustments=adjustments,
        closed=before,
        verified=after,
        difference=after.minus(before),
        gross=_materiality(before.gross, adjustments, GROSS_CATEGORIES, threshold),
        other_indirect=_materiality(before.other_indirect, adjustments, OTHER_CATEGORIES, threshold),
    )


def verification_json(found: Verification) -> dict[str, Any]:
    """A verification as one JSON object; tonnes are exact texts."""
    return {
        "verifier": found.statement.verifier,
        "date": found.statement.on.isoformat(),
        "assurance": found.statement.level,
        "threshold_pct": str(found.statement.threshold_pct),
        "conclusion": found.statement.conclusion,
        "adjustments": [adjustment_json(entry) for entry in found.adjustments],
        "closed": totals_json(found.closed),
        "verified": totals_json(found.verified),
        "difference": totals_json(found.difference),
        "materiality": {
            "total": _materiality_json(found.gross),
            "other_indirect": _materiality_json(found.other_indirect),
        },
    }


def read_verification(entries: Mapping[str, Any], closed: FrozenInventory) -> Verification:
    """A verification from its JSON object and the version it is of."""
    statement = AssuranceStatement(
        verifier=entries["verifier"],
        on=date.fromisoformat(entries["date"]),
        level=entries["assurance"],
        threshold_pct=Fraction(entries["threshold_pct"]),
        conclusion=entries["conclusion"],
    )
    return verify(closed, tuple(map(_read_adjustment, entries["adjustments"])), statement)


def _read_adjustment(entry: Mapping[str, Any]) -> Adjustment:
    return Adjustment(
        row=entry["row"],
        enterprise=entry["enterprise"],
        source=entry["source"],
        category=entry["category"],
        gas=entry["gas"],
        change_t=Fraction(entry["change_tco2e"]),
        location_change_t=Fraction(entry["location_change_tco2e"]),
        reason=entry["reason"],
        evidence=entry["evidence"],
        key=tuple(entry["key"]),
    )


def _materiality(
    closed_t: Fraction, adjustments: tuple[Adjustment, ...], categories: tuple[int, ...], threshold_pct: Fraction
) -> Materiality:
    misstated = sum((abs(entry.change_t) for entry in adjustments if entry.category in categories), Fraction(0))
    share = misstated / abs(closed_t) * 100 if closed_t else None
    material = misstated > 0 and (share is None or share > threshold_pct)
    return Materiality(closed_t, misstated, share, threshold_pct, material)


def _materiality_json(found: Materiality) -> dict[str, Any]:
    return {
        "closed_tco2e": tonnes_text(found.closed_t),
        "misstated_tco2e": tonnes_text(found.misstated_t),
        "share_pct": None if found.share_pct is None else float(found.share_pct),
        "threshold_pct": float(found.threshold_pct),
        "material": found.material,
    }
