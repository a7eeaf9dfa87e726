"""The page to which the code on a paper leads, for somebody who holds the paper and a telephone."""

import base64
import hashlib
from html import escape
from typing import Final

from fastapi import Response

from dutiful_shared.contract.documents import LedgerStatus
from dutiful_shared.contract.ledger import VerifyAnswer

_STYLE: Final = (
    ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}"
    "body{max-width:40rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.4rem}dt{font-weight:600;margin-top:.6rem}dd{margin:0;overflow-wrap:anywhere}"
    "code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}"
)
_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'",
    "Vary": "Accept",
    "Cache-Control": "public, max-age=1",
}
_TITLES: Final = {
    LedgerStatus.INCLUDED: "This entry is in the ledger",
    LedgerStatus.PENDING: "This entry waits for the ledger",
}


def wants_page(accept: str) -> bool:
    """Whether who asks is a browser: it names HTML, and our programs name JSON or anything."""
    return "text/html" in accept.lower()


def verify_page(answer: VerifyAnswer) -> Response:
    """What `answer` says, in HTML without scripts or anything from elsewhere."""
    facts = [("Entry", f"<code>{escape(answer.leaf)}</code>")]
    if answer.proof is not None:
        facts += [
            ("Place in the log", f"{answer.proof.index:,} in {answer.proof.size:,}"),
            ("Signed head and proof", f'<a href="../leaves/{escape(answer.leaf)}/proof">JSON</a>'),
        ]
    title = _TITLES.get(answer.status, "Check this paper")
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    body = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p>{escape(answer.says)}</p><p>That the entry exists says nothing of the paper in your hand: a forger can "
        "print the code of a true paper on another. Ask for the file, and check it.</p>"
        f"<dl>{listed}</dl></main></body></html>"
    )
    return Response(body, headers=_HEADERS, media_type="text/html; charset=utf-8")
