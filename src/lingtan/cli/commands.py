"""The commands and their options: a park from its folder to its evaluation, and the knowledge it stands on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from lingtan import __version__
from lingtan.app import carbon, evaluation, park
from lingtan.cli import inventories, screen
from lingtan.cli.options import AsJson, Lang, Out, ParkPath, day, existing, print_files, print_json, words, writable
from lingtan.evaluation import evaluation_json
from lingtan.knowledge import factors_json, load_rulebook, rulebook_ids
from lingtan.park import sample_park

app = typer.Typer(name="lingtan", no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(inventories.app)


@app.callback(invoke_without_command=True, help=words("cli.help.lingtan"))
def lingtan(
    *, version: Annotated[bool, typer.Option("--version", help=words("cli.option.version"), is_eager=True)] = False
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command(help=words("cli.help.init"))
def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=words("cli.argument.directory"))],
    year: Annotated[int | None, typer.Option("--year", help=words("cli.option.year"), min=1990, max=2100)] = None,
    lang: Lang = "zh",
) -> None:
    reporting_year = year or datetime.now(tz=UTC).year - 1
    for file in park.new_park(directory, lang, reporting_year):
        typer.echo(file)


@app.command(help=words("cli.help.factors"))
def factors(
    search: Annotated[list[str] | None, typer.Argument(metavar="WORDS", help=words("cli.argument.search"))] = None,
    *,
    overdue: Annotated[str | None, typer.Option("--overdue", metavar="DATE", help=words("cli.option.overdue"))] = None,
    park_path: Annotated[Path | None, typer.Option("--park", metavar="PARK", help=words("cli.option.park"))] = None,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    due_by = None if overdue is None else day(overdue, lang)
    where = None if park_path is None else existing(park_path, lang)
    found = carbon.library_factors(" ".join(search or ()), due_by, where)
    if as_json:
        print_json(factors_json(found))
    else:
        _tables().print_factors(found, lang)


@app.command(help=words("cli.help.evaluate"))
def evaluate(
    path: ParkPath,
    *,
    as_json: AsJson = False,
    out: Out = None,
    explain: Annotated[str | None, typer.Option("--explain", metavar="NO", help=words("cli.option.explain"))] = None,
    lang: Lang = "zh",
) -> None:
    directory = None if out is None else writable(out, lang)
    with screen.progress("cli.progress.evaluate", lang):
        case = evaluation.evaluate_park(existing(path, lang))
    if as_json:
        print_json(evaluation_json(case.evaluation, case.park, case.rulebook, lang))
    elif explain is not None:
        _tables().print_explanation(case, explain, lang)
    else:
        _tables().print_evaluation(case, lang)
    if directory is not None:
        with screen.progress("cli.progress.reports", lang):
            files = _reports().write_evaluation_reports(case, directory, lang)
        print_files(files, quiet=as_json)


@app.command(help=words("cli.help.demo"))
def demo(*, out: Out = None, lang: Lang = "zh") -> None:
    directory = writable(out or Path("lingtan-demo"), lang)
    case = evaluation.evaluate_park(sample_park())
    _tables().print_evaluation(case, lang)
    with screen.progress("cli.progress.reports", lang):
        files = _reports().write_sample(case, directory, lang)
    print_files(files, quiet=False)


@app.command(help=words("cli.help.rulebook"))
def rulebook(
    rulebook_id: Annotated[str | None, typer.Argument(metavar="RULEBOOK", help=words("cli.argument.rulebook"))] = None,
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
        print_json(books[0].model_dump(mode="json"))
    elif as_json:
        print_json({"rulebooks": [{"id": book.id, "content_hash": book.content_hash} for book in books]})
    elif rulebook_id is None:
        _tables().print_rulebooks(books, lang)
    else:
        _tables().print_rulebook(books[0], lang)


def _tables() -> ModuleType:
    # Tables for people: a program that asks for --json need not wait for the library that draws them.
    from lingtan.cli import tables  # noqa: PLC0415

    return tables


def _reports() -> ModuleType:
    # Reports draw and typeset: their libraries take longer to load than an evaluation takes to run.
    from lingtan.app import reports  # noqa: PLC0415

    return reports
