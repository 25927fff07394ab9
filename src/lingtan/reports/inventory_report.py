"""The greenhouse-gas report of a park: ISO 14064-1:2018 9.3.1 a) to t), GB/T 32150, and T/SEESA 010-2025 7.3.1."""

from __future__ import annotations

from dataclasses import replace

from lingtan import __version__
from lingtan.evaluation import inventory_flags
from lingtan.knowledge import Language
from lingtan.reports.chapters import annexes, park
from lingtan.reports.chapters.case import report_number
from lingtan.reports.chapters.conclusion import flag_blocks
from lingtan.reports.chapters.ghg_annexes import data_annex, factors_annex, sources_annex
from lingtan.reports.chapters.ghg_base_year import base_year_chapter
from lingtan.reports.chapters.ghg_boundary import boundary_chapter
from lingtan.reports.chapters.ghg_case import GhgCase, GhgGround, ghg_content, ground_of
from lingtan.reports.chapters.ghg_conformity import conformity_annex, open_items
from lingtan.reports.chapters.ghg_emissions import emissions_chapter
from lingtan.reports.chapters.ghg_energy import energy_chapter
from lingtan.reports.chapters.ghg_methods import methods_chapter
from lingtan.reports.chapters.ghg_national import national_chapter
from lingtan.reports.chapters.ghg_organisation import organisation_chapter
from lingtan.reports.chapters.ghg_quality import quality_section
from lingtan.reports.chapters.ghg_summary import summary_chapter
from lingtan.reports.chapters.ghg_uncertainty import uncertainty_sections
from lingtan.reports.chapters.ghg_verification import (
    statement_section,
    verification_chapter,
    verification_status,
)
from lingtan.reports.document import Cover, Document, Paragraph, Section


def inventory_report(given: GhgCase, language: Language) -> Document:
    """The report of an inventory; the same input gives the same document, whatever the day.

    What is not given beside the inventory is shown as not available, with what to do about it. An inventory by annex
    4 of 发改环资〔2025〕910号 makes a report of that account, which claims nothing of ISO 14064-1.
    """
    ground = ground_of(given, language)
    return _national_report(ground) if not ground.iso else full_report(ground, "G")


def full_report(ground: GhgGround, kind: str, transfers: Section | None = None, beside: str = "") -> Document:
    """The report of a park or of an enterprise by ISO 14064-1.

    ``kind`` is the letter in its number; ``transfers`` ends the chapter of boundaries; ``beside`` is the hash of what
    the report shows of another inventory.
    """
    digest = ghg_content(ground, beside)
    number = report_number(ground, kind, digest)
    body = [
        summary_chapter(ground),
        organisation_chapter(ground),
        boundary_chapter(ground, transfers),
        emissions_chapter(ground),
        base_year_chapter(ground),
        methods_chapter(ground),
        _quality_chapter(ground),
        energy_chapter(ground),
    ]
    if not ground.enterprise:
        body.append(national_chapter(ground))
    verified, after = verification_chapter(ground), (_flags(ground), *_annexes(ground, number, digest))
    statement = statement_section(ground, open_items([*body, verified, *after]))
    sections = (*body, replace(verified, sections=(*verified.sections, statement)), *after)
    drafted = Document(ground.words.language, number, ground.dated, _cover(ground, number, digest), sections)
    whole = (*sections, conformity_annex(ground, drafted))
    return Document(ground.words.language, number, ground.dated, drafted.cover, whole)


def _quality_chapter(ground: GhgGround) -> Section:
    parts = (quality_section(ground), *uncertainty_sections(ground))
    return Section(ground.words("chapter.ghg_quality"), (), parts)


def _flags(ground: GhgGround) -> Section:
    words = ground.words
    return Section(
        words("section.flags"), flag_blocks(words, inventory_flags(ground.inventory)), answers=("gbt.other",)
    )


def _annexes(ground: GhgGround, number: str, digest: str) -> tuple[Section, ...]:
    enterprises = (park.enterprises_annex(ground),) if ground.park.enterprises and not ground.enterprise else ()
    return (
        sources_annex(ground),
        data_annex(ground),
        factors_annex(ground),
        *enterprises,
        annexes.record_annex(ground, number, digest),
    )


def _national_report(ground: GhgGround) -> Document:
    """The account of the national scheme alone: its totals, data, factors, and its own chapter."""
    words, digest = ground.words, ghg_content(ground)
    number = report_number(ground, "G", digest)
    summary = summary_chapter(ground)
    sections = (
        Section(summary.title, (Paragraph(words("text.national_only"), "note"), *summary.blocks)),
        organisation_chapter(ground),
        boundary_chapter(ground),
        emissions_chapter(ground),
        methods_chapter(ground),
        Section(words("chapter.ghg_quality"), (), (quality_section(ground),)),
        energy_chapter(ground),
        national_chapter(ground),
        _flags(ground),
        *_annexes(ground, number, digest),
    )
    return Document(words.language, number, ground.dated, _cover(ground, number, digest), sections)


def _cover(ground: GhgGround, number: str, digest: str) -> Cover:
    words = ground.words
    gross = words.number(ground.inventory.total.gross).text
    guideline = words(f"guideline.{ground.inventory.method}")
    who = (("enterprise", ground.organisation_name),) if ground.enterprise else ()
    facts = (
        *who,
        ("park", ground.park_name),
        ("region", ground.park.profile.region),
        ("period", words("period", year=ground.year)),
        ("guideline", guideline),
        ("responsible", ground.given.facts.responsible or words("unknown")),
        ("verification", verification_status(ground)),
        ("number", number),
        ("digest", digest),
        ("program", f"Lingtan {__version__}"),
    )
    return Cover(
        kicker=guideline,
        title=words("title.inventory_enterprise" if ground.enterprise else "title.inventory"),
        subtitle=words("cover.subtitle", park=ground.organisation_name, year=ground.year),
        level=words("cover.gross", gross=gross),
        rank="inventory",
        score="",
        facts=tuple((words(f"cover.{name}"), value) for name, value in facts),
        mark=ground.sample_mark,
    )
