"""The files of a park folder and their columns, from ``tables.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from lingtan.base import exact
from lingtan.knowledge import Text

ColumnType = Literal["text", "number", "share", "integer", "year", "date", "choice", "bool", "list", "unit", "timezone"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, bounds and unit; ``choices`` maps every accepted spelling to its id."""

    name: str
    type: ColumnType
    required: bool
    about: Text
    example: str
    choices: Mapping[str, str]
    values_from: str
    at_least: str
    at_most: str
    unit: str

    @property
    def choice_ids(self) -> tuple[str, ...]:
        """The ids of the choices, in the order of the contract."""
        return tuple(dict.fromkeys(self.choices.values()))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the folder; ``key`` columns are unique together, ``max_bytes`` 0 is without a limit."""

    name: str
    required: bool
    key: tuple[str, ...]
    max_bytes: int
    title: Text
    about: Text
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class ProfileKey:
    """A key of ``park.yaml``."""

    name: str
    required: bool
    about: Text
    example: str


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables and what their checks need."""

    tables: Mapping[str, Table]
    profile: Mapping[str, ProfileKey]
    gases: tuple[str, ...]
    negative_methods: frozenset[str]
    event_methods: frozenset[str]
    instrument_units: Mapping[str, str]
    cn_regions: frozenset[str]


@cache
def tables() -> Tables:
    """The content of ``tables.yaml``."""
    data = yaml.load(Path(__file__).with_name("tables.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    rest = ("profile", "gases", "negative_methods", "event_methods", "instrument_units", "cn_regions")
    return Tables(
        tables={name: _table(name, entry) for name, entry in data.items() if name not in rest},
        profile={
            name: ProfileKey(name, entry.get("required", False), _text(entry), entry.get("example", ""))
            for name, entry in data["profile"].items()
        },
        gases=tuple(data["gases"]),
        negative_methods=frozenset(data["negative_methods"]),
        event_methods=frozenset(data["event_methods"]),
        instrument_units=data["instrument_units"],
        cn_regions=frozenset(data["cn_regions"]),
    )


def _table(name: str, entry: Mapping[str, Any]) -> Table:
    return Table(
        name=name,
        required=entry.get("required", False),
        key=tuple(entry["key"]),
        max_bytes=entry.get("max_bytes", 50_000_000),
        title=_text(entry["title"]),
        about=_text(entry["about"]),
        columns={column: _column(column, about) for column, about in entry["columns"].items()},
    )


def _column(name: str, entry: Mapping[str, Any]) -> Column:
    for bound in ("at_least", "at_most"):
        exact(entry.get(bound, "0"))
    choices = {
        spelling: choice for choice, others in entry.get("choices", {}).items() for spelling in (choice, *others)
    }
    return Column(
        name=name,
        type=entry["type"],
        required=entry.get("required", False),
        about=_text(entry),
        example=entry.get("example", ""),
        choices=choices,
        values_from=entry.get("from", ""),
        at_least=entry.get("at_least", ""),
        at_most=entry.get("at_most", ""),
        unit=entry.get("unit", ""),
    )


def _text(entry: Mapping[str, Any]) -> Text:
    return Text(zh=entry["zh"], en=entry["en"])
