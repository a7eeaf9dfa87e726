"""Trees of codes in the words of the contract."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from dutiful_classify.codes.code_tree import SUBHEADING_DIGITS, CodeTree, Node
from dutiful_classify.codes.lifecycle import CodeRooms
from dutiful_classify.codes.nomenclature_search import Hit
from dutiful_classify.codes.succession import Successor
from dutiful_shared.contract.nomenclature import (
    NomenclatureAnswer,
    NomenclatureEditionAnswer,
    NomenclatureHitAnswer,
    NomenclatureRowAnswer,
    NomenclatureSearchAnswer,
    NomenclatureSuccessorAnswer,
)

#: The edition of the Harmonized System that the loaded nomenclatures follow.
_HS_EDITION: Final = "HS 2022"
#: A branch of the largest nomenclature has under 150 rows; a system without headings may have every line at the top.
_MOST_CHILDREN: Final = 200


def code_answer(codes: CodeRooms, system: str, code: str, day: date, language: str) -> NomenclatureAnswer:
    """What the edition at hand says of a code on a day."""
    told = codes.checks.explain(code, system, day)
    tree = codes.nomenclatures.tree(system)
    path, children = _place(tree, told.code, day) if tree else ([], [])
    subheading = told.code[:SUBHEADING_DIGITS] if len(told.code) >= SUBHEADING_DIGITS else ""
    successions = codes.nomenclatures.successions
    return NomenclatureAnswer(
        edition=_edition(tree) if tree else None,
        code=told.code,
        state=told.state.value,
        reason=told.reason,
        level=told.level,
        nearest=told.nearest,
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        path=tuple(_row(tree, node, language) for node in path) if tree else (),
        children=tuple(_row(tree, node, language) for node in children[:_MOST_CHILDREN]) if tree else (),
        children_left_off=max(0, len(children) - _MOST_CHILDREN),
        predecessors=_others(successions.predecessors(subheading, _HS_EDITION)),
        successors=_others(successions.successors(subheading, _HS_EDITION)),
    )


def search_answer(system: str, query: str, hits: Sequence[Hit]) -> NomenclatureSearchAnswer:
    """Hits in the order in which they were found, the likeliest first."""
    found = tuple(NomenclatureHitAnswer(code=hit.code, digits=hit.digits, text=hit.text, above=hit.above,
                                        declarable=hit.declarable) for hit in hits)  # fmt: skip
    return NomenclatureSearchAnswer(system=system, query=query, hits=found)


def _place(tree: CodeTree, code: str, day: date) -> tuple[list[Node], list[Node]]:
    """The rows down to a code, and those directly below it; without a row for it, the rows that it begins."""
    node = tree.node(code)
    if node is not None:
        return tree.path(node), [child for child in tree.children(node) if child.in_force(day)]
    below = tree.lines_below(code, day)
    return [], below


def _edition(tree: CodeTree) -> NomenclatureEditionAnswer:
    info = tree.info
    return NomenclatureEditionAnswer(
        system=info.system,
        edition=info.edition,
        published_on=info.published_on,
        languages=tree.languages,
        partial=info.partial,
    )


def _row(tree: CodeTree, node: Node, language: str) -> NomenclatureRowAnswer:
    return NomenclatureRowAnswer(
        code=node.code,
        digits=node.digits,
        text=tree.text(node, language),
        declarable=node.declarable,
        lines=node.end_line - node.first_line,
        valid_from=node.valid_from,
        valid_to=node.valid_to,
    )


def _others(found: Iterable[Successor]) -> tuple[NomenclatureSuccessorAnswer, ...]:
    return tuple(
        NomenclatureSuccessorAnswer(edition=one.edition, code=one.code, relationship=one.relationship, main=one.main)
        for one in found
    )
