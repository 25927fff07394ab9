"""Small parks for the carbon tests: activities by what differs from one MWh of grid electricity in January 2024."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pyarrow as pa

from lingtan.carbon import build_inventory
from lingtan.park import (
    ACTIVITY_SCHEMA,
    Exclusion,
    GridFactorChoice,
    Instrument,
    Origin,
    Park,
    Profile,
    Source,
)

SHANGHAI_2023 = Fraction("0.5737")


def profile(**changes):
    given = {
        "id": "park",
        "name": "园区",
        "name_en": "park",
        "region": "CN-SH",
        "reporting_year": 2024,
        "rulebook": "t_seesa_010_2025",
        "weights": {},
        "leading_values": {},
        "interpretations": {},
        "grid_factor": GridFactorChoice("provincial"),
        "gwp": "AR6",
        "fuel_set": "A",
        "timezone": "Asia/Shanghai",
    }
    return Profile(**{**given, **changes})


def activities(*rows):
    """A table of activities; numbers may be texts, rows count from 2 as in a file with a header."""
    return pa.Table.from_pylist([_activity(number, row) for number, row in enumerate(rows, start=2)], ACTIVITY_SCHEMA)


def _activity(number, given):
    row = {
        "file": "activities.csv",
        "row": number,
        "enterprise": "E1",
        "source": "S1",
        "method": "electricity",
        "item": "grid",
        "quantity": "1",
        "unit": "MWh",
        "start": date(2024, 1, 1),
        "end": date(2024, 2, 1),
        "factor": None,
        "factor_unit": "",
        "factor_source": "",
        "parameters": "",
        "gas": "",
        "counterparty": "",
        "uncertainty_pct": None,
        "data_quality": "",
        "evidence": "",
        "note": "",
        **given,
    }
    for name in ("quantity", "factor"):
        if row[name] is not None:
            row[name] = Decimal(row[name])
    return row


def park(table, **given):
    given.setdefault("profile", profile())
    return Park(root=Path(), quantities=(), activities=table, **given)


def inventory(*rows, accounting="t_seesa", **given):
    table = activities(*rows)
    return build_inventory(park(table, **given), table, accounting)


def lines(found):
    return found.lines.to_pylist()


def source(name, *, category=1, status="quantified", gases=("CO2",), enterprise="E1", row=2):
    return Source(name, enterprise, category, gases, status, Origin("sources.csv", row))


def exclusion(name, reason, estimate="1", row=2):
    return Exclusion(name, reason, Fraction(estimate), Origin("exclusions.csv", row))


def instrument(kind, quantity, **given):
    lot = {
        "kind": kind,
        "registry": "registry",
        "serial_from": "",
        "serial_to": "",
        "project": "",
        "quantity": Fraction(quantity),
        "unit": "MWh" if kind in ("gec", "green_power") else "tCO2e",
        "vintage_start": date(2024, 1, 1),
        "vintage_end": date(2024, 12, 31),
        "status": "retired",
        "retired_on": date(2025, 1, 15),
        "claim_year": 2024,
        "inside_boundary": False,
        "evidence": "",
        **given,
    }
    row = lot.pop("row", 2)
    return Instrument(**lot, origin=Origin("instruments.csv", row))
