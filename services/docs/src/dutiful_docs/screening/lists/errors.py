"""What can be wrong with a file of a list."""


class ListFileError(Exception):
    """The file cannot be taken: it is not what it should be, is broken, or is beyond the bounds."""
