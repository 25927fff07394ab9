"""The workbook: formula (1) can be worked again, and follows what a reader changes."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import formulas
import openpyxl
import pytest
from tests.reports.report_reading import sections_of

from lingtan.reports import ScoreModel, score_model
from lingtan.reports.score_model import BONUS
from lingtan.reports.writers.score_sheet import Layout
from lingtan.reports.writers.xlsx import xlsx_bytes

SHEET = "评分计算"


@pytest.fixture(scope="module")
def model(case):
    return score_model(case.evaluation, case.rulebook, "zh")


@pytest.fixture(scope="module")
def layout(model):
    return Layout.of(model)


@pytest.fixture(scope="module")
def workbook(report, model, tmp_path_factory):
    file = tmp_path_factory.mktemp("x") / "report.xlsx"
    file.write_bytes(xlsx_bytes(report, model))
    return file


@pytest.fixture(scope="module")
def calculator(report, model, tmp_path_factory):
    """The score sheet in an independent calculator."""
    file = tmp_path_factory.mktemp("x") / "score.xlsx"
    file.write_bytes(xlsx_bytes(dataclasses.replace(report, sections=()), model))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return formulas.ExcelModel().loads(str(file)).finish()


def worked(calculator: Any, changes: Mapping[str, float | str] = MappingProxyType({})) -> Callable[[str], Any]:
    name = f"'[score.xlsx]{SHEET}'!"
    cells = calculator.calculate(inputs={name + cell: value for cell, value in changes.items()})

    def value(cell: str) -> Any:
        return cells[name + cell].value[0, 0]

    return value


def row_of(model: ScoreModel, layout: Layout, no: int) -> int:
    return layout.indicators[0] + [entry.no for entry in model.indicators].index(no)


def test_the_recomputed_score_is_the_score(case, model, layout, calculator) -> None:
    value = worked(calculator)
    assert value(f"C{layout.result}") == pytest.approx(float(case.evaluation.score), abs=1e-9)
    assert value(f"C{layout.result + 1}") == pytest.approx(float(case.evaluation.score_without_bonus), abs=1e-9)
    assert value(f"C{layout.result + 3}") == model.level


def test_every_recomputed_ratio_and_points_are_those_of_the_report(case, model, layout, calculator) -> None:
    value = worked(calculator)
    for entry in case.evaluation.indicators:
        row = row_of(model, layout, entry.no)
        assert value(f"G{row}") == pytest.approx(float(entry.ratio), abs=1e-12), entry.no
        assert value(f"I{row}") == pytest.approx(float(entry.points), abs=1e-9), entry.no


def test_a_changed_value_changes_points_score_and_level(model, layout, calculator) -> None:
    before = worked(calculator)
    row = row_of(model, layout, 1)
    after = worked(calculator, {f"D{row}": 0})
    lost = before(f"I{row}")
    assert lost > 0
    assert after(f"C{layout.result}") == pytest.approx(before(f"C{layout.result}") - lost, abs=1e-9)


def test_a_value_above_its_leading_value_counts_once(model, layout, calculator) -> None:
    row = row_of(model, layout, 22)
    assert worked(calculator, {f"D{row}": 0.9})(f"G{row}") == 1


def test_an_indicator_made_not_applicable_leaves_j(model, layout, calculator) -> None:
    row, other = row_of(model, layout, 26), row_of(model, layout, 24)
    after = worked(calculator, {f"F{row}": 0})
    place = [entry.id for entry in model.categories].index("credits_performance")
    assert after(f"D{layout.categories[0] + place}") == 3
    assert after(f"H{other}") == pytest.approx(100 * 0.15 / 3)
    assert after(f"I{row}") == 0


def test_a_category_without_indicators_hands_its_weight_on(model, layout, calculator) -> None:
    dropped = {f"F{row_of(model, layout, no)}": 0 for no in (23, 24, 25, 26)}
    after = worked(calculator, dropped)
    rows = range(layout.categories[0], layout.categories[1] + 1)
    used = [after(f"E{row}") for row in rows]
    assert sum(used) == pytest.approx(1)
    assert used[0] == pytest.approx(0.30 / 0.85)
    assert used[-1] == 0


def test_indicators_25_and_26_follow_the_years(model, layout, calculator) -> None:
    first, last = layout.years
    changes = {f"B{last}": 1.0, f"B{last - 1}": 1.0, f"B{last - 2}": 1.0, f"C{last}": 8.0, f"C{last - 1}": 2.0}
    after = worked(calculator, changes | {f"C{last - 2}": 2.0, f"B{first}": 8.0, f"C{first}": 8.0})
    assert after(f"D{row_of(model, layout, 25)}") == pytest.approx(1 - (0.125 / 1.0) ** (1 / 3))
    assert after(f"D{row_of(model, layout, 26)}") == pytest.approx(12 / 3)


def test_three_years_give_two_steps_and_a_rise_counts_zero(model, layout, calculator) -> None:
    first, last = layout.years
    row = row_of(model, layout, 25)
    three = worked(
        calculator, {f"B{first}": "", f"B{last}": 25.0, f"B{last - 2}": 100.0, f"C{last}": 1, f"C{last - 2}": 1}
    )
    assert three(f"D{row}") == pytest.approx(1 - 0.25**0.5)
    rising = worked(calculator, {f"B{last}": 1e9})
    assert rising(f"D{row}") == 0


@pytest.mark.parametrize(
    ("ratio", "level"), [(0.6, "基础级"), (0.75, "基础级"), (0.7501, "创建级"), (0.9, "引领级"), (0.5999, "未达基础级")]
)
def test_the_level_keeps_the_bounds_of_table_2(model, layout, calculator, ratio, level) -> None:
    changes = {}
    for entry in model.indicators:
        row = row_of(model, layout, entry.no)
        changes[f"D{row}"] = 0 if entry.category == BONUS else ratio
        changes[f"E{row}"] = 1
        changes[f"F{row}"] = 1
    after = worked(calculator, changes)
    assert after(f"C{layout.result}") == pytest.approx(100 * ratio, abs=1e-9)
    assert after(f"C{layout.result + 3}") == level


def test_no_level_while_the_gate_is_not_met(layout, calculator) -> None:
    assert worked(calculator, {f"C{layout.result + 2}": 0})(f"C{layout.result + 3}") == "暂不授予级别"


def test_programs_that_do_not_recompute_show_the_same_figures(case, layout, workbook) -> None:
    sheet = openpyxl.load_workbook(workbook, data_only=True)[SHEET]
    assert sheet[f"C{layout.result}"].value == pytest.approx(float(case.evaluation.score), abs=1e-12)
    shown = [sheet[f"I{row}"].value for row in range(layout.indicators[0], layout.indicators[1] + 1)]
    assert shown == pytest.approx([float(entry.points) for entry in case.evaluation.indicators], abs=1e-12)


def test_score_ratio_points_and_level_are_formulas(layout, workbook) -> None:
    sheet = openpyxl.load_workbook(workbook)[SHEET]
    first = layout.indicators[0]
    for cell in (f"G{first}", f"H{first}", f"I{first}", f"C{layout.result}", f"C{layout.result + 3}"):
        assert str(sheet[cell].value).startswith("="), cell


def test_the_workbook_has_the_reports_tables_as_numbers(case, workbook) -> None:
    book = openpyxl.load_workbook(workbook)
    assert book.sheetnames[:2] == ["摘要", SHEET]
    for name in ("基本要求", "类别", "数据与来源", "排放因子", "解释与选项", "可复核信息"):
        assert name in book.sheetnames
    evidence = book["数据与来源"]
    numbers = [row[2].value for row in evidence.iter_rows(min_row=3) if isinstance(row[2].value, int | float)]
    reported = [f for f in case.evaluation.facts.values() if f.value is not None]
    assert len(numbers) == len(reported)


def test_a_text_of_the_data_never_becomes_a_formula(report, model, tmp_path) -> None:
    facts = (("园区", '=HYPERLINK("x")'),)
    harmful = dataclasses.replace(report, sections=(), cover=dataclasses.replace(report.cover, facts=facts))
    file = tmp_path / "x.xlsx"
    file.write_bytes(xlsx_bytes(harmful, model))
    cells = [cell for row in openpyxl.load_workbook(file)["摘要"].iter_rows() for cell in row]
    (cell,) = [cell for cell in cells if cell.value == '=HYPERLINK("x")']
    assert cell.data_type == "s"


def test_all_tables_with_a_sheet_are_in_the_workbook(report, workbook) -> None:
    names = {getattr(e.block, "sheet", "") for s in sections_of(report) for e in s.blocks} - {""}
    assert names <= set(openpyxl.load_workbook(workbook, read_only=True).sheetnames)
