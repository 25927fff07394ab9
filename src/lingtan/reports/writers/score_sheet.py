"""The live sheet of formula (1): change a pale yellow cell, and points, score and level follow."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lingtan.reports.score_model import BONUS, IndicatorRow, ScoreModel
from lingtan.reports.wording import Words

_FULL = 100
_BLOCK_GAP = 3
_HEAD_POINTS = 32
_INDICATOR_TOP = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """First and last rows (counted from 1) of the sheet's blocks."""

    indicators: tuple[int, int]
    categories: tuple[int, int]
    years: tuple[int, int]
    result: int

    @classmethod
    def of(cls, model: ScoreModel) -> Layout:
        """Blocks one under another, each under its title and headings."""
        indicators = _span(_INDICATOR_TOP + 2, len(model.indicators))
        categories = _span(indicators[1] + _BLOCK_GAP + 1, len(model.categories))
        years = _span(categories[1] + _BLOCK_GAP + 1, len(model.years))
        return cls(indicators, categories, years, years[1] + _BLOCK_GAP)

    def column(self, letter: str) -> str:
        """The range of an indicator column."""
        return _range(letter, self.indicators)

    def year_cell(self, letter: str, place: int) -> str:
        """The cell of a year; places count from the oldest, negative ones from the newest."""
        first, last = self.years
        return f"${letter}${last + 1 + place if place < 0 else first + place}"


def _span(first: int, rows: int) -> tuple[int, int]:
    return first, first + max(rows, 1) - 1


def _range(letter: str, rows: tuple[int, int]) -> str:
    return f"${letter}${rows[0]}:${letter}${rows[1]}"


def write_score_sheet(sheet: Worksheet, model: ScoreModel, words: Words, styles: dict[str, Format]) -> None:
    """Fill the sheet: indicators (A-J), categories, years, result; cached values are the evaluation's."""
    layout = Layout.of(model)
    for letters, width in (("A:A", 8), ("B:B", 42), ("C:C", 24), ("D:J", 13)):
        sheet.set_column(letters, width)
    sheet.write("A1", words("score.explain"), styles["note"])
    sheet.write("A2", words("score.precision"), styles["note"])
    sheet.fit_to_pages(1, 1)
    sheet.freeze_panes(_INDICATOR_TOP + 1, 2)
    _indicators(sheet, model, words, styles, layout)
    _categories(sheet, model, words, styles, layout)
    _years(sheet, model, words, styles, layout)
    _result(sheet, model, words, styles, layout)


def _head(sheet: Worksheet, row: int, title: str, headings: list[str], styles: dict[str, Format]) -> None:
    sheet.write(f"A{row - 1}", title, styles["title"])
    sheet.set_row(row - 1, _HEAD_POINTS)
    for place, heading in enumerate(headings):
        sheet.write(row - 1, place, heading, styles["head"])


def _indicators(sheet: Worksheet, model: ScoreModel, words: Words, styles: dict[str, Format], layout: Layout) -> None:
    names = {entry.id: entry.name for entry in model.categories} | {BONUS: model.bonus_name}
    keys = ("no", "indicator", "category", "value", "leading")
    headings = [words(f"column.{key}") for key in keys] + [words("score.applicable")]
    headings += [words("column.ratio_f"), words("column.most"), words("column.points"), words("score.reported")]
    _head(sheet, layout.indicators[0] - 1, words("score.indicator_block"), headings, styles)
    for place, entry in enumerate(model.indicators):
        row = layout.indicators[0] + place
        sheet.write_number(f"A{row}", entry.no, styles["text"])
        sheet.write_string(f"B{row}", entry.name, styles["text"])
        sheet.write_string(f"C{row}", names[entry.category], styles["text"])
        _value(sheet, f"D{row}", entry, layout, styles)
        sheet.write_number(f"E{row}", entry.leading, styles["input"])
        sheet.write_number(f"F{row}", int(entry.applicable), styles["input_count"])
        sheet.data_validation(f"F{row}", {"validate": "list", "source": ["1", "0"]})
        sheet.write_formula(f"G{row}", _ratio(row, entry, layout), styles["number"], entry.ratio)
        sheet.write_formula(f"H{row}", _most(row, entry, model, layout), styles["number"], entry.most_points)
        sheet.write_formula(f"I{row}", f"=G{row}*H{row}", styles["number"], entry.points)
        sheet.write_number(f"J{row}", entry.points, styles["faint"])


