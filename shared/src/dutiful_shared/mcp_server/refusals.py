"""What is refused, in the words of the HTTP API: the problem, and below it each field at fault."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, InputRequiredResult
from pydantic import ValidationError

from dutiful_shared.contract.faults import faults_of, true_errors
from dutiful_shared.contract.problems import ProblemError, problem_type

_INVALID: Final = problem_type("invalid_request")


def told(title: str, detail: str, faults: Iterable[ProblemError]) -> str:
    """A problem as a text; a fault that names no field is the request's."""
    lines = (f"{fault.pointer or fault.parameter or 'request'}: {fault.detail}" for fault in faults)
    return "\n".join([f"{title}. {detail}", *lines])


class PlainRefusals(MCPServer[None]):
    """Tells arguments that are not valid as the services would, not as the library behind it does."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[None, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool, unless it has no argument of a name that was given.

        Raises:
            ToolError: the arguments are not valid; its text names each of them by its JSON Pointer.
        """
        await self._refuse_unknown(name, arguments)
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as exc:
            if isinstance(exc.__cause__, ValidationError):
                raise ToolError(_told_of(exc.__cause__, arguments)) from exc.__cause__
            raise

    async def _refuse_unknown(self, name: str, arguments: Mapping[str, Any]) -> None:
        """An argument that the tool does not have may be the typo of one that it has."""
        takes = {
            argument
            for tool in await self.list_tools()
            if tool.name == name
            for argument in tool.input_schema["properties"]
        }
        unknown = [argument for argument in arguments if argument not in takes]
        if takes and unknown:
            known = ", ".join(sorted(takes))
            faults = [
                ProblemError(code="extra_forbidden", detail=f"is not known; known are {known}", parameter=one)
                for one in unknown
            ]
            raise ToolError(told(_INVALID.title, "The tool has no such argument.", faults))


def _told_of(error: ValidationError, arguments: Mapping[str, Any]) -> str:
    errors = true_errors(error.errors())
    faults = [fault for one in errors for fault in _faults(one, arguments)]
    count = "One field is" if len(errors) == 1 else f"{len(errors)} fields are"
    return told(_INVALID.title, f"{count} not valid.", faults)


def _faults(error: Mapping[str, Any], arguments: Mapping[str, Any]) -> list[ProblemError]:
    """A fault inside of an object (`cart`) by its pointer there, as in the body of a request; else by the argument."""
    argument, *inside = error["loc"]
    body = _body(arguments.get(argument))
    if inside and body is not None:
        return faults_of([{**error, "loc": ("body", *inside)}], body)
    (fault,) = faults_of([error], None)
    return [fault]


def _body(argument: Any) -> Any:
    """An object that came as one, or as a text of JSON, which some assistants send."""
    if isinstance(argument, str):
        try:
            argument = json.loads(argument)
        except ValueError:
            return None
    return argument if isinstance(argument, dict) else None
