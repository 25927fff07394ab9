"""Closed inventories as files: reproducible to the byte, never overwritten, and any change to them found and named."""

import gzip
import hashlib
import shutil
import stat
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.carbon.frozen_inventories import frozen, line, table
from tests.storage.shelves import DRAFT, ROWS, contents, filled

from lingtan.base import InputFaults
from lingtan.carbon import FROZEN_SCHEMA, totals_of
from lingtan.knowledge import fault_text
from lingtan.storage import (
    inventories_folder,
    load_frozen,
    shelf_faults,
    store_version,
    stored_versions,
    stored_years,
)
from lingtan.storage.lines_csv import LinesWriter


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def shelf(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "inventories")
    return tmp_path / "inventories"


def found(shelf):
    faults = shelf_faults(shelf, 2021)
    assert all(fault_text(fault, "zh") != fault_text(fault, "en") for fault in faults)
    return {(fault.file, fault.code) for fault in faults}


def test_a_version_is_read_back_with_every_line_and_digit(shelf) -> None:
    version = stored_versions(shelf, 2021)[0]
    back, given_ = load_frozen(version), frozen(*ROWS)
    plain = back.lines.cast(FROZEN_SCHEMA)
    assert sorted(map(str, plain.to_pylist())) == sorted(map(str, given_.lines.to_pylist()))
    assert (back.statement, list(back.factors)) == (given_.statement, list(given_.factors))
    assert totals_of(back) == totals_of(given_)


def test_the_same_inventory_gives_the_same_bytes_whatever_the_order_and_chunks_of_its_lines() -> None:
    rows = [line(row=number, source=f"S{number % 7}", co2e_t=f"{number}.5") for number in range(500)]
    lines = table(*rows)
    shuffled = lines.take(pa.array([number * 337 % 500 for number in range(500)]))
    encoded = pa.Table.from_batches(shuffled.to_batches(max_chunksize=13))
    for name in ("source", "gas", "evidence"):
        place = encoded.schema.get_field_index(name)
        encoded = encoded.set_column(place, name, encoded[name].dictionary_encode())
    one, other = LinesWriter(lines), LinesWriter(encoded)
    assert b"".join(one) == b"".join(other)
    assert one.content_sha256 == other.content_sha256


def test_lines_are_plain_csv_that_anyone_can_open_and_name_no_time_of_writing(shelf) -> None:
    packed = (shelf / "2021" / "v1" / "lines.csv.gz").read_bytes()
    text = gzip.decompress(packed)
    header, *rows = text.decode().split("\n", 1)[0].split(","), text
    assert header == FROZEN_SCHEMA.names
    assert b"-0.000000001" in rows[0]
    assert b"123456789012345.000000001,t,2021-01-01,2022-01-01" in rows[0]
    assert packed[4:8] == bytes(4)  # the header's time
    (entry,) = (file for file in stored_versions(shelf, 2021)[0].manifest.files if file.name == "lines.csv.gz")
    assert (entry.size, entry.content_sha256) == (len(packed), hashlib.sha256(text).hexdigest())


def test_closing_again_elsewhere_gives_the_same_files(shelf, tmp_path) -> None:
    assert contents(filled(tmp_path / "again")) == contents(shelf)


def test_seals_are_lines_that_sha256sum_reads(shelf) -> None:
    checked = subprocess.run(["sha256sum", "-c", "v1.sha256", "v3.sha256"], cwd=shelf / "2021", check=False)
    assert checked.returncode == 0


def test_versions_are_numbered_chained_and_kept_when_the_next_comes(shelf) -> None:
    before = contents(shelf)
    version = store_version(shelf, replace(DRAFT, kind="restated", of=3, reason="更正"), {}, frozen(*ROWS))
    after = contents(shelf)
    assert version.manifest.number == 4
    assert version.manifest.previous_sha256 == stored_versions(shelf, 2021)[2].sha256
    assert {name: after[name] for name in before} == before
    assert found(shelf) == set()


