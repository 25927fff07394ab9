"""A verifier finds each mandatory item: ISO 14064-1:2018 9.3.1 a) to t), GB/T 32150, T/SEESA 010-2025 7.3.1."""

from __future__ import annotations

import dataclasses
import io
import re

import docx
import openpyxl
import pypdf
import pytest
from docx.table import _Cell as WordCell
from tests.reports.ghg_cases import FACTS, full_case, plain_case
from tests.reports.report_reading import all_text, sections_of, table_of, texts_of

from lingtan.reports import ReportingFacts, inventory_report
from lingtan.reports.chapters.ghg_conformity import GBT_ITEMS, ISO_ITEMS, SEESA_ITEMS, open_items
from lingtan.reports.document import Paragraph, Section
from lingtan.reports.writers.docx import docx_bytes
from lingtan.reports.writers.html import html_bytes
from lingtan.reports.writers.pdf import pdf_bytes
from lingtan.reports.writers.xlsx import xlsx_bytes

NORMS = {"iso": ISO_ITEMS, "gbt": GBT_ITEMS, "seesa": SEESA_ITEMS}
LETTERS = "abcdefghijklmnopqrst"


@pytest.fixture(scope="module")
def forms(ghg_report):
    """The text of each form."""
    word = docx.Document(io.BytesIO(docx_bytes(ghg_report)))
    cells = [cell.text for table in word.tables for row in table._tbl.tr_lst for cell in _cells(row, table)]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(ghg_report, None)))
    pdf = pypdf.PdfReader(io.BytesIO(pdf_bytes(ghg_report)))
    return {
        "html": html_bytes(ghg_report).decode(),
        "docx": "\n".join([*(p.text for p in word.paragraphs), *cells]),
        "xlsx": "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value),
        "pdf": "\n".join(page.extract_text() for page in pdf.pages),
    }


def _cells(row, table):
    return [WordCell(tc, table) for tc in row.tc_lst]


def states(report, norm="iso"):
    return {row[0]: row[3] for row in texts_of(table_of(report, f"conformity_{norm}"))}


@pytest.mark.parametrize("norm", NORMS)
def test_every_item_is_stated_where_everything_is_given(ghg_report, norm) -> None:
    rows = texts_of(table_of(ghg_report, f"conformity_{norm}"))
    assert len(rows) == len(NORMS[norm])
    assert {row[3] for row in rows} == {"✓ 已列示"}


def test_the_letters_are_those_of_the_clause(ghg_report) -> None:
    assert list(states(ghg_report)) == [f"{letter})" for letter in LETTERS]


@pytest.mark.parametrize("norm", NORMS)
def test_the_table_leads_to_sections_that_exist_and_answer_the_item(ghg_report, norm) -> None:
    sections = {section.anchor: section for section in sections_of(ghg_report)}
    for item, row in zip(NORMS[norm], table_of(ghg_report, f"conformity_{norm}").rows, strict=True):
        shown = row[2].text.split("\n")
        assert len(shown) == len(row[2].links) > 0
        for words, anchor in zip(shown, row[2].links, strict=True):
            section = sections[anchor]
            assert words == f"{section.number} {section.title}"
            assert item in section.answers
            assert section.blocks


@pytest.mark.parametrize(
    ("change", "letter"),
    [
        ({"facts": dataclasses.replace(FACTS, responsible="")}, "b)"),
        ({"facts": dataclasses.replace(FACTS, base_year=None), "base_year": None}, "k)"),
        ({"base_year": None}, "l)"),
        ({"uncertainty": None}, "p)"),
        ({"uncertainty": None}, "q)"),
        ({"facts": dataclasses.replace(FACTS, verification=""), "verification": None}, "s)"),
    ],
)
def test_what_is_not_given_is_open_in_the_table_and_stops_the_statement(case, change, letter) -> None:
    """9.3.1 r): conformity is declared only where every other item is stated."""
    report = inventory_report(dataclasses.replace(full_case(case), **change), "zh")
    found = states(report)
    assert found[letter] == found["r)"] == "○ 待补充"
    assert "尚不能声明符合 ISO 14064-1:2018" in all_text(report)
    assert "声明：本报告符合" not in all_text(report)


