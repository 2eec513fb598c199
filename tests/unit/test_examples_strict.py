"""Examples are no kinder than the engine, and count what they say: lists not confirmed, mishaps that are too few."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from domain.examples.reading import compile_examples
from tests.support.plans import book
from tests.unit.test_examples_played import STAFF, tried
from tests.unit.test_examples_reading import HOUSE, file
from tests.unit.test_examples_reading import STAFF as NAMES
from tests.unit.test_playbook_samples import WORDS, plan_of, playbook
from workers.library.trying import try_all

DECLARED = plan_of(
    playbook(
        steps="steps: [{try: [{declare: batch, affected: =failure.bags, playbook: other, confirm: desk, due: 2h, "
        f"{WORDS}}}], otherwise: [{{tell: apology}}]}}]"
    )
)


@pytest.mark.parametrize(
    ("confirmed", "expect"),
    [
        ("true", "{steps: {batch: done, 'batch:open': done, apology: skipped}}"),
        ("false", "{steps: {batch: refused, 'batch:open': undone, apology: done}}"),
    ],
)
def test_a_list_that_is_not_confirmed_opens_nothing(confirmed: str, expect: str) -> None:
    """The step that confirms is refused as the engine refuses it, and what was opened is taken back."""
    text = file(when=f"[{{answer: 'batch:confirm', with: {{confirmed: {confirmed}}}}}]", expect=expect)
    found, findings = compile_examples(text, "f", replace(HOUSE, plan=lambda _: DECLARED), NAMES)
    assert found is not None, [str(finding) for finding in findings]
    assert asyncio.run(try_all(found, "f", {"us": book(DECLARED)}, STAFF)).tried[0].differences == ()


@pytest.mark.parametrize(
    ("deed", "came"),
    [
        ("{refuse: seats.hold, times: 5}", "came 1 of 5 times"),
        ("{fail: seats.hold, times: 9}", "came 5 of 9 times"),
        ("{unknown: seats.hold, then: applied, times: 2}", "came 1 of 2 times"),
    ],
)
def test_a_mishap_that_came_too_rarely_is_told(deed: str, came: str) -> None:
    """Five refusals of which one came are no five refusals: the line says how many came."""
    assert [(each.came, each.expected[:8]) for each in tried(f"[{deed}]", "{}").differences] == [(came, "is done ")]
