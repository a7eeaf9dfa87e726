"""Settings of the shop platforms: our apps with them, and where they reach us."""

from pydantic import Field, SecretStr

from dutiful_shared.service.internal import InternalSettings


class PlatformSettings(InternalSettings):
    """The part of the quote service's settings that its channels read. An app has doors that a browser or a checkout
    opens (installation, rates, taxes); webhooks may have a host of their own: platforms block a host, not a path."""

    bigcommerce_tax_budget_ms: int = Field(
        2_000,
        ge=50,
        le=3_500,
        description="Longest time a tax estimate for BigCommerce may take before the shop's fallback tax applies; the "
        "process's own lateness does not count.",
    )
    bigcommerce_estimate_cache_seconds: int = Field(
        180, ge=0, le=3_600, description="How long the answer to an identical tax estimate of BigCommerce is kept."
    )
    bigcommerce_rate_ttl_seconds: int = Field(
        300, ge=0, le=86_400, description="How long BigCommerce may keep the shipping rates it was given, in seconds."
    )
    bigcommerce_client_id: str = Field("", description="Client id of the BigCommerce app; empty where there is none.")
    bigcommerce_client_secret: SecretStr = Field(
        SecretStr(""), description="Client secret of the BigCommerce app: signs its webhooks and its callbacks."
    )
    bigcommerce_tax_provider_id: str = Field(
        "", description="What BigCommerce calls us as a tax provider; empty where it has not registered us."
    )
    bigcommerce_api_url: str = Field(
        "https://api.bigcommerce.com", pattern=r"^https?://", description="BigCommerce's own API."
    )
    bigcommerce_login_url: str = Field(
        "https://login.bigcommerce.com", pattern=r"^https?://", description="Where BigCommerce hands out access tokens."
    )
    bigcommerce_public_url: str = Field(
        "",
        description="Where BigCommerce reaches the doors of its app (installation and callbacks at checkout), such as "
        "https://duties.example.com; no path.",
    )
    shopify_client_id: str = Field("", max_length=128, description="The client id of the Shopify app.")
    shopify_client_secret: SecretStr = Field(
        SecretStr(""), description="Its client secret; empty where each shop has an app of its own."
    )
    shopify_client_secret_previous: SecretStr = Field(
        SecretStr(""), description="The client secret before its last change, taken as long as it stands here."
    )
    shopify_scopes: str = Field(
        "write_shipping,read_products,read_inventory,write_inventory,read_orders,read_locations",
        max_length=1_000,
        description="What the Shopify app asks merchants to allow, by commas.",
    )
    shopify_api_version: str = Field(
        "2026-10",
        pattern=r"^(20[0-9]{2}-(01|04|07|10)|unstable)$",
        description="Version of Shopify's GraphQL Admin API.",
    )
    shopify_app_url: str = Field(
        "",
        max_length=255,
        description="Where Shopify reaches the doors of its app (installation and rates at checkout), such as "
        "https://duties.example.com; no path.",
    )
    shop_webhooks_url: str = Field(
        "",
        max_length=255,
        description="The host that shops tell their webhooks, such as https://hooks.example.com; no path. Empty: the "
        "address of each platform's app.",
    )
    shopify_processes: int = Field(
        1, ge=1, le=1_000, description="How many processes share Shopify's rate callbacks; each measures its part."
    )
