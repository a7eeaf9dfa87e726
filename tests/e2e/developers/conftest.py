"""The house as a developer has it after `make run`."""

from collections.abc import Iterator

import pytest

from dutiful_local.home import Home
from tests.builders.running_house import House, running_house
from tests.conftest import Servers


@pytest.fixture(scope="module")
def house(local_home: Home, seeded_database_url: str, servers: Servers, sandbox: str) -> Iterator[House]:
    """It ends with its module: its workers would take events and outboxes of other tests on the same database."""
    with running_house(local_home.root, seeded_database_url, servers.redis_url, sandbox) as running:
        yield running
