"""Two sets of lines side by side, set-wise: one row a key that differs, whatever file and row it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa

from lingtan.carbon.inventory.records import COVERING_ITEM
from lingtan.carbon.versions.records import NANO, FrozenInventory, canonical_json

LINE_KEY = ("enterprise", "source", "method", "item", "unit", "start", "end", "gas")
"""What makes a line the same line in two versions; lines that share it are summed."""

_NOT_OF_THE_VALUE = ("id", "review_by", "flag", "flags", "uncertainty_pct", "shared_id")

_SIDES_SQL = """
CREATE TEMP VIEW sides AS
SELECT 0 AS side, l.*, CASE WHEN l.item = $covering THEN 0 ELSE f.number END AS factor
FROM old_lines l LEFT JOIN old_factors f ON f.id = l.factor_id
UNION ALL
SELECT 1 AS side, l.*, CASE WHEN l.item = $covering THEN 0 ELSE f.number END AS factor
FROM new_lines l LEFT JOIN new_factors f ON f.id = l.factor_id
"""

_PAIRS_SQL = """
CREATE TEMP TABLE pairs AS
WITH amounts AS (
  SELECT *,
    CASE WHEN category IN (1, 2) THEN co2e_t ELSE 0 END AS gross_t,
    CASE WHEN category > 2 THEN co2e_t ELSE 0 END AS other_t,
    CASE WHEN category = 0 THEN co2e_t ELSE 0 END AS removed_t,
    CASE WHEN category IN (1, 2) THEN location_co2e_t ELSE 0 END AS location_t,
    CASE WHEN category IN (1, 2) AND NOT internal THEN quantity ELSE 0 END AS gross_quantity,
    CASE WHEN category > 2 AND NOT internal THEN quantity ELSE 0 END AS other_quantity
  FROM sides
), keyed AS (
  SELECT enterprise, source, method, item, unit, start, "end", gas,
    count(*) FILTER (side = 0) AS old_lines, count(*) FILTER (side = 1) AS new_lines,
    sum(quantity) FILTER (side = 0) AS old_quantity, sum(quantity) FILTER (side = 1) AS new_quantity,
    coalesce(sum(gross_t) FILTER (side = 0), 0) AS old_gross_t,
    coalesce(sum(gross_t) FILTER (side = 1), 0) AS new_gross_t,
    coalesce(sum(other_t) FILTER (side = 0), 0) AS old_other_t,
    coalesce(sum(other_t) FILTER (side = 1), 0) AS new_other_t,
    coalesce(sum(removed_t) FILTER (side = 0), 0) AS old_removed_t,
    coalesce(sum(removed_t) FILTER (side = 1), 0) AS new_removed_t,
    coalesce(sum(location_t) FILTER (side = 0), 0) AS old_location_t,
    coalesce(sum(location_t) FILTER (side = 1), 0) AS new_location_t,
    coalesce(sum(biogenic_co2_t) FILTER (side = 0), 0) AS old_biogenic_t,
    coalesce(sum(biogenic_co2_t) FILTER (side = 1), 0) AS new_biogenic_t,
    coalesce(sum(gross_quantity) FILTER (side = 0), 0) AS old_gross_quantity,
    coalesce(sum(gross_quantity) FILTER (side = 1), 0) AS new_gross_quantity,
    coalesce(sum(other_quantity) FILTER (side = 0), 0) AS old_other_quantity,
    coalesce(sum(other_quantity) FILTER (side = 1), 0) AS new_other_quantity,
    min(category) FILTER (side = 0) AS old_category, min(category) FILTER (side = 1) AS new_category,
    max(category) FILTER (side = 0) AS old_category_to, max(category) FILTER (side = 1) AS new_category_to,
    min(factor) FILTER (side = 0) AS old_factor, min(factor) FILTER (side = 1) AS new_factor,
    max(factor) FILTER (side = 0) AS old_factor_to, max(factor) FILTER (side = 1) AS new_factor_to
  FROM amounts GROUP BY ALL
)
SELECT *,
  CASE WHEN old_lines = 0 THEN 'added' WHEN new_lines = 0 THEN 'removed' ELSE 'changed' END AS change,
  old_lines > 0 AND new_lines > 0 AND (old_factor, old_factor_to) IS DISTINCT FROM (new_factor, new_factor_to)
    AS other_factor
FROM keyed
WHERE old_lines = 0 OR new_lines = 0
  OR (old_quantity, old_gross_t, old_other_t, old_removed_t, old_location_t, old_biogenic_t, old_category,
      old_category_to, old_factor, old_factor_to)
    IS DISTINCT FROM
     (new_quantity, new_gross_t, new_other_t, new_removed_t, new_location_t, new_biogenic_t, new_category,
      new_category_to, new_factor, new_factor_to)
"""


def pair_lines(old: FrozenInventory, new: FrozenInventory) -> tuple[duckdb.DuckDBPyConnection, FactorNumbers]:
    """An engine that holds ``sides`` (all lines, side 0 old and 1 new) and ``pairs`` (a row a key that differs).

    Amounts of ``pairs`` are exact decimals by old and new: ``gross_t`` (categories 1 + 2, market-based), ``other_t``
    (3-6), ``removed_t``, ``location_t``, ``biogenic_t``. ``factor`` numbers what a factor says, so that the same factor
    under another id is no change; certificates have none, as their mean factor follows from the electricity covered.
    """
    engine = duckdb.connect(config={"threads": 1})
    numbers = FactorNumbers()
    for side, frozen in (("old", old), ("new", new)):
        engine.register(f"{side}_lines", frozen.lines)
        engine.register(f"{side}_factors", numbers.table(frozen.factors))
    engine.execute(_SIDES_SQL.replace("$covering", f"'{COVERING_ITEM}'"))
    engine.execute(_PAIRS_SQL)
    return engine, numbers


class FactorNumbers:
    """Factors numbered by what they say of a value: equal entries, equal number; from 1, as 0 is 'certificates'."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._entries: dict[int, Mapping[str, Any]] = {}

    def number(self, factor: Mapping[str, Any]) -> int:
        """The number of a factor's entry, a new one where nothing like it was seen."""
        said = canonical_json({name: value for name, value in factor.items() if name not in _NOT_OF_THE_VALUE})
        number = self._numbers.setdefault(said, len(self._numbers) + 1)
        self._entries.setdefault(number, factor)
        return number

    def entry(self, number: int) -> Mapping[str, Any]:
        """The first factor that had the number."""
        return self._entries[number]

    def table(self, factors: Sequence[Mapping[str, Any]]) -> pa.Table:
        """Ids with their numbers."""
        ids = [factor["id"] for factor in factors]
        return pa.table(
            {"id": pa.array(ids, pa.string()), "number": pa.array(map(self.number, factors), pa.int32())},
        )


def factor_effect(
    old_t: Fraction, new_t: Fraction, old_quantity: Fraction, new_quantity: Fraction
) -> tuple[Fraction, Fraction]:
    """Split a change of emissions (t) into that of the quantity, at the old mean factor, and that of the factor.

    The two sum exactly to ``new_t - old_t``; the first is rounded half-even to 1e-9 t. Without an old quantity there
    is no old factor, so that all of the change is the quantity's.
    """
    if not old_quantity:
        return new_t - old_t, Fraction(0)
    at_old_factor = Fraction(round(new_quantity * old_t / old_quantity * NANO), NANO)
    return at_old_factor - old_t, new_t - at_old_factor
