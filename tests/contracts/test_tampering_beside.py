"""What `audit verify` finds when rows beside the events were changed, and what it does not without an anchor."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from activities.cases import _state
from activities.journal import position
from activities.journal.file import create
from activities.journal.sqlite import SqliteJournal
from activities.operation import Operation
from activities.vault import Sealer
from domain.case import commands as c
from domain.evidence.verify import Breach
from domain.ids import case_stream
from domain.operation import OPERATION
from domain.playbook import plan as p
from domain.record import leaf_hash
from tests.contracts.test_journal import put
from tests.support.desks import ask
from tests.support.house import House
from tests.support.plans import HOUR, do, plan
from tests.support.tampering import Stored, written_anew
from workers.journals import InFile
from workers.keeping.checking import check

PLAN = plan(
    do("first", undo=None), ask(skill={}, form={}),
    promises={"resolve": p.PromiseOf(kept_by="resolved", within=HOUR * 48, words={"en": "put it right"})},
)  # fmt: skip
OPERATOR = c.Actor(person="os:ops", roles=("operator",), account="os:ops")


@pytest.fixture(scope="module")
async def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a whole journal: an open case with a task, a promise, a contact and a snapshot, and a parked one."""
    path = tmp_path_factory.mktemp("whole") / "makegood.db"
    create(path)
    journal = SqliteJournal(path)
    house = await House(journal, PLAN).start()
    one, two = (await house.open("one")).case, (await house.open("two")).case
    await house.engine.until_quiet()
    sealer = Sealer(case_stream(one), house.secret)
    said = c.RecordContact(now=house.clock.now(), actor=OPERATOR, channel="mail", text=sealer.text("hello", "cu_1"))
    await house.desk.submit(one, said, command_id="said", vault=tuple(sealer.rows))
    loaded = await house.cases.existing(one)
    await journal.save_snapshot(case_stream(one), loaded.head, house.cases._code, _state().dump_json(loaded.case))
    await Operation(journal, house.clock).park(two, "Boom: it failed")
    position.write(position.position_path(path), await position.present(journal))
    await journal.close()
    return path


def copied(original: Path, folder: Path) -> Path:
    """Return a copy of the journal, with what was written about it."""
    for one in original.parent.iterdir():
        shutil.copy(one, folder / one.name)
    return folder / original.name


async def verified(path: Path) -> tuple[Breach, ...]:
    """Return what verification finds in a journal."""
    journal = SqliteJournal(path, write=False)
    try:
        return (await check(journal, InFile(path, "here"))).breaches
    finally:
        await journal.close()


async def tampered(original: Path, folder: Path, *statements: str) -> tuple[Breach, ...]:
    """Change a copy of the journal; returns what verification finds."""
    path = copied(original, folder)
    with contextlib.closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement.replace("(ONE)", f"({ONE})").replace("(TWO)", f"({TWO})"))
        db.commit()
    return await verified(path)


