"""A register of keys in memory, which can be put out of reach."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from dutiful_shared.account.api_key import NewKey, new_key
from dutiful_shared.account.records import KeyPage, KeyRecord, RegisterUnavailableError

START = datetime(2026, 11, 24, tzinfo=UTC)


class MemoryRegister:
    """Keeps keys, counts readings; `seconds` is its clock, which the directory under test shares."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.reachable = True
        self.readings = 0
        self.was_read = asyncio.Event()
        self.used: set[str] = set()
        self._keys: dict[str, tuple[KeyRecord, datetime]] = {}

    def clock(self) -> float:
        return self.seconds

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def add(
        self,
        *,
        merchant: str = "mer_1",
        scopes: Collection[str] = ("quote",),
        generation: int = 1,
        expires_at: datetime | None = None,
    ) -> NewKey:
        key = new_key("test")
        record = KeyRecord(
            id=f"key_{key.prefix}",
            merchant_id=merchant,
            label="",
            environment="test",
            prefix=key.prefix,
            secret_hash=key.hash,
            scopes=frozenset(scopes),
            signing_generation=generation,
            created_at=self.now,
            revoked_at=None,
            last_used_at=None,
            expires_at=expires_at,
        )
        self._keys[key.prefix] = (record, self.now)
        return key

    def revoke(self, key: NewKey) -> None:
        record, _ = self._keys[key.prefix]
        fields = {name: getattr(record, name) for name in KeyRecord.__slots__}
        self._keys[key.prefix] = (KeyRecord(**{**fields, "revoked_at": self.now}), self.now)

    async def changed_since(self, since: datetime | None) -> KeyPage:
        self.readings += 1
        self.was_read.set()
        await asyncio.sleep(0)
        if not self.reachable:
            raise RegisterUnavailableError("unplugged")
        changed = [
            record
            for record, changed_at in self._keys.values()
            if (not record.revoked if since is None else changed_at >= since)
        ]
        return KeyPage(tuple(changed), self.now)

    async def mark_used(self, key_ids: Collection[str]) -> None:
        if not self.reachable:
            raise RegisterUnavailableError("unplugged")
        self.used |= set(key_ids)
