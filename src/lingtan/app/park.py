"""Parks: a new one to fill in."""

from __future__ import annotations

from pathlib import Path

from lingtan.knowledge import Language
from lingtan.park import write_template


def new_park(directory: Path, language: Language, reporting_year: int) -> tuple[Path, ...]:
    """Write an empty park folder with its explanations, and the same as a workbook; return the files."""
    return write_template(directory, language, reporting_year)
