"""Bytes under their own hash: in a folder, in memory, and in an S3-compatible store."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from dutiful_docs.storage.objects import ObjectLostError, Objects, StorageUnavailableError, open_store
from dutiful_local.ports import free_port

CONTENT = b"%PDF-1.7 a paper"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    """A bucket of moto's S3 server, reached as any S3-compatible store is: through the usual variables."""
    import boto3

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    address = f"http://127.0.0.1:{server._port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", address)
        patch.setenv("AWS_ACCESS_KEY_ID", "tests")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
        patch.setenv("AWS_REGION", "us-east-1")
        patch.setenv("AWS_ALLOW_HTTP", "true")
        boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket="papers")
        yield "s3://papers/of/merchants"
    server.stop()


@pytest.fixture(params=["folder", "memory", "s3"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    match request.param:
        case "folder":
            return Objects(f"file://{tmp_path}/made/when/needed")
        case "memory":
            return Objects("memory:///")
        case _:
            return Objects(request.getfixturevalue("s3_url"))


async def test_what_was_put_is_had_by_its_hash(objects: Objects) -> None:
    assert await objects.put("mer_1", CONTENT) == DIGEST
    assert await objects.get("mer_1", DIGEST) == CONTENT


async def test_putting_it_twice_is_harmless(objects: Objects) -> None:
    assert await objects.put("mer_1", CONTENT) == await objects.put("mer_1", CONTENT)


async def test_what_is_anothers_is_not_there(objects: Objects) -> None:
    await objects.put("mer_1", CONTENT)
    with pytest.raises(ObjectLostError):
        await objects.get("mer_2", DIGEST)


async def test_what_was_changed_behind_our_back_is_not_given_out(tmp_path: Path) -> None:
    objects = Objects(f"file://{tmp_path}")
    await objects.put("mer_1", CONTENT)
    (tmp_path / "mer_1" / DIGEST[:2] / DIGEST).write_bytes(b"something else")
    with pytest.raises(ObjectLostError, match="no longer"):
        await objects.get("mer_1", DIGEST)


async def test_a_store_out_of_reach_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageUnavailableError):
        await Objects(f"file://{tmp_path}/file/below").put("mer_1", CONTENT)


def test_a_store_of_a_kind_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="is no store"):
        open_store("ftp://papers")
