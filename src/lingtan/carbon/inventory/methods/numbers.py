"""The numbers equations work on: exact fractions, or arrays alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Number = TypeVar("Number", Fraction, NDArray[np.float64])
else:
    Number = TypeVar("Number")

Kilograms: TypeAlias = Mapping[str, Fraction]
"""Species (CO2, CH4, HFC-32 ...) to kg per base unit of the activity; ``CO2_biogenic`` stands outside every total."""

Formula: TypeAlias = Callable[[Mapping[str, Fraction]], Kilograms]
"""A method's parameters by name, each in the unit of ``parameters/*.csv`` or ``methods.yaml``, to kg per base unit."""
