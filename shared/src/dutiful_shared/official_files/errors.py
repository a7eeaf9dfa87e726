"""What is wrong with a file."""


class UnreadableFileError(ValueError):
    """A file is not what its reader expects, or more than is read; nothing of it was used. One line for people."""

    def __init__(self, file: str, place: str, reason: str) -> None:
        super().__init__(f"{file}, {place}: {reason}" if place else f"{file}: {reason}")
        self.file = file
        self.place = place
        self.reason = reason


class RowRefusedError(ValueError):
    """A row of an official file is not what its reader expects; the text says why."""
