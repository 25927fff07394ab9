"""The annexes: every indicator, the figures behind it, the interpretations in force, what the report was made of."""

from __future__ import annotations

from fractions import Fraction

from lingtan import __version__
from lingtan.evaluation import Exact, Fact, IndicatorResult
from lingtan.knowledge import Interpretation, text
from lingtan.reports.chapters.case import Case, Ground, place, places, table
from lingtan.reports.chapters.conclusion import bonus_indicators, formula_of, shown_value
from lingtan.reports.document import Block, Cell, Paragraph, Section, Table
from lingtan.reports.wording import Words, plain, words_cell


def indicators_annex(case: Case) -> Section:
    """Annex: the indicators by category, then both sides of every either-or."""
    words, result = case.words, case.evaluation
    blocks: list[Block] = [Paragraph(words("text.formula"))]
    for category in result.categories:
        entries = [entry for entry in result.indicators if entry.category == category.id]
        parts = {"category": words.of(category.name), "weight": words.percent(category.weight, 2).text}
        blocks.append(_indicators(case, entries, "indicators", **parts, count=category.applicable))
    bonus = bonus_indicators(result)
    if bonus:
        blocks.append(_indicators(case, bonus, "bonus_indicators", category=case.category_name("bonus")))
    blocks.append(_alternatives(case))
    return Section(words("annex.indicators"), tuple(blocks), annex=True)


def _indicators(case: Case, entries: list[IndicatorResult], id: str, **parts: object) -> Table:
    words = case.words
    rows = [
        (
            words_cell(str(entry.no)),
            words_cell(words.of(entry.name)),
            words_cell(entry.clause),
            _value(words, entry.status, formula_of(entry), entry.value),
            words_cell(words.of(entry.leading_text) + ("" if entry.confirmed else " *")),
            words_cell("–") if entry.status == "not_applicable" else words.points(entry.ratio),
            words_cell("–") if entry.status == "not_applicable" else words.points(entry.points),
            words_cell("–") if entry.status == "not_applicable" else words.number(entry.most_points, 4),
        )
        for entry in entries
    ]
    headings = "no:l:0.7 indicator:l:3.4 clause:l:0.8 value:r:1.5 leading:r:1.2 ratio_f:r:1.1 points:r:1.1 most:r:1.1"
    made = table(words, id, headings, rows, **parts)
    notes = () if all(entry.confirmed for entry in entries) else (words("note.unconfirmed_leading"),)
    return Table(made.id, made.caption, made.columns, made.rows, notes)


def _alternatives(case: Case) -> Table:
    words = case.words
    rows = [
        (
            words_cell(str(entry.no)),
            words_cell(words.of(made.name)),
            _value(words, made.status, made.formula, made.value),
            words.points(made.ratio) if made.status == "counted" else words_cell("–"),
            words_cell(words("yes" if made.id == entry.counted else "no")),
        )
        for entry in case.evaluation.indicators
        if len(entry.alternatives) > 1
        for made in entry.alternatives
    ]
    made = table(words, "alternatives", "no:l:0.6 alternative:l:4 value:r:1.5 ratio_f:r:1.3 counted:l:1", rows)
    return Table(made.id, made.caption, made.columns, made.rows, (words("note.alternatives"),))


def _value(words: Words, status: str, formula: str, value: Exact | None) -> Cell:
    return shown_value(words, formula, value) if status == "counted" else words.status(status)


def evidence_annex(case: Case) -> Section:
    """Annex: every quantity the evaluation took, where it comes from and what shows it."""
    words = case.words
    order = {name: position for position, name in enumerate(case.rulebook.quantities)}
    facts = sorted(
        case.evaluation.facts.values(),
        key=lambda fact: (order.get(fact.quantity, len(order)), fact.quantity, fact.year),
    )
    rows = [_fact_row(case, fact) for fact in facts]
    headings = "quantity:l:2.7 year:l:0.8 taken:r:1.6 derived:r:1.6 data_source:l:2.3 evidence:l:2 origin:l:1.8"
    made = table(words, "evidence", headings, rows)
    notes = (words("note.evidence"),)
    placed = Table(made.id, made.caption, made.columns, made.rows, notes, words("sheet.evidence"))
    return Section(words("annex.evidence"), (Paragraph(words("text.evidence")), placed), annex=True)


