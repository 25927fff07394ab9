"""95 % ranges, and which of the two approaches is the one to report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from lingtan.carbon.uncertainty.terms import FloatArray, IntArray

State = Literal["ranged", "no_emissions", "net_zero"]
_HALF_NANOTONNE = 5e-10


@dataclass(frozen=True, slots=True)
class Range:
    """The 95 % range of one sum, tCO2e; percentages of the mean are None where the sum is zero.

    ``state``: ``no_emissions`` (the sum is zero for certain), ``net_zero`` (amounts that cancel but for their
    uncertainty, so that only tonnes make sense) or ``ranged``. ``pct`` is half of the range; ``below_pct`` and
    ``above_pct`` are its two sides.
    """

    code: int
    co2e_t: float
    mean_t: float
    low_t: float
    high_t: float
    state: State
    pct: float | None
    below_pct: float | None
    above_pct: float | None


@dataclass(frozen=True, slots=True)
class Ranges:
    """The 95 % ranges of the groups of a level, tCO2e: the inventory's figure, mean, 2.5 % and 97.5 % limits."""

    codes: IntArray
    co2e_t: FloatArray
    mean_t: FloatArray
    low_t: FloatArray
    high_t: FloatArray

    @property
    def pct(self) -> FloatArray:
        """Half of the 95 % range in % of the mean without sign; NaN where the sum is zero."""
        return self._percent((self.high_t - self.low_t) / 2)

    @property
    def below_pct(self) -> FloatArray:
        """From the mean down to the 2.5 % limit, in % of the mean without sign; NaN where the sum is zero."""
        return self._percent(self.mean_t - self.low_t)

    @property
    def above_pct(self) -> FloatArray:
        """From the mean up to the 97.5 % limit, in % of the mean without sign; NaN where the sum is zero."""
        return self._percent(self.high_t - self.mean_t)

    def all(self) -> tuple[Range, ...]:
        """Each group as a record, in the order of the codes."""
        return tuple(self._range(place) for place in range(len(self.codes)))

    def of(self, code: int) -> Range:
        """The range of one group; raises ``KeyError``."""
        place = int(np.searchsorted(self.codes, code))
        if place == len(self.codes) or self.codes[place] != code:
            raise KeyError(code)
        return self._range(place)

    def _percent(self, amount: FloatArray) -> FloatArray:
        counted = (self.co2e_t != 0) & (self.mean_t != 0)
        return np.where(counted, 100 * amount / np.where(counted, np.abs(self.mean_t), 1), np.nan)

    def _range(self, place: int) -> Range:
        here = slice(place, place + 1)
        one = Ranges(self.codes[here], self.co2e_t[here], self.mean_t[here], self.low_t[here], self.high_t[here])
        return Range(
            code=int(one.codes[0]),
            co2e_t=float(one.co2e_t[0]),
            mean_t=float(one.mean_t[0]),
            low_t=float(one.low_t[0]),
            high_t=float(one.high_t[0]),
            state=_state(one),
            pct=_given(one.pct),
            below_pct=_given(one.below_pct),
            above_pct=_given(one.above_pct),
        )


@dataclass(frozen=True, slots=True)
class Reported:
    """The range to report, which approach gave it, and approach 1's beside it where approach 2 is reported."""

    approach: Literal[1, 2]
    range: Range
    beside: Range | None


def reported(approach_1: Ranges, approach_2: Ranges | None = None) -> tuple[Reported, ...]:
    """Approach 2's ranges where it was used, approach 1's beside them; else approach 1's (IPCC 2006 V1 3.2.3)."""
    if approach_2 is None:
        return tuple(Reported(1, found, None) for found in approach_1.all())
    return tuple(Reported(2, found, approach_1.of(found.code)) for found in approach_2.all())


def _state(one: Ranges) -> State:
    if one.co2e_t[0] != 0:
        return "ranged"
    return "no_emissions" if max(-one.low_t[0], one.high_t[0]) < _HALF_NANOTONNE else "net_zero"


def _given(value: FloatArray) -> float | None:
    return None if np.isnan(value[0]) else float(value[0])
