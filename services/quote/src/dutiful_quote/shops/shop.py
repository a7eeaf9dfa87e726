"""A shop of a merchant: on which platform it is, how it wants to be served, and the secrets shared with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from dutiful_shared.contract.fields import WHOLE, Flag, Identifier, WireModel


class Platform(StrEnum):
    """What a shop runs on. `generic`: a shop of another kind, which speaks our own webhooks."""

    SHOPIFY = "shopify"
    BIGCOMMERCE = "bigcommerce"
    WOOCOMMERCE = "woocommerce"
    GENERIC = "generic"


#: Platforms on which a shop's own name is the same for everybody, so that it can belong to one merchant only.
GLOBALLY_NAMED: Final = frozenset({Platform.SHOPIFY, Platform.BIGCOMMERCE})
#: Of one merchant: every process holds every shop, and a name that one merchant has registered is taken for all others.
MOST_SHOPS: Final = 1_000


class SecretName(StrEnum):
    """What a shop and we know of each other."""

    #: Signs the platform's webhooks and callbacks.
    CLIENT_SECRET = "client_secret"  # noqa: S105 - a name, not a secret
    #: The client secret before the last change; both are taken until it expires.
    CLIENT_SECRET_PREVIOUS = "client_secret_previous"  # noqa: S105
    #: Opens the platform's own API to us.
    ACCESS_TOKEN = "access_token"  # noqa: S105
    REFRESH_TOKEN = "refresh_token"  # noqa: S105
    #: SHA-256, in hex, of the password that the platform sends with HTTP Basic; we make it, of 32 random bytes.
    PASSWORD_HASH = "password_hash"  # noqa: S105
    #: A header that each webhook of the platform carries, as a second lock.
    WEBHOOK_HEADER = "webhook_header"


class ServiceNaming(WireModel):
    """How the two ways of paying duty are told apart in a service's name."""

    ddp_suffix: Annotated[str, Field(max_length=80)] = "duties and taxes included"
    dap_suffix: Annotated[str, Field(max_length=80)] = "duties and taxes on delivery"


class CustomsProperties(WireModel):
    """The codes of product properties (BigCommerce: tax properties and metafields) that hold customs facts."""

    hs_code: Annotated[str, Field(min_length=1, max_length=64)] = "hs_code"
    country_of_origin: Annotated[str, Field(min_length=1, max_length=64)] = "country_of_origin"
    description: Annotated[str, Field(min_length=1, max_length=64)] = "customs_description"


class ShopSettings(WireModel):
    """How a shop wants to be served. What is not settled here comes from the merchant's profile."""

    collects_duties_natively: Flag = Field(
        False, description="The shop charges duties itself, so that our DDP amounts are switched off."
    )
    require_rate_signature: Flag = Field(False, description="Refuse rate callbacks that carry no valid signature.")
    default_origin_code: Identifier | None = Field(None, description="An origin of the merchant's profile.")
    tax_provider_user: Annotated[str, Field(max_length=128)] | None = Field(
        None, description="The user name that the platform's tax calls carry."
    )
    service_naming: ServiceNaming = ServiceNaming()
    budget_ms: Annotated[int, Field(ge=50, le=9_000), WHOLE] = Field(
        2_500, description="Longest time a callback may take, in milliseconds, whatever the platform allows."
    )
    weight_unit: Literal["g", "kg", "lb", "oz"] | None = Field(
        None, description="The unit of weights where the platform's events do not name it; without it they are unknown."
    )
    hs_code_field: Annotated[str, Field(min_length=1, max_length=64)] = Field(
        "_hs_code", description="The product field that holds the tariff code, where the platform has none of its own."
    )
    origin_field: Annotated[str, Field(min_length=1, max_length=64)] = Field(
        "_country_of_origin", description="The product field that holds the country of origin."
    )
    customs_properties: CustomsProperties = CustomsProperties()
    charges_in_shipping: Flag | None = Field(
        None,
        description="Whether the price of a DDP service holds duty and tax; null: unless we compute the shop's tax.",
    )


@dataclass(frozen=True, slots=True)
class ShopSecret:
    """A secret as it is; `expires_at` None for one that lasts."""

    plain: bytes = field(repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop as it stands in the register.

    Attributes:
        external_id: what the platform calls it: `*.myshopify.com`, a store hash, or any name.
        signing_generation: of the merchant; from it derives what is signed for that merchant.
        secrets: opened; they never leave the process and never show in a text of the shop.
    """

    id: str
    merchant_id: str
    platform: Platform
    external_id: str
    settings: ShopSettings
    installed_at: datetime
    uninstalled_at: datetime | None
    signing_generation: int = 1
    secrets: Mapping[SecretName, ShopSecret] = field(default_factory=dict, repr=False)

    @property
    def installed(self) -> bool:
        """Whether the platform has not told that our app was taken away."""
        return self.uninstalled_at is None

    def secret(self, name: SecretName, now: datetime) -> bytes | None:
        """The secret, unless there is none or it has expired."""
        found = self.secrets.get(name)
        if found is None or (found.expires_at is not None and found.expires_at <= now):
            return None
        return found.plain

    def signing_keys(self, now: datetime) -> tuple[bytes, ...]:
        """The client secrets that may have signed a request that comes in now, the current one first."""
        names = (SecretName.CLIENT_SECRET, SecretName.CLIENT_SECRET_PREVIOUS)
        return tuple(key for name in names if (key := self.secret(name, now)))


@dataclass(frozen=True, slots=True)
class StoredShop:
    """A row of the register, its secrets sealed: name -> (sealed text, when it expires)."""

    id: str
    merchant_id: str
    platform: Platform
    external_id: str
    settings: ShopSettings
    installed_at: datetime
    uninstalled_at: datetime | None
    removed_at: datetime | None
    signing_generation: int
    sealed: Mapping[str, tuple[str, datetime | None]]


@dataclass(frozen=True, slots=True)
class ShopPage:
    """Shops as read at one moment of the database's clock."""

    shops: tuple[StoredShop, ...]
    read_at: datetime
