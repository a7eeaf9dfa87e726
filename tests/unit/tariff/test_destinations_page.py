"""The handbook's pages on destinations against the packaged facts."""

import re
from pathlib import Path

import pytest

from dutiful_quote.tariff.destinations_page import page

HANDBOOK = Path(__file__).parents[3] / "handbook"


@pytest.fixture(scope="module")
def written() -> str:
    return page()


def test_the_handbooks_table_is_the_one_that_the_facts_make(written: str) -> None:
    assert (HANDBOOK / "destinations.md").read_text(encoding="utf-8") == written, (
        "run: python -m dutiful_quote.tariff.destinations_page handbook/destinations.md"
    )


def test_every_destination_has_a_row_and_a_review(written: str) -> None:
    rows = [line for line in written.splitlines() if line.startswith("| ") and not line.startswith("| c")]
    countries = {row.split()[1] for row in rows if not row.startswith("| ---")}
    review = (HANDBOOK / "review-of-destinations.md").read_text(encoding="utf-8")
    reviewed = set(re.findall(r"^\* ([A-Z]{2}): ", review, re.MULTILINE))

    assert len(countries) == 78
    assert countries == reviewed
