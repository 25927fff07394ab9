"""Whose emissions a park's operator consolidates (ISO 14064-1:2018 5.1; GHG Protocol corporate standard, chapter 3).

By control an enterprise counts wholly or not at all, by equity share in proportion. The worked examples are after the
reasoning of chapter 3: a company that owns 60 % of a plant which another operates, and one that operates a plant of
which it owns less than half.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.carbon.carbon_parks import SHANGHAI_2023, activities, instrument, inventory, lines, park, profile, source
from tests.park.park_folders import PARK, folder

from lingtan.base import InputFaults
from lingtan.carbon import (
    GASES,
    build_inventory,
    consolidated_shares,
    enterprise_inventory,
    full_cube,
    inventory_uncertainty,
)
from lingtan.energy import derive_energy_use
from lingtan.knowledge import fault_text, text
from lingtan.park import Enterprise, Origin, consistency_flags, read_park

APPROACHES = ("park", "operational_control", "financial_control", "equity_share")
FUEL = {"method": "process", "item": "product", "unit": "t", "factor": "1", "factor_unit": "tCO2/t"}


def enterprise(name, *, operated=None, financed=None, equity=None, **given):
    share = None if equity is None else Fraction(equity)
    return Enterprise(
        name,
        name,
        "",
        None,
        is_factory=True,
        green_factory=False,
        zero_carbon_factory=False,
        has_inventory=False,
        origin=Origin("enterprises.csv", 2),
        operational_control=operated,
        financial_control=financed,
        equity_share=share,
        **given,
    )


PARTS = (
    enterprise("WHOLE", operated=True, financed=True, equity="1"),
    enterprise("JOINT", operated=False, financed=True, equity="0.6"),
    enterprise("RUN", operated=True, financed=False, equity="0.35"),
    enterprise("OTHERS", operated=False, financed=False, equity="0"),
)
"""The operator's own; 60 % of it, run by the partner; run by the operator with 35 %; a tenant it has no part in."""


def burnt(name, tonnes, **given):
    return {**FUEL, "enterprise": name, "source": f"{name}-S", "quantity": tonnes, **given}


def consolidated(approach, *rows, enterprises=PARTS, **given):
    return inventory(*rows, profile=profile(consolidation=approach), enterprises=enterprises, **given)


@pytest.mark.parametrize(
    ("approach", "shares"),
    [
        ("park", ("1", "1", "1", "1")),
        ("operational_control", ("1", "0", "1", "0")),
        ("financial_control", ("1", "1", "0", "0")),
        ("equity_share", ("1", "0.6", "0.35", "0")),
    ],
)
def test_the_approach_decides_what_of_an_enterprise_counts(approach, shares) -> None:
    given = park(activities(), profile=profile(consolidation=approach), enterprises=PARTS)
    assert [share for _, share in consolidated_shares(given)] == [Fraction(share) for share in shares]
    found = consolidated(approach, *(burnt(entry.enterprise, "1000") for entry in PARTS))
    assert found.total.gross == 1000 * sum(Fraction(share) for share in shares)
    assert [Fraction(line["co2e_t"]) for line in lines(found)] == [1000 * Fraction(share) for share in shares]


def test_sixty_percent_of_a_joint_venture_that_the_partner_runs() -> None:
    """Chapter 3: 60 % by equity share, nothing by operational control, all of it by financial control."""
    row = burnt("JOINT", "500")
    found = {approach: consolidated(approach, row).total.gross for approach in APPROACHES}
    assert found == {"park": 500, "operational_control": 0, "financial_control": 500, "equity_share": 300}


def test_control_without_the_majority_takes_all() -> None:
    """Chapter 3: who operates a plant accounts for all of it, also with a minority of the shares."""
    row = burnt("RUN", "500")
    found = {approach: consolidated(approach, row).total.gross for approach in APPROACHES}
    assert found == {"park": 500, "operational_control": 500, "financial_control": 0, "equity_share": 175}


def test_what_is_not_stated_counts_wholly_and_the_files_ask_for_it(tmp_path) -> None:
    """A reader of files refuses an enterprise without the column the approach needs; a record counts wholly."""
    unsaid = (enterprise("X"),)
    for approach in APPROACHES:
        assert consolidated(approach, burnt("X", "7"), enterprises=unsaid).total.gross == 7
    fault = fault_of_files(tmp_path)
    assert (fault.file, fault.row, fault.column, fault.code) == (
        "enterprises.csv",
        3,
        "equity_share",
        "consolidation_missing",
    )
    assert fault_text(fault, "zh") != fault_text(fault, "en")


def fault_of_files(directory):
    stated = "enterprise,name,equity_share\nE01,甲,60%\nE02,乙,\n"
    path = folder(directory, {"park.yaml": f"{PARK}consolidation: equity_share\n", "enterprises.csv": stated})
    with pytest.raises(InputFaults) as refused:
        read_park(path)
    (fault,) = refused.value.faults
    return fault


