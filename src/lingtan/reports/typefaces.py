"""The typeface of all reports: Noto Sans SC, brought at build time (decision 0041)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

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
