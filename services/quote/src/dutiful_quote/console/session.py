"""What a browser holds: an API key and a session's id in a sealed cookie, and forms that only our own pages can send.

Whether the session goes on is for `dutiful_quote.sessions` to say: the cookie alone opens nothing.

A form carries an HMAC of a random cookie (signed double submit). The browser sends neither to us from another site: the
cookies are `SameSite`, and where the browser says that a form comes from elsewhere (`Sec-Fetch-Site`), it is refused.
"""

import hmac
import os
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

import orjson
from fastapi import Request
from starlette.responses import Response

from dutiful_quote.sessions.session import SESSION_TIME
from dutiful_shared.account.vault import SealError, Vault
from dutiful_shared.service.problems import problem

FORM_FIELD: Final = "form_token"
_CONTEXT: Final = "console-cookie"
_NONCE_BYTES: Final = 16
_FROM_HERE: Final = frozenset({"same-origin", "none", ""})


@dataclass(frozen=True, slots=True)
class Held:
    """The API key and the session's id that a browser holds."""

    key: str = field(repr=False)
    session_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sessions:
    """Writes and reads the cookies. `secure` makes them for HTTPS alone, bound to this host."""

    vault: Vault
    secret: bytes
    secure: bool

    @property
    def key_cookie(self) -> str:
        """Its name. In production `__Host-` binds it to this host and to HTTPS (RFC 6265bis)."""
        return "__Host-dutiful_key" if self.secure else "dutiful_key"

    @property
    def form_cookie(self) -> str:
        """Its name; see `key_cookie`."""
        return "__Host-dutiful_form" if self.secure else "dutiful_form"

    def held_in(self, request: Request, now: datetime) -> Held | None:
        """What the browser holds; None where that is nothing, it is too old, or the cookie was not sealed here."""
        sealed = request.cookies.get(self.key_cookie)
        if not sealed:
            return None
        try:
            content = orjson.loads(self.vault.open(sealed, _CONTEXT))
        except SealError:
            return None
        if content["until"] <= now.timestamp():
            return None
        return Held(content["key"], content["id"])

    def begin(self, response: Response, held: Held, now: datetime) -> None:
        """Let the browser keep `held`, sealed, for `SESSION_TIME`."""
        content = {"key": held.key, "id": held.session_id, "until": (now + SESSION_TIME).timestamp()}
        self._keep(response, self.key_cookie, self.vault.seal(orjson.dumps(content), _CONTEXT))

    def end(self, response: Response) -> None:
        """Let the browser forget the key."""
        response.delete_cookie(self.key_cookie, secure=self.secure, httponly=True, samesite="lax")

    def nonce_in(self, request: Request) -> str:
        """The random cookie that forms are bound to; a new one where the browser has none."""
        return request.cookies.get(self.form_cookie) or os.urandom(_NONCE_BYTES).hex()

    def keep_nonce(self, response: Response, nonce: str) -> None:
        """Let the browser keep what `nonce_in` found or made."""
        self._keep(response, self.form_cookie, nonce)

    def form_token(self, nonce: str) -> str:
        """What a form carries to show that one of our pages made it for this browser."""
        return hmac.new(self.secret, f"console-form:{nonce}".encode(), sha256).hexdigest()

    def check_form(self, request: Request, token: str) -> None:
        """Refuse a form that none of our pages sent.

        Raises:
            ProblemException: `forbidden`.
        """
        nonce = request.cookies.get(self.form_cookie, "")
        ours = bool(nonce) and hmac.compare_digest(self.form_token(nonce).encode(), token.encode())
        if not ours or request.headers.get("sec-fetch-site", "") not in _FROM_HERE:
            raise problem("forbidden", "The form was not sent from a page of this console. Open the page again.")

    def _keep(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(
            name, value, max_age=int(SESSION_TIME.total_seconds()), secure=self.secure, httponly=True, samesite="lax"
        )
