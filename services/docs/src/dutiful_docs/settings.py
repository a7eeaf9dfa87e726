"""Settings of the document service."""

from dutiful_shared.service.settings import ServiceSettings


class DocsSettings(ServiceSettings):
    """Read from the environment with the prefix `DUTIFUL_`; so far, what every service has."""
