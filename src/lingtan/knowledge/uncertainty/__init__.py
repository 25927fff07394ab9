"""Default uncertainties of activities and factors, by kind of evidence, method and gas."""

from lingtan.knowledge.uncertainty.library import (
    DefaultUncertainty,
    Evidence,
    activity_uncertainty,
    evidence_of,
    factor_uncertainty,
    uncertainties,
    uncertainties_hash,
)

__all__ = [
    "DefaultUncertainty",
    "Evidence",
    "activity_uncertainty",
    "evidence_of",
    "factor_uncertainty",
    "uncertainties",
    "uncertainties_hash",
]
