"""Settings of the pages for people, and of the names that keep them apart from the API."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from pydantic import Field, field_validator, model_validator

from dutiful_shared.service.internal import InternalSettings
from dutiful_shared.service.settings import Environment

_HOST_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")


class SecondFactorRule(StrEnum):
    """Whether whoever signs in to the console needs a second factor."""

    OPTIONAL = "optional"
    REQUIRED = "required"


class ConsoleSettings(InternalSettings):
    """The part of `QuoteSettings` that the console has."""

    console_key_file: Path | None = Field(
        None,
        description="A file with the API key that the console uses for everybody on this machine, so that nobody signs "
        "in; refused in production.",
    )
    console_hosts: str = Field(
        "",
        description="Host names, by commas, under which the console is reached. Empty: any, or with "
        "`DUTIFUL_CONSOLE_KEY_FILE` those of this machine alone, which always are among them. Under a name of "
        "another machine people sign in.",
    )
    api_hosts: str = Field(
        "",
        description="Host names, by commas, under which everything but the console is reached, those of other services "
        "and of shops included; none of `DUTIFUL_CONSOLE_HOSTS`, which it needs. Empty: any.",
    )
    console_idle_minutes: int = Field(
        30, ge=5, le=720, description="A session of the console ends after so many minutes without a page."
    )
    console_sessions_per_key: int = Field(
        5, ge=1, le=100, description="Sessions of the console that a key has at a time; one more ends the oldest."
    )
    console_second_factor: SecondFactorRule = Field(
        SecondFactorRule.OPTIONAL,
        description="`optional`: a key asks for a one-time code where somebody has set a second factor up for it. "
        "`required`: a session without reaches the page that sets it up and no other; not together with "
        "`DUTIFUL_CONSOLE_KEY_FILE`.",
    )

    @field_validator("console_hosts", "api_hosts", mode="after")
    @classmethod
    def _names_of_hosts(cls, names: str) -> str:
        if not all(_HOST_NAME.fullmatch(name.strip()) for name in names.split(",") if name.strip()):
            raise ValueError("must be host names without scheme, port or path, by commas, such as duties.example.com")
        return names

    @model_validator(mode="after")
    def _no_open_console_in_production(self) -> Self:
        if self.console_key_file is not None and self.environment is not Environment.DEV:
            raise ValueError("DUTIFUL_CONSOLE_KEY_FILE is for development only: in production people sign in")
        return self

    @model_validator(mode="after")
    def _no_factor_without_signing_in(self) -> Self:
        if self.console_key_file is not None and self.console_second_factor is SecondFactorRule.REQUIRED:
            raise ValueError(
                "DUTIFUL_CONSOLE_SECOND_FACTOR=required is for people who sign in; take DUTIFUL_CONSOLE_KEY_FILE away"
            )
        return self

    @model_validator(mode="after")
    def _hosts_apart(self) -> Self:
        api, console = self.names_of_api, _names(self.console_hosts)
        if api and not console:
            raise ValueError("DUTIFUL_API_HOSTS keeps the console apart: name its own hosts in DUTIFUL_CONSOLE_HOSTS")
        if shared := api & console:
            raise ValueError(f"DUTIFUL_API_HOSTS and DUTIFUL_CONSOLE_HOSTS must not share {', '.join(sorted(shared))}")
        return self

    @property
    def names_of_api(self) -> frozenset[str]:
        """The names of `api_hosts` in lower case; none where any will do."""
        return _names(self.api_hosts)


def _names(written: str) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in written.split(",") if name.strip())
