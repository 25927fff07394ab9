"""The JSON of the inventory: the keys scripts rely on, each breakdown summing to the total."""

import json
import math
from datetime import date

from tests.carbon.carbon_parks import exclusion, instrument, inventory

from lingtan.carbon import inventory_json

PROMISED = {
    "total_tco2e",
    "location_based_tco2e",
    "market_based_tco2e",
    "other_indirect_tco2e",
    "by_category",
    "by_gas",
    "by_enterprise",
    "by_month",
    "biogenic_tco2",
    "removals_tco2e",
    "uncertainty_pct",
    "exclusions",
}


def statement():
    return inventory_json(
        inventory(
            {"quantity": "1234.5", "end": date(2024, 7, 15)},
            {"method": "combustion", "item": "柴油", "unit": "t", "enterprise": "E2"},
            {"method": "commuting", "item": "bus", "quantity": "3", "unit": "tCO2e"},
            {"method": "sf6_mass_balance", "item": "GIS", "quantity": "2", "unit": "tCO2e", "enterprise": ""},
            instruments=(instrument("gec", 20),),
            exclusions=(exclusion("canteen", "占比低于 0.1 %", "3.5"),),
        )
    )


def test_all_promised_keys_are_there() -> None:
    assert statement().keys() >= PROMISED


def test_every_breakdown_sums_to_the_total() -> None:
    found = statement()
    for name in ("by_category", "by_gas", "by_enterprise", "by_month"):
        assert math.isclose(sum(found[name].values()), found["total_tco2e"], rel_tol=1e-12), name
    assert set(found["by_category"]) == {"1", "2"}
    assert found["other_indirect_by_category"]["3"] == found["other_indirect_tco2e"] == 3.0
    assert set(found["by_gas"]) == {"CO2", "CH4", "N2O", "HFCs", "PFCs", "SF6", "NF3"}
    assert next(iter(found["by_month"])) == "2024-01"
    assert set(found["by_enterprise"]) == {"E1", "E2", "park"}


def test_it_is_one_json_object_and_the_same_bytes_each_time() -> None:
    first, second = (json.dumps(statement(), ensure_ascii=False, allow_nan=False) for _ in range(2))
    assert first == second


def test_factors_and_exclusions_are_listed_with_what_they_are() -> None:
    found = statement()
    assert found["exclusions"] == [{"source": "canteen", "reason": "占比低于 0.1 %", "estimate_tco2e": 3.5}]
    assert {entry["method"] for entry in found["factors"]} >= {"electricity", "combustion"}
    assert found["certificates_mwh"] == 20.0
