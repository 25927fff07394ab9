"""The terms of an inventory's reporting year that make up its gross emissions, by heading of annex 4."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from lingtan.carbon.inventory.rates import NANO
from lingtan.carbon.inventory.records import AppliedFactor, Inventory
from lingtan.carbon.inventory.totals import co2e_nano, rows_of, summed
from lingtan.knowledge import Text, method, method_item

Heading: TypeAlias = Literal["fuel", "conversion", "electricity", "heat", "process", "other"]
HEADINGS: tuple[Heading, ...] = ("fuel", "conversion", "electricity", "heat", "process", "other")
_BY_RULE: dict[str, Heading] = {
    "fuel": "fuel",
    "conversion": "conversion",
    "electricity": "electricity",
    "heat": "heat",
    "steam": "heat",
}
_PROCESSES = ("process", "carbonate")
_GROSS = (1, 2)
_BY = ("factor", "parameters", "source", "enterprise", "sent_out")


@dataclass(frozen=True, slots=True)
class Term:
    """Rows of one source with one factor, parameters and sign: their quantity and what they emit.

    ``co2e_t`` all gases and ``co2_t`` CO2 alone, market-based; ``location_t`` all gases, location-based.
    """

    factor: AppliedFactor
    parameters: str
    source: str
    enterprise: str
    sent_out: bool
    rows: int
    quantity: Fraction
    co2e_t: Fraction
    co2_t: Fraction
    location_t: Fraction

    @property
    def heading(self) -> Heading:
        """Where annex 4 puts it; ``other`` is what it does not name (waste, leaks)."""
        found = _BY_RULE.get(method(self.factor.method).rule)
        if found is not None:
            return found
        return "process" if self.factor.method in _PROCESSES else "other"


def gross_terms(inventory: Inventory) -> tuple[Term, ...]:
    """Terms of the reporting year in categories 1 and 2, transfers inside the park apart: they sum to ``gross``."""
    terms = inventory.terms
    chosen = pc.and_(
        pc.and_(pc.equal(terms["year"], inventory.reporting_year), pc.invert(terms["internal"])),
        pc.is_in(terms["category"], pa.array(_GROSS, terms["category"].type)),
    )
    counted = terms.filter(chosen)
    signed = counted.append_column("sent_out", pc.less(counted["quantity"], 0))
    return tuple(
        Term(
            factor=inventory.factors[row["factor"]],
            parameters=row["parameters"],
            source=row["source"],
            enterprise=row["enterprise"],
            sent_out=row["sent_out"],
            rows=row["rows"],
            quantity=Fraction(row["quantity"]),
            co2e_t=Fraction(co2e_nano(row), NANO),
            co2_t=Fraction(row["co2"], NANO),
            location_t=Fraction(row["location"], NANO),
        )
        for row in rows_of(summed(signed, _BY, "quantity"))
    )


def item_name(method_id: str, item: str) -> Text:
    """The name of an item in both languages; one the library does not know is called what the row calls it."""
    known = method_item(method_id, item)
    return Text(zh=item, en=item) if known is None or known.id != item else known.name
