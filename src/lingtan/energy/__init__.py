"""Energy: readings of meters, what they add up to, and the activities that follow from them."""

from lingtan.energy.consumption import (
    CoveredElectricity,
    CoveredLot,
    cover_grid_electricity,
    derive_energy_use,
)
from lingtan.energy.coverage import Gap, gaps
from lingtan.energy.formats import MeterColumn, ReadingFormat, read_formats
from lingtan.energy.meter_activities import (
    MeteredPark,
    completeness_text,
    meter_activities,
    metering_flags,
    park_readings,
    reading_faults,
)
from lingtan.energy.metering import (
    ENERGY_SCHEMA,
    Balance,
    MeterTotal,
    balances,
    interval_energy,
    monthly_totals,
    yearly_totals,
)
from lingtan.energy.readings import read_readings
from lingtan.energy.registers import register_energy
from lingtan.energy.series import READING_SCHEMA, ReadingFlag, ReadingSeries
from lingtan.energy.steam import SteamStateImpossible, heat_gj_per_unit, stated_enthalpies, steam_heat_gj

__all__ = [
    "ENERGY_SCHEMA",
    "READING_SCHEMA",
    "Balance",
    "CoveredElectricity",
    "CoveredLot",
    "Gap",
    "MeterColumn",
    "MeterTotal",
    "MeteredPark",
    "ReadingFlag",
    "ReadingFormat",
    "ReadingSeries",
    "SteamStateImpossible",
    "balances",
    "completeness_text",
    "cover_grid_electricity",
    "derive_energy_use",
    "gaps",
    "heat_gj_per_unit",
    "interval_energy",
    "meter_activities",
    "metering_flags",
    "monthly_totals",
    "park_readings",
    "read_formats",
    "read_readings",
    "reading_faults",
    "register_energy",
    "stated_enthalpies",
    "steam_heat_gj",
    "yearly_totals",
]
