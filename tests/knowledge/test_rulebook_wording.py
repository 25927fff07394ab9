"""The Chinese wordings are those of the printed standard, where its text is at hand beside the repository."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from lingtan.knowledge import Rulebook, load_rulebook

STANDARD_FOLDER = Path(__file__).parents[3] / "shared" / "standard"
PRINTED = STANDARD_FOLDER / "T-SEESA-010-2025.txt"


@pytest.fixture(scope="module")
def standard() -> Rulebook:
    return load_rulebook("t_seesa_010_2025")


def plain(wording: str) -> str:
    """A wording without spaces, punctuation and the letters of list items."""
    return re.sub(r"[\W_]|(?<![a-zA-Z])[a-f]\)", "", wording)


@pytest.fixture(scope="module")
def printed() -> str:
    if not PRINTED.exists():
        pytest.skip(f"the printed text is not at hand: {PRINTED}")
    without_lists = re.sub(r"^ *[a-f]\) ", "", PRINTED.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return plain(without_lists)


@pytest.mark.acceptance
def test_the_chinese_texts_are_those_of_the_standard(standard: Rulebook, printed: str) -> None:
    wordings = [requirement.text.zh for requirement in standard.requirements]
    wordings += [part.text.zh for measure in standard.measures for part in measure.statements]
    wordings += [part.zh for step in standard.steps for part in step.parts]
    wordings += [level.characteristic.zh for level in standard.levels]
    wordings += [
        term.definition.zh for term in standard.glossary if term.clause[:2] in ("3.", "4.") and term.clause != "4.2.6"
    ]
    missing = [wording for wording in wordings if plain(wording) not in printed]
    assert missing == [
        next(one.statements[0].text.zh for one in standard.measures if one.clause == "5.4.1")  # a lost 洁 restored
    ]


@pytest.mark.acceptance
def test_the_definitions_are_those_of_annex_b(standard: Rulebook, printed: str) -> None:
    for indicator in standard.indicators:
        for way in indicator.alternatives:
            for sentence in way.definition.zh.split("。"):
                assert plain(sentence) in printed, (indicator.no, sentence)


@pytest.mark.acceptance
def test_all_of_clause_5_is_there(standard: Rulebook, printed: str) -> None:
    whole = plain("".join(part.text.zh for one in standard.measures for part in one.statements)).replace(
        "清洁的", "清的"
    )
    start, end = printed.rindex("51基础设施系统"), printed.rindex("6评价体系")
    assert len(whole) > 0.9 * len(re.sub(r"(5[1-8]\w{2,12}系统|园区碳管理体系)", "", printed[start:end]))


@pytest.mark.acceptance
@pytest.mark.parametrize(
    ("name", "file"), [("t_seesa_010_2025", "quantities.csv"), ("ndrc_2025_910", "quantities-ndrc.csv")]
)
def test_the_quantities_are_those_of_the_list(name: str, file: str) -> None:
    source = STANDARD_FOLDER / file
    if not source.exists():
        pytest.skip(f"the list of quantities is not at hand: {source}")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    listed = [(row["quantity"], row["unit"], row["also_units"], row["kind"], row["period"]) for row in rows]
    ours = load_rulebook(name).quantities.values()
    assert [(one.id, one.unit, ";".join(one.also_units), one.kind, one.period) for one in ours] == listed
