"""What is asked and answered about shops."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dutiful_quote.shops.shop import Platform, ShopSettings, StoredShop
from dutiful_shared.contract.fields import WireModel


class ShopRequest(WireModel):
    """A shop to register."""

    platform: Platform
    external_id: Annotated[
        str, Field(min_length=1, max_length=255, description="`*.myshopify.com`, the store hash, or a name you choose.")
    ]
    settings: ShopSettings = ShopSettings()
    client_secret: Annotated[str, Field(min_length=16, max_length=512)] | None = Field(
        None, repr=False, description="What the platform signs with; left out, one is made and answered this once."
    )


class ShopAnswer(BaseModel):
    """A shop of the merchant."""

    model_config = ConfigDict(frozen=True)

    id: str
    platform: Platform
    external_id: str
    settings: ShopSettings
    installed_at: datetime
    uninstalled_at: datetime | None


class NewShopAnswer(ShopAnswer):
    """A shop just registered."""

    client_secret: str | None = Field(description="The secret that was made; null where one was given.")


class ShopList(BaseModel):
    """All shops of the merchant, those that were uninstalled too."""

    model_config = ConfigDict(frozen=True)

    shops: list[ShopAnswer]


def shop_answer(stored: StoredShop) -> ShopAnswer:
    """A shop without its secrets, which no answer shows again."""
    return ShopAnswer(
        id=stored.id,
        platform=stored.platform,
        external_id=stored.external_id,
        settings=stored.settings,
        installed_at=stored.installed_at,
        uninstalled_at=stored.uninstalled_at,
    )
