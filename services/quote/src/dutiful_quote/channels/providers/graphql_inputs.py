"""The inputs of the mutations in a GraphQL request: of its variables, and of what is written in the document itself."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from graphql.error import GraphQLSyntaxError
from graphql.language import (
    BooleanValueNode,
    EnumValueNode,
    FieldNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NonNullTypeNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    ValueNode,
    VariableNode,
    parse,
)

from dutiful_quote.channels.providers.shape import ShapeError
from dutiful_shared.service.row_files import pointer_of

#: More tokens than any document of a checkout has; a parser's work grows with them.
_MOST_TOKENS: Final = 20_000
_INPUT: Final = "input"


def inputs_of(request: Mapping[str, Any]) -> dict[str, Any]:
    """The value of `input` of each mutation, by the name of the mutation.

    Raises:
        ShapeError: it is no GraphQL request, or holds no mutation.
    """
    text, variables = request.get("query"), request.get("variables") or {}
    if not isinstance(text, str):
        raise ShapeError("/query", "must be a GraphQL document")
    if not isinstance(variables, Mapping):
        raise ShapeError("/variables", "must be an object")
    try:
        document = parse(text, no_location=True, max_tokens=_MOST_TOKENS)
    except GraphQLSyntaxError as exc:
        raise ShapeError("/query", f"is not GraphQL: {exc.message}") from exc
    except RecursionError as exc:
        raise ShapeError("/query", "is nested too deeply") from exc
    wanted = request.get("operationName")
    found: dict[str, Any] = {}
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode) or operation.operation is not OperationType.MUTATION:
            continue
        if not wanted or (operation.name is not None and operation.name.value == wanted):
            found |= _inputs(operation, _given(operation, variables))
    if not found:
        raise ShapeError("/query", "holds no mutation with an input")
    return found


def _given(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables with the defaults of the document.

    Raises:
        ShapeError: one that must not be null is neither given nor has a default.
    """
    given = dict(variables)
    for one in operation.variable_definitions or ():
        name = one.variable.name.value
        if given.get(name) is None and one.default_value is not None:
            given[name] = _plain(one.default_value, {})
        if given.get(name) is None and isinstance(one.type, NonNullTypeNode):
            raise ShapeError(f"/variables{pointer_of((name,))}", "is needed: the document says that it is not null")
    return given


def _inputs(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    return {
        mutation.name.value: _plain(argument.value, variables)
        for mutation in operation.selection_set.selections
        if isinstance(mutation, FieldNode)
        for argument in mutation.arguments or ()
        if argument.name.value == _INPUT
    }


def _plain(node: ValueNode, variables: Mapping[str, Any]) -> Any:
    """A value of the document as JSON has it; numbers stay decimal."""
    match node:
        case VariableNode():
            return variables.get(node.name.value)
        case IntValueNode() | FloatValueNode():
            return Decimal(node.value)
        case StringValueNode() | EnumValueNode() | BooleanValueNode():
            return node.value
        case ListValueNode():
            return [_plain(one, variables) for one in node.values]
        case ObjectValueNode():
            return {one.name.value: _plain(one.value, variables) for one in node.fields}
        case _:
            return None
