"""The content hash of an inventory: what its lines and factors say, not how a table happens to be stored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from lingtan.base import content_hash
from lingtan.carbon.inventory.records import AppliedFactor
from lingtan.knowledge import factors_hash


def inventory_hash(accounting: str, lines: pa.Table, factors: Sequence[AppliedFactor]) -> str:
    """SHA-256 over the accounting, every line (but its evidence id), every applied factor and the factor library.

    Lines enter in their order; chunks and dictionaries of the table don't matter.
    """
    parts = {f"line.{name}": _digest(lines[name]) for name in lines.column_names if name != "evidence"}
    parts["accounting"] = accounting.encode()
    parts["factors"] = "\n".join(_factor_text(factor) for factor in factors).encode()
    parts["library"] = factors_hash().encode()
    return content_hash(parts)


def _factor_text(factor: AppliedFactor) -> str:
    rates = f"{factor.tco2e_per_unit}|{factor.location_tco2e_per_unit}"
    return f"{factor.id}|{factor.method}|{factor.item}|{factor.unit}|{dict(factor.rates)}|{rates}|{factor.source}"


def _digest(column: pa.ChunkedArray) -> bytes:
    digest = hashlib.sha256()
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