def _value(sheet: Worksheet, cell: str, entry: IndicatorRow, layout: Layout, styles: dict[str, Format]) -> None:
    cached: float | str = "" if entry.value is None else entry.value
    if entry.way == "yearly_fall":
        sheet.write_formula(cell, _fall_formula(layout), styles["number"], cached)
    elif entry.way == "output_per_emission":
        sheet.write_formula(cell, _output_formula(layout), styles["number"], cached)
    elif entry.value is None:
        sheet.write_blank(cell, None, styles["input"])
    else:
        sheet.write_number(cell, entry.value, styles["input"])


def _fall_formula(layout: Layout) -> str:
    """Indicator 25: three yearly steps where four years are known, else two; a rise counts as 0."""
    end, steps_3, steps_2 = (layout.year_cell("D", place) for place in (-1, -4, -3))
    recent = f"{layout.year_cell('D', -3)}:{layout.year_cell('D', -1)}"
    two = f'IF(COUNT({recent})=3,MAX(0,1-({end}/{steps_2})^(1/2)),"")'
    if layout.years[1] - layout.years[0] < 3:  # fewer than four years on the sheet
        return f"={two}"
    return f"=IF(COUNT({steps_3}:{end})=4,MAX(0,1-({end}/{steps_3})^(1/3)),{two})"


def _output_formula(layout: Layout) -> str:
    """Indicator 26: output over emissions of three years."""
    emissions = f"{layout.year_cell('B', -3)}:{layout.year_cell('B', -1)}"
    output = f"{layout.year_cell('C', -3)}:{layout.year_cell('C', -1)}"
    known = f"AND(COUNT({emissions})=3,COUNT({output})=3,SUM({emissions})>0)"
    return f'=IF({known},SUM({output})/SUM({emissions}),"")'


def _ratio(row: int, entry: IndicatorRow, layout: Layout) -> str:
    limited = f"IF(ISNUMBER(D{row}),MAX(0,MIN(1,D{row}/E{row})),0)"
    if entry.way == "output_per_emission":
        emissions = f"{layout.year_cell('B', -3)}:{layout.year_cell('B', -1)}"
        limited = f"IF(AND(COUNT({emissions})=3,SUM({emissions})=0),1,{limited})"
    return f"=IF(F{row}=1,{limited},0)"


def _most(row: int, entry: IndicatorRow, model: ScoreModel, layout: Layout) -> str:
    if entry.category == BONUS:
        return f"=IF(F{row}=1,{model.bonus_points:.10g},0)"
    rows = layout.categories
    weight, j = _range("E", rows), _range("D", rows)
    at = f"MATCH(C{row},{_range('B', rows)},0)"
    return f"=IF(F{row}=1,{_FULL}*INDEX({weight},{at})/INDEX({j},{at}),0)"


