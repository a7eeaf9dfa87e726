"""The official nomenclatures as an operator imports them: stored, activated, and answered by."""

import asyncio
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dutiful_classify.codes.code_system import CodeSystems
from dutiful_classify.codes.edition_repository import EditionRepository, NewEdition
from dutiful_classify.codes.import_files import read_edition
from dutiful_classify.codes.lexical_scorer import LexicalScorer
from dutiful_classify.codes.line_prior import packaged_prior
from dutiful_classify.codes.live_nomenclatures import LiveNomenclatures
from dutiful_classify.codes.national_lines import NationalLines
from dutiful_classify.codes.publications.build import SOURCES
from dutiful_classify.engine.assessment import Assessment, Candidate, Nature
from dutiful_classify.engine.product import Product

pytestmark = [pytest.mark.official, pytest.mark.integration]

ON = date(2026, 11, 29)


async def test_the_three_large_ones_answer_within_seconds_of_their_activation(
    repository: EditionRepository, live: LiveNomenclatures, official_files: Path
) -> None:
    for source in (one for one in SOURCES if one.system in {"US", "EU", "GB"}):
        began = time.monotonic()
        read = read_edition(source.system, CodeSystems.packaged().get(source.system), official_files / source.file)
        published = date.fromisoformat(source.published_on)
        new = NewEdition(source.system, "en", source.edition, published, read.digest, source.file)
        found, _ = await repository.load(new, read.rows, datetime.now(UTC), "tests")
        assert time.monotonic() - began < 10
        await repository.activate(found, datetime.now(UTC), "tests")
        began = time.monotonic()
        while not getattr(live.tree(source.system), "has_texts", False):
            await asyncio.sleep(0.05)
        assert time.monotonic() - began < 5

    lines = NationalLines(live, [LexicalScorer()], lambda: ON, prior=packaged_prior())
    assessed = Assessment(Nature.GOODS, (Candidate("610910", 0.9, 0.95, 0.98),))
    product = Product("Men's crew neck T-shirt", description="Printed front, 100 % cotton jersey")
    answers = lines.lines(assessed, product, ["US", "DE", "GB"])
    assert [(one.destination, one.code) for one in answers] == [
        ("US", "6109100012"), ("DE", "6109100010"), ("GB", "6109100010"),
    ]  # fmt: skip
    assert all(one.reasons for one in answers)
