"""An analyst's inventory: read_csv, a factor table, groupby; floats, no checks. ``python -m ... FOLDER``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

FACTORS = {("electricity", "grid"): 0.5737e-3, ("combustion", "天然气"): 21.6219e-4, ("heat", ""): 0.11}


def main(folder: Path) -> None:
    """Print yearly totals, tCO2e."""
    activities = pd.read_csv(folder / "activities.csv", parse_dates=["start", "end"], keep_default_na=False)
    factors = pd.Series(FACTORS, name="tco2_per_unit").rename_axis(["method", "item"]).reset_index()
    lines = activities.merge(factors, on=["method", "item"], how="left")
    lines["co2e_t"] = lines["quantity"].astype(float) * lines["tco2_per_unit"]
    by_year = lines.groupby(lines["start"].dt.year)["co2e_t"].sum()
    by_enterprise = lines.groupby(["enterprise"])["co2e_t"].sum()
    print(json.dumps({"years": by_year.round(3).to_dict(), "enterprises": len(by_enterprise)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
