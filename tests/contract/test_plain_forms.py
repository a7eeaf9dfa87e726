"""Every pattern of a documented request is told in words: nobody should have to read a regular expression."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dutiful_shared.contract.plain_forms import words_of

DOCUMENTS = sorted(Path("openapi").glob("*.json"))
#: Said of answers and of headers, by nobody who sends a request.
NOT_SENT = {r"^-?[0-9]+(\.[0-9]+)?$"}


def patterns(plain: Any) -> Iterator[str]:
    if isinstance(plain, dict):
        if isinstance(plain.get("pattern"), str):
            yield plain["pattern"]
        for value in plain.values():
            yield from patterns(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from patterns(value)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_pattern_has_words_with_what_is_wanted(document: Path) -> None:
    found = {one for one in patterns(json.loads(document.read_text(encoding="utf-8"))) if one not in NOT_SENT}

    assert {one for one in found if words_of(one) is None and not one.startswith('^("(')} == set()
