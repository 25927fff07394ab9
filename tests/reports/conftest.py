"""The sample park evaluated once, and its reports in both languages."""

from __future__ import annotations

import pytest
from tests.reports.report_reading import report_of

from lingtan.app.evaluation import EvaluationCase, evaluate_park
from lingtan.park import sample_park
from lingtan.reports import Document, inventory_report


@pytest.fixture(scope="session")
def case() -> EvaluationCase:
    return evaluate_park(sample_park())


@pytest.fixture(scope="session")
def report(case: EvaluationCase) -> Document:
    return report_of(case)


@pytest.fixture(scope="session")
def english_report(case: EvaluationCase) -> Document:
    return report_of(case, "en")


@pytest.fixture(scope="session")
def ghg_report(case: EvaluationCase) -> Document:
    return inventory_report(case.inventory, case.park, case.rulebook, "zh")
