"""E_process: product output x factor, by product (annex 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from lingtan.carbon.inventory.records import AppliedFactor
from lingtan.carbon.national.records import ProcessEntry, ProcessKind, ProductEmission
from lingtan.carbon.national.terms import Term, item_name
from lingtan.knowledge import method, process_product, process_products

_PROCESS: Final = "process"
_BASES: Final = {
    "factor": "product_factor",
    "own": "row_factor",
    "measured": "stated_emission",
    "formula": "mass_balance",
}
_Place = tuple[str, str, str]


def product_emissions(terms: Iterable[Term]) -> tuple[ProductEmission, ...]:
    """Every product that annex 4 lists, with or without emissions, then other products, then other activities.

    Other activities (waste burnt, and whatever else emits CO2 beside energy and products) are counted here because
    ``E_park`` knows no third term; they are marked as what they are.
    """
    listed: dict[str, list[Term]] = {product.id: [] for product in process_products()}
    others: dict[tuple[ProcessKind, str, str], list[Term]] = {}
    for term in terms:
        product = process_product(term.factor.item) if term.factor.method == _PROCESS else None
        if product is not None:
            listed[product.id].append(term)
        elif term.co2_t or term.factor.rates:
            kind: ProcessKind = "other_product" if term.heading == "process" else "other_activity"
            others.setdefault((kind, term.factor.method, term.factor.item), []).append(term)
    found = [
        ProductEmission(product.id, product.name, "listed", _entries(listed[product.id]))
        for product in process_products()
    ]
    for (kind, method_id, item), members in sorted(others.items(), key=_order):
        name = item_name(method_id, item) if item else method(method_id).name
        found.append(ProductEmission(f"{method_id}:{item}", name, kind, _entries(members)))
    return tuple(found)


def _order(entry: tuple[tuple[ProcessKind, str, str], list[Term]]) -> tuple[bool, str, str]:
    (kind, method_id, item), _ = entry
    return kind == "other_activity", method_id, item


def _entries(members: Sequence[Term]) -> tuple[ProcessEntry, ...]:
    groups: dict[str, list[Term]] = {}
    for term in members:
        groups.setdefault(term.factor.id, []).append(term)
    return tuple(_entry(found[0].factor, found) for _, found in sorted(groups.items()))


def _entry(factor: AppliedFactor, members: Sequence[Term]) -> ProcessEntry:
    return ProcessEntry(
        method=factor.method,
        item=factor.item,
        name=item_name(factor.method, factor.item),
        rows=sum(term.rows for term in members),
        quantity=sum((term.quantity for term in members), Fraction(0)),
        unit=factor.unit,
        factor_tco2_per_unit=factor.tco2e_per_unit,
        basis=_BASES.get(factor.shared_id.partition(":")[0], "product_factor"),
        source=factor.source,
        co2_t=sum((term.co2_t for term in members), Fraction(0)),
    )
