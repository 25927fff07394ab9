"""7.3.2 c) and d): targets and strategy, and how far the park has come."""

from __future__ import annotations

from fractions import Fraction

from lingtan.knowledge import Measure
from lingtan.park import MeasureAnswer
from lingtan.reports.chapters.case import ENERGY_COLOUR, Case, place, table
from lingtan.reports.document import Block, Cell, Figure, Paragraph, Section, Table
from lingtan.reports.figures import trend
from lingtan.reports.wording import words_cell

_CNY_IN_10K = 10_000


def strategy_section(case: Case) -> Section:
    """Targets, the measures of clause 5 with their states, the shall-items without an answer."""
    words = case.words
    return Section(
        words("chapter.strategy"),
        (),
        (
            Section(words("section.targets"), _target_blocks(case)),
            Section(words("section.measures"), _measure_blocks(case)),
            Section(words("section.unanswered"), _unanswered_blocks(case)),
        ),
    )


def _target_blocks(case: Case) -> tuple[Block, ...]:
    words, result = case.words, case.evaluation
    planned = [answer for answer in case.park.measures if answer.status == "planned"]
    blocks: list[Block] = [Paragraph(words("text.targets"))]
    higher = [level for level in case.rulebook.levels if result.score and result.score.compare(level.above) < 0]
    if higher:
        wanted = min(higher, key=lambda level: level.above)
        parts = {"level": words.of(wanted.name), "points": str(wanted.above)}
        blocks.append(Paragraph(words("text.next_level", **parts)))
    if planned:
        effect = sum((answer.effect_tco2e_per_year or Fraction(0) for answer in planned), Fraction(0))
        last = max((answer.year for answer in planned if answer.year), default=None)
        key = "text.planned_until" if last else "text.planned"
        blocks.append(Paragraph(words(key, count=len(planned), effect=words.number(effect).text, year=last)))
    else:
        blocks.append(Paragraph(words("text.nothing_planned"), "note"))
    return tuple(blocks)


def _measure_blocks(case: Case) -> tuple[Block, ...]:
    words, measures = case.words, case.rulebook.measures
    answers = {answer.clause: answer for answer in case.park.measures}
    done = sum(answer.status == "done" for answer in answers.values())
    planned = sum(answer.status == "planned" for answer in answers.values())
    parts = {"items": len(measures), "answered": len(answers.keys() & {m.clause for m in measures})}
    blocks: list[Block] = [Paragraph(words("text.measures", **parts, done=done, planned=planned))]
    for system in case.rulebook.systems:
        entries = [measure for measure in measures if measure.system == system.id]
        rows = [_measure_row(case, measure, answers.get(measure.clause)) for measure in entries]
        if rows:
            headings = "clause:l:0.9 measure:l:5.4 status:l:1.2 in_year:l:0.8 capex:r:1.2 effect:r:1.2"
            made = table(words, "measures", headings, rows, clause=system.clause, system=words.of(system.name))
            blocks.append(Table(made.id, made.caption, made.columns, made.rows, (), words("sheet.measures")))
    return tuple(blocks)


def _measure_row(case: Case, measure: Measure, answer: MeasureAnswer | None) -> tuple[Cell, ...]:
    words = case.words
    said = "\n".join(words.of(statement.text) for statement in measure.statements)
    head = words_cell(measure.clause)
    if answer is None:
        return head, words_cell(said), words.status("not_answered"), words_cell("–"), words_cell("–"), words_cell("–")
    note = f"\n{words('text.measure_note', note=answer.note)}" if answer.note else ""
    capex = None if answer.capex_cny is None else answer.capex_cny / _CNY_IN_10K
    return (
        head,
        words_cell(said + note),
        words.status(answer.status),
        words_cell(str(answer.year) if answer.year else "–"),
        words_cell("–") if capex is None else words.number(capex),
        words_cell("–") if answer.effect_tco2e_per_year is None else words.number(answer.effect_tco2e_per_year),
    )


def _unanswered_blocks(case: Case) -> tuple[Block, ...]:
    words = case.words
    answered = {answer.clause for answer in case.park.measures}
    rows = [
        (words_cell(measure.clause), words_cell(words.of(statement.text)))
        for measure in case.rulebook.measures
        for statement in measure.statements
        if statement.modality == "shall" and measure.clause not in answered
    ]
    if not rows:
        return (Paragraph(words("text.all_answered")),)
    return Paragraph(words("text.unanswered", count=len(rows)), "warning"), table(
        words, "unanswered", "clause:l:0.8 shall:l:7", rows
    )


