"""Fine-tunes a small sentence encoder so that a text lies near its subheading, and exports it for onnxruntime.

The head is one vector a subheading, begun as the mean of what its names encode to. The loss is the cross-entropy of
subheading, heading and chapter together, the latter two being sums of the first: a near miss costs less than a far one.
"""

import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import AutoModel, AutoTokenizer

from dutiful_classify.engine.text import clean
from training.titles import Example

MAX_TOKENS: Final = 48
_BATCH: Final = 128
_ENCODER_RATE: Final = 8e-5
_HEAD_RATE: Final = 2e-3
#: The head alone, on vectors that stay: batches, passes and rate.
_HEAD_BATCH, _HEAD_PASSES, _HEAD_ALONE_RATE = 512, 4, 2e-3
_SCALE: Final = 20.0
#: Layers that stay as they came: the embeddings and the first one know English already, and time is short on a CPU.
_FROZEN_LAYERS: Final = 1
#: Longer texts say the rest twice; the packaged encoder reads further.
_FIT_TOKENS: Final = 32
_HS4_LOSS, _HS2_LOSS = 0.5, 0.25
#: Half as many bits are twice as fast where the processor has them, and seven times slower where it has not.
_HALF: Final = any(torch.cpu.get_capabilities().get(name) for name in ("avx512_bf16", "amx_bf16"))


class Encoder(nn.Module):
    """Token ids (n, t) and their mask to unit vectors (n, 384): the mean of the last layer."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(folder, attn_implementation="eager", hidden_dropout_prob=0.0)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """The mean over tokens that are not padding, at length 1."""
        states = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return nn.functional.normalize((states * mask).sum(1) / mask.sum(1).clamp(min=1), dim=-1)


class Tokens:
    """Texts to padded token ids, cleaned the way they will be when asked."""

    def __init__(self, folder: str) -> None:
        self.tokenizer = AutoTokenizer.from_pretrained(folder)

    def batch(self, texts: Sequence[str], most: int = MAX_TOKENS) -> dict[str, torch.Tensor]:
        """Padded ids and mask (n, t), t at most `most`."""
        return dict(
            self.tokenizer(
                list(texts), return_tensors="pt", padding=True, truncation=True, max_length=most,
                return_token_type_ids=False,
            )
        )  # fmt: skip


def encode(encoder: Encoder, tokens: Tokens, texts: Sequence[str], batch: int = 256) -> np.ndarray[Any, Any]:
    """Unit vectors (n, 384) of texts that are clean already."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    vectors = np.zeros((len(texts), 384), np.float32)
    encoder.eval()
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=_HALF):
        for at in range(0, len(order), batch):
            chosen = order[at : at + batch]
            vectors[chosen] = encoder(**tokens.batch([texts[number] for number in chosen])).float().numpy()
    return vectors


def first_head(
    encoder: Encoder, tokens: Tokens, examples: Sequence[Example], subheadings: Sequence[str]
) -> torch.Tensor:
    """One vector a subheading: the direction of the mean of its texts' vectors, as long as scores need."""
    vectors = encode(encoder, tokens, [clean(example.text).plain for example in examples])
    place = {hs6: number for number, hs6 in enumerate(subheadings)}
    head = np.zeros((len(subheadings), 384), np.float32)
    for vector, example in zip(vectors, examples, strict=True):
        head[place[example.hs6]] += vector
    length = np.linalg.norm(head, axis=1, keepdims=True)
    return torch.tensor(head / np.maximum(length, 1e-6)) * _SCALE


def fit(
    encoder: Encoder,
    tokens: Tokens,
    head: tuple[torch.Tensor, torch.Tensor],
    examples: Sequence[Example],
    subheadings: Sequence[str],
    pace: float,
    log: Any = print,
) -> tuple[torch.Tensor, torch.Tensor]:
    """One pass over `examples`; the encoder is changed in place, head (n, 384) and bias (n) are returned.

    Args:
        pace: what the rates of learning are multiplied by.
    """
    weights, bias = (nn.Parameter(part.clone()) for part in head)
    body = encoder.body
    for frozen in (body.embeddings, *body.encoder.layer[:_FROZEN_LAYERS]):
        frozen.requires_grad_(False)
    trained = [parameter for parameter in encoder.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": trained, "lr": _ENCODER_RATE, "weight_decay": 0.01},
         {"params": [weights, bias], "lr": _HEAD_RATE, "weight_decay": 0.0}]
    )  # fmt: skip
    groups = [group_places(subheadings, digits) for digits in (4, 2)]
    place = {hs6: number for number, hs6 in enumerate(subheadings)}
    texts = [clean(example.text).plain for example in examples]
    batches = _batches(texts)
    rates = [group["lr"] * pace for group in optimizer.param_groups]
    began, mean = time.monotonic(), 0.0
    encoder.train()
    for step, chosen in enumerate(batches):
        share = step / len(batches)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * min(1.0, step / 60 + 0.02) * 0.5 * (1 + math.cos(math.pi * share))
        targets = torch.tensor([place[examples[number].hs6] for number in chosen])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=_HALF):
            vectors = encoder(**tokens.batch([texts[number] for number in chosen], _FIT_TOKENS))
        loss = hierarchical_loss(vectors.float() @ weights.T + bias, targets, groups)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([*trained, weights, bias], 1.0)
        optimizer.step()
        mean = loss.item() if not mean else 0.98 * mean + 0.02 * loss.item()
        if step % 100 == 0:
            log(f"step {step}/{len(batches)} loss {mean:.3f} {time.monotonic() - began:.0f} s")
    return weights.detach(), bias.detach()


