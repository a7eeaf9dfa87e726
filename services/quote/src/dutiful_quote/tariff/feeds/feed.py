"""A feed: where a publication is fetched from, how often, and what a sound file looks like."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from dutiful_quote.tariff.errors import TariffError

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_NAME: Final = re.compile(r"^[a-z0-9][a-z0-9-]{1,40}$")


class FeedsError(TariffError):
    """The file of feeds cannot be used; the text says why."""


class FileFormat(StrEnum):
    """How a publication's file is written, by which its first bytes and its content are checked."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    ZIP = "zip"


class EditionRule(StrEnum):
    """What the edition of a fetched file is called, where the file itself does not say."""

    LAST_MODIFIED = "last-modified"  # the server's Last-Modified; without one, the day of the fetch
    FETCHED = "fetched"  # the day of the fetch


class Activation(StrEnum):
    """What becomes of a release that was loaded."""

    MANUAL = "manual"  # it waits for an operator
    AUTOMATIC = "automatic"  # it is activated unless a check is breached


def _duration(value: Any) -> Any:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", value) if isinstance(value, str) else None
    return timedelta(**{_UNITS[match[2]]: float(match[1])}) if match else value


Duration = Annotated[timedelta, BeforeValidator(_duration)]


class Feed(BaseModel):
    """One feed, as configured. Durations are texts such as `30s`, `45m`, `12h`, `1d`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    jurisdiction: str
    publication: str
    reader: str
    publisher: str
    page: str
    url: str
    confirmed: date | None = None
    enabled: bool = False
    licence: str
    format: FileFormat
    content_types: tuple[str, ...] = Field(min_length=1)
    redirect_hosts: tuple[str, ...] = ()
    interval: Duration
    full_every: Duration = timedelta(days=7)
    timeout: Duration = timedelta(minutes=15)
    idle_timeout: Duration = timedelta(seconds=30)
    min_bytes: int = Field(ge=1)
    max_bytes: int = Field(ge=1, le=10_000_000_000)
    max_growth: float = Field(default=10.0, gt=1)
    edition: EditionRule = EditionRule.LAST_MODIFIED
    activate: Activation = Activation.MANUAL

    @model_validator(mode="before")
    @classmethod
    def _not_confirmed(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and values.get("confirmed") is False:
            return {**values, "confirmed": None}
        return values

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not _NAME.match(self.name):
            raise ValueError(f"{self.name!r} is no name of a feed: lower-case letters, digits and hyphens")
        if self.min_bytes > self.max_bytes:
            raise ValueError("min_bytes is above max_bytes")
        if self.interval < timedelta(seconds=1):
            raise ValueError("interval is below a second")
        if self.enabled and not self.url:
            raise ValueError("an enabled feed needs a url")
        if self.url and (urlsplit(self.url).scheme not in {"http", "https"} or not urlsplit(self.url).hostname):
            raise ValueError("url is no http(s) address")
        return self


def read_feeds(path: Path | None = None) -> tuple[Feed, ...]:
    """The feeds of a file, or the packaged ones, in the order of the file.

    Raises:
        FeedsError: the file is not there, is no TOML, or describes a feed that cannot be.
    """
    source = path if path is not None else files("dutiful_quote.tariff.feeds") / "feeds.toml"
    try:
        tables = tomllib.loads(source.read_text("utf-8")).get("feeds", {})
    except (OSError, ValueError) as exc:
        raise FeedsError(f"{source}: {exc}") from exc
    if not isinstance(tables, dict) or not all(isinstance(values, dict) for values in tables.values()):
        raise FeedsError(f"{source}: each feed is a table, such as [feeds.us-hts]")
    found = []
    for name, values in tables.items():
        try:
            found.append(Feed.model_validate({**values, "name": name}))
        except ValidationError as exc:
            told = "; ".join(f"{'.'.join(map(str, error['loc']))} {error['msg']}".strip() for error in exc.errors())
            raise FeedsError(f"{source}, feed {name}: {told}") from None
    return tuple(found)
