"""What must hold of any inventory's uncertainty, in both approaches."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingtan.carbon.uncertainty import Ranges, Side, Terms, build_terms, contributions, coverage, propagate, simulate


@dataclass(frozen=True)
class Line:
    tonnes: int
    activity: int
    factor: int
    source: int
    gas: int


PERCENTS = (0.0, 0.5, 3.0, 25.0, 50.0, 80.0, 250.0)
LINES = st.lists(
    st.builds(
        Line,
        tonnes=st.integers(-200, 1000),
        activity=st.integers(0, 5),
        factor=st.integers(0, 4),
        source=st.integers(0, 2),
        gas=st.integers(0, 2),
    ),
    min_size=1,
    max_size=12,
)
ACTIVITY = st.lists(st.sampled_from(PERCENTS), min_size=7, max_size=7)
FACTOR = st.lists(st.sampled_from(PERCENTS), min_size=6, max_size=6)
few = settings(max_examples=20, deadline=None)


def terms_of(lines: list[Line], activity: list[float], factor: list[float], scale: float = 1.0) -> Terms:
    return build_terms(
        [scale * line.tonnes for line in lines],
        Side([line.activity for line in lines], [activity[line.activity] for line in lines]),
        Side([line.factor for line in lines], [factor[line.factor] for line in lines]),
        {"source": [line.source for line in lines], "gas": [line.gas for line in lines]},
    )


def both(terms: Terms, draws: int = 10_000) -> list[Ranges]:
    drawn = simulate(terms, seed=3, least_draws=draws, most_draws=draws)
    return [*propagate(terms).levels.values(), *drawn.levels.values()]


def assert_alike(found: list[Ranges], expected: list[Ranges], scale: float = 1.0) -> None:
    for ours, theirs in zip(found, expected, strict=True):
        size = scale * max(np.abs(theirs.high_t).max(), np.abs(theirs.low_t).max(), 1.0)
        for column in ("co2e_t", "mean_t", "low_t", "high_t"):
            assert getattr(ours, column) == pytest.approx(scale * getattr(theirs, column), rel=1e-9, abs=1e-9 * size)


@few
@given(LINES, ACTIVITY, FACTOR, st.integers(-50, 50))
def test_splitting_a_line_changes_nothing(lines, activity, factor, part) -> None:
    """A row entered as two rows of one meter, with one factor, is the same row."""
    first, *others = lines
    split = [Line(first.tonnes - part, *_rest(first)), *others, Line(part, *_rest(first))]
    assert_alike(both(terms_of(split, activity, factor)), both(terms_of(lines, activity, factor)))


@few
@given(LINES, ACTIVITY, FACTOR)
def test_a_line_of_nothing_changes_nothing(lines, activity, factor) -> None:
    more = [Line(0, 6, 5, lines[0].source, lines[0].gas), *lines]
    for ours, theirs in zip(
        both(terms_of(more, activity, factor, 0.1)), both(terms_of(lines, activity, factor, 0.1)), strict=True
    ):
        assert ours.low_t.tobytes() == theirs.low_t.tobytes()
        assert ours.high_t.tobytes() == theirs.high_t.tobytes()


@few
@given(LINES.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))), ACTIVITY, FACTOR)
def test_the_order_of_lines_does_not_matter(orders, activity, factor) -> None:
    lines, mixed = orders
    for ours, theirs in zip(
        both(terms_of(mixed, activity, factor, 0.1)), both(terms_of(lines, activity, factor, 0.1)), strict=True
    ):
        for column in ("codes", "co2e_t", "mean_t", "low_t", "high_t"):
            assert getattr(ours, column).tobytes() == getattr(theirs, column).tobytes()


@few
@given(LINES, ACTIVITY, FACTOR, st.sampled_from([0.001, 3.0, 1e6]))
def test_scaling_every_line_scales_the_limits(lines, activity, factor, scale) -> None:
    scaled = both(terms_of(lines, activity, factor, scale))
    assert_alike(scaled, both(terms_of(lines, activity, factor)), scale)


@few
@given(LINES, ACTIVITY, FACTOR, st.integers(1_000, 12_000))
def test_the_batch_does_not_matter(lines, activity, factor, batch) -> None:
    terms = terms_of(lines, activity, factor)
    first = simulate(terms, seed=3, least_draws=10_000, most_draws=10_000).levels
    second = simulate(terms, seed=3, least_draws=10_000, most_draws=10_000, batch=batch, threads=1).levels
    for level, ours in first.items():
        assert ours.low_t.tobytes() == second[level].low_t.tobytes()
        assert ours.high_t.tobytes() == second[level].high_t.tobytes()


@few
@given(LINES, ACTIVITY, FACTOR)
def test_shares_of_variance_make_a_whole_and_give_the_range_back(lines, activity, factor) -> None:
    terms = terms_of(lines, activity, factor)
    for level, ranges in propagate(terms).levels.items():
        for one in ranges.all():
            found = contributions(terms, level, one.code)
            half = sum(value.half_range_t**2 for value in found) ** 0.5
            assert half == pytest.approx((one.high_t - one.low_t) / 2, rel=1e-9, abs=1e-9)
            if half > 0:
                assert sum(value.variance_share for value in found) == pytest.approx(1)
            assert [value.half_range_t for value in found] == sorted((v.half_range_t for v in found), reverse=True)


@few
@given(LINES, ACTIVITY, FACTOR)
def test_the_three_shares_of_coverage_make_a_whole_wherever_there_are_emissions(lines, activity, factor) -> None:
    found = coverage(terms_of(lines, activity, factor), "source")
    whole = found.stated + found.default + found.unknown
    present = [code for code in found.codes if any(line.tonnes for line in lines if line.source == code)]
    assert whole[np.isin(found.codes, present)] == pytest.approx(1)
    assert np.isnan(whole[~np.isin(found.codes, present)]).all()


def _rest(line: Line) -> tuple[int, int, int, int]:
    return line.activity, line.factor, line.source, line.gas
