"""What the documents promise is there: commands, options, files, decisions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from lingtan.cli.commands import app
from lingtan.knowledge import Language
from lingtan.park.files.template import folder_guide

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"lingtan {name}" in README


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"^\s*lingtan ([a-z]+)", README, flags=re.MULTILINE))
    assert named <= set(COMMANDS)


@pytest.mark.parametrize(
    ("document", "target"),
    [
        (document, target)
        for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    ],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_links_between_documents_lead_somewhere(document: Path, target: str) -> None:
    assert (document.parent / target).exists()


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda page: page.name)
def test_a_decision_is_one_short_page_that_says_why(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    for part in ("Question", "Choice", "Why", "What would change our mind"):
        assert part in text, part


@pytest.mark.parametrize(("page", "language"), [("park-folder.md", "zh"), ("park-folder.en.md", "en")])
def test_the_guide_to_the_park_folder_is_the_one_the_program_writes(page: str, language: Language) -> None:
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == folder_guide(language, 2024)
