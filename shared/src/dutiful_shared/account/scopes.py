"""What a key may be used for, and what it is for when nobody says more."""

from dutiful_shared.contract.merchant_account import Scope

__all__ = ["ALL_SCOPES", "DEFAULT_SCOPES", "Scope"]

ALL_SCOPES: tuple[Scope, ...] = tuple(Scope)
#: A checkout needs no right to change settings.
DEFAULT_SCOPES: tuple[Scope, ...] = tuple(scope for scope in Scope if scope is not Scope.ADMIN)
