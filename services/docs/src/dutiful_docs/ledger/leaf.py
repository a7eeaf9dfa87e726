"""A leaf as the rest of the service sees it, and what can go wrong with one."""

from dataclasses import dataclass

from dutiful_docs.ledger.opening import Opening
from dutiful_shared.contract.documents import LedgerStatus


class LedgerUnavailableError(Exception):
    """The ledger cannot be read or written now."""


class LeafTakenError(Exception):
    """The name of the leaf is in the ledger already."""


class UnknownLeafError(Exception):
    """The ledger has no such leaf, or this merchant has no opening of it."""


class LeafPendingError(Exception):
    """The leaf is not in the log yet."""


class UnknownHeadError(Exception):
    """No head was signed at this size."""


class LedgerDamagedError(Exception):
    """What is stored contradicts the newest signed head; nothing is appended or signed until people have looked."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf with its opening; `status` is `pending` until a signed head holds it."""

    opening: Opening
    status: LedgerStatus

    @property
    def name(self) -> str:
        """32 hex digits, as printed on papers."""
        return self.opening.leaf
