"""Magnitude only: a made-up park of an economic and technological development zone's size against published totals.

The publications state one total a zone (or of several), in abstracts, without activity data, factors or boundaries one
could recompute. So what is checked is that the product's tonnes are of the published order of magnitude, which a unit
taken a thousand times too large or small anywhere would break. What is not checked: any published figure itself. The
data are outside the repository; where they are not, these tests are skipped.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from tests.acceptance.measured import DATA

from lingtan.app.carbon import take_inventory
from lingtan.carbon import Inventory
from lingtan.energy import derive_energy_use

PUBLISHED = DATA / "cn_published_parks" / "published_totals.csv"
TONNES = {"t": 1, "kt": 10**3, "MtCO2e": 10**6, "亿t": 10**8}
PARKS_OF_THE_CATALOGUE = 2543
"""National and provincial development zones of the 2018 catalogue (中国开发区审核公告目录, 2018年版): 552 and 1,991."""

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not PUBLISHED.exists(), reason=f"the published totals are not here: {PUBLISHED} is missing"),
]

ACTIVITIES = """enterprise,source,method,item,quantity,unit,start,end
E1,GRID,electricity,grid,120000,万kWh,2021-01-01,2022-01-01
E1,GAS,combustion,天然气,9000,10^4Nm3,2021-01-01,2022-01-01
E2,COAL,combustion,烟煤,12,万吨,2021-01-01,2022-01-01
E2,HEAT,heat,bought,1500000,GJ,2021-01-01,2022-01-01
E2,DIESEL,mobile_combustion,柴油,5000000,kg,2021-01-01,2022-01-01
E2,LIME,process,石灰,9000,t,2021-01-01,2022-01-01
E1,COOLING,refrigerant_top_up,R-410A,2500,kg,2021-01-01,2022-01-01
E1,WASTE,wastewater_ch4,好氧,600,t,2021-01-01,2022-01-01
E1,FREIGHT,transport,truck,150000000,t*km,2021-01-01,2022-01-01
E1,PEOPLE,commuting,bus,90000000,pkm,2021-01-01,2022-01-01
"""
"""A zone with some 50,000 employees: 1.2 TWh of grid electricity, 90 million m3 of gas, 120,000 t of coal ..."""


@pytest.fixture(scope="module")
def published() -> dict[tuple[str, str], Fraction]:
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        return {
            (row["park"], row["year"]): Fraction(row["value"]) * TONNES[row["unit"]] for row in csv.DictReader(lines)
        }


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("zone")
    (path / "park.yaml").write_text("id: zone\nname: 开发区\nregion: CN-AH\nreporting_year: 2021\n", encoding="utf-8")
    (path / "quantities.csv").write_text("quantity,year,value,unit,source,evidence,note\n", encoding="utf-8")
    (path / "activities.csv").write_text(ACTIVITIES, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def inventory(zone: Path) -> Inventory:
    return take_inventory(zone).inventory


def test_a_zone_s_total_is_of_the_order_of_those_published(inventory, published) -> None:
    """0.38 to 3.2 Mt a zone, 1.3 Mt in the mean of eleven; the made-up zone lies within a third and three times."""
    total = inventory.total.gross + inventory.total.other_indirect
    single = [amount for (park, _), amount in published.items() if "parks" not in park and "ETDZs" not in park]
    assert len(single) == 3
    assert min(single) / 3 < total < max(single) * 3
    mean = published["11 parks in Central China", "2017"] / 11
    assert mean / 3 < total < mean * 3


def test_the_published_total_of_all_parks_is_of_that_order_a_park_too(inventory, published) -> None:
    a_park = published["213 national ETDZs scaled to all parks", "2015"] / PARKS_OF_THE_CATALOGUE
    assert a_park / 3 < inventory.total.gross < a_park * 3


def test_energy_is_nearly_all_of_it_as_published_for_beijing(inventory) -> None:
    """Liu, Tian and Chen 2014: 97 % of the zone's greenhouse gases are of energy."""
    energy = ("electricity", "combustion", "heat", "mobile_combustion")
    of_energy = sum(entry.co2e_t for entry in inventory.sources if entry.method in energy)
    assert Fraction(9, 10) < of_energy / (inventory.total.gross + inventory.total.other_indirect) < 1


def test_a_tonne_of_coal_equivalent_emits_what_an_energy_mix_can(zone: Path, inventory: Inventory) -> None:
    """Gas has 1.6 tCO2/tce, coal 2.7; grid electricity of 0.7 tCO2/MWh at its calorific 0.1229 tce has 5.7."""
    case = take_inventory(zone)
    derived = derive_energy_use(case.park, case.activities, electricity="calorific", green_power_counts=False)
    (tce,) = [entry.value for entry in derived if entry.quantity == "energy_consumption_total"]
    assert Fraction(16, 10) < inventory.total.gross / tce < Fraction(57, 10)
