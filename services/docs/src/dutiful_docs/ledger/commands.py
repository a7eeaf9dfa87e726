"""`dutiful ledger`: verify papers and quotes, watch a log, make keys. None of it needs a database."""

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn, TypeVar

import typer

from dutiful_docs.ledger.attachment import Attachment, Proof, ProofFormatError, SlotError, attachment_in
from dutiful_docs.ledger.checkpoint import SigningKey, VerifyingKey, keys_in_pem
from dutiful_docs.ledger.monitor import watch
from dutiful_docs.ledger.opening import Opening, OpeningError
from dutiful_docs.ledger.remote import RemoteError, fetch
from dutiful_docs.ledger.verification import (
    ProofMissingError,
    Verdict,
    VerificationError,
    verify_content,
    verify_paper,
)

Result = TypeVar("Result")

#: Larger than any paper; more is not read into memory.
_LARGEST_FILE: Final = 256 * 1024 * 1024
_SEED_BYTES: Final = 32

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Verify papers against the ledger, and watch it.")

_Key = Annotated[Path, typer.Option("--key", help="The public keys of the ledger (PEM), from a source you trust.")]


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A PDF of Dutiful, or with --opening any file, such as a quote.")],
    key: _Key,
    proof: Annotated[Path | None, typer.Option(help="The proof (JSON), instead of the one in the file.")] = None,
    opening: Annotated[Path | None, typer.Option(help="The opening (JSON) of a file that carries none.")] = None,
    url: Annotated[str, typer.Option(help="Address of the ledger to fetch the proof from, if the file lacks it.")] = "",
    offline: Annotated[bool, typer.Option(help="Never fetch the proof.")] = False,
) -> None:
    """Is this file, byte for byte, what was entered into the ledger? Ends with 1 if not, with 3 without a proof."""
    keys, content = _keys(key), _read(file)
    given = None if proof is None else _proof(_json(proof))
    try:
        if opening is None:
            verdict = _verify_paper(content, keys, given, url, fetching=not offline)
        else:
            opened = _opening(_json(opening))
            verdict = verify_content(content, opened, keys, given or _fetched(url, opened.leaf, fetching=not offline))
    except ProofMissingError as exc:
        _end(str(exc), 3)
    except (VerificationError, RemoteError) as exc:
        _end(f"NOT VERIFIED: {exc}", 1)
    _tell(file, verdict)


@app.command()
def monitor(
    url: Annotated[str, typer.Argument(help="Address of the ledger, such as https://docs.example.com.")],
    key: _Key,
    state: Annotated[Path, typer.Option(help="Where the last head is kept; made at the first look.")],
) -> None:
    """Has the ledger only grown since the last look? Ends with 1 if it contradicts itself, with 3 if it is silent."""
    keys = _keys(key)
    try:
        watched = watch(partial(_ask, url.rstrip("/")), keys, state)
    except VerificationError as exc:
        _end(f"THE LEDGER CONTRADICTS ITSELF: {exc} The heads lie beside {state}.", 1)
    except (RemoteError, OSError) as exc:
        _end(f"{exc}", 3)
    since = "first look" if watched.before is None else f"continues the log of {watched.before.size}"
    typer.echo(f"{watched.head.origin}: {watched.head.size} leaves, signed {watched.head.signed_at:%Y-%m-%dT%H:%M:%SZ}")
    typer.echo(since)


@app.command("new-key")
def new_key(key_id: Annotated[str, typer.Argument(help="A new name, such as k2027.")]) -> None:
    """A fresh key: one line for DUTIFUL_LEDGER_KEYS, to be kept secret, and its public half."""
    if not key_id.isidentifier():
        _end("The name must be an identifier, such as k2027.", 2)
    seed = secrets.token_bytes(_SEED_BYTES)
    public = SigningKey(seed).public
    typer.echo(f"secret   {key_id}:{_encoded(seed)}")
    typer.echo(f"retired  {key_id}:{_encoded(public.raw)}")
    typer.echo(public.pem, nl=False)


def _verify_paper(
    content: bytes, keys: tuple[VerifyingKey, ...], proof: Proof | None, url: str, *, fetching: bool
) -> Verdict:
    try:
        return verify_paper(content, keys, proof)
    except ProofMissingError:
        if not fetching:
            raise
    attachment = attachment_in(content)
    return verify_paper(content, keys, _fetched(url, attachment.leaf, fetching=True, fallback=attachment))


def _fetched(url: str, leaf: str, *, fetching: bool, fallback: Attachment | None = None) -> Proof:
    """The proof, from the ledger at `url`, or from where the paper says. Whoever answers, it is checked by the key."""
    if not fetching or not (url or fallback):
        raise ProofMissingError("No proof was given: use --proof, or --url to fetch it.")
    if url:
        answer = fetch(f"{url.rstrip('/')}/v1/ledger/leaves/{leaf}/proof")
    else:
        assert fallback is not None
        answer = fetch(fallback.verify_url)
        if isinstance(answer, dict) and answer.get("status") == "pending":
            raise ProofMissingError("The leaf is not in the log yet; try again in a moment.")
        answer = answer.get("proof") if isinstance(answer, dict) else None
    try:
        return Proof.from_plain(answer)
    except ProofFormatError as exc:
        raise RemoteError(f"the ledger's proof cannot be read: {exc}") from exc


def _ask(base: str, path: str, query: Mapping[str, int]) -> Any:
    return fetch(f"{base}{path}", query)


def _tell(file: Path, verdict: Verdict) -> None:
    opening, head = verdict.opening, verdict.head
    typer.echo(f"VERIFIED: {file}")
    typer.echo(f"  {opening.kind} {opening.subject}, leaf {opening.leaf}")
    typer.echo(f"  leaf number {verdict.index} of {head.size} in the log {head.origin}")
    typer.echo(f"  entered before {head.signed_at:%Y-%m-%dT%H:%M:%SZ}, when that head was signed")


def _keys(file: Path) -> tuple[VerifyingKey, ...]:
    return _told(lambda: keys_in_pem(_read(file)), f"{file} holds no key")


def _proof(plain: Any) -> Proof:
    inner = plain.get("proof") if isinstance(plain, dict) and isinstance(plain.get("proof"), dict) else plain
    return _told(lambda: Proof.from_plain(inner), "the proof cannot be read")


def _opening(plain: Any) -> Opening:
    """One opening, or the answer of the API with exactly one."""
    if isinstance(plain, dict) and isinstance(plain.get("openings"), list):
        if len(plain["openings"]) != 1:
            _end("The file holds more than one opening: keep the one that is meant.", 2)
        plain = plain["openings"][0]
    if not isinstance(plain, dict):
        _end("The opening is not a JSON object.", 2)
    names = ("leaf", "salt", "kind", "subject", "content_sha256")
    return _told(lambda: Opening(*(plain.get(name, "") for name in names)), "the opening cannot be read")


def _json(file: Path) -> Any:
    return _told(lambda: json.loads(_read(file)), f"{file} is not JSON")


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST_FILE + 1)
    except OSError as exc:
        _end(f"{file}: {exc.strerror or exc}", 2)
    if len(content) > _LARGEST_FILE:
        _end(f"{file} is larger than any paper.", 2)
    return content


def _told(work: Callable[[], Result], what: str) -> Result:
    try:
        return work()
    except (ValueError, OpeningError, SlotError, RecursionError) as exc:
        _end(f"{what}: {exc}", 2)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _end(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
