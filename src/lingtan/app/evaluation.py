"""The evaluation of a park by its rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from lingtan.app.carbon import account
from lingtan.app.park import open_park
from lingtan.app.versions import list_versions, verified_figure
from lingtan.base import Fault, InputFaults
from lingtan.carbon import EMISSIONS_OF, Inventory, derive_from_instruments, derive_from_inventory
from lingtan.energy import derive_energy_use
from lingtan.evaluation import Evaluation, VerifiedQuantity, evaluate, options_in_force
from lingtan.knowledge import Rulebook, load_rulebook
from lingtan.park import Park, derive_quantities


@dataclass(frozen=True, slots=True)
class EvaluationCase:
    """A park, the rulebook it is judged by, its inventory and its evaluation."""

    park: Park
    rulebook: Rulebook
    activities: pa.Table
    inventory: Inventory
    evaluation: Evaluation


def evaluate_park(path: Path) -> EvaluationCase:
    """Read a park, account it, and evaluate it; raises ``InputFaults`` with all faults of all files.

    Gross emissions of a year that has a verified version are the verified ones (4.2.2, 7.3.1).
    """
    park = open_park(path)
    rulebook = load_rulebook(park.profile.rulebook)
    case = account(park, rulebook.accounting)
    options = options_in_force(rulebook, park.profile)
    derived = (
        *derive_quantities(park),
        *derive_from_inventory(case.inventory),
        *derive_from_instruments(park),
        *derive_energy_use(
            park,
            case.activities,
            electricity="equivalent" if options.get("indicator_10_electricity_tce") == "equivalent" else "calorific",
            green_power_counts=options.get("indicator_10_grid_green_power") == "included",
        ),
    )
    result = evaluate(rulebook, park, case.inventory, derived, _verified_quantities(path, park, rulebook))
    return EvaluationCase(park, rulebook, case.activities, case.inventory, result)


def _verified_quantities(path: Path, park: Park, rulebook: Rulebook) -> tuple[VerifiedQuantity, ...]:
    """The verified gross emissions of the years of the data; raises ``InputFaults`` where they are another park's."""
    quantity = EMISSIONS_OF[rulebook.accounting]
    found = []
    for year in park.profile.years:
        versions = list_versions(path, year)
        if versions and versions[0].manifest.park != park.profile.id:
            parts = {"park": versions[0].manifest.park, "value": park.profile.id}
            raise InputFaults([Fault.at(f"inventories/{year}", 1, "-", "version_of_other_park", **parts)])
        figure = verified_figure(path, year, rulebook.accounting) if versions else None
        if figure is not None:
            found.append(VerifiedQuantity(quantity, year, figure.gross_t, figure.number, figure.of, figure.outdated))
    return tuple(found)
