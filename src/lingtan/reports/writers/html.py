"""The HTML form: one file that needs nothing else, for screen, phone and print."""

from __future__ import annotations

import base64
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from lingtan.knowledge import text
from lingtan.reports.document import Block, Document, Figure, numbered
from lingtan.reports.typefaces import FAMILY, web_fonts

_TEMPLATE = Path(__file__).with_name("template.html")
_TYPEFACES = "/* typefaces */"
_LANGUAGE_TAG = {"zh": "zh-Hans", "en": "en"}
_RANKS = {"leading", "creation", "basic", "inventory"}


def html_bytes(document: Document) -> bytes:
    """The document as a single HTML file (UTF-8)."""
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= {"kind": _kind, "data": _data, "slug": _slug, "low": _low}
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    rank = document.cover.rank if document.cover.rank in _RANKS else "none"
    page = template.render(
        lang=_LANGUAGE_TAG[document.language],
        cover=document.cover,
        rank=rank,
        number=document.number,
        contents=text("report.contents", document.language),
        sections=numbered(document),
    )
    return page.replace(_TYPEFACES, _font_faces(page), 1).encode()


def _font_faces(page: str) -> str:
    """The page's own characters in the reports' typeface, so that it looks the same without a Chinese font."""
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; '
        f'src: url("data:font/woff;base64,{base64.b64encode(font).decode()}") format("woff"); }}'
        for weight, font in web_fonts(page).items()
    )


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _data(figure: Figure) -> str:
    return base64.b64encode(figure.svg).decode()


def _slug(label: str) -> str:
    return "t" + label.split()[-1].replace(".", "-")


def _low(words: str) -> Markup:
    return Markup(str(escape(words)).replace("F_L", "F<sub>L</sub>"))  # noqa: S704 - escaped before
