"""What can go wrong with shops."""


class ShopError(Exception):
    """The base of what the register of shops refuses."""


class ShopExistsError(ShopError):
    """A shop of this name is registered already."""


class TooManyShopsError(ShopError):
    """The merchant has as many as there may be."""


class UnknownShopError(ShopError):
    """The merchant has no such shop."""

    def __init__(self, shop_id: str) -> None:
        super().__init__(f"there is no shop {shop_id}")


class ShopChangedError(ShopError):
    """The shop's settings are no longer those that were to be replaced."""


class ShopsUnavailableError(ShopError):
    """The register of shops is out of reach, or was never read."""


class InboxUnavailableError(Exception):
    """The event is not stored: whoever sent it must send it again."""


class InboxOverloadedError(InboxUnavailableError):
    """Too much waits to be stored already; nothing was done with the event."""