def test_what_belongs_to_no_enterprise_is_the_parks_own_and_counts_wholly() -> None:
    for approach in APPROACHES:
        assert consolidated(approach, burnt("", "3")).total.gross == 3


BOILER = burnt("JOINT", "100")
SOLD = {
    "method": "heat",
    "item": "bought",
    "unit": "GJ",
    "quantity": "-200",
    "enterprise": "JOINT",
    "counterparty": "WHOLE",
    "source": "out",
}
BOUGHT = {**SOLD, "quantity": "200", "enterprise": "WHOLE", "counterparty": "JOINT", "source": "in"}
HEAT_T = 200 * Fraction("0.11")


@pytest.mark.parametrize(
    ("approach", "gross"),
    [
        ("park", 100),
        ("financial_control", 100),
        ("operational_control", HEAT_T),
        ("equity_share", 60 + HEAT_T * Fraction("0.4")),
    ],
)
def test_heat_from_a_plant_consolidated_in_part_is_bought_from_outside_for_the_rest(approach, gross) -> None:
    """What the boiler's part not consolidated makes is imported energy; what is consolidated is there as its fuel."""
    both = consolidated(approach, BOILER, SOLD, BOUGHT)
    assert both.total.gross == gross
    one_side = consolidated(approach, BOILER, BOUGHT).total
    assert one_side == replace(both.total, rows=both.total.rows - 1)


def test_heat_sold_to_an_enterprise_outside_is_sent_out() -> None:
    """The mirror image: as heat sent out of the park, it is taken off what is bought."""
    sold = {**SOLD, "enterprise": "WHOLE", "counterparty": "OTHERS"}
    bought = {**BOUGHT, "enterprise": "OTHERS", "counterparty": "WHOLE"}
    for approach in APPROACHES[1:]:
        found = consolidated(approach, burnt("WHOLE", "100"), sold, bought)
        assert found.total.gross == 100 - HEAT_T
        assert [line["internal"] for line in lines(found)] == [False, False, True]
    assert consolidated("park", burnt("WHOLE", "100"), sold, bought).total.gross == 100


equities = st.integers(0, 100).map(lambda percent: Fraction(percent, 100))


@settings(max_examples=20, deadline=None)
@given(st.lists(equities, min_size=3, max_size=3), st.integers(1, 10**6), st.integers(1, 10**6))
def test_equity_share_is_the_sum_of_the_enterprises_alone_at_their_shares(shares, gas_t, heat_gj) -> None:
    """Whatever the shares: fuel, heat sold and heat bought of each alone, weighted, are the consolidated total."""
    names = ("A", "B", "C")
    owned = tuple(enterprise(name, equity=share) for name, share in zip(names, shares, strict=True))
    rows = [
        burnt("A", str(gas_t)),
        {**SOLD, "enterprise": "A", "counterparty": "B", "quantity": str(-heat_gj)},
        {**BOUGHT, "enterprise": "B", "counterparty": "A", "quantity": str(heat_gj)},
        {"enterprise": "C", "quantity": "5"},
    ]
    table = activities(*rows)
    given_park = park(table, profile=profile(consolidation="equity_share"), enterprises=owned)
    alone = [enterprise_inventory(given_park, table, name).total.gross for name in names]
    weighted = sum(share * gross for share, gross in zip(shares, alone, strict=True))
    assert abs(build_inventory(given_park, table).total.gross - weighted) <= Fraction(len(rows), 10**9)


def test_an_enterprise_standing_alone_is_whole_whatever_part_of_it_is_consolidated() -> None:
    table = activities(burnt("JOINT", "500"), burnt("WHOLE", "1"))
    for approach in APPROACHES:
        given_park = park(table, profile=profile(consolidation=approach), enterprises=PARTS)
        assert enterprise_inventory(given_park, table, "JOINT").total.gross == 500


def test_a_transfer_that_only_the_smaller_share_reports_is_flagged() -> None:
    """The row that would count is not there: what crosses the boundary is missing, and that is said."""
    told = [("transfer_one_sided", "WHOLE", "JOINT", "heat", "2024")]
    found = consolidated("equity_share", BOILER, SOLD)
    assert [(code, *dict(parts).values()) for code, parts in found.flags if code == "transfer_one_sided"] == told
    (parts,) = [dict(parts) for code, parts in found.flags if code == "transfer_one_sided"]
    assert text("flag.transfer_one_sided", "zh", **parts) != text("flag.transfer_one_sided", "en", **parts)
    for approach, rows in (("park", (BOILER, SOLD)), ("equity_share", (SOLD, BOUGHT)), ("equity_share", (BOUGHT,))):
        assert not [code for code, _ in consolidated(approach, *rows).flags if code == "transfer_one_sided"]


