"""Core and guide indicators of a rulebook that judges against targets, without points."""

from __future__ import annotations

from typing import Literal

from lingtan.evaluation import TargetResult
from lingtan.reports.chapters.annexes import exact_target
from lingtan.reports.chapters.case import Case, table
from lingtan.reports.chapters.conclusion import flag_blocks
from lingtan.reports.document import Block, Paragraph, Section, Table
from lingtan.reports.wording import words_cell

_REASON_CODES = ("not_reported", "core_stays")
_SIGN = {"at_most": "≤", "at_least": "≥"}


def targets_section(case: Case) -> Section:
    """The conclusion of a targets rulebook: each indicator met, not met, left out or without target."""
    words = case.words
    targets = case.evaluation.targets
    core = [entry for entry in targets if entry.kind == "core"]
    met = sum(entry.status == "met" for entry in core)
    judged = sum(entry.status in ("met", "not_met") for entry in core)
    parts = {"code": case.rulebook.code, "park": case.park_name, "year": case.year}
    blocks: list[Block] = [Paragraph(words("text.targets_result", met=met, judged=judged, **parts), "finding")]
    blocks += [_targets_table(case, kind) for kind in ("core", "guide")]
    if case.evaluation.notes:
        blocks.append(_notes_table(case))
    return Section(
        words("chapter.conclusion"),
        tuple(blocks),
        (Section(words("section.flags"), flag_blocks(words, case.evaluation.flags)),),
    )


def _targets_table(case: Case, kind: Literal["core", "guide"]) -> Table:
    words = case.words
    rows = [
        (
            words_cell(words.of(entry.name)),
            words_cell(entry.clause),
            words_cell(exact_target(words, entry.value, entry.unit)),
            words_cell(_target(case, entry)),
            words.status(entry.status),
            words_cell(_reason(case, entry)),
        )
        for entry in case.evaluation.targets
        if entry.kind == kind
    ]
    headings = "indicator:l:3 clause:l:1.4 value:r:1.5 target:r:1.5 status:l:1.2 reason:l:2.4"
    made = table(words, f"targets_{kind}", headings, rows)
    return Table(made.id, made.caption, made.columns, made.rows, (), words(f"sheet.targets_{kind}"))


def _notes_table(case: Case) -> Table:
    words = case.words
    rows = [
        (
            words_cell(words.of(entry.name)),
            words_cell(entry.clause),
            words.percent(entry.value, 2),
            words_cell("–" if entry.at_least is None else f"≥ {words.percent(entry.at_least, 0).text}"),
        )
        for entry in case.evaluation.notes
    ]
    made = table(words, "notes", "item:l:4 clause:l:1.4 value:r:1.5 asked:r:1.5", rows)
    return Table(made.id, made.caption, made.columns, made.rows, (words("note.notes"),))


def _target(case: Case, entry: TargetResult) -> str:
    if entry.target is None or entry.comparison is None:
        return "–"
    return f"{_SIGN[entry.comparison]} {exact_target(case.words, entry.target, entry.unit)}"


def _reason(case: Case, entry: TargetResult) -> str:
    if entry.status == "not_met" and entry.reason in _REASON_CODES:
        return case.words(f"reason.{entry.reason}")
    return entry.reason or "–"
