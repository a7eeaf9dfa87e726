"""Section 232 programmes other than the metals."""

from pathlib import Path

from dutiful_quote.tariff.publications.writing import FactFolder


def add_other_articles(folder: FactFolder, data: Path) -> None:
    """Programmes, measures and exemptions of vehicles, wood, semiconductors, medicines and aircraft."""
