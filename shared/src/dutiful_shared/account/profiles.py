"""`ProfileDirectory`: every merchant's settings in memory, so that a request reads them without I/O."""

from datetime import datetime, timedelta
from typing import Final, Protocol

from dutiful_shared.account.profile_repository import ProfilePage
from dutiful_shared.account.records import RegisterUnavailableError
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.service.periodic import Periodic

#: Read again what changed in the last minute: a transaction may commit later than the time it wrote down.
_OVERLAP: Final = timedelta(seconds=60)
_DEFAULTS: Final = MerchantProfile()


class ProfileRegister(Protocol):
    """Where settings are kept; `ProfileRepository` in production."""

    async def changed_since(self, since: datetime | None) -> ProfilePage:
        """Settings that changed since `since`; None asks for all of them."""


class ProfileDirectory:
    """The settings of all merchants, as new as `refresh_seconds`. What is known stays while the register is away."""

    def __init__(self, register: ProfileRegister, *, refresh_seconds: float = 2.0) -> None:
        self._register = register
        self._known: dict[str, MerchantProfile] = {}
        self._watermark: datetime | None = None
        self._reading = Periodic(
            "profile-directory", self.refresh, refresh_seconds, passing=(RegisterUnavailableError,)
        )

    def of(self, merchant_id: str) -> MerchantProfile:
        """The merchant's settings; defaults where none were made."""
        return self._known.get(merchant_id, _DEFAULTS)

    async def start(self) -> None:
        """Read all settings and go on reading changes; a register out of reach does not hinder that."""
        await self._reading.start()

    async def close(self) -> None:
        """Stop following changes."""
        await self._reading.close()

    async def refresh(self) -> None:
        """Read what changed.

        Raises:
            RegisterUnavailableError: the register cannot be read; what is known stays.
        """
        page = await self._register.changed_since(self._watermark and self._watermark - _OVERLAP)
        self._known = {**self._known, **{name: stored.profile for name, stored in page.profiles.items()}}
        self._watermark = page.read_at
