"""From an inventory's terms to its uncertainty: what is stated, what is assumed, what both approaches make of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.carbon.inventory.measures import GAS_MEASURES
from lingtan.carbon.inventory.records import GASES, AppliedFactor, Inventory
from lingtan.carbon.inventory.uncertain import UncertainAmount, UncertainInput, Uncertainty
from lingtan.carbon.uncertainty.monte_carlo import Simulation, simulate
from lingtan.carbon.uncertainty.propagation import Propagation, contributions, propagate
from lingtan.carbon.uncertainty.terms import PARK, Side, Terms, build_terms, coverage
from lingtan.knowledge import activity_uncertainty, factor_uncertainty

SEED = 14064
_MOST_INPUTS = 30
_NANO = 1e-9
_ORDER = ("source", "enterprise", "factor", "category", "data_quality")
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Entries:
    """An entry a term and gas; ``names`` are the values the codes of a level or side stand for."""

    co2e_t: Floats
    activity: Side
    factor: Side
    groups: Mapping[str, Codes]
    names: Mapping[str, Sequence[Any]]


def inventory_uncertainty(inventory: Inventory, seed: int = SEED) -> Uncertainty | None:
    """The uncertainty of the reporting year's gross emissions, with the other categories beside it.

    A source's rows with one factor and one kind of evidence share one uncertain activity (they come from one meter or
    one way of estimating); all rows with one factor share it. What a row or factor states counts, else the default of
    its evidence, method and gas. None where the year has no emissions.
    """
    terms = _counted(inventory)
    gross = _entries(_of_categories(terms, (1, 2)), inventory.factors)
    if not len(gross.co2e_t):
        return None
    built = _built(gross)
    approach_1, approach_2 = propagate(built), simulate(built, seed=seed)
    shares = coverage(built, PARK)
    by = {level: _amounts(level, gross, approach_1, approach_2) for level in gross.groups}
    return Uncertainty(
        park=_amount(PARK, 0, approach_1, approach_2),
        by_category={**by["category"], **_indirect(terms, inventory.factors, seed)},
        by_gas={GASES[code]: amount for code, amount in by["gas"].items()},
        by_enterprise=by["enterprise"],
        by_source=by["source"],
        inputs=_inputs(built, gross),
        stated_share=float(shares.stated[0]),
        unknown_share=float(shares.unknown[0]),
        draws=approach_2.draws,
        seed=seed,
        stable=approach_2.stable,
    )


def _counted(inventory: Inventory) -> pa.Table:
    """The reporting year's terms, in an order of their content alone."""
    terms = inventory.terms
    in_year = pc.equal(terms["year"], inventory.reporting_year)
    counted = terms.filter(pc.and_(in_year, pc.invert(terms["internal"])))
    return counted.sort_by([(name, "ascending") for name in _ORDER])


def _of_categories(terms: pa.Table, categories: Sequence[int]) -> pa.Table:
    return terms.filter(pc.is_in(terms["category"], pa.array(categories, pa.int8())))


def _indirect(terms: pa.Table, factors: Sequence[AppliedFactor], seed: int) -> Mapping[int, UncertainAmount]:
    """Categories 3 to 6, which are no part of the gross emissions."""
    entries = _entries(_of_categories(terms, (3, 4, 5, 6)), factors)
    if not len(entries.co2e_t):
        return {}
    built = _built(entries)
    return _amounts("category", entries, propagate(built), simulate(built, seed=seed))


def _built(entries: _Entries) -> Terms:
    return build_terms(entries.co2e_t, entries.activity, entries.factor, entries.groups)


