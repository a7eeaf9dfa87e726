"""Options that many commands take, each with the same name, variable and words."""

from pathlib import Path
from typing import Annotated, Final

import typer

QuoteUrl = Annotated[str, typer.Option(envvar="DUTIFUL_QUOTE_URL", help="Where the quote service listens.")]
ClassifyUrl = Annotated[
    str, typer.Option(envvar="DUTIFUL_CLASSIFY_URL", help="Where the classification service listens.")
]
DocsUrl = Annotated[str, typer.Option(envvar="DUTIFUL_DOCS_URL", help="Where the document service listens.")]
Key = Annotated[str, typer.Option(envvar="DUTIFUL_API_KEY", help="API key; else it is read from --key-file.")]
KeyFile = Annotated[
    Path, typer.Option(envvar="DUTIFUL_KEY_FILE", help="File that holds the key of the sandbox merchant.")
]
#: Where `dutiful merchant sandbox` keeps it unless it is told otherwise.
SANDBOX_KEY_FILE: Final = Path(".dutiful/sandbox-key")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
#: Of a command that prints a table else.
AsJsonNotTable = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
#: Of a command that shows what a service answered.
AnswerAsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON instead of a table.")]
