"""What is wrong with settings beyond their shape: each installed service checks what its requests would be refused for.

A service declares its check under the entry point group `dutiful.settings_checks`: a function from the settings to the
faults, each with its pointer.
"""

from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import entry_points
from typing import Final

from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.problems import ProblemError

ENTRY_POINT_GROUP: Final = "dutiful.settings_checks"

SettingsCheck = Callable[[MerchantProfile], Iterable[ProblemError]]


def faults_in(settings: MerchantProfile) -> list[ProblemError]:
    """Every fault that some service finds."""
    return [fault for check in _checks() for fault in check(settings)]


@cache
def _checks() -> tuple[SettingsCheck, ...]:
    points = sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name)
    return tuple(point.load() for point in points)
