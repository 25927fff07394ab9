"""Reports on disk: each form is made whole in memory, then put in its place at once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

import pyarrow as pa
import pyarrow.csv as pa_csv

from lingtan.reports.document import Document
from lingtan.reports.score_model import ScoreModel
from lingtan.reports.writers.docx import docx_bytes
from lingtan.reports.writers.html import html_bytes
from lingtan.reports.writers.pdf import pdf_bytes
from lingtan.reports.writers.xlsx import xlsx_bytes

Form = Literal["html", "pdf", "docx", "xlsx"]
FORMS: tuple[Form, ...] = ("html", "pdf", "docx", "xlsx")


def write_report(
    document: Document, directory: Path, stem: str, forms: Iterable[Form] = FORMS, model: ScoreModel | None = None
) -> tuple[Path, ...]:
    """Write ``directory/stem.<form>`` for every form and return the files.

    All forms are made before the first is written, so a failure leaves nothing half done; ``model`` gives the
    workbook its live score sheet.
    """
    writers: Mapping[Form, Callable[[], bytes]] = {
        "html": lambda: html_bytes(document),
        "pdf": lambda: pdf_bytes(document),
        "docx": lambda: docx_bytes(document),
        "xlsx": lambda: xlsx_bytes(document, model),
    }
    made = {form: writers[form]() for form in forms}
    directory.mkdir(parents=True, exist_ok=True)
    return tuple(_place(directory / f"{stem}.{form}", content) for form, content in made.items())


def write_lines(lines: pa.Table, directory: Path, stem: str) -> Path:
    """Write the lines behind an inventory as ``directory/stem.csv``."""
    directory.mkdir(parents=True, exist_ok=True)
    with _placing(directory / f"{stem}.csv") as part:
        pa_csv.write_csv(lines, part)
    return directory / f"{stem}.csv"


def _place(target: Path, content: bytes) -> Path:
    with _placing(target) as part:
        part.write(content)
    return target


@contextmanager
def _placing(target: Path) -> Iterator[BinaryIO]:
    """A file to write into, which takes the target's place when it is whole and leaves nothing when it is not."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as part:
            yield part
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
