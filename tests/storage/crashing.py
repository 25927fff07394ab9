"""Processes that close inventories and die on the way; run as a script, it prints what the shelf looked like after.

The parent only forks and looks at files: every child starts clean, so that killing it is all that happens to it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from tests.carbon.frozen_inventories import factor, line, table
from tests.storage.shelves import DRAFT, contents

from lingtan.base import InputFaults
from lingtan.carbon import FrozenInventory
from lingtan.storage import shelf_faults, store_version, stored_versions

STATEMENT = {"year": 2021, "method": "t_seesa", "total_tco2e": 0.0, "exclusions": [], "content_hash": "0" * 64}
ROWS = 20_000
FINISHED, REFUSED, KILLED = 0, 3, 137


def inventory(rows: int) -> FrozenInventory:
    lines = table(*(line(row=number, source=f"S{number}", co2e_t="1") for number in range(rows)))
    return FrozenInventory(2021, "t_seesa", "AR6", STATEMENT, lines, (factor(),))


def child(shelf: Path, frozen: FrozenInventory, dies_at: int | None = None) -> int:
    """Fork a process that closes the next version, and dies before its n-th step that touches a file."""
    if (process := os.fork()) != 0:
        return process
    if dies_at is not None:
        steps = 0

        def count(event: str, _: object) -> None:
            nonlocal steps
            if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.scandir"):
                steps += 1
                if steps > dies_at:
                    os._exit(KILLED)

        sys.addaudithook(count)
    try:
        store_version(shelf, DRAFT, {"changes.json": b"{}\n"}, frozen)
    except InputFaults:
        os._exit(REFUSED)
    os._exit(FINISHED)


def ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def seen(shelf: Path, before: dict[str, bytes], count: int) -> dict[str, object]:
    """What a reader finds: faults, whether the version came into being, and whether the older ones are as they were."""
    after = contents(shelf) if shelf.is_dir() else {}
    lasting = [name for name in before if "/." not in f"/{name}"]
    return {
        "faults": [list(map(str, (fault.file, fault.code))) for fault in shelf_faults(shelf, 2021)],
        "new": len(stored_versions(shelf, 2021)) - count,
        "unchanged": all(after.get(name) == before[name] for name in lasting),
    }


def leftovers(shelf: Path) -> list[str]:
    return [path.name for path in (shelf / "2021").iterdir() if path.name.startswith(".")]


def every_step(folder: Path) -> dict[str, object]:
    """Die at every step of a closing, one after the other, until one closing comes through; each time afresh."""
    frozen, found = inventory(3), list[dict[str, object]]()
    base = folder / "base"
    ended(child(base, frozen))
    while True:
        shelf = folder / str(len(found)) / "inventories"
        shutil.copytree(base, shelf)
        code = ended(child(shelf, frozen, dies_at=len(found)))
        found.append({"code": code, **seen(shelf, contents(base), 1)})
        if code == FINISHED:
            return {"found": found}
        again = ended(child(shelf, frozen))
        found[-1].update({"again": again, "leftovers": leftovers(shelf), "then": len(shelf_faults(shelf, 2021))})


def any_moment(shelf: Path, moments: int, seed: int) -> dict[str, object]:
    """Kill -9 a closing at random moments of its course."""
    frozen, found = inventory(ROWS), list[dict[str, object]]()
    moments_at = random.Random(seed)  # noqa: S311 the same moments in every run
    started = time.perf_counter()
    ended(child(shelf, frozen))
    whole = time.perf_counter() - started
    for _ in range(moments):
        before = contents(shelf)
        count = len(stored_versions(shelf, 2021))
        process = child(shelf, frozen)
        time.sleep(moments_at.uniform(0, 1.1) * whole)
        os.kill(process, signal.SIGKILL)
        found.append({"code": ended(process), **seen(shelf, before, count)})
    last = ended(child(shelf, frozen))
    return {"found": found, "last": last, "faults": len(shelf_faults(shelf, 2021)), "leftovers": leftovers(shelf)}


def at_once(shelf: Path, processes: int) -> dict[str, object]:
    """Close from several processes at the same time."""
    frozen = inventory(200)
    codes = [ended(process) for process in [child(shelf, frozen) for _ in range(processes)]]
    return {"codes": codes, "versions": len(stored_versions(shelf, 2021)), **seen(shelf, {}, 0)}


if __name__ == "__main__":
    # The engine's own connection would bring threads that don't live on in a forked process, and wait for them there.
    duckdb.set_default_connection(duckdb.connect(config={"threads": 1}))
    what, folder, *numbers = sys.argv[1:]
    scenes: dict[str, Callable[..., dict[str, object]]] = {
        "every_step": every_step,
        "any_moment": any_moment,
        "at_once": at_once,
    }
    sys.stdout.write(json.dumps(scenes[what](Path(folder), *map(int, numbers))))
