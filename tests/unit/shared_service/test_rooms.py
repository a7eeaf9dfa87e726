"""A route finds its room among what the application acquired, or says that it is not there."""

from types import SimpleNamespace

import pytest
from fastapi import FastAPI, Request

from dutiful_shared.service.state import room_of


def _request(**rooms: object) -> Request:
    app = FastAPI()
    app.state.resources = SimpleNamespace(**rooms)
    return Request({"type": "http", "app": app})


def test_a_room_is_found_by_its_name() -> None:
    assert room_of(_request(parcels={"a": 1}), "parcels", dict) == {"a": 1}


@pytest.mark.parametrize(
    "request_", [pytest.param(_request(), id="none"), pytest.param(_request(parcels=[]), id="another kind")]
)
def test_an_application_without_the_room_is_a_defect(request_: Request) -> None:
    with pytest.raises(TypeError, match="application's parcels"):
        room_of(request_, "parcels", dict)
