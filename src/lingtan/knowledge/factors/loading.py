"""Read and check the library's data files; every fault of every file is reported at once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from lingtan.base import Fault, content_hash, known_unit, raise_faults
from lingtan.knowledge.factors import rows as make
from lingtan.knowledge.factors.factor_rows import GwpTable, factor_from_row
from lingtan.knowledge.factors.records import GASES, Factor, Gwp, Library

_HERE = Path(__file__).parent
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "set": ("A", "B", "any", "AR4", "AR5", "AR6"),
    "table": ("national", "national_without_traded_non_fossil", "fossil", "region", "province"),
    "market": ("grid", "zero"),
    "location": ("grid", "zero"),
    "ndrc": ("fossil", "zero", "fossil_when_sent_out"),
    "energy": ("counted", "fuel_counted"),
    "gas": (*GASES, ""),
    "confirmed": ("yes", "no"),
    "preferred": ("yes", "no"),
}
GWP_SETS = ("AR4", "AR5", "AR6")
Row = Mapping[str, Any]
Made = TypeVar("Made")


@cache
def library() -> Library:
    """The library of the product; raises ``InputFaults`` with all faults of its files."""
    return read_library(_HERE)


@cache
def factors_hash() -> str:
    """SHA-256 over the library's files: which factors a result was computed with."""
    return content_hash({path.relative_to(_HERE).as_posix(): path.read_bytes() for path in files(_HERE)})


def files(folder: Path) -> tuple[Path, ...]:
    """The data files of a library folder, in the order of their names."""
    return tuple(sorted(path for ending in ("csv", "yaml") for path in folder.rglob(f"*.{ending}")))


def read_library(folder: Path) -> Library:
    """Read a library folder; raises ``InputFaults`` naming file, row (or entry number) and column of every fault.

    ``per_unit/``, ``parameters/`` and ``items/`` hold any number of tables each.
    """
    faults: list[Fault] = []
    heat = _yaml(folder / "heat.yaml")
    gwp = _table(folder, "gwp.csv", make.gwp, faults, "species", "set", "value")
    made = Library(
        fuels=_table(folder, "fuels.csv", make.fuel, faults, "set", "id"),
        grid=_table(folder, "grid.csv", make.grid, faults, "table", "code", "year"),
        grid_regions=_yaml(folder / "grid_regions.yaml"),
        heat=_made("heat.yaml", heat["values"], make.heat, faults, _unique("id")),
        heat_items=_made("heat.yaml", heat["items"], make.heat_item, faults, _unique("id")),
        electricity_items=_entries(folder, "electricity_items.yaml", make.electricity_item, faults),
        coal=_table(folder, "coal_equivalent.csv", make.coal, faults, "id"),
        methods=_entries(folder, "methods.yaml", make.method, faults),
        factors=_factors(folder, gwp_table(gwp), faults),
        parameters=_tables(
            folder, "parameters", make.parameter, faults, "method", "item", "parameter", "region", "year"
        ),
        items=_tables(folder, "items", make.item, faults, "method", "id"),
        species=_table(folder, "gases.csv", make.species, faults, "species"),
        gwp=gwp,
        blends=_table(folder, "blends.csv", make.blend, faults, "blend"),
    )
    if sum(value.default for value in made.heat) != 1:
        faults.append(Fault.at("heat.yaml", 1, "default", "factor_default", found=sum(v.default for v in made.heat)))
    faults.extend(_loose_ends(made, {entry.get("id") for entry in _yaml(folder / "methods.yaml")}))
    raise_faults(faults)
    return made


def gwp_table(entries: Iterable[Gwp]) -> GwpTable:
    """Species to its potentials by AR4, AR5 and AR6; a set that has none takes that of the next newer or older one."""
    known: dict[str, dict[str, Fraction]] = {}
    for entry in sorted(entries, key=lambda entry: entry.preferred):
        known.setdefault(entry.species, {})[entry.set] = entry.value
    return {
        species: tuple(values.get(wanted) or next(iter(values.values())) for wanted in GWP_SETS)
        for species, values in known.items()
    }


