"""Formats of readings files: the standard shape, and foreign exports described in ``readings/formats.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import yaml

from lingtan.base import Fault, UnknownZone, exact, zone

MISSING_TOKENS = ("", "-", "na", "null")
_TOP_KEY = "formats"


@dataclass(frozen=True, slots=True)
class MeterColumn:
    """A column of a wide file and the meter it reads.

    ``sign`` -1 turns it, ``multiplier`` is the ratio of its transformers, ``unit`` its own unit (empty: the format's).
    """

    column: str
    meter: str
    sign: Literal[1, -1] = 1
    multiplier: Fraction = Fraction(1)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ReadingFormat:
    """How the files matching ``file`` are read.

    Wide files name their ``columns``, long ones their ``meter_column`` and ``value_column``. ``time_formats`` empty:
    ISO 8601. ``timezone`` and ``unit`` empty: those of the meter. ``label``: a time marks the start or the end of
    its interval. ``midnight``: what 00:00 of an end-labelled day is, the end of the day before (``next_date``, as the
    clock says) or of the date it is written with (``same_date``). ``origin_row``: its line in ``formats.yaml``.
    """

    file: str
    time: str
    quantity: Literal["power", "amount"]
    time_formats: tuple[str, ...] = ()
    timezone: str = ""
    label: Literal["start", "end"] = "start"
    midnight: Literal["next_date", "same_date"] = "next_date"
    order: Literal["auto", "ascending", "descending"] = "auto"
    unit: str = ""
    interval_minutes: Fraction | None = None
    delimiter: str = ""
    header_row: int = 1
    thousands: str = ""
    decimal: str = "."
    missing: tuple[str, ...] = MISSING_TOKENS
    columns: tuple[MeterColumn, ...] = ()
    meter_column: str = ""
    value_column: str = ""
    quality_column: str = ""
    origin_row: int = 1


STANDARD = ReadingFormat(
    file="*",
    time="time",
    quantity="amount",
    meter_column="meter",
    value_column="value",
    quality_column="quality",
)
"""The shape of the contract: ``meter``, ``time``, ``value``, ``quality``; values in the unit of the meter."""

_QUANTITIES: Mapping[str, tuple[Literal["power", "amount"], str]] = {
    "power_kw": ("power", "kW"),
    "energy_kwh": ("amount", "kWh"),
    "power": ("power", ""),
    "amount": ("amount", ""),
}


class _BadValue(ValueError):
    """A value of a key is not what is expected; the message says what is."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _BadValue("text")
    return value


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(_text(item) for item in items)


def _time_formats(value: object) -> tuple[str, ...]:
    formats = _texts(value)
    if any(mark in item for item in formats for mark in ("%z", "%Z")):
        raise _BadValue("%Y-%m-%d %H:%M")
    return formats


def _tokens(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _BadValue('["-", "NA"]')
    return tuple(sorted({"", *(item.strip().lower() for item in value)}))


def _choice(*allowed: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if value not in allowed:
            raise _BadValue(" | ".join(repr(item) for item in allowed))
        return str(value)

    return check


def _zone_name(value: object) -> str:
    try:
        zone(_text(value))
    except UnknownZone as error:
        raise _BadValue("Asia/Shanghai") from error
    return str(value)


def _positive(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _BadValue("> 0")
    try:
        number = exact(str(value))
    except ValueError as error:
        raise _BadValue("> 0") from error
    if number <= 0:
        raise _BadValue("> 0")
    return number


def _row_number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _BadValue("1, 2, 3 ...")
    return value


def _meter_column(column: str, target: object) -> MeterColumn:
    if isinstance(target, str):
        return MeterColumn(column, _text(target))
    keys = {"meter", "sign", "multiplier", "unit"}
    if not isinstance(target, dict) or not set(target) <= keys or "meter" not in target:
        raise _BadValue("{meter: M1, sign: -1, multiplier: 40, unit: kW}")
    sign = target.get("sign", 1)
    if isinstance(sign, bool) or sign not in (1, -1):
        raise _BadValue("1 | -1")
    unit = _text(target["unit"]) if "unit" in target else ""
    return MeterColumn(column, _text(target["meter"]), sign, _positive(target.get("multiplier", 1)), unit)


def _columns(value: object) -> tuple[MeterColumn, ...]:
    if not isinstance(value, dict) or not value:
        raise _BadValue("{column: meter}")
    columns = tuple(_meter_column(str(column), target) for column, target in value.items())
    if len({column.meter for column in columns}) < len(columns):
        raise _BadValue("one column for each meter")
    return columns


_KEYS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "file": ("file", _text),
    "time": ("time", _text),
    "time_format": ("time_formats", _time_formats),
    "timezone": ("timezone", _zone_name),
    "label": ("label", _choice("start", "end")),
    "midnight": ("midnight", _choice("next_date", "same_date")),
    "order": ("order", _choice("auto", "ascending", "descending")),
    "quantity": ("quantity", _choice(*_QUANTITIES)),
    "unit": ("unit", _text),
    "interval_minutes": ("interval_minutes", _positive),
    "delimiter": ("delimiter", _choice(",", ";", "\t", "|")),
    "header_row": ("header_row", _row_number),
    "thousands": ("thousands", _choice(",", ".", " ", "'", "")),
    "decimal": ("decimal", _choice(".", ",")),
    "missing": ("missing", _tokens),
    "columns": ("columns", _columns),
    "meter": ("meter_column", _text),
    "value": ("value_column", _text),
    "quality": ("quality_column", _text),
}
_REQUIRED = ("file", "time", "quantity")


def _together(name: str, row: int, entry: Mapping[str, Any]) -> list[Fault]:
    """Faults between keys: what is missing, and what contradicts itself."""
    faults = [Fault.at(name, row, key, "formats_key_missing", value=key) for key in _REQUIRED if key not in entry]
    if ("columns" in entry) == ("meter" in entry and "value" in entry):
        faults.append(Fault.at(name, row, "columns", "formats_columns_or_meter"))
    if entry.get("midnight") == "same_date" and entry.get("label") != "end":
        faults.append(Fault.at(name, row, "midnight", "formats_midnight_needs_end"))
    if entry.get("thousands", "") == entry.get("decimal", "."):
        faults.append(Fault.at(name, row, "thousands", "formats_thousands_is_decimal"))
    if entry.get("quantity") in {"power", "amount"} and "unit" not in entry:
        faults.append(Fault.at(name, row, "unit", "formats_key_missing", value="unit"))
    return faults


def _read_entry(name: str, row: int, entry: object) -> tuple[ReadingFormat | None, list[Fault]]:
    if not isinstance(entry, dict):
        return None, [Fault.at(name, row, "-", "formats_entry")]
    faults = _together(name, row, entry)
    values: dict[str, Any] = {"origin_row": row}
    for key, value in entry.items():
        if key not in _KEYS:
            nearest = ", ".join(get_close_matches(str(key), _KEYS, n=1)) or "-"
            faults.append(Fault.at(name, row, str(key), "formats_key_unknown", value=key, nearest=nearest))
            continue
        attribute, check = _KEYS[key]
        try:
            values[attribute] = check(value)
        except _BadValue as error:
            faults.append(Fault.at(name, row, key, "formats_value", value=value, expected=error))
    if faults:
        return None, faults
    quantity, unit = _QUANTITIES[str(values["quantity"])]
    return ReadingFormat(**{"unit": unit, **values, "quantity": quantity}), []


def _entry_rows(content: str) -> tuple[Any, list[int]]:
    """The document, and the line of each of its entries."""
    root = yaml.compose(content, Loader=yaml.CSafeLoader)
    document = yaml.load(content, Loader=yaml.CSafeLoader)
    if isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if key.value == _TOP_KEY), None)
    rows = [node.start_mark.line + 1 for node in root.value] if isinstance(root, yaml.SequenceNode) else []
    return document, rows


def read_formats(path: Path, name: str) -> tuple[tuple[ReadingFormat, ...], list[Fault]]:
    """The formats of a ``formats.yaml`` (``name`` stands in faults), in file order, and all of its faults.

    A file that is not there holds no formats.
    """
    if not path.is_file():
        return (), []
    try:
        document, rows = _entry_rows(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        return (), [Fault.at(name, line, "-", "formats_yaml", problem=getattr(error, "problem", error))]
    if document is None:
        return (), []
    if isinstance(document, dict):
        document = document.get(_TOP_KEY)
    if not isinstance(document, list):
        return (), [Fault.at(name, 1, "-", "formats_list")]
    results = [_read_entry(name, row, entry) for row, entry in zip(rows, document, strict=True)]
    formats = tuple(reading_format for reading_format, _ in results if reading_format is not None)
    return formats, [fault for _, faults in results for fault in faults]


def format_of(relative: str, formats: tuple[ReadingFormat, ...]) -> ReadingFormat:
    """The first format whose pattern matches a path below ``readings/`` (``*`` spans folders), else the standard."""
    return next((item for item in formats if fnmatchcase(relative, item.file)), STANDARD)
