"""`dutiful catalogue` against a listening service."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from typer.testing import CliRunner, Result

from dutiful_shared.cli import app
from tests.builders.listening import listening

FILE = "sku,codes.HS,origin,descriptions.en\ncommand-1,610910,PT,T-shirt\ncommand-2,610910,ZZ,T-shirt\n"


@pytest.fixture(scope="module")
async def address(quote_app: FastAPI) -> AsyncIterator[str]:
    """Where the started application listens."""
    async with listening(quote_app, lifespan="off") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, address: str, sandbox: str) -> None:
    monkeypatch.setenv("DUTIFUL_QUOTE_URL", address)
    monkeypatch.setenv("DUTIFUL_API_KEY", sandbox)
    monkeypatch.setenv("COLUMNS", "240")


async def dutiful(*arguments: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, ["catalogue", *arguments])


async def test_an_import_is_followed_to_its_end_and_refused_rows_are_told(tmp_path: Path) -> None:
    file = tmp_path / "articles.csv"
    file.write_text(FILE)

    result = await dutiful("import", str(file))

    assert result.exit_code == 1
    assert "2 rows read, 1 written, 0 unchanged, 1 refused" in result.stdout
    assert "row 2, origin: 'ZZ' is not an ISO 3166-1 alpha-2 country code" in result.stderr


async def test_an_export_can_be_imported_again(tmp_path: Path) -> None:
    file = tmp_path / "articles.csv"
    file.write_text(FILE)
    await dutiful("import", str(file))
    exported = tmp_path / "exported.jsonl"

    assert (await dutiful("export", str(exported))).exit_code == 0

    assert " 0 written" in (await dutiful("import", str(exported))).stdout


async def test_an_article_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "articles.csv"
    file.write_text(FILE)
    await dutiful("import", str(file))

    assert '"source": "merchant"' in (await dutiful("show", "command-1")).stdout


async def test_an_unknown_article_is_told_in_one_line() -> None:
    result = await dutiful("show", "nobody knows it")

    assert (result.exit_code, "not_found" in result.stderr) == (1, True)


async def test_the_health_report_is_shown() -> None:
    assert "missing_weight" in (await dutiful("health")).stdout


async def test_a_file_whose_name_tells_no_format_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "articles"
    file.write_text(FILE)

    assert (await dutiful("import", str(file))).exit_code == 2
