"""What README and handbook offer for copying works as it stands there, against the services of `make run`."""

from itertools import groupby

import pytest

from tests.builders.examples import EXCUSE, Block, Page, blocks
from tests.builders.running_house import House

pytestmark = pytest.mark.e2e
ALL = list(blocks())
PAGES = {page: list(found) for page, found in groupby((one for one in ALL if one.runs), key=lambda one: one.page)}


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_work(page: str, house: House) -> None:
    reader = Page(house)
    assert all(reader.run(block) for block in PAGES[page]), "a block that is marked as an example holds no command"


@pytest.mark.parametrize("block", [pytest.param(one, id=one.name) for one in ALL if one.looks_like_an_example])
def test_a_block_of_curl_or_python_is_an_example_or_says_why_not(block: Block) -> None:
    assert block.runs or EXCUSE.fullmatch(block.mark)
