"""Amounts of money at the command line: what is no amount, nothing, or below zero is refused in one sentence."""

from __future__ import annotations

import pytest

from tests.shell.conftest import Say

NONSENSE = ("-5 USD", "-5", "0 USD", "-0.01 USD", "5 usd", "1e9 USD", "1,50 USD", "USD", " ")
COMMANDS = (
    ("case", "expects", "ca_1", "refund", "--amount"), ("case", "receipt", "ca_1"),
    ("case", "open", "x", "--key", "k", "--customer", "c", "--market", "us", "--hopes", "refund", "--amount"),
    ("remedy", "reverse", "ca_1", "money", "--why", "w", "--amount"),
    ("remedy", "elsewhere", "ca_1", "--source", "insurer", "--evidence", "e"),
)  # fmt: skip


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_an_amount_that_is_none_is_refused_before_anything_else(words: tuple[str, ...], say: Say) -> None:
    """Also one that looks like an option; with the place and how an amount is written."""
    for amount in NONSENSE:
        code, out, told = say(*words, amount)
        assert (code, out) == (2, ""), amount
        assert "AMOUNT:" in told.upper()
        assert "USD" in told
        assert "not more than nothing" in told or "amount of money" in told or "can be read as" in told
        assert "Traceback" not in told


@pytest.mark.usefixtures("desk")
def test_a_budget_of_less_than_nothing_is_refused(say: Say) -> None:
    """However it is written beside its option."""
    for words in (("-5 USD",), ("10 USD", "-5 USD"), ("-5",)):
        code, _, told = say("house", "budget", "set", "case", "--why", "w", *(f"--amount={word}" for word in words))
        assert (code, "--amount: " in told, "Traceback" in told) == (2, True, False)
        spaced = [part for word in words for part in ("--amount", word)]
        assert say("house", "budget", "set", "case", "--why", "w", *spaced)[::2] == (code, told)
