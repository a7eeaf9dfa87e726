"""Settings of the classification service."""

from dutiful_shared.service.settings import ServiceSettings


class ClassifySettings(ServiceSettings):
    """Read from the environment with the prefix `DUTIFUL_`; so far, what every service has."""
