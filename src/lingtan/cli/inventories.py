"""The commands of the inventory: take it, close and correct it, look at its versions, verify it, keep its base year."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, NoReturn

import typer

from lingtan.app import carbon, versions
from lingtan.base import Fault
from lingtan.carbon import (
    AssuranceStatement,
    Signature,
    base_year_json,
    comparison_json,
    inventory_json,
    manifest_json,
    national_json,
    side_by_side_json,
    verification_json,
)
from lingtan.cli import screen
from lingtan.cli.options import (
    AsJson,
    Lang,
    OfMethod,
    OfYear,
    Out,
    ParkPath,
    Reason,
    day,
    existing,
    percentage,
    print_files,
    print_json,
    words,
    writable,
)
from lingtan.knowledge import Language, fault_text
from lingtan.storage import StoredVersion

app = typer.Typer()

_By = Annotated[str, typer.Option("--by", metavar="NAME", help=words("cli.option.by"))]
_On = Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help=words("cli.option.date"))]


@app.command(help=words("cli.help.inventory"))
def inventory(
    path: ParkPath,
    *,
    as_json: AsJson = False,
    out: Out = None,
    method: Annotated[carbon.Accounting, typer.Option("--method", help=words("cli.option.method"))] = "t_seesa",
    engine: Annotated[carbon.EngineName, typer.Option("--engine", help=words("cli.option.engine"))] = "duckdb",
    enterprise: Annotated[str, typer.Option("--enterprise", metavar="ID", help=words("cli.option.enterprise"))] = "",
    lang: Lang = "zh",
) -> None:
    directory = None if out is None else writable(out, lang)
    if engine == "spark" and find_spec("pyspark") is None:
        screen.refuse("cli.no_spark", lang)
    if enterprise:
        with screen.progress("cli.progress.inventory", lang):
            alone = carbon.take_enterprise_inventory(existing(path, lang), enterprise, method, engine)
        _answer_enterprise(alone, directory, lang, as_json=as_json)
        return
    with screen.progress("cli.progress.inventory", lang):
        case = carbon.take_inventory(existing(path, lang), method, engine)
    if as_json:
        print_json(_inventory_json(case))
    else:
        _tables().print_inventory(case, lang)
    if directory is not None:
        with screen.progress("cli.progress.reports", lang):
            files = _reports().write_inventory_reports(case, directory, lang)
        print_files(files, quiet=as_json)


@app.command(help=words("cli.help.close"))
def close(
    path: ParkPath,
    *,
    by: _By,
    on: _On,
    reason: Reason = "",
    year: OfYear = None,
    method: OfMethod = None,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    signature = Signature(by, day(on, lang), reason)
    with screen.progress("cli.progress.close", lang):
        stored = versions.close_inventory(existing(path, lang), signature, year, method)
    _print_closed(path, stored, lang, as_json=as_json)


@app.command(name="versions", help=words("cli.help.versions"))
def list_versions(
    path: ParkPath,
    *,
    year: OfYear = None,
    show: Annotated[int | None, typer.Option("--show", metavar="N", help=words("cli.option.show"))] = None,
    compare: Annotated[
        tuple[int, int] | None, typer.Option("--compare", metavar="N M", help=words("cli.option.compare"))
    ] = None,
    check: Annotated[bool, typer.Option("--check", help=words("cli.option.check"))] = False,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    if sum((show is not None, compare is not None, check)) > 1:
        screen.refuse("cli.one_of_show_compare_check", lang)
    existing(path, lang)
    if check:
        _check(path, lang, as_json=as_json)
    elif show is not None:
        _show(path, _year_of(path, year, lang), show, lang, as_json=as_json)
    elif compare is not None:
        _compare(path, _year_of(path, year, lang), compare, lang, as_json=as_json)
    else:
        stored = versions.list_versions(path, year)
        if as_json:
            print_json({"versions": [_version_json(version) for version in stored]})
        else:
            _tables().print_versions(stored, lang)


@app.command(help=words("cli.help.adjust"))
def adjust(
    path: ParkPath,
    *,
    by: _By,
    on: _On,
    assurance: Annotated[
        Literal["limited", "reasonable"], typer.Option("--assurance", help=words("cli.option.assurance"))
    ],
    adjustments: Annotated[
        Path | None, typer.Option("--adjustments", metavar="FILE", help=words("cli.option.adjustments"))
    ] = None,
    threshold: Annotated[str, typer.Option("--threshold", metavar="PCT", help=words("cli.option.threshold"))] = "5",
    conclusion: Annotated[str, typer.Option("--conclusion", metavar="TEXT", help=words("cli.option.conclusion"))] = "",
    year: OfYear = None,
    version: Annotated[int | None, typer.Option("--version", metavar="N", help=words("cli.option.of_version"))] = None,
    method: Annotated[carbon.Accounting, typer.Option("--method", help=words("cli.option.method"))] = "t_seesa",
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    statement = AssuranceStatement(by, day(on, lang), assurance, percentage(threshold, lang), conclusion)
    with screen.progress("cli.progress.adjust", lang):
        stored = versions.verify_inventory(existing(path, lang), statement, adjustments, year, version, method)
    read = versions.read_version(path, stored.manifest.year, stored.manifest.number)
    if as_json:
        found = read.verification
        print_json({**_version_json(stored), "verification": None if found is None else verification_json(found)})
    else:
        _tables().print_version(read, lang)


@app.command(name="base-year", help=words("cli.help.base_year"))
def base_year(
    path: ParkPath,
    *,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help=words("cli.option.data"))] = None,
    recalculate: Annotated[bool, typer.Option("--recalculate", help=words("cli.option.recalculate"))] = False,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help=words("cli.option.by"))] = "",
    on: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help=words("cli.option.date"))] = "",
    reason: Reason = "",
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    of_base_year = None if data is None else existing(data, lang)
    if recalculate:
        if not (by and on):
            screen.refuse("cli.recalculate_without_signature", lang)
        signature = Signature(by, day(on, lang), reason)
        with screen.progress("cli.progress.close", lang):
            stored = versions.recalculate_base_year(existing(path, lang), signature, of_base_year)
        _print_closed(path, stored, lang, as_json=as_json)
        return
    with screen.progress("cli.progress.inventory", lang):
        status = versions.base_year_status(existing(path, lang), of_base_year)
    if as_json:
        print_json(base_year_json(status))
    else:
        _tables().print_base_year(status, lang)


def _answer_enterprise(alone: carbon.EnterpriseCase, directory: Path | None, lang: Language, *, as_json: bool) -> None:
    if as_json:
        print_json({"enterprise": alone.enterprise, **inventory_json(alone.inventory, alone.uncertainty)})
    else:
        _tables().print_enterprise(alone, lang)
    if directory is not None:
        with screen.progress("cli.progress.reports", lang):
            files = _reports().write_enterprise_reports(alone.of_park, alone.enterprise, directory, lang)
        print_files(files, quiet=as_json)


def _inventory_json(case: carbon.InventoryCase) -> dict[str, Any]:
    national = None
    if case.national is not None:
        national = {**national_json(case.national), "side_by_side": side_by_side_json(case.beside)}
    return {**inventory_json(case.inventory, case.uncertainty), "national": national}


def _version_json(stored: StoredVersion) -> dict[str, Any]:
    """A version's manifest, the hash of its file, and where it stands from the park's folder on."""
    place = "/".join(stored.folder.parts[-3:])
    return {**manifest_json(stored.manifest), "manifest_file_sha256": stored.sha256, "folder": place}


def _print_closed(path: Path, stored: StoredVersion, lang: Language, *, as_json: bool) -> None:
    """A version that was just written, and what changed where it corrects another."""
    manifest = stored.manifest
    changes = None
    if manifest.of:
        changes = comparison_json(versions.compare_versions(path, manifest.year, manifest.of, manifest.number))
    if as_json:
        print_json({**_version_json(stored), "changes": changes})
        return
    _tables().print_closed(stored, lang)
    if changes is not None:
        _tables().print_comparison(changes, manifest.year, (manifest.of, manifest.number), lang)


def _year_of(path: Path, year: int | None, lang: Language) -> int:
    """The year that is meant: the last one with versions where none is named."""
    if year is not None:
        return year
    stored = versions.list_versions(path)
    if not stored:
        screen.refuse("cli.no_versions", lang)
    return stored[-1].manifest.year


def _show(path: Path, year: int, number: int, lang: Language, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.flush()
        sys.stdout.buffer.write(versions.stored_statement(path, year, number))
        sys.stdout.buffer.flush()
    else:
        _tables().print_version(versions.read_version(path, year, number), lang)


def _compare(path: Path, year: int, numbers: tuple[int, int], lang: Language, *, as_json: bool) -> None:
    old, new = numbers
    found = comparison_json(versions.compare_versions(path, year, old, new))
    if as_json:
        print_json({"year": year, "old": old, "new": new, **found})
    else:
        _tables().print_comparison(found, year, numbers, lang)


def _check(path: Path, lang: Language, *, as_json: bool) -> None:
    faults = versions.check_versions(path)
    stored = () if faults else versions.list_versions(path)
    if as_json:
        print_json({"valid": not faults, "faults": [_fault_json(fault, lang) for fault in faults]})
    if faults:
        _refuse_broken(faults, lang)
    if not as_json:
        screen.say("cli.versions_valid", lang, count=len(stored))


def _fault_json(fault: Fault, lang: Language) -> dict[str, Any]:
    return {"file": fault.file, "code": fault.code, "message": fault_text(fault, lang)}


def _refuse_broken(faults: tuple[Fault, ...], lang: Language) -> NoReturn:
    for fault in faults:
        typer.echo(fault_text(fault, lang), err=True)
    raise typer.Exit(1)


def _tables() -> ModuleType:
    # Tables for people: a program that asks for --json need not wait for the library that draws them.
    from lingtan.cli import inventory_tables  # noqa: PLC0415

    return inventory_tables


def _reports() -> ModuleType:
    # Reports draw and typeset: their libraries take longer to load than an inventory takes to run.
    from lingtan.app import reports  # noqa: PLC0415

    return reports
