"""Section 232 steel, aluminium and copper."""

from pathlib import Path

from dutiful_quote.tariff.publications.writing import FactFolder


def add_metals(folder: FactFolder, data: Path) -> None:
    """Programmes, measures and exemptions of the metals."""
