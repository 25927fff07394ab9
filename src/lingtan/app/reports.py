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
    verification_json,
)
from lingtan.energy import derive_energy_use
from lingtan.knowledge import Language, gwp
from lingtan.reports import (
    GhgCase,
    Potential,
    enterprise_report,
    evaluation_report,
    inventory_report,
    reporting_facts,
    score_model,
    write_lines,
    write_report,
)

_PER_KG = "kgCO2e/kg "


def write_evaluation_reports(case: EvaluationCase, directory: Path, language: Language) -> tuple[Path, ...]:
    """The evaluation report (7.3.2) in all forms; the workbook recomputes formula (1) live."""
    document = evaluation_report(case.evaluation, case.inventory, case.park, case.rulebook, language)
    model = score_model(case.evaluation, case.rulebook, language)
    return write_report(document, directory, _stem("evaluation", case, case.rulebook.id, language), model=model)


def ghg_case(case: InventoryCase) -> GhgCase:
    """What the greenhouse-gas report of a park is written from."""
    energy = derive_energy_use(case.park, case.activities, electricity="calorific", green_power_counts=False)
    return GhgCase(
        inventory=case.inventory,
        park=case.park,
        rulebook=case.rulebook,
        activities=case.activities,
        facts=reporting_facts(case.park.profile),
        potentials=_potentials(case),
        energy=energy,
        uncertainty=case.uncertainty,
        national=None if case.national is None else national_json(case.national),
        **_kept(case),
    )


def _potentials(case: InventoryCase) -> tuple[Potential, ...]:
    """The global warming potentials that the factors were multiplied with."""
    spelled = {unit for factor in case.inventory.factors for name, _, unit in factor.steps if name == "gwp"}
    species = sorted({unit.removeprefix(_PER_KG).partition(",")[0] for unit in spelled})
    found = ((name, gwp(name, case.park.profile.gwp)) for name in species)
    return tuple(Potential(name, entry.value, entry.provenance.source) for name, entry in found if entry is not None)


def _kept(case: InventoryCase) -> dict[str, Any]:
    """What was closed, restated and verified of the year, and the base year, as they stand beside the inventory."""
    home, year, method = case.park.root, case.park.profile.reporting_year, case.inventory.method
    own = [
        v for v in list_versions(home, year) if (v.manifest.park, v.manifest.method) == (case.park.profile.id, method)
    ]
    if not own:
        return {}
    kept: dict[str, Any] = {"versions": [manifest_json(version.manifest) for version in own]}
    closed = [version.manifest.number for version in own if version.manifest.kind != "verified"]
    if len(closed) > 1:
        kept["comparison"] = comparison_json(compare_versions(home, year, closed[-2], closed[-1]))
    verified = [version.manifest.number for version in own if version.manifest.kind == "verified"]
    found = read_version(home, year, verified[-1]).verification if verified else None
    if found is not None:
        kept["verification"] = verification_json(found)
    return kept | _base_year(case)


def _base_year(case: InventoryCase) -> dict[str, Any]:
    base_year = case.park.profile.base_year
    if base_year is None or base_year not in case.park.profile.years or not list_versions(case.park.root, base_year):
        return {}
    return {"base_year": base_year_json(base_year_status(case.park.root))}


def write_inventory_reports(
    case: InventoryCase, directory: Path, language: Language, given: GhgCase | None = None
) -> tuple[Path, ...]:
    """The greenhouse-gas report (ISO 14064-1, 7.3.1) in all forms, and the lines behind it as CSV.

    ``given`` is ``ghg_case(case)`` with what else is known.
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
        facts=reporting_facts(case.park.profile),
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
    bare = InventoryCase(case.park, case.rulebook, case.activities, case.inventory)
    accounted = replace(with_national(bare), uncertainty=inventory_uncertainty(case.inventory))
    return (
        *write_evaluation_reports(case, directory, language),
        *write_inventory_reports(accounted, directory, language),
    )


def _stem(kind: str, case: EvaluationCase | InventoryCase, scheme: str, language: Language) -> str:
    return f"{kind}-{case.park.profile.id}-{case.park.profile.reporting_year}-{scheme}-{language}"
