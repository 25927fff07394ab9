"""What a park keeps: closed inventories as files, written whole or not at all, and never twice."""

from lingtan.storage.inventories import (
    StoredVersion,
    inventories_folder,
    load_entries,
    load_frozen,
    shelf_faults,
    store_version,
    stored_versions,
    stored_years,
)
from lingtan.storage.rows import read_rows

__all__ = [
    "StoredVersion",
    "inventories_folder",
    "load_entries",
    "load_frozen",
    "read_rows",
    "shelf_faults",
    "store_version",
    "stored_versions",
    "stored_years",
]
