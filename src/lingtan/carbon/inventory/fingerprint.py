"""The content hash of an inventory: what its lines and factors say, not how a table happens to be stored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingtan.base import content_hash
from lingtan.carbon.inventory.records import AppliedFactor
from lingtan.knowledge import factors_hash

_SAID_ELSEWHERE = ("evidence", "note")


def inventory_hash(accounting: str, activities: pa.Table, cube: pa.Table, factors: Sequence[AppliedFactor]) -> str:
    """SHA-256 over the accounting, every activity (but its evidence id and note), the applied factors, the sums.

    Lines are activities times factors, so they are part of what is hashed. Activities enter in their order; chunks
    and dictionaries of the tables don't matter.
    """
    said = [name for name in activities.column_names if name not in _SAID_ELSEWHERE]
    parts = {f"activity.{name}": _digest(activities[name]) for name in said}
    parts |= {f"sum.{name}": _digest(cube[name]) for name in cube.column_names}
    parts["accounting"] = accounting.encode()
    parts["factors"] = "\n".join(_factor_text(factor) for factor in factors).encode()
    parts["library"] = factors_hash().encode()
    return content_hash(parts)


def _factor_text(factor: AppliedFactor) -> str:
    gases = ",".join(f"{gas}={rate}" for gas, rate in sorted(factor.rates.items()))
    rates = f"{gases}|{factor.location_tco2e_per_unit}|{factor.biogenic}"
    return f"{factor.id}|{factor.method}|{factor.item}|{factor.unit}|{rates}|{factor.source}"


def _digest(column: pa.ChunkedArray) -> bytes:
    digest = hashlib.sha256()
    if column.null_count:
        digest.update(pc.cast(pc.is_null(column), pa.int8()).combine_chunks().to_numpy().tobytes())
        column = pc.fill_null(column, pa.scalar(0).cast(column.type))
    if pa.types.is_dictionary(column.type) or pa.types.is_string(column.type):
        values, numbers = _texts(column)
        digest.update("\n".join(f"{len(value)} {value}" for value in values).encode())
        digest.update(numbers.tobytes())
    else:
        for part in column.chunks:
            digest.update(_fixed_width(part))
    return digest.digest()


def _fixed_width(part: pa.Array) -> memoryview:
    plain = part.cast(pa.int8()) if pa.types.is_boolean(part.type) else part
    width = plain.type.bit_width // 8
    values = plain.buffers()[1]
    return memoryview(values if values is not None else b"")[plain.offset * width : (plain.offset + len(plain)) * width]


def _texts(column: pa.ChunkedArray) -> tuple[list[str], np.ndarray[tuple[int, ...], np.dtype[np.int32]]]:
    """The distinct texts of a column, sorted, and each row's place among them."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    parts = encoded.unify_dictionaries().chunks
    if not parts:
        return [], np.array([], np.int32)
    codes = np.concatenate([part.indices.to_numpy(zero_copy_only=False) for part in parts])
    known: list[str] = parts[0].dictionary.to_pylist()
    used = np.flatnonzero(np.bincount(codes, minlength=len(known)))
    values = sorted({known[index] for index in used})
    place = {value: index for index, value in enumerate(values)}
    return values, np.array([place.get(value, 0) for value in known], np.int32)[codes]
