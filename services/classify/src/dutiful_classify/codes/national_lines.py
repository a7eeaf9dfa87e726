"""From a subheading to the line of each destination's tariff, no further than evidence reaches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dutiful_classify.codes.code_system import CodeSystem, CodeSystems
from dutiful_classify.codes.code_tree import SUBHEADING_DIGITS, CodeTree, Node
from dutiful_classify.codes.line_prior import LinePrior, UniformPrior
from dutiful_classify.codes.line_reasons import reasons_of, without_line
from dutiful_classify.codes.line_scorer import Goods, LineScorer
from dutiful_classify.codes.nomenclatures import Nomenclatures
from dutiful_classify.codes.walk import Walk, decides, softmax, walk
from dutiful_classify.engine.assessment import Assessment, Nature
from dutiful_classify.engine.product import Product
from dutiful_shared.contract.classification import NationalCode

#: A code is answered that has at least this share of its subheading, where the goods speak for it at every branch.
LEAST_SHARE: Final = 0.3
#: And one of about two in three, even where at some branch only the tree and what was right before speak, if texts are
#: known: goods that none of the named branches covers.
LIKELY_SHARE: Final = 0.65
#: Where nothing tells lines apart, only what all of them have in common.
CERTAIN_SHARE: Final = 0.999_999


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """How far the walk came in one tariff.

    Attributes:
        code: as many digits as there is evidence for; the subheading itself at least.
        share: of the subheading that lies below `code`, 0 to 1.
        complete: whether `code` is a line that may be declared.
        walk: the lines and choices; None where the tariff has no lines below the subheading.
    """

    system: CodeSystem | None
    tree: CodeTree | None
    hs6: str
    code: str
    share: float
    complete: bool
    walk: Walk | None


class NationalLines:
    """Finds national lines. Pure but for the trees it is given; safe to share between threads.

    Args:
        nomenclatures: the editions to walk in.
        scorers: tell siblings apart; their log odds are added.
        today: the day whose codes are answered.
        prior: how goods spread over lines before anything is known.
        systems: which destination uses whose codes.
    """

    def __init__(
        self,
        nomenclatures: Nomenclatures,
        scorers: Sequence[LineScorer],
        today: Callable[[], date],
        *,
        prior: LinePrior | None = None,
        systems: CodeSystems | None = None,
    ) -> None:
        self._nomenclatures = nomenclatures
        self._scorers = tuple(scorers)
        self._today = today
        self._prior = prior or UniformPrior()
        self._systems = systems or CodeSystems.packaged()

    def lines(self, assessment: Assessment, product: Product, destinations: Sequence[str]) -> list[NationalCode]:
        """The line of each destination for the best subheading, in the order asked; none for what is no goods.

        The probability is that of the subheading times the share of it that lies below the code: what is lost to other
        subheadings is never regained by a line.
        """
        if not assessment.candidates or assessment.nature not in {Nature.GOODS, Nature.RESTRICTED}:
            return []
        best = assessment.candidates[0]
        goods = Goods(product, assessment.vector, assessment.words)
        answers: dict[str, LineAnswer] = {}
        found = []
        for country in destinations:
            system = self._systems.of(country)
            key = system.key if system else ""
            if key not in answers:
                answers[key] = self.answer(system, best.hs6, goods)
            found.append(self._code(country, answers[key], goods, best.probability))
        return found

    def answer(self, system: CodeSystem | None, hs6: str, goods: Goods) -> LineAnswer:
        """How far the goods can be followed below `hs6` in one system."""
        tree = self._nomenclatures.tree(system.key) if system else None
        lines = tree.lines_below(hs6, self._today()) if tree else []
        if system is None or tree is None or not lines:
            return LineAnswer(system, tree, hs6, hs6, 1.0, False, None)
        walked = walk(tree, lines, lambda branches: self._judge(goods, tree, branches))
        for digits in _lengths(system, walked.line):
            code = walked.line.code[:digits]
            share = walked.share_of(code)
            if share >= self._least(tree, walked, code):
                return LineAnswer(system, tree, hs6, code, share, digits == len(walked.line.code), walked)
        return LineAnswer(system, tree, hs6, hs6, 1.0, False, walked)

    def _judge(self, goods: Goods, tree: CodeTree, branches: Sequence[Node]) -> tuple[Sequence[float], bool]:
        utilities = list(self._prior.log_odds(tree, branches))
        evidence = spoken = False
        for scorer in self._scorers:
            scores = scorer.scores(goods, tree, branches)
            if scores is not None:
                spoken = True
                evidence = evidence or any(score.evidence for score in scores)
                utilities = [utility + score.utility for utility, score in zip(utilities, scores, strict=True)]
        if not spoken:
            return _by_lines(branches), False
        return softmax(utilities), evidence

    def _least(self, tree: CodeTree, walked: Walk, code: str) -> float:
        """The share that `code` must have: less where the goods speak for it at every branch that decides it."""
        deciding = [choice for choice in walked.choices if decides(tree, choice, code)]
        if all(choice.evidence for choice in deciding):
            return LEAST_SHARE
        return LIKELY_SHARE if tree.has_texts else CERTAIN_SHARE

    def _code(self, country: str, answer: LineAnswer, goods: Goods, hs6_probability: float) -> NationalCode:
        reasons = reasons_of(answer, goods) if answer.walk else without_line(answer, country)
        return NationalCode(
            destination=country,
            code_system=answer.system.key if answer.system and answer.tree else "HS",
            code=answer.code,
            digits=len(answer.code),
            probability=min(1.0, hs6_probability * answer.share),
            reasons=reasons,
        )


def _lengths(system: CodeSystem, line: Node) -> list[int]:
    """Lengths that a code may have, the whole line first, down to the subheading."""
    whole = len(line.code)
    return [whole, *(digits for digits in sorted(system.levels, reverse=True) if SUBHEADING_DIGITS <= digits < whole)]


def _by_lines(branches: Sequence[Node]) -> list[float]:
    counts = [max(1, branch.end_line - branch.first_line) for branch in branches]
    total = sum(counts)
    return [count / total for count in counts]
