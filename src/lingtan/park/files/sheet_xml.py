"""What a workbook's values alone don't show: formulas without a stored value, error values, cells far out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import join, normpath
from typing import IO, TYPE_CHECKING

from defusedxml import ElementTree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION_ID = re.compile(r"\{.*/relationships\}id")
_NOTABLE = re.compile(rb"""<(?:\w+:)?f[ />]|\bt=["']e["']""")
# The reader of values lays a sheet out as a full rectangle: one cell far out would make it ask for terabytes.
_FAR = re.compile(rb"""\br=["'][A-Za-z]+?(?:(?<=[A-Za-z]{3})\d+|(?<=[A-Za-z]{2})\d{6,}|\d{8,}|[2-9]\d{6})(?=["'])""")
_ROW = re.compile(rb"""<(?:\w+:)?row [^>]*?\br=["'](\d+)["']""")
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_BLOCK = 1 << 20
_OVERLAP = 256


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell whose value can't be taken: ``code`` is ``formula_without_value``, ``error_value`` or ``cell_far_out``."""

    row: int
    column: int
    code: str
    text: str


def sheet_parts(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """The part (path in the archive) of each sheet by its name."""
    targets = {
        entry.get("Id"): entry.get("Target", "")
        for entry in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    parts = {}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if _plain(element.tag) == "sheet":
            relation = next((value for key, value in element.items() if _RELATION_ID.fullmatch(key)), "")
            target = targets.get(relation, "")
            parts[element.get("name", "")] = (
                target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            )
    return parts


def bad_cells(archive: zipfile.ZipFile, part: str) -> Iterator[BadCell]:
    """The cells of a sheet that can't be taken; the sheet is only parsed where it has formulas or errors."""
    notable, far_row = _look_over(archive, part)
    if far_row:
        yield BadCell(far_row, 1, "cell_far_out", "")
    elif notable:
        with archive.open(part) as stream:
            yield from _parsed(stream)


def _look_over(archive: zipfile.ZipFile, part: str) -> tuple[bool, int]:
    notable, far_row, rest = False, 0, b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            text = rest + block
            notable = notable or _NOTABLE.search(text) is not None
            far = _FAR.search(text)
            if far is not None and not far_row:
                far_row = int(re.sub(rb"\D", b"", far[0]))
            rest = text[-_OVERLAP:]
    return notable, far_row


def _parsed(stream: IO[bytes]) -> Iterator[BadCell]:
    for _, element in ElementTree.iterparse(stream, events=("end",)):
        kind = _plain(element.tag)
        if kind == "c":
            found = _bad_cell(element)
            if found is not None:
                yield found
        if kind == "row":
            element.clear()


def _bad_cell(cell: Element) -> BadCell | None:
    children = {_plain(child.tag): child for child in cell}
    value = children.get("v")
    text = (value.text or "") if value is not None else ""
    reference = _REFERENCE.fullmatch(cell.get("r", ""))
    row, column = (int(reference[2]), column_number(reference[1])) if reference else (1, 1)
    if cell.get("t") == "e":
        return BadCell(row, column, "error_value", text)
    if "f" in children and not text and (cell.get("t") != "str" or value is None):
        return BadCell(row, column, "formula_without_value", f"={children['f'].text or ''}")
    return None


def _plain(tag: str) -> str:
    return tag.removeprefix(_MAIN).removeprefix(_STRICT)


def column_number(letters: str) -> int:
    """The number of a column by its letters, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
