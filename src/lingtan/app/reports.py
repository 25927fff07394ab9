"""Reports of a park: the same content as html, pdf, docx and xlsx."""

from __future__ import annotations

from pathlib import Path

from lingtan.app.carbon import InventoryCase
from lingtan.app.evaluation import EvaluationCase
from lingtan.knowledge import Language
from lingtan.reports import evaluation_report, inventory_report, score_model, write_lines, write_report


def write_evaluation_reports(case: EvaluationCase, directory: Path, language: Language) -> tuple[Path, ...]:
    """The evaluation report (7.3.2) in all forms; the workbook recomputes formula (1) live."""
    document = evaluation_report(case.evaluation, case.inventory, case.park, case.rulebook, language)
    model = score_model(case.evaluation, case.rulebook, language)
    return write_report(document, directory, _stem("evaluation", case, case.rulebook.id, language), model=model)


def write_inventory_reports(case: InventoryCase, directory: Path, language: Language) -> tuple[Path, ...]:
    """The inventory report (7.3.1) in all forms, and the lines behind it as CSV."""
    document = inventory_report(case.inventory, case.park, case.rulebook, language)
    stem = _stem("inventory", case, case.inventory.method, language)
    files = write_report(document, directory, stem)
    return (*files, write_lines(case.inventory.lines, directory, f"{stem}-lines"))


def write_sample(case: EvaluationCase, directory: Path, language: Language) -> tuple[Path, ...]:
    """Both reports of a case, as the demonstration writes them."""
    accounted = InventoryCase(case.park, case.rulebook, case.activities, case.inventory)
    return (
        *write_evaluation_reports(case, directory, language),
        *write_inventory_reports(accounted, directory, language),
    )


def _stem(kind: str, case: EvaluationCase | InventoryCase, scheme: str, language: Language) -> str:
    return f"{kind}-{case.park.profile.id}-{case.park.profile.reporting_year}-{scheme}-{language}"