def fit_head(
    vectors: np.ndarray[Any, Any],
    head: tuple[torch.Tensor, torch.Tensor],
    examples: Sequence[Example],
    subheadings: Sequence[str],
    log: Any = print,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Head (n, 384) and bias (n) fitted to the vectors of `examples`: minutes where the encoder takes hours."""
    weights, bias = (nn.Parameter(part.clone()) for part in head)
    optimizer = torch.optim.Adam([weights, bias], lr=_HEAD_ALONE_RATE)
    groups = [group_places(subheadings, digits) for digits in (4, 2)]
    place = {hs6: number for number, hs6 in enumerate(subheadings)}
    targets = torch.tensor([place[example.hs6] for example in examples])
    inputs = torch.tensor(vectors)
    steps = _HEAD_PASSES * math.ceil(len(examples) / _HEAD_BATCH)
    step, mean = 0, 0.0
    for number in range(_HEAD_PASSES):
        for chosen in torch.randperm(len(examples)).split(_HEAD_BATCH):
            optimizer.param_groups[0]["lr"] = _HEAD_ALONE_RATE * (1 - step / steps)
            loss = hierarchical_loss(inputs[chosen] @ weights.T + bias, targets[chosen], groups)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
            mean = loss.item() if not mean else 0.98 * mean + 0.02 * loss.item()
        log(f"head pass {number + 1}/{_HEAD_PASSES} loss {mean:.3f}")
    return weights.detach(), bias.detach()


def hierarchical_loss(
    logits: torch.Tensor, targets: torch.Tensor, groups: Sequence[tuple[torch.Tensor, int]]
) -> torch.Tensor:
    """Cross-entropy over subheadings plus those over the headings and chapters they sum to."""
    log_p = nn.functional.log_softmax(logits, dim=-1)
    loss = nn.functional.nll_loss(log_p, targets)
    p = log_p.exp()
    for (owner, count), share in zip(groups, (_HS4_LOSS, _HS2_LOSS), strict=True):
        sums = torch.zeros(p.shape[0], count).index_add(1, owner, p)
        loss = loss + share * nn.functional.nll_loss((sums + 1e-9).log(), owner[targets])
    return loss


def export(encoder: Encoder, tokens: Tokens, folder: Path) -> None:
    """Write `encoder.onnx` with 8-bit weights and `tokenizer.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / "encoder_float.onnx"
    sample = tokens.batch(["leather wallet", "led strip light for kitchen"])
    encoder.eval()
    torch.onnx.export(
        encoder, (sample["input_ids"], sample["attention_mask"]), str(whole),
        input_names=["input_ids", "attention_mask"], output_names=["vector"], opset_version=17, dynamo=False,
        dynamic_axes={name: {0: "n", 1: "t"} for name in ("input_ids", "attention_mask")} | {"vector": {0: "n"}},
    )  # fmt: skip
    quantize_dynamic(whole, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()
    tokens.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))


def group_places(subheadings: Sequence[str], digits: int) -> tuple[torch.Tensor, int]:
    """The place of each subheading's heading or chapter (its first `digits`) among them all, and how many there are."""
    names = sorted({hs6[:digits] for hs6 in subheadings})
    place = {name: number for number, name in enumerate(names)}
    return torch.tensor([place[hs6[:digits]] for hs6 in subheadings]), len(names)


def _batches(texts: Sequence[str]) -> list[list[int]]:
    """Numbers in batches of like length, the batches in an order that stays as shuffled as the examples came."""
    batches: list[list[int]] = []
    pool = _BATCH * 20
    for at in range(0, len(texts), pool):
        part = sorted(range(at, min(at + pool, len(texts))), key=lambda number: len(texts[number]))
        cut = [part[start : start + _BATCH] for start in range(0, len(part), _BATCH)]
        batches += [cut[number] for number in np.random.default_rng(at).permutation(len(cut))]
    return batches
