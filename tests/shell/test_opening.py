"""A case that is opened by hand: in whose language, and what is said of nonsense."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from makegood.cli.app import run
from workers.engine import running
from workers.settings import load
from workers.shelf import Folders, read_shelf

FACTS = ("charge=C1", "amount=10 USD", "payer=Lan", "overdrawn=no")


@pytest.fixture
def begun(house: Path) -> Path:
    """Return a house whose documents are in force, and whose engine rests."""

    async def once() -> None:
        settings = load()
        async with running(settings, read_shelf(Folders.of(settings)).legal()):
            pass

    asyncio.run(once())
    return house


def open_(capsys: pytest.CaptureFixture[str], key: str, market: str, *more: str, code: int = 0) -> str:
    """Open a case for a second charge, and return what was said."""
    capsys.readouterr()
    facts = [word for fact in FACTS for word in ("--fact", fact)]
    words = ["case", "open", "charged-twice", "--key", key, "--customer", "Lan", "--market", market, *facts, *more]
    assert run(words) == code
    said = capsys.readouterr()
    return said.out + said.err


@pytest.mark.usefixtures("begun")
def test_a_case_speaks_the_language_of_its_market(capsys: pytest.CaptureFixture[str]) -> None:
    """Unless another is named for the customer; one that is not spoken here is refused."""
    for market, language in (("us", "en"), ("id", "id"), ("vn", "vi")):
        case = json.loads(open_(capsys, market, market, "--json"))["case"]
        assert run(["case", "explain", case, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["language"] == language
    case = json.loads(open_(capsys, "7", "vn", "--language", "en", "--json"))["case"]
    assert run(["case", "explain", case, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["language"] == "en"
    said = open_(capsys, "8", "vn", "--language", "fr", code=2)
    assert "--language: “fr” is none of them." in said
    assert "There are: en, id, vi." in said
