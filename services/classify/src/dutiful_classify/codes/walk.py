"""The walk: from a subheading down the tree, branch by branch, to a share for every line below it."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dutiful_classify.codes.code_tree import CodeTree, Node


@dataclass(frozen=True, slots=True)
class Choice:
    """A place where the tree branches.

    Attributes:
        branches: the rows to choose from.
        shares: of each of them, summing to 1.
        evidence: whether the goods themselves, and not only the shape of the tree, speak here.
    """

    branches: tuple[Node, ...]
    shares: tuple[float, ...]
    evidence: bool

    @property
    def best(self) -> int:
        """The place of the likeliest branch."""
        return max(range(len(self.shares)), key=self.shares.__getitem__)


#: Shares of siblings, and whether anything of the goods speaks for them.
Judge = Callable[[Sequence[Node]], tuple[Sequence[float], bool]]


@dataclass(frozen=True, slots=True)
class Walk:
    """The lines below a subheading with their shares, and the choices on the way to the likeliest.

    Attributes:
        shares: line -> its share of the subheading, the likeliest first; they sum to 1.
        choices: from the subheading down to the likeliest line.
    """

    shares: tuple[tuple[Node, float], ...]
    choices: tuple[Choice, ...]

    @property
    def line(self) -> Node:
        """The likeliest line."""
        return self.shares[0][0]

    def share_of(self, prefix: str) -> float:
        """The share of all lines that begin with `prefix`."""
        return math.fsum(share for line, share in self.shares if line.code.startswith(prefix))


def walk(tree: CodeTree, lines: Sequence[Node], judge: Judge) -> Walk:
    """Spread a share of 1 over `lines`, of which there is at least one, by what `judge` says at every branch."""
    paths = [tree.path(line) for line in lines]
    found: dict[int, float] = {}
    choices: dict[int, list[Choice]] = {}

    def descend(below: list[list[Node]], depth: int, share: float, way: list[Choice]) -> None:
        while len(below) > 1 and len({path[depth].index for path in below if len(path) > depth}) == 1:
            depth += 1
        if len(below) == 1:
            line = below[0][-1]
            found[line.index] = share
            choices[line.index] = way
            return
        groups: dict[int, list[list[Node]]] = {}
        for path in below:
            groups.setdefault(path[min(depth, len(path) - 1)].index, []).append(path)
        branches = tuple(tree.nodes[index] for index in groups)
        shares, evidence = judge(branches)
        choice = Choice(branches, tuple(shares), evidence)
        for group, part in zip(groups.values(), shares, strict=True):
            descend(group, depth + 1, share * part, [*way, choice])

    descend(paths, 0, 1.0, [])
    ranked = sorted(lines, key=lambda line: (-found[line.index], line.code))
    return Walk(tuple((line, found[line.index]) for line in ranked), tuple(choices[ranked[0].index]))


def decides(tree: CodeTree, choice: Choice, code: str) -> bool:
    """Whether `code` hangs on the choice: some line of some branch does not begin with it."""
    return any(
        not line.code.startswith(code)
        for branch in choice.branches
        for line in tree.lines[branch.first_line : branch.end_line]
    )


def branchings(tree: CodeTree, lines: Sequence[Node], line: Node) -> Iterator[tuple[tuple[Node, ...], int]]:
    """The choices on the way to `line`: the branches and which of them is right."""
    way: list[tuple[tuple[Node, ...], int]] = []

    paths = [tree.path(one) for one in lines]
    target = tree.path(line)
    for depth in range(len(target)):
        branches = tuple(dict.fromkeys(path[depth] for path in paths if len(path) > depth))
        if len(branches) > 1:
            way.append((branches, branches.index(target[depth])))
        paths = [path for path in paths if len(path) > depth and path[depth] == target[depth]]
    yield from way


def softmax(utilities: Sequence[float]) -> list[float]:
    """Shares of utilities on the scale of log odds."""
    highest = max(utilities)
    weights = [math.exp(utility - highest) for utility in utilities]
    total = math.fsum(weights)
    return [weight / total for weight in weights]
