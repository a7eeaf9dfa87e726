"""What operators see of classifications."""

from collections.abc import Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_CONFIDENCE: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class ModelMetrics:
    """Of the thread that computes."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.seconds = Histogram(
            "dutiful_classification_model_seconds", "Time of a call of the model.", registry=registry, buckets=_SECONDS
        )
        self.together = Histogram(
            "dutiful_classification_model_products",
            "Products computed by one call of the model.",
            registry=registry,
            buckets=(1, 2, 4, 8, 16),
        )
        self.depth = Gauge("dutiful_classification_queue_depth", "Requests that wait for the model.", registry=registry)
        self.refused = Counter(
            "dutiful_classification_refused_total",
            "Requests refused because too many waited for the model.",
            registry=registry,
        )
        self._model = Gauge(
            "dutiful_classification_model_loaded", "1 for the model that answers.", ["model"], registry=registry
        )

    def loaded(self, version: str) -> None:
        """A model is in memory and answers from now on."""
        self._model.labels(version).set(1)


class ClassificationMetrics:
    """Of answers."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._answers = Counter(
            "dutiful_classifications_total", "Classifications answered.", ["decision", "source"], registry=registry
        )
        self._confidence = Histogram(
            "dutiful_classification_confidence",
            "Probability of the first subheading, where the model answers.",
            registry=registry,
            buckets=_CONFIDENCE,
        )
        self._memory = Counter(
            "dutiful_classification_memory_hits_total",
            "Products answered with what a person decided.",
            ["matched"],
            registry=registry,
        )

    def count(self, decision: str, source: str, matched: str | None, probabilities: Sequence[float]) -> None:
        """An answer that is on disk. `matched` is what of it was remembered; `probabilities` are the candidates'."""
        self._answers.labels(decision, source).inc()
        if matched is not None:
            self._memory.labels(matched).inc()
        elif probabilities:
            self._confidence.observe(probabilities[0])
