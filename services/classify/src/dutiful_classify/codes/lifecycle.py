"""Acquiring the national lines at start."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.codes.code_check import CodeChecks
from dutiful_classify.codes.code_system import HARMONIZED_SYSTEM, CodeSystems
from dutiful_classify.codes.code_tree import CodeTree
from dutiful_classify.codes.edition_repository import EditionRepository
from dutiful_classify.codes.lexical_scorer import LexicalScorer
from dutiful_classify.codes.line_prior import packaged_prior
from dutiful_classify.codes.line_scorer import LineScorer
from dutiful_classify.codes.live_nomenclatures import LiveNomenclatures
from dutiful_classify.codes.merchant_code_scorer import MerchantCodeScorer
from dutiful_classify.codes.national_lines import NationalLines
from dutiful_classify.codes.nomenclature_search import NomenclatureSearch
from dutiful_classify.codes.packaged import packaged_systems


@dataclass(frozen=True, slots=True)
class CodeRooms:
    """What asks about codes goes through here. `today` is the present day in UTC."""

    nomenclatures: LiveNomenclatures
    lines: NationalLines
    checks: CodeChecks
    search: NomenclatureSearch
    today: Callable[[], date]

    def knows(self, system: str) -> bool:
        """Whether anything is known of a system: its codes, or how long they are."""
        return system == HARMONIZED_SYSTEM or CodeSystems.packaged().get(system) is not None


async def acquire_codes(
    stack: AsyncExitStack,
    engine: AsyncEngine,
    registry: CollectorRegistry,
    refresh_seconds: float,
    today: Callable[[], date],
    scorers: Sequence[LineScorer] = (),
) -> CodeRooms:
    """The rooms, with the active editions read and watched until `stack` unwinds.

    Args:
        engine: of any service role; it reads.
        scorers: beside the words and the merchant's own code, such as one of vectors.
    """
    lexical = LexicalScorer()

    def prepare(tree: CodeTree) -> None:
        lexical.prepare(tree)
        search.prepare(tree)

    nomenclatures = LiveNomenclatures(
        EditionRepository(engine), refresh_seconds=refresh_seconds, prepare=prepare, registry=registry
    )
    search = NomenclatureSearch(nomenclatures)
    asked: list[LineScorer] = [lexical, MerchantCodeScorer(), *scorers]
    lines = NationalLines(nomenclatures, asked, today, prior=packaged_prior())
    stack.push_async_callback(nomenclatures.close)
    await nomenclatures.start()
    # Now, so that no request waits for it: the packaged codes of systems of which nothing is imported.
    await asyncio.to_thread(lambda: [nomenclatures.tree(system) for system in packaged_systems()])
    return CodeRooms(nomenclatures, lines, CodeChecks(nomenclatures), search, today)