TWO = "SELECT in_case FROM parked"
ONE = "SELECT in_case FROM tasks WHERE task LIKE 'ring%' AND in_case NOT IN (SELECT in_case FROM parked)"
FOUND = {
    "a case is shown as closed": ("UPDATE cases SET phase = 'closed' WHERE id = (ONE)", "row says phase closed"),
    "a case is shown as held": ("UPDATE cases SET held = 1 WHERE id = (ONE)", "row says held True"),
    "a case is shown under another tier": ("UPDATE cases SET tier = 'critical' WHERE id = (ONE)", "row says tier"),
    "another owner": ("UPDATE cases SET owner = 'x' WHERE id = (ONE)", "row says owner x"),
    "a case is never looked at again": ("UPDATE cases SET wake_at = NULL WHERE id = (ONE)", "names no time"),
    "a case is taken from the lists": ("DELETE FROM cases WHERE id = (ONE)", "has no row"),
    "a case is left alone by its row": ("UPDATE cases SET parked = 1 WHERE id = (ONE)", "do not agree"),
    "a case is left alone without a fact": (
        "INSERT INTO parked SELECT id, 0, 'x' FROM cases WHERE id = (ONE)", "no fact does",
    ),
    "a case is freed without a fact": ("DELETE FROM parked", "no row does"),
    "another reason to leave a case alone": ("UPDATE parked SET why = 'x'", "another reason"),
    "a task is taken from the lists": ("DELETE FROM tasks WHERE in_case = (ONE)", "no row asks desk"),
    "a task is put into the lists": (
        "INSERT INTO tasks SELECT in_case, 'pay#ask0', role, 'ask', tier, 0, due, '' FROM tasks LIMIT 1",
        "the events do not",
    ),
    "a task gets more time": ("UPDATE tasks SET due = due + 9 WHERE in_case = (ONE)", "says otherwise"),
    "a task is somebody's": ("UPDATE tasks SET claimed_by = 'x' WHERE in_case = (ONE)", "says otherwise"),
    "a promise gets more time": ("UPDATE promises SET due = due + 9 WHERE in_case = (ONE)", "the promise “resolve”"),
    "a promise is shown as kept": ("UPDATE promises SET state = 'kept' WHERE in_case = (ONE)", "“resolve”"),
    "a promise is forgotten": ("DELETE FROM promises WHERE in_case = (ONE)", "“resolve”"),
    "a forged state for the next start": (
        "UPDATE snapshots SET data = CAST(replace(CAST(data AS TEXT), 'working', 'closed') AS BLOB)",
        "snapshot that this release would use says otherwise",
    ),
    "a state that cannot be read": ("UPDATE snapshots SET data = 'x'", "cannot be read"),
    "a text lies under another case": ("UPDATE vault SET stream = 'case/' || (TWO)", "lies under case/"),
    "a text is planted": ("INSERT INTO vault VALUES ('v_x', 'house/directory', '', x'00', x'00')", "no event refers"),
    "another epoch": ("UPDATE journal SET epoch = 7", "says epoch 7, the facts tell of 1"),
    "another secret": ("UPDATE journal SET secret = zeroblob(32)", "secret was changed"),
    "the answer to a command": ("UPDATE commands SET answer = '{}' WHERE id = 'said'", "belongs elsewhere"),
    "a command is forgotten": ("DELETE FROM commands WHERE id = 'said'", "a repeat would be done again"),
    "a command is made up": ("INSERT INTO commands VALUES ('x', '', '{}', 3)", "belongs elsewhere"),
    "the kind of an event in the list": ("UPDATE events SET type = 'CaseClosed' WHERE type = 'CaseOpened'", "calls it"),
    "a trigger is planted": ("CREATE TRIGGER t AFTER INSERT ON events BEGIN SELECT 1; END", "no release made it"),
    "an index is taken away": ("DROP INDEX promises_open", "is gone from the file"),
}  # fmt: skip


async def test_nobody_touched_it(original: Path, tmp_path: Path) -> None:
    """A healthy journal gives no alarm."""
    assert await verified(copied(original, tmp_path)) == ()


@pytest.mark.parametrize("name", list(FOUND))
async def test_a_row_that_was_changed_is_found(original: Path, tmp_path: Path, name: str) -> None:
    """Each by a sentence that says which row and what the events say instead."""
    statement, said = FOUND[name]
    found = await tampered(original, tmp_path, statement)
    assert any(said in breach.what for breach in found), found


NOT_FOUND = {
    "when a case is looked at again": "UPDATE cases SET wake_at = wake_at + 99999999 WHERE id = (ONE)",
    "whom a text is about": "UPDATE vault SET subject = 'x'",
    "that a promise rang": "UPDATE promises SET rung_for = due",
    "a refusal": "INSERT INTO commands VALUES ('refused', '', '{}', 0)",
    "how far a feed was read": "INSERT INTO snapshots VALUES ('feed/x.csv', 99, '', '1', '9')",
    "the clock": "UPDATE journal SET clock_rate = 1, clock_start = 0, clock_began = 0",
}


@pytest.mark.parametrize("name", list(NOT_FOUND))
async def test_what_no_event_speaks_of_is_not_found(original: Path, tmp_path: Path, name: str) -> None:
    """These are said not to be found on the page for auditors; whoever makes one found says so there."""
    assert await tampered(original, tmp_path, NOT_FOUND[name]) == ()


