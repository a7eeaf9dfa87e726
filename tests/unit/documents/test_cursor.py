"""A page's cursor is a text that anybody can make up."""

import base64
from datetime import UTC, datetime

import pytest

from dutiful_docs.api.cursor import MalformedCursorError, cursor_of, position_in

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_a_cursor_leads_to_where_a_page_ended() -> None:
    assert position_in(cursor_of(NOW, "doc_1")) == (NOW, "doc_1")


@pytest.mark.parametrize(
    "plain",
    ["", "yesterday doc_1", "2026-11-29T12:00:00 doc_1", "0001-01-01T00:00:00+23:00 doc_1", f"{NOW.isoformat()} \x00"],
)
def test_a_cursor_that_the_store_would_choke_on_is_refused(plain: str) -> None:
    with pytest.raises(MalformedCursorError):
        position_in(base64.urlsafe_b64encode(plain.encode()).decode())
