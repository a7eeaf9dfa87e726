"""Signatures of shops."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from dutiful_shared.service.signatures import (
    TOLERANCE,
    body_hmac,
    sign_message,
    signed_body,
    signed_message,
    standard_key,
)

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
KEY = b"a key of the field's own length.."
BODY = b'{"type":"order.created"}'


def test_a_body_is_known_by_its_secret() -> None:
    assert signed_body([KEY], BODY, body_hmac(KEY, BODY))


def test_the_hmac_is_the_published_one() -> None:
    # RFC 4231, test case 2.
    digest = bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    assert body_hmac(b"Jefe", b"what do ya want for nothing?") == base64.b64encode(digest).decode()


def test_both_secrets_are_taken_while_they_are_changed() -> None:
    assert signed_body([b"new", KEY], BODY, body_hmac(KEY, BODY))
    assert signed_body([b"new", KEY], BODY, body_hmac(b"new", BODY))


@pytest.mark.parametrize("signature", [None, "", "=", "garbage", "é", "AAAA", body_hmac(b"other", BODY)])
def test_a_body_with_another_signature_is_refused(signature: str | None) -> None:
    assert not signed_body([KEY], BODY, signature)


def test_a_body_written_anew_is_refused() -> None:
    assert not signed_body([KEY], b'{"type": "order.created"}', body_hmac(KEY, BODY))


def test_an_empty_secret_signs_nothing() -> None:
    assert not signed_body([b""], BODY, body_hmac(b"", BODY))
    assert not signed_message([b""], BODY, sign_message(b"", "m1", NOW, BODY), NOW)


def test_without_secrets_nothing_is_signed() -> None:
    assert not signed_body([], BODY, body_hmac(KEY, BODY))


def test_a_message_of_the_reference_library_is_taken() -> None:
    secret = base64.b64encode(KEY).decode()
    signature = Webhook(secret).sign("msg_1", NOW, BODY.decode())
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(NOW.timestamp())), "webhook-signature": signature}
    assert signed_message([KEY], BODY, headers, NOW)


def test_the_reference_library_takes_our_messages() -> None:
    sent_at = datetime.now(UTC)
    Webhook(base64.b64encode(KEY).decode()).verify(BODY, sign_message(KEY, "msg_1", sent_at, BODY))


def test_a_bigcommerce_message_is_keyed_with_the_bytes_of_the_client_secret() -> None:
    client_secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    library = Webhook(base64.b64encode(client_secret.encode()).decode())
    signature = library.sign("hash", NOW, BODY.decode())
    headers = {"webhook-id": "hash", "webhook-timestamp": str(int(NOW.timestamp())), "webhook-signature": signature}
    assert signed_message([client_secret.encode()], BODY, headers, NOW)


def test_one_of_several_signatures_is_enough() -> None:
    headers = sign_message(KEY, "msg_1", NOW, BODY)
    headers["webhook-signature"] = f"v1a,AAAA v1,AAAA {headers['webhook-signature']}"
    assert signed_message([b"new", KEY], BODY, headers, NOW)


@pytest.mark.parametrize("side", [-1, 1])
def test_the_signed_time_may_be_five_minutes_off_and_no_more(side: int) -> None:
    headers = sign_message(KEY, "msg_1", NOW, BODY)
    assert signed_message([KEY], BODY, headers, NOW + side * TOLERANCE)
    assert not signed_message([KEY], BODY, headers, NOW + side * (TOLERANCE + timedelta(seconds=1)))


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_message_without_one_of_its_headers_is_refused(header: str) -> None:
    headers = sign_message(KEY, "msg_1", NOW, BODY)
    del headers[header]
    assert not signed_message([KEY], BODY, headers, NOW)


@pytest.mark.parametrize("signature", ["v1", "v1,a,b", "garbage", "v1,é", "v2,AAAA", ",", "v1,", " "])
def test_a_message_with_a_malformed_signature_is_refused(signature: str) -> None:
    headers = sign_message(KEY, "msg_1", NOW, BODY) | {"webhook-signature": signature}
    assert not signed_message([KEY], BODY, headers, NOW)


def test_another_id_or_time_breaks_the_signature() -> None:
    headers = sign_message(KEY, "msg_1", NOW, BODY)
    assert not signed_message([KEY], BODY, headers | {"webhook-id": "msg_2"}, NOW)
    later = str(int(NOW.timestamp()) + 1)
    assert not signed_message([KEY], BODY, headers | {"webhook-timestamp": later}, NOW)


def test_a_secret_in_the_standard_form_holds_its_key() -> None:
    assert standard_key(b"whsec_" + base64.b64encode(KEY)) == KEY
    assert standard_key(KEY) == KEY
    assert standard_key(b"whsec_!!!") == b""
