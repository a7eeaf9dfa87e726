"""Files of rows that commands send: how one is written, and its bytes piece by piece."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, cast

import typer

from dutiful_shared.client.row_files import FileFormat

_PIECE_BYTES: Final = 256 * 1024
_SUFFIXES: Final = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}


async def pieces_of(file: Path) -> AsyncIterator[bytes]:
    """The bytes of a file, however long, read beside the loop. Raises `OSError`."""
    with file.open("rb") as source:
        while piece := await asyncio.to_thread(source.read, _PIECE_BYTES):
            yield piece


def format_of(form: str, file: Path) -> FileFormat:
    """`form`, or where it is empty what the file's name tells. Raises `typer.BadParameter` where it tells nothing."""
    chosen = form or _SUFFIXES.get(file.suffix.lower(), "")
    if chosen not in {"csv", "jsonl"}:
        raise typer.BadParameter("say --format csv or --format jsonl: the file's name does not tell")
    return cast("FileFormat", chosen)
