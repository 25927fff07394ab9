"""Approach 2 (IPCC 2006 V1 3.2.3.2) against closed forms, against a plain simulation, and its own rules."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from lingtan.carbon.uncertainty import Distribution, Ranges, Side, Simulation, Terms, build_terms, propagate, simulate
from lingtan.carbon.uncertainty import monte_carlo as monte_carlo_module
from lingtan.carbon.uncertainty.distributions import WIDEST_LOGNORMAL_PCT, deviations, half_range, spread
from lingtan.carbon.uncertainty.monte_carlo import limits, limits_error

Z = 1.959963984540054
DRAWS = 100_000
# A limit of n normal draws has a standard error of 0.0084 sd at n = 100,000; four of them are allowed.
NORMAL_ERROR = 4 * math.sqrt(0.025 * 0.975 / DRAWS) / 0.05845 / Z


def simulated(terms: Terms, seed: int = 11, draws: int = DRAWS) -> Simulation:
    return simulate(terms, seed=seed, least_draws=draws, most_draws=draws)


def one_line(pct: float, distribution: Distribution | None = None) -> Terms:
    shape = None if distribution is None else [distribution]
    return build_terms([1.0], Side([0], [pct], distribution=shape), Side([0], [0]), {})


def test_a_sum_of_independent_normals_is_normal() -> None:
    """Three meters of 2, 3 and 6 t sd: limits 1.96 x 7 t to either side."""
    amounts = np.array([100.0, 50.0, 40.0])
    sd = np.array([2.0, 3.0, 6.0])
    terms = build_terms(amounts, Side([0, 1, 2], 100 * Z * sd / amounts), Side([0, 0, 0], [0, 0, 0]), {})
    park = simulated(terms).levels["park"].of(0)
    assert park.mean_t == pytest.approx(190, abs=4 * 7 / math.sqrt(DRAWS))
    assert park.low_t == pytest.approx(190 - Z * 7, abs=NORMAL_ERROR * Z * 7)
    assert park.high_t == pytest.approx(190 + Z * 7, abs=NORMAL_ERROR * Z * 7)


def test_a_shared_factor_is_drawn_once_a_draw() -> None:
    shared = build_terms([50.0, 50.0], Side([0, 1], [0, 0]), Side([7, 7], [10, 10]), {})
    apart = build_terms([50.0, 50.0], Side([0, 1], [0, 0]), Side([7, 8], [10, 10]), {})
    assert simulated(shared).levels["park"].of(0).pct == pytest.approx(10, rel=NORMAL_ERROR)
    assert simulated(apart).levels["park"].of(0).pct == pytest.approx(10 / math.sqrt(2), rel=NORMAL_ERROR)


def test_a_product_of_two_normals_has_the_variance_of_a_product() -> None:
    """Var = ca^2 + cf^2 + ca^2 cf^2: here 20 % and 15 % sd, seen in the mean square of the two limits' distances."""
    draws = np.random.default_rng(3).normal(1, 0.15, 2_000_000) * np.random.default_rng(4).normal(1, 0.10, 2_000_000)
    low, high = np.quantile(draws, [0.025, 0.975])
    terms = build_terms([1.0], Side([0], [15 * Z]), Side([0], [10 * Z]), {})
    park = simulated(terms).levels["park"].of(0)
    assert (park.low_t, park.high_t) == pytest.approx((low, high), abs=NORMAL_ERROR * 0.36)


@pytest.mark.parametrize("pct", [61, 100, 182, 300])
def test_a_wide_value_is_lognormal_with_the_stated_mean_and_range(pct) -> None:
    """Closed form: mean 1, limits exp(-s^2/2 -/+ 1.96 s), half of whose distance is the stated percentage."""
    sigma = spread(Distribution.LOGNORMAL, float(pct))
    low, high = (math.exp(-sigma * sigma / 2 + sign * Z * sigma) for sign in (-1, 1))
    assert (high - low) / 2 == pytest.approx(pct / 100, rel=1e-9)
    park = simulated(one_line(pct)).levels["park"].of(0)
    assert park.mean_t == pytest.approx(1, abs=4 * math.sqrt(math.expm1(sigma * sigma) / DRAWS))
    assert park.low_t == pytest.approx(low, rel=1.5 * NORMAL_ERROR * Z * sigma)
    assert park.high_t == pytest.approx(high, rel=1.5 * NORMAL_ERROR * Z * sigma)
    assert park.low_t > 0
    assert park.high_t - park.mean_t > park.mean_t - park.low_t


def test_a_range_wider_than_any_lognormal_takes_the_widest_and_is_counted() -> None:
    assert round(WIDEST_LOGNORMAL_PCT) == 341
    widest = spread(Distribution.LOGNORMAL, 500.0)
    assert half_range(widest) * 100 == pytest.approx(WIDEST_LOGNORMAL_PCT)
    assert half_range(widest - 0.1) < half_range(widest) > half_range(widest + 0.1)
    assert simulated(one_line(500), draws=10_000).beyond_lognormal == 1
    assert simulated(one_line(300), draws=10_000).beyond_lognormal == 0


