"""Frozen lines as a compressed CSV: text that every machine and every version of a library writes alike."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv

from lingtan.carbon import FROZEN_SCHEMA

_BATCH_ROWS = 16_384
_LEVEL = 6
# The order is total, so that the same lines in any order are the same bytes; casts print plain decimals and ISO dates.
_ROWS_SQL = """
SELECT file, "row", year, enterprise, source, method, item, category, gas, quantity::VARCHAR AS quantity, unit,
  start::VARCHAR AS start, "end"::VARCHAR AS "end", factor_id, internal::VARCHAR AS internal,
  co2e_t::VARCHAR AS co2e_t, location_co2e_t::VARCHAR AS location_co2e_t,
  biogenic_co2_t::VARCHAR AS biogenic_co2_t, evidence
FROM lines
ORDER BY lines.file, lines."row", lines.gas, lines.method, lines.item, lines.co2e_t, lines.location_co2e_t,
  lines.quantity, lines.enterprise, lines.source, lines.category, lines.unit, lines.start, lines."end",
  lines.factor_id, lines.internal, lines.biogenic_co2_t, lines.evidence
"""
_TEXTS = pa.dictionary(pa.int32(), pa.string())


class LinesWriter:
    """The compressed bytes of the lines, made as they are asked for; afterwards ``content_sha256`` is their text's."""

    def __init__(self, lines: pa.Table) -> None:
        self._lines = lines
        self._content = hashlib.sha256()

    @property
    def content_sha256(self) -> str:
        """SHA-256 (hex) of the CSV itself, which does not depend on the compressor."""
        return self._content.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        out = io.BytesIO()
        # No name, no time: the header of the file says nothing of when and where it was written.
        with gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=out, mtime=0) as packed:
            for text in _texts(self._lines):
                self._content.update(text)
                packed.write(text)
                yield _taken(out)
        yield _taken(out)


def read_lines(path: Path) -> pa.Table:
    """Frozen lines from their file, with the columns of ``FROZEN_SCHEMA``; texts are dictionary-encoded."""
    types = {field.name: _TEXTS if pa.types.is_string(field.type) else field.type for field in FROZEN_SCHEMA}
    with pa.input_stream(str(path), compression="gzip") as unpacked:
        return pa_csv.read_csv(
            unpacked,
            read_options=pa_csv.ReadOptions(use_threads=False),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(column_types=types, strings_can_be_null=False),
        )


def _texts(lines: pa.Table) -> Iterator[bytes]:
    engine = duckdb.connect(config={"threads": 1})
    engine.register("lines", lines)
    yield _csv([FROZEN_SCHEMA.names])
    for batch in engine.execute(_ROWS_SQL).to_arrow_reader(_BATCH_ROWS):
        yield _csv(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _csv(rows: object) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode()


def _taken(out: io.BytesIO) -> bytes:
    content = out.getvalue()
    out.seek(0)
    out.truncate()
    return content
