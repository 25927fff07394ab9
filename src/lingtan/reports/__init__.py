"""Reports: one content, four forms."""

from lingtan.reports.document import Document
from lingtan.reports.evaluation_report import evaluation_report
from lingtan.reports.inventory_report import inventory_report
from lingtan.reports.score_model import ScoreModel, score_model
from lingtan.reports.typefaces import FontsMissing
from lingtan.reports.writing import FORMS, Form, write_lines, write_report

__all__ = [
    "FORMS",
    "Document",
    "FontsMissing",
    "Form",
    "ScoreModel",
    "evaluation_report",
    "inventory_report",
    "score_model",
    "write_lines",
    "write_report",
]