@pytest.mark.parametrize("pct", [35, 50, 60])
def test_a_broad_normal_is_cut_to_stay_positive_and_keeps_mean_and_range(pct) -> None:
    sigma = spread(Distribution.NORMAL, float(pct))
    within = [2 * NormalDist().cdf(reach / sigma) - 1 for reach in (pct / 100, 1)]
    assert within[0] / within[1] == pytest.approx(0.95, abs=1e-12)
    drawn = deviations(np.random.default_rng(1), Distribution.NORMAL, np.array([sigma]), 400_000)[0]
    assert np.abs(drawn).max() <= 1
    assert drawn.mean() == pytest.approx(0, abs=4 * sigma / math.sqrt(drawn.size))
    park = simulated(one_line(pct)).levels["park"].of(0)
    assert park.pct == pytest.approx(pct, rel=NORMAL_ERROR)
    assert park.low_t > 0


@pytest.mark.parametrize(
    ("distribution", "pct"), [(Distribution.TRIANGULAR, 40), (Distribution.UNIFORM, 40), (Distribution.LOGNORMAL, 40)]
)
def test_other_distributions_keep_mean_and_range(distribution, pct) -> None:
    park = simulated(one_line(pct, distribution)).levels["park"].of(0)
    assert park.mean_t == pytest.approx(1, abs=0.005)
    assert park.pct == pytest.approx(pct, rel=2 * NORMAL_ERROR)
    if distribution is Distribution.UNIFORM:
        drawn = deviations(np.random.default_rng(1), distribution, np.array([spread(distribution, 40.0)]), 10_000)
        assert np.abs(drawn).max() <= 0.4 / 0.95


def test_small_normal_uncertainties_give_what_approach_1_gives() -> None:
    generator = np.random.default_rng(8)
    rows, lines = 200, 600
    activity = np.repeat(np.arange(rows), 3)
    amounts = np.repeat(generator.lognormal(3, 1, rows), 3) * np.tile([100, 2, 1], rows)
    source = activity % 12
    factor = source * 3 + np.tile([0, 1, 2], rows)
    terms = build_terms(
        amounts,
        Side(activity, generator.uniform(0.5, 5, rows)[activity]),
        Side(factor, np.array([5.0, 20.0, 20.0])[np.tile([0, 1, 2], rows)]),
        {"source": source, "enterprise": source % 5, "category": source % 2, "gas": np.arange(lines) % 3},
    )
    first, second = propagate(terms).levels, simulated(terms).levels
    assert first.keys() == second.keys()
    for level in first:
        assert second[level].pct == pytest.approx(first[level].pct, rel=NORMAL_ERROR)
        assert second[level].co2e_t.tolist() == first[level].co2e_t.tolist()


