"""The command ``lingtan``: what the contract promises, and nothing decided here."""

from __future__ import annotations

import io
import os
import sys

from lingtan.base import InputFaults
from lingtan.cli import screen
from lingtan.cli.commands import app
from lingtan.knowledge import Language, text


def run() -> None:
    """Run a command; exit 0 for any answer, 2 on bad input (all faults, one a line), 1 on an own failure.

    What is printed is UTF-8 whatever the locale of the machine.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except InputFaults as faults:
        screen.print_faults(faults, _language(sys.argv))
        sys.exit(2)
    except Exception as failure:
        if os.environ.get("LINGTAN_TRACEBACK"):
            raise
        sys.stderr.write(text("cli.failure", _language(sys.argv), value=f"{type(failure).__name__}: {failure}") + "\n")
        sys.exit(1)


def _language(arguments: list[str]) -> Language:
    joined = " ".join(arguments)
    return "en" if "--lang en" in joined or "--lang=en" in joined else "zh"
