"""How sure the figures are: both approaches, every level, and what the uncertainty comes from (9.3.1 p), q))."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

from lingtan.carbon import GASES, UncertainAmount, Uncertainty
from lingtan.reports.chapters.case import ENERGY_COLOUR, NEUTRAL, table
from lingtan.reports.chapters.emissions import bar_colour, in_words
from lingtan.reports.chapters.ghg_case import GhgGround, gap, limited, with_place, worded
from lingtan.reports.document import Block, Cell, Figure, Paragraph, Section, Table
from lingtan.reports.figures import Bar, Interval, horizontal_bars, intervals
from lingtan.reports.wording import words_cell

_PRINTED = 30
_DRAWN_INPUTS = 10
_HIGH, _FAIR = 0.05, 0.15
"""Up to 5 % and 15 % of its amount the half range of a level reads as high and fair accuracy."""
Key = TypeVar("Key")


def uncertainty_sections(ground: GhgGround) -> tuple[Section, ...]:
    """The assessment with its results, the effect on each category's accuracy, and the ranked contributions."""
    words, found = ground.words, ground.given.uncertainty
    titles = ("section.ghg_uncertainty", "section.ghg_accuracy")
    if found is None:
        missing = (gap(words, "uncertainty"),)
        answers = ("iso.q",), ("iso.p",)
        return tuple(Section(words(title), missing, answers=of) for title, of in zip(titles, answers, strict=True))
    return (
        Section(words(titles[0]), _assessment(ground, found), answers=("iso.q",)),
        Section(words(titles[1]), _accuracy(ground, found), answers=("iso.p",)),
        Section(words("section.ghg_contributions"), _contributions(ground, found)),
    )


def _assessment(ground: GhgGround, found: Uncertainty) -> tuple[Block, ...]:
    words = ground.words
    park = found.park
    parts = {
        "low": _number(ground, park.low_t).text,
        "high": _number(ground, park.high_t).text,
        "pct": "–" if park.pct is None else f"{park.pct:,.1f}",
    }
    draws = {"draws": f"{found.draws:,}", "seed": found.seed}
    blocks: list[Block] = [
        Paragraph(words("text.uncertainty_result", **parts), "finding"),
        Paragraph(words("text.uncertainty_approaches", **draws)),
        Paragraph(words("text.uncertainty_stable" if found.stable else "text.uncertainty_unstable")),
        Paragraph(
            words("text.uncertainty_known", stated=_share(found.stated_share), unknown=_share(found.unknown_share))
        ),
        _levels_table(ground, found),
        _levels_figure(ground, found),
    ]
    if len(found.by_enterprise) > 1:
        blocks.append(_enterprises_table(ground, found))
    return tuple(blocks)


def _share(value: float) -> str:
    return f"{value:.1%}".replace("%", " %")


def _number(ground: GhgGround, value: float, places: int = 1) -> Cell:
    return ground.words.number(Fraction(value), places)


def _levels(ground: GhgGround, found: Uncertainty) -> Iterable[tuple[str, UncertainAmount, str]]:
    words = ground.words
    yield words("row.gross"), found.park, ENERGY_COLOUR
    for category in _ordered(found.by_category, range(7)):
        yield words(f"ghg_category.{category}"), found.by_category[category], bar_colour(category)
    for gas in _ordered(found.by_gas, GASES):
        if found.by_gas[gas].co2e_t:
            yield words("row.gas", gas=words.gas(gas)), found.by_gas[gas], NEUTRAL


def _ordered(of: Mapping[Key, UncertainAmount], known: Iterable[Key]) -> list[Key]:
    return [key for key in known if key in of]


def _levels_table(ground: GhgGround, found: Uncertainty) -> Table:
    rows = [_level_row(ground, name, level) for name, level, _ in _levels(ground, found)]
    made = table(ground.words, "uncertainty", _HEADINGS, rows)
    return with_place(made, ground.words("sheet.uncertainty"), ground.words("note.uncertainty"))


_HEADINGS = (
    "item:l:2.8 emissions:r:1.3 approach_1:r:1.1 approach_2:r:1.1 low_t:r:1.3 high_t:r:1.3 "
    "below_pct:r:0.9 above_pct:r:0.9"
)


def _level_row(ground: GhgGround, name: str, level: UncertainAmount) -> tuple[Cell, ...]:
    below, above = _sides(level)
    return (
        words_cell(name),
        _number(ground, level.co2e_t),
        _range(level.pct),
        _range(level.simulated_pct),
        _number(ground, level.low_t),
        _number(ground, level.high_t),
        words_cell("–") if below is None else Cell(f"−{below:,.1f} %", -below / 100),
        words_cell("–") if above is None else Cell(f"+{above:,.1f} %", above / 100),
    )


def _range(pct: float | None) -> Cell:
    return words_cell("–") if pct is None else Cell(f"±{pct:,.1f} %", pct / 100)


