"""How good the data are: ways they came about, evidence, meters (GB/T 32150; T/SEESA 010 4.1.3)."""

from __future__ import annotations

from fractions import Fraction

from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.ghg_case import GhgGround, limited, with_place, worded
from lingtan.reports.chapters.ghg_sums import INSTRUMENTS, METERED, NOT_STATED
from lingtan.reports.document import Block, Cell, Paragraph, Section, Table
from lingtan.reports.wording import Words, words_cell

_PRINTED_METERS = 100
_NAMES = {METERED: "metered", INSTRUMENTS: "instruments", NOT_STATED: "not_stated"}


def way_name(words: Words, way: str) -> str:
    """A way data came about in words; what the park wrote stands as it is."""
    return worded(words, f"report.way.{_NAMES.get(way, way)}", way)


def quality_section(ground: GhgGround) -> Section:
    """Emissions by the way their data came about, and what evidence there is."""
    words, sums, total = ground.words, ground.sums, ground.inventory.total
    rows_with = sum(part.evidenced_rows for part in sums.quality)
    parts = {
        "rows": f"{sum(part.rows for part in sums.quality):,}",
        "evidence": f"{rows_with:,}",
        "share": words.percent(sums.evidenced_t / sums.size_t).text if sums.size_t else "–",
        "lines": f"{total.rows:,}",
    }
    blocks: tuple[Block, ...] = (
        Paragraph(words(f"text.data_rules.{ground.rulebook.kind}", year=ground.year)),
        Paragraph(words("text.data_quality", **parts)),
        _quality_table(ground),
    )
    return Section(words("section.ghg_quality"), blocks)


def _quality_table(ground: GhgGround) -> Table:
    words, sums = ground.words, ground.sums
    rows = [
        (
            words_cell(way_name(words, part.data_quality)),
            words.number(Fraction(part.rows), 0),
            words.percent(Fraction(part.evidenced_rows, part.rows)) if part.rows else words_cell("–"),
            words.number(part.size_t),
            words.percent(part.size_t / sums.size_t) if sums.size_t else words_cell("–"),
        )
        for part in sums.quality
    ]
    shown = words.number(sums.size_t)
    rows.append(
        (
            Cell(words("row.sum"), status="emphasis"),
            words.number(Fraction(sum(part.rows for part in sums.quality)), 0),
            words_cell(""),
            Cell(shown.text, shown.number, "emphasis"),
            words_cell(""),
        )
    )
    made = table(
        words, "data_quality", "obtained:l:3 activity_rows:r:1.1 with_evidence:r:1.1 size_t:r:1.5 share:r:1", rows
    )
    return with_place(made, words("sheet.data_quality"), words("note.size"))


def meters_table(ground: GhgGround) -> Table:
    """Which meters there are and which of them stand for an activity of the inventory."""
    words, names = ground.words, ground.enterprise_names()
    rows = [
        (
            words_cell(meter.meter),
            words_cell(meter.name),
            words_cell(names.get(meter.enterprise, meter.enterprise) or "–"),
            words_cell(f"{worded(words, f'report.meter.{meter.kind}', meter.kind)} ({words.unit(meter.unit)})"),
            words_cell(words(f"reading.{meter.reading}")),
            words_cell(meter.activity or "–"),
        )
        for meter in ground.park.meters
    ]
    headings = "meter:l:1.4 name:l:2.2 enterprise:l:2.2 kind:l:1.5 reading:l:1 meter_activity:l:1.8"
    made = with_place(table(words, "meters", headings, rows), words("sheet.meters"))
    return limited(words, made, _PRINTED_METERS)
