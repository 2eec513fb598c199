"""Packs that together have every construct: what they mean, what they answer in full, what is said of changed ones.

Whoever changes one of these renews the lists (`python -m tests.support.constructs`) and sees in their difference what
else changed.
"""

from __future__ import annotations

import pytest

from tests.corpus.test_listed import as_listed
from tests.support.constructs import ASKED, FOLDER, LISTS, NAMES, construct, spread


@pytest.mark.parametrize("file", LISTS)
def test_constructs_are_as_they_were_listed(file: str) -> None:
    """Word for word: values, verdicts, reasons, steps, findings with their place and what to do about them."""
    as_listed(LISTS[file](), (FOLDER / file).read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_packs_are_asked_with_many_facts(name: str) -> None:
    """Hardly two sets are alike; every fact is told in some of them, and many sets leave some out."""
    drawn, facts = spread(construct(name)), construct(name).facts
    assert len({str(sorted(each.items(), key=str)) for each in drawn}) > ASKED - 3
    assert all(any(fact in each for each in drawn) for fact in facts)
    assert sum(len(each) < len(facts) for each in drawn) > ASKED // 3
