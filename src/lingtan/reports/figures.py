"""The figures of the reports: drawn once, as paths (svg) and pixels (png), the same bytes on every run."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib import font_manager
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator

from lingtan.reports.document import Figure
from lingtan.reports.typefaces import FAMILY, font_files

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_MM = 162.0
_INCH = 25.4
_DPI = 200
INK, MUTED, HAIRLINE, PALE = "#1d2733", "#5b6673", "#c9d0d8", "#eef1f4"
_HATCH = "////"
_LOW_DIGITS = "₀₁₂₃₄₅₆₇₈₉"
_LOW_DIGIT = re.compile(f"[{_LOW_DIGITS}]")
_STYLE: dict[str, Any] = {
    "font.family": FAMILY,
    "font.size": 8.0,
    "mathtext.fontset": "custom",
    **{f"mathtext.{kind}": FAMILY for kind in ("rm", "it", "bf", "sf", "tt", "cal")},
    "mathtext.default": "rm",
    "axes.edgecolor": HAIRLINE,
    "axes.labelcolor": MUTED,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "hatch.linewidth": 0.5,
    "hatch.color": MUTED,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 8.0,
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "svg.fonttype": "path",
    "svg.hashsalt": "lingtan",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name and what stands behind it; ``most`` is the length of its pale track.

    ``unknown`` draws the track hatched, ``track`` False leaves it out (not applicable).
    """

    name: str
    value: float
    label: str
    colour: str
    most: float = 0.0
    unknown: bool = False
    track: bool = True
    gap_before: bool = False


