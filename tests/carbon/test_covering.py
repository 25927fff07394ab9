"""Green certificates and green power: lines of their own that never cover more grid electricity than was bought."""

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.carbon.carbon_parks import SHANGHAI_2023, activities, instrument, inventory, lines, park

from lingtan.carbon import build_inventory
from lingtan.energy import cover_grid_electricity
from lingtan.knowledge import text


def certificates(found):
    return [line for line in lines(found) if line["item"] == "certificates"]


def test_retired_certificates_cover_grid_electricity_as_own_lines() -> None:
    lot = instrument("gec", 40, project="WIND-1", row=7)
    found = inventory({"quantity": "100"}, instruments=(lot,))
    (line,) = certificates(found)
    assert (line["file"], line["row"], line["source"], line["enterprise"]) == ("instruments.csv", 7, "WIND-1", "")
    assert Fraction(line["co2e_t"]) == -40 * SHANGHAI_2023
    assert found.total.market_based == 60 * SHANGHAI_2023
    assert found.total.location_based == 100 * SHANGHAI_2023
    assert found.covered_mwh == 40


def test_certificates_above_the_grid_electricity_are_flagged_and_leave_nothing() -> None:
    found = inventory({"quantity": "100"}, {"item": "onsite_pv"}, instruments=(instrument("gec", 130),))
    assert found.total.market_based == 0
    ((code, parts),) = [flag for flag in found.flags if flag[0] == "instruments_above_grid"]
    assert dict(parts) == {
        "year": "2024",
        "above_mwh": "30.000",
        "grid_mwh": "100.000",
        "places": "instruments.csv:2",
    }
    assert text(f"flag.{code}", "en", **dict(parts))


def test_certificates_of_a_year_without_grid_electricity_are_flagged_too() -> None:
    found = inventory({"item": "onsite_pv"}, instruments=(instrument("gec", 30, row=7),))
    (parts,) = [parts for code, parts in found.flags if code == "instruments_above_grid"]
    assert (dict(parts)["above_mwh"], dict(parts)["grid_mwh"], dict(parts)["places"]) == (
        "30.000",
        "0.000",
        "instruments.csv:7",
    )


def test_only_certificates_retired_for_the_year_count() -> None:
    lots = (
        instrument("gec", 10, status="held"),
        instrument("gec", 10, status="expired"),
        instrument("gec", 10, claim_year=2025),
        instrument("gec", 10, claim_year=2023),
    )
    assert certificates(inventory({"quantity": "100"}, instruments=lots)) == []


def test_green_power_lots_are_the_proof_of_green_power_and_cover_the_grid_only_beyond_it() -> None:
    found = inventory(
        {"quantity": "100"}, {"item": "green_power", "quantity": "50"}, instruments=(instrument("green_power", 70),)
    )
    assert found.covered_mwh == 20
    assert found.total.market_based == 80 * SHANGHAI_2023


def test_electricity_sent_out_is_not_covered() -> None:
    found = inventory({"quantity": "100"}, {"quantity": "-30"}, instruments=(instrument("gec", 100),))
    assert (found.covered_mwh, found.total.market_based) == (70, 0)


def test_every_year_covers_its_own_grid_electricity() -> None:
    rows = [{"quantity": "100", "start": date(year, 1, 1), "end": date(year, 2, 1)} for year in (2023, 2024)]
    found = inventory(*rows, instruments=(instrument("gec", 60, claim_year=2023), instrument("gec", 10)))
    assert [found.years[year].gross for year in (2023, 2024)] == [40 * SHANGHAI_2023, 90 * SHANGHAI_2023]
    assert found.covered_mwh == 10


def test_certificates_take_the_mean_of_differing_factors() -> None:
    contract = {"quantity": "300", "factor": "0.3", "factor_unit": "tCO2/MWh", "factor_source": "供应商"}
    found = inventory({"quantity": "100"}, contract, instruments=(instrument("gec", 200),))
    assert found.total.market_based == (100 * SHANGHAI_2023 + 90) / 2


@settings(max_examples=5, deadline=None)
@given(
    st.lists(st.integers(1, 10**15), min_size=1, max_size=20), st.lists(st.integers(1, 10**16), min_size=1, max_size=5)
)
def test_covering_everything_leaves_exactly_nothing(bought_nano, lots_nano) -> None:
    rows = [{"quantity": f"{amount}E-9", "unit": "kWh"} for amount in bought_nano]
    lots = [instrument("gec", Fraction(amount, 10**12), row=row) for row, amount in enumerate(lots_nano, start=2)]
    rest = instrument("gec", sum(bought_nano), row=99)
    table = activities(*rows)
    found = build_inventory(park(table, instruments=(*lots, rest)), table)
    assert found.total.market_based == 0
    assert sum(found.total.by_month.values()) == 0


@given(
    st.integers(-50, 200),
    st.integers(0, 100),
    st.lists(st.tuples(st.sampled_from(["gec", "green_power"]), st.integers(1, 80))),
)
def test_no_megawatt_hour_is_covered_twice_or_lost(grid, green, given_lots) -> None:
    lots = [instrument(kind, amount, row=row) for row, (kind, amount) in enumerate(given_lots, start=2)]
    result = cover_grid_electricity(lots, 2024, Fraction(grid), Fraction(green))
    covered = sum(lot.mwh for lot in result.lots)
    claimed = sum(lot.quantity for lot in lots)
    proof = min(green, sum(lot.quantity for lot in lots if lot.kind == "green_power"))
    assert covered <= max(grid, 0)
    assert covered + result.above_mwh + proof == claimed
