"""What the quote found that keeps goods out of their destination, as screening holds it."""

from collections.abc import Iterable
from typing import Protocol

from dutiful_docs.screening.engine.party import Restriction


class _Law(Protocol):
    @property
    def text(self) -> str: ...


class QuotedRestriction(Protocol):
    """An entry of `restrictions` of a quote's answer."""

    @property
    def line(self) -> str:
        """The line's `id` in the quote."""

    @property
    def text(self) -> str:
        """What the control says, for people."""

    @property
    def measure_id(self) -> str:
        """The measure of the tariff that it is."""

    @property
    def blocks(self) -> bool:
        """Whether it keeps the goods out."""

    @property
    def legal_reference(self) -> _Law:
        """The law that it rests on."""


def restrictions_of(quoted: Iterable[QuotedRestriction]) -> tuple[Restriction, ...]:
    """The controls of a quote's answer: those that block hold the order, the others are told."""
    return tuple(
        Restriction(one.line, one.text, one.measure_id, one.blocks, one.legal_reference.text) for one in quoted
    )
