"""What a line is summed in: the seven gases, location-based emissions, and biogenic CO2."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lingtan.carbon.inventory.records import GASES

GAS_MEASURES: Mapping[str, str] = {gas: gas.lower() for gas in GASES}
MEASURES = (*GAS_MEASURES.values(), "location", "biogenic")
MEASURE_SETS: Mapping[str, tuple[str, ...]] = {"core": ("co2", "ch4", "n2o"), "all": MEASURES}
"""Most activities need three of them, and pay for no more."""

_ITEM_COLUMNS = ("method", "item", "unit", "year", "sent_out")
KEY_SETS: Mapping[str, tuple[str, ...]] = {
    "item": _ITEM_COLUMNS,
    "row": (*_ITEM_COLUMNS, "factor", "factor_unit", "factor_source", "parameters", "own_gas", "share"),
}
"""What rows must share to share a rate: what they are; or also what single rows say, where any says it."""

KEY_COLUMNS = KEY_SETS["row"]


def needed_measures(gases: Collection[str], *, plain: bool) -> tuple[str, ...]:
    """The smallest set that is enough for these gases; ``plain``: no biogenic or location-based amounts."""
    return MEASURE_SETS["core" if plain and set(gases) <= {"CO2", "CH4", "N2O"} else "all"]


def key_set(columns: Collection[str]) -> str:
    """The set of key columns that a table of rates has."""
    return "row" if set(KEY_COLUMNS) <= set(columns) else "item"
