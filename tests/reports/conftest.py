"""The sample park evaluated once, and its reports in both languages."""

from __future__ import annotations

import pytest
from tests.reports.ghg_cases import full_case, plain_case
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
    """With everything that may stand beside the inventory."""
    return inventory_report(full_case(case), "zh")


@pytest.fixture(scope="session")
def english_ghg_report(case: EvaluationCase) -> Document:
    return inventory_report(full_case(case), "en")


@pytest.fixture(scope="session")
def bare_report(case: EvaluationCase) -> Document:
    """With nothing but the inventory."""
    return inventory_report(plain_case(case), "zh")
