"""The template as one workbook: a guide, a sheet a table, comments at the columns, lists to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from lingtan.knowledge import Language, electricity_items, fuels, heat_items, load_rulebook, methods, rulebook_ids, text
from lingtan.park.files.profile import CONSOLIDATIONS
from lingtan.park.files.quantities import all_quantities
from lingtan.park.files.registers import measure_clauses
from lingtan.park.files.tables import Column, Table, tables
from lingtan.park.files.template import column_hint, guide_lines, profile_value, template_rows

_LAST_ROW = 5000
_LISTS_SHEET = "_lists"
_OPEN_LISTS = ("items", "units", "enterprises", "gases")
"""Lists that help but don't bind: other spellings, other names and later rows are allowed too."""
_ACTIVITY_UNITS = ("t", "10^4 Nm3", "Nm3", "MWh", "kWh", "10^4 kWh", "GJ", "kg", "tCO2e", "t*km")
_HEADER = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": "#1F6F5C",
    "border": 1,
    "border_color": "#FFFFFF",
    "valign": "vcenter",
}
_REQUIRED = {**_HEADER, "bg_color": "#0B4A3A"}
_FREE = {"font_color": "#6B7280", "italic": True}


@dataclass(frozen=True, slots=True)
class _Book:
    """The workbook being written, its formats and the ranges of its lists."""

    language: Language
    year: int
    formats: Mapping[str, Format]
    lists: Mapping[str, str]


def write_workbook(path: Path, language: Language, reporting_year: int) -> None:
    """Write the template workbook; the same arguments give the same bytes."""
    with xlsxwriter.Workbook(str(path)) as file:
        file.set_properties({"created": datetime(reporting_year, 12, 31, tzinfo=UTC).replace(tzinfo=None)})
        formats = {
            "header": file.add_format(_HEADER),
            "required": file.add_format(_REQUIRED),
            "free": file.add_format(_FREE),
            "text": file.add_format({"num_format": "@"}),
            "date": file.add_format({"num_format": "yyyy-mm-dd"}),
            "title": file.add_format({"bold": True, "font_size": 16, "font_color": "#0B4A3A"}),
            "wrapped": file.add_format({"text_wrap": True, "valign": "top"}),
        }
        guide = file.add_worksheet(text("template.guide.sheet", language))
        sheets = {name: file.add_worksheet(name) for name in ("park", *tables().tables)}
        lists = _write_lists(file.add_worksheet(_LISTS_SHEET), reporting_year)
        book = _Book(language, reporting_year, formats, lists)
        _write_guide(book, guide)
        _write_profile(book, sheets["park"])
        for name, table in tables().tables.items():
            _write_table(book, sheets[name], table)


def _write_lists(sheet: Worksheet, reporting_year: int) -> dict[str, str]:
    sheet.hide()
    ranges = {"enterprises": f"=enterprises!$A$2:$A${_LAST_ROW}"}
    for place, (name, values) in enumerate(_lists(reporting_year).items()):
        sheet.write_column(0, place, (name, *values))
        letters = xl_col_to_name(place, True)
        ranges[name] = f"={_LISTS_SHEET}!{letters}$2:{letters}${len(values) + 1}"
    return ranges


def _lists(reporting_year: int) -> dict[str, tuple[str, ...]]:
    quantities = all_quantities().values()
    units = (unit for quantity in quantities for unit in (quantity.unit, *quantity.also_units))
    items = (
        *(entry.name.zh for entry in electricity_items()),
        *(entry.name.zh for entry in heat_items()),
        *(entry.name.zh for entry in (*fuels("A"), *fuels("B"))),
    )
    return {
        "quantities": tuple(quantity.id for quantity in quantities),
        "units": tuple(dict.fromkeys((*units, *_ACTIVITY_UNITS))),
        "methods": tuple(entry.id for entry in methods()),
        "items": tuple(dict.fromkeys(items)),
        "gases": tables().gases,
        "measures": measure_clauses(),
        "years": tuple(str(year) for year in range(reporting_year - 3, reporting_year + 1)),
        "rulebooks": rulebook_ids(),
    }


