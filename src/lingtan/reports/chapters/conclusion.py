"""7.3.2 f): score, level, and everything that qualifies them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from textwrap import wrap

from lingtan.evaluation import Evaluation, Exact, Flag, IndicatorResult, flag_text
from lingtan.reports.chapters.case import NEUTRAL, Case, table
from lingtan.reports.document import Block, Cell, Figure, Paragraph, Section, Table, Tone
from lingtan.reports.figures import Bar, horizontal_bars
from lingtan.reports.wording import Words, plain, words_cell

_MOST_POINTS = 110
_SHOWN_IMPROVEMENTS = 10
_LABEL_CHARACTERS = 52


def conclusion_section(case: Case) -> Section:
    """The conclusion with its four parts: result, categories, indicators, what qualifies it."""
    words = case.words
    return Section(
        words("chapter.conclusion"),
        (),
        (
            Section(words("section.result"), _result_blocks(case)),
            Section(words("section.categories"), (_category_table(case), _category_figure(case))),
            Section(words("section.indicators"), _indicator_blocks(case)),
            Section(words("section.improvements"), _improvement_blocks(case)),
            Section(words("section.flags"), flag_blocks(words, case.evaluation.flags)),
        ),
    )


def _result_blocks(case: Case) -> tuple[Block, ...]:
    words, result = case.words, case.evaluation
    score = words.points(result.score).text
    parts = {"code": case.rulebook.code, "park": case.park_name, "year": case.year, "score": score}
    if result.provisional:
        of_score = case.level_name(result.level_of_score)
        head = Paragraph(words("text.result_provisional", most=_MOST_POINTS, level=of_score, **parts), "warning")
    else:
        head = Paragraph(
            words("text.result", most=_MOST_POINTS, level=case.level_name(result.level), **parts), "finding"
        )
    blocks: list[Block] = [head]
    character = [level for level in case.rulebook.levels if level.id == result.level_of_score]
    if character and not result.provisional:
        blocks.append(Paragraph(words.of(character[0].characteristic)))
    blocks += [_result_table(case), *_band_blocks(case)]
    return tuple(blocks)


def _result_table(case: Case) -> Table:
    words, result = case.words, case.evaluation
    rows = [
        _score_row(case, "score", result.score, result.level),
        _score_row(case, "score_without_bonus", result.score_without_bonus, result.level_without_bonus),
        _score_row(case, "score_if_complete", result.score_if_complete, None),
    ]
    return table(words, "result", "item:l:5 score:r:1.6 level:l:2", rows)


def _score_row(case: Case, name: str, score: Exact | None, level: str | None) -> tuple[Cell, ...]:
    shown = "–" if name == "score_if_complete" else case.level_name(level)
    return words_cell(case.words(f"row.{name}")), case.words.points(score), words_cell(shown)


def _band_blocks(case: Case) -> tuple[Block, ...]:
    words, band = case.words, case.evaluation.band
    if not band:
        return ()
    scores = sorted(band, key=lambda point: float(point.score))
    parts = {"low": scores[0].score.text(4), "high": scores[-1].score.text(4)}
    tone: Tone = "warning" if case.evaluation.band_flips else "plain"
    key = "text.band_flips" if case.evaluation.band_flips else "text.band_holds"
    open_weights = [entry.id for entry in case.evaluation.categories if not entry.confirmed]
    rows = [
        (
            words_cell(
                words.list([f"{case.category_name(c)} {words.percent(point.weights[c], 1).text}" for c in open_weights])
            ),
            words.points(point.score),
            words_cell(case.level_name(point.level)),
        )
        for point in band
    ]
    return Paragraph(words(key, **parts), tone), table(words, "band", "weights:l:5 score:r:1.6 level:l:2", rows)


def _category_table(case: Case) -> Table:
    words, result = case.words, case.evaluation
    rows: list[tuple[Cell, ...]] = [
        (
            words_cell(words.of(entry.name)),
            words.percent(entry.weight_stated, 2),
            words.percent(entry.weight, 2),
            words.number(Fraction(entry.applicable), 0),
            words.points(entry.points),
            words.number(entry.weight * 100, 2),
            words_cell(words("yes" if entry.confirmed else "unconfirmed")),
        )
        for entry in result.categories
    ]
    bonus = bonus_indicators(result)
    if bonus:
        most = sum((entry.most_points for entry in bonus), Fraction(0))
        count = words.number(Fraction(sum(entry.status != "not_applicable" for entry in bonus)), 0)
        cells = (words_cell("–"), words_cell("–"), count, words.points(_sum(bonus)), words.number(most, 2))
        rows.append((words_cell(case.category_name("bonus")), *cells, words_cell(words("yes"))))
    total = words.points(result.score)
    sums = (Cell(total.text, total.number, "emphasis"), words.number(Fraction(_MOST_POINTS), 2), words_cell(""))
    rows.append((Cell(words("row.total"), status="emphasis"), *(words_cell(""),) * 3, *sums))
    headings = "category:l:2.6 weight_stated:r:1 weight:r:1 applicable:r:0.8 points:r:1.2 most:r:1 confirmed:l:1.2"
    made = table(words, "categories", headings, rows)
    return Table(made.id, made.caption, made.columns, made.rows, (words("note.categories"),))


def bonus_indicators(result: Evaluation) -> list[IndicatorResult]:
    """The indicators outside the categories."""
    inside = {entry.id for entry in result.categories}
    return [entry for entry in result.indicators if entry.category not in inside]


def _sum(indicators: list[IndicatorResult]) -> Exact:
    total = Exact(Fraction(0))
    for entry in indicators:
        total = total + entry.points
    return total


def _category_figure(case: Case) -> Figure:
    words, result = case.words, case.evaluation
    bars = [
        _category_bar(words.of(entry.name), entry.points, entry.weight * 100, case.category_colour(entry.id))
        for entry in result.categories
    ]
    bonus = bonus_indicators(result)
    if bonus:
        most = sum((entry.most_points for entry in bonus), Fraction(0))
        bars.append(_category_bar(case.category_name("bonus"), _sum(bonus), most, NEUTRAL))
    caption = words("figure.categories")
    parts = [words("alt.part", name=bar.name.replace("\n", " "), value=bar.label) for bar in bars]
    return horizontal_bars(
        bars,
        id="categories",
        caption=caption,
        alt=words("alt.figure", caption=caption, content=words("alt.mark").join(parts)),
        axis=words("axis.points"),
        end=max([bar.most for bar in bars] + [1.0]),
        bar_mm=8.5,
    )


def _category_bar(name: str, points: Exact, most: Fraction, colour: str) -> Bar:
    return Bar(name, float(points), f"{points.text(2)} / {plain(most, 2)}", colour, float(most))


def _indicator_blocks(case: Case) -> tuple[Block, ...]:
    words, result = case.words, case.evaluation
    counts = {
        name: sum(entry.status == name for entry in result.indicators)
        for name in ("counted", "not_applicable", "not_reported")
    }
    blocks: list[Block] = [Paragraph(words("text.indicators", **counts))]
    reasons = [entry for entry in result.indicators if entry.status != "counted"]
    if reasons:
        rows = [
            (
                words_cell(str(entry.no)),
                words_cell(words.of(entry.name)),
                words.status(entry.status),
                words_cell(entry.reason or "–"),
            )
            for entry in reasons
        ]
        blocks.append(table(words, "not_counted", "no:l:0.6 indicator:l:3 status:l:1.2 reason:l:4", rows))
    return (*blocks, _indicator_figure(case))


def _indicator_figure(case: Case) -> Figure:
    words, bars, previous = case.words, [], ""
    for entry in case.evaluation.indicators:
        gap = bool(previous) and entry.category != previous
        previous = entry.category
        bars.append(_indicator_bar(case, entry, gap))
    caption = words("figure.indicators")
    parts = [words("alt.part", name=bar.name.replace("\n", " "), value=bar.label) for bar in bars]
    return horizontal_bars(
        bars,
        id="indicators",
        caption=caption,
        alt=words("alt.figure", caption=caption, content=words("alt.mark").join(parts)),
        axis=words("axis.ratio"),
        end=100.0,
        mark=100.0,
        mark_label=words("axis.leading"),
        bar_mm=5.3,
    )


def _indicator_bar(case: Case, entry: IndicatorResult, gap: bool) -> Bar:
    words = case.words
    name = "\n".join(wrap(f"{entry.no}  {words.of(entry.name)}", _LABEL_CHARACTERS, break_on_hyphens=False))
    colour = case.category_colour(entry.category)
    if entry.status != "counted":
        unknown = entry.status == "not_reported"
        label = words(f"status.{entry.status}")
        return Bar(name, 0.0, label, colour, 100.0, unknown=unknown, track=unknown, gap_before=gap)
    label = _against_leading(words, entry)
    return Bar(name, float(entry.ratio) * 100, label, colour, 100.0, gap_before=gap)


def formula_of(entry: IndicatorResult) -> str:
    """The formula of the alternative that counts (of the first, where none does)."""
    counted = [made for made in entry.alternatives if made.id == entry.counted]
    return (counted or list(entry.alternatives))[0].formula


def shown_value(words: Words, formula: str, value: Exact | None) -> Cell:
    """F as its kind is printed: a share as per cent, a count plainly, output per emission with its unit.

    A counted indicator without a value is the limit of indicator 26: output without emissions.
    """
    if value is None:
        return Cell(words("unbounded"))
    exact = Fraction(value.text(12))
    if formula in ("share", "yearly_fall"):
        return words.percent(exact, 2)
    if formula == "output_per_emission":
        return Cell(f"{plain(exact, 4)} {words('unit.10k_cny')}/tCO₂e", float(value))
    return Cell(plain(exact, 4), float(value))


def _against_leading(words: Words, entry: IndicatorResult) -> str:
    """Value and leading value; where the unit is long, the numbers alone (the annex has the unit)."""
    if formula_of(entry) == "output_per_emission" and entry.value is not None:
        return f"{plain(Fraction(entry.value.text(12)), 4)} / {plain(entry.leading, 4)}"
    return f"{shown_value(words, formula_of(entry), entry.value).text} / {words.of(entry.leading_text)}"


def _improvement_blocks(case: Case) -> tuple[Block, ...]:
    words, result = case.words, case.evaluation
    if not result.improvements:
        return (Paragraph(words("text.no_improvements")),)
    rows = [
        (
            words_cell(str(entry.no)),
            words_cell(words.of(entry.name)),
            words.percent(Fraction(entry.ratio.text(12)), 1),
            words.points(entry.gain),
            words.points(entry.score_then),
            words_cell(case.level_name(entry.level_then)),
        )
        for entry in result.improvements[:_SHOWN_IMPROVEMENTS]
    ]
    headings = "no:l:0.6 indicator:l:4 ratio:r:1.1 gain:r:1.2 score_then:r:1.3 level_then:l:1.3"
    return Paragraph(words("text.improvements")), table(words, "improvements", headings, rows)


def flag_blocks(words: Words, flags: Sequence[Flag]) -> tuple[Block, ...]:
    """What the reader must know before trusting the result."""
    rows = [(words_cell(flag.clause), words_cell(flag_text(flag, words.language))) for flag in flags]
    if not rows:
        return (Paragraph(words("text.no_flags")),)
    made = table(words, "flags", "clause:l:0.8 flag:l:7", rows)
    return Paragraph(words("text.flags", count=len(rows))), Table(
        made.id, made.caption, made.columns, made.rows, (), words("sheet.flags")
    )
