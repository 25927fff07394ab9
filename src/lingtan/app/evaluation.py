"""The evaluation of a park by its rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from lingtan.app.carbon import account
from lingtan.app.park import open_park
from lingtan.carbon import Inventory, derive_from_instruments, derive_from_inventory
from lingtan.energy import derive_energy_use
from lingtan.evaluation import Evaluation, evaluate, options_in_force
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
    """Read a park, account it, and evaluate it; raises ``InputFaults`` with all faults of all files."""
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
    result = evaluate(rulebook, park, case.inventory, derived)
    return EvaluationCase(park, rulebook, case.activities, case.inventory, result)
