"""What is said in plain lines: progress, faults and refusals on standard error, short answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from lingtan.base import InputFaults
from lingtan.knowledge import Language, fault_text, text


@contextmanager
def progress(key: str, language: Language) -> Iterator[None]:
    """Say on a terminal what is being done; say nothing into a pipe."""
    if sys.stderr.isatty():
        typer.echo(f"{text(key, language)} ...", err=True)
    yield


def print_faults(faults: InputFaults, language: Language) -> None:
    """All faults, one a line, then their number."""
    for fault in faults.faults:
        typer.echo(fault_text(fault, language), err=True)
    typer.echo(text("cli.faults", language, count=len(faults.faults)), err=True)


def refuse(key: str, language: Language, **parts: object) -> NoReturn:
    """Say why the input can't be taken and exit with 2."""
    typer.echo(text(key, language, **parts), err=True)
    raise typer.Exit(2)


def say(key: str, language: Language, **parts: object) -> None:
    """An answer of one line."""
    typer.echo(text(key, language, **parts))
