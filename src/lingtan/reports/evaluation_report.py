"""The evaluation report: contents of 7.3.2 a) to f) in their order, then the annexes."""

from __future__ import annotations

from lingtan import __version__
from lingtan.carbon import Inventory
from lingtan.evaluation import Evaluation
from lingtan.knowledge import Language, Rulebook
from lingtan.park import Park
from lingtan.reports.chapters import annexes, conclusion, emissions, park, strategy, targets
from lingtan.reports.chapters.case import Case, content_of, report_number
from lingtan.reports.document import Cover, Document, Section
from lingtan.reports.wording import Words


def evaluation_report(
    evaluation: Evaluation, inventory: Inventory, of_park: Park, rulebook: Rulebook, language: Language
) -> Document:
    """The report of an evaluation; the same input gives the same document, whatever the day."""
    case = Case(inventory, of_park, rulebook, Words(language), evaluation)
    digest = content_of(case, evaluation)
    number = report_number(case, "E", digest)
    body = _scored(case) if evaluation.score is not None else _judged(case)
    return Document(
        language, number, case.dated, _cover(case, number, digest), (*body, *_annexes(case, number, digest))
    )


def _scored(case: Case) -> tuple[Section, ...]:
    return (
        park.park_section(case),
        _emissions(case),
        strategy.strategy_section(case),
        strategy.progress_section(case),
        strategy.offsets_section(case),
        conclusion.conclusion_section(case),
    )


def _judged(case: Case) -> tuple[Section, ...]:
    return (park.park_section(case), _emissions(case), targets.targets_section(case))


def _emissions(case: Case) -> Section:
    parts = (emissions.boundary_section(case), emissions.totals_section(case), emissions.data_section(case))
    return Section(case.words("chapter.emissions"), (), parts)


def _annexes(case: Case, number: str, digest: str) -> tuple[Section, ...]:
    scored = (annexes.indicators_annex(case),) if case.evaluation.score is not None else ()
    return (
        *scored,
        annexes.evidence_annex(case),
        emissions.factors_annex(case),
        annexes.interpretations_annex(case),
        annexes.record_annex(case, number, digest),
    )


def _cover(case: Case, number: str, digest: str) -> Cover:
    words, result, book = case.words, case.evaluation, case.rulebook
    scored = result.score is not None
    facts = (
        ("park", case.park_name),
        ("region", case.park.profile.region),
        ("period", words("period", year=case.year)),
        ("rulebook", f"{book.code} {words.of(book.name)}"),
        ("number", number),
        ("digest", digest),
        ("program", f"Lingtan {__version__}"),
    )
    return Cover(
        kicker=f"{book.code}　{words.of(book.name)}" if case.words.language == "zh" else book.code,
        title=words("title.evaluation" if scored else "title.targets"),
        subtitle=words("cover.subtitle", park=case.park_name, year=case.year),
        level=case.level_name(result.level) if scored else "",
        rank=(result.level or "withheld") if scored else "",
        score="" if result.score is None else words("cover.score", score=result.score.text(4)),
        facts=tuple((words(f"cover.{name}"), value) for name, value in facts),
        mark=case.sample_mark,
    )
