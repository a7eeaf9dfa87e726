"""How long a rate callback may take: Shopify waits 10, 5 or 3 seconds, by the requests of a shop in a minute."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

#: (requests a minute from which on it holds, seconds that Shopify waits); for each pair of shop and app.
TIERS: Final = ((3_000, 3.0), (1_500, 5.0), (0, 10.0))
#: Of the platform's time, so that the way there and back, and the slow end of everything, still fit.
_OURS: Final = 0.5
_WINDOW_SECONDS: Final = 60.0
_MOST_SHOPS: Final = 10_000
#: Counting stops here: more is no other tier.
_MOST_COUNTED: Final = TIERS[0][0] + 1


class Traffic:
    """Requests of each shop in the last minute, as this process sees them.

    Args:
        processes: how many processes share the callbacks; each sees its part of them.
        clock: monotonic seconds.
    """

    def __init__(self, processes: int = 1, clock: Callable[[], float] = time.monotonic) -> None:
        self._processes = processes
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def budget_seconds(self, shop_id: str, most_seconds: float) -> float:
        """Note one request; how long it may take, and never longer than `most_seconds`."""
        now = self._clock()
        seen = self._seen.setdefault(shop_id, deque(maxlen=_MOST_COUNTED))
        self._seen.move_to_end(shop_id)
        seen.append(now)
        while seen[0] <= now - _WINDOW_SECONDS:
            seen.popleft()
        while len(self._seen) > _MOST_SHOPS:
            self._seen.popitem(last=False)
        rate = len(seen) * self._processes
        waits = next(seconds for least, seconds in TIERS if rate >= least)
        return min(most_seconds, waits * _OURS)
