"""The lines behind an inventory: one an activity row and gas, put together when somebody asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lingtan.carbon.inventory.measures import GAS_MEASURES
from lingtan.carbon.inventory.rates import Keyed
from lingtan.carbon.inventory.records import GASES, LINE_SCHEMA

Words = npt.NDArray[np.int64]
_AMOUNTS = ("co2e_t", "location_co2e_t", "biogenic_co2_t")


def assemble_lines(activities: pa.Table, wide: pa.Table, keys: Sequence[Keyed]) -> pa.Table:
    """A table of ``LINE_SCHEMA`` from the engine's lines, which hold all gases of an activity in one row."""
    key_id = wide["key_id"].to_numpy()
    gases = [tuple(keyed.factor.rates) for keyed in keys]
    parts = [_of_gas(wide, key_id, keys, gases, number) for number in range(len(GASES))]
    order = np.lexsort([np.concatenate([part[name] for part in parts]) for name in ("gas", "place")])
    columns = {name: np.concatenate([part[name] for part in parts])[order] for name in parts[0]}
    place, keyed_by = columns.pop("place"), columns.pop("key_id")
    rows = activities.take(pa.array(wide["position"].to_numpy()[place]))
    made: dict[str, Any] = {
        "year": np.array([keyed.key.year for keyed in keys], np.int32)[keyed_by],
        "item": _by_code(keyed_by, [keyed.factor.item for keyed in keys]),
        "category": wide["category"].to_numpy()[place],
        "gas": _by_code(columns.pop("gas"), list(GASES)),
        "factor_id": _by_code(keyed_by, [keyed.factor.id for keyed in keys]),
        "internal": wide["internal"].to_numpy()[place],
        **{name: tonnes(columns[name]) for name in _AMOUNTS},
    }
    return pa.table({name: made[name] if name in made else rows[name] for name in LINE_SCHEMA.names})


def _of_gas(
    wide: pa.Table, key_id: npt.NDArray[np.int32], keys: Sequence[Keyed], gases: Sequence[Sequence[str]], number: int
) -> dict[str, npt.NDArray[Any]]:
    """The rows that have a gas, with its amounts; a row's location-based and biogenic amounts go to its first gas."""
    gas = GASES[number]
    place = np.flatnonzero(np.array([gas in of_key for of_key in gases], np.bool_)[key_id])
    first = np.array([of_key[:1] == (gas,) for of_key in gases], np.bool_)[key_id[place]]
    by_location = np.array([keyed.factor.location is not None for keyed in keys], np.bool_)[key_id[place]]
    amount = _measure(wide, GAS_MEASURES[gas], place)
    located = np.where(first, _measure(wide, "location", place), 0)
    return {
        "place": place,
        "gas": np.full(len(place), number, np.int8),
        "key_id": key_id[place],
        "co2e_t": amount,
        "location_co2e_t": np.where(by_location, located, amount),
        "biogenic_co2_t": np.where(first, _measure(wide, "biogenic", place), 0),
    }


def _measure(wide: pa.Table, name: str, place: npt.NDArray[np.intp]) -> Words:
    if name not in wide.column_names:
        return np.zeros(len(place), np.int64)
    values: Words = wide[name].to_numpy()[place]
    return values


def tonnes(nanotonnes: Words) -> pa.Array:
    """Whole nanotonnes as tonnes with nine decimals: 64-bit integers are the low words of the decimals."""
    words = np.empty((len(nanotonnes), 2), np.int64)
    words[:, 0] = nanotonnes
    words[:, 1] = nanotonnes >> 63
    return pa.Array.from_buffers(pa.decimal128(38, 9), len(words), [None, pa.py_buffer(words)])


def _by_code(codes: npt.NDArray[Any], values: Sequence[str]) -> pa.Array:
    """Texts by their number, dictionary-encoded with each text once, in the smallest numbers that do."""
    once = sorted(set(values))
    place = {value: index for index, value in enumerate(once)}
    kind = np.int8 if len(once) <= 127 else np.int16 if len(once) <= 32_767 else np.int32
    places = np.array([place[value] for value in values], kind)
    return pa.DictionaryArray.from_arrays(pa.array(places[codes]), pa.array(once, pa.string()))
