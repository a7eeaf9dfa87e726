"""Secrets at rest open only with a key of the ring, unchanged, in the place they were sealed for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_shared.account.vault import KEY_BYTES, SealError, Vault

OLD, NEW = b"o" * KEY_BYTES, b"n" * KEY_BYTES


@given(plain=st.binary(max_size=200), context=st.text(max_size=50))
def test_what_was_sealed_opens_in_its_context(plain: bytes, context: str) -> None:
    vault = Vault({"k1": OLD})
    assert vault.open(vault.seal(plain, context), context) == plain


@given(sealed=st.text(max_size=120))
def test_any_other_text_is_refused_as_such(sealed: str) -> None:
    with pytest.raises(SealError):
        Vault({"k1": OLD}).open(sealed, "shop_1:token")


def test_a_sealed_text_does_not_open_in_another_place() -> None:
    vault = Vault({"k1": OLD})
    with pytest.raises(SealError):
        vault.open(vault.seal(b"token", "shop_1:token"), "shop_2:token")


def test_a_changed_sealed_text_does_not_open() -> None:
    vault = Vault({"k1": OLD})
    sealed = vault.seal(b"token", "shop_1:token")
    changed = sealed[:-2] + ("A" if sealed[-2] != "A" else "B") + sealed[-1]
    with pytest.raises(SealError):
        vault.open(changed, "shop_1:token")


def test_equal_secrets_do_not_look_alike() -> None:
    vault = Vault({"k1": OLD})
    assert vault.seal(b"token", "shop_1:token") != vault.seal(b"token", "shop_1:token")


def test_a_new_key_before_the_old_one_seals_and_the_old_one_still_opens() -> None:
    before = Vault({"k1": OLD}).seal(b"token", "shop_1:token")
    rotated = Vault({"k2": NEW, "k1": OLD})
    assert rotated.open(before, "shop_1:token") == b"token"
    sealed = rotated.seal(b"token", "shop_1:token")
    assert [one.startswith(rotated.current_prefix) for one in (before, sealed)] == [False, True]


def test_a_key_that_left_the_ring_opens_nothing() -> None:
    before = Vault({"k1": OLD}).seal(b"token", "shop_1:token")
    with pytest.raises(SealError, match="k1"):
        Vault({"k2": NEW}).open(before, "shop_1:token")


@pytest.mark.parametrize("keys", [{}, {"k1": b"short"}, {"": OLD}, {"k.1": OLD}], ids=["none", "short", "no id", "dot"])
def test_a_ring_that_cannot_seal_is_refused(keys: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(keys)
