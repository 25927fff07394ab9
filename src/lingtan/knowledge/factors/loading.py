"""Read and check the library's data files; every fault of every file is reported at once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from lingtan.base import Fault, content_hash, known_unit, raise_faults
from lingtan.knowledge.factors.records import (
    CoalEquivalent,
    ElectricityItem,
    Fuel,
    GridFactor,
    HeatFactor,
    HeatItem,
    Library,
    Method,
    Provenance,
)
from lingtan.knowledge.standard.models import Text

_HERE = Path(__file__).parent
FILES = (
    "coal_equivalent.csv",
    "electricity_items.yaml",
    "fuels.csv",
    "grid.csv",
    "heat.yaml",
    "methods.yaml",
)
_GASES = ("CO2", "CH4", "N2O", "HFCs", "PFCs", "SF6", "NF3")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "set": ("A", "B"),
    "table": ("national", "national_without_traded_non_fossil", "fossil", "region", "province"),
    "market": ("grid", "zero"),
    "location": ("grid", "zero"),
    "ndrc": ("fossil", "zero", "fossil_when_sent_out"),
    "energy": ("counted", "fuel_counted"),
    "rule": ("fuel", "electricity", "heat", "own"),
    "gas": _GASES,
    "confirmed": ("yes", "no"),
}
Row = Mapping[str, Any]
Made = TypeVar("Made")


@cache
def library() -> Library:
    """The library of the product; raises ``InputFaults`` with all faults of its files."""
    return read_library(_HERE)


@cache
def factors_hash() -> str:
    """SHA-256 over the library's files: which factors a result was computed with."""
    return content_hash({name: (_HERE / name).read_bytes() for name in FILES})


def read_library(folder: Path) -> Library:
    """Read a library folder; raises ``InputFaults`` naming file, row (or entry number) and column of every fault."""
    faults: list[Fault] = []
    heat = _yaml(folder / "heat.yaml")
    made = Library(
        fuels=_made("fuels.csv", _csv(folder / "fuels.csv"), _fuel, faults, _unique("set", "id")),
        grid=_made("grid.csv", _csv(folder / "grid.csv"), _grid, faults, _unique("table", "code", "year")),
        heat=_made("heat.yaml", heat["values"], _heat, faults, _unique("id")),
        heat_items=_made("heat.yaml", heat["items"], _heat_item, faults, _unique("id")),
        electricity_items=_entries(folder, "electricity_items.yaml", _electricity_item, faults),
        coal=_made("coal_equivalent.csv", _csv(folder / "coal_equivalent.csv"), _coal, faults, _unique("id")),
        methods=_entries(folder, "methods.yaml", _method, faults),
    )
    if sum(value.default for value in made.heat) != 1:
        faults.append(Fault.at("heat.yaml", 1, "default", "factor_default", found=sum(v.default for v in made.heat)))
    raise_faults(faults)
    return made


