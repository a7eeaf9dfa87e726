"""Signed heads: what was signed opens, and nothing else does."""

import base64
import hashlib
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dutiful_docs.ledger.checkpoint import HeadRefusedError, SigningKey, TreeHead, VerifyingKey, keys_in_pem, opened
from tests.builders.ledger import KEY, NOW, ORIGIN

HEAD = TreeHead(ORIGIN, 1234, hashlib.sha256(b"root").digest(), NOW)
OTHER = SigningKey(b"x" * 32)


def test_a_signed_head_opens_with_its_key() -> None:
    assert opened(KEY.sign(HEAD), [KEY.public]) == HEAD


def test_the_note_is_text_as_the_specification_has_it() -> None:
    root = base64.b64encode(HEAD.root).decode()
    text, _, signature = KEY.sign(HEAD).partition("\n\n")
    assert text == f"ledger.example\n1234\n{root}\nsigned 2026-11-29T12:00:00Z"
    assert signature.startswith("— ledger.example ")


def test_a_note_of_the_specification_is_signed_as_ours_are() -> None:
    # The example of C2SP signed-note: its key id stands before the signature of 64 bytes.
    signature = base64.b64decode(
        "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc="
    )
    ours = base64.b64decode(KEY.sign(HEAD).rstrip("\n").rpartition(" ")[2])
    assert len(ours) == len(signature) == 4 + 64


def test_the_id_of_a_key_is_the_specified_hash() -> None:
    expected = hashlib.sha256(b"ledger.example\n\x01" + KEY.public.raw).digest()[:4]
    assert KEY.public.note_id(ORIGIN) == expected


def test_a_head_opens_with_any_of_several_keys() -> None:
    assert opened(KEY.sign(HEAD), [OTHER.public, KEY.public]).size == 1234


def test_a_head_with_a_witness_beside_opens() -> None:
    witness = base64.b64encode(b"wwww" + b"s" * 64).decode()
    assert opened(KEY.sign(HEAD) + f"— witness.example {witness}\n", [KEY.public]) == HEAD


@pytest.mark.parametrize(
    ("note", "why"),
    [
        pytest.param(OTHER.sign(HEAD), "not signed by the given key", id="another key"),
        pytest.param(KEY.sign(HEAD).replace("1234", "1235"), "signature is false", id="another size"),
        pytest.param(KEY.sign(HEAD).replace("12:00:00", "12:00:01"), "signature is false", id="another time"),
        pytest.param(KEY.sign(HEAD).replace("ledger.example", "other.example"), "not signed", id="another log"),
        pytest.param(HEAD.text, "not a head", id="no signature"),
        pytest.param(HEAD.text + "\n", "not signed", id="an empty signature"),
        pytest.param(KEY.sign(HEAD).replace("1234", "01234"), "not a head", id="a size that begins with 0"),
        pytest.param(KEY.sign(HEAD).replace("signed 2026", "signed  2026"), "not a head", id="another form"),
        pytest.param(KEY.sign(HEAD) + "junk\n", "no signature", id="a line that is no signature"),
        pytest.param("— a b\n" + KEY.sign(HEAD), "not a head", id="a line before"),
        pytest.param("", "not a head", id="nothing"),
        pytest.param("x" * 20_000, "too long", id="far too long"),
    ],
)
def test_what_was_not_signed_is_refused(note: str, why: str) -> None:
    with pytest.raises(HeadRefusedError, match=why):
        opened(note, [KEY.public])


def test_a_time_that_is_none_is_refused() -> None:
    note = KEY.sign(HEAD).replace("2026-11-29", "2026-13-29")
    with pytest.raises(HeadRefusedError):
        opened(note, [KEY.public])


def test_a_key_survives_its_pem() -> None:
    assert keys_in_pem((OTHER.public.pem + KEY.public.pem).encode()) == (OTHER.public, KEY.public)


@pytest.mark.parametrize("pem", [b"", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_key_is_refused(pem: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        keys_in_pem(pem)


def test_another_kind_of_key_is_refused() -> None:
    public = generate_private_key(SECP256R1()).public_key()
    with pytest.raises(ValueError, match="Ed25519"):
        keys_in_pem(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def test_the_verifier_key_names_key_and_log() -> None:
    name, id_, key = KEY.public.verifier_key(ORIGIN).split("+", 2)
    assert (name, id_) == (ORIGIN, KEY.public.note_id(ORIGIN).hex())
    assert base64.b64decode(key) == b"\x01" + KEY.public.raw


def test_rfc_8032_signs_as_we_do() -> None:
    # RFC 8032, section 7.1, test 1: the empty message.
    key = SigningKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    signature = (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
        "24655141438e7a100b"
    )
    assert key.public == VerifyingKey(bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
    assert key.public.signed(b"", bytes.fromhex(signature))


def test_a_head_keeps_its_time_in_utc() -> None:
    assert opened(KEY.sign(HEAD), [KEY.public]).signed_at == datetime(2026, 11, 29, 12, tzinfo=UTC)
