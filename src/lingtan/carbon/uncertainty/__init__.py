"""Uncertainty of an inventory: error propagation (approach 1) and Monte Carlo simulation (approach 2)."""

from lingtan.carbon.uncertainty.distributions import Distribution
from lingtan.carbon.uncertainty.monte_carlo import Simulation, simulate
from lingtan.carbon.uncertainty.propagation import (
    Contribution,
    Propagation,
    combine_product,
    combine_sum,
    contributions,
    line_ranges,
    propagate,
)
from lingtan.carbon.uncertainty.ranges import Range, Ranges, Reported, reported
from lingtan.carbon.uncertainty.terms import PARK, Coverage, Origin, Side, Terms, build_terms, coverage

__all__ = [
    "PARK",
    "Contribution",
    "Coverage",
    "Distribution",
    "Origin",
    "Propagation",
    "Range",
    "Ranges",
    "Reported",
    "Side",
    "Simulation",
    "Terms",
    "build_terms",
    "combine_product",
    "combine_sum",
    "contributions",
    "coverage",
    "line_ranges",
    "propagate",
    "reported",
    "simulate",
]
