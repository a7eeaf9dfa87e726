"""`BatchRecord`: a batch as its merchant sees it."""

from dataclasses import dataclass

from dutiful_shared.contract.documents import BatchFault, BatchState


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """A batch as its merchant sees it."""

    id: str
    state: BatchState
    result_form: str
    wanted: int
    made: int
    faults: tuple[BatchFault, ...]
    result_sha256: str | None
