"""Nothing half-written: a closing that dies at any moment leaves the state before it or the state after it."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.carbon.frozen_inventories import frozen
from tests.storage.shelves import DRAFT, ROWS, contents, filled

from lingtan.storage import shelf_faults, store_version

ROOT = Path(__file__).resolve().parents[2]
KILLED_STEP, KILLED, FINISHED, REFUSED = 137, -9, 0, 3


def crashed(what, folder, *numbers):
    command = [sys.executable, "-m", "tests.storage.crashing", what, str(folder / "inventories"), *map(str, numbers)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def assert_old_or_new(found):
    assert found["faults"] == []
    assert found["unchanged"]
    assert found["new"] in (0, 1)


def test_a_closing_that_dies_at_any_of_its_steps_leaves_the_old_state_or_the_new(tmp_path) -> None:
    *died, finished = crashed("every_step", tmp_path)["found"]
    assert len(died) > 20
    assert {found["code"] for found in died} == {KILLED_STEP}
    assert {found["new"] for found in died} == {0, 1}
    for found in died:
        assert_old_or_new(found)
        # The next closing goes on from there, and clears up.
        assert (found["again"], found["then"], found["leftovers"]) == (FINISHED, 0, [])
    assert_old_or_new(finished)
    assert (finished["code"], finished["new"]) == (FINISHED, 1)


def test_kill_9_at_sixty_random_moments_leaves_the_old_state_or_the_new(tmp_path) -> None:
    result = crashed("any_moment", tmp_path, 60, 20240731)
    codes = {found["code"] for found in result["found"]}
    assert KILLED in codes
    for found in result["found"]:
        assert_old_or_new(found)
    assert (result["last"], result["faults"], result["leftovers"]) == (FINISHED, 0, [])


def test_of_several_closings_at_once_each_comes_through_whole_or_is_refused(tmp_path) -> None:
    result = crashed("at_once", tmp_path, 6)
    assert set(result["codes"]) <= {FINISHED, REFUSED}
    assert result["codes"].count(FINISHED) == result["versions"] >= 1
    assert result["faults"] == []


def test_a_full_disk_leaves_everything_as_it_was(tmp_path, monkeypatch) -> None:
    shelf = filled(tmp_path, versions=1)
    before = contents(shelf)
    writes = 0

    def full(handle: int) -> None:
        nonlocal writes
        writes += 1
        if writes == 3:
            raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store_version(shelf, DRAFT, {"changes.json": b"{}\n"}, frozen(*ROWS))
    monkeypatch.undo()
    assert contents(shelf) == before
    assert shelf_faults(shelf, 2021) == ()
    assert [path.name for path in (shelf / "2021").iterdir() if path.name.startswith(".")] == []
