"""The base year: what changed about its inventory since it was closed, why, and whether it must be recalculated.

ISO 14064-1:2018, 6.4; GHG Protocol Corporate Standard (revised edition), chapter 5. Only figures of the base year are
compared, so that growth or decline of activity after it, and an enterprise that did not exist in it, never trigger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.carbon.versions.pairing import FactorNumbers, factor_effect, pair_lines
from lingtan.carbon.versions.records import FrozenInventory, tonnes_text, totals_of

Trigger = Literal["structure", "method", "gwp", "factor", "error"]
TRIGGERS: tuple[Trigger, ...] = ("structure", "method", "gwp", "factor", "error")
_SEVERAL_FACTORS = "-"

_TRIGGERS_SQL = """
WITH methods AS (
  SELECT enterprise, source, method, bool_or(side = 0) AS before, bool_or(side = 1) AS after
  FROM sides GROUP BY enterprise, source, method
), replaced AS (
  SELECT enterprise, source FROM methods GROUP BY enterprise, source
  HAVING bool_or(before AND NOT after) AND bool_or(after AND NOT before)
), activities AS (
  SELECT enterprise, source, method, item, unit, start, "end", bool_or(side = 0) AND bool_or(side = 1) AS both
  FROM sides GROUP BY enterprise, source, method, item, unit, start, "end"
), reasoned AS (
  SELECT p.*,
    CASE
      WHEN change = 'added' AND p.enterprise IN (SELECT enterprise FROM joined) THEN 'structure'
      WHEN change = 'removed' AND p.enterprise IN (SELECT enterprise FROM departed) THEN 'structure'
      WHEN change <> 'changed' AND r.source IS NOT NULL AND m.before <> m.after THEN 'method'
      WHEN change <> 'changed' AND a.both THEN 'factor'
      WHEN other_factor THEN 'split'
      WHEN change = 'changed' AND old_quantity = new_quantity AND (old_category, old_category_to)
        = (new_category, new_category_to) THEN 'structure'
      ELSE 'error'
    END AS reason
  FROM pairs p
  JOIN methods m ON (m.enterprise, m.source, m.method) = (p.enterprise, p.source, p.method)
  LEFT JOIN replaced r ON (r.enterprise, r.source) = (p.enterprise, p.source)
  JOIN activities a ON (a.enterprise, a.source, a.method, a.item, a.unit, a.start, a."end")
    = (p.enterprise, p.source, p.method, p.item, p.unit, p.start, p."end")
)
SELECT reason, enterprise, source, gas,
  CASE WHEN new_factor = new_factor_to THEN new_factor ELSE -1 END AS new_number,
  CASE WHEN old_factor = old_factor_to THEN old_factor ELSE -1 END AS old_number,
  sum(old_gross_t), sum(new_gross_t), sum(old_gross_quantity), sum(new_gross_quantity)
FROM reasoned GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Membership:
    """When an enterprise came into the park, and the first day it was no longer in it; None: always, and still."""

    joined_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class TriggerAmount:
    """What one trigger changes of the base year's gross emissions, tCO2e, and its parts, which sum to it.

    A part is named by the enterprise (structure), the factor (factor, gwp) or enterprise and source (the others).
    """

    trigger: Trigger
    change_t: Fraction
    parts: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class BaseYearStatus:
    """The closed base year against its recomputation.

    ``closed_t + sum of the triggers = recalculated_t``. ``cumulative_t`` adds the triggers without regard to sign,
    so that opposite changes don't hide each other; ``cumulative_pct`` is its share of ``closed_t`` (None where that is
    0). ``due`` where it reaches ``threshold_pct``.
    """

    year: int
    closed_t: Fraction
    recalculated_t: Fraction
    triggers: tuple[TriggerAmount, ...]
    cumulative_t: Fraction
    cumulative_pct: Fraction | None
    threshold_pct: Fraction
    due: bool


def compare_base_year(
    closed: FrozenInventory,
    today: FrozenInventory,
    members: Mapping[str, Membership],
    as_of: date,
    threshold_pct: Fraction = Fraction(5),
) -> BaseYearStatus:
    """Compare the closed inventory of the base year with today's recomputation of that year.

    ``members`` says when enterprises came and went, ``as_of`` (exclusive) is the day up to which that counts: the day
    after the reporting year. Structure: lines of an enterprise that came after the base year began and are not in the
    closed version, closed lines of one that has left, and amounts that differ though quantity, factor and category
    don't (a share of equity, a transfer that now crosses the boundary). Method: a source's method gave way to another.
    GWP: other factors of gases but CO2 when the set of GWPs is another. Factor: other factors, and other gases of the
    same activity. Error: everything else, figures of the base year stated otherwise than when it was closed.
    Raises ``ValueError`` where the two are of different years or methods.
    """
    if (closed.year, closed.method) != (today.year, today.method):
        raise ValueError(f"{closed.year} {closed.method} can't be compared with {today.year} {today.method}")
    base_start = date(closed.year, 1, 1)
    joined = [name for name, at in members.items() if at.joined_on is not None and base_start < at.joined_on < as_of]
    departed = [name for name, at in members.items() if at.left_on is not None and at.left_on < as_of]
    still_to_come = [name for name, at in members.items() if at.joined_on is not None and at.joined_on >= as_of]
    present = _without(today, [*departed, *still_to_come])
    engine, numbers = pair_lines(closed, present)
    engine.register("joined", _names(joined))
    engine.register("departed", _names(departed))
    amounts = _amounts(engine, numbers, gwp_changed=closed.gwp != today.gwp)
    closed_t, recalculated_t = totals_of(closed).gross, totals_of(present).gross
    return _status(closed.year, closed_t, recalculated_t, amounts, threshold_pct)


