"""Reports of a park: the same content as html, pdf, docx and xlsx."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from lingtan.app.carbon import InventoryCase, account, refuse_unknown_enterprise, with_national
from lingtan.app.evaluation import EvaluationCase
from lingtan.app.versions import base_year_status, compare_versions, list_versions, read_version
from lingtan.carbon import (
    base_year_json,
    comparison_json,
    enterprise_inventory,
    inventory_uncertainty,
    manifest_json,
    national_json,
    side_by_side_json,
    verification_json,
)
from lingtan.energy import derive_energy_use
from lingtan.knowledge import Language
from lingtan.reports import (
    GhgCase,
    enterprise_report,
    evaluation_report,
    inventory_report,
    reporting_facts,
    score_model,
    write_lines,
    write_report,
)


def write_evaluation_reports(case: EvaluationCase, directory: Path, language: Language) -> tuple[Path, ...]:
    """The evaluation report (7.3.2) in all forms; the workbook recomputes formula (1) live."""
    document = evaluation_report(case.evaluation, case.inventory, case.park, case.rulebook, language)
    model = score_model(case.evaluation, case.rulebook, language)
    return write_report(document, directory, _stem("evaluation", case, case.rulebook.id, language), model=model)


def ghg_case(case: InventoryCase) -> GhgCase:
    """What the greenhouse-gas report of a park is written from: the inventory and all that is known beside it.

    Raises ``InputFaults`` where a closed version is not as it was closed.
    """
    energy = derive_energy_use(case.park, case.activities, electricity="calorific", green_power_counts=False)
    given = GhgCase(
        inventory=case.inventory,
        park=case.park,
        rulebook=case.rulebook,
        activities=case.activities,
        facts=reporting_facts(case.park.profile),
        energy=energy,
        uncertainty=case.uncertainty,
        national=_national(case),
    )
    return _with_versions(given, case)


def _national(case: InventoryCase) -> dict[str, Any] | None:
    """The account by annex 4, and where the inventory is that of ISO 14064-1, both heading by heading."""
    if case.national is None:
        return None
    found = national_json(case.national)
    if case.beside:
        found["side_by_side"] = side_by_side_json(case.beside)
    return found


def _with_versions(given: GhgCase, case: InventoryCase) -> GhgCase:
    """The closed versions of the year, the latest verification and restatement, and the base year's state."""
    path, year = case.park.root, case.park.profile.reporting_year
    closed = [found.manifest for found in list_versions(path, year) if found.manifest.method == case.inventory.method]
    verified = next((entry for entry in reversed(closed) if entry.kind == "verified"), None)
    restated = next((entry for entry in reversed(closed) if entry.kind == "restated"), None)
    verification = None if verified is None else read_version(path, year, verified.number).verification
    return replace(
        given,
        versions=tuple(manifest_json(entry) for entry in closed),
        verification=None if verification is None else verification_json(verification),
        comparison=None
        if restated is None
        else comparison_json(compare_versions(path, year, restated.of, restated.number)),
        base_year=_base_year(case),
    )


def _base_year(case: InventoryCase) -> dict[str, Any] | None:
    """The closed base year against today; None where none is set, it is not closed, or its data lie elsewhere."""
    profile, method = case.park.profile, case.inventory.method
    base_year = profile.base_year
    if base_year is None or base_year not in profile.years or method != case.rulebook.accounting:
        return None
    if not any(found.manifest.method == method for found in list_versions(case.park.root, base_year)):
        return None
    return base_year_json(base_year_status(case.park.root))


def write_inventory_reports(
    case: InventoryCase, directory: Path, language: Language, given: GhgCase | None = None
) -> tuple[Path, ...]:
    """The greenhouse-gas report (ISO 14064-1, 7.3.1) in all forms, and the lines behind it as CSV.

    ``given`` is ``ghg_case(case)`` with what else is known: uncertainty, the national account, versions, verification.
    """
    document = inventory_report(given or ghg_case(case), language)
    stem = _stem("inventory", case, case.inventory.method, language)
    files = write_report(document, directory, stem)
    return (*files, write_lines(case.inventory.lines, directory, f"{stem}-lines"))


def write_enterprise_reports(
    case: InventoryCase, enterprise: str, directory: Path, language: Language
) -> tuple[Path, ...]:
    """The greenhouse-gas report of one enterprise standing alone, in all forms, and its lines as CSV.

    It is by ISO 14064-1, whatever the accounting of ``case``. Raises ``InputFaults`` where the park has no such
    enterprise.
    """
    refuse_unknown_enterprise(case.park, case.activities, enterprise)
    of_park = case.inventory if case.inventory.method == "t_seesa" else account(case.park, "t_seesa").inventory
    alone = enterprise_inventory(case.park, case.activities, enterprise)
    given = GhgCase(
        inventory=alone,
        park=case.park,
        rulebook=case.rulebook,
        activities=case.activities,
        facts=replace(reporting_facts(case.park.profile), verification=""),
        uncertainty=inventory_uncertainty(alone),
    )
    document = enterprise_report(given, enterprise, of_park, language)
    stem = _stem(f"enterprise-{_file_name(enterprise)}", case, alone.method, language)
    return (*write_report(document, directory, stem), write_lines(alone.lines, directory, f"{stem}-lines"))


def _file_name(name: str) -> str:
    """A name as part of a file name; where that changes it, with a mark, so that two names stay two files."""
    plain = re.sub(r"[^\w-]", "_", name)
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def write_sample(case: EvaluationCase, directory: Path, language: Language) -> tuple[Path, ...]:
    """Both reports of a case, as the demonstration writes them."""
    sure = inventory_uncertainty(case.inventory)
    accounted = InventoryCase(case.park, case.rulebook, case.activities, case.inventory, sure)
    return (
        *write_evaluation_reports(case, directory, language),
        *write_inventory_reports(with_national(accounted), directory, language),
    )


def _stem(kind: str, case: EvaluationCase | InventoryCase, scheme: str, language: Language) -> str:
    return f"{kind}-{case.park.profile.id}-{case.park.profile.reporting_year}-{scheme}-{language}"