def _sides(level: UncertainAmount) -> tuple[float | None, float | None]:
    """How far the limits lie below and above the figure, in % of its size."""
    size = abs(level.co2e_t)
    if not size:
        return None, None
    return (level.co2e_t - level.low_t) / size * 100, (level.high_t - level.co2e_t) / size * 100


def _levels_figure(ground: GhgGround, found: Uncertainty) -> Figure:
    levels = list(_levels(ground, found))
    categories = len(_ordered(found.by_category, range(7)))
    rows = [
        Interval(
            name,
            level.co2e_t,
            level.low_t,
            level.high_t,
            "" if level.pct is None else f"±{level.pct:,.1f} %",
            colour,
            gap_before=place in (1, 1 + categories),
        )
        for place, (name, level, colour) in enumerate(levels)
    ]
    words = ground.words
    parts = [(row.name, f"{row.low:,.0f}–{row.high:,.0f}") for row in rows]
    caption = words("figure.uncertainty", year=ground.year)
    alt = in_words(ground, "figure.uncertainty", parts)
    return intervals(rows, id="uncertainty", caption=caption, alt=alt, axis="tCO₂e")


def _enterprises_table(ground: GhgGround, found: Uncertainty) -> Table:
    words, names = ground.words, ground.enterprise_names()
    ranked = sorted(found.by_enterprise.items(), key=lambda entry: (-abs(entry[1].co2e_t), entry[0]))
    rows = [
        _level_row(ground, names.get(enterprise, enterprise) or words("row.no_enterprise"), level)
        for enterprise, level in ranked
    ]
    made = with_place(table(words, "uncertainty_enterprises", _HEADINGS, rows), words("sheet.uncertainty"))
    return limited(words, made, _PRINTED)


def _accuracy(ground: GhgGround, found: Uncertainty) -> tuple[Block, ...]:
    """What the uncertainty does to each category: how wide it is, and how much of the whole that is."""
    words = ground.words
    whole = abs(found.park.co2e_t)
    rows = []
    for category in _ordered(found.by_category, range(7)):
        level = found.by_category[category]
        half = (level.high_t - level.low_t) / 2
        relative = half / abs(level.co2e_t) if level.co2e_t else None
        rows.append(
            (
                words_cell(words(f"ghg_category.{category}")),
                _number(ground, level.co2e_t),
                _number(ground, half),
                words_cell("–") if not whole else Cell(_share(half / whole), half / whole),
                words_cell(words(f"accuracy.{_grade(relative)}")),
            )
        )
    headings = "ghg_category:l:3 emissions:r:1.4 half_range:r:1.4 of_gross:r:1.3 accuracy:l:2.6"
    made = table(words, "accuracy", headings, rows)
    return Paragraph(words("text.accuracy")), with_place(made, words("sheet.uncertainty"), words("note.accuracy"))


def _grade(relative: float | None) -> str:
    if relative is None:
        return "none"
    return "high" if relative <= _HIGH else "fair" if relative <= _FAIR else "low"


def _contributions(ground: GhgGround, found: Uncertainty) -> tuple[Block, ...]:
    words = ground.words
    ranked = sorted(found.inputs, key=lambda entry: (-entry.variance_share, entry.side, entry.name))
    if not ranked:
        return (Paragraph(words("text.no_inputs")),)
    rows = [
        (
            words_cell(str(place)),
            words_cell(worded(words, f"report.side.{entry.side}", entry.side)),
            words_cell(_breakable(entry.name)),
            _range(entry.pct),
            words_cell(worded(words, f"report.range.{entry.origin}", entry.origin)),
            Cell(_share(entry.variance_share), entry.variance_share),
        )
        for place, entry in enumerate(ranked, start=1)
    ]
    headings = "rank:r:0.5 side:l:1.2 input:l:3.6 range_pct:r:1.1 range_origin:l:1.2 variance:r:1.2"
    made = with_place(table(words, "contributions", headings, rows), words("sheet.contributions"))
    return Paragraph(words("text.contributions")), _inputs_figure(ground, found), limited(words, made, _PRINTED)


def _breakable(name: str) -> str:
    """An id with a space after its colons, so that a long one can be set in two lines."""
    return name.replace(":", ": ")


def _inputs_figure(ground: GhgGround, found: Uncertainty) -> Figure:
    words = ground.words
    ranked = sorted(found.inputs, key=lambda entry: (-entry.variance_share, entry.side, entry.name))[:_DRAWN_INPUTS]
    bars = [
        Bar(
            f"{worded(words, f'report.side.{entry.side}', entry.side)} · {entry.name}",
            entry.variance_share * 100,
            _share(entry.variance_share),
            ENERGY_COLOUR if entry.side == "factor" else NEUTRAL,
        )
        for entry in ranked
    ]
    return horizontal_bars(
        bars,
        id="contributions",
        caption=words("figure.contributions"),
        alt=in_words(ground, "figure.contributions", [(bar.name, bar.label) for bar in bars]),
        axis=words("axis.variance"),
        end=max([bar.value for bar in bars] + [1e-9]),
    )
