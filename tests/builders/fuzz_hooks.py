"""What is left out of the document before Schemathesis makes requests up from it (`SCHEMATHESIS_HOOKS`)."""

from typing import Any

import schemathesis

from dutiful_shared.contract.scenario import SCENARIO_HEADER


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    """A scenario asks for the very failures that the checks look for."""
    for methods in raw_schema["paths"].values():
        for operation in methods.values():
            parameters = operation.get("parameters", [])
            operation["parameters"] = [one for one in parameters if one.get("name") != SCENARIO_HEADER]
