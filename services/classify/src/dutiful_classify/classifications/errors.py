"""What may come instead of a classification."""


class ClassificationsUnavailableError(Exception):
    """PostgreSQL is out of reach, or too slow: nothing is answered that is not kept."""


class ClassificationNotFoundError(Exception):
    """The merchant has no such classification."""


class ModelBusyError(Exception):
    """More products wait for the model than it gets through in time."""


class SettingsConflictError(Exception):
    """The settings have another version than the one that was read."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the settings have version {version}")
        self.version = version


class MalformedCursorError(ValueError):
    """The text is no cursor of ours."""
