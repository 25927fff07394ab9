"""Parks that mix every method of the inventory, for properties that must hold whatever a park is made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from tests.carbon.carbon_parks import activities, instrument

NANO = 10**9
ENTERPRISES = ("E1", "E2", "E3", "")
SOURCES = ("S1", "S2", "S3", "")
STATE = "pressure=0.8 MPa; temperature=175 degC"


def kind(method, item, unit, **given):
    return {"method": method, "item": item, "unit": unit, **given}


OWN_ELECTRICITY = {"factor": "0.42", "factor_unit": "tCO2/MWh", "factor_source": "供应商"}
MARKET = (
    kind("electricity", "green_power", "MWh"),
    kind("electricity", "grid", "MWh", **OWN_ELECTRICITY),
)
"""What has a market-based figure of its own."""
PASSED_ON = (
    kind("electricity", "grid", "MWh"),
    kind("electricity", "onsite_fossil", "kWh"),
    kind("heat", "bought", "GJ"),
    kind("steam", "bought", "t", parameters=STATE),
)
SENT_OUT = tuple({**given, "sign": -1} for given in PASSED_ON if given["item"] != "onsite_fossil")
BIOGENIC = (kind("combustion", "木材", "t"), kind("waste_incineration", "municipal", "t"))
REMOVED = (kind("removal", "urban_tree_cover", "hm2"), kind("removal", "CCUS", "tCO2"))
PLAIN = (
    *PASSED_ON,
    *SENT_OUT,
    *BIOGENIC,
    *REMOVED,
    kind("combustion", "天然气", "10^4Nm3"),
    kind("combustion", "烟煤", "t", parameters="ncv=20.9 GJ/t; oxidation=0.94"),
    kind("combustion", "天然气", "GJ", factor="0.0561", factor_unit="tCO2/GJ", factor_source="实测"),
    kind("mobile_combustion", "柴油", "kg"),
    kind("conversion", "天然气", "10^4Nm3"),
    kind("conversion", "其他煤气", "10^4Nm3", sign=-1),
    kind("heat", "non_fossil", "GJ"),
    kind("process", "steel_eaf", "t"),
    kind("process", "nitric", "t", factor="5.000000000001", factor_unit="kgN2O/t", factor_source="实测", gas="N2O"),
    kind("carbonate", "石灰石", "t"),
    kind("refrigerant_top_up", "R-410A", "kg"),
    kind("sf6_mass_balance", "balance", "kg"),
    kind("wastewater_ch4", "好氧", "t", parameters="guideline=ipcc_2019"),
    kind("wastewater_n2o", "plant", "t"),
    kind("waste_incineration", "危险废物", "t"),
    kind("composting", "堆肥", "t"),
    kind("landfill", "garden", "t"),
    kind("transport", "truck", "t*km"),
    kind("commuting", "bus", "pkm"),
    kind("business_travel", "car", "km"),
    kind("purchased_goods", "cement", "t"),
)
KINDS = (*PLAIN, *MARKET)

quantities_nano = st.one_of(st.integers(1, 10**15), st.integers(1, 10**11), st.sampled_from([1, 5, 15, 25, 5 * 10**8]))
days = st.integers(0, 365)


@st.composite
def row(draw, kinds=KINDS):
    given = dict(draw(st.sampled_from(kinds)))
    first, other = sorted((draw(days), draw(days)))
    start = date.fromordinal(date(2024, 1, 1).toordinal() + first)
    end = date.fromordinal(date(2024, 1, 1).toordinal() + other + 1)
    nano = draw(quantities_nano) * given.pop("sign", 1)
    return {
        **given,
        "enterprise": draw(st.sampled_from(ENTERPRISES)),
        "source": draw(st.sampled_from(SOURCES)),
        "quantity": decimal(nano),
        "start": start,
        "end": end,
        "uncertainty_pct": draw(st.sampled_from([None, Decimal(2)])),
    }


def decimal(nano):
    return Decimal(nano).scaleb(-9)


@st.composite
def transfer(draw, both=True):
    """Energy from one enterprise to another, told by both sides or by the buyer alone."""
    seller, buyer = draw(st.permutations(ENTERPRISES[:3]))[:2]
    bought = draw(row(PASSED_ON)) | {"enterprise": buyer, "counterparty": seller, "source": "in"}
    sold = bought | {
        "enterprise": seller,
        "counterparty": buyer,
        "source": "out",
        "quantity": bought["quantity"].copy_negate(),
    }
    return (bought, sold) if both else (bought,)


def rows(kinds=KINDS, most=12):
    return st.lists(row(kinds), min_size=1, max_size=most)


@st.composite
def mixed(draw):
    """Rows of all methods with transfers between them, in any order."""
    told = [part for pair in draw(st.lists(transfer(), max_size=3)) for part in pair]
    alone = [part for pair in draw(st.lists(transfer(both=False), max_size=2)) for part in pair]
    return draw(st.permutations([*draw(rows()), *told, *alone]))


certificates = st.lists(st.tuples(st.sampled_from(["gec", "green_power"]), st.integers(1, 10**9)), max_size=3).map(
    lambda lots: tuple(
        instrument(kind_of, Fraction(size, 1000), row=number, project=f"P{number}")
        for number, (kind_of, size) in enumerate(lots, start=2)
    )
)


def table_of(given):
    return activities(*given)
