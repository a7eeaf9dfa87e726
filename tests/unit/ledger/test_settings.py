"""Settings of the ledger: a ring of keys that can be changed, and nothing from the source in production."""

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from dutiful_docs.ledger.checkpoint import SigningKey
from dutiful_docs.ledger.settings import DEV_LEDGER_KEYS
from dutiful_docs.settings import DocsSettings
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.internal import DEV_INTERNAL_KEY, InternalSettings


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


OLD, NEW = b"o" * 32, b"n" * 32
#: What every service must have in production.
PRODUCTION: dict[str, Any] = {
    "environment": "production",
    "database_url": "postgresql://user:pw@db/dutiful",
    "redis_url": "redis://:pw@cache:6379/0",
    "token_secret": "t" * 32,
    "secret_keys": f"k1:{encoded(b's' * 32)}",
    "internal_key": "i" * 32,
}
LEDGER = {"ledger_origin": "ledger.example", "ledger_keys": f"k1:{encoded(OLD)}"}


def test_production_starts_with_keys_of_its_own() -> None:
    assert DocsSettings(**PRODUCTION, **LEDGER).ledger_signer.public == SigningKey(OLD).public


@pytest.mark.parametrize(
    ("missing", "variable"),
    [
        ("ledger_keys", "DUTIFUL_LEDGER_KEYS"),
        ("ledger_origin", "DUTIFUL_LEDGER_ORIGIN"),
        ("internal_key", "DUTIFUL_INTERNAL_KEY"),
    ],
)
def test_production_refuses_what_comes_with_the_source(missing: str, variable: str) -> None:
    values = {name: value for name, value in {**PRODUCTION, **LEDGER}.items() if name != missing}
    with pytest.raises(ValidationError, match=variable):
        DocsSettings(**values)


def test_production_refuses_the_key_of_the_source_beside_another() -> None:
    keys = f"k1:{encoded(OLD)},{DEV_LEDGER_KEYS}"
    with pytest.raises(ValidationError, match="DUTIFUL_LEDGER_KEYS"):
        DocsSettings(**PRODUCTION, **{**LEDGER, "ledger_keys": keys})


def test_the_quote_service_refuses_the_internal_key_of_the_source_too() -> None:
    values = {name: value for name, value in PRODUCTION.items() if name != "internal_key"}
    with pytest.raises(ValidationError, match="DUTIFUL_INTERNAL_KEY"):
        QuoteSettings(**values)


def test_the_first_key_signs_and_all_are_published() -> None:
    settings = DocsSettings(
        ledger_keys=f"new:{encoded(NEW)}", ledger_retired_keys=f"old:{encoded(SigningKey(OLD).public.raw)}"
    )
    assert settings.ledger_signer.public == SigningKey(NEW).public
    assert dict(settings.ledger_verifying_keys) == {"new": SigningKey(NEW).public, "old": SigningKey(OLD).public}


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"ledger_keys": ""}, id="no key"),
        pytest.param({"ledger_keys": "k1:short"}, id="a key that is none"),
        pytest.param({"ledger_retired_keys": "k1"}, id="a retired key that is none"),
        pytest.param({"ledger_retired_keys": f"dev:{encoded(OLD)}"}, id="an id of two keys"),
        pytest.param({"ledger_origin": "two words"}, id="an origin with a blank"),
        pytest.param({"ledger_origin": "a+b"}, id="an origin with a plus"),
        pytest.param({"ledger_public_url": "docs.example"}, id="a URL that is none"),
        pytest.param({"ledger_batch_entries": 0}, id="batches of nothing"),
        pytest.param({"internal_key": "short"}, id="an internal key that is short"),
        pytest.param({"internal_key": f"{'i' * 32},"}, id="an internal key that is empty"),
    ],
)
def test_settings_that_cannot_work_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DocsSettings(**values)


def test_no_key_is_shown_when_it_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        DocsSettings(ledger_keys="k1:secret-but-wrong")
    assert "secret-but-wrong" not in str(caught.value)


def test_while_an_internal_key_changes_both_are_taken_and_the_first_signs() -> None:
    changing = InternalSettings(internal_key=f"{'n' * 32}, {'o' * 32}")
    made = {key: InternalSettings(internal_key=key * 32).internal_mac(b"said") for key in "nox"}
    assert [changing.takes_internal_mac(b"said", made[key]) for key in "nox"] == [True, True, False]
    assert changing.internal_mac(b"said") == made["n"]


@pytest.mark.parametrize("shown", ["", DEV_INTERNAL_KEY, "ä" * 64, "\udc80"])
def test_what_the_key_has_not_signed_is_not_taken(shown: str) -> None:
    assert not InternalSettings().takes_internal_mac(b"said", shown)
