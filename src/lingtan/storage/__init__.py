"""Storage: where what must last is kept, and where much of it is worked through.

Closed inventories are files, written whole or not at all, and never twice. The engines stand outside this face.
"""

from lingtan.storage.inventories import (
    STATEMENT,
    StoredVersion,
    inventories_folder,
    load_bytes,
    load_entries,
    load_frozen,
    shelf_faults,
    store_version,
    stored_versions,
    stored_years,
)
from lingtan.storage.rows import read_rows

__all__ = [
    "STATEMENT",
    "StoredVersion",
    "inventories_folder",
    "load_bytes",
    "load_entries",
    "load_frozen",
    "read_rows",
    "shelf_faults",
    "store_version",
    "stored_versions",
    "stored_years",
]
