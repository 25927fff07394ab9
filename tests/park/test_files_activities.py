"""Large activity files: counts, row numbers, and records that survive being written and read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.park.park_folders import ACTIVITIES, QUANTITIES, faults, folder

from lingtan.base import InputFaults
from lingtan.park import ACTIVITY_SCHEMA, read_park

ROWS = 300_000


def many_rows(broken: dict[int, str]) -> Iterator[str]:
    yield ACTIVITIES
    for row in range(2, ROWS + 2):
        month = row % 11 + 1
        line = (
            f"E{row % 2 + 1:02},S{row},electricity,grid,{row}.125,MWh,2024-{month:02}-01,2024-{month + 1:02}-01,,,,,\n"
        )
        yield broken.get(row, line)


def test_many_rows_are_read_with_their_row_numbers(tmp_path: Path) -> None:
    park = read_park(
        folder(tmp_path / "p", {"activities.csv": "".join(many_rows({150_000: "\n", 9: ",,,,,,,,,,,,\n"}))})
    )
    assert park.activities.num_rows == ROWS - 2
    assert park.activities.schema.names == ACTIVITY_SCHEMA.names
    whole = sum(row for row in range(2, ROWS + 2) if row not in (9, 150_000))
    assert pc.sum(park.activities["quantity"]).as_py() == whole + (ROWS - 2) * Decimal("0.125")
    assert park.activities["row"][149_996].as_py() == 149_999
    assert park.activities["row"][149_997].as_py() == 150_001


def test_a_supplier_outside_the_park_does_not_pass_for_a_transfer_inside(tmp_path: Path) -> None:
    """A transfer inside the park counts nothing, so its other side must be an enterprise of the park."""
    rows = "E01,S1,heat,,5,GJ,2024-01-01,2024-02-01,,,,E02,\nE02,S2,heat,,5,GJ,2024-01-01,2024-02-01,,,,City heating,\n"
    park = folder(tmp_path / "p", {"activities.csv": ACTIVITIES + rows, "enterprises.csv": None})
    (found,) = faults(park)
    assert found.startswith("activities.csv:3:counterparty: ")
    assert "City heating" in found


def test_faults_of_many_rows_are_placed_and_counted(tmp_path: Path) -> None:
    broken = {row: f"E01,S{row},electricity,grid,x,MWh,2024-01-01,2024-02-01,,,,,\n" for row in range(1000, 6000)}
    broken[299_999] = "E01,S1,electricity\n"
    with pytest.raises(InputFaults) as caught:
        read_park(folder(tmp_path / "p", {"activities.csv": "".join(many_rows(broken))}))
    found = caught.value.faults
    assert [(fault.row, fault.code) for fault in (found[0], found[-1])] == [
        (1000, "not_a_number"),
        (299_999, "ragged_row"),
    ]
    assert len(found) == 1 + 1000 + 1
    closing = next(fault for fault in found if fault.code == "more_of_a_kind")
    assert (closing.row, dict(closing.details)["count"]) == (5999, "5000")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "1.000000000"),
        ("+1.5", "1.500000000"),
        (".5", "0.500000000"),
        ("5.", "5.000000000"),
        ("1.2E3", "1200.000000000"),
        ("0.0000000005", "0.000000000"),
        ("0.0000000015", "0.000000002"),
        ("99999999999999999999999999", "99999999999999999999999999.000000000"),
    ],
)
def test_quantities_are_decimals_rounded_half_even_at_the_ninth_place(tmp_path: Path, text: str, expected: str) -> None:
    row = f"E01,S1,electricity,grid, {text} ,MWh,2024-01-01,2024-02-01,,,,,\n"
    park = read_park(folder(tmp_path / "p", {"activities.csv": ACTIVITIES + row}))
    assert f"{park.activities['quantity'][0].as_py():f}" == expected


def test_an_activity_table_takes_further_rows_of_the_schema(tmp_path: Path) -> None:
    park = read_park(folder(tmp_path / "p"))
    more = ACTIVITY_SCHEMA.empty_table().cast(park.activities.schema)
    assert pa.concat_tables([park.activities, more]).num_rows == 2


def test_no_enterprises_file_means_the_enterprises_of_the_activities(tmp_path: Path) -> None:
    rows = (
        "F77,S1,electricity,grid,1,MWh,2024-01-01,2024-02-01,,,,F78,\n"
        "F78,S2,electricity,grid,1,MWh,2024-01-01,2024-02-01,,,,,\n"
    )
    changes = dict.fromkeys(("enterprises.csv", "sources.csv", "buildings.csv"))
    assert faults(folder(tmp_path / "p", {**changes, "activities.csv": ACTIVITIES + rows})) == []


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=12)
amounts = st.decimals(min_value=0, max_value=10**20, places=6)
columns = st.tuples(amounts, texts, texts, texts, st.integers(2021, 2024))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(columns, max_size=6, unique_by=lambda row: row[4]))
def test_quantities_survive_being_written_and_read(
    tmp_path: Path, rows: list[tuple[Decimal, str, str, str, int]]
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for amount, source, evidence, note, year in rows:
        writer.writerow(["gross_emissions", year, f"{amount:f}", "tCO2e", source, evidence, note])
    park = read_park(folder(tmp_path / "p", {"quantities.csv": QUANTITIES + stream.getvalue()}))
    assert [(entry.value, entry.source, entry.evidence, entry.note, entry.year) for entry in park.quantities] == [
        (Fraction(amount), *rest) for amount, *rest in rows
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.decimals(-(10**15), 10**15, places=9), st.dates(date(2024, 1, 1), date(2024, 12, 30)), texts),
        max_size=8,
    )
)
def test_activities_survive_being_written_and_read(tmp_path: Path, rows: list[tuple[Decimal, date, str]]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for number, (amount, start, note) in enumerate(rows):
        writer.writerow(
            [
                "E01",
                f"S{number}",
                "electricity",
                "grid",
                f"{amount:f}",
                "MWh",
                start,
                "2024-12-31",
                "",
                "",
                "",
                "",
                note,
            ]
        )
    park = read_park(folder(tmp_path / "p", {"activities.csv": ACTIVITIES + stream.getvalue()}))
    read = [(row["quantity"], row["start"], row["note"]) for row in park.activities.to_pylist()]
    assert read == rows
