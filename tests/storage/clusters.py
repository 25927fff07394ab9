"""A Spark standalone cluster on loopback, started with the scripts that come with Spark: one master, two workers."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

LOOPBACK = "127.0.0.1"
SPARK_HOME = Path(pyspark.__file__).parent
WORKERS = 2


def java_or_say_how() -> None:
    """Spark needs Java; where there is none the failure says the one command that brings it."""
    assert shutil.which("java"), "Spark needs Java 17: apt-get install -y openjdk-17-jre-headless"


@contextmanager
def spark_cluster(folder: Path) -> Iterator[str]:
    """The address of a cluster that has both its workers; everything it writes goes to ``folder``."""
    java_or_say_how()
    port, page = _free_port(), _free_port()
    daemons = [_daemon(folder, "master", ["--host", LOOPBACK, "--port", str(port), "--webui-port", str(page)])]
    address = f"spark://{LOOPBACK}:{port}"
    try:
        _wait(f"http://{LOOPBACK}:{page}/json/", '"status"')
        daemons += [_daemon(folder, f"worker{number}", _worker(folder, number, address)) for number in range(WORKERS)]
        _wait(f"http://{LOOPBACK}:{page}/json/", f'"aliveworkers" : {WORKERS}')
        yield address
    finally:
        for daemon in daemons:
            daemon.kill()
            daemon.wait()


def _worker(folder: Path, number: int, address: str) -> list[str]:
    work = str(folder / f"work{number}")
    return ["--host", LOOPBACK, "--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", work, address]


def _daemon(folder: Path, name: str, arguments: list[str]) -> subprocess.Popen[bytes]:
    kind = "master.Master" if name == "master" else "worker.Worker"
    command = [str(SPARK_HOME / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *arguments]
    # An address of its own, or Spark looks the machine's name up and binds to what that resolves to.
    environment = {**os.environ, "SPARK_LOCAL_IP": LOOPBACK, "SPARK_HOME": str(SPARK_HOME)}
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(url: str, wanted: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - an address on loopback
                if wanted in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.3)
    raise TimeoutError(f"{url} never said {wanted}")
