"""A park with half a million and a million activity rows: ``lingtan evaluate --json`` beside a pandas script."""

from __future__ import annotations

import csv
import json
import shutil
import sys
import tempfile
from itertools import islice, product
from pathlib import Path

from benchmarks import measure
from lingtan.park import sample_park

KINDS = (("electricity", "grid", "kWh"), ("combustion", "天然气", "Nm3"), ("heat", "", "GJ"))
COLUMNS = (
    "enterprise,source,method,item,quantity,unit,start,end,factor,factor_unit,factor_source,"
    "counterparty,uncertainty_pct,data_quality,evidence,note"
)
MONTHS = [(year, month) for year in range(2021, 2025) for month in range(1, 13)]


def large_park(folder: Path, rows: int) -> Path:
    """The sample park's quantities with ``rows`` monthly activities of many sources."""
    folder.mkdir()
    for name in ("park.yaml", "quantities.csv"):
        shutil.copy(sample_park() / name, folder)
    with (folder / "activities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS.split(","))
        sources = -(-rows // len(MONTHS))
        for source, (year, month) in islice(product(range(sources), MONTHS), rows):
            method, item, unit = KINDS[source % len(KINDS)]
            end = f"{year + month // 12}-{month % 12 + 1:02d}-01"
            start = f"{year}-{month:02d}-01"
            quantity = f"{(source * 7919 + month * 104729) % 1000003 / 1000:.3f}"
            key = (
                f"E{source % 500:03d}",
                f"S{source:06d}",
                method,
                item,
                quantity,
                unit,
                start,
                end,
            )
            writer.writerow((*key, "", "", "", "", "2.5", "measured", f"bill-{source}-{year}-{month:02d}", ""))
    return folder


def main() -> None:
    """Print wall time and peak memory at two sizes."""
    with tempfile.TemporaryDirectory() as directory:
        for rows in (500_000, 1_000_000):
            folder = large_park(Path(directory) / str(rows), rows)
            ours = measure.run(measure.LINGTAN, "evaluate", str(folder), "--json")
            peer = measure.run(sys.executable, "-m", "benchmarks.peers.pandas_inventory", str(folder))
            score = json.loads(ours.output)["score"]
            measure.line(
                f"{rows:,} rows, whole evaluation (score {score})", ours.wall_s, "pandas sums", peer.wall_s, "s"
            )
            measure.line(f"{rows:,} rows, peak memory", ours.peak_mib, "pandas sums", peer.peak_mib, "MiB")


if __name__ == "__main__":
    main()
