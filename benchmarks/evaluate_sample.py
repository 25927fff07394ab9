"""``lingtan evaluate --json`` on the sample park, interpreter start included, beside a pandas script of its sums."""

from __future__ import annotations

import sys

from benchmarks import measure
from lingtan.park import sample_park


def main() -> None:
    """Print the fastest of five runs each."""
    folder = str(sample_park())
    ours = measure.best(5, measure.LINGTAN, "evaluate", folder, "--json")
    peer = measure.best(5, sys.executable, "-m", "benchmarks.peers.pandas_inventory", folder)
    measure.line("sample park, whole evaluation", ours.wall_s, "pandas sums", peer.wall_s, "s")


if __name__ == "__main__":
    main()
