"""Why a national line, and where it ends short what is missing and what would be asked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dutiful_classify.codes.code_tree import CodeTree, Node
from dutiful_classify.codes.line_scorer import Goods
from dutiful_classify.codes.walk import Choice, decides
from dutiful_shared.contract.classification import Reason

if TYPE_CHECKING:
    from dutiful_classify.codes.national_lines import LineAnswer

_MOST_TEXT: Final = 200
#: So many branches are named in a question.
_MOST_NAMED: Final = 6


def without_line(answer: "LineAnswer", country: str) -> list[Reason]:
    """Why nothing but the subheading can be answered."""
    system, tree = answer.system, answer.tree
    if system is None:
        said = f"Whose codes {country} declares goods by is not known here; {answer.hs6} is the international part."
        return [Reason(text=said, source="missing")]
    if tree is None:
        said = (
            f"Imports into {country} are declared by {system.declared_digits} digits ({system.name}), whose codes are "
            f"not loaded; {answer.hs6} is the international part."
        )
        return [Reason(text=said, source="missing")]
    why = "which holds a part of the tariff only" if tree.info.partial else "which may follow another edition of the HS"
    said = f"{answer.hs6} is not in the loaded codes of {system.key} ({tree.info.edition}), {why}."
    return [Reason(text=said, source="missing")]


def reasons_of(answer: "LineAnswer", goods: Goods) -> list[Reason]:
    """What decided, branch by branch, then what is missing to go on."""
    assert answer.walk is not None
    assert answer.tree is not None
    assert answer.system is not None
    source = f"{answer.system.key} {answer.tree.info.edition}"
    language = goods.product.language.partition("-")[0]
    reasons = list(_decided(answer, answer.tree, answer.walk.choices, source, language))
    if not answer.complete:
        reasons.append(Reason(text=_missing(answer, answer.tree, language), source="missing"))
    elif answer.system.levels[-1] < answer.system.declared_digits:
        rest = answer.system.declared_digits - len(answer.code)
        said = f"The declared code has {rest} more digits, which are not in the loaded edition."
        reasons.append(Reason(text=said, source="missing"))
    return reasons


def _decided(
    answer: "LineAnswer", tree: CodeTree, choices: tuple[Choice, ...], source: str, language: str
) -> Iterator[Reason]:
    if not choices:
        yield Reason(text=f"{answer.code} is the only line below {answer.hs6}.", source=source)
        return
    for choice in choices:
        if not decides(tree, choice, answer.code):
            continue
        chosen = choice.branches[choice.best]
        text = tree.text(chosen, language)
        count = chosen.end_line - chosen.first_line
        named = chosen.code if chosen.declarable else chosen.digits or f"a group of {count} lines"
        said = f"{named}: {_short(text)}" if text else named
        alone = "" if choice.evidence else " (the words speak for none of the others)"
        yield Reason(text=said + alone, source=source)


def _missing(answer: "LineAnswer", tree: CodeTree, language: str) -> str:
    """What keeps the answer short, and the question that would go on."""
    assert answer.walk is not None
    open_lines = [line for line, _ in answer.walk.shares if line.code.startswith(answer.code)]
    choice = next((one for one in answer.walk.choices if not decides(tree, one, answer.code)), answer.walk.choices[-1])
    count = f"{len(open_lines)} lines begin with {answer.code}"
    names = [_name(tree, branch, language) for branch in choice.branches[:_MOST_NAMED]]
    if len(choice.branches) > _MOST_NAMED:
        names.append(f"{len(choice.branches) - _MOST_NAMED} more")
    if not tree.has_texts:
        asked = ", ".join(names)
        return f"{count}; their texts are not imported, so nothing tells them apart. Which of them is it: {asked}?"
    line, share = answer.walk.shares[0]
    likeliest = f"the words do not tell which; likeliest is {line.code} ({share:.0%})"
    return f"{count}, and {likeliest}. Which is it: {'; '.join(names)}?"


def _name(tree: CodeTree, branch: Node, language: str) -> str:
    text = tree.text(branch, language)
    held = tree.lines[branch.first_line : branch.end_line]
    code = branch.digits or (held[0].code if len(held) == 1 else f"{held[0].code} to {held[-1].code}")
    return f"{code} {_short(text)}" if text else code


def _short(text: str) -> str:
    text = text.rstrip(" :")
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1].rstrip() + "\u2026"
