"""Verification, closed versions, restatement, and the statement of conformity (9.3.1 r), s); T/SEESA 010 4.2.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lingtan.reports.chapters.case import table
from lingtan.reports.chapters.ghg_case import GhgGround, amount, gap, limited, said, with_place, worded
from lingtan.reports.document import Block, Paragraph, Section, Table
from lingtan.reports.wording import words_cell

_PRINTED = 50
_TOTALS = ("total_tco2e", "location_based_tco2e", "other_indirect_tco2e", "removals_tco2e")


def verification_chapter(ground: GhgGround) -> Section:
    """Whether and how the inventory was verified, and its versions; the statement of conformity follows at its end."""
    words = ground.words
    sections = [Section(words("section.ghg_verification"), _verification(ground), answers=("iso.s",))]
    if not ground.enterprise:
        sections.append(Section(words("section.ghg_versions"), _versions(ground)))
        if ground.given.comparison is not None:
            sections.append(Section(words("section.ghg_restatement"), _restatement(ground, ground.given.comparison)))
    return Section(words("chapter.ghg_verification"), (), tuple(sections))


def verification_status(ground: GhgGround) -> str:
    """In a few words: verified by whom at which level, what the park says, or that nothing is said."""
    words, found = ground.words, ground.given.verification
    if found is not None:
        level = said(found, "assurance")
        parts = {"verifier": said(found, "verifier"), "level": worded(words, f"report.assurance.{level}", level)}
        return words("verified_by", **parts)
    return ground.given.facts.verification or words("verification_unknown")


def _verification(ground: GhgGround) -> tuple[Block, ...]:
    words, found, stated = ground.words, ground.given.verification, ground.given.facts.verification
    blocks: list[Block] = []
    if stated:
        blocks.append(Paragraph(words("text.verification_stated", words=stated)))
    if found is None:
        return tuple(blocks) if stated else (gap(words, "verification"),)
    level = said(found, "assurance")
    parts = {
        "verifier": said(found, "verifier"),
        "date": said(found, "date"),
        "level": worded(words, f"report.assurance.{level}", level),
        "threshold": said(found, "threshold_pct"),
    }
    blocks.append(Paragraph(words("text.verified", **parts), "finding"))
    if said(found, "conclusion"):
        blocks.append(Paragraph(words("text.verifier_says", words=said(found, "conclusion"))))
    blocks += [_beside(ground, found), *_materiality(ground, found)]
    if found.get("adjustments"):
        blocks.append(_adjustments(ground, found["adjustments"]))
    return tuple(blocks)


def _beside(ground: GhgGround, found: Mapping[str, Any]) -> Table:
    """The park's own version and the verified one, total by total."""
    words = ground.words
    entries: list[tuple[str, tuple[str, ...]]] = [(words(f"total.{name}"), (name,)) for name in _TOTALS]
    categories = found.get("verified", {}).get("by_category", {})
    entries += [
        (words(f"ghg_category.{number}"), ("by_category", number)) for number in sorted(categories) if number != "0"
    ]
    rows = [
        (
            words_cell(name),
            *(words.number(amount(found, side, *path), 3) for side in ("closed", "verified", "difference")),
        )
        for name, path in entries
    ]
    headings = "item:l:3.2 own_t:r:1.5 verified_t:r:1.5 difference_t:r:1.5"
    made = table(words, "verified_beside", headings, rows)
    return with_place(made, words("sheet.verification"), words("note.verified_beside"))


def _materiality(ground: GhgGround, found: Mapping[str, Any]) -> list[Block]:
    words, blocks = ground.words, list[Block]()
    for name in ("total", "other_indirect"):
        judged = found.get("materiality", {}).get(name)
        if judged is None:
            continue
        share = amount(judged, "share_pct")
        parts = {
            "what": words(f"materiality.{name}"),
            "misstated": words.number(amount(judged, "misstated_tco2e"), 3).text,
            "share": "–" if share is None else words.percent(share / 100, 2).text,
            "threshold": said(judged, "threshold_pct"),
        }
        material = bool(judged.get("material"))
        key = "text.material" if material else "text.not_material"
        blocks.append(Paragraph(words(key, **parts), "warning" if material else "plain"))
    return blocks


def _adjustments(ground: GhgGround, adjustments: Sequence[Mapping[str, Any]]) -> Table:
    words, names = ground.words, ground.enterprise_names()
    rows = [
        (
            words_cell(names.get(said(entry, "enterprise"), said(entry, "enterprise")) or "–"),
            words_cell(said(entry, "source") or "–"),
            words_cell(f"{said(entry, 'category')} · {words.gas(said(entry, 'gas'))}"),
            words.number(amount(entry, "change_tco2e"), 3),
            words_cell(said(entry, "reason")),
            words_cell(said(entry, "evidence") or "–"),
        )
        for entry in adjustments
    ]
    headings = "enterprise:l:1.8 source:l:1.6 category_gas:l:1 change_t:r:1.2 reason:l:3 evidence:l:1.4"
    made = with_place(table(words, "adjustments", headings, rows), words("sheet.verification"))
    return limited(words, made, _PRINTED)


