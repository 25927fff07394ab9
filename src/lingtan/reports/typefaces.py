"""The typeface of all reports: Noto Sans SC, brought at build time (decision 0041)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Noto Sans SC"
FOLDER = Path(__file__).parent / "fonts"
_FILES = ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf")
_MISSING = "〓"
_SET_BY_TEMPLATE = "₀₁₂₃₄₅₆₇₈₉\u200b"


class FontsMissing(RuntimeError):
    """The typefaces are not in the installation: it was not made by ``pip install``."""


def font_files() -> tuple[Path, ...]:
    """Regular and bold; raises ``FontsMissing`` with the command that brings them."""
    files = tuple(FOLDER / name for name in _FILES)
    absent = [file.name for file in files if not file.exists()]
    if absent:
        raise FontsMissing(f"{', '.join(absent)} not found in {FOLDER}: run  pip install .  in the repository again")
    return files


def web_fonts(characters: Iterable[str]) -> Mapping[int, bytes]:
    """The typeface by weight (400, 700) as WOFF with the glyphs of these characters only."""
    wanted = sorted({ord(character) for character in characters})
    return {weight: _subset(file, wanted) for weight, file in zip((400, 700), font_files(), strict=True)}


def _subset(file: Path, wanted: list[int]) -> bytes:
    options = subset.Options(flavor="woff", layout_features=["kern", "tnum", "locl"], notdef_outline=True)
    with TTFont(file, lazy=True, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        stream = io.BytesIO()
        subset.save_font(font, stream, options)
    return stream.getvalue()


def showable(text: str) -> str:
    """The text with what the typeface can't draw (emoji, rare characters) as ``〓``; control characters dropped."""
    if text.isascii() and text.isprintable():
        return text
    glyphs = _glyphs()
    return "".join(_shown(character, glyphs) for character in text if character.isprintable() or character in " \n\t")


def _shown(character: str, glyphs: frozenset[int]) -> str:
    if ord(character) in glyphs or character in _SET_BY_TEMPLATE or character.isspace():
        return character
    return _MISSING


@cache
def _glyphs() -> frozenset[int]:
    with TTFont(font_files()[0], lazy=True) as font:
        return frozenset(font.getBestCmap())
