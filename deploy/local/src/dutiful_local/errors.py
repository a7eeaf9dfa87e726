"""What can go wrong on one machine, each with a text that says what to do."""


class LocalError(Exception):
    """A server or service could not be started or used; the text is written for the person at the terminal."""


class PortTakenError(LocalError):
    """Another program listens on a port that is needed."""


class PrivilegeError(LocalError):
    """PostgreSQL refuses to run as root, and no way to run it as somebody else is open."""
