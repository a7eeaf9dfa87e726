"""Values as production has them where the files of a deployment name a secret: made up, and good enough to start."""

from typing import Final

_KEY: Final = "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"
#: Key of the Secret `dutiful-secrets` -> a value.
SECRETS: Final = {
    "database-url": "postgresql+asyncpg://app:secret@pgbouncer:6432/dutiful",
    "owner-database-url": "postgresql+asyncpg://owner:secret@postgres.example.com:5432/dutiful",
    "read-database-url": "postgresql+asyncpg://app:secret@pgbouncer-of-the-replica:6432/dutiful",
    "redis-url": "rediss+cluster://:secret@redis.example.com:6379",
    "token-secret": "a-secret-of-production-with-32-bytes-or-more",
    "secret-keys": _KEY,
    "internal-key": "what-services-show-each-other-in-production",
    "ledger-keys": _KEY,
    "shopify-client-id": "client-of-shopify",
    "shopify-client-secret": "secret-of-shopify",
    "shopify-client-secret-previous": "former-secret-of-shopify",
    "bigcommerce-client-id": "client-of-bigcommerce",
    "bigcommerce-client-secret": "secret-of-bigcommerce",
}
#: Variable of the compose file -> a value.
COMPOSE: Final = {
    "POSTGRES_PASSWORD": "secret",
    "VALKEY_PASSWORD": "secret",
    "GRAFANA_PASSWORD": "secret",
    "DUTIFUL_TOKEN_SECRET": SECRETS["token-secret"],
    "DUTIFUL_SECRET_KEYS": _KEY,
    "DUTIFUL_INTERNAL_KEY": SECRETS["internal-key"],
    "DUTIFUL_LEDGER_KEYS": _KEY,
    "DUTIFUL_LEDGER_ORIGIN": "ledger.example.com",
    "DUTIFUL_LEDGER_PUBLIC_URL": "https://docs.example.com",
    "DUTIFUL_SHOPIFY_CLIENT_ID": SECRETS["shopify-client-id"],
    "DUTIFUL_SHOPIFY_CLIENT_SECRET": SECRETS["shopify-client-secret"],
    "DUTIFUL_SHOPIFY_CLIENT_SECRET_PREVIOUS": SECRETS["shopify-client-secret-previous"],
    "DUTIFUL_SHOPIFY_APP_URL": "https://api.example.com",
    "DUTIFUL_BIGCOMMERCE_CLIENT_ID": SECRETS["bigcommerce-client-id"],
    "DUTIFUL_BIGCOMMERCE_CLIENT_SECRET": SECRETS["bigcommerce-client-secret"],
    "DUTIFUL_BIGCOMMERCE_TAX_PROVIDER_ID": "dutiful",
    "DUTIFUL_BIGCOMMERCE_PUBLIC_URL": "https://api.example.com",
    "DUTIFUL_SHOP_WEBHOOKS_URL": "https://hooks.example.com",
}
