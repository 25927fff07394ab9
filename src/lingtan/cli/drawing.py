"""How tables for people are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from lingtan.evaluation import Flag, flag_text
from lingtan.knowledge import Language, text


def new_console() -> Console:
    """The terminal; ids hold colons, and nothing between two of them is a picture."""
    return Console(emoji=False)


def new_table(key: str, language: Language, **parts: object) -> Table:
    """An empty table with the title of a key."""
    return Table(title=text(key, language, **parts), title_justify="left", title_style="bold", header_style="bold")


def add_columns(of: Table, language: Language, *names: str, right: bool = False) -> None:
    """Columns by their names, numbers to the right."""
    for name in names:
        of.add_column(text(f"cli.column.{name}", language), justify="right" if right else "left", overflow="fold")


def print_flags(to: Console, flags: Sequence[Flag], language: Language) -> None:
    """Notices with their clauses; nothing where there are none."""
    if not flags:
        return
    shown = new_table("cli.table.flags", language)
    add_columns(shown, language, "clause", "message")
    for flag in flags:
        shown.add_row(flag.clause, flag_text(flag, language))
    to.print(shown)
