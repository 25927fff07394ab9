"""A rulebook while it is read: every entry validated by itself, with the place it stands at."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lingtan.base import Fault
from lingtan.knowledge.standard.marked import lines_along, read_marked
from lingtan.knowledge.standard.models import (
    Category,
    Entry,
    Group,
    Indicator,
    Interpretation,
    Level,
    Measure,
    Note,
    Quantity,
    Requirement,
    Step,
    System,
    TargetIndicator,
    Term,
)

HEAD_FILE = "rulebook.yaml"
QUANTITIES_FILE = "quantities.csv"
SECTIONS: Mapping[str, type[Entry]] = {
    "requirements": Requirement,
    "categories": Category,
    "groups": Group,
    "indicators": Indicator,
    "levels": Level,
    "target_indicators": TargetIndicator,
    "notes": Note,
    "interpretations": Interpretation,
    "steps": Step,
    "systems": System,
    "measures": Measure,
    "glossary": Term,
}
KEYS: Mapping[str, str] = {
    "requirements": "clause",
    "indicators": "no",
    "interpretations": "name",
    "measures": "clause",
    "glossary": "term",
}
COLUMNS = ("quantity", "unit", "also_units", "kind", "period", "indicator", "clause", "zh", "en")
_NOT_IN_HEAD = ("content_hash", "quantities")
_CODES = {
    "missing": "rulebook_key_missing",
    "extra_forbidden": "rulebook_key_unknown",
    "literal_error": "rulebook_value_not_allowed",
    "string_type": "rulebook_text_expected",
    "bool_type": "rulebook_truth_expected",
    "int_type": "rulebook_integer_expected",
    "tuple_type": "rulebook_list_expected",
    "model_type": "rulebook_mapping_expected",
    "mapping_type": "rulebook_mapping_expected",
    "dict_type": "rulebook_mapping_expected",
    "value_error": "rulebook_number_expected",
    "string_too_short": "rulebook_value_empty",
    "too_short": "rulebook_value_empty",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: a node of a YAML file, or a row of the CSV."""

    file: str
    path: tuple[str | int, ...] = ()
    node: yaml.Node | None = None
    row: int = 1

    def fault(self, code: str, *steps: str | int, **details: object) -> Fault:
        """A fault at a part of the entry; the row is that of the deepest part the file has."""
        row = max(lines_along(self.node, steps), default=self.row)
        column = ".".join(map(str, (*self.path, *steps))) or "-"
        return Fault.at(self.file, row, column, code, **details)


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry as written and, where it is valid, as a record."""

    raw: object
    entry: Any
    place: Place

    def key(self, name: str) -> object:
        """A key of the entry as written."""
        return self.raw.get(name) if isinstance(self.raw, Mapping) else None


@dataclass(slots=True)
class Draft:
    """All that the files of a rulebook say, section by section, and what is wrong with single entries.

    ``is_partial``: a file or a section could not be read at all, so what it names is not known.
    """

    head: dict[str, object] = field(default_factory=dict)
    head_place: Place = field(default_factory=lambda: Place(HEAD_FILE))
    sections: dict[str, list[Placed]] = field(default_factory=lambda: {name: [] for name in (*SECTIONS, "quantities")})
    faults: list[Fault] = field(default_factory=list)
    is_partial: bool = False

    def valid(self, section: str) -> Iterator[tuple[Any, Place]]:
        """The valid entries of a section with their places, in the order of the files."""
        return ((placed.entry, placed.place) for placed in self.sections[section] if placed.entry is not None)

    def names(self, section: str) -> set[object]:
        """What a section's entries are called, broken ones too: they exist, and their own fault is told already."""
        texts = (placed.key(KEYS.get(section, "id")) for placed in self.sections[section])
        return {name for name in texts if isinstance(name, str | int)}

    def is_whole(self, *sections: str) -> bool:
        """Whether all entries of the sections are valid, so that sums over them mean something."""
        return all(placed.entry is not None for section in sections for placed in self.sections[section])


def nearest(name: str, known: Iterator[object] | set[object]) -> str:
    """The known name nearest to a wrong one, or ``-``."""
    return next(iter(difflib.get_close_matches(name, sorted(map(str, known)), 1)), "-")


