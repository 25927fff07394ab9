"""The full cube by the product, from Parquet: ``python -m ... ACTIVITIES`` prints cells, total and a digest."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.large_activities import PROFILE, factors
from lingtan.carbon import Embedded, account_cube, no_placing


def main(activities: str) -> None:
    """Account the file and print what it found."""
    cube, _ = account_cube(Embedded([Path(activities)], no_placing()), PROFILE, own=factors())
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, cube.schema) as stream:
        stream.write_table(cube)
    digest = hashlib.sha256(sink.getvalue()).hexdigest()
    print(json.dumps({"cells": cube.num_rows, "total": str(pc.sum(cube["co2e_t"]).as_py()), "digest": digest}))


if __name__ == "__main__":
    main(*sys.argv[1:])
