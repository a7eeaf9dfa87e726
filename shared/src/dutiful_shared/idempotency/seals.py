"""Stored answers that hold a secret, such as a new API key: sealed, so that whoever reads the table learns none."""

from dataclasses import dataclass, replace
from typing import Final

from dutiful_shared.account.vault import SealError, Vault
from dutiful_shared.idempotency.store import KeyedRequest, StoredAnswer
from dutiful_shared.service.problems import problem

#: The `Cache-Control` of an answer with a secret.
NO_STORE: Final = "no-store"
_SEALED: Final = "; sealed"


@dataclass(frozen=True, slots=True)
class AnswerSeals:
    """Seals answers and opens them, each bound to its request."""

    vault: Vault

    def sealed(self, answer: StoredAnswer, request: KeyedRequest) -> StoredAnswer:
        """As it is stored."""
        body = self.vault.seal(answer.body, _context(request)).encode()
        return replace(answer, media_type=f"{answer.media_type or ''}{_SEALED}", body=body)

    def opened(self, answer: StoredAnswer, request: KeyedRequest) -> StoredAnswer:
        """As it was given the first time; one that was not sealed stays as it is.

        Raises:
            ProblemException: `unavailable` where it was sealed with a key that is gone.
        """
        if answer.media_type is None or not answer.media_type.endswith(_SEALED):
            return answer
        try:
            body = self.vault.open(answer.body.decode(), _context(request))
        except SealError as exc:
            raise problem("unavailable", "The answer was given before and cannot be repeated any more.") from exc
        return replace(answer, media_type=answer.media_type.removesuffix(_SEALED) or None, body=body, secret=True)


def _context(request: KeyedRequest) -> str:
    return f"idempotency:{request.merchant_id}:{request.method}:{request.route}:{request.key}"