def _categories(sheet: Worksheet, model: ScoreModel, words: Words, styles: dict[str, Format], layout: Layout) -> None:
    keys = ("category", "weight_stated", "applicable", "weight", "points")
    _head(
        sheet,
        layout.categories[0] - 1,
        words("score.category_block"),
        ["", *(words(f"column.{key}") for key in keys), words("score.reported")],
        styles,
    )
    weights, used = _range("C", layout.categories), _range("D", layout.categories)
    for place, entry in enumerate(model.categories):
        row = layout.categories[0] + place
        sheet.write_string(f"B{row}", entry.name, styles["text"])
        sheet.write_number(f"C{row}", entry.weight_stated, styles["input_share"])
        count = f"=COUNTIFS({layout.column('C')},B{row},{layout.column('F')},1)"
        sheet.write_formula(f"D{row}", count, styles["count"], entry.applicable)
        share = f'=IF(D{row}=0,0,C{row}/SUMIF({used},">0",{weights}))'
        sheet.write_formula(f"E{row}", share, styles["share"], entry.weight)
        points = f"=SUMIF({layout.column('C')},B{row},{layout.column('I')})"
        sheet.write_formula(f"F{row}", points, styles["number"], entry.points)
        sheet.write_number(f"G{row}", entry.points, styles["faint"])


def _years(sheet: Worksheet, model: ScoreModel, words: Words, styles: dict[str, Format], layout: Layout) -> None:
    headings = [words(f"column.{key}") for key in ("year", "gross", "output", "intensity")]
    _head(sheet, layout.years[0] - 1, words("score.inputs"), headings, styles)
    for place, entry in enumerate(model.years):
        row = layout.years[0] + place
        sheet.write_number(f"A{row}", entry.year, styles["text"])
        for letter, value in (("B", entry.emissions_tco2e), ("C", entry.output_10k_cny)):
            if value is None:
                sheet.write_blank(f"{letter}{row}", None, styles["input"])
            else:
                sheet.write_number(f"{letter}{row}", value, styles["input"])
        known = entry.emissions_tco2e is not None and bool(entry.output_10k_cny)
        cached = (entry.emissions_tco2e or 0.0) / entry.output_10k_cny if known and entry.output_10k_cny else ""
        formula = f'=IF(AND(ISNUMBER(B{row}),ISNUMBER(C{row})),IF(C{row}>0,B{row}/C{row},""),"")'
        sheet.write_formula(f"D{row}", formula, styles["number"], cached)


def _result(sheet: Worksheet, model: ScoreModel, words: Words, styles: dict[str, Format], layout: Layout) -> None:
    row = layout.result
    sheet.write(f"A{row - 1}", words("score.result_block"), styles["title"])
    points, categories = layout.column("I"), layout.column("C")
    bonus = model.bonus_name.replace('"', '""')
    lines: tuple[tuple[str, str, float | str, str], ...] = (
        ("score.total", f"=SUM({points})", model.score, "result"),
        (
            "score.without_bonus",
            f'=SUM({points})-SUMIF({categories},"{bonus}",{points})',
            model.score_without_bonus,
            "number",
        ),
    )
    for place, (key, formula, cached, style) in enumerate(lines):
        sheet.write(f"B{row + place}", words(key), styles["text"])
        sheet.write_formula(f"C{row + place}", formula, styles[style], cached)
    gate, level = row + len(lines), row + len(lines) + 1
    sheet.write(f"B{gate}", words("score.gate"), styles["text"])
    sheet.write_number(f"C{gate}", int(model.gate_met), styles["input_count"])
    sheet.data_validation(f"C{gate}", {"validate": "list", "source": ["1", "0"]})
    sheet.write(f"B{level}", words("score.level"), styles["text"])
    shown = model.level or words("level.none" if model.gate_met else "level.withheld")
    sheet.write_formula(f"C{level}", _level(model, words, f"C{row}", f"C{gate}"), styles["result"], shown)


def _level(model: ScoreModel, words: Words, score: str, gate: str) -> str:
    """Nested IF from the highest level down; rounding to nine decimals takes off what doubles add."""
    nested = f'"{words("level.none")}"'
    for entry in reversed(model.levels):
        sign = ">=" if entry.inclusive else ">"
        nested = f'IF(ROUND({score},9){sign}{entry.above:.10g},"{entry.name}",{nested})'
    return f'=IF({gate}=1,{nested},"{words("level.withheld")}")'
