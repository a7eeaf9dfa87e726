"""With what key the classifier is asked about a cart: the one that came with it."""

from collections.abc import Mapping

from fastapi import Request

from dutiful_quote.classification.desk import Asker
from dutiful_shared.account.authentication import Caller
from dutiful_shared.account.scopes import Scope


def asker_of(headers: Mapping[bytes, bytes], caller: Caller) -> Asker | None:
    """For whom the classifier may be asked, by a request with these fields; None where the key may not ask it."""
    if Scope.CLASSIFY.value not in caller.scopes:
        return None
    _, _, key = headers[b"authorization"].decode("latin-1").partition(" ")
    return Asker(caller.merchant_id, key.strip())


def asker_of_request(request: Request, caller: Caller) -> Asker | None:
    """The same for a request that came by FastAPI; of fields that came twice the first counts, as everywhere."""
    return asker_of(dict(reversed(request.scope["headers"])), caller)
