"""Examples are no kinder than the engine: a list nobody confirmed opens nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from domain.examples.reading import compile_examples
from tests.support.plans import book
from tests.unit.test_examples_played import STAFF
from tests.unit.test_examples_reading import HOUSE, file
from tests.unit.test_examples_reading import STAFF as NAMES
from tests.unit.test_playbook_samples import WORDS, plan_of, playbook
from workers.trying import try_all

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
