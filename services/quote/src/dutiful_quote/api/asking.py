"""With what key the classifier is asked about a cart: the one that came with it."""

from fastapi import Request

from dutiful_quote.classification.desk import Asker
from dutiful_shared.account.authentication import Caller
from dutiful_shared.account.scopes import Scope


def asker_of(request: Request, caller: Caller) -> Asker | None:
    """For whom the classifier may be asked; None where the caller's own key may not ask it."""
    if Scope.CLASSIFY.value not in caller.scopes:
        return None
    _, _, key = request.headers["authorization"].partition(" ")
    return Asker(caller.merchant_id, key.strip())
