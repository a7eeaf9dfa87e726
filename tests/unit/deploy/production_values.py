"""Values as production has them where the files of a deployment name a secret: made up, and good enough to start."""

from typing import Final

_KEY: Final = "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"
#: Key of the Secret `dutiful-secrets` -> a value.
SECRETS: Final = {
    "database-url": "postgresql+asyncpg://app:secret@pgbouncer:6432/dutiful",
    "owner-database-url": "postgresql+asyncpg://owner:secret@postgres.example.com:5432/dutiful",
    "redis-url": "rediss+cluster://:secret@redis.example.com:6379",
    "token-secret": "a-secret-of-production-with-32-bytes-or-more",
    "secret-keys": _KEY,
    "internal-key": "what-services-show-each-other-in-production",
    "ledger-keys": _KEY,
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
}
