"""Moments on the wire."""

import pytest
from pydantic import TypeAdapter, ValidationError

from dutiful_shared.contract.fields import Moment

MOMENTS = TypeAdapter(Moment)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_utc_has_no_year_for_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="years 1 to 9999, also in UTC"):
        MOMENTS.validate_python(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00"])
def test_a_moment_at_the_ends_of_the_calendar_is_taken(text: str) -> None:
    assert MOMENTS.validate_python(text).isoformat() == text.replace("Z", "+00:00")
