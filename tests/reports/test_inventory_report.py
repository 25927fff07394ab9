"""The greenhouse-gas report: every figure is the inventory's, and the unknown is never zero (7.3.1; 4.1.2, 4.1.3)."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pyarrow as pa
import pytest
from tests.reports.ghg_cases import FACTS, plain_case
from tests.reports.report_reading import all_text, amount_in, sections_of, table_of, tables_of, texts_of

from lingtan.carbon import GASES
from lingtan.reports import inventory_report


def numbers_of(report, id, column):
    return [row[column].number for row in table_of(report, id).rows]


def report_with(case, **changes):
    return inventory_report(plain_case(dataclasses.replace(case, inventory=changed(case, **changes))), "zh")


def changed(case, **changes):
    return dataclasses.replace(case.inventory, **changes)


# ---- boundary, period, guideline (T/SEESA 010-2025, 7.3.1)


def test_boundary_scope_period_and_guideline_are_stated(ghg_report) -> None:
    words = all_text(ghg_report)
    for stated in ("物理边界", "2024-01-01 至 2024-12-31", "ISO 14064-1:2018", "GB/T 32150", "运营控制法"):
        assert stated in words


def test_kinds_and_number_of_sources_add_up(case, ghg_report) -> None:
    rows = table_of(ghg_report, "kinds").rows
    assert sum(row[2].number or 0 for row in rows) == len(case.inventory.sources)
    assert len(table_of(ghg_report, "sources").rows) == len(case.inventory.sources)


# ---- figures (9.3.1 f), g), h), j))


def test_direct_emissions_stand_by_each_of_the_seven_gases(case, ghg_report) -> None:
    """9.3.1 f): direct emissions, quantified separately for CO2, CH4, N2O, NF3, SF6 and the other groups, in tCO2e."""
    rows = table_of(ghg_report, "direct_by_gas").rows
    total = case.inventory.total
    assert len(rows) == len(GASES) + 1
    for gas, row in zip(GASES, rows, strict=False):
        expected = float(total.direct_by_gas[gas]) if total.direct_by_gas[gas] else None
        assert row[1].number == expected, gas
    assert rows[-1][1].number == float(total.by_category[1])


def test_a_gas_without_data_is_said_to_be_without(ghg_report) -> None:
    rows = {row[0]: row for row in texts_of(table_of(ghg_report, "direct_by_gas"))}
    assert rows["NF₃"][1] == "无数据"
    assert "未登记" in rows["NF₃"][3]


def test_biogenic_co2_and_removals_stand_apart(case, ghg_report) -> None:
    """9.3.1 g), h): biogenic CO2 quantified apart; removals, if quantified; neither is in a total."""
    total = case.inventory.total
    assert table_of(ghg_report, "biogenic").rows[-1][-1].number == float(total.biogenic_co2_t)
    assert table_of(ghg_report, "removals").rows[-1][-1].number == float(total.removals_t)
    assert total.gross == total.by_category[1] + total.by_category[2]


def test_without_biomass_or_removals_the_report_says_so(case) -> None:
    none = {"removals_t": Fraction(0), "biogenic_co2_t": Fraction(0)}
    total = dataclasses.replace(case.inventory.total, **none)
    report = report_with(case, years={**case.inventory.years, 2024: total})
    rows = {row[0]: row[1] for row in texts_of(table_of(report, "headline"))}
    assert rows["边界内清除量（单列，不抵减）"] == "无数据"
    assert rows["生物质燃烧 CO₂（单列，不计入总量）"] == "无数据"


def test_indirect_emissions_stand_by_category_and_sum_over_gases(case, ghg_report) -> None:
    """9.3.1 j): indirect emissions, quantified separately per category."""
    rows = table_of(ghg_report, "indirect").rows
    for category, row in zip((2, 3, 4, 5, 6), rows, strict=True):
        expected = case.inventory.total.by_category[category]
        if expected:
            assert row[-1].number == float(expected)
            assert sum(cell.number or 0 for cell in row[1:-1]) == pytest.approx(float(expected))
        else:
            assert row[-1].text == "无数据"


def test_location_based_and_market_based_stand_side_by_side(case, ghg_report) -> None:
    """Annex E: the location-based result is required, the market-based one stands beside it."""
    rows = table_of(ghg_report, "two_bases").rows
    total = case.inventory.total
    assert rows[-1][4].number == float(total.location_based - total.by_category[1])
    assert rows[-1][5].number == float(total.by_category[2])
    for column in (4, 5):
        assert sum(row[column].number or 0 for row in rows[:-1]) == pytest.approx(rows[-1][column].number)


def test_instruments_are_held_against_their_quality_criteria(case, ghg_report) -> None:
    """Annex E: unique, tracked and retired, close in time; an instrument of another year does not appear."""
    rows = texts_of(table_of(ghg_report, "energy_instruments"))
    claimed = [lot for lot in case.park.instruments if lot.kind in ("gec", "green_power") and lot.claim_year == 2024]
    assert len(rows) == len(claimed) > 0
    assert all("满足" in cell for row in rows for cell in row[3:7])


def test_an_instrument_generated_in_another_year_does_not_meet_its_criterion(case) -> None:
    lots = tuple(
        dataclasses.replace(lot, vintage_start=lot.vintage_start and lot.vintage_start.replace(year=2020),
                            vintage_end=lot.vintage_end and lot.vintage_end.replace(year=2020))
        for lot in case.park.instruments
    )  # fmt: skip
    park = dataclasses.replace(case.park, instruments=lots)
    report = inventory_report(plain_case(dataclasses.replace(case, park=park)), "zh")
    assert {row[6] for row in texts_of(table_of(report, "energy_instruments"))} == {"× 不满足"}


def test_credits_are_deducted_from_nothing(case, ghg_report) -> None:
    """Offsets are reported apart and never netted (ISO 14064-1; T/SEESA 010 4.1.1)."""
    retired = sum(numbers_of(ghg_report, "offsets_apart", 1))
    assert retired > 0
    assert table_of(ghg_report, "by_category").rows[6][1].number == float(case.inventory.total.gross)


def test_the_two_totals_of_gb_t_32150(case, ghg_report) -> None:
    """GB/T 32150: the total without and with purchased and sold electricity and heat."""
    rows = table_of(ghg_report, "gbt_totals").rows
    total = case.inventory.total
    assert rows[-2][2].number == float(total.by_category[1])
    assert rows[-1][1].number == float(total.location_based)
    assert rows[-1][2].number == float(total.gross)
    for column in (1, 2):
        assert sum(amount_in(row[column]) for row in rows[:-2]) == pytest.approx(rows[-1][column].number)


def test_scopes_are_the_categories_under_other_names(case, ghg_report) -> None:
    rows = table_of(ghg_report, "scopes").rows
    total = case.inventory.total
    assert [row[3].number for row in rows] == [float(total.by_scope[scope]) for scope in (1, 2, 3)]


def test_months_enterprises_and_years_sum_to_the_total(case, ghg_report) -> None:
    total = case.inventory.total
    assert sum(numbers_of(ghg_report, "by_month", 3)) == pytest.approx(float(total.gross))
    assert sum(numbers_of(ghg_report, "by_enterprise_all", 4)) == pytest.approx(float(total.gross))
    years = {row[0].text: row[1].number for row in table_of(ghg_report, "by_year").rows}
    assert years == {str(year): float(entry.gross) for year, entry in case.inventory.years.items()}


# ---- exclusions and completeness (9.3.1 i); 4.1.2)


def test_exclusions_stand_with_reason_estimate_and_size(case, ghg_report) -> None:
    """9.3.1 i): an explanation for the exclusion of any significant sources or sinks."""
    rows = texts_of(table_of(ghg_report, "exclusions"))
    assert [row[0] for row in rows] == [entry[0] for entry in case.inventory.exclusions]
    assert all(row[2] for row in rows)


def test_an_exclusion_without_estimate_is_unknown_and_open(case) -> None:
    source, reason, _, origin = case.inventory.exclusions[0]
    report = report_with(case, exclusions=((source, reason, None, origin),))
    assert texts_of(table_of(report, "exclusions"))[0][3] == "未知"
    assert {row[0]: row[3] for row in texts_of(table_of(report, "conformity_iso"))}["i)"] == "○ 待补充"


def test_unexplained_sources_are_named(case) -> None:
    assert "E99-KILN" in all_text(report_with(case, unexplained_sources=("E99-KILN",)))


def test_the_register_adds_up(case, ghg_report) -> None:
    """4.1.2: every source of the register is quantified, excluded or unexplained."""
    rows = table_of(ghg_report, "register").rows
    assert rows[-1][1].number == len(case.park.sources)
    for row in rows:
        assert row[1].number == sum(amount_in(cell) for cell in row[2:])


def test_without_a_register_completeness_is_not_claimed(case) -> None:
    park = dataclasses.replace(case.park, sources=())
    report = inventory_report(plain_case(dataclasses.replace(case, park=park)), "zh")
    assert tables_of(report, "register") == []
    assert "未提供：排放源登记表" in all_text(report)


# ---- methods, factors, potentials (9.3.1 m), n), o), t))


def test_every_kind_of_source_has_equation_reason_and_origin_of_factors(case, ghg_report) -> None:
    """9.3.1 m): the quantification approaches, including the reasons for their selection."""
    rows = texts_of(table_of(ghg_report, "approaches"))
    methods = {source.method for source in case.inventory.sources}
    assert len(rows) >= len(methods)
    assert all(row[1] and row[2] and row[3] for row in rows)
    assert not any(row[1] == "E = AD × EF" for row in rows), "a method of the library without an equation of its own"


def test_every_factor_stands_with_split_source_quality_and_review_date(case, ghg_report) -> None:
    """9.3.1 o): the emission or removal factors used."""
    rows = table_of(ghg_report, "factors").rows
    assert {row[2].number for row in rows} >= {float(factor.tco2e_per_unit) for factor in case.inventory.factors}
    diesel = next(row for row in rows if "柴油" in row[0].text and row[3].text == "tCO₂e/t")
    assert all(gas in diesel[4].text for gas in ("CO₂", "CH₄", "N₂O"))
    assert "GB/T 32151" in diesel[5].text
    assert "±" in diesel[6].text


def test_a_factor_past_its_review_date_is_marked(case, ghg_report) -> None:
    late = inventory_report(plain_case(case, versions=({"number": 1, "closed_on": "2027-06-01"},)), "zh")
    marked = [row for row in table_of(late, "factors").rows if row[7].status == "not_met"]
    expected = {f.review_by for f in case.inventory.factors if f.review_by and f.review_by < "2027-06-01"}
    assert {row[7].text for row in marked} == {f"{date}（已逾期）" for date in expected}
    assert not [row for row in table_of(ghg_report, "factors").rows if row[7].status == "not_met"]


def test_potentials_are_those_that_entered_the_factors(case, ghg_report) -> None:
    """9.3.1 t): the GWP values used in the calculation, and their source."""
    rows = {row[0]: row for row in texts_of(table_of(ghg_report, "potentials"))}
    assert rows["N2O"][1:3] == ("273", "AR6")
    assert "IPCC AR6" in rows["N2O"][3]


def test_older_potentials_need_a_reason(case) -> None:
    """9.3.1 t): if the GWP values are not from the latest IPCC report, include the reason."""
    park = dataclasses.replace(case.park, profile=dataclasses.replace(case.park.profile, gwp="AR5"))
    of = dataclasses.replace(case, park=park)
    assert "未提供：采用 AR5" in all_text(inventory_report(plain_case(of, facts=FACTS), "zh"))
    reasoned = dataclasses.replace(FACTS, gwp_reason="主管部门要求")
    assert "主管部门要求" in all_text(inventory_report(plain_case(of, facts=reasoned), "zh"))


def test_a_source_that_changed_its_method_is_named(case) -> None:
    """9.3.1 n): an explanation of any change to quantification approaches previously used."""
    lines = case.inventory.lines
    names = lines["method"].to_pylist()
    old = [
        "process" if source == "E02-GAS" and year == 2023 else method
        for source, year, method in zip(
            lines["source"].to_pylist(), lines["year"].to_pylist(), names, strict=True
        )
    ]  # fmt: skip
    place = lines.schema.get_field_index("method")
    other = lines.set_column(place, "method", pa.array(old, pa.string()))
    report = report_with(case, line_table=lambda: other)
    assert texts_of(table_of(report, "changed_methods")) == [
        ("E02-GAS", "样例·综合能源站", "工业生产过程", "固定源燃料燃烧")
    ]


# ---- data


def test_data_quality_covers_all_rows_and_all_emissions(case, ghg_report) -> None:
    """4.1.3: shares by the way data came about and with evidence; every row of the year is in one of them."""
    rows = table_of(ghg_report, "data_quality").rows
    instruments = sum(1 for row in rows if row[0].text == "绿证、绿色电力台账")
    assert rows[-1][1].number == case.inventory.total.rows - instruments
    assert sum(amount_in(row[3]) for row in rows[:-1]) == pytest.approx(rows[-1][3].number)


def test_electricity_at_zero_without_evidence_is_open(case) -> None:
    """GB/T 32150: a factor of 0 for non-fossil power needs its evidence."""
    lines = case.inventory.lines
    place = lines.schema.get_field_index("evidence")
    bare = lines.set_column(place, "evidence", pa.array([""] * len(lines), pa.string()))
    report = report_with(case, line_table=lambda: bare)
    asked = texts_of(table_of(report, "conformity_gbt"))
    assert [row[3] for row in asked if "零因子" in row[1]] == ["○ 待补充"]


def test_substitutions_and_gaps_of_the_accounting_are_said(ghg_report) -> None:
    """4.1.2, 4.1.3: the grid factor of an earlier year, and what is not quantified."""
    words = " ".join(cell for row in texts_of(table_of(ghg_report, "flags")) for cell in row)
    assert "2023" in words


def test_both_languages_have_the_same_sections_and_tables(ghg_report, english_ghg_report) -> None:
    def shape(report):
        return [(s.number.split()[-1], [getattr(b.block, "id", "") for b in s.blocks]) for s in sections_of(report)]

    assert shape(ghg_report) == shape(english_ghg_report)
