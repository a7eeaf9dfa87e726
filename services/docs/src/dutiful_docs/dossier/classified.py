"""What the classifier says of the lines of a check, as far as it answers in time."""

import asyncio
from dataclasses import dataclass, field

import httpx2

from dutiful_shared.client import BaseUrls, DutifulClient, DutifulError
from dutiful_shared.contract.classification import Classification, ClassificationRequest
from dutiful_shared.contract.shipment_checks import ShipmentCheckRequest
from dutiful_shared.service.telemetry import trace_headers

#: Lines that are asked about at the same time.
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class ClassifiedLines:
    """Asks the classifier with the caller's own key.

    Args:
        budget_seconds: for all lines together; what is not answered by then is left out.
        transport: instead of the network, in tests.
    """

    url: str
    budget_seconds: float
    transport: httpx2.AsyncBaseTransport | None = field(default=None, repr=False)

    async def of(self, asked: ShipmentCheckRequest, api_key: str) -> tuple[dict[str, Classification], str]:
        """Line -> answer, and why the others have none. It never fails: a check goes on without."""
        lines = [line for line in asked.lines if line.description is not None]
        timeout = httpx2.Timeout(self.budget_seconds)
        gate, answers, reasons = asyncio.Semaphore(_AT_ONCE), dict[str, Classification](), list[str]()
        async with DutifulClient(
            BaseUrls(classify=self.url), api_key, timeout=timeout, transport=self.transport, trace=trace_headers
        ) as client:

            async def ask(line_id: str, description: str) -> None:
                async with gate:
                    try:
                        answers[line_id] = await client.classify(ClassificationRequest(title=description))
                    except DutifulError as exc:
                        reasons.append(f"the classifier does not answer: {exc}")

            tasks = [asyncio.create_task(ask(line.id, line.description or "")) for line in lines]
            if tasks:
                _, late = await asyncio.wait(tasks, timeout=self.budget_seconds)
                for task in late:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                if late:
                    reasons.append("the classifier did not answer in time")
        return answers, reasons[0] if reasons else "a line without a description cannot be classified"
