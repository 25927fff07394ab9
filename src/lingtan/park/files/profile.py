"""``park.yaml``: its keys as texts to a checked profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from lingtan.base import UnitMismatch, unit_factor
from lingtan.knowledge import Rulebook, load_rulebook, rulebook_ids
from lingtan.park.files import cells
from lingtan.park.files.entries import Entries
from lingtan.park.files.findings import Findings, nearest
from lingtan.park.files.tables import tables
from lingtan.park.records import Consolidation, GridFactorChoice, Profile

DEFAULT_RULEBOOK = "t_seesa_010_2025"
CONSOLIDATIONS: tuple[str, ...] = get_args(Consolidation)
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_ID = re.compile(r"[\w.\-]+")
_GRID_TABLES: tuple[Literal["provincial", "national", "fossil"], ...] = ("provincial", "national", "fossil")
_GRID_FACTOR_MOST = 3
_Value = TypeVar("_Value")


def _checked(read: Callable[[str], _Value]) -> BeforeValidator:
    """A validator that answers a refused text with its fault's code and details."""

    def check(text: object) -> _Value:
        if not isinstance(text, str):
            raise PydanticCustomError("key_is_text", "a text is expected", {})
        try:
            return read(text)
        except cells.Refused as refused:
            details = {name: str(value) for name, value in refused.details.items()}
            raise PydanticCustomError(refused.code, "refused", details) from None

    return BeforeValidator(check)


