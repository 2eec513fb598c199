"""docs/authority.md and docs/budgets.md, each from top to bottom in one house."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.one_house import PAGES, plain, played


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_output_is_what_the_command_prints(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever changes what a command prints renews the page: python -m tests.support.one_house."""
    monkeypatch.setenv("TZ", "UTC")
    for deed, lines in played(page):
        shown = [plain(line) for line in deed.output if line.strip()]
        assert shown == [plain(line) for line in lines if line.strip()], deed.place
