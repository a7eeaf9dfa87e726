"""`SuggestionMemory`: answers of the classifier by what was asked, bounded in number and in age."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from dutiful_quote.classification.suggestion import Suggestion


@dataclass(frozen=True, slots=True)
class Remembered:
    """`suggestion` is None where the classifier refused the words: asking again soon would not help."""

    suggestion: Suggestion | None
    until: float


class SuggestionMemory:
    """One process's memory. Keys hold the merchant: answers rest on what its people decided.

    Args:
        most: bound of the entries; those asked for longest ago leave.
        seconds: age at which an answer is asked for anew.
        refused_seconds: the same for words that the classifier refused.
        clock: a monotonic time, in seconds.
    """

    def __init__(
        self, most: int, seconds: float, refused_seconds: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._most, self._seconds, self._refused_seconds, self._clock = most, seconds, refused_seconds, clock
        self._known: OrderedDict[bytes, Remembered] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def find(self, key: bytes) -> Remembered | None:
        """What is remembered and not too old."""
        found = self._known.get(key)
        if found is None:
            return None
        if found.until <= self._clock():
            del self._known[key]
            return None
        self._known.move_to_end(key)
        return found

    def keep(self, key: bytes, suggestion: Suggestion | None) -> None:
        """Remember an answer, or with None that the words were refused."""
        age = self._refused_seconds if suggestion is None else self._seconds
        self._known[key] = Remembered(suggestion, self._clock() + age)
        self._known.move_to_end(key)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
