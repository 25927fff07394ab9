"""7.3.2 a): the park and its basic requirements."""

from __future__ import annotations

from fractions import Fraction

from lingtan.evaluation import GateResult
from lingtan.reports.chapters.case import Case, Ground, table
from lingtan.reports.document import Block, Cell, Paragraph, Section, Table
from lingtan.reports.wording import plain, words_cell

_HECTARE = 10_000


def park_section(case: Case) -> Section:
    """The park: who it is, its enterprises, and the gate (4.2)."""
    words = case.words
    return Section(
        words("chapter.park"),
        (),
        (
            Section(words("section.profile"), profile_blocks(case)),
            Section(words("section.gate"), gate_blocks(case)),
        ),
    )


def profile_blocks(case: Ground) -> tuple[Block, ...]:
    """The park's facts as a table, and where the park is made up, that it is."""
    words, park, profile = case.words, case.park, case.park.profile
    factories = [entry for entry in park.enterprises if entry.is_factory]
    land = [entry.land_m2 for entry in park.enterprises if entry.land_m2 is not None]
    facts = [
        ("name", case.park_name),
        ("id", profile.id),
        ("region", profile.region),
        ("year", str(case.year)),
        ("rulebook", f"{case.rulebook.code} {words.of(case.rulebook.name)}"),
        ("enterprises", str(len(park.enterprises)) if park.enterprises else words("unknown")),
        ("factories", str(len(factories)) if park.enterprises else words("unknown")),
        ("land", plain(sum(land, Fraction(0)) / _HECTARE, 2) if land else words("unknown")),
        ("buildings", str(len(park.buildings)) if park.buildings else words("unknown")),
        ("meters", str(len(park.meters)) if park.meters else words("unknown")),
    ]
    rows = [(words_cell(words(f"profile.{name}")), words_cell(value)) for name, value in facts]
    made = table(words, "profile", "item:l:2 content:l:4", rows)
    mark: tuple[Block, ...] = (Paragraph(case.sample_mark, "warning"),) if case.sample_mark else ()
    return (*mark, Paragraph(words("text.profile", park=case.park_name)), made)


def gate_blocks(case: Case) -> tuple[Block, ...]:
    """The six basic requirements and whether each is met."""
    words, gate = case.words, case.evaluation.gate
    if not gate:
        return (Paragraph(words("text.no_gate")),)
    met = sum(entry.status == "met" for entry in gate)
    blocks: list[Block] = [
        Paragraph(words(f"text.gate.{case.rulebook.kind}", count=len(gate), met=met)),
        _gate_table(case),
    ]
    if case.evaluation.provisional and case.evaluation.score is not None:
        blocks.append(Paragraph(words("text.gate_not_met"), "warning"))
    return tuple(blocks)


def _gate_table(case: Case) -> Table:
    words = case.words
    rows = [
        (
            words_cell(entry.clause),
            words_cell(words.of(entry.text)),
            words_cell(_share(case, entry)),
            words.status(entry.status),
        )
        for entry in case.evaluation.gate
    ]
    made = table(words, "gate", "clause:l:1 requirement:l:6 computed:l:1.6 status:l:1.3", rows)
    return Table(made.id, made.caption, made.columns, made.rows, (), words("sheet.gate"))


def _share(case: Case, entry: GateResult) -> str:
    if entry.share is None:
        return "–"
    shown = case.words.percent(entry.share).text
    return shown if entry.at_least is None else f"{shown} (≥ {case.words.percent(entry.at_least, 0).text})"


def enterprises_annex(case: Ground) -> Section:
    """All enterprises of the park."""
    words = case.words

    def yes(value: bool) -> Cell:
        return words_cell("✓" if value else "–")

    rows = [
        (
            words_cell(entry.name or entry.enterprise),
            words_cell(entry.industry),
            words_cell("–") if entry.land_m2 is None else words.exact_amount(entry.land_m2),
            yes(entry.is_factory),
            yes(entry.green_factory),
            yes(entry.zero_carbon_factory),
            yes(entry.has_inventory),
        )
        for entry in case.park.enterprises
    ]
    headings = (
        "enterprise:l:3.2 industry:l:2 land:r:1.3 factory:c:0.8 green_factory:c:0.9 zero_factory:c:0.9 inventoried:c:1"
    )
    made = table(words, "enterprises", headings, rows)
    placed = Table(made.id, made.caption, made.columns, made.rows, (), words("sheet.enterprises"))
    return Section(words("annex.enterprises"), (placed,), annex=True)
