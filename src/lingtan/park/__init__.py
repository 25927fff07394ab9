"""The park: its records and its files."""

from lingtan.park.consistency import consistency_flags
from lingtan.park.derived import derive_quantities
from lingtan.park.files.reader import MeterFiles, read_meters, read_park
from lingtan.park.files.template import write_template
from lingtan.park.records import (
    ACTIVITY_SCHEMA,
    Building,
    Consolidation,
    DerivedQuantity,
    Discharge,
    Enterprise,
    Exclusion,
    GridFactorChoice,
    Instrument,
    MeasureAnswer,
    Meter,
    Origin,
    Park,
    Profile,
    Source,
    StatedQuantity,
)
from lingtan.park.sample import sample_park

__all__ = [
    "ACTIVITY_SCHEMA",
    "Building",
    "Consolidation",
    "DerivedQuantity",
    "Discharge",
    "Enterprise",
    "Exclusion",
    "GridFactorChoice",
    "Instrument",
    "MeasureAnswer",
    "Meter",
    "MeterFiles",
    "Origin",
    "Park",
    "Profile",
    "Source",
    "StatedQuantity",
    "consistency_flags",
    "derive_quantities",
    "read_meters",
    "read_park",
    "sample_park",
    "write_template",
]
