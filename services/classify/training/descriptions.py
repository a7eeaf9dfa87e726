"""Descriptions of goods that we wrote as importers, rulings and parcel labels word them, with their subheadings.

They stand in `descriptions/<chapter>.tsv`, one a line: subheading, tab, text. Whoever wrote them was shown some thirty
labelled texts as examples of style, of the sides that models and ranker are fitted to, and lines that repeated one of
these were taken out again; none of the texts that the figures are made on, and no published test set.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "descriptions"


def read_descriptions(folder: Path = _FOLDER) -> Iterator[tuple[str, str]]:
    """Subheading and text of every description, in the order of the files.

    Raises:
        ValueError: a line is not a subheading of six digits, a tab and a text; the message names file and line.
    """
    for file in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            hs6, tab, text = line.partition("\t")
            if not (tab and text.strip() and len(hs6) == 6 and hs6.isdigit()):
                raise ValueError(f"{file.name}:{number}: needs a subheading of six digits, a tab and a text")
            yield hs6, text.strip()
