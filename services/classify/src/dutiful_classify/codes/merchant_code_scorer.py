"""What the merchant says: the code in use today is weighed, never obeyed."""

from collections.abc import Sequence
from typing import Final

from dutiful_classify.codes.code_tree import CodeTree, Node
from dutiful_classify.codes.line_scorer import ChildScore, Goods

#: Log odds for the branch of the merchant's own line: about three to one. Supposed, for want of rows to fit it on.
_TRUST: Final = 1.1
#: Six digits say nothing of a national line.
_LEAST_DIGITS: Final = 7


class MerchantCodeScorer:
    """Speaks only where the merchant's code is a line of this very system."""

    def scores(self, goods: Goods, tree: CodeTree, children: Sequence[Node]) -> Sequence[ChildScore] | None:
        """The branch with the merchant's code above the others; None where no branch has it."""
        code = goods.product.merchant_code or ""
        if len(code) < _LEAST_DIGITS or tree.line(code) is None:
            return None
        held = [any(line.code == code for line in tree.lines[child.first_line : child.end_line]) for child in children]
        if not any(held):
            return None
        return [ChildScore(_TRUST * mine, evidence=True) for mine in held]
