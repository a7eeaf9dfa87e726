"""What the handbook tells people to do by hand gives what it says."""

import re
import subprocess
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[3] / "handbook" / "ledger.md").read_text(encoding="utf-8")


def by_hand(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False)


def the_script() -> str:
    (script,) = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)
    return str(script)


def test_the_quote_of_the_handbook_is_verified_by_hand(tmp_path: Path) -> None:
    done = by_hand(tmp_path, the_script())
    assert (done.returncode, done.stdout.strip()) == (0, "Signature Verified Successfully"), done.stderr


def test_one_letter_more_is_not_verified_by_hand(tmp_path: Path) -> None:
    script = the_script()
    assert script.count('{"id":"q_1"}') == 1
    done = by_hand(tmp_path, script.replace('{"id":"q_1"}', '{"id":"q_2"}'))
    assert (done.returncode == 0, "Verified Successfully" in done.stdout) == (False, False)
