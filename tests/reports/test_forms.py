"""The four forms: the same content, each as its readers and programs expect it."""

from __future__ import annotations

import base64
import csv
import dataclasses
import hashlib
import io
import itertools
import os
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import docx
import pyarrow as pa
import pyarrow.compute as pc
import pypdf
import pytest
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont
from tests.reports.report_reading import sections_of

from lingtan.reports import FORMS, FontsMissing, score_model, typefaces, write_lines, write_report
from lingtan.reports.document import Document, Paragraph, Section
from lingtan.reports.typefaces import showable
from lingtan.reports.writers.docx import docx_bytes
from lingtan.reports.writers.html import html_bytes
from lingtan.reports.writers.pdf import pdf_bytes


@pytest.fixture(scope="module")
def files(case, report, tmp_path_factory):
    model = score_model(case.evaluation, case.rulebook, "zh")
    return {f.suffix[1:]: f for f in write_report(report, tmp_path_factory.mktemp("r"), "evaluation", model=model)}


@pytest.fixture(scope="module")
def pdf(files):
    return pypdf.PdfReader(files["pdf"])


@pytest.fixture(scope="module")
def word(files):
    return docx.Document(str(files["docx"]))


@pytest.fixture(scope="module")
def page(files):
    return files["html"].read_text(encoding="utf-8")


def with_words(report: Document, words: str) -> Document:
    return dataclasses.replace(report, sections=(Section("甲", (Paragraph(words),)),))


# ---- PDF


def test_the_pdf_says_that_it_is_archivable_and_accessible(files) -> None:
    raw = files["pdf"].read_bytes()
    for mark in (b"<pdfaid:part>2", b"<pdfaid:conformance>A", b"<pdfuaid:part>1"):
        assert mark in raw


def test_the_pdf_is_tagged_and_names_its_language(pdf) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].lower().startswith("zh")


