"""Secrets of shops at rest: sealed, each bound to its shop and its name."""

from dutiful_quote.shops.shop import SecretName
from dutiful_shared.account.vault import Vault


def context_of(shop_id: str, name: str) -> str:
    """The place a shop's secret is bound to."""
    return f"shop:{shop_id}:{name}"


def seal(vault: Vault, shop_id: str, name: SecretName, plain: bytes) -> str:
    """A secret as it is kept: only for the same shop and name can it be opened again."""
    return vault.seal(plain, context_of(shop_id, name.value))


def unseal(vault: Vault, shop_id: str, name: str, sealed: str) -> bytes:
    """The secret as it is.

    Raises:
        SealError: it was sealed with a key that is gone, or for another place.
    """
    return vault.open(sealed, context_of(shop_id, name))
