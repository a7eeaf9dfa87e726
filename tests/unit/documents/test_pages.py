"""Which page of how many a paper says it is, whether its pages were counted or it was set as one of a single page."""

import io

import pypdf
import pytest

from dutiful_docs.documents.composition import compose
from dutiful_docs.documents.subject import ordered
from dutiful_docs.documents.typesetting import Typesetter
from tests.builders.papers import IDENTITY, complete, order


def pages(typesetter: Typesetter, lines: int, description: str) -> list[str]:
    """What the pages of an invoice of so many lines say."""
    goods = [{**order()["lines"][0], "id": str(i + 1), "description": description} for i in range(lines)]
    wanted = complete("commercial_invoice", order=order(lines=goods), goods=[], draft=True)
    assert wanted.order is not None
    made = compose(wanted, ordered(wanted.order), IDENTITY, typesetter)
    assert made.pdf is not None
    found = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.pdf)).pages]
    assert len(found) == made.pages
    return found


@pytest.mark.parametrize(
    ("lines", "description", "expected"),
    [
        pytest.param(3, "Mug", 1, id="a short one"),
        pytest.param(10, "Drinking mug of porcelain " * 9, 2, id="few lines that need two pages after all"),
        pytest.param(11, "Mug", 1, id="more lines that fit one"),
        pytest.param(90, "Mug", 4, id="a long one"),
    ],
)
def test_each_page_says_which_of_how_many_it_is(
    typesetter: Typesetter, lines: int, description: str, expected: int
) -> None:
    found = pages(typesetter, lines, description.strip())
    assert len(found) == expected
    for number, text in enumerate(found, 1):
        assert text.count(f"Page {number} / {expected}") == 1
        assert text.count(f"{IDENTITY.id} · v{IDENTITY.version}") == (2 if number == 1 else 1)
