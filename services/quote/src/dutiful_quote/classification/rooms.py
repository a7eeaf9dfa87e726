"""The desk that asks the classifier, opened where the operator names the service."""

from contextlib import AsyncExitStack

from prometheus_client import CollectorRegistry

from dutiful_quote.classification.client import ClassifyClient
from dutiful_quote.classification.desk import ClassifierDesk, DeskLimits
from dutiful_quote.classification.memory import SuggestionMemory
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.breaker import Breaker, BreakerPolicy
from dutiful_shared.service.dependency import DependencyMetrics

_MILLISECONDS = 1000


def acquire_classifier(
    stack: AsyncExitStack, settings: QuoteSettings, registry: CollectorRegistry, dependencies: DependencyMetrics
) -> ClassifierDesk | None:
    """The desk, whose connections the stack closes; None where the service is not named, or the budget is 0."""
    if not settings.classify_url or not settings.classify_budget_ms:
        return None
    flight_seconds = settings.classify_timeout_ms / _MILLISECONDS
    client = ClassifyClient(settings.classify_url, flight_seconds, settings.classify_requests_at_once)
    stack.push_async_callback(client.aclose)
    policy = BreakerPolicy(
        volume=settings.classify_breaker_failures, pause_seconds=settings.classify_breaker_pause_seconds
    )
    desk = ClassifierDesk(
        client,
        SuggestionMemory(
            settings.classify_memory_items, settings.classify_memory_seconds, settings.classify_refused_seconds
        ),
        Breaker(policy, changed=dependencies.watched("classify")),
        DeskLimits(settings.classify_budget_ms / _MILLISECONDS, flight_seconds, settings.classify_requests_at_once),
        registry,
    )
    stack.push_async_callback(desk.close)
    return desk
