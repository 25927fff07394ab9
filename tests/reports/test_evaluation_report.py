"""What an evaluation report has to say: 7.3.2 a) to f), and everything a reader needs to check it."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest
from tests.reports.report_reading import all_text, chapter_titles, report_of, sections_of, table_of, tables_of, texts_of

from lingtan.app.evaluation import EvaluationCase
from lingtan.evaluation import evaluate
from lingtan.reports import evaluation_report
from lingtan.reports.document import Figure, Paragraph


def test_the_chapters_are_those_of_7_3_2_in_their_order(report) -> None:
    assert chapter_titles(report.sections, annex=False) == [
        "园区基本情况",
        "温室气体核算边界及范围、排放量、数据要求及来源",
        "实现零碳排放的规划目标和减排策略",
        "温室气体阶段性减排目标或零碳实现情况",
        "温室气体的抵消方式及抵消量",
        "评价结论",
    ]


def test_chapters_are_numbered_and_annexes_lettered(report) -> None:
    numbers = [section.number for section in sections_of(report) if section.depth == 1]
    assert numbers == ["1", "2", "3", "4", "5", "6", "附录 A", "附录 B", "附录 C", "附录 D", "附录 E"]


def test_every_table_and_figure_has_its_own_number(report) -> None:
    labels = [entry.label for section in sections_of(report) for entry in section.blocks if entry.label]
    assert len(labels) == len(set(labels))
    assert labels[0] == "表 1"
    assert "表 A.1" in labels


def test_the_cover_says_who_when_what_level_and_that_the_park_is_made_up(case, report) -> None:
    cover = report.cover
    facts = dict(cover.facts)
    assert case.park.profile.name in cover.subtitle
    assert "2024" in cover.subtitle
    assert cover.rank == case.evaluation.level
    assert case.evaluation.score.text(4) in cover.score
    assert facts["报告编号"] == report.number
    assert len(facts["内容哈希"]) == 64
    assert "虚构" in cover.mark


def test_a_park_that_is_no_sample_bears_no_sample_mark(case) -> None:
    profile = dataclasses.replace(case.park.profile, id="sh-0001")
    named = dataclasses.replace(case, park=dataclasses.replace(case.park, profile=profile))
    document = report_of(named)
    assert document.cover.mark == ""
    assert document.number.startswith("SH-0001-2024-E-")


def test_the_annex_has_all_28_indicators_with_value_leading_ratio_points_and_clause(case, report) -> None:
    rows = {
        row[0]: row for id in ("indicators", "bonus_indicators") for t in tables_of(report, id) for row in texts_of(t)
    }
    assert sorted(rows, key=int) == [str(no) for no in range(1, 29)]
    for entry in case.evaluation.indicators:
        row = rows[str(entry.no)]
        assert row[2] == entry.clause
        if entry.status == "counted":
            assert row[5] == entry.ratio.text(4)
            assert row[6] == entry.points.text(4)


def test_either_or_shows_both_sides(case, report) -> None:
    both = [e for e in case.evaluation.indicators if len(e.alternatives) > 1]
    assert len(table_of(report, "alternatives").rows) == sum(len(e.alternatives) for e in both)


def test_every_interpretation_is_printed_with_option_reason_and_whether_confirmed(case, report) -> None:
    rows = texts_of(table_of(report, "interpretations"))
    assert len(rows) == len(case.rulebook.interpretations)
    assert all(all(cells) for cells in rows)
    assert {row[4] for row in rows} <= {"是", "待确认"}


def test_gross_emissions_own_reductions_and_offsets_are_three_figures(case, report) -> None:
    rows = table_of(report, "three_figures").rows
    numbers = [row[1].number for row in rows]
    result = case.evaluation
    assert numbers == [
        float(result.zero_carbon.gross_tco2e),
        float(result.own_reductions_tco2e),
        float(result.offsets_tco2e),
    ]


def test_each_figure_names_its_source_evidence_and_place(case, report) -> None:
    rows = texts_of(table_of(report, "evidence"))
    assert len(rows) == len(case.evaluation.facts)
    stated = [row for row in rows if "quantities.csv:" in row[6]]
    assert stated
    assert all(row[5] for row in stated)


def test_a_figure_that_is_not_reported_is_shown_so_and_never_as_zero(case, report) -> None:
    missing = [f for f in case.evaluation.facts.values() if f.applicable and f.value is None]
    rows = [row for row in table_of(report, "evidence").rows if "未填报" in row[2].text]
    assert len(rows) == len(missing)
    assert missing
    assert all(row[2].number is None for row in rows)


def test_categories_without_data_are_unknown_not_zero(case, report) -> None:
    with_data = {source.category for source in case.inventory.sources}
    for category, row in zip(range(1, 7), table_of(report, "by_category").rows, strict=False):
        assert (row[1].text == "无数据") is (category not in with_data)


def test_shall_items_without_an_answer_are_listed(case, report) -> None:
    answered = {answer.clause for answer in case.park.measures}
    expected = [
        m.clause
        for m in case.rulebook.measures
        for s in m.statements
        if s.modality == "shall" and m.clause not in answered
    ]
    assert expected
    assert [row[0] for row in texts_of(table_of(report, "unanswered"))] == expected


def test_all_37_measures_are_there_with_their_state(case, report) -> None:
    rows = [row for made in tables_of(report, "measures") for row in texts_of(made)]
    assert [row[0] for row in rows] == [measure.clause for measure in case.rulebook.measures]
    assert {row[2] for row in rows} <= {"✓ 已实施", "计划中", "不适用", "○ 未答复"}


def test_the_conclusion_has_score_without_bonus_if_complete_and_band(case, report) -> None:
    result = case.evaluation
    scores = [row[1] for row in texts_of(table_of(report, "result"))]
    assert scores == [
        result.score.text(4),
        result.score_without_bonus.text(4),
        result.score_if_complete.text(4),
    ]
    assert len(table_of(report, "band").rows) == len(result.band)


def test_what_would_raise_the_score_most_comes_first(report) -> None:
    gains = [row[3].number or 0 for row in table_of(report, "improvements").rows]
    assert gains == sorted(gains, reverse=True)


def test_all_flags_are_worded(case, report) -> None:
    assert len(table_of(report, "flags").rows) == len(case.evaluation.flags)


def test_hashes_and_version_are_in_the_record(case, report) -> None:
    shown = {cell for row in texts_of(table_of(report, "record")) for cell in row}
    assert case.rulebook.content_hash in shown
    assert case.inventory.content_hash in shown


def without_gate(case: EvaluationCase) -> EvaluationCase:
    quantities = tuple(q for q in case.park.quantities if q.quantity != "zero_carbon_plan")
    park = dataclasses.replace(case.park, quantities=quantities)
    return dataclasses.replace(case, park=park, evaluation=evaluate(case.rulebook, park, case.inventory, ()))


def test_a_park_that_does_not_meet_the_gate_gets_a_provisional_report(case) -> None:
    document = report_of(without_gate(case))
    assert document.cover.level == "暂不授予级别"
    warnings = [
        entry.block.text
        for section in sections_of(document)
        for entry in section.blocks
        if isinstance(entry.block, Paragraph) and entry.block.tone == "warning"
    ]
    assert any("暂定得分" in line for line in warnings)
    assert any("不授予级别，不颁发证书" in line for line in warnings)


def test_a_band_in_which_the_level_flips_is_a_warning(case) -> None:
    flipping = dataclasses.replace(case, evaluation=dataclasses.replace(case.evaluation, band_flips=True))
    assert "级别随之改变" in all_text(report_of(flipping))


def test_a_park_without_any_figures_still_gets_its_report(case) -> None:
    empty = dataclasses.replace(
        case.park, quantities=(), instruments=(), measures=(), enterprises=(), buildings=(), meters=()
    )
    evaluation = evaluate(case.rulebook, empty, None, ())
    document = evaluation_report(evaluation, case.inventory, empty, case.rulebook, "zh")
    assert "未知" in all_text(document)
    assert document.cover.level == "暂不授予级别"


def test_both_languages_tell_the_same(report, english_report) -> None:
    zh, en = sections_of(report), sections_of(english_report)
    assert [s.number.split()[-1] for s in zh] == [s.number.split()[-1] for s in en]
    for one, other in zip(zh, en, strict=True):
        assert [type(e.block) for e in one.blocks] == [type(e.block) for e in other.blocks]
    assert [row[0].number for t in tables_of(report, "by_category") for row in t.rows] == [
        row[0].number for t in tables_of(english_report, "by_category") for row in t.rows
    ]


def test_the_english_report_has_no_chinese_but_what_the_park_wrote(english_report) -> None:
    titles = [section.title for section in sections_of(english_report)]
    headings = [
        c.heading for s in sections_of(english_report) for e in s.blocks for c in getattr(e.block, "columns", ())
    ]
    assert not [words for words in (*titles, *headings) if any("\u4e00" <= letter <= "\u9fff" for letter in words)]


def test_the_number_changes_with_the_figures_and_only_with_them(case, report) -> None:
    assert report_of(case).number == report.number
    changed = dataclasses.replace(case.inventory, content_hash="0" * 64)
    assert report_of(dataclasses.replace(case, inventory=changed)).number != report.number


def test_figures_say_in_words_what_they_draw(case, report) -> None:
    figures = {e.block.id: e.block for s in sections_of(report) for e in s.blocks if isinstance(e.block, Figure)}
    assert figures.keys() == {"by_category", "by_source", "by_month", "intensity", "categories", "indicators"}
    for category in case.evaluation.categories:
        assert category.name.zh in figures["categories"].alt
    assert "未填报" in figures["indicators"].alt
    assert "不适用" in figures["indicators"].alt


@pytest.mark.parametrize("id", ["gate", "evidence", "factors", "indicators", "by_year"])
def test_rows_are_as_wide_as_their_headings(report, id) -> None:
    for made in tables_of(report, id):
        assert all(len(row) == len(made.columns) for row in made.rows)


def test_indicator_26_without_emissions_is_unbounded_not_zero(case, report) -> None:
    entries = [dataclasses.replace(e, value=None) if e.no == 26 else e for e in case.evaluation.indicators]
    limit = dataclasses.replace(case.evaluation, indicators=tuple(entries))
    shown = [
        row for t in tables_of(report_of(dataclasses.replace(case, evaluation=limit)), "indicators") for row in t.rows
    ]
    (row,) = [row for row in shown if row[0].text == "26"]
    assert row[3].text == "不设上限（无排放）"
    assert Fraction(0) != row[3].number
