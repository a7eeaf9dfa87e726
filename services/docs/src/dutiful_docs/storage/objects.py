"""`Objects`: bytes kept under their SHA-256, in a folder or an S3-compatible store.

What lies under a name never changes, so that writing twice is harmless and reading can be checked.
"""

import hashlib
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

Store = LocalStore | MemoryStore | S3Store
SCHEMES: Final = ("file", "memory", "s3")


class StorageUnavailableError(Exception):
    """The store is out of reach, or does not do what is asked."""


class ObjectLostError(StorageUnavailableError):
    """What should lie in the store is not there, or is no longer what was put there."""


class Objects:
    """Bytes by merchant and hash.

    Args:
        url: `file:///folder` (`file://folder` within the working folder), `s3://bucket/prefix` (region, endpoint and
            credentials come from the usual `AWS_...` variables) or `memory:///`. The folder is made when something is
            first put into it.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened: Store | None = None

    async def put(self, merchant_id: str, content: bytes) -> str:
        """Keep `content`; its SHA-256 in hex.

        Raises:
            StorageUnavailableError: it could not be kept.
        """
        digest = hashlib.sha256(content).hexdigest()
        try:
            await obstore.put_async(self._store(), _path(merchant_id, digest), content)
        except (BaseError, OSError) as exc:
            raise StorageUnavailableError(f"{digest} could not be kept: {exc}") from exc
        return digest

    async def get(self, merchant_id: str, digest: str) -> bytes:
        """What was kept under `digest`, checked against it.

        Raises:
            ObjectLostError: it is not there, or was changed.
            StorageUnavailableError: the store is out of reach.
        """
        try:
            found = await obstore.get_async(self._store(), _path(merchant_id, digest))
            content = bytes(await found.bytes_async())
        except FileNotFoundError as exc:
            raise ObjectLostError(f"{digest} is not in the store") from exc
        except (BaseError, OSError) as exc:
            raise StorageUnavailableError(f"{digest} could not be read: {exc}") from exc
        if hashlib.sha256(content).hexdigest() != digest:
            raise ObjectLostError(f"{digest} is no longer what was put into the store")
        return content

    async def forget(self, merchant_id: str, digest: str) -> None:
        """Remove what was kept under `digest`, if it is there.

        Raises:
            StorageUnavailableError: it could not be removed.
        """
        try:
            await obstore.delete_async(self._store(), _path(merchant_id, digest))
        except FileNotFoundError:
            return
        except (BaseError, OSError) as exc:
            raise StorageUnavailableError(f"{digest} could not be removed: {exc}") from exc

    def _store(self) -> Store:
        if self._opened is None:
            self._opened = open_store(self._url)
        return self._opened


def open_store(url: str) -> Store:
    """The store that a URL names.

    Raises:
        ValueError: there is no such kind of store.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.netloc + parts.path)).absolute(), mkdir=True)
    if parts.scheme == "memory":
        return MemoryStore()
    if parts.scheme == "s3":
        return S3Store.from_url(url)
    raise ValueError(f"{url!r} is no store; known: {', '.join(SCHEMES)}")


def _path(merchant_id: str, digest: str) -> str:
    return f"{merchant_id}/{digest[:2]}/{digest}"
