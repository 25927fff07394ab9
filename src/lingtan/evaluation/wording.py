"""Words for results: flags in one language."""

from __future__ import annotations

from lingtan.evaluation.flags import LIST
from lingtan.evaluation.records import Flag
from lingtan.knowledge import Language, text

_LEVELS = ("level", "level_without", "levels")


def flag_text(flag: Flag, language: Language) -> str:
    """A flag in one sentence; details ``x_zh`` and ``x_en`` fill the part ``x``, lists are joined by the language."""
    other = "_en" if language == "zh" else "_zh"
    parts: dict[str, str] = {}
    for name, value in flag.details:
        if name.endswith(other):
            continue
        key = name.removesuffix(f"_{language}")
        parts[key] = _words(key, value, language)
    return text(f"flag.{flag.code}", language, **parts)


def _words(name: str, value: str, language: Language) -> str:
    if name in _LEVELS:
        value = LIST.join(text(f"evaluation.level.{level}", language) for level in value.split(LIST))
    return value.replace(LIST, text("evaluation.list_separator", language))
