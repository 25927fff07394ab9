"""Figures: the same drawing every time, every sign drawn, readable without colour."""

from __future__ import annotations

import warnings
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from lingtan.reports.document import Figure
from lingtan.reports.figures import (
    Bar,
    Interval,
    Stack,
    columns,
    horizontal_bars,
    intervals,
    stacked_columns,
    trend,
)


def bars(**changes: Any) -> Figure:
    made = [
        Bar("低碳公共交通比例", 80, "80 %", "#1f5fa8", 100),
        Bar("未填报的指标", 0, "未填报", "#1e7a4a", 100, unknown=True),
        Bar("不适用的指标", 0, "不适用", "#6d3fa3", 100, track=False),
    ]
    parts: dict[str, Any] = {
        "id": "x",
        "caption": "c",
        "alt": "a",
        "axis": "tCO₂e",
        "end": 100.0,
        "mark": 100.0,
    } | changes
    return horizontal_bars(made, **parts)


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert bars() == bars()


def test_no_sign_is_missing_from_the_typeface() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bars(axis="tCO₂e/万元 ≥ − · ×")
        trend(["2021", "2022"], [0.3, None], id="t", caption="c", alt="a", axis="tCO₂e/万元", colour="#333")


def test_letters_are_drawn_as_paths_and_no_date_is_kept() -> None:
    svg = bars().svg.decode()
    assert "<text" not in svg
    assert "<dc:date" not in svg
    assert "http" not in "".join(ET.fromstring(svg).itertext())  # noqa: S314 - our own drawing


def test_what_is_not_reported_is_hatched_and_what_is_not_applicable_is_not_drawn() -> None:
    svg = bars().svg.decode()
    assert svg.count("<pattern") == 1


def test_money_signs_of_the_data_are_no_formula() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = [Bar("$ a $ b_c^d", 1, "$1", "#333", 2)]
        horizontal_bars(made, id="x", caption="c", alt="a", axis="$", end=2.0)


@pytest.mark.parametrize("values", [[0.0, 0.0], [-5.0, 3.0], [1e-9, 2e9]])
def test_zero_negative_and_far_apart_amounts_can_be_drawn(values) -> None:
    made = columns(["1月", "2月"], values, id="m", caption="c", alt="a", axis="tCO₂e", colour="#333")
    assert made.png.startswith(b"\x89PNG")


def test_a_year_without_figures_leaves_a_gap() -> None:
    made = trend(["2021", "2022", "2023"], [None, None, None], id="t", caption="c", alt="a", axis="x", colour="#333")
    assert made.svg


def test_stacked_columns_carry_the_sum_and_hang_negatives_below() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        stacks = [Stack("类别 1", [10.0, 5.0], "#733"), Stack("类别 2 tCO₂e", [-4.0, 5.0], "#377")]
        made = stacked_columns(["2023", "2024"], stacks, id="s", caption="c", alt="a", axis="tCO₂e")
    assert made.png.startswith(b"\x89PNG")
    assert made == stacked_columns(["2023", "2024"], stacks, id="s", caption="c", alt="a", axis="tCO₂e")


@pytest.mark.parametrize("ends", [(80.0, 120.0), (-20.0, 30.0), (0.0, 0.0)])
def test_limits_are_drawn_whatever_their_sign(ends) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        row = Interval("CH₄ · N₂O · SF₆", sum(ends) / 2, ends[0], ends[1], "±20.0 %", "#377")
        made = intervals([row, row], id="i", caption="c", alt="a", axis="tCO₂e")
    assert made.svg
