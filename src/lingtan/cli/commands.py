"""The commands and their options."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer

from lingtan import __version__
from lingtan.app import carbon, evaluation, park
from lingtan.carbon import inventory_json
from lingtan.cli import screen
from lingtan.evaluation import evaluation_json
from lingtan.knowledge import Language, factors_json, load_rulebook, rulebook_ids, text
from lingtan.park import sample_park

app = typer.Typer(name="lingtan", no_args_is_help=True, pretty_exceptions_enable=False)


def _words(key: str) -> str:
    return f"{text(key, 'zh')} {text(key, 'en')}"


ParkPath = Annotated[Path, typer.Argument(metavar="PARK", help=_words("cli.argument.park"))]
AsJson = Annotated[bool, typer.Option("--json", help=_words("cli.option.json"))]
Lang = Annotated[Language, typer.Option("--lang", help=_words("cli.option.lang"))]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help=_words("cli.option.out"))]


@app.callback(invoke_without_command=True, help=_words("cli.help.lingtan"))
def lingtan(
    *, version: Annotated[bool, typer.Option("--version", help=_words("cli.option.version"), is_eager=True)] = False
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command(help=_words("cli.help.init"))
def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=_words("cli.argument.directory"))],
    year: Annotated[int | None, typer.Option("--year", help=_words("cli.option.year"), min=1990, max=2100)] = None,
    lang: Lang = "zh",
) -> None:
    reporting_year = year or datetime.now(tz=UTC).year - 1
    for file in park.new_park(directory, lang, reporting_year):
        typer.echo(file)


@app.command(help=_words("cli.help.inventory"))
def inventory(
    path: ParkPath,
    *,
    as_json: AsJson = False,
    out: Out = None,
    method: Annotated[carbon.Accounting, typer.Option("--method", help=_words("cli.option.method"))] = "t_seesa",
    engine: Annotated[carbon.EngineName, typer.Option("--engine", help=_words("cli.option.engine"))] = "duckdb",
    lang: Lang = "zh",
) -> None:
    directory = None if out is None else _writable(out, lang)
    if engine == "spark" and find_spec("pyspark") is None:
        screen.refuse("cli.no_spark", lang)
    with screen.progress("cli.progress.inventory", lang):
        case = carbon.take_inventory(_existing(path, lang), method, engine)
    if as_json:
        _print_json(inventory_json(case.inventory, case.uncertainty))
    else:
        _tables().print_inventory(case, lang)
    if directory is not None:
        with screen.progress("cli.progress.reports", lang):
            files = _reports().write_inventory_reports(case, directory, lang)
        _print_files(files, quiet=as_json)


@app.command(help=_words("cli.help.factors"))
def factors(
    search: Annotated[list[str] | None, typer.Argument(metavar="WORDS", help=_words("cli.argument.search"))] = None,
    *,
    overdue: Annotated[str | None, typer.Option("--overdue", metavar="DATE", help=_words("cli.option.overdue"))] = None,
    park_path: Annotated[Path | None, typer.Option("--park", metavar="PARK", help=_words("cli.option.park"))] = None,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    day = _day(overdue, lang)
    where = None if park_path is None else _existing(park_path, lang)
    found = carbon.library_factors(" ".join(search or ()), day, where)
    if as_json:
        _print_json(factors_json(found))
    else:
        _tables().print_factors(found, lang)


@app.command(help=_words("cli.help.evaluate"))
def evaluate(
    path: ParkPath,
    *,
    as_json: AsJson = False,
    out: Out = None,
    explain: Annotated[str | None, typer.Option("--explain", metavar="NO", help=_words("cli.option.explain"))] = None,
    lang: Lang = "zh",
) -> None:
    directory = None if out is None else _writable(out, lang)
    with screen.progress("cli.progress.evaluate", lang):
        case = evaluation.evaluate_park(_existing(path, lang))
    if as_json:
        _print_json(evaluation_json(case.evaluation, case.park, case.rulebook, lang))
    elif explain is not None:
        _tables().print_explanation(case, explain, lang)
    else:
        _tables().print_evaluation(case, lang)
    if directory is not None:
        with screen.progress("cli.progress.reports", lang):
            files = _reports().write_evaluation_reports(case, directory, lang)
        _print_files(files, quiet=as_json)


@app.command(help=_words("cli.help.demo"))
def demo(*, out: Out = None, lang: Lang = "zh") -> None:
    directory = _writable(out or Path("lingtan-demo"), lang)
    case = evaluation.evaluate_park(sample_park())
    _tables().print_evaluation(case, lang)
    with screen.progress("cli.progress.reports", lang):
        files = _reports().write_sample(case, directory, lang)
    _print_files(files, quiet=False)


@app.command(help=_words("cli.help.rulebook"))
def rulebook(
    rulebook_id: Annotated[str | None, typer.Argument(metavar="RULEBOOK", help=_words("cli.argument.rulebook"))] = None,
    *,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    chosen = rulebook_ids() if rulebook_id is None else (rulebook_id,)
    unknown = [name for name in chosen if name not in rulebook_ids()]
    if unknown:
        screen.refuse("cli.unknown_rulebook", lang, value=unknown[0], known=", ".join(rulebook_ids()))
    books = [load_rulebook(name) for name in chosen]
    if as_json and rulebook_id is not None:
        _print_json(books[0].model_dump(mode="json"))
    elif as_json:
        _print_json({"rulebooks": [{"id": book.id, "content_hash": book.content_hash} for book in books]})
    elif rulebook_id is None:
        _tables().print_rulebooks(books, lang)
    else:
        _tables().print_rulebook(books[0], lang)


def _day(stated: str | None, lang: Language) -> date | None:
    """A date as written; ``today`` is the day of the machine's clock."""
    if stated is None:
        return None
    if stated == "today":
        return datetime.now(tz=UTC).date()
    try:
        return date.fromisoformat(stated)
    except ValueError:
        screen.refuse("cli.not_a_date", lang, value=stated)


def _existing(path: Path, lang: Language) -> Path:
    if not path.exists():
        screen.refuse("cli.no_such_park", lang, value=path)
    return path


def _writable(out: Path, lang: Language) -> Path:
    """The folder for reports, refused before anything is computed where it can't be one."""
    place = next((folder for folder in (out, *out.parents) if folder.exists()), out)
    if not (place.is_dir() and os.access(place, os.W_OK)):
        screen.refuse("cli.not_a_directory", lang, value=out)
    return out


def _print_json(answer: dict[str, Any]) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))


def _print_files(files: tuple[Path, ...], *, quiet: bool) -> None:
    for file in files:
        typer.echo(file, err=quiet)


def _tables() -> ModuleType:
    # Tables for people: a program that asks for --json need not wait for the library that draws them.
    from lingtan.cli import tables  # noqa: PLC0415

    return tables


def _reports() -> ModuleType:
    # Reports draw and typeset: their libraries take longer to load than an evaluation takes to run.
    from lingtan.app import reports  # noqa: PLC0415

    return reports
