"""What the tariff's cache tells Prometheus."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge

#: From near to far; `packaged` are the copies on the machine itself.
TIERS = ("memory", "redis", "postgres", "packaged")


class TariffMetrics:
    """Counters of the tiers. Outcomes: hit, miss, error, undecodable (a value of Redis that is no slice: a miss).

    Counted beside these: `coalesced` of memory, a miss that joined a fetch that was under way; and `stale` of the tier
    that a slice came from, when it was answered with while nobody knew whether its release is still active.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        lookups = Counter(
            "dutiful_tariff_cache_lookups_total",
            "Slices asked of each tier of the tariff's cache, by what came of it.",
            ("tier", "outcome"),
            registry=registry,
        )
        self.memory_hit = lookups.labels("memory", "hit")
        self.memory_miss = lookups.labels("memory", "miss")
        self.memory_coalesced = lookups.labels("memory", "coalesced")
        self.stale = {tier: lookups.labels(tier, "stale") for tier in TIERS}
        self.redis_hit = lookups.labels("redis", "hit")
        self.redis_miss = lookups.labels("redis", "miss")
        self.redis_error = lookups.labels("redis", "error")
        self.redis_undecodable = lookups.labels("redis", "undecodable")
        self.postgres_hit = lookups.labels("postgres", "hit")
        self.postgres_miss = lookups.labels("postgres", "miss")
        self.postgres_error = lookups.labels("postgres", "error")
        self.packaged_hit = lookups.labels("packaged", "hit")
        self.packaged_error = lookups.labels("packaged", "error")
        self.memory_bytes = Gauge(
            "dutiful_tariff_memory_bytes", "Approximate size of the slices kept in memory.", registry=registry
        )
        write_backs = Counter(
            "dutiful_tariff_write_backs_total",
            "Slices written to Redis after an answer, by what came of it.",
            ("outcome",),
            registry=registry,
        )
        self.written = write_backs.labels("written")
        self.write_failed = write_backs.labels("error")
        self.write_dropped = write_backs.labels("dropped")
        refreshes = Counter(
            "dutiful_tariff_pointer_refreshes_total",
            "Readings of the pointer to the active releases, by what came of it.",
            ("outcome",),
            registry=registry,
        )
        self.pointer_same = refreshes.labels("same")
        self.pointer_moved = refreshes.labels("moved")
        self.pointer_error = refreshes.labels("error")
        self._pointer_age = Gauge(
            "dutiful_tariff_pointer_age_seconds",
            "Time since the pointer to the active releases was last read.",
            registry=registry,
        )

    def watch_pointer_age(self, age: Callable[[], float]) -> None:
        """Ask `age` for the seconds since the pointer was read whenever the metrics are collected."""
        self._pointer_age.set_function(age)