EVERYWHERE = [
    burnt(name, "1234.567890123", start=date(2024, 2, 10), end=date(2024, 5, 3)) for name in ("WHOLE", "JOINT", "RUN")
] + [
    {"enterprise": "JOINT", "quantity": "321.123456789"},
    {"enterprise": "RUN", "quantity": "77.7", "item": "green_power"},
    {"enterprise": "RUN", "method": "combustion", "item": "柴油", "unit": "kg", "quantity": "3333.333333333"},
    {"enterprise": "RUN", "method": "combustion", "item": "木材", "unit": "kg", "quantity": "3333.333333333"},
    {"enterprise": "JOINT", "method": "transport", "item": "truck", "unit": "tCO2e", "quantity": "9.999999999"},
    {"enterprise": "JOINT", "method": "removal", "item": "CCUS", "unit": "tCO2", "quantity": "0.123456789"},
    SOLD,
    BOUGHT,
]


@pytest.mark.parametrize("approach", APPROACHES)
def test_every_view_of_a_consolidated_inventory_sums_to_its_lines(approach) -> None:
    found = consolidated(approach, *EVERYWHERE)
    total, of_lines = found.total, lines(found)
    gross = sum(Fraction(line["co2e_t"]) for line in of_lines if line["category"] in (1, 2))
    assert gross == total.gross
    for view in (total.by_gas, total.by_enterprise, total.by_month):
        assert sum(view.values()) == gross
    assert total.by_scope == {1: total.by_category[1], 2: total.by_category[2], 3: total.other_indirect}
    assert total.by_scope[1] + total.by_scope[2] == gross
    assert sum(entry.co2e_t for entry in found.sources) == gross + total.other_indirect
    cells = full_cube(found.cube).to_pylist()
    assert sum(Fraction(cell["co2e_t"]) for cell in cells if cell["scope"] in (1, 2)) == gross
    assert sum(Fraction(line["biogenic_co2_t"]) for line in of_lines) == total.biogenic_co2_t
    assert set(total.by_gas) == set(GASES)
    known = inventory_uncertainty(found)
    assert known is not None
    assert abs(known.park.co2e_t - float(gross)) < 1e-6


@pytest.mark.parametrize("approach", APPROACHES)
def test_certificates_cover_the_grid_electricity_that_is_consolidated_and_no_more(approach) -> None:
    found = consolidated(approach, {"enterprise": "JOINT", "quantity": "100"}, instruments=(instrument("gec", 1000),))
    share = {"operational_control": Fraction(0), "equity_share": Fraction(60, 100)}.get(approach, Fraction(1))
    assert found.total.location_based == 100 * share * SHANGHAI_2023
    assert (found.total.market_based, found.covered_mwh) == (0, 100 * share)
    assert "instruments_above_grid" in [code for code, _ in found.flags]


@pytest.mark.parametrize("approach", APPROACHES)
def test_the_national_account_and_the_energy_keep_the_physical_boundary(approach) -> None:
    """Annex 4 of 发改环资〔2025〕910号 and the energy of the evaluation ask for the park, not for who owns it."""
    table = activities({"enterprise": "JOINT", "quantity": "100"}, {"enterprise": "OTHERS", "quantity": "100"})
    parks = [park(table, profile=profile(consolidation=named), enterprises=PARTS) for named in ("park", approach)]
    national = [build_inventory(entry, table, "ndrc_910").total for entry in parks]
    assert national[0] == national[1]
    energy = [derive_energy_use(entry, table, electricity="calorific", green_power_counts=True) for entry in parks]
    assert energy[0] == energy[1]


def test_the_source_register_keeps_its_category_at_every_share() -> None:
    found = consolidated("equity_share", burnt("JOINT", "10"), sources=(source("JOINT-S", category=3),))
    assert (found.total.gross, found.total.other_indirect) == (0, 6)


def test_rows_from_before_an_enterprise_joined_or_after_it_left_count_and_are_flagged() -> None:
    """What the files tell is not dropped by a date; the flag names the enterprise, its days and the first row."""
    joined = enterprise("NEW", operated=True, financed=True, equity="0.5", joined_on=date(2024, 7, 1))
    left = enterprise("OLD", operated=True, financed=True, equity="1", left_on=date(2024, 7, 1))
    rows = activities(
        burnt("NEW", "10", start=date(2024, 1, 1), end=date(2024, 7, 1)),
        burnt("NEW", "20", start=date(2024, 7, 1), end=date(2025, 1, 1)),
        burnt("OLD", "40", start=date(2024, 1, 1), end=date(2025, 1, 1)),
    )
    for approach, gross in (("park", 70), ("operational_control", 70), ("equity_share", 55)):
        given_park = park(rows, profile=profile(consolidation=approach), enterprises=(joined, left))
        assert build_inventory(given_park, rows).total.gross == gross
        flagged = [dict(parts) for code, parts in consistency_flags(given_park, rows) if "membership" in code]
        assert [(f["enterprise"], f["joined"], f["left"], f["first"], f["count"]) for f in flagged] == [
            ("NEW", "2024-07-01", "-", "activities.csv:2", "1"),
            ("OLD", "-", "2024-07-01", "activities.csv:4", "1"),
        ]
