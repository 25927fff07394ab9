"""Keys of activities for the tests of applied factors, by what differs from one MWh of grid electricity in 2024."""

from decimal import Decimal
from fractions import Fraction

from tests.carbon.carbon_parks import profile

from lingtan.base import Fault
from lingtan.carbon import ActivityKey, apply_factor
from lingtan.knowledge import check_activity, fault_text, text


def key(**changes):
    given = {
        "method": "electricity",
        "item": "grid",
        "unit": "MWh",
        "factor": None,
        "factor_unit": "",
        "factor_source": "",
        "parameters": "",
        "gas": "",
        "year": 2024,
        "sent_out": False,
        "share": Decimal(1),
        "file": "activities.csv",
        "row": 2,
        **changes,
    }
    if given["factor"] is not None:
        given["factor"] = Decimal(given["factor"])
    return ActivityKey(**given)


def applied(*, accounting="t_seesa", own=(), park=None, **changes):
    """The factor of a key that was checked, with every step and flag worded in both languages."""
    asked, of_park = key(**changes), park or profile()
    problems = check_activity(
        asked.method,
        asked.item,
        asked.unit,
        asked.factor is not None,
        asked.factor_unit,
        of_park.fuel_set,
        parameters=asked.parameters,
        gas=asked.gas,
        region=of_park.region,
        own=own,
    )
    assert problems == ()
    found = apply_factor(asked, of_park, accounting, own)
    parts = {"method": "m", "item": "i", "year": "2024", "factor_year": "2023", "region": "CN-SH"}
    for language in ("zh", "en"):
        assert all(text(f"step.{name}", language) for name, _, _ in found.steps)
        assert all(text(f"flag.{flag}", language, **parts) for flag in found.flags)
    return found


def step(found, name):
    (value,) = [value for known, value, _ in found.steps if known == name]
    return value


def worded(missing):
    return fault_text(Fault.at("activities.csv", 2, missing.column or "-", missing.code, **missing.details), "en")


def tonnes(text_):
    return Fraction(text_)
