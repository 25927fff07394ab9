"""From keys and factors to the table of rates an engine joins: numerators and denominators, never rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa

from lingtan.base import Fault, raise_faults
from lingtan.carbon.inventory.applied import ActivityKey
from lingtan.carbon.inventory.measures import GAS_MEASURES, KEY_COLUMNS, KEY_SETS
from lingtan.carbon.inventory.records import AppliedFactor
from lingtan.knowledge import method

NANO = 10**9
_FACTOR = pa.decimal128(38, 12)
_NO_FACTOR = Decimal(-1)
# No park has a line of 1e9 t: beyond it a figure is a slip of the unit, and below it nothing can run over.
_LINE_LIMIT_T = 10**9
_PRODUCT_LIMIT = 10**28
_NARROW_LIMIT = 10**18
_BY_ITEM = KEY_SETS["item"]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A key with the extreme size of its quantities and the factor applied to it."""

    key: ActivityKey
    largest: Fraction
    factor: AppliedFactor


def measured_rates(keyed: Keyed) -> Mapping[str, Fraction]:
    """The rates of a key by measure, per unit of its rows, at the share that is consolidated."""
    factor, share = keyed.factor, Fraction(keyed.key.share)
    rates = {GAS_MEASURES[gas]: rate * share for gas, rate in factor.rates.items()}
    if factor.location is not None:
        rates["location"] = factor.location * share
    if factor.biogenic:
        rates["biogenic"] = factor.biogenic * share
    return rates


def check_bounds(keys: Sequence[Keyed]) -> None:
    """Raise ``InputFaults`` where a quantity is so large that its line can't be a true figure."""
    raise_faults(
        Fault.at(
            keyed.key.file,
            keyed.key.row,
            "quantity",
            "quantity_out_of_range",
            value=f"{float(keyed.largest):.3g}",
            unit=keyed.key.unit,
        )
        for keyed in keys
        if not all(_in_bounds(keyed.largest, rate) for rate in measured_rates(keyed).values())
    )


def _in_bounds(largest: Fraction, rate: Fraction) -> bool:
    n, d = abs(rate.numerator), rate.denominator
    return largest * n < _LINE_LIMIT_T * d and (largest + 1) * n < _PRODUCT_LIMIT and d < _PRODUCT_LIMIT


def rates_table(keys: Sequence[Keyed], measures: Sequence[str]) -> pa.Table:
    """One row a key: the key itself, what its lines are, and for each measure n, d, and n/d x 1e9 as a float."""
    rates = [measured_rates(keyed) for keyed in keys]
    columns = {**_key_columns([keyed.key for keyed in keys]), **_line_columns(keys)}
    if not any(_says_itself(keyed.key) for keyed in keys):
        columns = {name: column for name, column in columns.items() if name not in KEY_COLUMNS or name in _BY_ITEM}
    for measure in measures:
        of_measure = [of_key.get(measure, Fraction(0)) for of_key in rates]
        columns |= {
            f"{measure}_nano": pa.array([float(rate * NANO) for rate in of_measure], pa.float64()),
            f"{measure}_n": _integers([rate.numerator for rate in of_measure]),
            f"{measure}_d": _integers([rate.denominator for rate in of_measure]),
        }
    return pa.table(columns)


def _says_itself(key: ActivityKey) -> bool:
    """Whether rows say more than what they are: a factor, parameters, a gas, a share."""
    texts = (key.factor_unit, key.factor_source, key.parameters, key.gas)
    return key.factor is not None or any(texts) or key.share != 1


def _integers(values: Sequence[int]) -> pa.Array:
    """Decimals as narrow as they can be: an engine carries them along with every row."""
    narrow = all(abs(value) < _NARROW_LIMIT for value in values)
    return pa.array([Decimal(value) for value in values], pa.decimal128(18 if narrow else 38, 0))


def _key_columns(keys: Sequence[ActivityKey]) -> dict[str, pa.Array]:
    texts = {name: [getattr(key, name) for key in keys] for name in ("method", "item", "unit", "factor_unit")}
    texts |= {name: [getattr(key, name) for key in keys] for name in ("factor_source", "parameters")}
    return {
        **{name: pa.array(values, pa.string()) for name, values in texts.items()},
        "own_gas": pa.array([key.gas for key in keys], pa.string()),
        "factor": pa.array([_NO_FACTOR if key.factor is None else key.factor for key in keys], _FACTOR),
        "year": pa.array([key.year for key in keys], pa.int64()),
        "sent_out": pa.array([key.sent_out for key in keys], pa.bool_()),
        "share": pa.array([key.share for key in keys], _FACTOR),
    }


def _line_columns(keys: Sequence[Keyed]) -> dict[str, pa.Array]:
    return {
        "key_id": pa.array(range(len(keys)), pa.int32()),
        "default_category": pa.array([method(keyed.key.method).category for keyed in keys], pa.int8()),
        "by_location": pa.array([keyed.factor.location is not None for keyed in keys], pa.bool_()),
    }
