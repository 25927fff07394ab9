"""A spreadsheet's way to formula (1) for many parks: pandas columns, clip, mean, weights; no levels decided exactly."""

from __future__ import annotations

import pandas as pd

from lingtan.knowledge import Rulebook


def scores(rulebook: Rulebook, parks: pd.DataFrame) -> pd.Series[float]:
    """The score of every park, all indicators applicable and reported."""
    ratios = pd.DataFrame(index=parks.index)
    for indicator in rulebook.indicators:
        ways = [way(alternative.formula, dict(alternative.inputs), parks) for alternative in indicator.alternatives]
        best = pd.concat(ways, axis=1).max(axis=1) / float(indicator.leading)
        ratios[indicator.no] = best.clip(0, 1)
    score = pd.Series(0.0, index=parks.index)
    for category in rulebook.categories:
        numbers = [indicator.no for indicator in rulebook.indicators if indicator.category == category.id]
        score += 100 * float(category.weight) * ratios[numbers].mean(axis=1)
    bonus = [indicator.no for indicator in rulebook.indicators if indicator.category == "bonus"]
    return score + float(rulebook.bonus_points) * ratios[bonus].sum(axis=1)


def way(formula: str, inputs: dict[str, str], parks: pd.DataFrame) -> pd.Series[float]:
    """The value F of one alternative."""
    if formula == "share":
        return parks[last(inputs["part"], parks)] / parks[last(inputs["whole"], parks)]
    if formula in ("status", "count"):
        return parks[inputs[formula]]
    emissions = [parks[f"{inputs['emissions']}.{year}"] for year in range(4)]
    outputs = [parks[f"{inputs['output']}.{year}"] for year in range(4)]
    if formula == "yearly_fall":
        return 1 - ((emissions[3] / outputs[3]) / (emissions[0] / outputs[0])) ** (1 / 3)
    return sum(outputs[1:], start=outputs[0] * 0) / sum(emissions[1:], start=emissions[0] * 0)


def last(quantity: str, parks: pd.DataFrame) -> str:
    """The column of the reporting year."""
    return quantity if quantity in parks else f"{quantity}.3"
