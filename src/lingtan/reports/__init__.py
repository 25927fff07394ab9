"""Reports: one content, four forms."""

from lingtan.reports.chapters.ghg_case import (
    ENTITY_FACTS,
    GhgCase,
    ReportingFacts,
    reporting_facts,
)
from lingtan.reports.document import Document
from lingtan.reports.enterprise_report import enterprise_report
from lingtan.reports.evaluation_report import evaluation_report
from lingtan.reports.inventory_report import inventory_report
from lingtan.reports.score_model import ScoreModel, score_model
from lingtan.reports.typefaces import FontsMissing
from lingtan.reports.writing import FORMS, Form, write_lines, write_report

__all__ = [
    "ENTITY_FACTS",
    "FORMS",
    "Document",
    "FontsMissing",
    "Form",
    "GhgCase",
    "ReportingFacts",
    "ScoreModel",
    "enterprise_report",
    "evaluation_report",
    "inventory_report",
    "reporting_facts",
    "score_model",
    "write_lines",
    "write_report",
]