def _one_of(*known: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in known:
            raise cells.Refused(
                "not_a_choice", value=cells.shortened(text), allowed=", ".join(known), nearest=nearest(text, known)
            )
        return text

    return read


def _park_id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise cells.Refused("park_id", value=cells.shortened(text))
    return text


def region(text: str) -> str:
    """A region of ISO 3166-2, in China one that is there; raises ``Refused``."""
    if not _REGION.fullmatch(text):
        raise cells.Refused("region", value=cells.shortened(text))
    provinces = {f"CN-{code}" for code in tables().cn_regions}
    if text.startswith("CN-") and text not in provinces:
        raise cells.Refused(
            "not_a_choice", value=text, allowed=", ".join(sorted(provinces)), nearest=nearest(text, sorted(provinces))
        )
    return text


def _year(text: str) -> int:
    year = cells.integer(text)
    if not 1990 <= year <= 2100:
        raise cells.Refused("out_of_bounds", value=text, lowest="1990", highest="2100")
    return year


def _weight(text: str) -> Fraction:
    weight = cells.share(text)
    if not 0 <= weight <= 1:
        raise cells.Refused("out_of_bounds", value=text, lowest="0", highest="1")
    return weight


def _leading(text: str) -> Fraction:
    value = cells.share(text)
    if value <= 0:
        raise cells.Refused("not_above_zero", value=text)
    return value


def _threshold(text: str) -> Fraction:
    """A percentage, with or without its sign."""
    value = cells.number(text.removesuffix("%").removesuffix("％").rstrip())
    if not 0 <= value <= 100:
        raise cells.Refused("out_of_bounds", value=text, lowest="0", highest="100")
    return value


# What stands for a required key that was refused, so that the keys which hang on the rulebook are checked all the same.
_STAND_INS = {"id": "park", "name": "park", "region": "CN-SH", "reporting_year": "2000"}


class _Keys(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)


class _OwnGridFactor(_Keys):
    value: Annotated[str, _checked(str)]
    unit: str = "tCO2/MWh"
    source: str = ""


class _ProfileKeys(_Keys):
    id: Annotated[str, _checked(_park_id)]
    name: Annotated[str, _checked(str)]
    name_en: Annotated[str, _checked(str)] = ""
    region: Annotated[str, _checked(region)]
    reporting_year: Annotated[int, _checked(_year)]
    rulebook: Annotated[str, _checked(lambda text: _one_of(*rulebook_ids())(text))] = DEFAULT_RULEBOOK
    weights: Mapping[str, Annotated[Fraction, _checked(_weight)]] = {}
    leading_values: Mapping[str, Annotated[Fraction, _checked(_leading)]] = {}
    interpretations: Mapping[str, Annotated[str, _checked(str)]] = {}
    grid_factor: str | _OwnGridFactor = "provincial"
    grid_factor_source: Annotated[str, _checked(str)] = ""
    gwp: Annotated[Literal["AR4", "AR5", "AR6"], _checked(_one_of("AR6", "AR5", "AR4"))] = "AR6"
    fuel_set: Annotated[Literal["A", "B"], _checked(_one_of("A", "B"))] = "A"
    timezone: Annotated[str, _checked(cells.time_zone)] = ""
    consolidation: Annotated[Consolidation, _checked(_one_of(*CONSOLIDATIONS))] = "park"
    base_year: Annotated[int | None, _checked(_year)] = None
    recalculation_threshold_pct: Annotated[Fraction, _checked(_threshold)] = Fraction(5)
    responsible: Annotated[str, _checked(str)] = ""
    verification: Annotated[str, _checked(str)] = ""
    intended_use: Annotated[str, _checked(str)] = ""


def read_profile(entries: Entries, findings: Findings) -> Profile | None:
    """The profile of its entries; what is wrong is noted, and None stands where keys could not be read at all."""
    nested = _nested(entries.texts)
    try:
        keys = _ProfileKeys.model_validate(nested)
    except ValidationError as error:
        details = error.errors(include_url=False)
        for detail in details:
            _note(detail, entries, findings)
        refused = {str(detail["loc"][0]) for detail in details}
        sound = _STAND_INS | {key: value for key, value in nested.items() if key not in refused}
        keys = _ProfileKeys.model_validate(sound)
        _note_rulebook_keys(keys, load_rulebook(keys.rulebook), entries, findings)
        return None
    rulebook = load_rulebook(keys.rulebook)
    _note_rulebook_keys(keys, rulebook, entries, findings)
    if keys.base_year is not None and keys.base_year > keys.reporting_year:
        row, last = entries.row("base_year"), keys.reporting_year
        findings.add(entries.file, row, "base_year", "base_year_after", value=keys.base_year, last=last)
    return Profile(
        id=keys.id,
        name=keys.name,
        name_en=keys.name_en,
        region=keys.region,
        reporting_year=keys.reporting_year,
        rulebook=keys.rulebook,
        weights=dict(sorted(keys.weights.items())),
        leading_values={int(no): value for no, value in sorted(keys.leading_values.items()) if no.isdecimal()},
        interpretations=dict(sorted(keys.interpretations.items())),
        grid_factor=_grid_factor(keys, entries, findings),
        gwp=keys.gwp,
        fuel_set=keys.fuel_set,
        timezone=keys.timezone or ("Asia/Shanghai" if keys.region.startswith("CN") else "UTC"),
        consolidation=keys.consolidation,
        base_year=keys.base_year,
        recalculation_threshold_pct=keys.recalculation_threshold_pct,
        responsible=keys.responsible,
        verification=keys.verification,
        intended_use=keys.intended_use,
    )


def stated_year(entries: Entries) -> int | None:
    """The reporting year where it can be read, so that the other files can be checked against it."""
    try:
        return _year(entries.texts.get("reporting_year", ""))
    except cells.Refused:
        return None


def _nested(texts: Mapping[str, str]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for key, text in texts.items():
        *parents, last = key.split(".")
        inner = nested
        for parent in parents:
            inner = inner.setdefault(parent, {}) if isinstance(inner.get(parent, {}), dict) else {}
        inner[last] = text
    return nested


def _note(detail: ErrorDetails, entries: Entries, findings: Findings) -> None:
    # Pydantic names the tried type of a union in the place; it is no key of the file.
    place = [str(part) for part in detail["loc"] if part not in ("_OwnGridFactor", "str")]
    key, kind = ".".join(place), detail["type"]
    row = entries.row(key)
    if kind == "missing":
        findings.add(entries.file, row, key, "key_missing")
    elif kind == "extra_forbidden":
        known = tables().profile if len(place) == 1 else ("value", "unit", "source")
        findings.add(entries.file, row, key, "unknown_key", nearest=nearest(place[-1], known))
    elif kind in ("string_type", "model_type", "model_attributes_type", "dict_type", "mapping_type", "key_is_text"):
        if not (place == ["grid_factor"] and kind == "string_type"):
            findings.add(
                entries.file, row, key, "key_is_text" if kind in ("string_type", "key_is_text") else "key_has_parts"
            )
    else:
        findings.add(entries.file, row, key, kind, **detail.get("ctx", {}))


def _note_rulebook_keys(keys: _ProfileKeys, rulebook: Rulebook, entries: Entries, findings: Findings) -> None:
    settable = {
        entry.name: tuple(option.id for option in entry.options) for entry in rulebook.interpretations if entry.settable
    }
    categories = tuple(category.id for category in rulebook.categories)
    numbers = tuple(str(indicator.no) for indicator in rulebook.indicators)
    for group, known, given in (
        ("weights", categories, keys.weights),
        ("leading_values", numbers, keys.leading_values),
        ("interpretations", tuple(settable), keys.interpretations),
    ):
        for name in given:
            if name not in known:
                key = f"{group}.{name}"
                findings.add(
                    entries.file,
                    entries.row(key),
                    key,
                    "unknown_part",
                    value=name,
                    allowed=", ".join(known) or "-",
                    nearest=nearest(name, known) or "-",
                )
    for name, option in keys.interpretations.items():
        if name in settable and option not in settable[name]:
            key, allowed = f"interpretations.{name}", settable[name]
            findings.add(
                entries.file,
                entries.row(key),
                key,
                "not_a_choice",
                value=cells.shortened(option),
                allowed=", ".join(allowed),
                nearest=nearest(option, allowed),
            )
    # Categories that are not given keep the rulebook's weights: the two that the text lost can be set alone.
    weights = {category.id: category.weight for category in rulebook.categories} | dict(keys.weights)
    if keys.weights and set(keys.weights) <= set(categories) and sum(weights.values()) != 1:
        total = f"{float(sum(weights.values())):.6g}"
        findings.add(entries.file, entries.row("weights"), "weights", "weights_sum", value=total)


def _grid_factor(keys: _ProfileKeys, entries: Entries, findings: Findings) -> GridFactorChoice:
    given = keys.grid_factor
    own = given if isinstance(given, _OwnGridFactor) else _OwnGridFactor(value=given)
    china = keys.region.startswith("CN")
    row = entries.row("grid_factor")
    for table in _GRID_TABLES:
        if own.value == table:
            if not china:
                findings.add(entries.file, row, "grid_factor", "grid_factor_outside_china_stated", region=keys.region)
            return GridFactorChoice(table)
    try:
        factor = cells.number(own.value) * unit_factor(own.unit, "tCO2/MWh")
    except cells.Refused:
        shown = cells.shortened(own.value)
        findings.add(entries.file, row, "grid_factor", "grid_factor", value=shown, nearest=nearest(shown, _GRID_TABLES))
        return GridFactorChoice("stated")
    except UnitMismatch:
        key, shown = "grid_factor.unit", cells.shortened(own.unit)
        findings.add(entries.file, entries.row(key), key, "unit_wrong", value=shown, allowed="tCO2/MWh")
        return GridFactorChoice("stated")
    source = own.source or keys.grid_factor_source
    if not source:
        findings.add(entries.file, row, "grid_factor", "grid_factor_source")
    if not 0 <= factor <= _GRID_FACTOR_MOST:
        findings.add(entries.file, row, "grid_factor", "grid_factor_size", value=own.value, most=_GRID_FACTOR_MOST)
    return GridFactorChoice("stated", factor, source)