def test_a_plain_simulation_of_every_line_gives_the_same_limits() -> None:
    """A year of monthly rows with three gases, shared factors and meters, sent-out energy and every shape."""
    generator = np.random.default_rng(21)
    rows, draws = 60, 200_000
    activity = np.repeat(np.arange(rows) // 2, 3)
    source = np.repeat(np.arange(rows) % 4, 3)
    gas = np.tile([0, 1, 2], rows)
    factor = source * 3 + gas
    amounts = (
        generator.uniform(1, 9, rows)[:, None] * np.array([60.0, 5.0, 2.0]) * generator.uniform(0.9, 1.1, (rows, 3))
    )
    amounts[::7] *= -0.4
    activity_pct = np.tile([2.0, 10.0, 30.0, 50.0, 90.0], 6)
    factor_pct = np.tile([7.0, 120.0, 60.0], 4)
    terms = build_terms(
        amounts.ravel(),
        Side(activity, activity_pct[activity]),
        Side(factor, factor_pct[factor]),
        {"source": source, "gas": gas},
    )
    relative = [
        1 + np.stack([plainly_drawn(generator, pct, draws) for pct in percents])
        for percents in (activity_pct, factor_pct)
    ]
    drawn = amounts.ravel()[:, None] * relative[0][activity] * relative[1][factor]
    found = simulated(terms, draws=draws).levels
    groups = {"park": np.zeros(len(gas), dtype=int), "source": source, "gas": gas}
    for level, codes in groups.items():
        for code in np.unique(codes):
            plain = drawn[codes == code].sum(axis=0)
            low, high = np.quantile(plain, [0.025, 0.975])
            mine = found[level].of(int(code))
            error = 3 * limits_error(np.sort(plain))
            assert (mine.low_t, mine.high_t) == pytest.approx((low, high), abs=error)
            assert mine.mean_t == pytest.approx(plain.mean(), abs=6 * plain.std() / math.sqrt(draws))


def plainly_drawn(generator: np.random.Generator, pct: float, draws: int) -> np.ndarray:
    if pct > 60:
        sigma = spread(Distribution.LOGNORMAL, pct)
        return generator.lognormal(-sigma * sigma / 2, sigma, draws) - 1
    drawn = generator.normal(0, spread(Distribution.NORMAL, pct), 2 * draws)
    return drawn[np.abs(drawn) <= 1][:draws]


def test_energy_sent_out_takes_its_part_of_the_factor_back() -> None:
    terms = build_terms([1000.0, -400.0], Side([0, 1], [1, 2]), Side([0, 0], [10, 10]), {"source": [0, 1]})
    found = simulated(terms).levels
    expected = 100 * math.sqrt(60**2 + 10**2 + 8**2) / 600
    assert found["park"].of(0).pct == pytest.approx(expected, rel=2 * NORMAL_ERROR)
    out = found["source"].of(1)
    assert out.low_t < out.mean_t < out.high_t < 0
    assert (out.below_pct, out.above_pct) == pytest.approx((10.2, 10.2), abs=0.3)


def test_energy_covered_by_certificates_of_its_own_factor_leaves_no_factor_uncertainty() -> None:
    terms = build_terms([500.0, -500.0], Side([0, 0], [1, 1]), Side([0, 0], [10, 10]), {"source": [0, 1]})
    park = simulated(terms, draws=10_000).levels["park"].of(0)
    assert (park.state, park.co2e_t, park.low_t, park.high_t) == ("no_emissions", 0, 0, 0)


def test_certain_values_have_no_range() -> None:
    terms = build_terms([3.0, 4.0], Side([0, 1], [0, 0]), Side([0, 0], [0, 0]), {"source": [5, 6]})
    found = simulate(terms, seed=1)
    assert (found.draws, found.stable, found.limit_error_pct) == (10_000, True, 0)
    assert found.levels["park"].of(0).pct == 0
    assert found.levels["source"].low_t.tolist() == [3, 4]


def test_draws_go_on_until_the_limits_are_known_to_one_percent() -> None:
    narrow, broad = simulate(one_line(20), seed=2), simulate(one_line(60), seed=2)
    assert (narrow.draws, narrow.stable) == (10_000, True)
    assert broad.stable
    assert broad.draws > 10_000
    assert broad.limit_error_pct <= 1
    stopped = simulate(one_line(150), seed=2, most_draws=12_000)
    assert (stopped.draws, stopped.stable) == (12_000, False)
    assert stopped.limit_error_pct > 1


def test_fewer_than_ten_thousand_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 10000"):
        simulate(one_line(5), seed=1, least_draws=9_999)


def test_the_limits_are_between_order_statistics() -> None:
    ordered = np.arange(10_001.0)
    low, high = limits(ordered)
    assert (low, high) == pytest.approx((250, 9750))


def test_the_error_of_a_limit_is_that_of_its_binomial_count() -> None:
    """250 of 10,000 draws lie below the limit, give or take 1.96 sqrt(10,000 x 0.025 x 0.975) = 30.6."""
    assert limits_error(np.arange(10_000.0)) == pytest.approx(31, abs=0.6)


def all_bytes(found: Simulation) -> list[bytes]:
    return [column.tobytes() for level in found.levels.values() for column in (level.mean_t, level.low_t, level.high_t)]


def some_terms() -> Terms:
    generator = np.random.default_rng(5)
    activity = np.arange(300) // 2
    pct = np.array([1.0, 5.0, 45.0, 90.0])[activity % 4]
    factor = activity % 9
    return build_terms(
        generator.lognormal(2, 1, 300),
        Side(activity, pct),
        Side(factor, np.array([5.0, 70.0, 50.0])[factor % 3]),
        {"source": activity % 30, "gas": np.arange(300) % 2},
    )


def test_the_same_seed_gives_the_same_bytes_whatever_batch_threads_and_memory(monkeypatch) -> None:
    expected = all_bytes(simulated(some_terms(), draws=12_000))
    for batch, threads in ((5_000, 1), (3_333, 2), (12_000, 3)):
        found = simulate(some_terms(), seed=11, least_draws=12_000, most_draws=12_000, batch=batch, threads=threads)
        assert all_bytes(found) == expected
    monkeypatch.setattr(monte_carlo_module, "KEPT_BYTES", 8 * 12_000 * 7)
    assert all_bytes(simulated(some_terms(), draws=12_000)) == expected
    assert all_bytes(simulated(some_terms(), seed=12, draws=12_000)) != expected


def test_ranges_are_records_of_the_callers_codes() -> None:
    found: Ranges = simulated(some_terms(), draws=10_000).levels["source"]
    assert [one.code for one in found.all()] == list(range(30))
    assert all(one.low_t < one.mean_t < one.high_t for one in found.all())
