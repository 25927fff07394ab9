"""The greenhouse-gas report: at least boundary and scope, kinds and number of sources, period, guideline (7.3.1)."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

from tests.reports.report_reading import all_text, table_of, texts_of

from lingtan.reports import inventory_report


def test_boundary_scope_period_and_guideline_are_stated(ghg_report) -> None:
    words = all_text(ghg_report)
    assert "物理边界" in words
    assert "2024-01-01 至 2024-12-31" in words
    assert "ISO 14064-1:2018" in words
    assert "GB/T 32150" in words


def test_kinds_and_number_of_sources_add_up(case, ghg_report) -> None:
    rows = table_of(ghg_report, "kinds").rows
    assert sum(row[2].number or 0 for row in rows) == len(case.inventory.sources)
    assert len(table_of(ghg_report, "sources").rows) == len(case.inventory.sources)


def test_totals_by_gas_enterprise_and_year_are_those_of_the_inventory(case, ghg_report) -> None:
    total = case.inventory.total
    gases = table_of(ghg_report, "by_gas").rows
    assert gases[-1][1].number == float(total.gross)
    years = {row[0].text: row[1].number for row in table_of(ghg_report, "by_year").rows}
    assert years == {str(year): float(entry.gross) for year, entry in case.inventory.years.items()}
    shares = table_of(ghg_report, "by_enterprise").rows
    assert abs(sum(row[2].number or 0 for row in shares) - float(total.gross)) < 1e-6


def test_every_factor_names_its_source_and_review_date(case, ghg_report) -> None:
    rows = texts_of(table_of(ghg_report, "factors"))
    assert rows
    bought = [factor for factor in case.inventory.factors if (factor.method, factor.item) == ("electricity", "grid")]
    sources = {factor.source for factor in bought}
    grid = [row for row in rows if any(row[4].startswith(source) for source in sources)]
    assert grid
    assert all(row[5] != "–" for row in grid)


def test_exclusions_stand_with_reason_and_estimate(case, ghg_report) -> None:
    rows = texts_of(table_of(ghg_report, "exclusions"))
    assert [row[0] for row in rows] == [entry[0] for entry in case.inventory.exclusions]
    assert all(row[1] for row in rows)


def test_an_exclusion_without_estimate_is_unknown(case) -> None:
    source, reason, _, origin = case.inventory.exclusions[0]
    inventory = dataclasses.replace(case.inventory, exclusions=((source, reason, None, origin),))
    document = inventory_report(inventory, case.park, case.rulebook, "zh")
    assert texts_of(table_of(document, "exclusions"))[0][2] == "未知"


def test_unexplained_sources_are_named(case) -> None:
    inventory = dataclasses.replace(case.inventory, unexplained_sources=("E99-KILN",))
    assert "E99-KILN" in all_text(inventory_report(inventory, case.park, case.rulebook, "zh"))


def test_more_than_thirty_enterprises_end_in_one_row_of_the_rest(case) -> None:
    many = {f"X{no:03}": Fraction(no) for no in range(1, 51)}
    total = dataclasses.replace(case.inventory.total, by_enterprise=many, gross=sum(many.values(), Fraction(0)))
    years = {**case.inventory.years, case.inventory.reporting_year: total}
    document = inventory_report(dataclasses.replace(case.inventory, years=years), case.park, case.rulebook, "zh")
    rows = table_of(document, "by_enterprise").rows
    assert len(rows) == 31
    assert rows[-1][0].text == "其余 20 家企业"
    assert rows[-1][2].number == sum(range(1, 21))


def test_substitutions_and_gaps_of_the_accounting_are_said(ghg_report) -> None:
    """4.1.2, 4.1.3: the grid factor of an earlier year, and what is not quantified."""
    words = " ".join(cell for row in texts_of(table_of(ghg_report, "flags")) for cell in row)
    assert "2023" in words
