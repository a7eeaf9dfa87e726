"""The comparison with the oracle on frozen entries; run for each mutant, not in the suite."""

import os
import pickle
from pathlib import Path

from tests.oracle.compare import differences
from tests.oracle.engine_side import engine_answer


def test_frozen_entries_agree() -> None:
    frozen = pickle.loads(Path(os.environ["MUTATION_ENTRIES"]).read_bytes())

    for entry, answer in frozen.pairs:
        assert not differences(engine_answer(frozen, entry), answer)
