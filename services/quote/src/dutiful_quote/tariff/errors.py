"""What can go wrong with the releases of a tariff. (A lookup nobody can answer: `schedule.TariffUnavailableError`.)"""

from collections.abc import Sequence

from dutiful_shared.official_files.errors import RowRefusedError, UnreadableFileError

__all__ = [
    "ActivationBreachedError",
    "ImportRefusedError",
    "NothingToRollBackError",
    "ReleaseRefusedError",
    "ReleaseUnknownError",
    "RowRefusedError",
    "TariffError",
    "UnreadableFileError",
]


class TariffError(Exception):
    """Something about stored tariffs."""


class ReleaseUnknownError(TariffError):
    """No such release is loaded."""


class NothingToRollBackError(TariffError):
    """The publication has no release that was active before the present one."""


class ActivationBreachedError(TariffError):
    """A release differs from the active one by more than the checks allow, and nobody accepted that with a reason."""

    def __init__(self, release: str, breaches: Sequence[str]) -> None:
        self.release = release
        self.breaches = tuple(breaches)
        shown = "\n".join(f"  - {breach}" for breach in self.breaches)
        super().__init__(f"{release} was not activated:\n{shown}\nIf that is right, give a reason with --accept.")


class ReleaseRefusedError(TariffError):
    """A publication failed the checks of a load; nothing of it was kept. `problems` are texts for people."""

    def __init__(self, release: str, problems: Sequence[str]) -> None:
        self.release = release
        self.problems = tuple(problems)
        shown = "\n".join(f"  - {problem}" for problem in self.problems)
        super().__init__(f"{release} was refused, nothing was loaded:\n{shown}")


class ImportRefusedError(TariffError):
    """An import was refused as a whole; nothing was loaded."""