def base_year_json(status: BaseYearStatus) -> dict[str, Any]:
    """The status as one JSON object; tonnes are exact texts."""
    share = status.cumulative_pct
    return {
        "base_year": status.year,
        "closed_tco2e": tonnes_text(status.closed_t),
        "recalculated_tco2e": tonnes_text(status.recalculated_t),
        "triggers": [
            {
                "trigger": entry.trigger,
                "change_tco2e": tonnes_text(entry.change_t),
                "parts": [{"name": name, "change_tco2e": tonnes_text(amount)} for name, amount in entry.parts],
            }
            for entry in status.triggers
        ],
        "cumulative_tco2e": tonnes_text(status.cumulative_t),
        "cumulative_pct": None if share is None else float(share),
        "threshold_pct": float(status.threshold_pct),
        "recalculation_due": status.due,
    }


def _amounts(
    engine: duckdb.DuckDBPyConnection, numbers: FactorNumbers, *, gwp_changed: bool
) -> Mapping[tuple[Trigger, str], Fraction]:
    amounts: dict[tuple[Trigger, str], Fraction] = defaultdict(Fraction)
    for reason, enterprise, source, gas, new_number, old_number, *figures in engine.execute(_TRIGGERS_SQL).fetchall():
        old_t, new_t, old_quantity, new_quantity = map(Fraction, figures)
        place = enterprise if reason == "structure" else f"{enterprise}/{source}"
        by_factor: Trigger = "gwp" if gwp_changed and gas != "CO2" else "factor"
        factor = _factor_name(numbers, new_number, old_number)
        if reason == "split":
            of_quantity, of_factor = factor_effect(old_t, new_t, old_quantity, new_quantity)
            amounts["error", place] += of_quantity
            amounts[by_factor, factor] += of_factor
        elif reason == "factor":
            amounts[by_factor, factor] += new_t - old_t
        else:
            amounts[reason, place] += new_t - old_t
    return amounts


def _factor_name(numbers: FactorNumbers, new_number: int | None, old_number: int | None) -> str:
    number = next((found for found in (new_number, old_number) if found is not None and found > 0), None)
    return _SEVERAL_FACTORS if number is None else str(numbers.entry(number)["id"])


def _status(
    year: int,
    closed_t: Fraction,
    recalculated_t: Fraction,
    amounts: Mapping[tuple[Trigger, str], Fraction],
    threshold_pct: Fraction,
) -> BaseYearStatus:
    triggers = tuple(_trigger(trigger, amounts) for trigger in TRIGGERS)
    cumulative = sum((abs(entry.change_t) for entry in triggers), Fraction(0))
    share = cumulative / abs(closed_t) * 100 if closed_t else None
    due = cumulative > 0 and (share is None or share >= threshold_pct)
    return BaseYearStatus(year, closed_t, recalculated_t, triggers, cumulative, share, threshold_pct, due)


def _trigger(trigger: Trigger, amounts: Mapping[tuple[Trigger, str], Fraction]) -> TriggerAmount:
    return TriggerAmount(
        trigger,
        sum((amount for (of, _), amount in amounts.items() if of == trigger), Fraction(0)),
        tuple(sorted(_parts(trigger, amounts), key=lambda part: (-abs(part[1]), part[0]))),
    )


def _parts(trigger: Trigger, amounts: Mapping[tuple[Trigger, str], Fraction]) -> Iterator[tuple[str, Fraction]]:
    return ((name, amount) for (of, name), amount in amounts.items() if of == trigger and amount)


def _without(frozen: FrozenInventory, enterprises: list[str]) -> FrozenInventory:
    if not enterprises:
        return frozen
    away = pc.is_in(frozen.lines["enterprise"].cast(pa.string()), value_set=pa.array(enterprises, pa.string()))
    return replace(frozen, lines=frozen.lines.filter(pc.invert(away)))


def _names(enterprises: list[str]) -> pa.Table:
    return pa.table({"enterprise": pa.array(enterprises, pa.string())})
