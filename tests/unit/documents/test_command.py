"""`dutiful document` says what is wrong before it calls anybody."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dutiful_docs.commands.document import app
from tests.builders.papers import request


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "DUTIFUL_API_KEY": "dk_test_x"})
    return done.exit_code, " ".join(done.output.split())


def test_a_fault_in_the_file_is_named_by_its_pointer(tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_text(json.dumps({**request(), "kind": "napkin"}))
    code, said = run("make", str(file))
    assert (code, "/kind" in said) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("get", "doc_1", "paper.docx"), id="a form that there is not"),
        pytest.param(("batch", "requests.jsonl", "papers.rar"), id="a result that there is not"),
    ],
)
def test_a_file_of_another_ending_is_refused(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param([json.dumps(request()), "{"], "in line 2", id="no JSON"),
        pytest.param([json.dumps({**request(), "kind": "napkin"})], "line 1", id="no request"),
        pytest.param([], "has 0 requests", id="nothing"),
    ],
)
def test_what_is_wrong_with_a_file_of_requests_is_named_by_its_line(
    lines: list[str], said: str, tmp_path: Path
) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text("\n".join(lines))
    code, output = run("batch", str(file), str(tmp_path / "papers.zip"))
    # The terminal's frame may break the sentence.
    assert (code, said in " ".join(output.replace("│", " ").split())) == (2, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"[]", "must be an object", id="a list"),
        pytest.param(b'{"quote_id": "q_1"}', "/kind: is required", id="a field that lacks"),
        pytest.param(b"\xff\xfe", "is not a text in UTF-8", id="no text"),
    ],
)
def test_a_file_that_is_no_request_is_refused_in_plain_words(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_bytes(content)
    code, output = run("make", str(file))
    assert (code, said in output) == (2, True)
