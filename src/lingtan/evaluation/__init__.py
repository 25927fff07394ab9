"""Evaluation: the gate, the indicators, formula (1), the level, and the explanation of every number."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lingtan.evaluation.evaluate import evaluate
from lingtan.evaluation.exact import Exact, Fall
from lingtan.evaluation.explanation import Node, as_dict, explain
from lingtan.evaluation.facts import collect_facts
from lingtan.evaluation.flags import inventory_flags
from lingtan.evaluation.options import leading_values_in_force, options_in_force, weights_in_force
from lingtan.evaluation.records import (
    AlternativeResult,
    BandPoint,
    CategoryResult,
    Evaluation,
    Fact,
    Flag,
    GateResult,
    Improvement,
    IndicatorResult,
    Intensity,
    NoteResult,
    TargetResult,
    VerifiedQuantity,
    ZeroCarbon,
)
from lingtan.evaluation.summary import evaluation_json
from lingtan.evaluation.wording import flag_text

if TYPE_CHECKING:
    from lingtan.evaluation.many import evaluate_many

__all__ = [
    "AlternativeResult",
    "BandPoint",
    "CategoryResult",
    "Evaluation",
    "Exact",
    "Fact",
    "Fall",
    "Flag",
    "GateResult",
    "Improvement",
    "IndicatorResult",
    "Intensity",
    "Node",
    "NoteResult",
    "TargetResult",
    "VerifiedQuantity",
    "ZeroCarbon",
    "as_dict",
    "collect_facts",
    "evaluate",
    "evaluate_many",
    "evaluation_json",
    "explain",
    "flag_text",
    "inventory_flags",
    "leading_values_in_force",
    "options_in_force",
    "weights_in_force",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """``evaluate_many`` on first use: one park alone needs no NumPy."""
    if name == "evaluate_many":
        return import_module("lingtan.evaluation.many").evaluate_many
    raise AttributeError(name)
