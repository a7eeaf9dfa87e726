"""Section 232 programmes other than the metals."""

from pathlib import Path

from dutiful_quote.tariff.publications.us_chapter99 import know_the_eu
from dutiful_quote.tariff.publications.us_s232_pharmaceuticals import add_pharmaceuticals
from dutiful_quote.tariff.publications.us_s232_technology import add_technology
from dutiful_quote.tariff.publications.us_s232_vehicles import add_vehicles
from dutiful_quote.tariff.publications.us_s232_wood import add_wood
from dutiful_quote.tariff.publications.writing import FactFolder


def add_other_articles(folder: FactFolder, data: Path) -> None:
    """Programmes, measures and exemptions of vehicles, wood, semiconductors, medicines and aircraft."""
    know_the_eu(folder)
    add_vehicles(folder, data)
    add_wood(folder, data)
    add_technology(folder, data)
    add_pharmaceuticals(folder, data)
