"""Exact scores: rational numbers, and sums of them with one root (indicator 25), decided without a float."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from lingtan.base import decimal_text

_GUARD = 10**40


@dataclass(frozen=True, slots=True)
class Fall:
    """``1 - remaining ** (1 / steps)``: a mean yearly fall; ``remaining`` = end / start, positive."""

    remaining: Fraction
    steps: int

    def compare(self, value: Fraction) -> int:
        """-1, 0 or 1 as the fall is below, at or above ``value``, by integer powers."""
        bound = 1 - value
        if bound <= 0:
            return -1 if self.remaining > 0 or bound < 0 else 0
        power = bound**self.steps
        return (power > self.remaining) - (power < self.remaining)

    def bounds(self) -> tuple[Fraction, Fraction]:
        """Rational bounds of the fall, at most 1e-40 apart (equal where the root is rational)."""
        low = _root_floor(self.remaining, self.steps)
        if low**self.steps == self.remaining:
            return 1 - low, 1 - low
        return 1 - low - Fraction(1, _GUARD), 1 - low


def _root_floor(value: Fraction, steps: int) -> Fraction:
    """The largest multiple of 1e-40 whose ``steps``-th power is at most ``value``, or the root if it is rational."""
    numerator, denominator = _integer_root(value.numerator, steps), _integer_root(value.denominator, steps)
    if numerator**steps == value.numerator and denominator**steps == value.denominator:
        return Fraction(numerator, denominator)
    return Fraction(_integer_root(value.numerator * _GUARD**steps // value.denominator, steps), _GUARD)


def _integer_root(value: int, steps: int) -> int:
    if steps == 1 or value < 2:
        return value
    if steps == 2:
        return isqrt(value)
    high = 1 << -(-value.bit_length() // steps)
    while True:
        lower = ((steps - 1) * high + value // high ** (steps - 1)) // steps
        if lower >= high:
            return high
        high = lower


@dataclass(frozen=True, slots=True)
class Exact:
    """``rational + share * fall``: what indicator 25 adds to a score, still exact."""

    rational: Fraction
    share: Fraction = Fraction(0)
    fall: Fall | None = None

    def __add__(self, other: Exact) -> Exact:
        """The sum; at most one fall may take part, for a park has one indicator 25."""
        if self.fall and other.fall and self.fall != other.fall:
            raise ValueError("two different roots in one sum")
        return Exact(self.rational + other.rational, self.share + other.share, self.fall or other.fall)

    def __sub__(self, other: Exact) -> Exact:
        """The difference; as with the sum, at most one fall may take part."""
        return self + other.times(Fraction(-1))

    def times(self, factor: Fraction) -> Exact:
        """The multiple."""
        return Exact(self.rational * factor, self.share * factor, self.fall)

    def compare(self, value: Fraction) -> int:
        """-1, 0 or 1 as the number is below, at or above ``value``; exact."""
        if self.fall is None or self.share == 0:
            return (self.rational > value) - (self.rational < value)
        sign = 1 if self.share > 0 else -1
        return sign * self.fall.compare((value - self.rational) / self.share)

    def text(self, places: int = 4) -> str:
        """Rounded half-even for display; the level is decided before this."""
        low, high = self._bounds()
        below, above = round(low * 10**places), round(high * 10**places)
        if below != above:
            below = above if self.compare(Fraction(below + above, 2 * 10**places)) > 0 else below
        return decimal_text(Fraction(below, 10**places), places)

    def __float__(self) -> float:
        """The nearest float, for charts and JSON."""
        low, high = self._bounds()
        return float((low + high) / 2)

    def _bounds(self) -> tuple[Fraction, Fraction]:
        if self.fall is None or self.share == 0:
            return self.rational, self.rational
        ends = [self.rational + self.share * end for end in self.fall.bounds()]
        return min(ends), max(ends)


ZERO = Exact(Fraction(0))