def _csv(path: Path) -> Sequence[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _yaml(path: Path) -> Any:  # noqa: ANN401 - as the file has it; every entry is checked below
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def _entries(folder: Path, name: str, make: Callable[[Row], Made], faults: list[Fault]) -> tuple[Made, ...]:
    return _made(name, _yaml(folder / name), make, faults, _unique("id"))


def _unique(*columns: str) -> Callable[[Row], Hashable]:
    return lambda row: tuple(row.get(column) for column in columns)


def _made(
    file: str,
    rows: Iterable[Row],
    make: Callable[[Row], Made],
    faults: list[Fault],
    key: Callable[[Row], Hashable],
) -> tuple[Made, ...]:
    made: list[Made] = []
    seen: set[Hashable] = set()
    for number, row in enumerate(rows, start=2 if file.endswith(".csv") else 1):
        if key(row) in seen:
            faults.append(Fault.at(file, number, "-", "factor_twice", value=key(row)))
        seen.add(key(row))
        wrong = [*_wrong_choices(row), *_wrong_values(row)]
        faults.extend(Fault.at(file, number, column, "factor_entry", value=value) for column, value in wrong)
        if wrong:
            continue
        try:
            made.append(make(row))
        except (KeyError, ValueError, TypeError) as error:
            faults.append(Fault.at(file, number, "-", "factor_entry", value=f"{type(error).__name__} {error}"))
    return tuple(made)


def _wrong_choices(row: Row) -> list[tuple[str, object]]:
    return [(name, row[name]) for name, allowed in _CHOICES.items() if name in row and row[name] not in allowed]


def _wrong_values(row: Row) -> list[tuple[str, object]]:
    checks: tuple[tuple[str, Callable[[Any], bool]], ...] = (
        ("unit", known_unit),
        ("review_by", _is_date),
        ("year", lambda value: 1990 <= int(value) <= 2100),
        ("value", lambda value: _number(value) > 0),
        ("ncv_gj_per_unit", lambda value: _number(value) > 0),
        ("carbon_tc_per_tj", lambda value: _number(value) > 0),
        ("oxidation_pct", lambda value: 0 < _number(value) <= 100),
        ("category", lambda value: value in range(7)),
        ("source", bool),
        ("publisher", bool),
    )
    return [(name, row[name]) for name, right in checks if name in row and not _holds(right, row[name])]


def _holds(check: Callable[[Any], bool], value: object) -> bool:
    try:
        return check(value)
    except (ValueError, TypeError):
        return False


def _is_date(value: str | date) -> bool:
    return isinstance(value, date) or bool(date.fromisoformat(value))


def _number(value: str) -> Fraction:
    if not isinstance(value, str):
        raise TypeError("a quoted decimal is expected")
    return Fraction(value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"true or false is expected, found {value}")
    return value


def _provenance(row: Row, region: str) -> Provenance:
    return Provenance(
        source=row["source"],
        publisher=row.get("publisher", ""),
        year=int(row["year"]),
        region=region,
        review_by=str(row["review_by"]),
        quality=row.get("quality", "national_default"),
    )


def _fuel(row: Row) -> Fuel:
    return Fuel(
        set=row["set"],
        id=row["id"],
        name=Text(zh=row["zh"], en=row["en"]),
        aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
        unit=row["unit"],
        ncv_gj_per_unit=Fraction(row["ncv_gj_per_unit"]),
        carbon_tc_per_tj=Fraction(row["carbon_tc_per_tj"]),
        oxidation=Fraction(row["oxidation_pct"]) / 100,
        provenance=_provenance(row, row["region"]),
    )


def _grid(row: Row) -> GridFactor:
    return GridFactor(
        table=row["table"],
        code=row["code"],
        name=Text(zh=row["zh"], en=row["en"]),
        year=int(row["year"]),
        asked_year=int(row["year"]),
        tco2_per_mwh=Fraction(row["value"]),
        provenance=_provenance({**row, "publisher": "生态环境部 国家统计局"}, row["code"]),
    )


def _heat(row: Row) -> HeatFactor:
    provenance = _provenance(row, row["region"])
    return HeatFactor(row["id"], Text(**row["name"]), Fraction(row["value"]), _truth(row["default"]), provenance)


def _heat_item(row: Row) -> HeatItem:
    return HeatItem(row["id"], Text(**row["name"]), tuple(row["aliases"]), _truth(row["zero"]), row["energy"])


def _electricity_item(row: Row) -> ElectricityItem:
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


def _coal(row: Row) -> CoalEquivalent:
    return CoalEquivalent(
        id=row["id"],
        name=Text(zh=row["zh"], en=row["en"]),
        value=Fraction(row["value"]),
        unit=row["unit"],
        confirmed=row["confirmed"] == "yes",
        provenance=_provenance(row, "CN"),
    )


def _method(row: Row) -> Method:
    return Method(row["id"], Text(**row["name"]), row["category"], row["gas"], row["rule"], Text(**row["item"]))
