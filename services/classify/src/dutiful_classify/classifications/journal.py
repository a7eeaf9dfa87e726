"""The journal: an answer that was given is on disk. Answers that are ready at the same moment are written together."""

from prometheus_client import CollectorRegistry, Counter

from dutiful_classify.classifications.errors import ClassificationsUnavailableError
from dutiful_classify.classifications.records import AnswerRecord
from dutiful_classify.classifications.repository import ClassificationRepository
from dutiful_shared.service.group_commit import GroupCommit, NotWrittenError
from dutiful_shared.service.logs import logger


class ClassificationJournal:
    """Writes answers in groups. `start` before use, `close` writes what is still waiting."""

    def __init__(
        self, repository: ClassificationRepository, registry: CollectorRegistry, timeout_seconds: float
    ) -> None:
        self._repository = repository
        self._failures = Counter(
            "dutiful_classification_journal_failures_total",
            "Classifications that could not be written, and so were not answered.",
            registry=registry,
        )
        self._groups: GroupCommit[AnswerRecord, None] = GroupCommit(
            "classification-journal",
            self._insert,
            timeout_seconds,
            lambda answers, exc: logger().warning("answers could not be kept", answers=answers, error=repr(exc)),
            ("dutiful_classification_journal_group_size", "Classifications written by one statement."),
            registry,
        )

    def start(self) -> None:
        """Begin to write, in the running event loop."""
        self._groups.start()

    async def close(self) -> None:
        """Write what waits, then stop."""
        await self._groups.close()

    async def keep(self, record: AnswerRecord) -> None:
        """Return when the answer is on disk.

        Raises:
            ClassificationsUnavailableError: it could not be written, not in time, or too many already wait.
        """
        try:
            await self._groups.put(record)
        except NotWrittenError as exc:
            self._failures.inc()
            raise ClassificationsUnavailableError("the answer could not be kept") from exc

    async def _insert(self, records: list[AnswerRecord]) -> list[None]:
        await self._repository.insert(records)
        return [None] * len(records)
