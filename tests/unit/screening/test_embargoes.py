"""Places under embargo: orders are held where quotes are."""

import csv
from importlib.resources import files

from dutiful_docs.screening.engine.embargoes import embargoes

FACTS = files("dutiful_quote.tariff.facts")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(FACTS.joinpath(name).read_text("utf-8").splitlines()))


def test_every_region_that_a_quote_finds_under_embargo_is_one_here() -> None:
    there = {row["destination"] for row in rows("world/controls/measures.csv") if row["key"] == "embargo"}
    quoted = {(row["country"], row["region"]) for row in rows("places.csv") if row["territory"] in there}
    ours = {(one.to, region) for one in embargoes() for region in one.regions}
    assert (bool(there), quoted) == (True, ours)


def test_every_embargo_says_its_law() -> None:
    assert [one.to for one in embargoes() if not one.law or not one.text] == []
