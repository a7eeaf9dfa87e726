"""The image `prepare` does its work with the variables that a deployment gives it, and with no others."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable

import pytest

from dutiful_local.prepare import dutiful_program
from tests.conftest import PROJECT, Servers
from tests.unit.deploy.manifests import environment
from tests.unit.deploy.test_compose_and_make_run import filled_in

pytestmark = pytest.mark.e2e


def command() -> list[str]:
    """What a container of the image runs."""
    stage = (PROJECT / "deploy" / "Dockerfile").read_text().partition("FROM runtime AS prepare\n")[2]
    found = re.search(r"^CMD (\[.*\])$", stage, re.MULTILINE)
    assert found is not None
    return list(json.loads(found[1]))


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(lambda: environment("production", "prepare"), id="kubernetes production"),
        pytest.param(lambda: environment("dev", "prepare"), id="kubernetes dev"),
        pytest.param(lambda: filled_in("prepare"), id="compose"),
    ],
)
def test_schemas_and_tariffs_are_brought_in(
    given: Callable[[], dict[str, str]], seeded_database_url: str, servers: Servers
) -> None:
    here = {"DUTIFUL_DATABASE_URL": seeded_database_url, "DUTIFUL_REDIS_URL": servers.redis_url}
    variables = given()
    assert here.keys() <= variables.keys()

    done = subprocess.run(
        command(),
        env={"PATH": f"{dutiful_program().parent}:/usr/bin:/bin", **variables, **here},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "packaged facts are loaded" in done.stdout
