"""The one catalogue of texts: ``<language>/<wing>.yaml``, flat keys; a language is a folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from lingtan.base import Fault

_HERE = Path(__file__).parent


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of a language by key; a key that two files give is an error."""
    texts: dict[str, str] = {}
    for file in sorted((_HERE / language).glob("*.yaml")):
        entries: dict[str, str] = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader) or {}
        twice = entries.keys() & texts.keys()
        if twice:
            raise ValueError(f"{file.name}: keys given twice: {sorted(twice)}")
        texts.update(entries)
    return texts


def text(key: str, language: str, **parts: object) -> str:
    """The text of a key with its named parts put in; an unknown key raises ``KeyError``."""
    return catalogue(language)[key].format_map(parts)


def fault_text(fault: Fault, language: str) -> str:
    """A fault in one line: ``FILE:ROW:COLUMN: what is wrong, what was expected``."""
    wording = text(f"fault.{fault.code}", language, **dict(fault.details))
    return f"{fault.file}:{fault.row}:{fault.column}: {wording}"
