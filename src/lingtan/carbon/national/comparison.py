"""Both accountings side by side: for each heading two amounts and why they differ, never added or netted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from lingtan.carbon.inventory.records import COVERING_ITEM, Inventory
from lingtan.carbon.national.records import ComparedRow, ElectricityPart, NationalAccount
from lingtan.carbon.national.terms import HEADINGS, Heading, Term, gross_terms

SAME = "same"
_GREEN = ("green_power", "certificates")


def side_by_side(inventory_t_seesa: Inventory, account: NationalAccount) -> tuple[ComparedRow, ...]:
    """A row a heading, the total, and the indirect emissions that annex 4 leaves out.

    The T/SEESA column sums to its gross emissions, the national one to E_park; headings without an amount in either
    are left out. Raises ``ValueError`` for an inventory of another accounting or year.
    """
    if inventory_t_seesa.method != "t_seesa" or inventory_t_seesa.reporting_year != account.year:
        found = f"{inventory_t_seesa.method} of {inventory_t_seesa.reporting_year}"
        raise ValueError(f"an inventory of t_seesa of {account.year} is needed, not {found}")
    terms = gross_terms(inventory_t_seesa)
    rows = [_row(heading, [term for term in terms if term.heading == heading], account) for heading in HEADINGS]
    rows = [row for row in rows if row.t_seesa_tco2e or row.t_seesa_location_tco2e or row.national_tco2]
    total = inventory_t_seesa.total
    reasons = dict.fromkeys(reason for row in rows for reason in row.reasons if reason != SAME)
    rows.append(ComparedRow("total", total.gross, total.location_based, account.total_t, tuple(reasons) or (SAME,)))
    if total.other_indirect:
        outside = total.other_indirect
        rows.append(ComparedRow("other_indirect", outside, outside, None, ("outside_annex_4",)))
    return tuple(rows)


def _row(heading: Heading, terms: Sequence[Term], account: NationalAccount) -> ComparedRow:
    return ComparedRow(
        heading,
        sum((term.co2e_t for term in terms), Fraction(0)),
        sum((term.location_t for term in terms), Fraction(0)),
        _national(heading, account),
        tuple(_reasons(heading, terms, account)) or (SAME,),
    )


def _national(heading: Heading, account: NationalAccount) -> Fraction:
    activities = sum((p.co2_t for p in account.process if p.kind == "other_activity"), Fraction(0))
    return {
        "fuel": account.fuel_t,
        "conversion": account.conversion_t,
        "electricity": account.electricity.co2_t,
        "heat": account.heat_t,
        "process": account.process_t - activities,
        "other": activities,
    }[heading]


def _reasons(heading: Heading, terms: Sequence[Term], account: NationalAccount) -> Iterable[str]:
    if any(term.co2e_t != term.co2_t for term in terms):
        yield "other_gases_left_out"
    if heading == "electricity":
        yield from dict.fromkeys(_electric(terms, account.electricity.parts))
    co2_t = sum((term.co2_t for term in terms), Fraction(0))
    if account.consolidation != "park" and co2_t != _national(heading, account):
        yield "consolidated_shares"
    elif heading != "electricity" and co2_t != _national(heading, account):
        yield "other_factor"


def _electric(terms: Sequence[Term], parts: Sequence[ElectricityPart]) -> Iterable[str]:
    """Why electricity differs, item by item."""
    for part in parts:
        same = [t for t in terms if t.factor.item == part.item and t.sent_out == (part.direction != "in")]
        if sum((term.co2_t for term in same), Fraction(0)) != part.co2_t:
            yield _electric_reason(part)
        if part.zero_reason in _GREEN and part.mwh:
            yield "green_power_zero"


def _electric_reason(part: ElectricityPart) -> str:
    if part.item == COVERING_ITEM or (part.origin == "over_grid" and not part.own_factor_not_used):
        return "fossil_factor"
    if part.own_factor_not_used:
        return "own_factor_not_used"
    return "own_power_sent_out_netted" if part.direction == "out" else "other_factor"
