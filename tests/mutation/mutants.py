"""Every small fault that can be put into a file: one changed comparison, operator, constant, condition or return."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_WITHOUT_EFFECT = {"strict", "repr", "compare"}
_NAMES = {"max": "min", "min": "max", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: `source` is the whole file with it."""

    file: str
    line: int
    what: str
    source: str


def mutants_of(root: Path) -> Iterator[Mutant]:
    """All mutants of the Python files under `root`, in a stable order."""
    for path in sorted(root.rglob("*.py")):
        yield from _of_file(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))


def _of_file(name: str, source: str) -> Iterator[Mutant]:
    tree = ast.parse(source)
    places = list(_places(tree))
    for number, node in enumerate(places):
        for index, (what, _) in enumerate(_faults(node)):
            changed = copy.deepcopy(tree)
            twin = list(_places(changed))[number]
            _, put_in = _faults(twin)[index]
            put_in()
            yield Mutant(name, getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(changed)))


def _places(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes that run when the program does: no annotations, decorators, assertions or texts of errors.

    Left out too are keywords that change nothing in a correct program: `strict`, `repr`, `compare`.
    """
    if isinstance(node, ast.keyword) and node.arg in _WITHOUT_EFFECT:
        return
    for name, child in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params", "exc"} or isinstance(child, ast.Assert):
            continue
        for one in child if isinstance(child, list) else [child]:
            if isinstance(one, ast.AST) and not isinstance(one, ast.Assert | ast.JoinedStr):
                yield one
                yield from _places(one)


def _faults(node: ast.AST) -> list[tuple[str, Any]]:
    """(what it does, the function that does it in place)."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARISONS:
            other = _COMPARISONS[type(op)]
            return [(f"{type(op).__name__} -> {other.__name__}", lambda: node.ops.__setitem__(0, other()))]
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _ARITHMETIC:
            swapped = _ARITHMETIC[type(op)]
            return [(f"{type(op).__name__} -> {swapped.__name__}", lambda: setattr(node, "op", swapped()))]
        case ast.BoolOp(op=op):
            junction = ast.Or if isinstance(op, ast.And) else ast.And
            return [(f"{type(op).__name__} -> {junction.__name__}", lambda: setattr(node, "op", junction()))]
        case ast.Constant(value=bool(value)):
            return [(f"{value} -> {not value}", lambda: setattr(node, "value", not value))]
        case ast.Constant(value=int(value)):
            return [(f"{value} -> {value + 1}", lambda: setattr(node, "value", value + 1))]
        case ast.Call(func=ast.Name(id=name) as called) if name in _NAMES:
            return [(f"{name} -> {_NAMES[name]}", lambda: setattr(called, "id", _NAMES[name]))]
        case _:
            return _of_statement(node)


def _of_statement(node: ast.AST) -> list[tuple[str, Any]]:
    match node:
        case ast.If() | ast.IfExp() | ast.comprehension(ifs=[_]):
            return [("condition negated", lambda: _negate(node))]
        case ast.UnaryOp(op=ast.Not()):
            return [("not dropped", lambda: _drop_not(node))]
        case ast.Return(value=ast.Constant(value=None)) | ast.Return(value=None):
            return []
        case ast.Return():
            return [("return None", lambda: setattr(node, "value", ast.Constant(None)))]
        case _:
            return []


def _negate(node: Any) -> None:
    if isinstance(node, ast.comprehension):
        node.ifs[0] = ast.UnaryOp(ast.Not(), node.ifs[0])
    else:
        node.test = ast.UnaryOp(ast.Not(), node.test)


def _drop_not(node: Any) -> None:
    """`not x` becomes `not not x`: the truth of x, without its `not`."""
    node.operand = ast.UnaryOp(ast.Not(), node.operand)
