"""A new park folder: every file with its header, the quantities and years asked for, and explanations."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from lingtan.base import Fault, InputFaults
from lingtan.knowledge import Language, Quantity, Rulebook, load_rulebook, text
from lingtan.park.files.profile import DEFAULT_RULEBOOK
from lingtan.park.files.tables import Column, ProfileKey, Table, tables

_FOLDERS = ("evidence", "readings")


def write_template(directory: Path, language: Language, reporting_year: int) -> tuple[Path, ...]:
    """Write an empty park: ``park.yaml``, all CSV files, ``README.md`` and the same as ``park.xlsx``.

    Returns the files written; raises ``InputFaults`` where the directory is not empty, and writes nothing then.
    """
    # Reading a park must not wait for the library that writes workbooks.
    from lingtan.park.files.template_workbook import write_workbook  # noqa: PLC0415

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputFaults([Fault.at(directory.name, 1, "-", "directory_not_empty")])
    for folder in _FOLDERS:
        (directory / folder).mkdir(parents=True, exist_ok=True)
    contents = {"README.md": folder_guide(language, reporting_year), "park.yaml": _park_yaml(language, reporting_year)}
    for file, content in contents.items():
        (directory / file).write_text(content, encoding="utf-8", newline="\n")
    for name, table in tables().tables.items():
        rows = template_rows(table, language, reporting_year)
        # The mark makes spreadsheet programs take the file for UTF-8.
        (directory / f"{name}.csv").write_text(_csv(rows), encoding="utf-8-sig", newline="\n")
    write_workbook(directory / "park.xlsx", language, reporting_year)
    csv_files = (f"{name}.csv" for name in tables().tables)
    return tuple(directory / file for file in ("README.md", "park.yaml", *csv_files, "park.xlsx"))


def template_rows(table: Table, language: Language, reporting_year: int) -> list[list[str]]:
    """The header of a table and, for the quantities, a row for each quantity and year asked for."""
    header = list(table.columns)
    if table.name != "quantities":
        return [header]
    rulebook = load_rulebook(DEFAULT_RULEBOOK)
    first, *others = header
    return [[first, "_name", *others, "_indicator", "_clause"], *_quantity_rows(rulebook, language, reporting_year)]


def _quantity_rows(rulebook: Rulebook, language: Language, reporting_year: int) -> Iterator[list[str]]:
    for quantity in rulebook.quantities.values():
        steps = 4 if quantity.period == "each_of_4_years" else 1
        clauses, uses = _uses(quantity, rulebook, language)
        for year in range(reporting_year - steps + 1, reporting_year + 1):
            yield [quantity.id, quantity.name.of(language), str(year), "", quantity.unit, "", "", "", uses, clauses]


def _uses(quantity: Quantity, rulebook: Rulebook, language: Language) -> tuple[str, str]:
    """The clauses of a quantity and the indicators (or requirements) it serves."""
    indicators = {str(entry.no): entry for entry in rulebook.indicators}
    requirements = {entry.clause: entry for entry in rulebook.requirements}
    clauses, uses = [], []
    for use in quantity.indicators:
        if use in indicators:
            clauses.append(indicators[use].clause)
            uses.append(f"{use} {indicators[use].name.of(language)}")
        elif use in requirements:
            clauses.append(use)
            uses.append(requirements[use].name.of(language))
        else:
            clauses.append("7.4.1")
            uses.append(text("template.zero_condition", language))
    return "; ".join(dict.fromkeys(clauses)), "; ".join(dict.fromkeys(uses))


def _csv(rows: list[list[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def profile_value(key: ProfileKey, language: Language, reporting_year: int) -> str:
    """What a key of the profile holds in the template; empty where it is optional and left out."""
    if key.name == "reporting_year":
        return str(reporting_year)
    if key.name == "name":
        return text("template.park_name", language)
    return key.example


def _park_yaml(language: Language, reporting_year: int) -> str:
    lines = []
    for key in tables().profile.values():
        value = profile_value(key, language, reporting_year)
        lines.append(f"# {key.about.of(language)}")
        written = value if value.isascii() and " " not in value else json.dumps(value, ensure_ascii=False)
        lines.append(f"{key.name}: {written}" if value else f"# {key.name}:")
    return "\n".join(lines) + "\n"


def guide_lines(language: Language) -> tuple[str, ...]:
    """The rules of filling the tables in."""
    names = ("intro", "rules", "quantities", "folders")
    return tuple(text(f"template.{name}", language) for name in names)


def column_hint(column: Column, language: Language) -> tuple[str, str, str, str]:
    """What a reader must know of a column: whether required, its meaning, its unit, what is allowed."""
    allowed = {"bool": "1, 0", "date": "YYYY-MM-DD"}.get(column.type, ", ".join(column.choice_ids))
    if column.at_least and not allowed:
        allowed = f"≥ {column.at_least}" if not column.at_most else f"{column.at_least} – {column.at_most}"
    required = text("template.yes", language) if column.required else ""
    unit = "" if column.unit in ("row", "factor_unit") else column.unit
    return required, column.about.of(language), unit, allowed


def folder_guide(language: Language, reporting_year: int) -> str:
    """Every file and column of a park folder, explained, as Markdown."""
    lines = [f"# {text('template.title', language, year=reporting_year)}", ""]
    for line in guide_lines(language):
        lines += [line, ""]
    lines += [f"## park.yaml: {text('template.park', language)}", ""]
    lines += _markdown_row(text(f"template.{name}", language) for name in ("key", "required", "meaning", "example"))
    lines.append("|---|---|---|---|")
    for key in tables().profile.values():
        required = text("template.yes", language) if key.required else ""
        lines += _markdown_row((f"`{key.name}`", required, key.about.of(language), key.example))
    for name, table in tables().tables.items():
        lines += ["", f"## {name}.csv: {table.title.of(language)}", "", table.about.of(language), ""]
        heads = ("column", "required", "meaning", "unit", "allowed", "example")
        lines += _markdown_row(text(f"template.{head}", language) for head in heads)
        lines.append("|---|---|---|---|---|---|")
        for column in table.columns.values():
            lines += _markdown_row((f"`{column.name}`", *column_hint(column, language), column.example))
    return "\n".join(lines) + "\n"


def _markdown_row(cells: Iterator[str] | tuple[str, ...]) -> list[str]:
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"]
