"""A park of very many sources: the printed annex shows the largest, the workbook has all."""

from __future__ import annotations

import dataclasses
import io
from fractions import Fraction

import openpyxl
import pytest
from tests.reports.ghg_cases import plain_case
from tests.reports.report_reading import all_text, table_of

from lingtan.reports import inventory_report
from lingtan.reports.chapters.ghg_annexes import MANY_SOURCES, PRINTED_SOURCES
from lingtan.reports.writers.html import html_bytes
from lingtan.reports.writers.xlsx import xlsx_bytes


def report_of(case, count):
    first = case.inventory.sources[0]
    sources = tuple(
        dataclasses.replace(first, source=f"S{no:05}", co2e_t=Fraction(no), by_gas={"CO2": Fraction(no)})
        for no in range(1, count + 1)
    )
    inventory = dataclasses.replace(case.inventory, sources=sources)
    return inventory_report(plain_case(dataclasses.replace(case, inventory=inventory)), "zh")


@pytest.fixture(scope="module")
def many(case):
    return report_of(case, MANY_SOURCES + 1)


def test_up_to_the_limit_every_source_is_printed(case) -> None:
    sources = table_of(report_of(case, MANY_SOURCES), "sources")
    assert len(sources.printed_rows) == MANY_SOURCES


def test_beyond_it_the_largest_are_printed_and_the_others_are_one_row(many) -> None:
    sources = table_of(many, "sources")
    assert len(sources.printed_rows) == PRINTED_SOURCES + 1
    assert sources.printed_rows[0][0].text == f"S{MANY_SOURCES + 1:05}"
    rest = MANY_SOURCES + 1 - PRINTED_SOURCES
    assert sources.printed_rows[-1][-1].number == sum(range(1, rest + 1))


def test_the_annex_says_where_the_full_table_is(many) -> None:
    words = all_text(many)
    assert f"排放源共 {MANY_SOURCES + 1:,} 个" in words
    assert "工作簿的“排放源”工作表" in words
    assert "CSV" in words


def test_the_workbook_has_every_source_and_the_page_has_not(many) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(many, None)), read_only=True)
    found = {row[0] for row in book["排放源"].iter_rows(values_only=True)}
    assert {f"S{no:05}" for no in range(1, MANY_SOURCES + 2)} <= found
    page = html_bytes(many).decode()
    assert "S01001" in page
    assert "S00001<" not in page


def test_the_workbook_keeps_no_row_for_the_rest(many) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(many, None)), read_only=True)
    assert not [row for row in book["排放源"].iter_rows(values_only=True) if "其余" in str(row[0])]
