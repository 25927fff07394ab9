"""Texts of cells to values: numbers, dates, booleans, choices; a text that is none is refused with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from lingtan.base import known_unit
from lingtan.park.files.findings import nearest
from lingtan.park.files.tables import Column

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}([,，' ][0-9]{3})+(\.[0-9]*)?")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})-([0-9]{2})|/([0-9]{1,2})/([0-9]{1,2}))")
_SHARE = re.compile(r"(.*?)\s*[%％]")
_LIST = re.compile(r"[;；,，、\s]+")
_TRUTH = {"1": True, "true": True, "yes": True, "是": True, "0": False, "false": False, "no": False, "否": False}
_MOST_DIGITS = 26
_LONGEST_NUMBER = 80


class Refused(ValueError):
    """A cell can't be read: ``code`` is worded by ``fault.<code>`` with ``details``."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(code)


def decimal_value(text: str) -> Decimal:
    """The decimal a text spells; raises ``Refused`` with a hint where it nearly does."""
    if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text):
        value = Decimal(text)
        if value and value.adjusted() >= _MOST_DIGITS:
            raise Refused("number_too_long", value=shortened(text), most=_MOST_DIGITS)
        return value
    raise _not_a_number(text)


def _not_a_number(text: str) -> Refused:
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    if _THOUSANDS.fullmatch(text):
        return Refused("number_thousands", value=shortened(text), hint=re.sub(r"[,，' ]", "", text))
    percent = plain.removesuffix("%").strip()
    if plain.endswith("%") and _NUMBER.fullmatch(percent) and len(percent) <= _LONGEST_NUMBER:
        return Refused("number_percent", value=shortened(text), hint=f"{Decimal(percent) / 100:f}")
    if plain != text and _NUMBER.fullmatch(plain):
        return Refused("number_fullwidth", value=shortened(text), hint=plain)
    return Refused("not_a_number", value=shortened(text))


def number(text: str) -> Fraction:
    """The exact value of a text; raises ``Refused``."""
    return Fraction(decimal_value(text))


def share(text: str) -> Fraction:
    """The share of a text, as a number or in percent (``60%`` is 0.6); raises ``Refused``."""
    percent = _SHARE.fullmatch(text)
    return number(percent[1]) / 100 if percent else number(text)


def integer(text: str) -> int:
    """The whole number of a text (``2024.0`` is one); raises ``Refused``."""
    value = number(text)
    if value.denominator != 1:
        raise Refused("not_whole", value=shortened(text))
    return value.numerator


def day(text: str) -> date:
    """The date of ``YYYY-MM-DD`` or ``YYYY/M/D``; raises ``Refused``."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise Refused("not_a_date", value=shortened(text))
    year, month, month_day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, month_day)
    except ValueError:
        raise Refused("no_such_date", value=text) from None


def truth(text: str) -> bool:
    """The truth of 1/0, true/false, yes/no, 是/否; raises ``Refused``."""
    value = _TRUTH.get(text.casefold())
    if value is None:
        raise Refused("not_a_bool", value=shortened(text))
    return value


def choice(text: str, column: Column) -> str:
    """The id of a choice; raises ``Refused`` naming the choices and the nearest."""
    found = column.choices.get(text) or column.choices.get(text.casefold())
    if found is None:
        near = column.choices[nearest(text, column.choices)]
        raise Refused("not_a_choice", value=shortened(text), allowed=", ".join(column.choice_ids), nearest=near)
    return found


def unit(text: str) -> str:
    """A unit that can be read; raises ``Refused``."""
    if not known_unit(text):
        raise Refused("unit_unknown", value=shortened(text))
    return text


def parts(text: str) -> tuple[str, ...]:
    """The parts of a list, separated by semicolons, commas or blanks."""
    return tuple(part for part in _LIST.split(text) if part)


def time_zone(text: str) -> str:
    """An IANA time zone; raises ``Refused`` naming the nearest."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(text, sorted(available_timezones()))
        raise Refused("timezone", value=shortened(text), nearest=near) from None
    return text


def value(text: str, column: Column) -> object:
    """The value of a filled cell by its column's type and bounds; raises ``Refused``."""
    match column.type:
        case "number":
            return _within(number(text), column, text)
        case "share":
            return _within(share(text), column, text)
        case "integer" | "year":
            return int(_within(Fraction(integer(text)), column, text))
        case "choice":
            return choice(text, column)
        case kind:
            return _READERS[kind](text)


def _within(found: Fraction, column: Column, text: str) -> Fraction:
    if column.at_least == "0" and found < 0:
        raise Refused("negative", value=shortened(text))
    if (column.at_least and found < Fraction(column.at_least)) or (column.at_most and found > Fraction(column.at_most)):
        raise Refused("out_of_bounds", value=shortened(text), lowest=column.at_least, highest=column.at_most)
    return found


def shortened(text: str) -> str:
    """A text as it is shown in a message: on one line, at most 60 characters."""
    shown = "".join(character if character.isprintable() else "�" for character in " ".join(text.split()))
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


_READERS: Mapping[str, Callable[[str], object]] = {
    "text": str,
    "date": day,
    "bool": truth,
    "list": parts,
    "unit": unit,
    "timezone": time_zone,
}