def _loose_ends(made: Library, methods: Collection[object]) -> list[Fault]:
    """Names in one file that another one must know: methods of tables, species of factors and blends."""
    species = {entry.id for entry in made.species}
    named = [(entry.method, "per_unit") for entry in made.factors]
    named += [(entry.method, "parameters") for entry in made.parameters]
    named += [(entry.method, "items") for entry in made.items]
    faults = {Fault.at(file, 1, "method", "factor_entry", value=name) for name, file in named if name not in methods}
    parts = {(part, "blends.csv") for entry in made.blends for part in entry.shares}
    parts |= {(entry.species, "gwp.csv") for entry in made.gwp}
    faults |= {Fault.at(file, 1, "species", "factor_entry", value=name) for name, file in parts if name not in species}
    return sorted(faults)


def _factors(folder: Path, gwp: GwpTable, faults: list[Fault]) -> tuple[Factor, ...]:
    made: dict[str, Factor] = {}
    for path in sorted((folder / "per_unit").glob("*.csv")):
        file = path.relative_to(folder).as_posix()
        for number, row in enumerate(_csv(path), start=2):
            found = factor_from_row(row, gwp)
            if isinstance(found, tuple):
                faults.extend(Fault.at(file, number, one.column, one.code, **one.details) for one in found)
            elif found.id in made:
                faults.append(Fault.at(file, number, "id", "factor_twice", value=found.id))
            else:
                made[found.id] = found
            faults.extend(
                Fault.at(file, number, column, "factor_entry", value=row[column]) for column in _unsigned(row)
            )
    return tuple(made.values())


def _unsigned(row: Row) -> list[str]:
    """What a factor of the library must have and a park's own need not: publisher, review date, quality."""
    return [name for name in ("publisher", "review_by", "quality") if not row[name]]


def _csv(path: Path) -> Sequence[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _yaml(path: Path) -> Any:  # noqa: ANN401 - as the file has it; every entry is checked below
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def _entries(folder: Path, name: str, made: Callable[[Row], Made], faults: list[Fault]) -> tuple[Made, ...]:
    return _made(name, _yaml(folder / name), made, faults, _unique("id"))


def _table(folder: Path, name: str, made: Callable[[Row], Made], faults: list[Fault], *unique: str) -> tuple[Made, ...]:
    return _made(name, _csv(folder / name), made, faults, _unique(*unique))


def _tables(
    folder: Path, name: str, made: Callable[[Row], Made], faults: list[Fault], *unique: str
) -> tuple[Made, ...]:
    seen: set[Hashable] = set()
    paths = sorted((folder / name).glob("*.csv"))
    return tuple(
        entry
        for path in paths
        for entry in _made(f"{name}/{path.name}", _csv(path), made, faults, _unique(*unique), seen)
    )


def _unique(*columns: str) -> Callable[[Row], Hashable]:
    return lambda row: tuple(row.get(column) for column in columns)


def _made(
    file: str,
    entries: Iterable[Row],
    made_of: Callable[[Row], Made],
    faults: list[Fault],
    key: Callable[[Row], Hashable],
    seen: set[Hashable] | None = None,
) -> tuple[Made, ...]:
    made: list[Made] = []
    known: set[Hashable] = set() if seen is None else seen
    for number, row in enumerate(entries, start=2 if file.endswith(".csv") else 1):
        if key(row) in known:
            faults.append(Fault.at(file, number, "-", "factor_twice", value=key(row)))
        known.add(key(row))
        wrong = [*_wrong_choices(row), *_wrong_values(row)]
        faults.extend(Fault.at(file, number, column, "factor_entry", value=value) for column, value in wrong)
        if wrong:
            continue
        try:
            made.append(made_of(row))
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
        ("value", lambda value: _number(value) >= 0),
        ("ncv_gj_per_unit", lambda value: _number(value) > 0),
        ("carbon_tc_per_tj", lambda value: _number(value) > 0),
        ("oxidation_pct", lambda value: 0 < _number(value) <= 100),
        ("biogenic_pct", lambda value: 0 <= _number(value) <= 100),
        ("uncertainty_pct", lambda value: value == "" or _number(value) > 0),
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