def read_draft(files: Mapping[str, bytes]) -> Draft:
    """Read all files of a rulebook; faults are collected in the draft."""
    draft = Draft()
    for file in sorted(files):
        if file == QUANTITIES_FILE:
            _read_quantities(draft, files[file])
        else:
            _read_yaml(draft, file, files[file])
    for file in (HEAD_FILE, QUANTITIES_FILE):
        if file not in files:
            _give_up(draft, Fault.at(file, 1, "-", "rulebook_file_missing"))
    return draft


def _give_up(draft: Draft, *faults: Fault) -> None:
    draft.faults.extend(faults)
    draft.is_partial = True


def _read_yaml(draft: Draft, file: str, content: bytes) -> None:
    marked = read_marked(content, file)
    place = Place(file, (), marked.node)
    if not isinstance(marked.value, dict):
        _give_up(draft, *(marked.faults or (place.fault("rulebook_mapping_expected", value=_shown(marked.value)),)))
        return
    draft.faults.extend(marked.faults)
    if file == HEAD_FILE:
        draft.head_place = place
    for key, value in marked.value.items():
        if key in SECTIONS:
            _read_section(draft, key, value, place)
        elif file == HEAD_FILE and key not in _NOT_IN_HEAD:
            draft.head[key] = value
        else:
            draft.faults.append(
                place.fault("rulebook_key_unknown", key, value=key, nearest=nearest(key, set(SECTIONS)))
            )


def _read_section(draft: Draft, section: str, values: object, file: Place) -> None:
    if not isinstance(values, tuple):
        _give_up(draft, file.fault("rulebook_list_expected", section, value=_shown(values)))
        return
    nodes = next(part for key, part in file.node.value if key.value == section) if file.node else None
    for index, value in enumerate(values):
        place = Place(file.file, (section, index), nodes.value[index] if nodes else None)
        draft.sections[section].append(Placed(value, _entry(draft, SECTIONS[section], value, place), place))


def _entry(draft: Draft, model: type[Entry], value: object, place: Place) -> Entry | None:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        draft.faults.extend(entry_faults(error, place, model))
        return None


def entry_faults(error: ValidationError, place: Place, model: type[Entry]) -> Iterator[Fault]:
    """What validation found, in the words of the catalogue."""
    return (_fault(detail, place, model) for detail in error.errors(include_url=False, include_context=True))


def _fault(detail: ErrorDetails, place: Place, model: type[Entry]) -> Fault:
    kind, steps = detail["type"], detail["loc"]
    details: dict[str, object] = {"value": _shown(detail["input"])}
    if kind == "extra_forbidden":
        known: set[object] = set(model.model_fields) if len(steps) == 1 else set()
        details = {"value": steps[-1], "nearest": nearest(str(steps[-1]), known)}
    elif kind == "missing":
        details = {"value": steps[-1]}
    elif kind == "literal_error":
        details["expected"] = detail["ctx"]["expected"]
    elif kind not in _CODES:
        details["expected"] = kind
    return place.fault(_CODES.get(kind, "rulebook_value_wrong"), *steps, **details)


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _read_quantities(draft: Draft, content: bytes) -> None:
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        _give_up(draft, Fault.at(QUANTITIES_FILE, 1, "-", "rulebook_csv_unreadable"))
        return
    header = tuple(rows[0]) if rows else ()
    if header != COLUMNS:
        names = {"value": ",".join(header), "expected": ",".join(COLUMNS)}
        _give_up(draft, Place(QUANTITIES_FILE).fault("rulebook_csv_header", **names))
        return
    for row, cells in enumerate(rows[1:], start=2):
        if cells:
            _read_quantity(draft, row, cells)


def _read_quantity(draft: Draft, row: int, cells: list[str]) -> None:
    place = Place(QUANTITIES_FILE, (), None, row)
    if len(cells) != len(COLUMNS):
        _give_up(draft, place.fault("rulebook_csv_cells", value=len(cells), expected=len(COLUMNS)))
        return
    cell = dict(zip(COLUMNS, (text.strip() for text in cells), strict=True))
    raw = {
        "id": cell["quantity"],
        "unit": cell["unit"],
        "also_units": tuple(filter(None, cell["also_units"].split(";"))),
        "kind": cell["kind"],
        "period": cell["period"],
        "indicators": tuple(filter(None, cell["indicator"].split(";"))),
        "name": {"zh": cell["zh"], "en": cell["en"]},
        "clause": cell["clause"],
    }
    draft.sections["quantities"].append(Placed(raw, _entry(draft, Quantity, raw, place), place))
