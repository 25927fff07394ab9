"""The greenhouse-gas report: what 7.3.1 asks for at least, totals every way they are looked at, factors, exclusions."""

from __future__ import annotations

from lingtan import __version__
from lingtan.carbon import Inventory
from lingtan.evaluation import inventory_flags
from lingtan.knowledge import Language, Rulebook
from lingtan.park import Park
from lingtan.reports.chapters import annexes, emissions, park
from lingtan.reports.chapters.case import Ground, content_of, report_number
from lingtan.reports.chapters.conclusion import flag_blocks
from lingtan.reports.document import Cover, Document, Section
from lingtan.reports.wording import Words


def inventory_report(inventory: Inventory, of_park: Park, rulebook: Rulebook, language: Language) -> Document:
    """The report of an inventory; the same input gives the same document, whatever the day."""
    case = Ground(inventory, of_park, rulebook, Words(language))
    words = case.words
    digest = content_of(case, None)
    number = report_number(case, "G", digest)
    enterprises = (park.enterprises_annex(case),) if of_park.enterprises else ()
    sections = (
        Section(words("chapter.park"), park.profile_blocks(case)),
        emissions.boundary_section(case),
        emissions.totals_section(case),
        emissions.data_section(case),
        Section(words("section.flags"), flag_blocks(words, inventory_flags(inventory))),
        emissions.source_annex(case),
        emissions.factors_annex(case),
        *enterprises,
        annexes.record_annex(case, number, digest),
    )
    return Document(language, number, case.dated, _cover(case, number, digest), sections)


def _cover(case: Ground, number: str, digest: str) -> Cover:
    words = case.words
    gross = words.number(case.inventory.total.gross).text
    facts = (
        ("park", case.park_name),
        ("region", case.park.profile.region),
        ("period", words("period", year=case.year)),
        ("guideline", words(f"guideline.{case.inventory.method}")),
        ("number", number),
        ("digest", digest),
        ("program", f"Lingtan {__version__}"),
    )
    return Cover(
        kicker=words(f"guideline.{case.inventory.method}"),
        title=words("title.inventory"),
        subtitle=words("cover.subtitle", park=case.park_name, year=case.year),
        level=words("cover.gross", gross=gross),
        rank="inventory",
        score="",
        facts=tuple((words(f"cover.{name}"), value) for name, value in facts),
        mark=case.sample_mark,
    )
