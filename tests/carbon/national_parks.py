"""Small parks for the national account (annex 4), and one with every kind of emission, worked by hand."""

from fractions import Fraction

from tests.carbon.carbon_parks import activities, instrument, park

from lingtan.carbon import build_inventory, national_account
from lingtan.park import Origin, StatedQuantity

FOSSIL = Fraction("0.8325")


def account(*rows, **given):
    table = activities(*rows)
    of = park(table, **given)
    return national_account(of, table, build_inventory(of, table, "ndrc_910"))


def stated(quantity, value, unit, row=2):
    amount = None if value is None else Fraction(value)
    return StatedQuantity(quantity, 2024, amount, unit, "统计", "", "", Origin("quantities.csv", row))


def carbon_t(ncv_gj, carbon_tc_per_tj, oxidation="1"):
    """The carbon balance, tCO2 per unit of fuel: NCV x carbon content x oxidation x 44/12."""
    return Fraction(ncv_gj) * Fraction(carbon_tc_per_tj) / 1000 * Fraction(oxidation) * 44 / 12


def line_t(quantity, per_unit):
    """A line: quantity x factor rounded half-even to 1e-9 t."""
    return Fraction(round(Fraction(quantity) * per_unit * 10**9), 10**9)


def fuel(item, quantity, unit="t", **given):
    return {"method": "combustion", "item": item, "quantity": quantity, "unit": unit, **given}


def product(item, quantity, unit="t", **given):
    return {"method": "process", "item": item, "quantity": quantity, "unit": unit, **given}


def own(factor, unit):
    return {"factor": factor, "factor_unit": unit, "factor_source": "检测报告 2024-07"}


def converted(item, quantity, unit="t", source="焦化"):
    return {"method": "conversion", "item": item, "quantity": quantity, "unit": unit, "source": source}


def heat(item, quantity, **given):
    return {"method": "heat", "item": item, "quantity": quantity, "unit": "GJ", **given}


FUELS = (
    fuel("无烟煤", "100"),
    fuel("一般烟煤", "1000", parameters="use=power"),
    fuel("天然气", "50", "10^4Nm3", parameters="use=heat"),
    fuel("天然气", "8", "10^4Nm3", parameters="use=feedstock"),
    {"method": "mobile_combustion", "item": "柴油", "quantity": "20", "unit": "t"},
    {
        "method": "mobile_combustion",
        "item": "煤油",
        "quantity": "10",
        "unit": "t",
        "parameters": "use=international_aviation",
    },
    fuel("废轮胎", "5", **own("2", "tCO2/t")),
)
CONVERSION = (
    converted("炼焦煤", "1000"),
    converted("焦炭", "-700"),
    converted("焦炉煤气", "-20", "10^4Nm3"),
)
ELECTRICITY = (
    {"quantity": "2000"},
    {"quantity": "-50", "item": "onsite_fossil"},
    {"quantity": "500", "item": "onsite_fossil"},
    {"quantity": "300", "item": "direct_renewable"},
    {"quantity": "400", "item": "green_power"},
    {"quantity": "100", "item": "onsite_pv"},
)
HEAT = (
    heat("bought", "1000"),
    heat("外购蒸汽", "200", **own("0.05", "tCO2/GJ")),
    heat("non_fossil", "300"),
    heat("bought", "-100"),
)
PROCESS = (
    product("水泥熟料", "1000"),
    product("石灰", "10"),
    product("合成氨", "100", **own("2.1", "tCO2/t")),
    product("玻璃", "100", **own("0.2", "tCO2/t")),
    product("nitric_acid_high", "30"),
    {"method": "waste_incineration", "item": "生活垃圾", "quantity": "7", "unit": "tCO2"},
)
WHOLE = (*FUELS, *CONVERSION, *ELECTRICITY, *HEAT, *PROCESS)


def whole_park(**given):
    return account(*WHOLE, instruments=(instrument("gec", 150),), **given)
