"""Ten million activity rows in Parquet to the full cube: beside a hand-written DuckDB query, pandas and polars.

Every run is a process of its own, from the start of the interpreter to the printed total; the peers get their factors
ready made, the product looks each of them up. Five runs of ours must print the same digest.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import measure
from benchmarks.large_activities import write_activities, write_rates

ROUNDS = 5


def main() -> None:
    """Print times, ratios and peak memory of paired runs, then the cost at one and at ten million rows."""
    with tempfile.TemporaryDirectory() as folder:
        rates = str(write_rates(Path(folder)))
        small, large = (str(write_activities(Path(folder), rows)) for rows in (1_000_000, 10_000_000))
        pairs = [(ours(large), peer("duckdb_cube", large, rates)) for _ in range(ROUNDS)]
        for name in ("pandas_cube", "polars_cube"):
            found = min((peer(name, large, rates) for _ in range(2)), key=lambda run: run.wall_s)
            fastest = min((run for run, _ in pairs), key=lambda run: run.wall_s)
            measure.line(f"10,000,000 rows, beside {name}", fastest.wall_s, name, found.wall_s, "s")
            measure.line(f"10,000,000 rows, beside {name}", fastest.peak_mib, name, found.peak_mib, "MiB")
        report(pairs)
        one = min((ours(small) for _ in range(3)), key=lambda run: run.wall_s)
        ten = min((run for run, _ in pairs), key=lambda run: run.wall_s)
        growth = f"{ten.wall_s / one.wall_s:.1f} times"
        print(f"cost: 1 million rows {one.wall_s:.2f} s, 10 million {ten.wall_s:.2f} s ({growth})")


def ours(activities: str) -> measure.Run:
    """The product, from Parquet to the cube."""
    return measure.run(measure.PYTHON, "-m", "benchmarks.lingtan_cube", activities)


def peer(name: str, activities: str, rates: str) -> measure.Run:
    """A peer's script; the hand-written query runs where the product runs."""
    python = measure.PYTHON if name == "duckdb_cube" else sys.executable
    return measure.run(python, "-m", f"benchmarks.peers.{name}", activities, rates)


def report(pairs: list[tuple[measure.Run, measure.Run]]) -> None:
    """Ratios pair by pair against the hand-written query, the digest of every run, and that both totals agree."""
    answers = [json.loads(run.output) for run, _ in pairs]
    by_hand = json.loads(pairs[0][1].output)
    digests = {answer["digest"] for answer in answers}
    assert len(digests) == 1, digests
    assert (answers[0]["cells"], answers[0]["total"]) == (by_hand["cells"], by_hand["total"])
    walls = sorted(mine.wall_s / other.wall_s for mine, other in pairs)
    cpus = sorted(mine.cpu_s / other.cpu_s for mine, other in pairs)
    print(f"{len(pairs)} runs, one digest: {digests.pop()[:16]}; {answers[0]['cells']} cells, {answers[0]['total']} t")
    print(f"ours / hand-written DuckDB: wall {show(walls)}, processor {show(cpus)}")
    print(f"peak memory: {max(mine.peak_mib for mine, _ in pairs):.0f} MiB")


def show(ratios: list[float]) -> str:
    """Median with the range."""
    return f"{ratios[len(ratios) // 2]:.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"


if __name__ == "__main__":
    main()
