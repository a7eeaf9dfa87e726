"""What the addresses of PostgreSQL and Redis must say outside of development: who logs in, and where asked, TLS.

Each check gives what is wrong, in words that hold nothing of the address: it is a secret.
"""

from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

#: Passwords that come with images and examples.
_DEFAULTS: Final = frozenset({"dutiful", "postgres", "password", "redis", "valkey", "changeme"})
_NO: Final = frozenset({"0", "f", "false", "n", "no"})  # as redis-py reads a flag


def password_fault(url: str) -> str | None:
    """None where somebody logs in with a password of their own."""
    user, password = _login(urlsplit(url))
    if not password:
        return "has no password: give the store one, or set DUTIFUL_STORES_WITHOUT_PASSWORD where none can be had"
    if password in _DEFAULTS or password == user:
        return "has a password that anybody would try first"
    return None


def database_tls_fault(url: str) -> str | None:
    """None where PostgreSQL is reached by TLS and its certificate is held against its name."""
    return None if _option(urlsplit(url), "ssl") == "verify-full" else "must end in ?ssl=verify-full"


def redis_tls_fault(url: str) -> str | None:
    """None where Redis is reached by TLS and its certificate is looked at, as the client does unless told otherwise."""
    parts = urlsplit(url)
    if parts.scheme.partition("+")[0] != "rediss":
        return "must begin with rediss"
    looked_at = _option(parts, "ssl_cert_reqs") in {"", "required"}
    if not looked_at or _option(parts, "ssl_check_hostname").lower() in _NO:
        return "must not leave the certificate unchecked"
    return None


def _login(parts: SplitResult) -> tuple[str, str]:
    # Several hosts, as of a cluster, are no host to `urlsplit`: who logs in stands before the last @.
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    return unquote(user) or _option(parts, "user"), unquote(password) or _option(parts, "password")


def _option(parts: SplitResult, name: str) -> str:
    return parse_qs(parts.query).get(name, [""])[-1]
