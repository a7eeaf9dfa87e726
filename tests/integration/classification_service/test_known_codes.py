"""Codes, lines and successions through the real room of codes, without any imported texts."""

from typing import Any

import pytest
from fastapi import FastAPI

from dutiful_classify.app import ClassifyRooms, create_app
from dutiful_classify.classifications.nomenclature import Nomenclature
from tests.integration.classification_service.conftest import running, settings_of, shop_of
from tests.integration.classification_service.keyword_classifier import KeywordClassifier

pytestmark = pytest.mark.integration


def in_force(app: FastAPI) -> Nomenclature:
    rooms = app.state.resources
    assert isinstance(rooms, ClassifyRooms)
    return rooms.classifications.nomenclature


@pytest.mark.parametrize(
    ("system", "code", "there"),
    [
        pytest.param("HS", "610910", True, id="a subheading"),
        pytest.param("HS", "6109", True, id="a heading"),
        pytest.param("HS", "6199", False, id="no heading"),
        pytest.param("HS", "619999", False, id="no subheading"),
        pytest.param("HS", "990301", False, id="no chapter of the nomenclature"),
        pytest.param("US", "6109100012", True, id="a line"),
        pytest.param("US", "61091000", True, id="a part of lines"),
        pytest.param("US", "6109109999", False, id="no line"),
        pytest.param("NZ", "6109100000", True, id="a country whose codes are not loaded"),
        pytest.param("NZ", "6199990000", False, id="such a country, and no subheading"),
        pytest.param("NZ", "9901000000", True, id="such a country, and a chapter of its own"),
    ],
)
async def test_a_code_is_there_unless_something_speaks_against_it(
    app: FastAPI, system: str, code: str, there: bool
) -> None:
    assert in_force(app).has(system, code) is there


async def test_a_subheading_of_the_edition_before_has_its_successors(app: FastAPI) -> None:
    assert "852411" in in_force(app).successors("901380")
    assert in_force(app).successors("123456") == ()


@pytest.mark.parametrize(
    ("destination", "shape"),
    [
        pytest.param("US", ("US", 10), id="a tariff that is loaded"),
        pytest.param("NZ", ("HS", 6), id="one that is not"),
    ],
)
async def test_a_line_says_whether_it_is_whole(
    database_url: str, redis_url: str, destination: str, shape: tuple[str, int]
) -> None:
    app = create_app(settings_of(database_url, redis_url), classifier=KeywordClassifier())
    async with running(app), shop_of(app, database_url) as shop:
        attributes: dict[str, Any] = {"gender": "men", "material": "cotton"}
        answer = await shop.classify("T-shirt", attributes=attributes, destinations=[destination])

    (line,) = answer["national"]
    assert line["code"].startswith("610910")
    assert line["digits"] == len(line["code"])
    assert line["complete"] is (line["code_system"] == shape[0] != "HS" and line["digits"] == shape[1])
