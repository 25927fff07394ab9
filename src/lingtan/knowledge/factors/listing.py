"""The whole library as one list, and a park's own factors read by the same rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from lingtan.knowledge.factors.loading import library
from lingtan.knowledge.factors.naming import spelled
from lingtan.knowledge.factors.records import Factor, Provenance
from lingtan.knowledge.standard.models import Text


@dataclass(frozen=True, slots=True)
class ListedFactor:
    """A value of the library as a list shows it: ``value`` as a text in ``unit``, of ``parameter`` where it has one."""

    id: str
    method: str
    item: str
    name: Text
    parameter: str
    value: str
    unit: str
    uncertainty_pct: str
    provenance: Provenance

    def overdue(self, today: date) -> bool:
        """Whether its date to be looked up again has passed."""
        return bool(self.provenance.review_by) and date.fromisoformat(self.provenance.review_by) < today


def listed_factors(
    search: str = "", own: Sequence[Factor] = (), overdue_on: date | None = None
) -> tuple[ListedFactor, ...]:
    """Every value of the library and of a park, in the order of method, item and id.

    ``search``: words that must all occur in its id, names, source, region or year. ``overdue_on``: only what is due
    for review by that day.
    """
    words = [spelled(word) for word in search.split()]
    found = (entry for entry in (*_library_entries(), *_per_unit(own)) if _has(entry, words))
    kept = (entry for entry in found if overdue_on is None or entry.overdue(overdue_on))
    return tuple(sorted(kept, key=lambda entry: (entry.method, entry.item, entry.parameter, entry.id)))


def factors_json(found: Sequence[ListedFactor]) -> dict[str, Any]:
    """The listed factors as one JSON object."""
    return {"factors": [_as_json(entry) for entry in found]}


def _as_json(entry: ListedFactor) -> dict[str, Any]:
    origin = entry.provenance
    return {
        "id": entry.id,
        "method": entry.method,
        "item": entry.item,
        "name": entry.name.zh,
        "name_en": entry.name.en,
        "parameter": entry.parameter,
        "value": entry.value,
        "unit": entry.unit,
        "uncertainty_pct": entry.uncertainty_pct,
        "source": origin.source,
        "publisher": origin.publisher,
        "year": origin.year,
        "region": origin.region,
        "review_by": origin.review_by,
        "quality": origin.quality,
    }


@cache
def _library_entries() -> tuple[ListedFactor, ...]:
    made = (_fuels(), _grid(), _heat(), _per_unit(library().factors), _parameters(), _gwp(), _blends())
    return tuple(entry for entries in made for entry in entries)


def _has(entry: ListedFactor, words: Iterable[str]) -> bool:
    origin = entry.provenance
    texts = (entry.id, entry.method, entry.item, entry.name.zh, entry.name.en, entry.parameter, entry.unit)
    text = spelled(" ".join((*texts, origin.source, origin.publisher, origin.region, str(origin.year), origin.quality)))
    return all(word in text for word in words)


def _number(value: Fraction) -> str:
    return f"{float(value):.10g}"


def _fuels() -> Iterator[ListedFactor]:
    for entry in library().fuels:
        for parameter, value, unit in (
            ("ncv", entry.ncv_gj_per_unit, f"GJ/{entry.unit}"),
            ("carbon_content", entry.carbon_tc_per_tj, "tC/TJ"),
            ("oxidation", entry.oxidation, "1"),
        ):
            yield ListedFactor(
                id=f"fuel:{entry.set}:{entry.id}:{parameter}",
                method="combustion",
                item=entry.id,
                name=entry.name,
                parameter=parameter,
                value=_number(value),
                unit=unit,
                uncertainty_pct=_number(entry.uncertainty_pct),
                provenance=entry.provenance,
            )


def _grid() -> Iterator[ListedFactor]:
    for entry in library().grid:
        yield ListedFactor(
            id=f"grid:{entry.table}:{entry.code}:{entry.year}",
            method="electricity",
            item="grid",
            name=entry.name,
            parameter="",
            value=_number(entry.tco2_per_mwh),
            unit="kgCO2/kWh",
            uncertainty_pct=_number(entry.uncertainty_pct),
            provenance=entry.provenance,
        )


def _heat() -> Iterator[ListedFactor]:
    for entry in library().heat:
        yield ListedFactor(
            id=f"heat:{entry.id}",
            method="heat",
            item="bought",
            name=entry.name,
            parameter="",
            value=_number(entry.tco2_per_gj),
            unit="tCO2/GJ",
            uncertainty_pct=_number(entry.uncertainty_pct),
            provenance=entry.provenance,
        )


def _per_unit(entries: Iterable[Factor]) -> Iterator[ListedFactor]:
    for entry in entries:
        yield ListedFactor(
            id=entry.id,
            method=entry.method,
            item=entry.item,
            name=entry.name,
            parameter="",
            value="; ".join(f"{species} {_number(kg)}" for species, kg in entry.kg_per_unit.items()),
            unit=f"kg/{entry.unit}",
            uncertainty_pct="; ".join(f"{species} {_number(pct)}" for species, pct in entry.uncertainty_pct.items()),
            provenance=entry.provenance,
        )


def _parameters() -> Iterator[ListedFactor]:
    for entry in library().parameters:
        conditions = ";".join(sorted(entry.conditions))
        origin = entry.provenance
        yield ListedFactor(
            id=":".join(
                part for part in (entry.method, conditions, entry.parameter, origin.region, str(origin.year)) if part
            ),
            method=entry.method,
            item=conditions,
            name=Text(zh=conditions or entry.parameter, en=conditions or entry.parameter),
            parameter=entry.parameter,
            value=_number(entry.value),
            unit=entry.unit,
            uncertainty_pct="" if entry.uncertainty_pct is None else _number(entry.uncertainty_pct),
            provenance=origin,
        )


def _gwp() -> Iterator[ListedFactor]:
    names = {entry.id: entry.name for entry in library().species}
    for entry in library().gwp:
        yield ListedFactor(
            id=f"gwp:{entry.set}:{entry.species}:{_number(entry.value)}",
            method="gwp",
            item=entry.species,
            name=names[entry.species],
            parameter=entry.set,
            value=_number(entry.value),
            unit="kgCO2e/kg",
            uncertainty_pct="",
            provenance=entry.provenance,
        )


def _blends() -> Iterator[ListedFactor]:
    for entry in library().blends:
        yield ListedFactor(
            id=f"blend:{entry.id}",
            method="refrigerant_top_up",
            item=entry.id,
            name=Text(zh=entry.id, en=entry.id),
            parameter="",
            value="; ".join(f"{gas} {_number(share * 100)} %" for gas, share in entry.shares.items()),
            unit="kg/kg",
            uncertainty_pct="",
            provenance=entry.provenance,
        )
