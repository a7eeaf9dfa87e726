"""The active editions in memory, read again whenever a pointer moves."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry

from dutiful_classify.codes.code_system import CodeSystems
from dutiful_classify.codes.code_tree import CodeTree, EditionInfo
from dutiful_classify.codes.edition_repository import EditionRepository, NomenclatureStoreError, StoredEdition
from dutiful_classify.codes.metrics import NomenclatureMetrics
from dutiful_classify.codes.nomenclature_row import NomenclatureRow
from dutiful_classify.codes.nomenclatures import Nomenclatures, PackagedNomenclatures
from dutiful_classify.codes.packaged import packaged_systems
from dutiful_classify.codes.succession import Correlation, Successions, packaged_correlation
from dutiful_shared.service.periodic import Periodic

#: Where two editions of a system were published on one day, the one in this language gives the codes.
_FIRST_LANGUAGE: Final = "en"


class LiveNomenclatures:
    """What is imported and active, else what comes with the service. Lookups do no I/O.

    While PostgreSQL is out of reach the editions that are in memory go on answering.

    Args:
        repository: where editions are read from.
        refresh_seconds: how often the pointers are read.
        prepare: called with each new tree in a thread, before it answers.
        registry: where the age of the pointers and the editions are shown; nowhere without.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        repository: EditionRepository,
        *,
        refresh_seconds: float = 2.0,
        prepare: Callable[[CodeTree], None] = lambda tree: None,
        packaged: Nomenclatures | None = None,
        systems: CodeSystems | None = None,
        registry: CollectorRegistry | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._repository = repository
        self._prepare = prepare
        self._packaged = packaged or PackagedNomenclatures()
        self._systems = systems or CodeSystems.packaged()
        self._clock = clock
        self._read_at: float | None = None
        self._metrics = NomenclatureMetrics(registry, lambda: self.age_seconds) if registry else None
        self._active: frozenset[str] = frozenset()
        self._trees: Mapping[str, CodeTree] = {}
        self._correlated: Mapping[tuple[str, str], str] = {}
        self._successions = Successions([packaged_correlation()])
        self._reading = Periodic("nomenclatures", self.refresh, refresh_seconds, passing=(NomenclatureStoreError,))

    async def start(self) -> None:
        """Read the active editions and go on looking for others; a store out of reach does not hinder that."""
        await self._reading.start()

    async def close(self) -> None:
        """Stop following the pointers."""
        await self._reading.close()

    def tree(self, system: str) -> CodeTree | None:
        """The active imported edition, else the packaged codes."""
        return self._trees.get(system) or self._packaged.tree(system)

    @property
    def age_seconds(self) -> float:
        """Seconds since the pointers were last read; infinite if they never were."""
        return float("inf") if self._read_at is None else self._clock() - self._read_at

    @property
    def successions(self) -> Successions:
        """The correlations of HS editions: the packaged one, and those imported."""
        return self._successions

    @property
    def key(self) -> str | None:
        """Names all that is known of codes, taken together: it is another one when any edition, or correlation, is;
        None while the store was never read."""
        if self._read_at is None:
            return None
        trees = {system: self.tree(system) for system in (*packaged_systems(), *self._trees)}
        known = [f"{system} {tree.info.id}" for system, tree in trees.items() if tree is not None]
        known += [f"{newer} > {older} {digest}" for (newer, older), digest in self._correlated.items()]
        return hashlib.sha256("\n".join(sorted(known)).encode()).hexdigest()[:32]

    async def refresh(self) -> None:
        """Read what changed.

        Raises:
            NomenclatureStoreError: the store cannot be read; what is known stays.
        """
        active = await self._repository.active()
        if active != self._active:
            self._trees = await self._read(active)
            self._active = active
        correlated = await self._repository.correlations()
        self._read_at = self._clock()
        if correlated != self._correlated:
            found = [await self._correlation(*pair) for pair in correlated]
            self._successions = Successions([packaged_correlation(), *found])
            self._correlated = correlated

    async def _read(self, active: frozenset[str]) -> Mapping[str, CodeTree]:
        by_system: dict[str, list[StoredEdition]] = {}
        for edition in await self._repository.editions():
            if edition.id in active:
                by_system.setdefault(edition.system, []).append(edition)
        trees = {}
        for system, editions in by_system.items():
            known = self._trees.get(system)
            leading, *others = sorted(editions, key=_leads, reverse=True)
            key = "+".join(edition.id for edition in (leading, *others))
            if known is not None and known.info.id == key:
                trees[system] = known
                continue
            rows = {edition.id: await self._repository.rows(edition.id) for edition in editions}
            trees[system] = await asyncio.to_thread(self._tree, key, leading, others, rows)
            if self._metrics:
                self._metrics.show(trees[system])
        return trees

    def _tree(
        self, key: str, leading: StoredEdition, others: list[StoredEdition], rows: Mapping[str, list[NomenclatureRow]]
    ) -> CodeTree:
        system = self._systems.get(leading.system)
        info = EditionInfo(
            key, leading.system, leading.edition, leading.published_on, leading.language,
            padded=system is not None and system.padded,
        )  # fmt: skip
        texts = {
            other.language: {(row.code, row.suffix): row.text for row in rows[other.id] if row.code} for other in others
        }
        tree = CodeTree(info, rows[leading.id], texts)
        self._prepare(tree)
        return tree

    async def _correlation(self, newer: str, older: str) -> Correlation:
        return Correlation(newer, older, [tuple(pair) for pair in await self._repository.pairs(newer, older)])


def _leads(edition: StoredEdition) -> tuple[object, ...]:
    return edition.published_on, edition.language == _FIRST_LANGUAGE, edition.loaded_at