def _fact_row(case: Case, fact: Fact) -> tuple[Cell, ...]:
    words, quantity = case.words, case.rulebook.quantities.get(fact.quantity)
    name = words.of(quantity.name) if quantity else fact.quantity
    unit = words.unit(fact.unit)
    return (
        words_cell(f"{name} ({unit})" if unit else name),
        words_cell(str(fact.year)),
        _taken(words, fact),
        _derived(words, fact),
        words_cell(_source(words, fact)),
        words_cell(_evidence(case, fact)),
        words_cell(_origin(fact)),
    )


def _taken(words: Words, fact: Fact) -> Cell:
    if not fact.applicable:
        return words_cell(words("status.not_applicable"))
    if fact.value is None:
        return words.status("not_reported")
    return words.exact_amount(fact.value)


def _derived(words: Words, fact: Fact) -> Cell:
    if fact.derived is None:
        return words_cell("–")
    other_kind = fact.derived_value is None
    shown = words.exact_amount(fact.derived.value if other_kind else fact.derived_value)
    if other_kind:
        return Cell(f"{shown.text} {words.unit(fact.derived.unit)}".strip(), shown.number)
    return Cell(f"{shown.text} ≠", shown.number, "not_met") if fact.differs else shown


def _source(words: Words, fact: Fact) -> str:
    if fact.stated is not None:
        return words.list([part for part in (fact.stated.source, fact.stated.note) if part])
    return text(fact.derived.method, words.language) if fact.derived else ""


def _evidence(case: Case, fact: Fact) -> str:
    if fact.stated is None:
        return ""
    return fact.stated.evidence or case.words("no_evidence")


def _origin(fact: Fact) -> str:
    if fact.stated is not None:
        return place(fact.stated.origin)
    return places(fact.derived.basis) if fact.derived else ""


def interpretations_annex(case: Case) -> Section:
    """Annex: what the text leaves open and how it was read here."""
    words = case.words
    rows = [_interpretation_row(case, entry) for entry in case.rulebook.interpretations]
    headings = "clause:l:0.9 question:l:3 option:l:2.8 reason:l:3.6 confirmed:l:1"
    made = table(words, "interpretations", headings, rows)
    placed = Table(made.id, made.caption, made.columns, made.rows, (), words("sheet.interpretations"))
    return Section(words("annex.interpretations"), (Paragraph(words("text.interpretations")), placed), annex=True)


def _interpretation_row(case: Case, entry: Interpretation) -> tuple[Cell, ...]:
    words = case.words
    chosen = case.evaluation.options.get(entry.name, entry.chosen)
    option = next((words.of(o.text) for o in entry.options if o.id == chosen), chosen)
    if chosen != entry.chosen:
        option = words("text.option_set", option=option)
    return (
        words_cell(entry.clause),
        words_cell(words.of(entry.question)),
        words_cell(option),
        words_cell(words.of(entry.reason)),
        words_cell(words("yes")) if entry.confirmed else Cell(words("unconfirmed"), status="not_shown"),
    )


def record_annex(case: Ground, number: str, digest: str) -> Section:
    """Annex: hashes and versions by which the report can be made again."""
    words, book = case.words, case.rulebook
    facts = (
        ("number", number),
        ("digest", digest),
        ("rulebook", f"{book.code} {words.of(book.name)} ({book.id})"),
        ("rulebook_hash", book.content_hash),
        ("inventory_hash", case.inventory.content_hash),
        ("program", f"Lingtan {__version__}"),
    )
    rows = [(words_cell(words(f"record.{name}")), words_cell(value)) for name, value in facts]
    made = table(words, "record", "item:l:1.6 content:l:5", rows)
    placed = Table(made.id, made.caption, made.columns, made.rows, (words("note.record"),), words("sheet.record"))
    return Section(words("annex.record"), (placed,), annex=True)


def exact_target(words: Words, value: Fraction | None, unit: str) -> str:
    """A target or its value with the unit."""
    if value is None:
        return words("none")
    if unit in ("1", "%"):
        return words.percent(value, 2).text
    return f"{plain(value, 4)} {words.unit(unit)}"
