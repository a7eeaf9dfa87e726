"""Whatever is sent, a signature is right or wrong: it never raises."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from dutiful_shared.service.signatures import body_hmac, sign_message, signed_body, signed_message

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
KEY = b"secret"
ANY_TEXT = st.text() | st.text(st.characters(max_codepoint=255)) | st.binary().map(lambda raw: raw.decode("latin-1"))
SIGNATURE = ANY_TEXT | st.builds("v1,{}".format, ANY_TEXT)


@given(st.lists(st.binary(), max_size=3), st.binary(), st.none() | ANY_TEXT)
def test_any_body_and_header_is_not_signed(secrets: list[bytes], body: bytes, signature: str | None) -> None:
    assert signed_body(secrets, body, signature) is False


@given(
    st.binary(),
    st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp"]), ANY_TEXT | st.just(str(int(NOW.timestamp())))
    ),
    SIGNATURE,
)
def test_any_message_and_headers_are_not_signed(body: bytes, headers: dict[str, str], signature: str) -> None:
    assert signed_message([KEY], body, headers | {"webhook-signature": signature}, NOW) is False


@given(st.binary(min_size=1), st.binary(), st.text(min_size=1))
def test_what_was_signed_is_signed(secret: bytes, body: bytes, message_id: str) -> None:
    assert signed_body([secret], body, body_hmac(secret, body))
    assert signed_message([secret], body, sign_message(secret, message_id, NOW, body), NOW)


@given(st.binary(), st.binary())
def test_a_signature_of_another_body_is_wrong(body: bytes, other: bytes) -> None:
    assert signed_body([KEY], other, body_hmac(KEY, body)) is (body == other)