def horizontal_bars(
    bars: Sequence[Bar],
    *,
    id: str,
    caption: str,
    alt: str,
    axis: str,
    end: float,
    mark: float | None = None,
    mark_label: str = "",
    bar_mm: float = 6.6,
) -> Figure:
    """Bars one under another, the first on top; ``mark`` is a line to compare with (a leading value)."""
    positions = _positions(bars)
    height_mm = bar_mm * (positions[-1] + 1) + 14
    with matplotlib.rc_context(_style()):
        canvas, axes = _canvas(height_mm)
        for bar, y in zip(bars, positions, strict=True):
            _draw_bar(axes, bar, y, end)
        if mark is not None:
            axes.axvline(mark, color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
            axes.text(mark, -0.85, mark_label, ha="center", va="bottom", fontsize=7.5, color=INK)
        axes.set_yticks(positions, [_drawable(bar.name) for bar in bars], linespacing=0.9)
        axes.set_ylim(positions[-1] + 0.7, -0.8)
        axes.set_xlim(0, end * 1.18)
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.set_xticks([tick for tick in axes.get_xticks() if tick <= end * 1.001])
        axes.set_xlabel(_drawable(axis), fontsize=7.5)
        return _figure(canvas, id, caption, alt, height_mm)


def columns(
    names: Sequence[str], values: Sequence[float], *, id: str, caption: str, alt: str, axis: str, colour: str
) -> Figure:
    """Columns over months or years, each with its value above."""
    height_mm = 62.0
    with matplotlib.rc_context(_style()):
        canvas, axes = _canvas(height_mm)
        axes.bar(range(len(names)), values, width=0.62, color=colour)
        top = max([*values, 1e-12])
        for place, value in enumerate(values):
            axes.text(place, max(value, 0) + top * 0.02, f"{value:,.0f}", ha="center", va="bottom", fontsize=7)
        _upright(axes, names, axis, top, min([*values, 0.0]))
        return _figure(canvas, id, caption, alt, height_mm)


@dataclass(frozen=True, slots=True)
class Stack:
    """One part of stacked columns: its name in the legend, its value in every column, its colour."""

    name: str
    values: Sequence[float]
    colour: str


def stacked_columns(
    names: Sequence[str], stacks: Sequence[Stack], *, id: str, caption: str, alt: str, axis: str
) -> Figure:
    """Columns of parts, the sum above each; parts below zero hang below the axis."""
    height_mm = 66.0
    with matplotlib.rc_context(_style()):
        canvas, axes = _canvas(height_mm)
        up, down = [0.0] * len(names), [0.0] * len(names)
        for stack in stacks:
            base = [up[place] if value >= 0 else down[place] for place, value in enumerate(stack.values)]
            label = _drawable(stack.name)
            axes.bar(range(len(names)), stack.values, bottom=base, width=0.62, color=stack.colour, label=label)
            up = [high + max(value, 0.0) for high, value in zip(up, stack.values, strict=True)]
            down = [low + min(value, 0.0) for low, value in zip(down, stack.values, strict=True)]
        top = max([*up, 1e-12])
        for place, (high, low) in enumerate(zip(up, down, strict=True)):
            axes.text(place, high + top * 0.02, f"{high + low:,.0f}", ha="center", va="bottom", fontsize=7)
        _upright(axes, names, axis, top, min([*down, 0.0]))
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=len(stacks), frameon=False, fontsize=7.5)
        return _figure(canvas, id, caption, alt, height_mm)


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its 95 % limits."""

    name: str
    value: float
    low: float
    high: float
    label: str
    colour: str
    gap_before: bool = False


def intervals(rows: Sequence[Interval], *, id: str, caption: str, alt: str, axis: str) -> Figure:
    """Values as points with their limits as lines, one under another."""
    positions = _positions(rows)
    height_mm = 6.8 * (positions[-1] + 1) + 14
    low, high = min([0.0, *(row.low for row in rows)]), max([1e-12, *(row.high for row in rows)])
    with matplotlib.rc_context(_style()):
        canvas, axes = _canvas(height_mm)
        for row, y in zip(rows, positions, strict=True):
            axes.plot([row.low, row.high], [y, y], color=row.colour, linewidth=2.2, solid_capstyle="butt", zorder=2)
            axes.plot([row.low, row.high], [y, y], color=row.colour, linestyle="", marker="|", markersize=8, zorder=2)
            axes.plot(row.value, y, marker="o", markersize=4.5, color=row.colour, zorder=3)
            start = row.high + (high - low) * 0.025
            axes.text(start, y, _drawable(row.label), va="center", ha="left", fontsize=7.5, color=INK)
        axes.set_yticks(positions, [_drawable(row.name) for row in rows])
        axes.set_ylim(positions[-1] + 0.7, -0.8)
        axes.set_xlim(low, low + (high - low) * 1.28)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", color=PALE, linewidth=0.8)
        axes.set_axisbelow(True)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.set_xticks([tick for tick in axes.get_xticks() if low <= tick <= high * 1.001])
        axes.set_xlabel(_drawable(axis), fontsize=7.5)
        return _figure(canvas, id, caption, alt, height_mm)


def trend(
    names: Sequence[str], values: Sequence[float | None], *, id: str, caption: str, alt: str, axis: str, colour: str
) -> Figure:
    """A line over the years with its values; a year that is unknown leaves a gap."""
    height_mm = 58.0
    with matplotlib.rc_context(_style()):
        canvas, axes = _canvas(height_mm)
        drawn = [float("nan") if value is None else value for value in values]
        axes.plot(range(len(names)), drawn, color=colour, linewidth=1.6, marker="o", markersize=5)
        known = [value for value in values if value is not None]
        top = max([*known, 1e-12])
        for place, value in enumerate(values):
            if value is not None:
                axes.text(place, value + top * 0.05, f"{value:.4f}", ha="center", va="bottom", fontsize=7.5)
        _upright(axes, names, axis, top, 0.0)
        axes.set_xlim(-0.4, len(names) - 0.6)
        return _figure(canvas, id, caption, alt, height_mm)


def _upright(axes: Axes, names: Sequence[str], axis: str, top: float, bottom: float) -> None:
    axes.set_xticks(range(len(names)), [_drawable(name) for name in names])
    axes.set_ylim(bottom * 1.1, top * 1.16)
    axes.tick_params(axis="y", labelcolor=MUTED, labelsize=7.5)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", color=PALE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axes.set_title(_drawable(axis), loc="left", fontsize=7.5, color=MUTED, pad=6)


def _draw_bar(axes: Axes, bar: Bar, y: float, end: float) -> None:
    reach = bar.most or 0.0
    if bar.track and reach:
        hatch = _HATCH if bar.unknown else None
        axes.barh(y, reach, height=0.58, color=PALE, edgecolor=HAIRLINE, linewidth=0.5, hatch=hatch, zorder=0)
    axes.barh(y, bar.value, height=0.58, color=bar.colour, zorder=2)
    start = max(bar.value, reach if bar.track else 0.0, 0.0) + end * 0.025
    axes.text(start, y, _drawable(bar.label), va="center", ha="left", fontsize=7.5, color=INK)


def _positions(bars: Sequence[Bar] | Sequence[Interval]) -> list[float]:
    positions, y = [], -1.0
    for bar in bars:
        y += 1.45 if bar.gap_before else 1.0
        positions.append(y)
    return positions


def _canvas(height_mm: float) -> tuple[Canvas, Axes]:
    canvas = Canvas(figsize=(WIDTH_MM / _INCH, height_mm / _INCH), dpi=_DPI, layout="constrained")
    return canvas, canvas.add_subplot()


def _figure(canvas: Canvas, id: str, caption: str, alt: str, height_mm: float) -> Figure:
    svg, png = io.BytesIO(), io.BytesIO()
    canvas.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    canvas.set_layout_engine("none")
    canvas.savefig(png, format="png", metadata={"Software": None})
    return Figure(id, caption, alt, svg.getvalue(), png.getvalue(), WIDTH_MM, height_mm)


def _drawable(words: str) -> str:
    """The typeface has no subscript digits; a dollar sign of the data must not start a formula."""
    return _LOW_DIGIT.sub(lambda digit: f"$_{_LOW_DIGITS.index(digit[0])}$", words.replace("$", r"\$"))


@cache
def _style() -> Any:  # noqa: ANN401 - matplotlib types its settings by a literal of all their names
    for file in font_files():
        font_manager.fontManager.addfont(str(file))
    return _STYLE
