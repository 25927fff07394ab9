"""The full cube: emissions by year, month, category, scope, enterprise and gas, for views and for analysts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.carbon.inventory.lines import tonnes
from lingtan.carbon.inventory.measures import GAS_MEASURES
from lingtan.carbon.inventory.records import GASES
from lingtan.carbon.inventory.totals import month_shares

CUBE_SCHEMA = pa.schema(
    [
        ("year", pa.int32()),
        ("month", pa.int8()),
        ("category", pa.int8()),
        ("scope", pa.int8()),
        ("enterprise", pa.string()),
        ("gas", pa.string()),
        ("co2e_t", pa.decimal128(38, 9)),
    ]
)
"""Market-based tCO2e; scope 0 (category 0) are removals. Cells without emissions are left out."""
_BY = ("year", "month", "category", "scope", "enterprise", "gas")
_SCOPE_OF_CATEGORY = np.array([0, 1, 2, 3, 3, 3, 3], np.int8)


def dated(cube: pa.Table) -> pa.Table:
    """An engine's cube with the year of its periods, which don't cross a year end."""
    return cube.add_column(0, "year", pc.year(cube["start"]).cast(pa.int64()))


def full_cube(cube: pa.Table) -> pa.Table:
    """A table of ``CUBE_SCHEMA`` from an inventory's cube, sorted by its dimensions.

    A period within a month is that month's; a longer one is spread over its days as ``by_month`` does, so the months
    of a cell sum exactly to its period.
    """
    parts = [_of_gas(cube, gas) for gas in GASES if GAS_MEASURES[gas] in cube.column_names]
    joined = pa.concat_tables(parts) if parts else _nothing()
    summed = joined.group_by(list(_BY), use_threads=False).aggregate([("nano", "sum")])
    present = summed.filter(pc.not_equal(summed["nano_sum"], 0)).sort_by([(name, "ascending") for name in _BY])
    amounts = tonnes(present["nano_sum"].to_numpy())
    return pa.table([*(present[name] for name in _BY), amounts], names=CUBE_SCHEMA.names).cast(CUBE_SCHEMA)


def _nothing() -> pa.Table:
    fields = [CUBE_SCHEMA.field(name) for name in _BY]
    return pa.schema([*fields, pa.field("nano", pa.int64())]).empty_table()


def _of_gas(cube: pa.Table, gas: str) -> pa.Table:
    amounts = cube[GAS_MEASURES[gas]].cast(pa.int64()).to_numpy()
    start = cube["start"].to_numpy().astype("M8[D]")
    last = np.maximum(cube["end"].to_numpy().astype("M8[D]") - 1, start)
    within = start.astype("M8[M]") == last.astype("M8[M]")
    rows, months, spread = _spread(start, last, amounts, np.flatnonzero(~within))
    place = np.concatenate([np.flatnonzero(within), rows])
    month = np.concatenate([_month_of(start[within]), months])
    category = cube["category"].to_numpy()[place]
    return pa.table(
        {
            "year": cube["year"].to_numpy()[place],
            "month": pa.array(month, pa.int8()),
            "category": category,
            "scope": _SCOPE_OF_CATEGORY[category],
            "enterprise": cube["enterprise"].take(pa.array(place)).cast(pa.string()),
            "gas": pa.array([gas] * len(place), pa.string()),
            "nano": pa.array(np.concatenate([amounts[within], spread]), pa.int64()),
        }
    )


def _month_of(days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    return days.astype("M8[M]").astype(np.int64) % 12 + 1


def _spread(
    start: npt.NDArray[np.datetime64],
    last: npt.NDArray[np.datetime64],
    amounts: npt.NDArray[np.int64],
    places: npt.NDArray[np.intp],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    found: list[Sequence[int]] = []
    for place in places.tolist():
        first, after = start[place].item(), (last[place] + 1).item()
        found.extend((place, month, nano) for month, nano in month_shares(first, after, int(amounts[place])))
    table = np.array(found, np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]