def test_the_files_of_a_version_can_t_be_written_to(shelf) -> None:
    modes = {stat.S_IMODE(file.stat().st_mode) for file in shelf.rglob("*") if file.is_file()}
    assert modes == {0o444}


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_changed_byte_of_any_file_is_found_and_named(whole, tmp_path_factory, data) -> None:
    shelf = tmp_path_factory.mktemp("flipped") / "inventories"
    shutil.copytree(whole, shelf)
    name = data.draw(st.sampled_from(sorted(contents(shelf))))
    content = bytearray((shelf / name).read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    (shelf / name).chmod(0o644)
    (shelf / name).write_bytes(content)
    assert f"inventories/{name}" in {file for file, _ in found(shelf)}


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        ("rm -r v1", [("v1", "version_missing")]),
        ("rm -r v3", [("v3", "version_missing")]),
        ("rm -r v2 v2.sha256", [("v2", "version_missing")]),
        ("cp -r v2 v4", [("v4/manifest.json", "version_chain_broken")]),
        ("cp -r v3 v5", [("v4", "version_missing")]),
        ("rm v1.sha256", [("v1.sha256", "version_seal_missing")]),
        ("cp v1.sha256 v2.sha256", [("v2.sha256", "version_seal_differs")]),
        ("rm -r v2 && cp -r v1 v2", [("v2.sha256", "version_seal_differs")]),
        ("rm v2/factors.json", [("v2/factors.json", "version_file_missing")]),
        ("rm v2/manifest.json", [("v2/manifest.json", "version_file_missing")]),
        ("touch v2/note.txt", [("v2/note.txt", "version_file_extra")]),
        ("mkdir v2/more", [("v2/more", "version_file_extra")]),
        ("rm v2/factors.json && mkdir v2/factors.json", [("v2/factors.json", "version_file_changed")]),
    ],
)
def test_a_version_or_file_missing_or_too_much_is_found_and_named(shelf, spoil, expected) -> None:
    subprocess.run(["sh", "-c", spoil], cwd=shelf / "2021", check=True)
    assert {(f"inventories/2021/{name}", code) for name, code in expected} <= found(shelf)


def test_a_year_moved_to_another_year_is_found(shelf) -> None:
    (shelf / "2021").rename(shelf / "2022")
    assert {fault.code for fault in shelf_faults(shelf, 2022)} == {"version_of_other_year"}


def test_nothing_is_read_from_or_added_to_a_broken_shelf(shelf) -> None:
    subprocess.run(["rm", "-r", "v1"], cwd=shelf / "2021", check=True)
    for use in (lambda: stored_versions(shelf, 2021), lambda: store_version(shelf, DRAFT, {}, frozen(*ROWS))):
        with pytest.raises(InputFaults):
            use()


def test_a_version_with_a_changed_file_is_not_loaded_while_the_others_are(shelf) -> None:
    file = shelf / "2021" / "v2" / "statement.json"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"t_seesa", b"t_seesb"))
    first, second, _ = stored_versions(shelf, 2021)
    assert load_frozen(first).year == 2021
    with pytest.raises(InputFaults) as refused:
        load_frozen(second)
    assert [fault.file for fault in refused.value.faults] == ["inventories/2021/v2/statement.json"]


def test_two_parks_don_t_share_a_shelf(shelf) -> None:
    with pytest.raises(InputFaults) as refused:
        store_version(shelf, replace(DRAFT, park="other"), {}, frozen(*ROWS))
    assert [fault.code for fault in refused.value.faults] == ["version_of_other_park"]


def test_a_workbook_keeps_its_inventories_beside_it(tmp_path) -> None:
    book = tmp_path / "park.xlsx"
    book.touch()
    assert inventories_folder(book) == inventories_folder(tmp_path) == tmp_path / "inventories"


def test_a_park_that_closed_nothing_has_no_versions(tmp_path) -> None:
    assert stored_years(tmp_path / "inventories") == ()
    assert stored_versions(tmp_path / "inventories", 2021) == ()


@given(st.lists(st.integers(-(10**30), 10**30), min_size=1, max_size=20), st.text(max_size=5))
@settings(max_examples=25, deadline=None)
def test_quantities_and_texts_of_any_kind_come_back_as_they_were(tmp_path_factory, quantities, evidence) -> None:
    kept = evidence.replace("\0", "")
    rows = [line(row=n, quantity=Decimal(f"{q}E-9"), evidence=kept) for n, q in enumerate(quantities)]
    inventory = frozen(*rows)
    shelf = tmp_path_factory.mktemp("texts") / "inventories"
    back = load_frozen(store_version(shelf, replace(DRAFT, closed_on=date(2022, 1, 1)), {}, inventory))
    assert back.lines.cast(FROZEN_SCHEMA).sort_by("row").to_pylist() == inventory.lines.sort_by("row").to_pylist()
