import pytest
from pydantic import ValidationError

from dutiful_shared.service.settings import DEV_DATABASE_URL, DEV_TOKEN_SECRET, Environment, ServiceSettings

SECRET_KEYS = "k1:" + "A" * 43
SECRET = "s" * 32
DATABASE = "postgresql://dutiful:pw@db.internal/dutiful"
REDIS = "redis://:pw@cache.internal:6379/0"
STORES = {"database_url": DATABASE, "redis_url": REDIS}
OWN = {"environment": "production", **STORES, "token_secret": SECRET, "secret_keys": SECRET_KEYS}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "DUTIFUL_DATABASE_URL", "DUTIFUL_REDIS_URL", "DUTIFUL_ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)


def test_the_defaults_serve_a_laptop() -> None:
    settings = ServiceSettings()
    assert settings.environment is Environment.DEV
    assert settings.database_url.get_secret_value() == DEV_DATABASE_URL
    assert settings.request_body_limit_bytes == 256 * 1024


def test_the_environment_is_read_with_its_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUTIFUL_REQUEST_DEADLINE_MS", "700")
    assert ServiceSettings().request_deadline_ms == 700


def test_the_usual_names_of_the_stores_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", DATABASE)
    monkeypatch.setenv("REDIS_URL", "redis://cache:6379/3")
    settings = ServiceSettings()
    assert settings.database_url.get_secret_value() == "postgresql+asyncpg://dutiful:pw@db.internal/dutiful"
    assert settings.redis_url.get_secret_value() == "redis://cache:6379/3"


def test_secrets_do_not_show_when_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", DATABASE)
    assert "pw" not in repr(ServiceSettings())


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        ServiceSettings().request_deadline_ms = 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("database_url", "mysql://localhost/x", id="not PostgreSQL"),
        pytest.param("redis_url", "http://localhost", id="not Redis"),
        pytest.param("request_deadline_ms", 0, id="no time at all"),
        pytest.param("key_refresh_seconds", 5.0, id="keys refreshed too rarely"),
        pytest.param("problem_base_uri", "not a uri", id="bad base uri"),
    ],
)
def test_a_value_out_of_bounds_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        ServiceSettings(**{name: value})


@pytest.mark.parametrize(
    ("values", "variable"),
    [
        pytest.param({"token_secret": SECRET}, "DUTIFUL_DATABASE_URL", id="database"),
        pytest.param(STORES, "DUTIFUL_TOKEN_SECRET", id="token secret"),
        pytest.param({**STORES, "token_secret": DEV_TOKEN_SECRET}, "DUTIFUL_TOKEN_SECRET", id="same"),
        pytest.param({**STORES, "token_secret": "short"}, "DUTIFUL_TOKEN_SECRET", id="too short"),
    ],
)
def test_production_refuses_development_secrets(values: dict[str, str], variable: str) -> None:
    with pytest.raises(ValidationError, match=variable):
        ServiceSettings(environment="production", **values)


def test_production_starts_with_secrets_of_its_own() -> None:
    settings = ServiceSettings(**OWN)
    assert settings.environment is Environment.PRODUCTION


def test_production_refuses_the_development_keys_of_the_vault() -> None:
    with pytest.raises(ValidationError, match="DUTIFUL_SECRET_KEYS"):
        ServiceSettings(environment="production", **STORES, token_secret=SECRET)


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        pytest.param("DUTIFUL_DATABASE_URL", "postgresql://app@db/dutiful", id="PostgreSQL without a password"),
        pytest.param(
            "DUTIFUL_DATABASE_URL", "postgresql://postgres:postgres@db/dutiful", id="the image's own password"
        ),
        pytest.param("DUTIFUL_DATABASE_URL", "postgresql://app:app@db/dutiful", id="the name as the password"),
        pytest.param("DUTIFUL_REDIS_URL", "redis://cache:6379/0", id="Redis without a password"),
        pytest.param("DUTIFUL_REDIS_URL", "rediss+cluster://cache:6379,cache2:6379", id="a cluster without a password"),
        pytest.param("DUTIFUL_REDIS_URL", "unix:///run/redis.sock", id="a socket without a password"),
    ],
)
def test_production_refuses_stores_that_anybody_gets_into(variable: str, url: str) -> None:
    values = {**OWN, variable.removeprefix("DUTIFUL_").lower(): url}

    with pytest.raises(ValidationError, match=variable) as refused:
        ServiceSettings(**values)

    assert url not in str(refused.value)
    assert ServiceSettings(**values, stores_without_password=True).stores_without_password


@pytest.mark.parametrize(
    "redis",
    ["redis+sentinel://app:pw@one:26379,two:26379/main/0", "unix:///run/redis.sock?password=pw", "redis://:p%40w@c/0"],
)
def test_a_password_is_found_wherever_an_address_has_it(redis: str) -> None:
    assert ServiceSettings(**{**OWN, "redis_url": redis})


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        pytest.param("DUTIFUL_DATABASE_URL", DATABASE, id="PostgreSQL in the clear"),
        pytest.param("DUTIFUL_DATABASE_URL", f"{DATABASE}?ssl=require", id="a certificate of anybody"),
        pytest.param("DUTIFUL_REDIS_URL", REDIS, id="Redis in the clear"),
        pytest.param("DUTIFUL_REDIS_URL", "rediss://:pw@cache/0?ssl_cert_reqs=none", id="a certificate not looked at"),
        pytest.param("DUTIFUL_REDIS_URL", "rediss://:pw@cache/0?ssl_check_hostname=false", id="of another host"),
    ],
)
def test_stores_without_tls_are_refused_where_it_is_needed(variable: str, url: str) -> None:
    by_tls = {"database_url": f"{DATABASE}?ssl=verify-full", "redis_url": "rediss://:pw@cache.internal:6379/0"}
    values = {**OWN, **by_tls, "stores_need_tls": True}
    assert ServiceSettings(**values)

    with pytest.raises(ValidationError, match=f"{variable} must") as refused:
        ServiceSettings(**{**values, variable.removeprefix("DUTIFUL_").lower(): url})

    assert "pw" not in str(refused.value)


@pytest.mark.parametrize("ring", ["", "k1", "k1:short", f"{SECRET_KEYS},{SECRET_KEYS}", "k 1:" + "A" * 43])
def test_a_ring_that_is_none_is_refused_without_showing_it(ring: str) -> None:
    with pytest.raises(ValidationError, match="each id once") as caught:
        ServiceSettings(secret_keys=ring)
    assert "A" * 43 not in str(caught.value)
