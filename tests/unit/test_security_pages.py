"""The pages on security name tests: each one is there."""

import re

import pytest

from tests.conftest import PROJECT, TESTS

_PAGES = ("owasp-api-top-10.md", "asvs.md")
_NAMED = re.compile(r"`([a-z0-9_/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize("page", _PAGES)
def test_every_test_that_is_named_is_there(page: str) -> None:
    named = _NAMED.findall((PROJECT / "handbook" / "security" / page).read_text(encoding="utf-8"))

    assert len(named) >= 10
    gone = [
        f"{path}::{name}"
        for path, name in named
        if not (TESTS / path).is_file() or f"def {name}(" not in (TESTS / path).read_text(encoding="utf-8")
    ]
    assert gone == []


def test_each_of_the_ten_has_its_row_with_a_test() -> None:
    rows = (PROJECT / "handbook" / "security" / "owasp-api-top-10.md").read_text(encoding="utf-8").splitlines()

    tested = [row for row in rows if _NAMED.search(row)]
    assert [row.split()[1] for row in tested] == [f"API{number}" for number in range(1, 11)]


def test_what_asvs_asks_for_is_met_by_a_test_or_said_not_to_be() -> None:
    page = (PROJECT / "handbook" / "security" / "asvs.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in page.splitlines() if row.startswith("| V")]

    assert {row[0].split()[0] for row in rows} == {f"V{number}" for number in range(1, 18)}
    assert [row for row in rows if (row[2] == "met") != bool(_NAMED.search(row[4]))] == []
