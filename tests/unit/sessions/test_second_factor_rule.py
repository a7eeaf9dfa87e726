"""Whether the console requires a second factor, as the settings say it."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from dutiful_quote.console_settings import SecondFactorRule
from dutiful_quote.settings import QuoteSettings


def test_a_second_factor_is_optional_until_somebody_requires_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert QuoteSettings().console_second_factor is SecondFactorRule.OPTIONAL
    monkeypatch.setenv("DUTIFUL_CONSOLE_SECOND_FACTOR", "required")
    assert QuoteSettings().console_second_factor is SecondFactorRule.REQUIRED


def test_none_can_be_required_where_nobody_signs_in() -> None:
    with pytest.raises(ValidationError, match="DUTIFUL_CONSOLE_KEY_FILE"):
        QuoteSettings(console_second_factor=SecondFactorRule.REQUIRED, console_key_file=Path("key"))
