"""What several commands share: their arguments and options in both languages' words, and how they answer and refuse."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from lingtan.app.carbon import Accounting
from lingtan.cli import screen
from lingtan.knowledge import Language, text


def words(key: str) -> str:
    """A text in both languages: help is printed before anybody can choose one."""
    return f"{text(key, 'zh')} {text(key, 'en')}"


ParkPath = Annotated[Path, typer.Argument(metavar="PARK", help=words("cli.argument.park"))]
AsJson = Annotated[bool, typer.Option("--json", help=words("cli.option.json"))]
Lang = Annotated[Language, typer.Option("--lang", help=words("cli.option.lang"))]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help=words("cli.option.out"))]
OfYear = Annotated[int | None, typer.Option("--year", help=words("cli.option.of_year"), min=1990, max=2100)]
OfMethod = Annotated[Accounting | None, typer.Option("--method", help=words("cli.option.of_method"))]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=words("cli.option.reason"))]


def existing(path: Path, lang: Language) -> Path:
    """A park that is there; else refused."""
    if not path.exists():
        screen.refuse("cli.no_such_park", lang, value=path)
    return path


def writable(out: Path, lang: Language) -> Path:
    """The folder for reports, refused before anything is computed where it can't be one."""
    place = next((folder for folder in (out, *out.parents) if folder.exists()), out)
    if not (place.is_dir() and os.access(place, os.W_OK)):
        screen.refuse("cli.not_a_directory", lang, value=out)
    return out


def day(stated: str, lang: Language) -> date:
    """A date as written; ``today`` is the day of the machine's clock."""
    if stated == "today":
        return datetime.now(tz=UTC).date()
    try:
        return date.fromisoformat(stated)
    except ValueError:
        screen.refuse("cli.not_a_date", lang, value=stated)


def percentage(stated: str, lang: Language) -> Fraction:
    """A share in percent from 0 to 100, exactly as written."""
    try:
        value = Fraction(stated)
    except (ValueError, ZeroDivisionError):
        value = Fraction(-1)
    if not 0 <= value <= 100:
        screen.refuse("cli.not_a_percentage", lang, value=stated)
    return value


def print_json(answer: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))


def print_files(files: tuple[Path, ...], *, quiet: bool) -> None:
    """Files that were written; beside an answer for programs they are no part of it."""
    for file in files:
        typer.echo(file, err=quiet)