def test_the_pdf_carries_noto_sans_sc_and_no_other_typeface(pdf) -> None:
    fonts = {}
    for sheet in pdf.pages:
        for font in sheet["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[inner["/BaseFont"]] = inner["/FontDescriptor"].get_object()
    assert fonts
    assert all(re.match(r"/[A-Z]{6}\+NotoSansSC-(Regular|Bold)", name) for name in fonts)
    assert all("/FontFile2" in entry or "/FontFile3" in entry for entry in fonts.values())


def test_the_pdf_has_page_x_of_y_and_the_number_on_every_page_but_the_cover(report, pdf) -> None:
    pages = len(pdf.pages) - 1
    assert "第" not in pdf.pages[0].extract_text().splitlines()[-1]
    for place, sheet in enumerate(pdf.pages[1:], start=1):
        words = sheet.extract_text()
        assert re.search(rf"第\s*{place}\s*页\s*共\s*{pages}\s*页", words)
        assert report.number in words


def test_the_pdf_has_bookmarks_for_every_section(report, pdf) -> None:
    def count(outline: list[Any]) -> int:
        return sum(count(entry) if isinstance(entry, list) else 1 for entry in outline)

    assert count(pdf.outline) == len(sections_of(report))


def test_the_pdf_carries_no_time_of_a_clock(pdf) -> None:
    assert pdf.metadata.creation_date.isoformat().startswith("2024-12-31")


def test_what_the_typeface_cannot_draw_does_not_stop_the_pdf(report) -> None:
    made = pdf_bytes(with_words(report, "屋顶光伏 🌞 \x07 𠮷 tCO₂e"))
    assert "屋顶光伏" in pypdf.PdfReader(io.BytesIO(made)).pages[-1].extract_text()


def test_signs_without_a_glyph_are_replaced_visibly() -> None:
    assert showable("甲🌞乙\x00₂") == "甲〓乙₂"


def test_a_park_cannot_write_markup_into_the_pdf(report) -> None:
    made = pdf_bytes(with_words(report, '#panic("x") $x$ [*a*] @b <c>'))
    assert '#panic("x") $x$ [*a*] @b <c>' in pypdf.PdfReader(io.BytesIO(made)).pages[-1].extract_text()


def test_without_the_typefaces_the_message_says_what_to_do(report, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(typefaces, "FOLDER", tmp_path)
    with pytest.raises(FontsMissing, match="pip install"):
        pdf_bytes(report)


# ---- Word


def test_the_word_file_has_real_headings_in_their_order(report, word) -> None:
    headings = [p for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert [p.text for p in headings] == [f"{s.number}　{s.title}" for s in sections_of(report)]
    assert [p.style.name for p in headings] == [f"Heading {s.depth}" for s in sections_of(report)]


def test_the_word_tables_repeat_their_header_rows(word) -> None:
    made = [t for t in word.tables if t._tbl.tr_lst[0].find(f".//{qn('w:tblHeader')}") is not None]
    assert len(made) == len(word.tables) - 1  # all but the list of facts on the cover


def test_the_word_file_sets_a_typeface_for_chinese(word) -> None:
    for style in ("Normal", "Heading 1", "Caption", "Table Text"):
        fonts = word.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "Noto Sans SC"


def test_the_word_file_has_contents_page_numbers_and_alternative_texts(word) -> None:
    body = word.element.xml
    assert 'TOC \\o "1-2"' in body
    footer = word.sections[1].footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    pictures = word.element.findall(f".//{qn('wp:docPr')}")
    assert len(pictures) == 6
    assert all(picture.get("descr") for picture in pictures)


def test_word_table_properties_stand_in_the_order_word_asks_for(word) -> None:
    order = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]
    for made in word.tables:
        names = [child.tag.split("}")[1] for child in made._tbl.tblPr]
        assert names == [name for name in order if name in names]


def test_control_characters_of_the_data_do_not_break_the_word_file(report) -> None:
    made = docx_bytes(with_words(report, "甲\x0b\x1f乙"))
    assert "甲乙" in [p.text for p in docx.Document(io.BytesIO(made)).paragraphs]


# ---- HTML


class Page(HTMLParser):
    """Collects tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def tags(page):
    parser = Page()
    parser.feed(page)
    return parser.tags


def test_the_html_file_needs_nothing_from_anywhere(page, tags) -> None:
    links = [value for _, attrs in tags for name, value in attrs.items() if name in ("src", "href")]
    assert links
    assert all(link.startswith(("#", "data:image/svg+xml;base64,")) for link in links)
    assert "@import" not in page
    assert "<script" not in page


def test_the_html_brings_the_glyphs_of_its_words(page) -> None:
    fonts = [base64.b64decode(found) for found in re.findall(r"data:font/woff;base64,([^\"]+)", page)]
    assert len(fonts) == 2
    for font in fonts:
        drawn = TTFont(io.BytesIO(font)).getBestCmap()
        assert {ord(character) for character in "零碳园区创建评价报告0123456789"} <= drawn.keys()


def test_the_html_headings_descend_without_gaps(tags) -> None:
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_html_table_headers_say_what_they_head_and_pictures_have_words(tags) -> None:
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in tags if tag == "th")
    assert all(attrs.get("alt") for tag, attrs in tags if tag == "img")


def test_the_html_links_lead_somewhere_and_ids_are_unique(tags) -> None:
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for tag, attrs in tags if tag == "a"} <= set(ids)


def test_the_html_suits_print_phone_and_dark_screens(page) -> None:
    for query in ("@media print", "@media (max-width: 40rem)", "prefers-color-scheme: dark"):
        assert query in page


def test_a_park_cannot_write_markup_into_the_html(report) -> None:
    made = html_bytes(with_words(report, "<script>alert(1)</script> F_L")).decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; F<sub>L</sub>" in made


# ---- all


def test_a_second_run_elsewhere_gives_the_same_bytes(files) -> None:
    program = (
        "import sys, hashlib, pathlib;"
        "from lingtan.app.evaluation import evaluate_park; from lingtan.park import sample_park;"
        "from lingtan.reports import *;"
        "c = evaluate_park(sample_park());"
        "d = evaluation_report(c.evaluation, c.inventory, c.park, c.rulebook, 'zh');"
        "m = score_model(c.evaluation, c.rulebook, 'zh');"
        "fs = write_report(d, pathlib.Path(sys.argv[1]), 'evaluation', model=m);"
        "print(*(hashlib.sha256(f.read_bytes()).hexdigest() for f in fs))"
    )
    elsewhere = files["pdf"].parent / "again"
    environment = os.environ | {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(elsewhere)], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [hashlib.sha256(files[form].read_bytes()).hexdigest() for form in FORMS]


def test_only_the_forms_asked_for_are_written(report, tmp_path) -> None:
    made = write_report(report, tmp_path / "new", "r", forms=("html",))
    assert [file.name for file in made] == ["r.html"]
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["r.html"]


def test_a_form_that_fails_leaves_nothing_behind(report, tmp_path) -> None:
    broken = dataclasses.replace(report, dated="no date")
    with pytest.raises(ValueError, match="invalid literal"):
        write_report(broken, tmp_path / "new", "r", forms=("html", "pdf"))
    assert not (tmp_path / "new").exists()


def test_an_older_report_is_replaced_whole(report, tmp_path) -> None:
    (tmp_path / "r.html").write_text("old")
    write_report(report, tmp_path, "r", forms=("html",))
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len(list(tmp_path.iterdir())) == 1


def test_the_office_files_hold_no_time_of_a_clock(files) -> None:
    for form in ("docx", "xlsx"):
        with zipfile.ZipFile(files[form]) as package:
            assert {entry.date_time[:3] for entry in package.infolist()} == {(1980, 1, 1)}


def test_the_lines_behind_an_inventory_are_whole_or_not_there(case, tmp_path) -> None:
    lines = case.inventory.lines
    written = write_lines(lines, tmp_path / "new", "lines")
    with written.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == lines.num_rows
    assert sum(Decimal(row["co2e_t"]) for row in rows) == pc.sum(lines["co2e_t"]).as_py()
    with pytest.raises(pa.ArrowInvalid):
        write_lines(lines.append_column("nested", pa.array([[1]] * lines.num_rows)), tmp_path / "bad", "lines")
    assert list((tmp_path / "bad").iterdir()) == []
