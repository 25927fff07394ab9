"""Who reports, for whom, over what period and by what rules (ISO 14064-1:2018 9.3.1 a) to c); GB/T 32150)."""

from __future__ import annotations

from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.ghg_case import ENTITY_FACTS, GhgGround, gap, with_place
from lingtan.reports.chapters.park import profile_blocks
from lingtan.reports.document import Block, Paragraph, Section
from lingtan.reports.wording import plain, words_cell


def organisation_chapter(ground: GhgGround) -> Section:
    """The organisation, the person responsible, the purpose, the period, and the rules followed."""
    words = ground.words
    blocks = _enterprise_blocks(ground) if ground.enterprise else profile_blocks(ground)
    return Section(
        words("chapter.ghg_organisation"),
        (),
        (
            Section(words("section.ghg_entity"), blocks, answers=("iso.a",)),
            Section(words("section.ghg_legal"), _legal_blocks(ground), answers=("gbt.entity",)),
            Section(words("section.ghg_responsible"), _responsible(ground), answers=("iso.b",)),
            Section(words("section.ghg_purpose"), _purpose(ground)),
            _period_section(ground),
            _basis_section(ground),
        ),
    )


def _enterprise_blocks(ground: GhgGround) -> tuple[Block, ...]:
    words = ground.words
    entry = next((found for found in ground.park.enterprises if found.enterprise == ground.enterprise), None)
    land = None if entry is None or entry.land_m2 is None else plain(entry.land_m2, 1)
    facts = (
        ("name", ground.organisation_name),
        ("id", ground.enterprise),
        ("industry", "" if entry is None else entry.industry),
        ("land_m2", land or ""),
        ("park", ground.park_name),
        ("region", ground.park.profile.region),
        ("year", str(ground.year)),
    )
    rows = [(words_cell(words(f"profile.{name}")), words_cell(value or words("unknown"))) for name, value in facts]
    mark: tuple[Block, ...] = (Paragraph(ground.sample_mark, "warning"),) if ground.sample_mark else ()
    made = table(words, "profile_enterprise", "item:l:2 content:l:4", rows)
    return (*mark, Paragraph(words("text.profile", park=ground.organisation_name)), made)


def _legal_blocks(ground: GhgGround) -> tuple[Block, ...]:
    words, given = ground.words, ground.given.organisation
    rows = [
        (
            words_cell(words(f"entity.{name}")),
            words_cell(given[name]) if given.get(name) else words_cell(words("unknown"), "not_shown"),
        )
        for name in ENTITY_FACTS
    ]
    missing = [words(f"entity.{name}") for name in ENTITY_FACTS if not given.get(name)]
    made = table(words, "entity", "item:l:2 content:l:4", rows)
    return (made, gap(words, "entity", list=words.list(missing))) if missing else (made,)


def _responsible(ground: GhgGround) -> tuple[Block, ...]:
    words, name = ground.words, ground.given.facts.responsible
    return (Paragraph(words("text.responsible", name=name)),) if name else (gap(words, "responsible"),)


def _purpose(ground: GhgGround) -> tuple[Block, ...]:
    words, use = ground.words, ground.given.facts.intended_use
    stated = Paragraph(words("text.intended_use", use=use)) if use else gap(words, "intended_use")
    return Paragraph(words("text.purpose")), stated


def _period_section(ground: GhgGround) -> Section:
    words = ground.words
    blocks = (Paragraph(words("text.period", year=ground.year)), Paragraph(words("text.monthly_internal")))
    return Section(words("section.ghg_period"), blocks, answers=("iso.c", "gbt.period", "seesa.period"))


def _basis_section(ground: GhgGround) -> Section:
    """The rules followed, and the day of the figures: that of the last closing, since a report reads no clock."""
    words, versions = ground.words, ground.given.versions
    blocks: list[Block] = [Paragraph(words(f"text.guideline.{ground.inventory.method}"))]
    if versions:
        last = versions[-1]
        parts = {"number": last.get("number", "-"), "on": last.get("closed_on", "-"), "by": last.get("by", "-")}
        blocks.append(Paragraph(words("text.closed_on", **parts)))
    else:
        blocks.append(gap(words, "closed_on"))
    rows = [
        (words_cell(words(f"principle.{name}")), words_cell(words(f"principle.{name}.how")))
        for name in ("relevance", "completeness", "consistency", "accuracy", "transparency")
    ]
    made = table(words, "principles", "principle:l:1 content:l:5", rows)
    blocks.append(with_place(made, ""))
    return Section(words("section.ghg_basis"), tuple(blocks), answers=("gbt.header", "seesa.guideline"))
