"""Files that commands read: the text or JSON of one, how rows are written, and bytes piece by piece."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

import typer

from dutiful_shared.client.row_files import FileFormat

_PIECE_BYTES: Final = 256 * 1024
_SUFFIXES: Final = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}


def text_of(file: Path) -> str:
    """The text of a file, or of standard input for `-`. Raises `typer.BadParameter` where there is none."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except OSError as exc:
        raise typer.BadParameter(f"{file} cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise typer.BadParameter(f"{file} is not a text in UTF-8") from exc


def json_of(file: Path) -> Any:
    """What a file of JSON holds, fractions as decimals. Raises `typer.BadParameter` where it holds none."""
    try:
        return json.loads(text_of(file), parse_float=Decimal)
    except json.JSONDecodeError as exc:
        raise typer.BadParameter(f"{file} is not JSON: {exc.msg} in line {exc.lineno}, column {exc.colno}") from exc


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
