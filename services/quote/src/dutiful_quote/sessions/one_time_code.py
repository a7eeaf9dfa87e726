"""One-time codes by time (RFC 6238), the second factor of a key: 6 digits, 30 s, SHA-1, as all authenticators have.

Pure: what a code does to a factor is computed here, and written by `factor_repository`.
"""

import hmac
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import pyotp

_ISSUER: Final = "Dutiful"
#: Base32 signs: 160 bits, as RFC 4226 recommends.
_SECRET_SIGNS: Final = 32
_STEP_SECONDS: Final = 30
#: So many wrong codes, one after the other, lock the factor; so long. That leaves 480 guesses a day, of a million.
MOST_WRONG: Final = 5
LOCKED: Final = timedelta(minutes=15)
#: A secret that was shown is confirmed within this time, or another is made.
CONFIRMED_WITHIN: Final = timedelta(minutes=10)


class Verdict(StrEnum):
    """What came of a code. `NONE`: the key has no factor that could ask for one; `STALE`: its time is over."""

    NONE = "none"
    RIGHT = "right"
    LACKING = "lacking"
    STALE = "stale"
    WRONG = "wrong"
    LOCKED = "locked"


class FactorExistsError(Exception):
    """The key has a confirmed factor, which is taken off first."""


@dataclass(frozen=True, slots=True)
class Factor:
    """The second factor of a key; None at `confirmed_at`: its secret was shown, and nobody has typed a code of it yet.

    Of the steps of time up to `last_step` no code is taken any more. `failures` are wrong codes since the last right
    one, or since it was locked. Times are in UTC.
    """

    sealed: str = field(repr=False)
    begun_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = 0
    failures: int = 0
    locked_until: datetime | None = None

    def waits_at(self, moment: datetime) -> bool:
        """Whether it can still be confirmed."""
        return self.confirmed_at is None and moment < self.begun_at + CONFIRMED_WITHIN


@dataclass(frozen=True, slots=True)
class NewSecret:
    """What an authenticator is given, once: the secret in base32, and the `otpauth:` address that holds it."""

    plain: str = field(repr=False)
    address: str = field(repr=False)

    @classmethod
    def make(cls, key_id: str) -> "NewSecret":
        """One from the system's random numbers; the authenticator will call it by the key's id."""
        plain = pyotp.random_base32(_SECRET_SIGNS)
        return cls(plain, pyotp.TOTP(plain, name=key_id, issuer=_ISSUER).provisioning_uri())


def judged(factor: Factor, secret: str, code: str, moment: datetime) -> tuple[Verdict, Factor]:
    """What becomes of `factor` by a code that somebody typed at `moment`; only one of that step is taken (ASVS V6.5.5).

    Args:
        secret: of the factor, in base32.
        code: as typed; empty where nothing was.
    """
    if factor.locked_until is not None and moment < factor.locked_until:
        return Verdict.LOCKED, factor  # a right code as well: else one could go on guessing
    typed = "".join(unicodedata.normalize("NFKC", code).split())
    if not typed:
        return Verdict.LACKING, factor
    now = int(moment.timestamp()) // _STEP_SECONDS
    if _is_of(now, typed, secret) and now > factor.last_step:
        return Verdict.RIGHT, replace(factor, last_step=now, failures=0, locked_until=None)
    # Only of a code whose time is over: who learned that one is to come would send it again, half a minute later.
    if _is_of(now - 1, typed, secret):
        return Verdict.STALE, factor
    failures = factor.failures + 1
    if failures < MOST_WRONG:
        return Verdict.WRONG, replace(factor, failures=failures)
    return Verdict.LOCKED, replace(factor, failures=0, locked_until=moment + LOCKED)


def _is_of(step: int, typed: str, secret: str) -> bool:
    """Whether the code is that of this step of time; compared in equal time."""
    code = pyotp.TOTP(secret, interval=_STEP_SECONDS).generate_otp(step)
    return hmac.compare_digest(code.encode(), typed.encode())
