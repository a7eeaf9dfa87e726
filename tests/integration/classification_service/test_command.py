"""`dutiful classify` against a listening service."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from typer.testing import CliRunner, Result

from dutiful_shared.cli import app as dutiful_app
from tests.builders.listening import listening
from tests.integration.classification_service.conftest import Shop

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
async def _environment(monkeypatch: pytest.MonkeyPatch, app: FastAPI, shop: Shop) -> AsyncIterator[None]:
    async with listening(app, lifespan="off") as port:
        monkeypatch.setenv("DUTIFUL_CLASSIFY_URL", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("DUTIFUL_API_KEY", shop.key)
        monkeypatch.setenv("COLUMNS", "240")
        yield


async def dutiful(*arguments: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, dutiful_app, ["classify", *arguments])


async def test_a_title_alone_is_classified() -> None:
    result = await dutiful("Cotton T-shirt", "--destination", "US", "--code", "610990")

    assert result.exit_code == 0, result.output
    for told in ("auto (model), cls_", "610910", "90%", "6109100012", "code in use 610990: 6%, agrees in 4 digits"):
        assert told in result.stdout


async def test_the_question_is_shown_with_where_its_answers_lead() -> None:
    result = await dutiful("shirt")

    assert "Is it knitted or woven?" in result.stdout
    assert "fabric=knitted leads to 610510" in result.stdout


async def test_options_may_stand_before_the_title_and_the_answer_may_be_json() -> None:
    result = await dutiful("--json", "-a", "material=cotton", "-d", "DE", "T-shirt")

    # The service runs in this process, and its log goes the same way.
    answer = json.loads(result.stdout[result.stdout.index("{\n") :])
    assert [line["code"] for line in answer["national"]] == ["6109100010"]


async def test_words_of_a_shop_are_no_markup(shop: Shop) -> None:
    await shop.http.put("/v1/overrides", json={"sku": "M", "codes": {"HS": "610910"}, "reason": "[bold]red[/bold]"})

    assert "[bold]red[/bold]" in (await dutiful("T-shirt", "--sku", "M")).stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["T-shirt", "-a", "cotton"], "'cotton' is not of the form name=value", id="no value"),
        pytest.param(["T-shirt", "-d", "XX"], "'XX' is not an ISO 3166-1", id="no such country"),
        pytest.param(["  "], "title", id="no title"),
    ],
)
async def test_bad_arguments_are_told_before_anything_is_sent(arguments: list[str], told: str) -> None:
    result = await dutiful(*arguments)

    assert result.exit_code == 2
    assert told in result.output


async def test_a_batch_is_followed_to_its_end_and_its_results_stand_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("title,sku\nT-shirt,A1\nshirt,\n,B2\n")
    result = await dutiful("batch", str(file))

    assert result.exit_code == 1
    assert "done; 3 rows read, 1 refused; 1 ask, 1 auto" in result.stdout
    assert "row 3, title: is required" in result.stderr
    rows = (tmp_path / "products.classified.csv").read_text().splitlines()
    assert (len(rows), rows[1].split(",")[2:7]) == (4, ["A1", "T-shirt", "auto", "model", "610910"])


async def test_a_batch_without_faults_ends_with_success(tmp_path: Path) -> None:
    file, target = tmp_path / "products.jsonl", tmp_path / "out.jsonl"
    file.write_text('{"title":"T-shirt"}\n')
    result = await dutiful("batch", str(file), "--output", str(target))

    assert result.exit_code == 0, result.output
    assert json.loads(target.read_text())["classification"]["candidates"][0]["hs6"] == "610910"
