"""The installed command, run as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

LINGTAN = str(Path(sys.executable).with_name("lingtan"))


def lingtan(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [LINGTAN, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment})


def answered(*arguments: object) -> Any:
    """The one JSON object a command prints; it must have gone well."""
    result = lingtan(*arguments, "--json")
    assert result.returncode == 0, result.stderr.decode()
    return json.loads(result.stdout)


def refused(*arguments: object, code: int = 2) -> list[str]:
    """What a command says on standard error when it refuses, in English; it answers nothing."""
    result = lingtan(*arguments, "--lang", "en")
    assert result.returncode == code, result.stderr.decode()
    assert result.stdout == b""
    return result.stderr.decode().splitlines()
