"""Rulebooks from their folders: read, validated as a whole, all faults told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from lingtan.base import Fault, content_hash, raise_faults
from lingtan.knowledge.standard.checks import draft_faults
from lingtan.knowledge.standard.draft import HEAD_FILE, QUANTITIES_FILE, SECTIONS, Draft, entry_faults, read_draft
from lingtan.knowledge.standard.models import Rulebook, Term

_RULEBOOKS = Path(__file__).parent / "rulebooks"


@cache
def rulebook_ids() -> tuple[str, ...]:
    """The ids of the rulebooks there are, sorted; each is a folder of ``rulebooks/``."""
    return tuple(sorted(file.parent.name for file in _RULEBOOKS.glob(f"*/{HEAD_FILE}")))


@cache
def load_rulebook(rulebook_id: str) -> Rulebook:
    """A rulebook by its id; raises ``KeyError`` for an unknown id and ``InputFaults`` for a broken one."""
    if rulebook_id not in rulebook_ids():
        raise KeyError(rulebook_id)
    return load_folder(_RULEBOOKS / rulebook_id)


def load_folder(folder: Path) -> Rulebook:
    """The rulebook of a folder: ``rulebook.yaml``, ``quantities.csv`` and any further YAML files, however split.

    Raises ``InputFaults`` with all faults of all files; files are named relative to the folder.
    """
    files = _files(folder)
    draft = read_draft(files)
    faults = [*draft.faults, *draft_faults(draft)]
    rulebook, head_faults = _rulebook(draft, content_hash(files))
    raise_faults([*faults, *(head_faults if draft.head else ())])
    if rulebook is None:  # the head's faults were raised above
        raise AssertionError
    return rulebook


def _files(folder: Path) -> Mapping[str, bytes]:
    found = sorted(folder.rglob("*.yaml"))
    if (folder / QUANTITIES_FILE).is_file():
        found.append(folder / QUANTITIES_FILE)
    return {file.relative_to(folder).as_posix(): file.read_bytes().replace(b"\r\n", b"\n") for file in found}


def _rulebook(draft: Draft, digest: str) -> tuple[Rulebook | None, Iterable[Fault]]:
    sections = {section: tuple(entry for entry, _ in draft.valid(section)) for section in SECTIONS}
    sections["glossary"] = (*sections["glossary"], *_meanings(draft))
    quantities = {entry.id: entry for entry, _ in draft.valid("quantities")}
    values = {**draft.head, **sections, "quantities": quantities, "content_hash": digest}
    try:
        return Rulebook.model_validate(values), ()
    except ValidationError as error:
        return None, entry_faults(error, draft.head_place, Rulebook)


def _meanings(draft: Draft) -> Iterator[Term]:
    """What each indicator means, as glossary entries, so that a definition stands in one place only."""
    for indicator, _ in draft.valid("indicators"):
        for alternative in indicator.alternatives:
            yield Term(term=alternative.name, clause=indicator.clause, definition=alternative.definition)
    for target, _ in draft.valid("target_indicators"):
        yield Term(term=target.name, clause=target.clause, definition=target.definition)
