"""The gate over blocks of parks: 0 met, 1 not met, 2 not shown."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from lingtan.evaluation.ratios_many import Block, Bools
from lingtan.knowledge import Requirement

Codes = np.ndarray[tuple[int], np.dtype[np.int8]]
_ROUNDING = 1e-12


def gate_of(requirements: Sequence[Requirement], block: Block) -> Codes:
    """The worst answer of all requirements: not met before not shown, not shown before met."""
    not_met, not_shown = np.zeros(block.rows, np.bool_), np.zeros(block.rows, np.bool_)
    for requirement in requirements:
        for name in requirement.quantities:
            if not block.has(name):
                not_shown[:] = True
                continue
            value = block.filled(name, np.nan)
            not_met |= value < 1
            not_shown |= np.isnan(value)
        if requirement.share is not None:
            _share(requirement.share, requirement.at_least or Fraction(0), block, not_met, not_shown)
    codes: Codes = not_shown.astype(np.int8)
    codes *= 2
    codes[not_met] = 1
    return codes


def _share(names: tuple[str, str], at_least: Fraction, block: Block, not_met: Bools, not_shown: Bools) -> None:
    part, whole = (block.filled(name, np.nan) for name in names)
    share = part / whole
    block.fault |= np.isinf(share)
    not_shown |= np.isnan(share)
    below = share < float(at_least)
    for row in np.flatnonzero(np.abs(share - float(at_least)) < _ROUNDING):
        if share[row] != float(at_least) or Fraction(float(at_least)) != at_least:
            below[row] = Fraction(part[row]) < at_least * Fraction(whole[row])
    not_met |= below
