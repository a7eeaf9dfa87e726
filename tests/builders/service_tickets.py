"""What the quote service shows the document service, by the key of development."""

from datetime import UTC, datetime

from dutiful_shared.service.internal import InternalSettings
from dutiful_shared.service.ticket import Purpose, issue_ticket


def ticket_headers(purpose: Purpose, service: str = "quote") -> dict[str, str]:
    """Good for half a minute from now."""
    return {"Authorization": f"Bearer {issue_ticket(InternalSettings(), purpose, service, datetime.now(UTC))}"}
