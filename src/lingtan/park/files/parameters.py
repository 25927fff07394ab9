"""The parameters of an activity (net calorific value, oxidation, state of steam ...) in one spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lingtan.knowledge import Problem
from lingtan.park.files import cells

STEAM = "steam"
STATES = ("pressure", "temperature")
"""The columns that only steam has: its pressure (absolute) and its temperature."""

MENTIONED = r"(?i)(pressure|temperature|压力|温度)\s*[=:：＝]"
"""How a note begins to state pressure or temperature."""

_MOST = 1000
_NAME = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(
    r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?)(\s*[^\W\d_].*|\s*[%‰°℃(].*|\s+10?[/^].*)?"
)
_BEGINS_NUMBER = re.compile(r"[+-.]?[0-9]")
_STATED = re.compile(rf"{MENTIONED}\s*([^;；,，。]*)")
_STATE_NAMES = {"压力": "pressure", "温度": "temperature"}
_PRESSURE = re.compile(r"(mpa|kpa|pa|bar|兆帕|千帕)\s*\(?\s*(a|abs|绝压|绝对压力|g|gauge|表压)?\s*\)?")
_MPA = {
    "mpa": Decimal(1),
    "兆帕": Decimal(1),
    "bar": Decimal("0.1"),
    "kpa": Decimal("0.001"),
    "千帕": Decimal("0.001"),
    "pa": Decimal("0.000001"),
}
_GAUGE = ("g", "gauge", "表压")
_ATMOSPHERE_MPA = Decimal("0.101325")
_CELSIUS = ("", "°c", "c", "摄氏度")
_KELVIN = ("k", "开", "开尔文")
_ZERO_CELSIUS_K = Decimal("273.15")


@dataclass(frozen=True, slots=True)
class Merged:
    """The parameters of an activity in one spelling, by name; ``problems`` say which cell can't be used."""

    text: str
    problems: tuple[Problem, ...] = ()


def mentions(note: str) -> str:
    """The parts of a note that state pressure or temperature, without the rest of it."""
    return "; ".join(f"{match[1].casefold()}={match[2].strip()}" for match in _STATED.finditer(note))


def merged(method: str, parameters: str, pressure: str, temperature: str, note: str) -> Merged:
    """Parameters of the cells ``parameters``, ``pressure``, ``temperature`` and, for steam, of ``note``.

    The spelling is ``name=value unit; name=value`` by name, numbers without needless zeros. Pressure of steam is in
    MPa absolute (gauge + 0.101325 MPa, the standard atmosphere), its temperature in °C (K - 273.15). A parameter that
    stands in two cells may not differ.
    """
    problems: list[Problem] = []
    given: dict[str, str] = {}
    for column, name, text in (*_listed(parameters, problems), *_states(method, pressure, temperature, note, problems)):
        try:
            value = _value(method, name, text)
        except cells.Refused as refused:
            problems.append(Problem(column, refused.code, {key: str(part) for key, part in refused.details.items()}))
            continue
        if given.setdefault(name, value) != value:
            problems.append(Problem(column, "parameters_differ", {"name": name, "value": value, "other": given[name]}))
    return Merged("; ".join(f"{name}={value}" for name, value in sorted(given.items())), tuple(problems))


def _states(
    method: str, pressure: str, temperature: str, note: str, problems: list[Problem]
) -> Iterator[tuple[str, str, str]]:
    """Column, name and text of what the columns of steam and its note state."""
    for column, text in zip(STATES, (pressure, temperature), strict=True):
        if text and method != STEAM:
            problems.append(Problem(column, "state_without_steam", {"method": cells.shortened(method)}))
        elif text:
            yield column, column, text
    if method == STEAM:
        for match in _STATED.finditer(note):
            name = match[1].casefold()
            yield "note", _STATE_NAMES.get(name, name), match[2].strip()


def _listed(text: str, problems: list[Problem]) -> list[tuple[str, str, str]]:
    if len(text) > _MOST:
        problems.append(Problem("parameters", "parameters_too_long", {"most": str(_MOST)}))
        return []
    found: list[tuple[str, str, str]] = []
    for part in re.split("[;；]", text):
        name, equals, value = (piece.strip() for piece in part.replace("＝", "=").partition("="))
        if not part.strip():
            continue
        name = "_".join(unicodedata.normalize("NFKC", name).casefold().replace("-", "_").split())
        name = _STATE_NAMES.get(name, name)
        if not equals or not value or not _NAME.fullmatch(name):
            problems.append(Problem("parameters", "parameters_syntax", {"value": cells.shortened(part)}))
        elif any(name == known for _, known, _ in found):
            problems.append(Problem("parameters", "parameters_twice", {"name": name}))
        else:
            found.append(("parameters", name, value))
    return found


def _value(method: str, name: str, text: str) -> str:
    """A value in its one spelling: a number with its unit, or a word (a choice, the id of a factor).

    Which of them a method takes is checked with the method. Raises ``Refused``.
    """
    if not _BEGINS_NUMBER.match(text):
        if method == STEAM and name in STATES:
            raise cells.Refused("parameters_number", name=name, value=cells.shortened(text))
        return " ".join(text.split())
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise cells.Refused("parameters_number", name=name, value=cells.shortened(text))
    number, unit = cells.decimal_value(match[1]), " ".join((match[2] or "").split())
    if method == STEAM and name in STATES:
        return _state(name, number, unit)
    # A choice may look like a number with its unit (20C), so nothing is put between them.
    joined = match[2] and match[2][0].isalpha()
    return f"{_plain(number)}{'' if joined else ' '}{unit}".rstrip()


def _state(name: str, number: Decimal, unit: str) -> str:
    spelled = unicodedata.normalize("NFKC", unit).casefold()
    if name == "temperature":
        if spelled not in (*_CELSIUS, *_KELVIN):
            raise cells.Refused("state_unit", name=name, value=cells.shortened(unit), allowed="°C, K")
        return f"{_plain(number - _ZERO_CELSIUS_K if spelled in _KELVIN else number)} °C"
    match = _PRESSURE.fullmatch(spelled or "mpa")
    if match is None:
        raise cells.Refused("state_unit", name=name, value=cells.shortened(unit), allowed="MPa, kPa, Pa, bar, MPa(g)")
    absolute = number * _MPA[match[1]] + (_ATMOSPHERE_MPA if match[2] in _GAUGE else 0)
    if absolute <= 0:
        raise cells.Refused("state_pressure", value=cells.shortened(f"{number} {unit}"))
    return f"{_plain(absolute)} MPa"


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f") if number else "0"
