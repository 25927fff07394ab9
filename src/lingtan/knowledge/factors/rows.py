"""Records of the library from the entries of its files, one function a kind; checks of the cells stand in loading."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lingtan.base import known_unit
from lingtan.knowledge.factors.records import (
    Blend,
    CoalEquivalent,
    ElectricityItem,
    Fuel,
    GridFactor,
    Gwp,
    HeatFactor,
    HeatItem,
    Item,
    Method,
    ParameterSpec,
    ParameterValue,
    Provenance,
    Species,
)
from lingtan.knowledge.standard.models import Text

Row = Mapping[str, Any]


def provenance(row: Row, region: str) -> Provenance:
    """Source, publisher, year, region, review date and quality of an entry."""
    return Provenance(
        source=row["source"],
        publisher=row.get("publisher", ""),
        year=int(row["year"]),
        region=region,
        review_by=str(row["review_by"]),
        quality=row.get("quality", "national_default"),
    )


def fuel(row: Row) -> Fuel:
    """A row of ``fuels.csv``."""
    return Fuel(
        set=row["set"],
        id=row["id"],
        name=Text(zh=row["zh"], en=row["en"]),
        aliases=_parts(row["aliases"]),
        unit=row["unit"],
        ncv_gj_per_unit=Fraction(row["ncv_gj_per_unit"]),
        carbon_tc_per_tj=Fraction(row["carbon_tc_per_tj"]),
        oxidation=Fraction(row["oxidation_pct"]) / 100,
        group=row["group"],
        biogenic_share=Fraction(row["biogenic_pct"]) / 100,
        ncv_range=(Fraction(row["ncv_low"]), Fraction(row["ncv_high"])),
        carbon_range=(Fraction(row["carbon_low"]), Fraction(row["carbon_high"])),
        uncertainty_pct=Fraction(row["uncertainty_pct"]),
        provenance=provenance(row, row["region"]),
    )


def grid(row: Row) -> GridFactor:
    """A row of ``grid.csv``."""
    return GridFactor(
        table=row["table"],
        code=row["code"],
        name=Text(zh=row["zh"], en=row["en"]),
        year=int(row["year"]),
        asked_year=int(row["year"]),
        tco2_per_mwh=Fraction(row["value"]),
        uncertainty_pct=Fraction(row["uncertainty_pct"]),
        provenance=provenance({**row, "publisher": "生态环境部 国家统计局"}, row["code"]),
    )


def heat(row: Row) -> HeatFactor:
    """A value of ``heat.yaml``."""
    return HeatFactor(
        id=row["id"],
        name=Text(**row["name"]),
        tco2_per_gj=Fraction(row["value"]),
        default=_truth(row["default"]),
        uncertainty_pct=Fraction(row["uncertainty_pct"]),
        provenance=provenance(row, row["region"]),
    )


def heat_item(row: Row) -> HeatItem:
    """An item of ``heat.yaml``."""
    return HeatItem(row["id"], Text(**row["name"]), tuple(row["aliases"]), _truth(row["zero"]), row["energy"])


def electricity_item(row: Row) -> ElectricityItem:
    """An item of ``electricity_items.yaml``."""
    return ElectricityItem(
        id=row["id"],
        name=Text(**row["name"]),
        aliases=tuple(row["aliases"]),
        public_grid=_truth(row["public_grid"]),
        market=row["market"],
        location=row["location"],
        ndrc=row["ndrc"],
        renewable_in_park=_truth(row["renewable_in_park"]),
        direct_green=_truth(row["direct_green"]),
        energy=row["energy"],
    )


def coal(row: Row) -> CoalEquivalent:
    """A row of ``coal_equivalent.csv``."""
    return CoalEquivalent(
        id=row["id"],
        name=Text(zh=row["zh"], en=row["en"]),
        value=Fraction(row["value"]),
        unit=row["unit"],
        confirmed=row["confirmed"] == "yes",
        provenance=provenance(row, "CN"),
    )


def method(row: Row) -> Method:
    """An entry of ``methods.yaml``; ``units`` and ``parameters`` may be absent."""
    specs = (_spec(name, entry or {}) for name, entry in row.get("parameters", {}).items())
    return Method(
        id=row["id"],
        name=Text(**row["name"]),
        category=row["category"],
        gas=row["gas"],
        rule=row["rule"],
        item=Text(**row["item"]),
        units=tuple(_unit(unit) for unit in row.get("units", ())),
        parameters={spec.name: spec for spec in specs},
    )


def parameter(row: Row) -> ParameterValue:
    """A row of ``parameters/*.csv``; ``item`` is empty, an item id, and choices (``wood;sector=commercial``)."""
    low, high = _optional(row["low"]), _optional(row["high"])
    value = Fraction(row["value"])
    if (low is not None and value < low) or (high is not None and value > high):
        raise ValueError(f"{value} outside {low} .. {high}")
    return ParameterValue(
        method=row["method"],
        conditions=frozenset(_parts(row["item"])),
        parameter=row["parameter"],
        value=value,
        unit=_unit(row["unit"]),
        low=low,
        high=high,
        uncertainty_pct=_optional(row["uncertainty_pct"]),
        provenance=provenance(row, row["region"]),
    )


def item(row: Row) -> Item:
    """A row of ``items/*.csv``."""
    return Item(row["method"], row["id"], Text(zh=row["zh"], en=row["en"]), _parts(row["aliases"]))


def species(row: Row) -> Species:
    """A row of ``gases.csv``."""
    return Species(row["species"], row["gas"], Text(zh=row["zh"], en=row["en"]), _parts(row["aliases"]))


def gwp(row: Row) -> Gwp:
    """A row of ``gwp.csv``."""
    return Gwp(row["species"], row["set"], Fraction(row["value"]), row["preferred"] == "yes", provenance({**row}, ""))


def blend(row: Row) -> Blend:
    """A row of ``blends.csv``; the components' percentages must sum to 100."""
    pairs = (part.partition("=") for part in _parts(row["components"]))
    shares = {name: Fraction(share) / 100 for name, _, share in pairs}
    if sum(shares.values()) != 1:
        raise ValueError(f"components sum to {float(sum(shares.values()) * 100)} %")
    return Blend(row["blend"], _parts(row["aliases"]), shares, provenance(row, ""))


def _spec(name: str, entry: Row) -> ParameterSpec:
    return ParameterSpec(
        name=name,
        aliases=tuple(entry.get("aliases", ())),
        units=tuple(_unit(unit) for unit in entry.get("units", ())),
        choices=tuple(entry.get("choices", ())),
        low=_optional(entry.get("low", "")),
        high=_optional(entry.get("high", "")),
        items=tuple(entry.get("items", ())),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _optional(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _unit(unit: str) -> str:
    if not known_unit(unit):
        raise ValueError(unit)
    return unit


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"true or false is expected, found {value}")
    return value
