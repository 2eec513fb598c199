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
    with subprocess.Popen(
        [sys.executable, "-m", "makegood", "up", "--world", "7"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as engine:
        assert engine.stdout is not None
        assert "makegood runs" in engine.stdout.readline()
        opened = ["case", "open", "charged-twice", "--key", "1", "--customer", "Rosa Diaz", "--market", "us", *FACTS]
        assert run([*opened, "--address", "rosa@diaz.example", "--json"]) == 0
        case = str(json.loads(capsys.readouterr().out)["case"])
        history = asyncio.run(_history(temporal_address, tmp_path / "makegood.db", case))
        engine.send_signal(signal.SIGTERM)
        said, spans = engine.communicate(timeout=60)
    assert engine.returncode == 0
    assert "stopped; every turn was finished." in said
    for private in ("Rosa", "Diaz", "rosa@diaz.example", "ch_1"):
        assert private not in history
        assert private not in spans
    assert '"name": "recovery.turn"' in spans
    assert run(["audit", "reconcile"]) == 0
    assert run(["audit", "verify"]) == 0


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
