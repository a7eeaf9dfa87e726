"""A few products at once, answered while the caller waits, in the form of a batch's results."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import orjson

from dutiful_classify.batch.reader import ReadRow, read_rows
from dutiful_classify.classifications.errors import ClassificationsUnavailableError
from dutiful_classify.classifications.model_queue import MOST_TOGETHER
from dutiful_classify.classifications.service import Appraised, ClassificationService
from dutiful_shared.contract.catalogue_imports import RowFault
from dutiful_shared.service.row_files import RowFormat, UnreadableError

#: More are sent as a batch.
MOST_LINES: Final = 500


class TooManyLinesError(Exception):
    """More than `MOST_LINES`."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Classifies lines in blocks that the model takes at once; requests come before them."""

    service: ClassificationService

    def read(self, body: bytes) -> list[ReadRow]:
        """The rows of a body.

        Raises:
            TooManyLinesError
            UnreadableError: the body is no text of lines.
        """
        rows = list(islice(read_rows([body], RowFormat.JSONL), MOST_LINES + 1))
        if len(rows) > MOST_LINES:
            raise TooManyLinesError
        if not rows:
            raise UnreadableError("the body has no line")
        return rows

    async def answered(self, merchant_id: str, actor: str, rows: Sequence[ReadRow]) -> AsyncIterator[bytes]:
        """A line for each row, in their order: its answer, which is on disk, or what is wrong with it."""
        for start in range(0, len(rows), MOST_TOGETHER):
            block = rows[start : start + MOST_TOGETHER]
            requests = [row.request for row in block if row.request is not None]
            try:
                found = iter(await self.service.classify_in_background(merchant_id, actor, requests))
            except ClassificationsUnavailableError:
                found = iter([None] * len(requests))
            written = (self._kept(row, next(found) if row.request is not None else None) for row in block)
            yield b"".join(await asyncio.gather(*written))

    async def _kept(self, row: ReadRow, answer: Appraised | None) -> bytes:
        if row.faults:
            return _refused(row.number, row.faults)
        if answer is not None:
            record, known = answer
            try:
                await self.service.journal.keep(record)
            except ClassificationsUnavailableError:
                pass
            else:
                self.service.count(record, known)
                return b'{"row":%d,"classification":%b}\n' % (row.number, record.answer.encode())
        detail = "the product could not be classified now; send it again"
        return _refused(row.number, (RowFault(row=row.number, pointer="", code="unavailable", detail=detail),))


def _refused(number: int, faults: Sequence[RowFault]) -> bytes:
    told = [fault.model_dump() for fault in faults]
    return orjson.dumps({"row": number, "faults": told}, option=orjson.OPT_APPEND_NEWLINE)
