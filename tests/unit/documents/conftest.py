"""One typesetter for all: a compiler costs more to make than a paper."""

from collections.abc import Iterator

import pytest

from dutiful_docs.documents.typesetting import Typesetter


@pytest.fixture(scope="session")
def typesetter() -> Iterator[Typesetter]:
    made = Typesetter(workers=1, waiting=4)
    yield made
    made.close()
