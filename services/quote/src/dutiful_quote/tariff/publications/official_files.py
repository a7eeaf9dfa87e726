"""Reads files of official publications as they were stored: CSV and JSON, compressed or not."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def read_text(path: Path, encoding: str = "utf-8-sig") -> str:
    """The text of `path`, unpacked where its name ends in `.gz`.

    Raises:
        OSError: the file is not there or cannot be read.
    """
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode(encoding)


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file by the names of its header; cells are stripped."""
    for row in csv.DictReader(read_text(path).splitlines(keepends=True)):
        yield {name: (value or "").strip() for name, value in row.items() if name is not None}


def read_json(path: Path) -> Any:
    return json.loads(read_text(path))
