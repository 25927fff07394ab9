"""How sure an inventory is: its 95 % limits at every level, and what they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UncertainAmount:
    """An amount in tCO2e with its uncertainty by both approaches of IPCC 2006 volume 1 chapter 3.

    ``pct``: half of the 95 % range in % of the amount by error propagation (approach 1; None where the amount is 0).
    ``simulated_pct``, ``low_t`` and ``high_t``: the same half and the 95 % limits by Monte Carlo simulation (approach
    2), which are the ones reported.
    """

    co2e_t: float
    pct: float | None
    simulated_pct: float | None
    low_t: float
    high_t: float


@dataclass(frozen=True, slots=True)
class UncertainInput:
    """One uncertain value and the share of the variance of the park's total that comes from it.

    ``side`` is ``activity`` or ``factor``; ``name`` its source or the factor's shared id; ``origin`` says whether its
    uncertainty is ``stated``, a ``default`` or ``unknown``.
    """

    side: str
    name: str
    pct: float
    origin: str
    variance_share: float


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """The uncertainty of the gross emissions (categories 1 + 2) of the reporting year, and of the other categories.

    ``by_source`` is keyed by (source, enterprise). ``stated_share``: of the emissions, by size, the part whose
    uncertainties are both stated rather than defaults. ``draws`` of the simulation, its ``seed``, and whether its
    limits were stable to 1 %.
    """

    park: UncertainAmount
    by_category: Mapping[int, UncertainAmount]
    by_gas: Mapping[str, UncertainAmount]
    by_enterprise: Mapping[str, UncertainAmount]
    by_source: Mapping[tuple[str, str], UncertainAmount]
    inputs: tuple[UncertainInput, ...]
    stated_share: float
    unknown_share: float
    draws: int
    seed: int
    stable: bool
