"""What a one-time code does to a factor: right once, near its time, and not after too many wrong ones."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from dutiful_quote.sessions.one_time_code import LOCKED, MOST_WRONG, Factor, NewSecret, Verdict, judged

#: The secret of RFC 6238, appendix B, for SHA-1.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
STEP = timedelta(seconds=30)
FACTOR = Factor("sealed", NOON, NOON)


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(SECRET).at(moment)


def wrong_at(moment: datetime) -> str:
    """A code that is right at no time near."""
    near = {code_at(moment + n * STEP) for n in (-1, 0, 1)}
    return next(code for code in ("000000", "000001", "000002", "000003") if code not in near)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    verdict, _ = judged(FACTOR, SECRET, code, datetime.fromtimestamp(seconds, UTC))
    assert verdict is Verdict.RIGHT


def test_a_code_is_taken_once() -> None:
    verdict, after = judged(FACTOR, SECRET, code_at(NOON), NOON)
    assert verdict is Verdict.RIGHT
    again, _ = judged(after, SECRET, code_at(NOON), NOON + timedelta(seconds=1))
    assert again is Verdict.WRONG


def test_no_code_is_taken_that_is_older_than_one_that_was() -> None:
    _, after = judged(FACTOR, SECRET, code_at(NOON), NOON)
    older, _ = judged(after, SECRET, code_at(NOON - STEP), NOON - STEP)
    newer, _ = judged(after, SECRET, code_at(NOON + STEP), NOON + STEP)
    assert (older, newer) == (Verdict.WRONG, Verdict.RIGHT)


@pytest.mark.parametrize(
    ("steps", "verdict"),
    [
        (-2, Verdict.WRONG),
        (-1, Verdict.STALE),
        (0, Verdict.RIGHT),
        (1, Verdict.WRONG),
        (2, Verdict.WRONG),
    ],
)
def test_a_code_is_taken_in_its_own_step_alone(steps: int, verdict: Verdict) -> None:
    found, _ = judged(FACTOR, SECRET, code_at(NOON + steps * STEP), NOON)
    assert found is verdict


@pytest.mark.parametrize(("late", "verdict"), [(0, Verdict.RIGHT), (29.999, Verdict.RIGHT), (30, Verdict.STALE)])
def test_a_code_lives_for_thirty_seconds(late: float, verdict: Verdict) -> None:
    assert judged(FACTOR, SECRET, code_at(NOON), NOON + timedelta(seconds=late))[0] is verdict


def test_a_stale_code_counts_as_no_guess() -> None:
    factor = replace(FACTOR, failures=MOST_WRONG - 1)
    assert judged(factor, SECRET, code_at(NOON - STEP), NOON) == (Verdict.STALE, factor)


def test_a_code_may_be_typed_with_blanks_or_in_wide_digits() -> None:
    code = code_at(NOON)
    wide = code.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    for typed in (f" {code[:3]} {code[3:]}\t", wide):
        assert judged(FACTOR, SECRET, typed, NOON)[0] is Verdict.RIGHT


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "é", "-00001", "٣"])
def test_what_is_no_code_is_a_wrong_one(typed: str) -> None:
    assert judged(FACTOR, SECRET, typed, NOON)[0] is Verdict.WRONG


def test_nothing_typed_counts_as_no_guess() -> None:
    assert judged(FACTOR, SECRET, "  ", NOON) == (Verdict.LACKING, FACTOR)


def test_five_wrong_codes_lock_it_for_a_quarter_of_an_hour_also_for_a_right_one() -> None:
    factor, verdicts = FACTOR, []
    for _ in range(MOST_WRONG):
        verdict, factor = judged(factor, SECRET, wrong_at(NOON), NOON)
        verdicts.append(verdict)
    assert verdicts == [Verdict.WRONG] * 4 + [Verdict.LOCKED]
    late = NOON + LOCKED - timedelta(seconds=1)
    assert judged(factor, SECRET, code_at(late), late) == (Verdict.LOCKED, factor)
    free = NOON + LOCKED
    assert judged(factor, SECRET, code_at(free), free)[0] is Verdict.RIGHT


def test_after_a_lock_there_are_five_guesses_more_and_no_sixth() -> None:
    factor = replace(FACTOR, locked_until=NOON)
    for _ in range(MOST_WRONG):
        verdict, factor = judged(factor, SECRET, wrong_at(NOON), NOON)
    assert (verdict, factor.locked_until) == (Verdict.LOCKED, NOON + LOCKED)


def test_a_right_code_forgets_the_wrong_ones() -> None:
    _, factor = judged(FACTOR, SECRET, wrong_at(NOON), NOON)
    assert factor.failures == 1
    _, factor = judged(factor, SECRET, code_at(NOON), NOON)
    assert factor.failures == 0


def test_one_that_was_not_confirmed_waits_ten_minutes() -> None:
    factor = Factor("sealed", NOON)
    assert factor.waits_at(NOON + timedelta(minutes=9, seconds=59))
    assert not factor.waits_at(NOON + timedelta(minutes=10))
    assert not FACTOR.waits_at(NOON)


def test_a_secret_has_160_random_bits_and_an_address_that_authenticators_read() -> None:
    secret, other = NewSecret.make("key_1"), NewSecret.make("key_1")
    assert re.fullmatch("[A-Z2-7]{32}", secret.plain)
    assert secret.plain != other.plain
    address = urlsplit(secret.address)
    assert (address.scheme, address.netloc, address.path) == ("otpauth", "totp", "/Dutiful:key_1")
    assert parse_qs(address.query) == {"secret": [secret.plain], "issuer": ["Dutiful"]}


def test_no_secret_stands_in_a_representation() -> None:
    secret = NewSecret.make("key_1")
    assert secret.plain not in repr(secret)
    assert "sealed" not in repr(FACTOR)
