"""Rows that fit each other or don't (4.1.2, 4.1.3): what may be right is read, and said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from tests.park.park_folders import folder

from lingtan.app.carbon import take_inventory
from lingtan.knowledge import text
from lingtan.park import ACTIVITY_SCHEMA, consistency_flags, read_park, sample_park

HEADER = "enterprise,source,method,item,quantity,unit,start,end,counterparty,evidence,note\n"
ENTERPRISES = "enterprise,joined_on,left_on\nE01,,\nE02,,\nE03,2023-03-10,2024-06-01\n"
NOT_USED = ("sources.csv", "exclusions.csv", "buildings.csv", "discharges.csv", "instruments.csv", "meters.csv")


def row(  # a row has as many cells
    quantity: str = "5",
    start: str = "2024-01-01",
    end: str = "2024-02-01",
    *,
    enterprise: str = "E01",
    source: str = "S1",
    method: str = "electricity",
    item: str = "grid",
    unit: str = "MWh",
    to: str = "",
    evidence: str = "",
    note: str = "",
) -> str:
    return f"{enterprise},{source},{method},{item},{quantity},{unit},{start},{end},{to},{evidence},{note}\n"


def months(*numbers: int, **given: str) -> list[str]:
    """Rows of whole months of 2024."""
    return [row("5", f"2024-{n:02d}-01", f"{2024 + n // 12}-{n % 12 + 1:02d}-01", **given) for n in numbers]


def flags(directory: Path, rows: Iterable[str], more: pa.Table | None = None, **files: str) -> list[tuple[str, dict]]:
    changes = {
        **dict.fromkeys(NOT_USED),
        "enterprises.csv": ENTERPRISES,
        "activities.csv": HEADER + "".join(rows),
        **{f"{name}.csv": content for name, content in files.items()},
    }
    park = read_park(folder(directory / "p", changes))
    activities = (
        park.activities if more is None else pa.concat_tables([park.activities, more.cast(park.activities.schema)])
    )
    found = consistency_flags(park, activities)
    for code, parts in found:
        for language in ("zh", "en"):
            assert text(f"flag.{code}", language, **dict(parts))
    return [(code, dict(parts)) for code, parts in found]


def codes(directory: Path, rows: Iterable[str], **files: str) -> list[str]:
    return [code for code, _ in flags(directory, rows, **files)]


# Overlapping periods


def test_overlapping_periods_of_a_source_are_flagged_with_both_rows(tmp_path: Path) -> None:
    rows = [row("5"), row("6", "2024-01-31", "2024-03-01"), row("7", "2024-02-10", "2024-02-11")]
    assert flags(tmp_path, rows) == [
        (
            "periods_overlap",
            {
                "enterprise": "E01",
                "source": "S1",
                "method": "electricity",
                "item": "grid",
                "first": "activities.csv:2",
                "second": "activities.csv:3",
                "count": "2",
            },
        )
    ]


@pytest.mark.parametrize(
    "other",
    [
        row("6", "2024-02-01", "2024-03-01"),
        row("6", source="S2"),
        row("6", item="onsite_pv"),
        row("6", enterprise="E02"),
        row("-1", note="余电上网"),
        row("6", to="E02"),
    ],
    ids=["the next period", "another source", "another item", "another enterprise", "sent out", "of another party"],
)
def test_what_does_not_overlap(tmp_path: Path, other: str) -> None:
    assert codes(tmp_path, [row("5"), other]) == []


def test_lots_of_other_parameters_share_their_period(tmp_path: Path) -> None:
    """Coal of two analyses, or the waste of two years of deposit, are two rows of one period by their nature."""
    header = HEADER.replace("counterparty,", "parameters,counterparty,")
    lots = [f"E01,S1,combustion,烟煤,5,t,2024-01-01,2024-02-01,ncv={ncv} GJ/t,,,\n" for ncv in ("20.1", "21.3")]
    assert flags(tmp_path / "two", [], activities=header + "".join(lots)) == []
    assert len(flags(tmp_path / "one", [], activities=header + lots[0] + lots[0].replace(",5,", ",6,"))) == 1


def test_two_bills_of_one_period_are_flagged_whatever_their_units(tmp_path: Path) -> None:
    """Two bills may be true, and so may be one bill typed twice in two units."""
    assert codes(tmp_path, [row("5", evidence="B1"), row("5000", unit="kWh", evidence="B2")]) == ["periods_overlap"]


def test_rows_without_a_source_may_be_of_several(tmp_path: Path) -> None:
    assert codes(tmp_path, [row("5", source=""), row("6", source="")]) == []


def test_many_overlaps_are_counted(tmp_path: Path) -> None:
    rows = [row(str(place % 2 + 5), source=f"S{place // 2}") for place in range(130)]
    found = flags(tmp_path, rows)
    assert len(found) == 51
    assert found[-1] == ("periods_overlap_more", {"count": "15"})


def test_sources_with_one_meter_share_its_periods(tmp_path: Path) -> None:
    sources = "source,enterprise,category,gases,status,meter\nS1,E01,2,CO2,quantified,M1\nS2,E01,2,CO2,quantified,M1\n"
    rows = [row("5"), row("6", "2024-01-15", "2024-02-15", source="S2")]
    assert flags(tmp_path, rows, sources=sources) == [
        (
            "meter_periods_overlap",
            {
                "sources": "S1, S2",
                "method": "electricity",
                "item": "grid",
                "first": "activities.csv:2",
                "second": "activities.csv:3",
                "count": "1",
            },
        )
    ]


def test_a_meters_own_activity_counts_beside_the_source_it_measures(tmp_path: Path) -> None:
    sources = "source,enterprise,category,gases,status,meter\nS1,E01,2,CO2,quantified,M1\n"
    metered: dict[str, object] = {entry.name: "" for entry in ACTIVITY_SCHEMA if pa.types.is_string(entry.type)}
    metered |= {"file": "readings/m.csv", "row": 0, "enterprise": "E01", "source": "M1", "method": "electricity"}
    metered |= {"item": "grid", "unit": "kWh", "start": date(2024, 1, 1), "end": date(2024, 2, 1), "quantity": 5000}
    table = pa.Table.from_pylist([metered], ACTIVITY_SCHEMA)
    ((code, parts),) = flags(tmp_path, [row("5")], table, sources=sources)
    assert code == "meter_periods_overlap"
    assert (parts["sources"], parts["first"], parts["second"]) == ("S1, M1", "activities.csv:2", "readings/m.csv")


# Missing months


def test_months_left_out_of_monthly_figures_are_named(tmp_path: Path) -> None:
    assert flags(tmp_path, months(1, 2, 4, 5, 6, 8, 9, 10, 11, 12)) == [
        (
            "months_missing",
            {
                "enterprise": "E01",
                "source": "S1",
                "method": "electricity",
                "item": "grid",
                "year": "2024",
                "months": "2024-03, 2024-07",
                "first": "activities.csv:2",
            },
        )
    ]


def test_a_quarter_covers_its_months_and_a_part_of_a_month_touches_it(tmp_path: Path) -> None:
    rows = [
        *months(1, 2, 3, 7, 8, 9, 10, 11),
        row("15", "2024-04-01", "2024-07-01"),
        row("2", "2024-12-05", "2024-12-20"),
    ]
    assert codes(tmp_path, rows) == []


@pytest.mark.parametrize(
    "rows",
    [
        [row("5", "2024-01-01", "2024-04-01"), row("5", "2024-07-01", "2024-10-01")],
        [row("5", "2024-03-01", "2024-04-01")],
        months(3, 7),
        [row("5", "2024-03-04", "2024-03-09"), row("5", "2024-05-04", "2024-05-09")],
        months(3, 7, method="refrigerant_top_up", item="R-32", unit="tCO2e"),
    ],
    ids=["by quarter", "once", "twice", "deliveries", "events"],
)
def test_what_is_not_reported_by_month_has_no_missing_month(tmp_path: Path, rows: list[str]) -> None:
    assert codes(tmp_path, rows) == []


def test_months_outside_the_park_are_not_missing(tmp_path: Path) -> None:
    """E03 leaves the park on 1 June 2024."""
    assert codes(tmp_path, months(1, 2, 3, 4, 5, enterprise="E03")) == []
    ((_, parts),) = flags(tmp_path / "two", months(1, 2, 3, 5, enterprise="E03"))
    assert parts["months"] == "2024-04"


# Transfers inside the park


def sale(quantity: str, **given: str) -> str:
    return row(quantity, enterprise="E01", source="OUT", to="E02", **given)


def purchase(quantity: str, **given: str) -> str:
    return row(quantity, enterprise="E02", source="IN", to="E01", **given)


def test_two_sides_of_a_transfer_that_differ_by_more_than_one_percent(tmp_path: Path) -> None:
    supply = row("500", "2024-01-01", "2025-01-01", source="GRID")
    rows = [supply, sale("-60"), sale("-40", start="2024-02-01", end="2024-03-01"), purchase("102000", unit="kWh")]
    assert flags(tmp_path, rows) == [
        (
            "transfer_differs",
            {
                "method": "electricity",
                "year": "2024",
                "seller": "E01",
                "sold": "100.000 MWh",
                "seller_rows": "activities.csv:3, activities.csv:4",
                "buyer": "E02",
                "bought": "102.000 MWh",
                "buyer_rows": "activities.csv:5",
            },
        )
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [sale("-100"), purchase("101")],
        [purchase("101")],
        [sale("-100")],
        [sale("-100"), row("120", enterprise="E02", source="IN", to="E03")],
        [sale("-100"), purchase("105", start="2023-01-01", end="2023-02-01")],
        [sale("-100"), purchase("105", method="heat", item="")],
    ],
    ids=["within 1 %", "buyer only", "seller only", "another seller", "another year", "another method"],
)
def test_transfers_that_agree_or_have_one_side(tmp_path: Path, rows: list[str]) -> None:
    assert codes(tmp_path, [row("500", "2024-01-01", "2025-01-01", source="GRID"), *rows]) == []


def test_heat_is_compared_in_gj_and_steam_by_mass_apart(tmp_path: Path) -> None:
    fuel = row("9", method="combustion", item="天然气", unit="10^4Nm3", source="GAS")
    heat = [sale("-100", method="heat", item="", unit="GJ"), purchase("28", method="heat", item="", unit="MWh")]
    assert codes(tmp_path / "agree", [fuel, *heat]) == []
    assert codes(tmp_path / "differ", [fuel, heat[0], purchase("29", method="heat", item="", unit="MWh")]) == [
        "transfer_differs"
    ]


# Sent out without a supply


def test_more_electricity_sent_out_than_taken_in(tmp_path: Path) -> None:
    rows = [row("5"), row("-6", "2024-02-01", "2024-03-01", item="onsite_pv")]
    assert flags(tmp_path, rows) == [
        (
            "sent_out_without_supply",
            {
                "enterprise": "E01",
                "method": "electricity",
                "year": "2024",
                "amount": "6.000 MWh",
                "first": "activities.csv:3",
            },
        )
    ]


def test_heat_sent_out_comes_from_fuel_or_heat(tmp_path: Path) -> None:
    heat = row("-6", method="heat", item="", unit="GJ", source="OUT")
    assert codes(tmp_path / "none", [heat]) == ["sent_out_without_supply"]
    for name, supply in {
        "fuel": row("1", method="combustion", item="天然气", unit="10^4Nm3"),
        "heat": row("9", method="heat", item="", unit="GJ"),
    }.items():
        assert codes(tmp_path / name, [heat, supply]) == []


# Membership, evidence, certificates


def test_activities_outside_the_time_in_the_park_are_flagged(tmp_path: Path) -> None:
    rows = [
        row("5", "2023-03-01", "2023-04-01", enterprise="E03"),
        row("5", "2023-04-01", "2023-05-01", enterprise="E03"),
        row("5", "2024-05-01", "2024-06-01", enterprise="E03", item="green_power"),
        row("5", "2024-06-01", "2024-07-01", enterprise="E03", item="green_power"),
    ]
    membership = [parts for code, parts in flags(tmp_path, rows) if code == "activity_outside_membership"]
    assert membership == [
        {
            "enterprise": "E03",
            "joined": "2023-03-10",
            "left": "2024-06-01",
            "first": "activities.csv:2",
            "count": "2",
        }
    ]


def test_an_own_factor_without_evidence_is_flagged(tmp_path: Path) -> None:
    factors = (
        "id,method,item,unit,CO2,source,year,evidence\nF1,heat,a,GJ,62,检测,2024,EV-1\nF2,heat,b,GJ,60,检测,2024,\n"
    )
    assert flags(tmp_path, [row()], factors=factors) == [
        ("own_factor_without_evidence", {"factor": "F2", "place": "factors.csv:3"})
    ]


def test_a_certificate_without_a_vintage_is_flagged(tmp_path: Path) -> None:
    lots = (
        "kind,quantity,unit,vintage_start,vintage_end,status,claim_year\n"
        "gec,5,MWh,2024-01-01,2024-01-31,retired,2024\ngec,5,MWh,,,retired,2024\ngec,5,MWh,,,held,\n"
    )
    assert flags(tmp_path, [row()], instruments=lots) == [
        ("certificate_without_vintage", {"place": "instruments.csv:3"})
    ]


def test_a_park_without_activities_has_no_flags(tmp_path: Path) -> None:
    assert flags(tmp_path, []) == []


def test_the_inventory_of_a_park_says_what_its_rows_leave_open(tmp_path: Path) -> None:
    changes = {**dict.fromkeys(NOT_USED), "enterprises.csv": ENTERPRISES}
    park = folder(tmp_path / "p", {**changes, "activities.csv": HEADER + row("5") + row("6", end="2024-01-20")})
    assert "periods_overlap" in [code for code, _ in take_inventory(park).inventory.flags]


def test_the_sample_park_fits_itself() -> None:
    park = read_park(sample_park())
    assert consistency_flags(park, park.activities) == ()
