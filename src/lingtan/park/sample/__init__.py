"""The bundled sample park: made up, for demonstrations and tests; all of its figures and names are invented."""

from __future__ import annotations

from pathlib import Path


def sample_park() -> Path:
    """The folder of the sample park, with every file a park may have."""
    return Path(__file__).parent / "park"
