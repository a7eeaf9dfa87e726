import pytest
from pydantic import ValidationError

from dutiful_shared.service.settings import DEV_DATABASE_URL, DEV_TOKEN_SECRET, Environment, ServiceSettings

SECRET_KEYS = "k1:" + "A" * 43
SECRET = "s" * 32
DATABASE = "postgresql://dutiful:pw@db.internal/dutiful"


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
        pytest.param({"database_url": DATABASE}, "DUTIFUL_TOKEN_SECRET", id="token secret"),
        pytest.param({"database_url": DATABASE, "token_secret": DEV_TOKEN_SECRET}, "DUTIFUL_TOKEN_SECRET", id="same"),
        pytest.param({"database_url": DATABASE, "token_secret": "short"}, "DUTIFUL_TOKEN_SECRET", id="too short"),
    ],
)
def test_production_refuses_development_secrets(values: dict[str, str], variable: str) -> None:
    with pytest.raises(ValidationError, match=variable):
        ServiceSettings(environment="production", **values)


def test_production_starts_with_secrets_of_its_own() -> None:
    settings = ServiceSettings(
        environment="production", database_url=DATABASE, token_secret=SECRET, secret_keys=SECRET_KEYS
    )
    assert settings.environment is Environment.PRODUCTION


def test_production_refuses_the_development_keys_of_the_vault() -> None:
    with pytest.raises(ValidationError, match="DUTIFUL_SECRET_KEYS"):
        ServiceSettings(environment="production", database_url=DATABASE, token_secret=SECRET)


@pytest.mark.parametrize("ring", ["", "k1", "k1:short", f"{SECRET_KEYS},{SECRET_KEYS}", "k 1:" + "A" * 43])
def test_a_ring_that_is_none_is_refused_without_showing_it(ring: str) -> None:
    with pytest.raises(ValidationError, match="each id once") as caught:
        ServiceSettings(secret_keys=ring)
    assert "A" * 43 not in str(caught.value)
