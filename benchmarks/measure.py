"""Time and memory of a whole command."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_PRODUCT = Path(__file__).resolve().parents[1] / ".venv" / "bin"
LINGTAN = str(_PRODUCT / "lingtan")
PYTHON = str(_PRODUCT / "python")
"""The product's own environment, which no peer weighs on."""


@dataclass(frozen=True, slots=True)
class Run:
    """Wall-clock and processor seconds and peak resident memory of a process, with what it printed."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    output: str


def run(*command: str) -> Run:
    """Run a command to its end; a failing one raises with what it said."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, errors = process.stdout.read(), process.stderr.read()  # type: ignore[union-attr]
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}: {errors[-2000:]}")
    cpu_s = usage.ru_utime + usage.ru_stime
    return Run(time.perf_counter() - start, cpu_s, usage.ru_maxrss / 1024, output)


def best(times: int, *command: str) -> Run:
    """The fastest of several runs: the one least disturbed."""
    return min((run(*command) for _ in range(times)), key=lambda result: result.wall_s)


def line(name: str, ours: float, peer_name: str, peer: float, unit: str) -> None:
    """Print a figure beside its peer's, and how many times the peer takes."""
    print(f"{name}: {ours:.3g} {unit}; {peer_name}: {peer:.3g} {unit}; peer / ours = {peer / ours:.2f}", flush=True)
