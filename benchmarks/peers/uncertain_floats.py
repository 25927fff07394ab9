"""Error propagation by the package ``uncertainties``: numbers that carry their sd and remember what they came from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from uncertainties import ufloat

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def percents(
    lines: Mapping[str, Codes], co2e_t: Floats, activity_pct: Floats, factor_pct: Floats
) -> dict[str, dict[int, float]]:
    """Half of the 95 % range in % of each group of each level but ``activity`` and ``factor``."""
    activities = [ufloat(1, pct / 196) for pct in activity_pct]
    factors = [ufloat(1, pct / 196) for pct in factor_pct]
    amounts = [
        amount * activities[a] * factors[f]
        for amount, a, f in zip(co2e_t.tolist(), lines["activity"], lines["factor"], strict=True)
    ]
    found: dict[str, dict[int, float]] = {"park": {0: _percent(sum(amounts))}}
    for name in set(lines) - {"activity", "factor"}:
        grouped: dict[int, list[object]] = {}
        for code, amount in zip(lines[name].tolist(), amounts, strict=True):
            grouped.setdefault(code, []).append(amount)
        found[name] = {code: _percent(sum(parts)) for code, parts in grouped.items()}  # type: ignore[arg-type]
    return found


def _percent(amount: object) -> float:
    return float(196 * amount.std_dev / abs(amount.nominal_value))  # type: ignore[attr-defined]