def _versions(ground: GhgGround) -> tuple[Block, ...]:
    words, versions = ground.words, ground.given.versions
    if not versions:
        return (gap(words, "versions"),)
    rows = [
        (
            words_cell(said(entry, "number")),
            words_cell(_kind(ground, entry)),
            words_cell("\n".join(part for part in (said(entry, "closed_on"), said(entry, "by")) if part)),
            words.number(amount(entry, "total_tco2e"), 3),
            words_cell(said(entry, "reason") or "–"),
        )
        for entry in versions
    ]
    headings = "version:l:0.6 kind:l:1.5 closed:l:1.6 gross:r:1.6 reason:l:3"
    made = limited(words, with_place(table(words, "versions", headings, rows), words("sheet.versions")), _PRINTED)
    return Paragraph(words("text.versions", count=len(rows))), made, _hashes_table(ground, versions)


def _kind(ground: GhgGround, entry: Mapping[str, Any]) -> str:
    words, kind = ground.words, said(entry, "kind")
    shown = worded(words, f"report.version.{kind}", kind)
    of = amount(entry, "of")
    return f"{shown}\n{words('version_of', number=int(of))}" if of else shown


def _hashes_table(ground: GhgGround, versions: Sequence[Mapping[str, Any]]) -> Table:
    """The hash of each content, and that of the version before, by which the versions are a chain."""
    words = ground.words
    rows = [
        (words_cell(said(entry, "number")), words_cell(words(f"hash.{name}")), words_cell(said(entry, field)))
        for entry in versions
        for name, field in (("content", "content_hash"), ("previous", "previous_sha256"))
        if said(entry, field)
    ]
    made = table(words, "version_hashes", "version:l:0.6 kind:l:1.1 hash:l:5", rows)
    return limited(words, with_place(made, words("sheet.versions"), words("note.versions")), _PRINTED)


def _restatement(ground: GhgGround, found: Mapping[str, Any]) -> tuple[Block, ...]:
    words = ground.words
    rows = [
        (
            words_cell(words(f"total.{name}")),
            *(words.number(amount(found, "totals", name, side), 3) for side in ("old", "new", "difference")),
        )
        for name in _TOTALS
    ]
    totals = table(words, "restatement", "item:l:3.2 before_t:r:1.5 after_t:r:1.5 difference_t:r:1.5", rows)
    lines = [
        (
            words_cell(words(f"change.{change}")),
            words.number(amount(found, "lines", change, "count"), 0),
            words.number(amount(found, "lines", change, "total_tco2e"), 3),
            words.number(amount(found, "lines", change, "other_indirect_tco2e"), 3),
        )
        for change in ("added", "removed", "changed")
    ]
    headings = "change:l:2.4 lines:r:1 gross_change:r:1.6 other_change:r:1.6"
    parts = {"factors": len(found.get("factors", ())), "exclusions": len(found.get("exclusions", ()))}
    return (
        Paragraph(words("text.restatement", **parts)),
        with_place(totals, words("sheet.versions")),
        with_place(table(words, "restated_lines", headings, lines), words("sheet.versions")),
        *_restated_factors(ground, found),
    )


def _restated_factors(ground: GhgGround, found: Mapping[str, Any]) -> tuple[Table, ...]:
    words = ground.words
    rows = [
        (
            words_cell(said(entry, "new", "id") or said(entry, "old", "id")),
            words_cell(words(f"change.{said(entry, 'change')}")),
            words_cell(_rate(entry, "old")),
            words_cell(_rate(entry, "new")),
            words.number(amount(entry, "effect_tco2e"), 3),
        )
        for entry in found.get("factors", ())
    ]
    if not rows:
        return ()
    made = table(words, "restated_factors", "factor_id:l:3 change:l:1 before:r:1.4 now:r:1.4 effect_t:r:1.4", rows)
    return (limited(words, with_place(made, words("sheet.versions")), _PRINTED),)


def _rate(entry: Mapping[str, Any], side: str) -> str:
    return said(entry, side, "tco2e_per_unit") or "–"


def statement_section(ground: GhgGround, open_items: Sequence[str]) -> Section:
    """The statement of conformity: made where every item of 9.3.1 is stated, else what is still open."""
    words = ground.words
    if open_items:
        listed = words.list([f"{item.removeprefix('iso.')}) {words(item)}" for item in open_items])
        blocks: tuple[Block, ...] = (Paragraph(words("text.follows")), gap(words, "conformity", list=listed))
    else:
        blocks = (Paragraph(words("text.conforms"), "finding"), Paragraph(words("text.follows")))
    return Section(words("section.ghg_statement"), blocks, answers=("iso.r",))
