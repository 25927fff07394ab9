"""Exact numbers with a root in them: comparison and rounding never go through a float."""

from __future__ import annotations

from fractions import Fraction
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingtan.evaluation import Exact, Fall

positive = st.fractions(min_value=Fraction(1, 1000), max_value=Fraction(999, 1000), max_denominator=10**6)


@given(remaining=positive, steps=st.sampled_from([2, 3]), value=positive)
def test_a_fall_is_compared_by_integer_powers(remaining: Fraction, steps: int, value: Fraction) -> None:
    sign = Fall(remaining, steps).compare(value)
    assert sign == ((1 - value) ** steps > remaining) - ((1 - value) ** steps < remaining)


@given(remaining=positive, steps=st.sampled_from([2, 3]))
def test_bounds_enclose_the_root(remaining: Fraction, steps: int) -> None:
    fall = Fall(remaining, steps)
    low, high = fall.bounds()
    assert high - low <= Fraction(1, 10**40)
    assert fall.compare(low) >= 0
    assert fall.compare(high) <= 0
    assert isclose(float(low), 1 - float(remaining) ** (1 / steps), rel_tol=1e-9, abs_tol=1e-12)


def test_rational_roots_are_found() -> None:
    assert Fall(Fraction(884736, 1000000), 3).bounds() == (Fraction(4, 100), Fraction(4, 100))
    assert Fall(Fraction(9409, 10000), 2).bounds() == (Fraction(3, 100), Fraction(3, 100))


@pytest.mark.parametrize(
    ("remaining", "side"), [("884736/1000000", 0), ("8847359999999999999999/10000000000000000000000", 1)]
)
def test_four_percent_is_decided_beyond_any_float(remaining: str, side: int) -> None:
    assert Fall(Fraction(remaining), 3).compare(Fraction(4, 100)) == side


def test_a_sum_with_a_root_is_still_exact() -> None:
    fall = Exact(Fraction(0), Fraction(1), Fall(Fraction(1, 2), 2))
    score = Exact(Fraction(89)) + fall.times(Fraction(10))
    assert score.compare(Fraction(90)) > 0
    assert (score - fall.times(Fraction(10))).compare(Fraction(89)) == 0
    assert score.text() == "91.9289"


def test_two_roots_do_not_add() -> None:
    one, other = (Exact(Fraction(0), Fraction(1), Fall(Fraction(1, n), 2)) for n in (2, 3))
    with pytest.raises(ValueError, match="two different roots"):
        one + other


def test_display_is_half_even_and_plain() -> None:
    assert Exact(Fraction("74.99995")).text() == "75.0000"
    assert Exact(Fraction("74.99985")).text() == "74.9998"
    assert Exact(Fraction(0)).text() == "0.0000"
