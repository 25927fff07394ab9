"""What stands beside the inventory: shown as it is given, never added to it, and said to be missing where it is not."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest
from tests.reports.ghg_cases import BASE_YEAR, FACTS, NATIONAL, full_case, plain_case
from tests.reports.report_reading import all_text, amount_in, sections_of, table_of, tables_of, texts_of

from lingtan.app.carbon import take_inventory
from lingtan.app.reports import ghg_case
from lingtan.park import sample_park
from lingtan.reports import inventory_report
from lingtan.reports.document import Paragraph


@pytest.fixture(scope="module")
def given(case):
    return full_case(case)


def section_with(report, id):
    return next(s for s in sections_of(report) if any(getattr(b.block, "id", "") == id for b in s.blocks))


def gaps_of(report) -> list[str]:
    blocks = [entry.block for section in sections_of(report) for entry in section.blocks]
    return [block.text for block in blocks if isinstance(block, Paragraph) and block.tone == "gap"]


# ---- nothing given


def test_what_is_not_given_is_said_to_be_missing_with_what_to_do(bare_report) -> None:
    words = "\n".join(gaps_of(bare_report))
    for missing in (
        "责任人",
        "预期用途",
        "基准年",
        "不确定性",
        "国家零碳园区核算",
        "是否经过核查",
        "锁定",
        "能源消费量",
    ):
        assert missing in words
    assert all("请" in gap or "锁定" in gap or "待补充" in gap for gap in gaps_of(bare_report))


def test_what_is_not_given_is_no_table_of_zeros(bare_report) -> None:
    for id in ("uncertainty", "national_parts", "versions", "verified_beside", "base_year", "energy_totals"):
        assert tables_of(bare_report, id) == []


def test_with_everything_given_nothing_is_missing(ghg_report) -> None:
    assert gaps_of(ghg_report) == []


# ---- uncertainty (9.3.1 p), q))


def test_both_approaches_stand_at_every_level(given, ghg_report) -> None:
    """9.3.1 q): the results of the uncertainty assessment; IPCC 2006 volume 1 chapter 3: both approaches are shown."""
    rows = table_of(ghg_report, "uncertainty").rows
    park = given.uncertainty.park
    assert rows[0][2].number == pytest.approx(park.pct / 100)
    assert rows[0][3].number == pytest.approx(park.simulated_pct / 100)
    assert (rows[0][4].number, rows[0][5].number) == (park.low_t, park.high_t)
    names = " ".join(row[0].text for row in rows)
    assert all(word in names for word in ("类别 1", "类别 2", "类别 3", "CO₂", "HFCs"))
    assert len(table_of(ghg_report, "uncertainty_enterprises").rows) == len(given.uncertainty.by_enterprise)


def test_each_category_says_what_the_uncertainty_does_to_it(given, ghg_report) -> None:
    """9.3.1 p): the impact of uncertainties on the accuracy of the emissions data per category."""
    rows = table_of(ghg_report, "accuracy").rows
    assert len(rows) == len(given.uncertainty.by_category)
    first = given.uncertainty.by_category[1]
    assert rows[0][2].number == pytest.approx((first.high_t - first.low_t) / 2)
    assert rows[0][4].text.startswith("高")


def test_contributions_are_ranked_by_their_share_of_the_variance(given, ghg_report) -> None:
    shares = [row[5].number for row in table_of(ghg_report, "contributions").rows]
    assert shares == sorted((entry.variance_share for entry in given.uncertainty.inputs), reverse=True)


# ---- the national account


def test_the_national_account_stands_beside_and_is_never_added(case, ghg_report) -> None:
    """National-2025-910: two ledgers, never mixed in one total."""
    gross, national = float(case.inventory.total.gross), float(NATIONAL["total_tco2"])
    result = table_of(ghg_report, "side_by_side").rows[-1]
    assert (result[1].number, result[2].number) == (gross, national)
    blocks = [entry.block for section in sections_of(ghg_report) for entry in section.blocks]
    cells = [c.number for block in blocks for row in getattr(block, "rows", ()) for c in row if c.number is not None]
    assert not [number for number in cells if number == pytest.approx(gross + national, abs=0.5)]


def test_a_part_of_the_national_account_that_is_not_given_is_unknown(ghg_report) -> None:
    rows = {row[0]: row[2] for row in texts_of(table_of(ghg_report, "national_parts"))}
    assert rows["能源加工转换"] == "未知"
    assert rows["燃料：煤炭类"] == "0.0"
    assert rows["工业生产过程：水泥熟料"] == "12.5"
    assert rows["国际航空、航海燃料：航空煤油"] == "3.2"  # 3.25, half-even


# ---- base year (9.3.1 k), l))


def test_the_base_year_stands_with_its_inventory(case, ghg_report) -> None:
    """9.3.1 k): the historical base year selected and the base-year inventory."""
    rows = table_of(ghg_report, "base_year").rows
    base, now = case.inventory.years[2021], case.inventory.total
    assert [cell.number for cell in rows[0][1:4]] == [
        float(base.gross),
        float(now.gross),
        float(now.gross - base.gross),
    ]


def test_a_base_year_outside_the_data_shows_its_closed_total_or_says_what_is_missing(case) -> None:
    facts = dataclasses.replace(FACTS, base_year=2018)
    closed = {**BASE_YEAR, "base_year": 2018}
    with_closed = inventory_report(plain_case(case, facts=facts, base_year=closed), "zh")
    assert "2018 年锁定清单的排放总量为 95,000.0 tCO₂e" in all_text(with_closed)
    without = inventory_report(plain_case(case, facts=facts), "zh")
    assert any("基准年 2018 的清单" in gap for gap in gaps_of(without))


def test_a_recalculation_that_is_due_is_a_warning_with_its_reasons(case) -> None:
    """9.3.1 l): changes to the base year, recalculation, and limits to comparability (6.4.2)."""
    due = {**BASE_YEAR, "recalculation_due": True, "cumulative_pct": 6.2}
    report = inventory_report(plain_case(case, facts=FACTS, base_year=due), "zh")
    section = section_with(report, "triggers")
    assert any(isinstance(b.block, Paragraph) and b.block.tone == "warning" for b in section.blocks)
    assert ("", "electricity:grid:MWh", "950.000") in texts_of(table_of(report, "triggers"))


# ---- verification and versions (9.3.1 s); T/SEESA 010 4.2.2, 7.3.1)


def test_the_verified_version_stands_beside_the_parks_own(given, ghg_report) -> None:
    first = table_of(ghg_report, "verified_beside").rows[0]
    found = given.verification
    assert first[1].number == pytest.approx(float(found["closed"]["total_tco2e"]))
    assert first[2].number == pytest.approx(float(found["verified"]["total_tco2e"]))
    assert first[3].number == pytest.approx(float(found["difference"]["total_tco2e"]))
    assert "有限保证" in all_text(ghg_report)
    assert texts_of(table_of(ghg_report, "adjustments"))[0][4] == "12 月气量重复计入"


def test_the_inventorys_own_total_stays_the_reports_total(case, ghg_report) -> None:
    """The park's report is of the park's inventory; the verified version stands beside it."""
    assert table_of(ghg_report, "headline").rows[0][1].number == float(case.inventory.total.gross)


def test_versions_stand_with_their_hashes_and_the_restatement_with_its_difference(given, ghg_report) -> None:
    hashes = {row[2] for row in texts_of(table_of(ghg_report, "version_hashes"))}
    assert hashes == {"a" * 64, "b" * 64, "c" * 64}
    totals = table_of(ghg_report, "restatement").rows[0]
    assert amount_in(totals[3]) == pytest.approx(amount_in(totals[2]) - amount_in(totals[1]), abs=1e-6)
    assert texts_of(table_of(ghg_report, "restated_factors"))[0][2:4] == ("0.062", "0.061")


# ---- as the application wires it


@pytest.fixture(scope="module")
def wired():
    return ghg_case(take_inventory(sample_park()))


@pytest.fixture(scope="module")
def wired_report(wired):
    return inventory_report(wired, "zh")


def test_the_sample_park_lacks_only_what_a_sample_can_not_have(wired_report) -> None:
    """Nothing of the sample is closed, so its base year can't have been compared; legal facts are not made up."""
    open_items = [row[0] for row in texts_of(table_of(wired_report, "conformity_iso")) if "待补充" in row[3]]
    assert open_items == ["l)", "r)"]


