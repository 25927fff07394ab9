"""The report of one enterprise standing alone: transfers are energy imported or exported (ISO 14064-1:2018 5.1)."""

from __future__ import annotations

import pytest
from tests.reports.report_reading import all_text, sections_of, table_of, tables_of, texts_of

from lingtan.app.carbon import take_inventory
from lingtan.app.reports import write_enterprise_reports
from lingtan.base import InputFaults
from lingtan.carbon import enterprise_inventory
from lingtan.park import sample_park
from lingtan.reports import GhgCase, enterprise_report, reporting_facts

BUYER, SELLER, ALONE = "E10", "E02", "E03"


@pytest.fixture(scope="module")
def taken():
    return take_inventory(sample_park())


@pytest.fixture(scope="module")
def report_of_enterprise(taken):
    def made(enterprise, language="zh"):
        alone = enterprise_inventory(taken.park, taken.activities, enterprise)
        given = GhgCase(
            alone, taken.park, taken.rulebook, taken.activities, facts=reporting_facts(taken.park.profile)
        )  # fmt: skip
        return alone, enterprise_report(given, enterprise, taken.inventory, language)

    return made


def test_the_enterprise_reports_its_own_figures(report_of_enterprise) -> None:
    alone, report = report_of_enterprise(BUYER)
    assert table_of(report, "headline").rows[0][1].number == float(alone.total.gross)
    assert {row[1] for row in texts_of(table_of(report, "sources"))} == {"样例·印制电路板厂"}
    assert report.cover.title == "企业温室气体排放核算报告"


def test_transfers_are_what_lies_between_the_parks_figure_and_the_enterprises(taken, report_of_enterprise) -> None:
    alone, report = report_of_enterprise(BUYER)
    in_park, transfers, own = (row[1].number for row in table_of(report, "reconciliation").rows)
    assert in_park == float(taken.inventory.total.by_enterprise[BUYER])
    assert own == float(alone.total.gross)
    assert transfers == pytest.approx(own - in_park)
    told = [row for row in table_of(report, "transfers").rows if row[0].text == "本企业填报"]
    assert sum(row[5].number or 0 for row in told) == pytest.approx(transfers)


def test_the_report_says_how_transfers_are_treated(report_of_enterprise) -> None:
    _, report = report_of_enterprise(BUYER)
    words = all_text(report)
    assert "按外购能源计入类别 2" in words
    assert "不得相加" in words


def test_energy_taken_over_at_zero_is_named(report_of_enterprise) -> None:
    """Power of a neighbour's own plant: its fuel stands with the neighbour, so this enterprise's figure lacks it."""
    assert "其燃料已由供能企业计入" in all_text(report_of_enterprise(BUYER)[1])


def test_what_only_the_other_side_tells_of_is_named(report_of_enterprise) -> None:
    _, report = report_of_enterprise(SELLER)
    assert {row[0] for row in texts_of(table_of(report, "transfers"))} == {"对方填报"}
    assert "只有对方填报" in all_text(report)


def test_an_enterprise_without_transfers_says_so(report_of_enterprise) -> None:
    _, report = report_of_enterprise(ALONE)
    assert tables_of(report, "transfers") == []
    assert "没有与园区内其他企业之间的能源转供" in all_text(report)


def test_what_is_the_parks_stays_with_the_park(report_of_enterprise) -> None:
    """Certificates, the national account, versions and the list of enterprises are the park's."""
    _, report = report_of_enterprise(BUYER)
    for id in ("energy_instruments", "offsets_apart", "side_by_side", "versions", "by_enterprise_all", "enterprises"):
        assert tables_of(report, id) == []


def test_the_register_of_the_enterprise_is_its_own(taken, report_of_enterprise) -> None:
    _, report = report_of_enterprise(BUYER)
    own = [source for source in taken.park.sources if source.enterprise == BUYER]
    assert table_of(report, "register").rows[-1][1].number == len(own)


def test_every_item_has_its_section_in_the_report_of_an_enterprise_too(report_of_enterprise) -> None:
    _, report = report_of_enterprise(BUYER)
    rows = texts_of(table_of(report, "conformity_iso"))
    assert len(rows) == 20
    assert not [row for row in rows if "缺失" in row[3]]
    assert len({section.anchor for section in sections_of(report)}) == len(sections_of(report))


def test_the_application_writes_all_forms_and_the_lines(taken, tmp_path) -> None:
    files = write_enterprise_reports(taken, BUYER, tmp_path, "en")
    assert sorted(file.suffix for file in files) == [".csv", ".docx", ".html", ".pdf", ".xlsx"]
    assert all(file.name.startswith("enterprise-E10-sample-puhe-2024-t_seesa-en") for file in files)


def test_an_enterprise_the_park_does_not_have_is_refused_with_the_nearest(taken, tmp_path) -> None:
    with pytest.raises(InputFaults) as refused:
        write_enterprise_reports(taken, "E100", tmp_path, "zh")
    (fault,) = refused.value.faults
    assert (fault.code, dict(fault.details)["nearest"]) == ("unknown_enterprise", "E10, E01, E02")
    assert list(tmp_path.iterdir()) == []