def another_language(event: Stored) -> None:
    """Change a fact that no rule reads."""
    event["body"]["language"] = "vi"


def another_key(event: Stored) -> None:
    """Make it another failure's case."""
    event["body"]["key"] = "three"


async def test_a_chain_written_anew_is_not_found_without_an_anchor(original: Path, tmp_path: Path) -> None:
    """Nothing in the file contradicts it; what was written beside the file may."""
    path = copied(original, tmp_path)
    written_anew(path, another_language, stream="case/%", seq=2)
    assert await verified(path) == ()


async def test_a_chain_written_anew_up_to_the_end_is_found_by_what_lies_beside_the_file(
    original: Path, tmp_path: Path
) -> None:
    """The newest event has another hash than the one that was written down, as long as that was left alone."""
    path = copied(original, tmp_path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        data = db.execute("SELECT data FROM events ORDER BY position DESC LIMIT 1").fetchone()[0]
        changed = data.replace(b"Boom", b"Bang")
        db.execute("UPDATE events SET data = ?, hash = ? WHERE data = ?", (changed, leaf_hash(changed), data))
        db.execute("UPDATE streams SET hash = ? WHERE name = 'engine/operation'", (leaf_hash(changed),))
        db.execute("UPDATE parked SET why = replace(why, 'Boom', 'Bang')")
        db.commit()
    assert [breach.stream for breach in await verified(path)] == ["journal"]
    position.position_path(path).unlink()
    assert await verified(path) == ()


async def test_a_case_cannot_become_another_failures(original: Path, tmp_path: Path) -> None:
    """The id of a case follows from the failure and the journal's secret, so a chain written anew shows it."""
    path = copied(original, tmp_path)
    written_anew(path, another_key, stream="case/%", seq=1)
    assert any("goes by another id" in breach.what for breach in await verified(path))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE streams SET name = 'x' WHERE name = (SELECT min(name) FROM streams)", "another place"),
        ("UPDATE events SET seq = -seq WHERE seq <= 2; UPDATE events SET seq = 3 + seq WHERE seq < 0", "another place"),
        ("UPDATE events SET hash = 'x' WHERE position = 3", "not those that were hashed"),
    ],
)  # fmt: skip
async def test_what_was_moved_is_found(original: Path, tmp_path: Path, change: str, said: str) -> None:
    """Streams under another name, events in another order, hashes of another event."""
    found = await tampered(original, tmp_path, *change.split("; "))
    assert any(said in breach.what for breach in found), found


@pytest.mark.parametrize("stream", ["document/%", OPERATION])
async def test_who_rests_on_what_was_tampered_with_is_not_accused(original: Path, tmp_path: Path, stream: str) -> None:
    """A breach in documents, or in what the operator did, is told there; the cases that rest on it are whole."""
    found = await tampered(
        original, tmp_path,
        f"UPDATE events SET hash = 'x' WHERE stream IN (SELECT id FROM streams WHERE name LIKE '{stream}')",  # noqa: S608
    )  # fmt: skip
    assert found
    assert {breach.stream for breach in found if breach.stream.startswith("case/")} == set()


async def test_an_engine_that_runs_meanwhile_breaks_nothing(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it writes while a check is under way, into the journal and of it, is not held against the moment checked."""
    path = copied(original, tmp_path)
    engine, journal = SqliteJournal(path), SqliteJournal(path, write=False)
    streams = journal.streams

    async def meanwhile(prefix: str) -> list[str]:
        await put(engine, "case/meanwhile")
        position.write(position.position_path(path), await position.present(engine))
        return await streams(prefix)

    monkeypatch.setattr(journal, "streams", meanwhile)
    verdict = await check(journal, InFile(path, "here"))
    assert verdict.breaches == ()
    assert "case/meanwhile" in await engine.streams("")
    await journal.close()
    await engine.close()


async def test_what_was_written_of_the_journal_cannot_be_read(original: Path, tmp_path: Path) -> None:
    """That is a finding of the check as any other, and the rest is checked all the same."""
    path = copied(original, tmp_path)
    position.position_path(path).unlink()
    position.position_path(path).mkdir()
    (breach,) = await verified(path)
    assert "cannot be read" in breach.what
