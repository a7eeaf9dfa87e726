"""Where trees are looked up: what is imported and active, else what comes with the service."""

from typing import Protocol

from dutiful_classify.codes.code_tree import CodeTree
from dutiful_classify.codes.packaged import packaged_tree


class Nomenclatures(Protocol):
    """The edition of each system that answers are given by. Does no I/O."""

    def tree(self, system: str) -> CodeTree | None:
        """The active edition; None where no codes of the system are known."""


class PackagedNomenclatures:
    """Codes, dates and indents alone: what every installation knows."""

    def tree(self, system: str) -> CodeTree | None:
        """The packaged codes of a system; None where none are packaged."""
        return packaged_tree(system)
