"""Files of rows that the services take and give."""

from typing import Final, Literal

FileFormat = Literal["csv", "jsonl"]
MEDIA_TYPES: Final[dict[FileFormat, str]] = {"csv": "text/csv", "jsonl": "application/jsonl"}
