"""T/SEESA 010-2025, 4.1.2, 4.2.2, 7.3.1: a park closes its inventory, corrects it, has it verified, has a base year."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from tests.park.park_folders import workbook_of
from tests.storage.closing_parks import CORRECTED, FILES, PARK, ROWS, SIGNED, activity, park, with_rows
from tests.storage.shelves import contents

from lingtan.app.carbon import take_inventory
from lingtan.app.versions import (
    base_year_status,
    check_versions,
    close_inventory,
    compare_versions,
    list_versions,
    read_version,
    recalculate_base_year,
    verified_figure,
    verify_inventory,
)
from lingtan.base import InputFaults
from lingtan.carbon import AssuranceStatement, inventory_json, totals_of
from lingtan.knowledge import fault_text
from lingtan.park import sample_park

STATEMENT = AssuranceStatement("核查机构", date(2025, 6, 1), "reasonable")
MORE = with_rows(*ROWS[:5], activity("E3", "S3", "125"))


def refused(action, *arguments, **named):
    with pytest.raises(InputFaults) as faults:
        action(*arguments, **named)
    found = faults.value.faults
    assert all(fault_text(fault, "zh") != fault_text(fault, "en") for fault in found)
    return [(fault.file, fault.row, fault.code) for fault in found]


def codes(action, *arguments, **named):
    return [code for _, _, code in refused(action, *arguments, **named)]


def gross_of(path) -> Fraction:
    found = verified_figure(path, 2024)
    assert found is not None
    return found.gross_t


def adjustments(folder, *rows):
    file = folder / "adjust.csv"
    out = io.StringIO()
    table = csv.DictWriter(out, ["source", "gas", "change_tco2e", "reason"])
    table.writeheader()
    table.writerows({"gas": "CO2", "reason": "仪表读数", **row} for row in rows)
    file.write_text(out.getvalue(), encoding="gb18030")
    return file


def test_a_closed_inventory_is_what_the_park_s_inventory_was_and_stays_so(tmp_path) -> None:
    path = park(tmp_path)
    said = json.loads(json.dumps(inventory_json(take_inventory(path).inventory)))
    stored = close_inventory(path, SIGNED)
    (path / "activities.csv").write_text(MORE, encoding="utf-8")
    read = read_version(path, 2024, 1)
    assert read.inventory.statement == said
    assert float(totals_of(read.inventory).gross) == said["total_tco2e"] == 1080
    assert (stored.manifest.kind, stored.manifest.by, stored.manifest.closed_on) == ("closed", "李工", SIGNED.on)
    assert (stored.manifest.gwp, stored.manifest.content_hash) == ("AR6", said["content_hash"])


def test_the_bundled_park_closes_and_its_lines_sum_to_what_it_states(tmp_path) -> None:
    # The bundled folder is installed with the program and stays as it is.
    path = tmp_path / "sample"
    path.mkdir()
    for name, content in contents(sample_park()).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    close_inventory(path, SIGNED)
    found = read_version(path, 2024, 1).inventory
    totals, said = totals_of(found), found.statement
    assert float(totals.gross) == said["total_tco2e"]
    assert float(totals.location_based) == said["location_based_tco2e"]
    assert float(totals.biogenic) == said["biogenic_tco2"]
    assert {gas: float(amount) for gas, amount in totals.by_gas.items() if amount} == {
        gas: amount for gas, amount in said["by_gas"].items() if amount
    }


def test_the_same_park_closed_elsewhere_gives_the_same_bytes(tmp_path) -> None:
    one, other = park(tmp_path / "one"), park(tmp_path / "other")
    for path in (one, other):
        close_inventory(path, SIGNED)
    assert contents(one / "inventories") == contents(other / "inventories")


def test_a_park_with_unexplained_sources_is_refused_and_nothing_is_written(tmp_path) -> None:
    register = str(FILES["sources.csv"]) + "S8,E1,1,CO2,quantified\nS9,E2,1,CH4,excluded\n"
    path = park(tmp_path, sources=register, activities=with_rows(*ROWS, activity("E1", "S7", "1")))
    assert refused(close_inventory, path, SIGNED) == [
        ("activities.csv", 8, "closing_source_unregistered"),
        ("sources.csv", 5, "closing_source_unexplained"),
        ("sources.csv", 6, "closing_source_unexplained"),
    ]
    assert not (path / "inventories").exists()


def test_faults_of_the_signature_come_with_those_of_the_sources(tmp_path) -> None:
    path = park(tmp_path, sources=str(FILES["sources.csv"]) + "S8,E1,1,CO2,quantified\n")
    early = replace(SIGNED, by="", on=date(2024, 12, 1))
    assert sorted(codes(close_inventory, path, early)) == [
        "closing_before_year_end",
        "closing_source_unexplained",
        "closing_without_name",
    ]


def test_only_a_year_of_the_data_with_activities_can_be_closed(tmp_path) -> None:
    path = park(tmp_path)
    assert codes(close_inventory, path, SIGNED, 2019) == ["closing_year_outside"]
    assert codes(close_inventory, path, SIGNED, 2022) == ["closing_without_activities"]


def test_a_correction_is_a_new_version_with_its_reason_and_what_it_changed(tmp_path) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED)
    first = contents(path / "inventories")
    (path / "activities.csv").write_text(MORE, encoding="utf-8")
    assert codes(close_inventory, path, SIGNED) == ["restatement_without_reason"]
    second = close_inventory(path, CORRECTED).manifest
    assert (second.number, second.kind, second.of, second.reason) == (2, "restated", 1, "抄表错误")
    assert {name: contents(path / "inventories")[name] for name in first} == first
    changes = json.loads((path / "inventories/2024/v2/changes.json").read_bytes())
    assert changes["totals"]["total_tco2e"] == {
        "old": "1080.000000000",
        "new": "1095.000000000",
        "difference": "15.000000000",
    }
    assert [(row["source"], row["gross_change_t"]) for row in changes["lines"]["changed"]["listed"]] == [
        ("S3", "15.000000000")
    ]
    assert compare_versions(path, 2024, 1, 2).difference.gross == 15
    assert check_versions(path) == ()


def test_nothing_is_restated_where_nothing_changed(tmp_path) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED)
    assert codes(close_inventory, path, CORRECTED) == ["restatement_without_change"]


def test_what_changes_in_another_year_is_no_change_of_this_one(tmp_path) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED, 2021)
    (path / "activities.csv").write_text(MORE, encoding="utf-8")
    assert codes(close_inventory, path, CORRECTED, 2021) == ["restatement_without_change"]


def test_both_accountings_are_closed_in_one_chain_and_never_taken_for_each_other(tmp_path) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED)
    national = close_inventory(path, SIGNED, accounting="ndrc_910").manifest
    assert (national.number, national.kind, national.method) == (2, "closed", "ndrc_910")
    assert codes(compare_versions, path, 2024, 1, 2) == ["versions_of_two_methods"]
    assert verify_inventory(path, STATEMENT).manifest.of == 1
    assert verify_inventory(path, STATEMENT, accounting="ndrc_910").manifest.of == 2


def test_a_workbook_has_its_inventories_beside_it(tmp_path) -> None:
    book = tmp_path / "park.xlsx"
    workbook_of({name: str(content) for name, content in FILES.items() if content}).save(book)
    stored = close_inventory(book, SIGNED)
    assert stored.folder == tmp_path / "inventories" / "2024" / "v1"
    assert read_version(book, 2024, 1).inventory.statement["total_tco2e"] == 1080
    assert list_versions(tmp_path) == list_versions(book)


def test_versions_are_listed_by_year_and_number_and_what_is_not_there_is_said(tmp_path) -> None:
    path = park(tmp_path)
    assert list_versions(path) == ()
    for year in (2024, 2021):
        close_inventory(path, SIGNED, year)
    assert [(v.manifest.year, v.manifest.number) for v in list_versions(path)] == [(2021, 1), (2024, 1)]
    assert codes(read_version, path, 2024, 2) == ["no_such_version"]
    assert codes(verify_inventory, path, STATEMENT, year=2023) == ["not_closed_yet"]


def test_the_verified_version_stands_beside_the_park_s_and_the_evaluation_s_figure_is_the_verified_one(
    tmp_path,
) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED)
    own = contents(path / "inventories")
    assert verified_figure(path, 2024) is None
    stored = verify_inventory(path, STATEMENT, adjustments(tmp_path, {"source": "S2", "change_tco2e": "-20.5"}))
    assert gross_of(path) == Fraction("1059.5")
    assert stored.manifest.total_tco2e == "1059.500000000"
    assert {name: contents(path / "inventories")[name] for name in own} == own
    found = read_version(path, 2024, 2).verification
    assert found is not None
    assert (found.closed.gross, found.verified.gross, found.difference.gross) == (1080, Fraction("1059.5"), -20.5)
    assert (found.statement.level, found.statement.verifier, found.gross.material) == ("reasonable", "核查机构", False)
    assert compare_versions(path, 2024, 1, 2).difference.gross == Fraction("-20.5")
    assert check_versions(path) == ()


def test_a_verification_without_adjustments_confirms_the_park_s_figure(tmp_path) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED)
    verify_inventory(path, STATEMENT)
    assert gross_of(path) == 1080


def test_a_verified_figure_says_when_the_park_has_restated_since(tmp_path) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED)
    verify_inventory(path, STATEMENT)
    (path / "activities.csv").write_text(MORE, encoding="utf-8")
    close_inventory(path, replace(CORRECTED, on=date(2025, 7, 1)))
    before = verified_figure(path, 2024)
    assert before is not None
    assert (before.gross_t, before.of, before.outdated) == (1080, 1, True)
    verify_inventory(path, replace(STATEMENT, on=date(2025, 8, 1)))
    after = verified_figure(path, 2024)
    assert after is not None
    assert (after.gross_t, after.of, after.number, after.outdated) == (1095, 3, 4, False)


def test_a_verified_version_is_of_the_park_s_version_and_dated_after_it(tmp_path) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED)
    assert codes(verify_inventory, path, replace(STATEMENT, on=date(2025, 3, 1))) == ["closing_before_latest"]
    verify_inventory(path, STATEMENT)
    assert codes(verify_inventory, path, STATEMENT, number=2) == ["version_is_verified"]


def test_faults_of_the_adjustments_are_named_and_nothing_is_written(tmp_path) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED)
    table = adjustments(tmp_path, {"source": "S2", "change_tco2e": "1"}, {"source": "S9", "change_tco2e": "x"})
    assert refused(verify_inventory, path, STATEMENT, table) == [("adjust.csv", 3, "adjustment_amount")]
    assert codes(verify_inventory, path, STATEMENT, tmp_path / "none.csv") == ["version_table_missing"]
    assert len(list_versions(path)) == 1


def test_a_changed_byte_of_the_park_s_version_refuses_the_verified_figure(tmp_path) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED)
    verify_inventory(path, STATEMENT)
    file = path / "inventories/2024/v1/factors.json"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b" ")
    assert refused(verified_figure, path, 2024) == [("inventories/2024/v1/factors.json", 1, "version_file_changed")]


def test_the_base_year_needs_to_be_set_and_closed(tmp_path) -> None:
    assert codes(base_year_status, park(tmp_path / "a", park=PARK.replace("base_year: 2021\n", ""))) == [
        "base_year_not_set"
    ]
    assert codes(base_year_status, park(tmp_path / "b")) == ["not_closed_yet"]


def test_growth_since_the_base_year_asks_for_no_recalculation(tmp_path) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED, 2021)
    (path / "activities.csv").write_text(with_rows(*ROWS[:3], activity("E1", "S1", "9000")), encoding="utf-8")
    found = base_year_status(path)
    assert (found.due, found.closed_t, found.recalculated_t) == (False, 900, 900)


def test_an_enterprise_that_left_is_taken_out_and_the_recalculated_base_year_is_settled(tmp_path) -> None:
    path = park(tmp_path)
    close_inventory(path, SIGNED, 2021)
    gone = str(FILES["enterprises.csv"]).replace("E3,丙,,", "E3,丙,,2024-04-01")
    (path / "enterprises.csv").write_text(gone, encoding="utf-8")
    found = base_year_status(path)
    assert {entry.trigger: entry.change_t for entry in found.triggers if entry.change_t} == {"structure": -300}
    assert found.due
    assert recalculate_base_year(path, CORRECTED).manifest.total_tco2e == "600.000000000"
    settled = base_year_status(path)
    assert (settled.due, settled.closed_t, settled.cumulative_t) == (False, 600, 0)


def test_an_enterprise_that_joined_with_its_emissions_of_the_base_year_triggers_one_founded_later_does_not(
    tmp_path,
) -> None:
    path = park(tmp_path, activities=with_rows(*ROWS[:2], *ROWS[3:]), sources=None)
    close_inventory(path, SIGNED, 2021)
    joined = str(FILES["enterprises.csv"]).replace("E3,丙,,", "E3,丙,2023-07-01,")
    (path / "enterprises.csv").write_text(joined, encoding="utf-8")
    assert not base_year_status(path).due
    (path / "activities.csv").write_text(with_rows(*ROWS), encoding="utf-8")
    found = base_year_status(path)
    assert (found.due, found.triggers[0].parts) == (True, (("E3", Fraction(300)),))


@pytest.mark.parametrize(("threshold", "due"), [("5", False), ("4", True)])
def test_the_threshold_is_the_park_s(tmp_path, threshold, due) -> None:
    path = park(tmp_path, park=f"{PARK}recalculation_threshold_pct: {threshold}\n")
    close_inventory(path, SIGNED, 2021)
    (path / "activities.csv").write_text(with_rows(activity("E1", "S1", "113", 2021), *ROWS[1:]), encoding="utf-8")
    found = base_year_status(path)
    assert (found.triggers[-1].change_t, found.due) == (39, due)


def test_a_base_year_beyond_the_data_is_compared_with_the_park_s_folder_of_that_year(tmp_path) -> None:
    old = park(tmp_path / "old", park=PARK.replace("2024", "2021"), activities=with_rows(*ROWS[:3]))
    new = park(tmp_path / "new", park=PARK.replace("2024", "2025"), activities=with_rows(*ROWS[3:]))
    close_inventory(old, SIGNED)
    (old / "inventories").rename(new / "inventories")
    assert codes(base_year_status, new) == ["base_year_outside_data"]
    found = base_year_status(new, old)
    assert (found.due, found.closed_t, found.recalculated_t) == (False, 900, 900)