def test_the_national_account_of_the_sample_is_the_accounted_one(wired, wired_report) -> None:
    rows = table_of(wired_report, "national_parts").rows
    sums = [amount_in(row[2]) for row in rows]
    total = next(amount_in(row[2]) for row in rows if row[0].status == "emphasis")
    assert total == pytest.approx(wired.national["total_tco2"])
    assert sum(sums[: sums.index(total)]) == pytest.approx(total)


def test_the_headings_side_by_side_sum_to_both_totals(wired, wired_report) -> None:
    rows = table_of(wired_report, "headings_side_by_side").rows
    *parts, total, _ = rows
    for column in (1, 2, 3):
        assert sum(amount_in(row[column]) for row in parts) == pytest.approx(total[column].number)


def test_uncertainty_of_the_sample_reaches_the_report(wired, wired_report) -> None:
    assert table_of(wired_report, "uncertainty").rows[0][4].number == wired.uncertainty.park.low_t


def test_an_account_by_annex_4_claims_nothing_of_iso_14064(wired) -> None:
    report = inventory_report(ghg_case(take_inventory(sample_park(), "ndrc_910")), "zh")
    assert tables_of(report, "conformity_iso") == []
    assert "不主张符合 ISO 14064-1" in all_text(report)
    assert tables_of(report, "side_by_side") == []
    total = Fraction(table_of(report, "national_parts").rows[0][2].number or 0)
    assert total >= 0
