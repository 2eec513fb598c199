"""The programs on the pages do what the pages say: the steps of a worker, and what an auditor runs alone."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from activities.connectors.http import Answer, outcome_of
from activities.journal.file import create
from activities.ports import Call, Connector
from domain.case.commands import Accepted, Applied, NotApplied, Unknown
from domain.playbook.contract import Contract
from domain.playbook.house import compile_connectors
from makegood.cli.app import run
from tests.support.pages import DOCS, connectors_on, python_on
from workers.queue import connectors_of

FORMAT, AUDITORS, WORKERS = "reference/event-format.md", "auditors.md", "workers.md"


# --- What a team writes ----------------------------------------------------------------------------------------------
@pytest.fixture
def lockers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Connector]]:
    """Write the steps of docs/workers.md down as the page says, and load them as a worker does."""
    (tmp_path / "lockers.py").write_text(python_on(WORKERS, "@step("), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    yield connectors_of("lockers")
    sys.path[:] = before
    sys.modules.pop("lockers")


def test_the_example_keeps_what_its_connectors_promise(lockers: dict[str, Connector]) -> None:
    """The contracts in the Python of docs/workers.md are those in its YAML."""
    (block,) = connectors_on(DOCS / WORKERS)
    written, _ = compile_connectors(block.text, block.place)
    assert written is not None
    shown = {name: one.contract.model_copy(update={"says": written[name].says}) for name, one in lockers.items()}
    assert shown == written


def _call(key: str, locker: str = "A7") -> Call:
    return Call("ca_1", "open", "do", "lockers.open", key, 1, {"locker": locker, "code": "1"}, 1_000)


async def test_the_example_does_what_its_page_says(lockers: dict[str, Connector]) -> None:
    """The same key is one effect, a refusal is one, and looking up tells done from not done."""
    first = await lockers["lockers.open"].perform(_call("k1"))
    assert first == Applied(receipt={"code": "A7-4711"})
    assert await lockers["lockers.open"].perform(_call("k1")) == first
    assert await lockers["lockers.open"].perform(_call("k2", "A0")) == NotApplied(why="gone", refused=True)
    assert await lockers["couriers.fetch"].look_up(_call("k3")) == NotApplied(why="no courier was booked")
    done = await lockers["couriers.fetch"].perform(_call("k3"))
    assert await lockers["couriers.fetch"].look_up(_call("k3")) == done


# --- What an auditor runs --------------------------------------------------------------------------------------------
@pytest.fixture
def journal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a journal with a few facts of the house, and names in its vault."""
    path = tmp_path / "makegood.db"
    create(path)
    for person in ("ana", "ben", "cem"):
        add = ["house", "add", person, "--name", person.title(), "--role", "desk"]
        assert run([*add, "--journal", f"sqlite:///{path}"]) == 0
    capsys.readouterr()
    return path


def _program(page: str, part: str, *words: str) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603 — a page's own program, with the standard library alone
        [sys.executable, "-I", "-c", python_on(page, part), *words], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def _tamper(journal: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(journal)) as db:
        db.execute(statement)
        db.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET data = replace(data, 'ben', 'bea') WHERE position = 3",
        "DELETE FROM events WHERE position = 3",
        "DELETE FROM events WHERE position = 6",
        "UPDATE events SET hash = '0' WHERE position = 2",
    ],
)
def test_the_check_in_the_formats_page_finds_tampering(journal: Path, statement: str) -> None:
    """The program that shares no code with ours finds nothing in a whole journal, and what was changed in another."""
    assert _program(FORMAT, "leaf = ", str(journal)) == (0, "6 events in 1 streams, 0 troubles\n")
    _tamper(journal, statement)
    code, said = _program(FORMAT, "leaf = ", str(journal))
    assert code == 6, said


def test_the_look_into_the_vault_finds_forged_and_missing_texts(journal: Path) -> None:
    """Commitments tell a text that was changed from one that is gone."""
    assert "3 texts referred to; 0 missing, 0 not" in _program(FORMAT, "held = ", str(journal))[1]
    _tamper(journal, "UPDATE vault SET plaintext = CAST('Bea' AS BLOB) WHERE subject = 'ben'")
    _tamper(journal, "DELETE FROM vault WHERE subject = 'cem'")
    assert "3 texts referred to; 1 missing, 1 not" in _program(FORMAT, "held = ", str(journal))[1]


def test_ends_that_were_kept_find_a_shorter_journal(journal: Path, tmp_path: Path) -> None:
    """The list in docs/auditors.md is an anchor: growing is fine, losing what was there is not."""
    kept = tmp_path / "heads.txt"
    kept.write_text(_program(AUDITORS, "Print the end", str(journal))[1], encoding="utf-8")
    assert _program(AUDITORS, "Compare a journal", str(journal), str(kept)) == (0, "0 streams were changed\n")
    _tamper(journal, "DELETE FROM events WHERE position = 6")
    code, said = _program(AUDITORS, "Compare a journal", str(journal), str(kept))
    assert code == 6, said


# --- Behind a URL ----------------------------------------------------------------------------------------------------
_MEANT = {"applied": Applied, "accepted": Accepted, "refused": NotApplied, "failed": NotApplied, "unknown": Unknown}


def test_answers_over_http_mean_what_the_page_says() -> None:
    """Every status with the body beside it, by the code that judges answers."""
    page = (DOCS / WORKERS).read_text(encoding="utf-8")
    part = page.partition("### Behind a URL")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| (\d[^|]*) \| `([^|]*)` \| (\w+)", part, re.MULTILINE)
    assert {means for _, _, means in rows} == set(_MEANT)
    contract = Contract(name="x", capability="keyed", result={"code": "text"}, refusals={"gone": "gone"})
    for statuses, body, means in rows:
        told = json.loads(body)
        for status in re.findall(r"\b\d{3}\b", statuses.partition(" but ")[0]):
            came = outcome_of(Answer(int(status), told if isinstance(told, dict) else None), contract)
            assert type(came) is _MEANT[means], (status, body)
            assert getattr(came, "refused", False) == (means == "refused")
