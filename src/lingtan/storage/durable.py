"""Files that survive a crash: a directory appears whole or not at all, and what is there stays as it is."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_READ_ONLY = 0o444
_OPEN_FOLDER = 0o755


@contextmanager
def new_directory(target: Path) -> Iterator[Path]:
    """A directory to fill, which becomes ``target`` in one step when it is whole, and is gone when it is not.

    Raises ``FileExistsError`` where the target is there already, also when another process was faster.
    """
    _make_folders(target.parent)
    part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        yield part
        part.chmod(_OPEN_FOLDER)
        _sync_directory(part)
        if target.exists():
            raise FileExistsError(target)
        part.rename(target)
        _sync_directory(target.parent)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        # Whoever is faster also clears up, so that a slower one may lose its files at any moment.
        raise (FileExistsError(target) if target.exists() else error) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a new file down to the disk; afterwards it can only be read."""
    with path.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(_READ_ONLY)


def place_file(path: Path, content: bytes) -> None:
    """Put a small file in its place at once, over one that may be there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_READ_ONLY)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def clear_leftovers(folder: Path, names: Iterable[str]) -> None:
    """Remove what a killed process left of targets that are there by now."""
    for name in names:
        for part in folder.glob(f".{name}.*"):
            if part.is_dir():
                shutil.rmtree(part, ignore_errors=True)
            else:
                part.unlink(missing_ok=True)


def _make_folders(folder: Path) -> None:
    if not folder.is_dir():
        _make_folders(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_directory(folder.parent)


def _sync_directory(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no directories, and writes their entries through
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
