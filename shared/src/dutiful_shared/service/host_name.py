"""Under which name a service was asked: what `Host` says, read strictly, since access is decided by it."""

import re
from collections.abc import Sequence
from typing import Final

#: Nothing but a name, or an address, and perhaps a port: `user@host` and the like are no `Host` (RFC 9110, 7.2).
_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?", re.IGNORECASE)


def host_name(sent: Sequence[str]) -> str:
    """The name in lower case, without its port; empty where there is none, more than one, or what is no name.

    Args:
        sent: the values of all `Host` headers of a request.
    """
    match = _HOST.fullmatch(sent[0]) if len(sent) == 1 else None
    return match[1].lower() if match else ""