def progress_section(case: Case) -> Section:
    """Emission intensity over the years, own reductions, and the zero-carbon condition (7.4.1)."""
    words = case.words
    sections = [Section(words("section.intensity"), _intensity_blocks(case))]
    if case.evaluation.zero_carbon is not None:
        sections.append(Section(words("section.zero"), _zero_blocks(case)))
    return Section(words("chapter.progress"), (), tuple(sections))


def _intensity_blocks(case: Case) -> tuple[Block, ...]:
    words, years = case.words, case.evaluation.intensities
    if not years:
        return (Paragraph(words("text.no_intensity"), "note"),)
    rows = [
        (
            words_cell(str(entry.year)),
            words.number(entry.emissions_tco2e),
            words.number(entry.output_10k_cny),
            words.number(entry.intensity, 4),
        )
        for entry in years
    ]
    made = table(words, "intensity", "year:l:1 gross:r:2 output:r:2 intensity:r:2", rows)
    placed = Table(made.id, made.caption, made.columns, made.rows, (), words("sheet.intensity"))
    known = any(entry.intensity is not None for entry in years)
    return (Paragraph(words("text.intensity")), placed, *((_intensity_figure(case),) if known else ()))


def _intensity_figure(case: Case) -> Figure:
    words, years = case.words, case.evaluation.intensities
    parts = [words("alt.part", name=entry.year, value=words.number(entry.intensity, 4).text) for entry in years]
    caption = words("figure.intensity")
    return trend(
        [str(entry.year) for entry in years],
        [None if entry.intensity is None else float(entry.intensity) for entry in years],
        id="intensity",
        caption=caption,
        alt=words("alt.figure", caption=caption, content=words("alt.mark").join(parts)),
        axis=f"tCO₂e/{words('unit.10k_cny')}",
        colour=ENERGY_COLOUR,
    )


def _zero_blocks(case: Case) -> tuple[Block, ...]:
    words, zero = case.words, case.evaluation.zero_carbon
    if zero is None:
        return ()
    entries = (
        ("gross", zero.gross_tco2e),
        ("removals_inside", zero.removals_tco2e),
        ("own_outside", zero.own_outside_tco2e),
        ("purchased", zero.purchased_tco2e),
    )
    rows = [(words_cell(words(f"row.{name}")), words.number(value)) for name, value in entries]
    shown = words.number(zero.balance_tco2e)
    rows.append((Cell(words("row.balance"), status="emphasis"), Cell(shown.text, shown.number, "emphasis")))
    verdict = words("text.zero_reached" if zero.reached else "text.zero_not_reached", year=case.year)
    made = table(words, "zero", "item:l:5 emissions:r:2", rows, year=case.year)
    return Paragraph(verdict, "finding"), Paragraph(words("text.zero_rule")), made


def offsets_section(case: Case) -> Section:
    """7.3.2 e): gross emissions, own reductions and offsets as three figures that are never netted (4.1.1)."""
    words, result = case.words, case.evaluation
    entries = (
        ("gross", case.gross_tco2e),
        ("own_reductions", result.own_reductions_tco2e),
        ("offsets", result.offsets_tco2e),
    )
    rows = [
        (words_cell(words(f"row.{name}")), words.number(value), words_cell(words(f"basis.{name}")))
        for name, value in entries
    ]
    made = table(words, "three_figures", "item:l:2.4 emissions:r:1.5 basis:l:4", rows, year=case.year)
    blocks: list[Block] = [Paragraph(words("text.offsets")), made]
    own = result.own_reductions_tco2e
    if own is not None and result.offsets_tco2e > own:
        blocks.append(Paragraph(words("text.offsets_above"), "warning"))
    blocks.append(_instruments_table(case) if case.park.instruments else Paragraph(words("text.no_instruments")))
    return Section(words("chapter.offsets"), tuple(blocks))


def _instruments_table(case: Case) -> Table:
    words = case.words
    rows = [
        (
            words_cell(words(f"instrument.{entry.kind}")),
            words_cell(f"{entry.project}\n{entry.registry}".strip()),
            words_cell(f"{entry.serial_from}–{entry.serial_to}" if entry.serial_to else entry.serial_from),
            words.exact_amount(entry.quantity),
            words_cell(words.unit(entry.unit)),
            words_cell(words(f"instrument.status.{entry.status}")),
            words_cell(str(entry.claim_year) if entry.claim_year else "–"),
            words_cell(entry.evidence or place(entry.origin)),
        )
        for entry in case.park.instruments
    ]
    headings = (
        "instrument:l:1.5 project:l:2.6 serials:l:2 amount:r:1.2 unit:l:0.9 status:l:1 claim_year:l:0.9 evidence:l:1.9"
    )
    made = table(words, "instruments", headings, rows)
    notes = (words("note.instruments"),)
    return Table(made.id, made.caption, made.columns, made.rows, notes, words("sheet.instruments"))
