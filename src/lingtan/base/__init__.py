"""Ground floor: faults, units and exact numbers, park time, content hashes."""

from lingtan.base.calendar import (
    PlacedTimes,
    UnknownZone,
    day_bounds_utc,
    local_to_utc,
    month_bounds_utc,
    utc_to_local,
    year_bounds_utc,
    zone,
)
from lingtan.base.errors import Fault, InputFaults, raise_faults
from lingtan.base.proofs import content_hash
from lingtan.base.quantities import UnitMismatch, convert, decimal_text, exact, known_unit, unit_factor

__all__ = [
    "Fault",
    "InputFaults",
    "PlacedTimes",
    "UnitMismatch",
    "UnknownZone",
    "content_hash",
    "convert",
    "day_bounds_utc",
    "decimal_text",
    "exact",
    "known_unit",
    "local_to_utc",
    "month_bounds_utc",
    "raise_faults",
    "unit_factor",
    "utc_to_local",
    "year_bounds_utc",
    "zone",
]
