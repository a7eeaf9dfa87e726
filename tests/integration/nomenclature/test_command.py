"""`dutiful nomenclature` as a process: what it prints, and its status."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.integration

DUTIFUL = Path(sys.executable).with_name("dutiful")
PLAIN = "code,description\n010121,Horses\n01012110,Small\n01012190,Other\n"


async def dutiful(database_url: str, *arguments: str) -> tuple[int, str, str]:
    environment = {**os.environ, "DUTIFUL_DATABASE_URL": database_url, "COLUMNS": "200"}
    process = await asyncio.create_subprocess_exec(
        DUTIFUL, "nomenclature", *arguments, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    shown, errors = await process.communicate()
    return process.returncode or 0, shown.decode(), errors.decode()


def about(file: Path, *more: str) -> list[str]:
    return ["import", str(file), "--system", "CH", "--edition", "2026", "--published-on", "2026-01-01", *more]


async def imported(database_url: str, file: Path, *more: str) -> dict[str, Any]:
    status, shown, errors = await dutiful(database_url, *about(file, *more, "--json"))
    assert status == 0, errors
    told: dict[str, Any] = json.loads(shown)
    return told


async def test_an_edition_is_imported_listed_and_activated_back(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "ch.csv"
    file.write_text(PLAIN)
    first = await imported(database_url, file, "--activate")
    file.write_text(PLAIN.replace("Small", "Little"))
    second = await imported(database_url, file, "--activate")
    again = await imported(database_url, file)
    assert (first["loaded"], second["loaded"], again["loaded"], again["id"]) == ("now", "now", "before", second["id"])

    status, shown, errors = await dutiful(database_url, "activate", first["id"])
    assert (status, f"before: {second['id']}" in shown) == (0, True), errors
    status, shown, _ = await dutiful(database_url, "list", "--json")
    assert {one["id"]: one["active"] for one in json.loads(shown)} == {first["id"]: True, second["id"]: False}


async def test_malformed_rows_are_named_and_nothing_is_loaded(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_text(PLAIN + "0101x,\n01012110,twice\n")
    status, _, errors = await dutiful(database_url, *about(file))
    assert status == 1
    assert "broken.csv, row 4: code" in errors
    assert "broken.csv, row 5: code: 01012110 80 stands at row 2 already" in errors
    assert "nothing was loaded" in errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("activate", "CH:en:none"), "no edition CH:en:none is loaded"),
        (("correlate", "missing.csv", "--newer", "HS 2028", "--older", "HS 2022"), "missing.csv"),
    ],
    ids=["unknown edition", "missing file"],
)
async def test_what_is_not_there_is_said_in_one_line(database_url: str, arguments: tuple[str, ...], said: str) -> None:
    status, _, errors = await dutiful(database_url, *arguments)
    assert (status, said in errors, "Traceback" in errors) == (1, True, False)


async def test_a_correlation_is_loaded(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "next.csv"
    file.write_text("newer,older\n010122,010121\n")
    status, shown, errors = await dutiful(
        database_url, "correlate", str(file), "--newer", "HS 2028", "--older", "HS 2022"
    )
    assert (status, shown.strip()) == (0, "1 pairs of HS 2028 and HS 2022"), errors
