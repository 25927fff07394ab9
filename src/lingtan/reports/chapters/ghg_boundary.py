"""Organisational and reporting boundary, sources, completeness, exclusions (9.3.1 d), e), i); T/SEESA 010 4.1.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.emissions import kinds_table
from lingtan.reports.chapters.ghg_case import GhgGround, gap, limited, with_place
from lingtan.reports.document import Block, Bullets, Cell, Paragraph, Section, Table
from lingtan.reports.wording import words_cell

CATEGORIES = (1, 2, 3, 4, 5, 6)
SIGNIFICANT = Fraction(1, 100)
"""The share of all emissions from which an indirect source is significant where the park states no criteria."""
_LISTED = 50
_PRINTED_EXCLUSIONS = 200


def boundary_chapter(ground: GhgGround, transfers: Section | None = None) -> Section:
    """What the inventory covers, and what it leaves out; of an enterprise, its transfers with neighbours too."""
    words = ground.words
    kinds = (kinds_table(ground),)
    return Section(
        words("chapter.ghg_boundary"),
        (),
        (
            Section(words("section.ghg_organisational"), _organisational(ground), answers=("iso.d", "seesa.scope")),
            Section(words("section.ghg_reporting"), _reporting(ground), answers=("iso.e",)),
            Section(words("section.ghg_sources"), kinds, answers=("seesa.sources", "gbt.sources")),
            Section(words("section.ghg_completeness"), _completeness(ground)),
            Section(words("section.ghg_exclusions"), _exclusions(ground), answers=("iso.i",)),
            *(() if transfers is None else (transfers,)),
        ),
    )


def _organisational(ground: GhgGround) -> tuple[Block, ...]:
    words = ground.words
    if ground.enterprise:
        parts = {"enterprise": ground.organisation_name, "park": ground.park_name}
        return Paragraph(words("text.boundary_enterprise", **parts)), Paragraph(words("text.transfers_enterprise"))
    count = sum(bool(name) for name in ground.inventory.total.by_enterprise)
    approach = words(f"consolidation.{ground.given.facts.consolidation}")
    return (
        Paragraph(words("text.boundary_park", park=ground.park_name, count=count)),
        Paragraph(words("text.consolidation", approach=approach)),
        Paragraph(words("text.transfers_park")),
    )


def _reporting(ground: GhgGround) -> tuple[Block, ...]:
    words, stated = ground.words, ground.given.facts.significance
    criteria = Paragraph(words("text.significance_stated", criteria=stated)) if stated else _own_criteria(ground)
    return Paragraph(words("text.reporting_boundary")), criteria, _categories_table(ground)


def _own_criteria(ground: GhgGround) -> Paragraph:
    return Paragraph(ground.words("text.significance_default", share=ground.words.percent(SIGNIFICANT, 0).text))


def _categories_table(ground: GhgGround) -> Table:
    words, total = ground.words, ground.inventory.total
    estimates = excluded_estimates(ground)
    everything = _everything(ground)
    quantified = ground.sums.categories
    rows = []
    for category in CATEGORIES:
        known = category in quantified
        value = total.by_category[category] if known else None
        share = words.percent(value / everything) if value is not None and everything else words_cell("–")
        count, estimate = estimates.get(category, (0, Fraction(0)))
        rows.append(
            (
                words_cell(words(f"ghg_category.{category}")),
                words_cell(_state(ground, known, count)),
                words.number(value) if value is not None else Cell(words("no_data"), status="not_shown"),
                share,
                words_cell("–") if not count else words.number(estimate),
                words_cell(_judgement(ground, category, value, estimate, everything)),
            )
        )
    headings = "ghg_category:l:3 state:l:1.6 emissions:r:1.4 share:r:0.9 excluded_estimate:r:1.4 significance:l:1.5"
    made = table(words, "ghg_categories", headings, rows)
    return with_place(made, words("sheet.boundary"), words("note.ghg_categories"))


def _everything(ground: GhgGround) -> Fraction:
    """All categories quantified and the estimates of what is excluded: the measure of significance."""
    sizes = [abs(value) for value in ground.inventory.total.by_category.values()]
    estimated = [estimate or Fraction(0) for _, _, estimate, _ in ground.inventory.exclusions]
    return sum((*sizes, *estimated), Fraction(0))


def _state(ground: GhgGround, known: bool, excluded: int) -> str:
    words = ground.words
    if known and excluded:
        return words("state.partly", count=excluded)
    if known:
        return words("state.quantified")
    return words("state.excluded", count=excluded) if excluded else words("state.none")


def _judgement(
    ground: GhgGround, category: int, value: Fraction | None, estimate: Fraction, everything: Fraction
) -> str:
    words = ground.words
    if category <= 2:
        return words("significance.always")
    if any(source.significant for source in ground.park.sources if source.category == category):
        return words("significance.registered")
    size = abs(value or Fraction(0)) + estimate
    if not size or not everything:
        return words("significance.unknown")
    return words("significance.yes" if size / everything >= SIGNIFICANT else "significance.no")


def excluded_estimates(ground: GhgGround) -> Mapping[int, tuple[int, Fraction]]:
    """Excluded sources and their estimated tCO2e by the category the register gives them (0: not registered)."""
    categories = {source.source: source.category for source in ground.park.sources}
    found: dict[int, tuple[int, Fraction]] = {}
    for source, _, estimate, _ in ground.inventory.exclusions:
        category = categories.get(source, 0)
        count, size = found.get(category, (0, Fraction(0)))
        found[category] = (count + 1, size + (estimate or Fraction(0)))
    return found


def _completeness(ground: GhgGround) -> tuple[Block, ...]:
    words, inventory = ground.words, ground.inventory
    if not ground.park.sources:
        return (gap(words, "register"),)
    blocks: list[Block] = [Paragraph(words("text.completeness")), _register_table(ground)]
    for key, sources in (
        ("text.unexplained", inventory.unexplained_sources),
        ("text.unregistered", inventory.unregistered_sources),
    ):
        if sources:
            blocks += [Paragraph(words(key, count=len(sources)), "warning"), Bullets(_first(ground, sources))]
    if not inventory.unexplained_sources:
        blocks.append(Paragraph(words("text.all_explained")))
    return tuple(blocks)


def _first(ground: GhgGround, sources: tuple[str, ...]) -> tuple[str, ...]:
    if len(sources) <= _LISTED:
        return sources
    return (*sources[:_LISTED], ground.words("text.and_more", count=len(sources) - _LISTED))


def _register_table(ground: GhgGround) -> Table:
    words, sources = ground.words, ground.park.sources
    if ground.enterprise:
        sources = tuple(source for source in sources if source.enterprise == ground.enterprise)
    unexplained = set(ground.inventory.unexplained_sources)
    counted: dict[int, Counter[str]] = {category: Counter() for category in (*CATEGORIES, 0)}
    for source in sources:
        state = "unexplained" if source.source in unexplained else source.status
        counted.setdefault(source.category, Counter())[state] += 1
    rows = [_register_row(ground, category, states) for category, states in counted.items() if states]
    whole: Counter[str] = sum(counted.values(), Counter())
    rows.append(tuple(Cell(cell.text, cell.number, "emphasis") for cell in _register_row(ground, None, whole)))
    headings = "ghg_category:l:3 registered:r:1 quantified:r:1 excluded:r:1 unexplained:r:1.2"
    return with_place(table(words, "register", headings, rows), words("sheet.register"))


def _register_row(ground: GhgGround, category: int | None, states: Counter[str]) -> tuple[Cell, ...]:
    words = ground.words
    name = words("row.sum") if category is None else words(f"ghg_category.{category}")
    counts = (states.total(), states["quantified"], states["excluded"], states["unexplained"])
    return words_cell(name), *(words.number(Fraction(count), 0) for count in counts)


def _exclusions(ground: GhgGround) -> tuple[Block, ...]:
    words, exclusions = ground.words, ground.inventory.exclusions
    if not exclusions:
        return (Paragraph(words("text.no_exclusions")),)
    known = [estimate for _, _, estimate, _ in exclusions if estimate is not None]
    gross = ground.inventory.total.gross
    parts = {
        "count": len(exclusions),
        "estimate": words.number(sum(known, Fraction(0))).text,
        "share": words.percent(sum(known, Fraction(0)) / gross).text if gross else "–",
    }
    blocks: list[Block] = [Paragraph(words("text.exclusions", **parts)), exclusions_table(ground)]
    without = [source for source, reason, estimate, _ in exclusions if estimate is None or not reason.strip()]
    if without:
        blocks.append(gap(words, "exclusions", list=words.list(list(_first(ground, tuple(without))))))
    return tuple(blocks)


def exclusions_table(ground: GhgGround) -> Table:
    """Every excluded source with its category, reason, estimate and how much of all emissions that is."""
    words, everything = ground.words, _everything(ground)
    categories = {source.source: source.category for source in ground.park.sources}
    rows = [
        (
            words_cell(source),
            words_cell(str(categories[source]) if source in categories else "–"),
            words_cell(reason) if reason.strip() else words_cell(words("unknown"), "not_shown"),
            words.number(estimate),
            _share_of_all(ground, estimate, everything),
            words_cell(f"{origin.file}:{origin.row}"),
        )
        for source, reason, estimate, origin in ground.inventory.exclusions
    ]
    headings = "source:l:1.7 category_no:c:0.6 reason:l:3.4 estimate:r:1.2 share_of_all:r:1.2 origin:l:1.6"
    made = table(words, "exclusions", headings, rows)
    notes = (words("note.exclusions", share=words.percent(SIGNIFICANT, 0).text),)
    return limited(words, with_place(made, words("sheet.exclusions"), *notes), _PRINTED_EXCLUSIONS)


def _share_of_all(ground: GhgGround, estimate: Fraction | None, everything: Fraction) -> Cell:
    if estimate is None or not everything:
        return words_cell("–")
    shown = ground.words.percent(estimate / everything, 2)
    return Cell(f"{shown.text}", shown.number, "emphasis" if estimate / everything >= SIGNIFICANT else "")
