"""The tables of annex 4, read and checked against the library they sort; every fault is reported at once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar, cast, get_args

from lingtan.base import Fault, raise_faults
from lingtan.knowledge.factors.items import method_item
from lingtan.knowledge.factors.library import electricity_items, fuels
from lingtan.knowledge.factors.naming import spelled
from lingtan.knowledge.factors.records import Item, Provenance
from lingtan.knowledge.standard.models import Text

FuelKind: TypeAlias = Literal["coal", "oil", "gas", "other"]
RawCoal: TypeAlias = Literal["", "anthracite", "coking_bituminous", "general_bituminous", "lignite"]
ElectricityOriginKind: TypeAlias = Literal["over_grid", "direct_line", "in_park"]

_HERE = Path(__file__).parent
_GROUPS, _PRODUCTS, _ORIGINS = "fuel_groups.csv", "process_products.csv", "electricity_origins.csv"
_UNKNOWN = Provenance("", "", 0, "", "", "")
Row = Mapping[str, str]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class FuelGroup:
    """The group a fuel is recorded in; ``raw_coal`` is the kind of raw coal, empty for everything else."""

    fuel: str
    group: FuelKind
    raw_coal: RawCoal
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ProcessProduct:
    """A product that annex 4 lists at least; ``names`` of its items (routes, inputs) are as they are compared."""

    id: str
    name: Text
    names: frozenset[str]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ElectricityOrigin:
    """Whether an item of electricity crosses the public grid, comes by a direct line, or is made in the park."""

    item: str
    origin: ElectricityOriginKind
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class NationalTables:
    """The three tables, by id."""

    fuels: Mapping[str, FuelGroup]
    products: Mapping[str, ProcessProduct]
    origins: Mapping[str, ElectricityOrigin]


def fuel_group(fuel_id: str) -> FuelGroup:
    """The group of a fuel by its id in the library; what the library does not know is ``other``."""
    return national_tables().fuels.get(fuel_id) or FuelGroup(fuel_id, "other", "", _UNKNOWN)


def process_products() -> tuple[ProcessProduct, ...]:
    """The products of annex 4, in its order."""
    return tuple(national_tables().products.values())


@cache
def process_product(item: str) -> ProcessProduct | None:
    """The product that an item of the method ``process`` belongs to; None for one that annex 4 does not list.

    By the item's own name first: a name without its route (合成氨) means the product, whichever route has it too.
    """
    wanted = spelled(item)
    known = method_item("process", item)
    further = () if known is None else _names(known)
    for names in ((wanted,), further):
        for product in process_products():
            if product.names & set(names):
                return product
    return None


def electricity_origin(item: str) -> ElectricityOriginKind:
    """How an item of electricity reaches its user; raises ``KeyError``."""
    return national_tables().origins[item].origin


@cache
def national_tables() -> NationalTables:
    """The tables of the product; raises ``InputFaults`` with all faults of their files."""
    return read_national_tables(_HERE)


def read_national_tables(folder: Path) -> NationalTables:
    """Read a folder of tables; raises ``InputFaults`` with file and row of every fault.

    Every fuel and every item of electricity of the library must stand in its table exactly once.
    """
    faults: list[Fault] = []
    groups = _table(folder / _GROUPS, _group, lambda entry: entry.fuel, faults)
    products = _table(folder / _PRODUCTS, _product, lambda entry: entry.id, faults)
    origins = _table(folder / _ORIGINS, _origin, lambda entry: entry.item, faults)
    known = {entry.id for fuel_set in ("A", "B") for entry in fuels(fuel_set)}
    faults.extend(_other_ids(_GROUPS, known, groups))
    faults.extend(_other_ids(_ORIGINS, {entry.id for entry in electricity_items()}, origins))
    names = [name for product in products.values() for name in product.names]
    faults.extend(Fault.at(_PRODUCTS, 1, "names", "factor_twice", value=name) for name in _twice(names))
    raise_faults(faults)
    return NationalTables(groups, products, origins)


def _table(path: Path, make: Callable[[Row], Made], key: Callable[[Made], str], faults: list[Fault]) -> dict[str, Made]:
    made: dict[str, Made] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            try:
                entry = make(row)
            except (KeyError, ValueError) as error:
                faults.append(Fault.at(path.name, number, "-", "factor_entry", value=str(error)))
                continue
            if key(entry) in made:
                faults.append(Fault.at(path.name, number, "-", "factor_twice", value=key(entry)))
            made[key(entry)] = entry
    return made


def _other_ids(file: str, known: set[str], listed: Iterable[str]) -> list[Fault]:
    return [Fault.at(file, 1, "-", "factor_entry", value=name) for name in sorted(known.symmetric_difference(listed))]


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _group(row: Row) -> FuelGroup:
    group = cast(FuelKind, _one_of(row["group"], get_args(FuelKind)))
    raw_coal = cast(RawCoal, _one_of(row["raw_coal"], get_args(RawCoal)))
    if raw_coal and group != "coal":
        raise ValueError(f"{row['fuel']} {group} {raw_coal}")
    return FuelGroup(row["fuel"], group, raw_coal, _provenance(row))


def _names(item: Item) -> tuple[str, ...]:
    return tuple(spelled(name) for name in (item.id, item.name.zh, item.name.en, *item.aliases))


def _product(row: Row) -> ProcessProduct:
    names = frozenset(spelled(name) for name in row["names"].split(";") if name.strip())
    if not names:
        raise ValueError(row["id"])
    return ProcessProduct(row["id"], Text(zh=row["zh"], en=row["en"]), names, _provenance(row))


def _origin(row: Row) -> ElectricityOrigin:
    return ElectricityOrigin(
        row["item"],
        cast(ElectricityOriginKind, _one_of(row["origin"], get_args(ElectricityOriginKind))),
        _provenance(row),
    )


def _one_of(value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(value)
    return value


def _provenance(row: Row) -> Provenance:
    if not row["source"] or not row["publisher"]:
        raise ValueError(f"source {row['source']}, publisher {row['publisher']}")
    return Provenance(
        source=row["source"],
        publisher=row["publisher"],
        year=int(row["year"]),
        region=row["region"],
        review_by=date.fromisoformat(row["review_by"]).isoformat(),
        quality=row.get("quality") or "annex4",
    )
