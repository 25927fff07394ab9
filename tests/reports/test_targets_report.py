"""The report of a rulebook that judges against targets and gives no score (ndrc_2025_910)."""

from __future__ import annotations

import dataclasses

import openpyxl
import pytest
from tests.reports.report_reading import all_text, chapter_titles, table_of, texts_of

from lingtan.app.carbon import account
from lingtan.carbon import derive_from_inventory
from lingtan.evaluation import Evaluation, evaluate
from lingtan.knowledge import Language, load_rulebook
from lingtan.reports import Document, evaluation_report, score_model, write_report


@pytest.fixture(scope="module")
def judged(case):
    """The sample park under the national scheme, with the figures it has for it."""
    rulebook = load_rulebook("ndrc_2025_910")
    inventory = account(case.park, rulebook.accounting).inventory
    figures = tuple(row for row in case.park.quantities if row.quantity in rulebook.quantities)
    park = dataclasses.replace(case.park, quantities=figures)
    derived = [row for row in derive_from_inventory(inventory) if row.quantity in rulebook.quantities]
    evaluation: Evaluation = evaluate(rulebook, park, inventory, derived)

    def report(language: Language) -> Document:
        return evaluation_report(evaluation, inventory, park, rulebook, language)

    return evaluation, rulebook, report


def test_it_has_core_and_guide_indicators_and_no_score(judged) -> None:
    evaluation, rulebook, report = judged
    document = report("zh")
    shown = len(table_of(document, "targets_core").rows) + len(table_of(document, "targets_guide").rows)
    assert shown == len(rulebook.target_indicators) == len(evaluation.targets)
    assert document.cover.score == ""
    assert document.cover.level == ""
    assert "满分 110" not in all_text(document)


def test_each_indicator_is_met_not_met_left_out_or_without_target(judged) -> None:
    _, _, report = judged
    states = {row[4] for row in texts_of(table_of(report("en"), "targets_guide"))}
    assert states <= {"✓ met", "× not met", "left out", "no target"}


def test_it_cites_no_clause_of_the_other_standard(judged) -> None:
    _, _, report = judged
    words = all_text(report("zh"))
    assert "7.4.1" not in words
    assert "标准 4.2" not in words


def test_it_is_shorter_and_has_its_forms(judged, report, tmp_path) -> None:
    evaluation, rulebook, made = judged
    document = made("zh")
    assert len(chapter_titles(document.sections, annex=False)) < len(chapter_titles(report.sections, annex=False))
    assert score_model(evaluation, rulebook, "zh") is None
    files = write_report(document, tmp_path, "targets")
    assert "评分计算" not in openpyxl.load_workbook(files[-1]).sheetnames
