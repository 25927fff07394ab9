"""Credits and certificates: what a park may set against its emissions, and what is claimed twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lingtan.base import Fault, raise_faults
from lingtan.carbon.inventory.records import Inventory
from lingtan.park import DerivedQuantity, Instrument, Origin, Park

EMISSIONS_OF: Mapping[str, str] = {"t_seesa": "gross_emissions", "ndrc_910": "co2_emissions_910"}
"""The quantity of the rulebook that is the gross emissions of an accounting."""

_CREDITS = ("ccer", "cer", "carbon_inclusion", "energy_saving")
_LAST_NUMBER = re.compile(r"^(.*?)(\d+)(\D*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DoubleClaim:
    """Two lots of one registry and kind whose serial ranges overlap."""

    kind: str
    registry: str
    first: Origin
    second: Origin
    serials: str


def derive_from_instruments(park: Park) -> tuple[DerivedQuantity, ...]:
    """What was retired for the reporting year, tCO2e.

    ``credits_retired`` (24): purchased CCER, CER, carbon-inclusion and verified energy-saving reductions.
    ``own_project_offsets`` (23) inside and outside the boundary, of which ``own_project_offsets_outside`` enters the
    zero-carbon condition. Green electricity is in the inventory already and never here. Raises ``InputFaults`` where
    a green certificate's electricity also issued a CCER.
    """
    refuse_certified_twice(park)
    year = park.profile.reporting_year
    retired = [lot for lot in park.instruments if lot.status == "retired" and lot.claim_year == year]
    quantities: tuple[tuple[str, Callable[[Instrument], bool]], ...] = (
        ("credits_retired", lambda lot: lot.kind in _CREDITS),
        ("own_project_offsets", lambda lot: lot.kind == "own_project"),
        ("own_project_offsets_outside", lambda lot: lot.kind == "own_project" and not lot.inside_boundary),
    )
    if not park.instruments:
        return ()
    return tuple(_sum(quantity, year, [lot for lot in retired if counts(lot)]) for quantity, counts in quantities)


def _sum(quantity: str, year: int, lots: list[Instrument]) -> DerivedQuantity:
    return DerivedQuantity(
        quantity,
        year,
        sum((lot.quantity for lot in lots), Fraction(0)),
        f"derived.{quantity}",
        tuple(lot.origin for lot in lots),
        tuple((f"{lot.kind}:{lot.project or lot.serial_from}", lot.quantity, lot.unit) for lot in lots),
    )


def refuse_certified_twice(park: Park) -> None:
    """Raise ``InputFaults`` for green certificates whose project and vintage also issued a CCER."""
    credits = [lot for lot in park.instruments if lot.kind == "ccer" and lot.project]
    raise_faults(
        Fault.at(
            lot.origin.file,
            lot.origin.row,
            "project",
            "certified_twice",
            project=lot.project,
            other_row=other.origin.row,
        )
        for lot in park.instruments
        if lot.kind == "gec" and lot.project
        for other in credits
        if other.project == lot.project and _vintages_meet(lot, other)
    )


def _vintages_meet(one: Instrument, other: Instrument) -> bool:
    """Whether two vintages share a day; one without dates may be any, so it meets every other."""
    for before, after in ((one, other), (other, one)):
        if (
            before.vintage_end is not None
            and after.vintage_start is not None
            and before.vintage_end < after.vintage_start
        ):
            return False
    return True


def double_claims(park: Park) -> tuple[DoubleClaim, ...]:
    """Lots of one registry and kind whose serial ranges overlap, each with the lot before it in serial order."""
    ranges: dict[tuple[str, str, str], list[tuple[int, int, Instrument]]] = {}
    for lot in park.instruments:
        parsed = _serials(lot)
        if parsed is not None:
            series, first, last = parsed
            ranges.setdefault((lot.kind, lot.registry, series), []).append((first, last, lot))
    found = (claim for (kind, registry, _), lots in sorted(ranges.items()) for claim in _overlaps(kind, registry, lots))
    return tuple(found)


def _overlaps(kind: str, registry: str, lots: list[tuple[int, int, Instrument]]) -> Iterable[DoubleClaim]:
    ordered = sorted(lots, key=lambda entry: (entry[0], entry[1], entry[2].origin.row))
    reaching = ordered[0]
    for current in ordered[1:]:
        if current[0] <= reaching[1]:
            shared = f"{current[2].serial_from} - {min(current[1], reaching[1])}"
            yield DoubleClaim(kind, registry, reaching[2].origin, current[2].origin, shared)
        reaching = max(reaching, current, key=lambda entry: entry[1])


def _serials(lot: Instrument) -> tuple[str, int, int] | None:
    """Series, first and last number of a lot; a lot without a number in its serial can't be compared."""
    first = _LAST_NUMBER.match(lot.serial_from.strip())
    if first is None:
        return None
    last = _LAST_NUMBER.match(lot.serial_to.strip() or lot.serial_from.strip())
    if last is None or last[1] != first[1]:
        return f"{first[1]}|{first[3]}", int(first[2]), int(first[2])
    return f"{first[1]}|{first[3]}", int(first[2]), int(last[2])


def derive_from_inventory(inventory: Inventory) -> tuple[DerivedQuantity, ...]:
    """Yearly emissions of the years with activities, and the reporting year's removals inside the boundary.

    ``gross_emissions`` (tCO2e) by the T/SEESA accounting, ``co2_emissions_910`` (tCO2) by the national one.
    """
    quantity = EMISSIONS_OF[inventory.method]
    derived = [
        DerivedQuantity(
            quantity,
            year,
            total.gross,
            f"derived.{quantity}",
            (),
            tuple((f"category:{category}", total.by_category[category], "tCO2e") for category in (1, 2)),
        )
        for year, total in sorted(inventory.years.items())
        if total.rows
    ]
    if inventory.removals_t:
        year = inventory.reporting_year
        derived.append(DerivedQuantity("removals_inside", year, inventory.removals_t, "derived.removals_inside", ()))
    return tuple(derived)
