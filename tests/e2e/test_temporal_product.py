"""The whole product with Temporal: `up` in a process of its own, a feed, people, spans, and nobody's name anywhere."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from temporalio.client import Client

from activities.journal.sqlite import SqliteJournal
from makegood.cli.app import run
from tests.support.folders import copy_house
from tests.support.waiting import until

FACTS = ["--fact", "charge=ch_1", "--fact", "amount=10 USD", "--fact", "payer=Rosa Diaz", "--fact", "overdrawn=no"]


def test_the_product_is_carried_by_temporal(
    temporal_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A case is opened by a command, gets its letters, is told of by spans, and its history names nobody."""
    copy_house(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "makegood.toml").write_text(
        f'engine = "temporal"\ntemporal = "{temporal_address}"\ntemporal_queue = "{tmp_path.name}"\n'
        'telemetry = "console"\n'
    )
    with (
        (tmp_path / "told").open("w") as told,  # a pipe that nobody reads would hold the engine up
        subprocess.Popen([sys.executable, "-m", "makegood", "up", "--world", "7"], stderr=told) as engine,
    ):
        asyncio.run(_up(tmp_path / "told"))
        opened = ["case", "open", "charged-twice", "--key", "1", "--customer", "Rosa Diaz", "--market", "us", *FACTS]
        assert run([*opened, "--address", "rosa@diaz.example", "--json"]) == 0
        case = str(json.loads(capsys.readouterr().out)["case"])
        history = asyncio.run(_history(temporal_address, tmp_path / "makegood.db", case))
        engine.send_signal(signal.SIGTERM)
        assert engine.wait(60) == 0
    said = (tmp_path / "told").read_text()
    assert "stopped; every turn was finished." in said
    for private in ("Rosa", "Diaz", "rosa@diaz.example", "ch_1"):
        assert private not in history
        assert private not in said
    assert '"name": "recovery.turn"' in said
    assert run(["audit", "reconcile"]) == 0
    assert run(["audit", "verify"]) == 0


async def _up(told: Path) -> None:
    """Wait until the engine says that it runs."""

    async def runs() -> bool:
        return "makegood runs" in told.read_text()  # noqa: ASYNC240 — a small file

    await until(runs)


async def _history(address: str, journal: Path, case: str) -> str:
    """Wait until the case got its first letter, and return its history."""
    reading = SqliteJournal(journal, write=False)

    async def written() -> bool:
        return any(event.type == "MessageSent" for event in await reading.read(f"case/{case}"))

    try:
        await until(written)
    finally:
        await reading.close()
    client = await Client.connect(address)
    return json.dumps((await client.get_workflow_handle(case).fetch_history()).to_json_dict())