def _write_guide(book: _Book, sheet: Worksheet) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100, book.formats["wrapped"])
    sheet.write(0, 0, text("template.title", book.language, year=book.year), book.formats["title"])
    row = 2
    for line in guide_lines(book.language):
        sheet.write(row, 1, line, book.formats["wrapped"])
        row += 1
    row += 1
    sheet.write_row(
        row, 0, [text(f"template.{name}", book.language) for name in ("table", "meaning")], book.formats["header"]
    )
    for name, table in tables().tables.items():
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        about = f"{table.title.of(book.language)}: {table.about.of(book.language)}"
        sheet.write(row, 1, about, book.formats["wrapped"])


def _write_profile(book: _Book, sheet: Worksheet) -> None:
    sheet.write_row(0, 0, ("key", "value", "_about"), book.formats["header"])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 36, book.formats["text"])
    sheet.set_column(2, 2, 80)
    choices: dict[str, dict[str, object]] = {
        "rulebook": {"source": book.lists["rulebooks"]},
        "gwp": {"source": ["AR6", "AR5", "AR4"]},
        "fuel_set": {"source": ["A", "B"]},
        "consolidation": {"source": list(CONSOLIDATIONS)},
    }
    row = 0
    for row, (name, about) in enumerate(_profile_rows(book), start=1):
        key = tables().profile.get(name)
        value = profile_value(key, book.language, book.year) if key is not None else ""
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value, book.formats["text"])
        sheet.write_string(row, 2, about, book.formats["free"])
        if name in choices:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", **choices[name]})


def _profile_rows(book: _Book) -> list[tuple[str, str]]:
    """The keys with their explanations; nested ones are dotted, so the weights stand one a row."""
    rows = []
    for key in tables().profile.values():
        about = key.about.of(book.language)
        if key.name == "weights":
            categories = load_rulebook(tables().profile["rulebook"].example).categories
            rows += [(f"weights.{entry.id}", f"{about}: {entry.name.of(book.language)}") for entry in categories]
        elif key.name not in ("leading_values", "interpretations"):
            rows.append((key.name, about))
    return rows


def _write_table(book: _Book, sheet: Worksheet, table: Table) -> None:
    header, *rows = template_rows(table, book.language, book.year)
    sheet.freeze_panes(1, 2 if rows else 1)
    for place, name in enumerate(header):
        column = table.columns.get(name)
        if column is None:
            sheet.write(0, place, name, book.formats["header"])
            sheet.set_column(place, place, 40, book.formats["free"])
        else:
            written = max((len(cells[place]) for cells in rows), default=0)
            _write_column(book, sheet, place, column, max(12, len(column.name) + 3, written + 1))
    for row, cells in enumerate(rows, start=1):
        for place, cell in enumerate(cells):
            if header[place] == "year":
                sheet.write_number(row, place, int(cell))
            elif cell:
                sheet.write_string(row, place, cell)


def _write_column(book: _Book, sheet: Worksheet, place: int, column: Column, width: int) -> None:
    sheet.write(0, place, column.name, book.formats["required" if column.required else "header"])
    sheet.write_comment(0, place, _comment(column, book.language), {"x_scale": 2, "y_scale": 1.3})
    kinds = {"text": "text", "timezone": "text", "choice": "text", "list": "text", "unit": "text", "date": "date"}
    plain = column.name == "value" or column.type not in kinds
    sheet.set_column(place, place, width, None if plain else book.formats[kinds[column.type]])
    rule = _validation(book, column)
    if rule is not None:
        sheet.data_validation(1, place, _LAST_ROW - 1, place, {"validate": "list", **rule})


def _validation(book: _Book, column: Column) -> dict[str, Any] | None:
    if column.type == "choice":
        return {"source": list(column.choice_ids)}
    if column.type == "bool":
        return {"source": ["1", "0"]}
    if column.type == "year":
        return {"source": book.lists["years"]}
    if column.values_from in book.lists:
        return {"source": book.lists[column.values_from], "show_error": column.values_from not in _OPEN_LISTS}
    return None


def _comment(column: Column, language: Language) -> str:
    required, meaning, unit, allowed = column_hint(column, language)
    lines = [meaning]
    if required:
        lines.append(text("template.required", language))
    for name, part in (("unit", unit), ("allowed", allowed), ("example", column.example)):
        if part:
            lines.append(f"{text(f'template.{name}', language)}: {part}")
    return "\n".join(lines)