def test_with_everything_stated_conformity_is_declared(ghg_report, english_ghg_report) -> None:
    assert "声明：本报告符合 ISO 14064-1:2018 的要求。" in all_text(ghg_report)
    assert "prepared in accordance with ISO 14064-1:2018" in all_text(english_ghg_report)


def test_an_item_no_section_answers_is_open_whatever_the_report_says() -> None:
    answered = [Section("x", (Paragraph("y"),), answers=tuple(item for item in ISO_ITEMS if item != "iso.j"))]
    assert open_items(answered) == ("iso.j",)


def test_an_item_is_open_where_one_of_its_sections_has_a_gap() -> None:
    whole = Section("x", (Paragraph("y"),), answers=ISO_ITEMS)
    half = Section("x", (Paragraph("missing", "gap"),), answers=("iso.e",))
    assert open_items([Section("chapter", (), (whole, half))]) == ("iso.e",)


def test_the_verification_the_park_states_is_enough_for_s(case) -> None:
    """9.3.1 s): a statement describing whether the report was verified; 'not verified' is such a statement."""
    facts = ReportingFacts(verification="未经第三方核查")
    assert states(inventory_report(plain_case(case, facts=facts), "zh"))["s)"] == "✓ 已列示"


# ---- every form


@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "pdf"])
def test_every_form_holds_the_three_tables_of_conformity(ghg_report, forms, form) -> None:
    words = re.sub(r"\s+", "", forms[form])
    for norm in NORMS:
        for row in texts_of(table_of(ghg_report, f"conformity_{norm}")):
            assert re.sub(r"\s+", "", row[1]).translate(PLAIN) in words.translate(PLAIN), row[0]


PLAIN = str.maketrans("₂₃₄₆", "2346")


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_every_form_to_read_holds_the_section_of_each_item(ghg_report, forms, form) -> None:
    words = re.sub(r"\s+", "", forms[form]).translate(PLAIN)
    for section in sections_of(ghg_report):
        if section.answers:
            assert re.sub(r"\s+", "", f"{section.number}{section.title}").translate(PLAIN) in (
                words if form != "html" else re.sub(r"<[^>]*>", "", words)
            )


@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "pdf"])
def test_every_form_holds_the_figures(case, ghg_report, forms, form) -> None:
    total = case.inventory.total
    for value in (total.gross, total.location_based, total.by_category[1], total.biogenic_co2_t):
        shown = f"{float(value):,.1f}"
        exact = repr(float(value))
        assert shown in forms[form] or exact[:9] in forms[form], (form, shown)


def test_the_table_leads_there_in_html_and_word(ghg_report, forms) -> None:
    anchors = [anchor for row in table_of(ghg_report, "conformity_iso").rows for anchor in row[2].links]
    body = docx.Document(io.BytesIO(docx_bytes(ghg_report))).element.xml
    for anchor in anchors:
        assert f'<a href="#{anchor}">' in forms["html"]
        assert f'w:anchor="_Toc_{anchor.replace("-", "_")}"' in body
        assert f'w:name="_Toc_{anchor.replace("-", "_")}"' in body


def test_two_runs_give_the_same_bytes(case, ghg_report) -> None:
    again = inventory_report(full_case(case), "zh")
    assert again == ghg_report
    for made in (html_bytes, docx_bytes, pdf_bytes, lambda document: xlsx_bytes(document, None)):
        assert made(again) == made(ghg_report)


def test_another_fact_is_another_report_number(case, ghg_report) -> None:
    other = dataclasses.replace(full_case(case), facts=dataclasses.replace(FACTS, responsible="另一人"))
    assert inventory_report(other, "zh").number != ghg_report.number
