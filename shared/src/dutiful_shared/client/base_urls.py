"""Where the services are."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class BaseUrls:
    """Where the services are, without a path; the defaults are those of a local run."""

    quote: str = "http://127.0.0.1:8080"
    classify: str = "http://127.0.0.1:8081"
    docs: str = "http://127.0.0.1:8082"


#: Those of a local run.
LOCAL: Final = BaseUrls()
