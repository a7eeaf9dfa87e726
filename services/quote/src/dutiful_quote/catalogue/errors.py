"""What the catalogue may answer instead of an article."""


class CatalogueError(Exception):
    """The base of them."""


class CatalogueUnavailableError(CatalogueError):
    """PostgreSQL is out of reach."""


class ArticleNotFoundError(CatalogueError):
    """The merchant has no such article."""


class StaleArticleError(CatalogueError):
    """The article has another version than the one that the change was meant for."""


class ImportNotFoundError(CatalogueError):
    """The merchant has no such import."""


class ImportDoneError(CatalogueError):
    """The import is finished, so that nothing of it can be resumed."""


class TooManyColumnsError(CatalogueError):
    """The articles state more different things than a table may have columns."""


class UnusableArticleError(CatalogueError):
    """A value is of the right type and yet unusable. `pointer` leads to it (RFC 6901)."""

    def __init__(self, pointer: str, code: str, text: str) -> None:
        super().__init__(text)
        self.pointer = pointer
        self.code = code
        self.text = text
