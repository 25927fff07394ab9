"""How emissions are quantified, why so, and what changed about it (9.3.1 m), n), t))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import get_args

from lingtan.carbon import COVERING_ITEM, AppliedFactor
from lingtan.knowledge import GwpSet, gwp
from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.emissions import assumptions, factor_source
from lingtan.reports.chapters.ghg_case import GhgGround, gap, limited, with_place, worded
from lingtan.reports.document import Block, Cell, Paragraph, Section, Table
from lingtan.reports.wording import Words, plain, words_cell

LATEST_GWP = "AR6"
_ORIGINS = ("own", "park", "measured", "library", "instruments")
_PRINTED = 60


def methods_chapter(ground: GhgGround) -> Section:
    """Methods with equation and reason, changes of method, global warming potentials, factors at a glance."""
    words = ground.words
    return Section(
        words("chapter.ghg_methods"),
        (),
        (
            Section(words("section.ghg_approaches"), _approaches(ground), answers=("iso.m",)),
            Section(words("section.ghg_changes"), _changes(ground), answers=("iso.n",)),
            Section(words("section.ghg_gwp"), _potentials(ground), answers=("iso.t",)),
            Section(words("section.ghg_factor_summary"), _factor_summary(ground)),
        ),
    )


def factor_origin(factor: AppliedFactor | None) -> str:
    """Where a factor comes from: the row, the park's own table, an emission given as such, the library, certificates.

    An id says it: ``own:file:row``, ``...:park:<id of factors.csv>:...``, ``...:measured:...``.
    """
    if factor is None:
        return "library"
    if factor.item == COVERING_ITEM:
        return "instruments"
    if factor.id.startswith("own:"):
        return "own"
    parts = factor.id.split(":")
    return next((name for name in ("park", "measured") if name in parts), "library")


def _approaches(ground: GhgGround) -> tuple[Block, ...]:
    words, names = ground.words, ground.method_names()
    factors = {factor.id: factor for factor in ground.inventory.factors}
    emissions: dict[tuple[int, str], Fraction] = defaultdict(Fraction)
    origins: dict[tuple[int, str], set[str]] = defaultdict(set)
    for kind in ground.sums.kinds:
        key = (kind.category, kind.method)
        emissions[key] += kind.co2e_t
        origins[key].add(factor_origin(factors.get(kind.factor_id)))
    rows = [
        (
            words_cell(f"{names.get(method, method)}\n{_short_category(words, category)}"),
            words_cell(worded(words, f"report.equation.{method}", words("equation.default"))),
            words_cell(worded(words, f"report.approach.{method}", words("approach.default"))),
            words_cell(words.list([words(f"origin.{name}") for name in _ORIGINS if name in origins[category, method]])),
            words.number(emissions[category, method]),
        )
        for category, method in sorted(emissions)
    ]
    headings = "method:l:1.5 equation:l:3.2 approach:l:3 factors_from:l:1.3 emissions:r:1.2"
    made = with_place(table(words, "approaches", headings, rows), words("sheet.approaches"), words("note.approaches"))
    return Paragraph(words("text.approaches")), made, Paragraph(assumptions(ground))


def _short_category(words: Words, category: int) -> str:
    return words("category_short", no=category) if category else words("ghg_category.0")


def _changes(ground: GhgGround) -> tuple[Block, ...]:
    words, names, year = ground.words, ground.method_names(), ground.year
    before = ground.inventory.years.get(year - 1)
    if before is None or not before.rows:
        return (Paragraph(words("text.no_year_before", year=year - 1)),)
    changed, blocks = ground.sums.changed_methods, list[Block]()
    if changed:
        rows = [
            (
                words_cell(source),
                words_cell(ground.enterprise_names().get(enterprise, enterprise)),
                words_cell(words.list([names.get(method, method) for method in old.split(", ")])),
                words_cell(words.list([names.get(method, method) for method in new.split(", ")])),
            )
            for source, enterprise, old, new in changed
        ]
        made = table(words, "changed_methods", "source:l:2 enterprise:l:2.4 before:l:2 now:l:2", rows)
        blocks += [
            Paragraph(words("text.changed_methods", count=len(rows), year=year - 1)),
            limited(words, with_place(made, words("sheet.changes")), _PRINTED),
        ]
    else:
        blocks.append(Paragraph(words("text.same_methods", year=year - 1)))
    other = _changed_factors(ground)
    if other.rows:
        blocks += [Paragraph(words("text.changed_factors", count=len(other.rows))), limited(words, other, _PRINTED)]
    else:
        blocks.append(Paragraph(words("text.same_factors", year=year - 1)))
    return tuple(blocks)


def _changed_factors(ground: GhgGround) -> Table:
    """Library factors of one kind of activity that differ from those of the year before."""
    words, year = ground.words, ground.year
    of_kind: dict[tuple[str, str, str], dict[int, list[AppliedFactor]]] = defaultdict(lambda: defaultdict(list))
    for factor in ground.inventory.factors:
        stated = any(name == "stated_in_row" for name, _, _ in factor.steps)
        if factor.year in (year - 1, year) and factor_origin(factor) == "library" and not stated:
            of_kind[factor.method, factor.item, factor.unit][factor.year].append(factor)
    rows = [
        _changed_factor(ground, years[year - 1][0], years[year][0])
        for _, years in sorted(of_kind.items())
        if len(years[year - 1]) == len(years[year]) == 1
        and years[year - 1][0].location_tco2e_per_unit != years[year][0].location_tco2e_per_unit
    ]
    headings = "activity:l:2.4 unit:l:1.5 before:r:1.3 now:r:1.3 factor_source:l:3"
    made = table(words, "changed_factors", headings, rows)
    return with_place(made, words("sheet.changes"), words("note.changed_factors"))


def _changed_factor(ground: GhgGround, old: AppliedFactor, new: AppliedFactor) -> tuple[Cell, ...]:
    words = ground.words
    return (
        words_cell(ground.activity_name(new.method, new.item)),
        words_cell(f"tCO₂e/{words.unit(new.unit) or '1'}"),
        Cell(plain(old.location_tco2e_per_unit, 9), float(old.location_tco2e_per_unit)),
        Cell(plain(new.location_tco2e_per_unit, 9), float(new.location_tco2e_per_unit)),
        words_cell(factor_source(new.source, new.region, new.factor_year) or "–"),
    )


def _potentials(ground: GhgGround) -> tuple[Block, ...]:
    """The potentials that entered the factors of the year, each with where it is printed."""
    words, chosen = ground.words, ground.park.profile.gwp
    blocks: list[Block] = [Paragraph(words("text.gwp", gwp=chosen))]
    if chosen != LATEST_GWP:
        reason = ground.given.facts.gwp_reason
        stated = Paragraph(words("text.gwp_reason", reason=reason)) if reason else gap(words, "gwp_reason", gwp=chosen)
        blocks.append(stated)
    steps = {step for factor in ground.inventory.factors if factor.year == ground.year for step in factor.steps}
    applied = sorted((*_species(unit), value) for name, value, unit in steps if name == "gwp")
    if not applied:
        return (*blocks, Paragraph(words("text.no_potentials")))
    rows = [
        (words_cell(species), Cell(value, float(Fraction(value))), words_cell(of), words_cell(_printed_in(species, of)))
        for species, of, value in applied
    ]
    made = table(words, "potentials", "gas:l:2 gwp:r:1 gwp_set:l:1 gwp_source:l:5", rows)
    return (*blocks, limited(words, with_place(made, words("sheet.potentials")), _PRINTED))


def _species(unit: str) -> tuple[str, str]:
    """Gas and report of a step: ``kgCO2e/kg CH4_fossil, AR6``."""
    gas, _, report = unit.partition(" ")[2].rpartition(", ")
    return gas, report


def _printed_in(species: str, report: str) -> str:
    found = [entry for entry in get_args(GwpSet) if entry == report]
    entry = gwp(species, found[0]) if found else None
    return "–" if entry is None else entry.provenance.source


def _factor_summary(ground: GhgGround) -> tuple[Block, ...]:
    """How many factors of which origin carry how much, and which are due to be looked up again."""
    words = ground.words
    factors = {factor.id: factor for factor in ground.inventory.factors if factor.year == ground.year}
    sizes: dict[str, Fraction] = defaultdict(Fraction)
    used: dict[str, set[str]] = defaultdict(set)
    for kind in ground.sums.kinds:
        origin = factor_origin(factors.get(kind.factor_id))
        sizes[origin] += abs(kind.co2e_t)
        used[origin].add(kind.factor_id)
    whole = sum(sizes.values(), Fraction(0))
    rows = [
        (
            words_cell(words(f"origin.{origin}")),
            words.number(Fraction(len(used[origin])), 0),
            words.number(sizes[origin]),
            words.percent(sizes[origin] / whole) if whole else words_cell("–"),
        )
        for origin in _ORIGINS
        if origin in used
    ]
    made = table(words, "factor_origins", "origin_of_factor:l:4 factors:r:1 size_t:r:1.6 share:r:1", rows)
    blocks: list[Block] = [with_place(made, words("sheet.factors"), words("note.size")), _qualities(ground, factors)]
    overdue = overdue_factors(ground)
    key = "text.factors_overdue" if overdue else "text.factors_current"
    listed = words.list([f"{factor.source} ({factor.review_by})" for factor in overdue[:10]])
    parts = {"count": len(overdue), "as_of": ground.as_of, "list": listed}
    blocks.append(Paragraph(words(key, **parts), "warning" if overdue else "plain"))
    return tuple(blocks)


def _qualities(ground: GhgGround, factors: Mapping[str, AppliedFactor]) -> Table:
    """How much of the emissions stands on factors of which quality."""
    words = ground.words
    sizes: dict[str, Fraction] = defaultdict(Fraction)
    for kind in ground.sums.kinds:
        factor = factors.get(kind.factor_id)
        sizes[factor.quality if factor is not None else ""] += abs(kind.co2e_t)
    whole = sum(sizes.values(), Fraction(0))
    rows = [
        (
            words_cell(quality_name(words, quality), "not_met" if quality == "unconfirmed" else ""),
            words.number(size),
            words.percent(size / whole) if whole else words_cell("–"),
        )
        for quality, size in sorted(sizes.items(), key=lambda entry: (-entry[1], entry[0]))
        if size
    ]
    made = table(words, "factor_qualities", "quality:l:4 size_t:r:1.6 share:r:1", rows)
    return with_place(made, words("sheet.factors"), words("note.factor_qualities"))


def quality_name(words: Words, quality: str) -> str:
    """A factor's quality in words."""
    return worded(words, f"report.factor_quality.{quality}", quality) if quality else words("factor_quality_not_stated")


def overdue_factors(ground: GhgGround) -> tuple[AppliedFactor, ...]:
    """Factors of the year whose review date has passed, one of each source and date."""
    due = {
        (factor.source, factor.review_by): factor
        for factor in ground.inventory.factors
        if factor.year == ground.year and factor.review_by and factor.review_by < ground.as_of
    }
    return tuple(due[key] for key in sorted(due))
