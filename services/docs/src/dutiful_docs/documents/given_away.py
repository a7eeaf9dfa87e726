"""Goods that nobody pays for: they have a value for customs all the same (19 CFR 141.86(a)(6))."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from dutiful_docs.documents.paper import Paper
from dutiful_docs.documents.refusal import Fault, contradiction
from dutiful_docs.documents.subject import Subject, SubjectLine


def with_customs_values(subject: Subject) -> Subject:
    """The subject with the stated value of each line that has no price; its goods are worth the sum of the lines."""
    lines = tuple(_at_customs_value(line) for line in subject.lines)
    added = sum((new.value - old.value for new, old in zip(lines, subject.lines, strict=True)), Decimal(0))
    return replace(subject, lines=lines, goods=subject.goods + added) if lines != subject.lines else subject


def _at_customs_value(line: SubjectLine) -> SubjectLine:
    stated = line.cart.declared_value
    return replace(line, value=stated, full=stated) if stated and is_given_away(line) else line


def is_given_away(line: SubjectLine) -> bool:
    """Whether nothing is paid for the line."""
    return not line.cart.gross - line.cart.discount or not line.value


def price_faults(paper: Paper) -> Iterator[Fault]:
    """A sale in which nothing is sold."""
    if paper.reason_for_export == "sale" and all(line.free for line in paper.lines):
        yield contradiction(
            "/reason_for_export",
            "nothing is paid for any of the goods, so that they are not sold: give the reason for which they are sent "
            "(19 CFR 141.86(a)(6))",
        )
