"""The targets of the fuzzer, on their seeds and for a moment on changed ones; `make fuzz` is the long run."""

from __future__ import annotations

import random

import pytest

from tests.fuzz.__main__ import changed, targets_words
from tests.fuzz.targets import TARGETS, seeds, within_a_second

INPUTS = {"playbook": 250, "pack": 200, "expression": 3_000, "feed": 1_000, "event_log": 500, "cloud_events": 500}
"""How many changed inputs each target is given here."""


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_hold(name: str) -> None:
    """What the fuzzer begins with breaks nothing, and neither does nothing at all."""
    assert len(seeds(name)) >= 3
    for data in (b"", *seeds(name)):
        within_a_second(TARGETS[name], data)


@pytest.mark.parametrize("name", TARGETS)
def test_changed_seeds_hold(name: str) -> None:
    """Seeds changed at random give findings, values, rows set aside or errors of ours, each within a second."""
    chance, inputs = random.Random(7), seeds(name)
    for _ in range(INPUTS[name]):
        within_a_second(TARGETS[name], changed(chance.choice(inputs), chance, inputs))


def test_words_are_known() -> None:
    """The fuzzer is told the words of the language."""
    assert {"tell", "reply_within", "and", "otherwise"} <= set(targets_words())
