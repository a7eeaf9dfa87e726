import pytest

from dutiful_shared.account.api_key import hash_of, new_key, prefix_of


def test_a_new_key_is_recognised_by_its_prefix() -> None:
    key = new_key("test")
    assert key.plain.startswith(f"dk_test_{key.prefix}_")
    assert prefix_of(key.plain) == key.prefix
    assert key.hash == hash_of(key.plain)


def test_no_two_keys_are_alike() -> None:
    assert new_key("live").plain != new_key("live").plain


def test_a_key_does_not_show_its_secret_when_printed() -> None:
    key = new_key("test")
    assert key.plain not in repr(key)


def test_a_key_is_for_trials_or_for_real_orders() -> None:
    with pytest.raises(ValueError, match="test, live"):
        new_key("staging")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("dk_test_0123456789ab", id="no secret"),
        pytest.param(f"dk_prod_0123456789ab_{'0' * 64}", id="no such environment"),
        pytest.param(f"dk_test_0123456789ab_{'0' * 65}", id="too long"),
        pytest.param(f"dk_test_0123456789ab_{'0' * 64}\n", id="a line break"),
        pytest.param("dk_test_" + "٣" * 12 + "_" + "0" * 64, id="digits of another script"),
    ],
)
def test_what_has_not_the_form_of_a_key_has_no_prefix(text: str) -> None:
    assert prefix_of(text) is None
