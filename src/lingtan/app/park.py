"""Parks: one to read, a new one to fill in."""

from __future__ import annotations

from pathlib import Path

from lingtan.base import InputFaults
from lingtan.energy import reading_faults
from lingtan.knowledge import Language
from lingtan.park import Park, read_meters, read_park, write_template


def open_park(path: Path) -> Park:
    """Read a park; raises ``InputFaults`` with all faults of all its files, those of its readings among them."""
    try:
        return read_park(path)
    except InputFaults as refused:
        files = read_meters(path)
        of_readings = reading_faults(files) if files is not None else ()
        raise InputFaults([*refused.faults, *of_readings]) from None


def new_park(directory: Path, language: Language, reporting_year: int) -> tuple[Path, ...]:
    """Write an empty park folder with its explanations, and the same as a workbook; return the files."""
    return write_template(directory, language, reporting_year)