def _entries(terms: pa.Table, factors: Sequence[AppliedFactor]) -> _Entries:
    """An entry for each term and gas that has an amount."""
    present = [gas for gas in GASES if GAS_MEASURES[gas] in terms.column_names]
    amounts = {gas: terms[GAS_MEASURES[gas]].cast(pa.float64()).to_numpy() * _NANO for gas in present}
    place = {gas: np.flatnonzero(amount) for gas, amount in amounts.items()}
    term = np.concatenate([place[gas] for gas in present])
    gas_code = np.concatenate([np.full(len(place[gas]), GASES.index(gas), np.int64) for gas in present])
    factor = terms["factor"].to_numpy()[term]
    stated, default = _activity_pct(terms, factors)
    values = [(factors[f].shared_id or factors[f].id, GASES[g]) for f, g in zip(factor, gas_code, strict=True)]
    factor_code, factor_names = _coded(values)
    enterprise, enterprise_names = _coded(terms["enterprise"].to_pylist())
    pairs = list(zip(terms["source"].to_pylist(), terms["enterprise"].to_pylist(), strict=True))
    source, source_names = _coded(pairs)
    categories = terms["category"].to_numpy().astype(np.int64)
    return _Entries(
        co2e_t=np.concatenate([amounts[gas][place[gas]] for gas in present]),
        activity=Side(term, stated[term], default[term]),
        factor=Side(
            factor_code,
            np.array([_stated_of(factors[f], GASES[g]) for f, g in zip(factor, gas_code, strict=True)], np.float64),
            np.array([_default_of(factors[f], GASES[g]) for f, g in zip(factor, gas_code, strict=True)], np.float64),
        ),
        groups={
            "category": categories[term],
            "gas": gas_code,
            "enterprise": enterprise[term],
            "source": source[term],
        },
        names={
            "category": range(7),
            "gas": range(len(GASES)),
            "enterprise": enterprise_names,
            "source": source_names,
            "activity": pairs,
            "factor": factor_names,
        },
    )


def _coded(values: Sequence[Any]) -> tuple[Codes, Sequence[Any]]:
    """Codes in the order of the sorted values."""
    names = sorted(set(values))
    number = {name: code for code, name in enumerate(names)}
    return np.array([number[value] for value in values], np.int64), names


def _activity_pct(terms: pa.Table, factors: Sequence[AppliedFactor]) -> tuple[Floats, Floats]:
    """What the rows of each term state, weighed by emissions (NaN: nothing), and the default of its evidence.

    Where only some rows state theirs, the others take the default.
    """
    methods = [factors[number].method for number in terms["factor"].to_pylist()]
    qualities = terms["data_quality"].to_pylist()
    known = {pair: activity_uncertainty(*pair).pct for pair in set(zip(methods, qualities, strict=True))}
    default = np.array([float(known[pair]) for pair in zip(methods, qualities, strict=True)], np.float64)
    size = terms["size"].cast(pa.float64()).to_numpy()
    stated_size = terms["stated_size"].cast(pa.float64()).to_numpy()
    weighted = terms["weighted_pct"].cast(pa.float64()).to_numpy()
    some = (size > 0) & (stated_size > 0)
    mixed = (weighted + default * (size - stated_size)) / np.where(size > 0, size, 1)
    return np.where(some, mixed, np.nan), default


def _stated_of(factor: AppliedFactor, gas: str) -> float:
    return float(factor.uncertainty_pct.get(gas, np.nan))


def _default_of(factor: AppliedFactor, gas: str) -> float:
    return float(factor_uncertainty(factor.method, gas).pct)


def _amounts(level: str, entries: _Entries, first: Propagation, second: Simulation) -> dict[Any, UncertainAmount]:
    names = entries.names[level]
    codes = first.levels[level].codes.tolist()
    return {names[code]: _amount(level, code, first, second) for code in codes}


def _amount(level: str, code: int, first: Propagation, second: Simulation) -> UncertainAmount:
    by_propagation, by_simulation = first.levels[level].of(code), second.levels[level].of(code)
    return UncertainAmount(
        by_propagation.co2e_t, by_propagation.pct, by_simulation.pct, by_simulation.low_t, by_simulation.high_t
    )


def _inputs(terms: Terms, entries: _Entries) -> tuple[UncertainInput, ...]:
    name_of: Mapping[str, Callable[[int], str]] = {
        "activity": lambda code: " · ".join(part for part in entries.names["activity"][code] if part),
        "factor": lambda code: " ".join(entries.names["factor"][code]),
    }
    return tuple(
        UncertainInput(
            side=found.side,
            name=name_of[found.side](found.code),
            pct=found.pct,
            origin=found.origin.name.lower(),
            variance_share=found.variance_share,
        )
        for found in contributions(terms, top=_MOST_INPUTS)
    )
