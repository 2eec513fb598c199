"""Every cell and every limit of every pack that ships, against what was transcribed apart from it."""

from __future__ import annotations

import pytest

from tests.support.expected import NAMES, rows
from tests.support.packs import NAMES as SHIPPED
from tests.support.packs import shipped


def test_every_pack_has_a_transcription() -> None:
    """No pack ships that nobody looked at apart from it."""
    assert NAMES == SHIPPED


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_gives_what_its_sources_say(name: str) -> None:
    """At each limit, one unit below it and one above: due or not, the amount, the clause, and by when."""
    pack = shipped(name)
    wrong = [found for row in rows(pack) if (found := row.wrong(pack))]
    assert not wrong, "\n".join(wrong)
