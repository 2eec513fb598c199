"""A canary: what people and partners can type is planted everywhere, and nothing but the vault holds it afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sqlite3
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from activities.connectors.http import receipt_of
from activities.journal import file
from activities.journal.sqlite import SqliteJournal
from activities.keeping import kept
from activities.operation import reason_of
from domain.case import commands as c
from domain.case.events import EVENT_TYPES
from domain.errors import ConflictError, VerificationFailed
from domain.intake.rows import refused
from domain.playbook import plan as p
from domain.record import open_record
from domain.values import Person, Value
from makegood.cli.app import run
from tests.support.desks import ask, desk_plan, refund
from tests.support.house import House
from tests.support.plans import HOUR, contract, do, usd
from workers.aside import Aside
from workers.assemble import House as Wired
from workers.settings import load

NAME, STREET, MAIL, PHONE = "Aurelia Canaria", "17 Nightingale Mews", "aurelia@canary.example", "+62 811 555 0199"
CANARY = f"{NAME}, {STREET}, {MAIL}, {PHONE}"
MARKS = ("Aurelia", "Canaria", "Nightingale", "canary.example", "555 0199")
PARTNER = contract("hold", result={"seat": "text", "who": "person"})
OFFER = p.Offer.model_validate({
    "id": "ways", "message": "ways", "reply_within": HOUR, "otherwise": "wait",
    "choices": {"wait": {"en": "Wait"}, "money": {"en": "Money"}},
})  # fmt: skip
COVER = p.Cover(
    id="meals", remedy="expenses", words={"en": "meals"}, up_to=p.Given(value=usd(900)), within=HOUR * 24, most=5,
    pay=(contract("pay", pays=True),), authority=p.Authority(above=(p.Rung(role="head"),), within=HOUR),
)  # fmt: skip
AT_ONCE = p.Together(id="all", branches={"a": (ask(skill={}),), "b": (refund(),), "c": (OFFER,)})
PLAN = desk_plan(COVER, AT_ONCE, do("end"))


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Return a case that was told by hand, with the canary wherever a failure has words."""
    monkeypatch.chdir(tmp_path)
    file.create(tmp_path / "makegood.db")
    asyncio.run(_published(tmp_path / "makegood.db"))
    assert run([
        "case", "open", "test", "--key", "order 1042", "--customer", NAME, "--address", MAIL, "--market", "us",
        "--fact", f"note={CANARY}", "--fact", "size=3",
    ]) == 0  # fmt: skip
    asyncio.run(_on(tmp_path / "makegood.db"))
    for person, role in (("sari", "desk"), ("ratna", "head")):
        assert run(["house", "add", person, "--name", f"{person} {CANARY}", "--role", role]) == 0
    capsys.readouterr()
    run(["case", "list", "--json"])
    return str(json.loads(capsys.readouterr().out)[0]["case"])


async def _published(path: Path) -> None:
    house = await House(SqliteJournal(path), PLAN).start()
    await house.journal.close()


async def _on(path: Path) -> None:
    house = await House(SqliteJournal(path), PLAN).start()
    await house.engine.until_quiet()
    await house.journal.close()


def found_in(path: Path) -> list[str]:
    """Return every table (or file beside) in which a part of the canary stands in the clear."""
    where = set[str]()
    with contextlib.closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in names:
            for row in db.execute(f"SELECT * FROM {table}"):  # noqa: S608 — its own tables
                text = b" ".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)
                where |= {f"{table}: {row!r:.200}" for mark in MARKS if mark.encode() in text and table != "vault"}
    beside = list(path.parent.glob("makegood.db.*"))
    where |= {one.name for one in beside for mark in MARKS if mark.encode() in one.read_bytes()}
    return sorted(where)


def given(case: str) -> list[list[str]]:
    """Return commands in which somebody types what they should not, or what has its place in the vault."""
    ring = "ring#ask0"
    return [
        ["case", "note", case, CANARY],
        ["case", "contact", case, CANARY],
        ["case", "contact", case, "called", "--channel", CANARY],
        ["case", "receipt", case, "3 USD", "--text", CANARY, "--number", CANARY],
        ["case", "receipt", case, "4 USD", "--shop", CANARY, "--day", CANARY],
        ["case", "receipt", case, "4 USD", "--what", CANARY, "--number", CANARY],
        ["case", "change", case, "--fact", f"note={CANARY} again", "--why", "told at the desk"],
        ["case", "change", case, "--fact", f"{CANARY}=1", "--why", "x"],
        ["case", "change", case, "--fact", f"size={CANARY}", "--why", "x"],
        ["case", "signal", case, CANARY],
        ["case", "choose", case, CANARY],
        ["case", "choose", case, "money", "--offer", CANARY],
        ["task", "claim", case, CANARY, "--as", "sari"],
        ["task", "do", case, CANARY, "x=1", "--as", "sari"],
        ["task", "do", case, ring, "reached=yes", f"mood={CANARY}", "--as", "sari"],
        ["task", "do", case, ring, "reached=yes", "mood=calm", f"said={CANARY}", f"note={CANARY}", "--as", "sari"],
        ["remedy", "approve", case, CANARY, "--as", "ratna"],
        ["task", "do", case, "refund#approve0", "approve=yes", f"note={CANARY}", f"foo={CANARY}", "--as", "ratna"],
        ["step", "retry", case, CANARY, "--why", "x"],
        ["case", "withdraw", case, "--why", CANARY],
    ]


def test_what_people_type_lies_in_the_vault_alone(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Failures, notes, contacts, receipts, private answers, remarks, withdrawals, and words in the place of names."""
    codes = {tuple(words): run(words) for words in given(case)}
    assert {0, 2} <= set(codes.values()), codes
    assert sum(code == 0 for code in codes.values()) == 7, codes
    assert found_in(Path("makegood.db")) == []
    with contextlib.closing(sqlite3.connect("makegood.db")) as db:
        held = [bytes(text).decode() for (text,) in db.execute("SELECT CAST(plaintext AS BLOB) FROM vault")]
    assert sum(CANARY in text for text in held) >= 7, held
    capsys.readouterr()
    assert run(["audit", "verify"]) == 0
    for words in (["case", "show", case], ["case", "explain", case], ["case", "events", case, "--json"],
                  ["audit", "log", "--json"], ["task", "list"], ["case", "list"]):  # fmt: skip
        assert run(words) == 0
        assert not any(mark in capsys.readouterr().out for mark in MARKS), words


RAW: list[dict[str, object]] = [
    {"do": "record-contact", "channel": "phone", "text": CANARY},
    {"do": "add-note", "text": CANARY},
    {"do": "submit-receipt", "step": "meals", "amount": {"$money": {"currency": "USD", "minor": 5}}, "text": CANARY},
    {"do": "change-failure", "facts": {"note": CANARY}, "why": "x"},
    {"do": "complete-task", "task": "ring#ask0", "answer": {"reached": True, "mood": "calm", "said": CANARY}},
    {"do": "send-signal", "event": "arrived", "body": {"who": CANARY, "all": [{"a": CANARY}]}},
    {"do": "withdraw", "why": CANARY},
]


def test_what_programs_send_to_the_door_lies_in_the_vault_alone(case: str) -> None:
    """A command as it stands holds no private text that is not sealed; outcomes keep what the contract declares."""
    asyncio.run(_knocked(case))
    assert found_in(Path("makegood.db")) == []


async def _knocked(case: str) -> None:
    journal = SqliteJournal(Path("makegood.db"))
    house = await Wired.of(load({}), journal)
    for command in RAW:
        with contextlib.suppress(Exception):
            await house.service.handle("command", {"case": case, "command": command, "user": "root"})
    told = {"kind": "applied", "receipt": {"seat": "1A", "greeting": CANARY, "who": {"$person": NAME}}}
    refused_ = {"kind": "not-applied", "why": CANARY, "refused": True}
    for key in (f"{case}/end/1", f"{case}/meals[r1]/1"):
        for outcome in (told, refused_):
            with contextlib.suppress(Exception):
                await house.service.handle("outcome", {"key": key, "attempt": 1, "outcome": outcome, "user": "root"})
    failure = {"failure": "test", "source": "x", "key": "2", "market": "us", "language": "en",
               "facts": {"note": CANARY, "nobody_knows": CANARY, "deep": [{"a": CANARY}]},
               "customer": {"$told": NAME, "name": NAME, "address": STREET, "language": "en"}}  # fmt: skip
    answers = await house.service.handle("receive", {"failures": [failure], "user": "root"})
    assert isinstance(answers, list)
    assert "case" in answers[0], answers
    await journal.close()


def test_the_same_private_words_again_are_the_same_request(case: str) -> None:
    """A client that got no answer asks again under the same id; other words under it are refused."""
    asyncio.run(_again(case))


async def _again(case: str) -> None:
    journal = SqliteJournal(Path("makegood.db"))
    house = await Wired.of(load({}), journal)
    note = {"case": case, "text": CANARY, "user": "root", "command_id": "note-1"}
    withdraw = {"case": case, "command": {"do": "withdraw", "why": CANARY}, "user": "root", "command_id": "leave-1"}
    for asked, request in (("note", note), ("command", withdraw)):
        first, again = [await house.service.handle(asked, request) for _ in range(2)]
        assert isinstance(first, dict)
        assert again == {**first, "repeat": True}
    with pytest.raises(ConflictError, match="used for another request"):
        await house.service.handle("note", {**note, "text": "other words"})
    await journal.close()


def test_of_a_partners_answer_what_is_declared_is_kept() -> None:
    """Other fields, people by another name than ours, and reasons that were not published are left out."""
    body = {"seat": "1A", "who": {"id": NAME}, "note": CANARY}
    assert receipt_of(body, PARTNER) == {"seat": "1A"}
    known: Mapping[str, Value] = {"seat": "1A", "who": Person("cu_abc")}
    assert kept(c.Applied(receipt={**known, "note": CANARY}), PARTNER) == c.Applied(receipt=known)
    assert kept(c.Applied(receipt={"who": Person(NAME)}), PARTNER) == c.Applied(receipt={})
    assert CANARY not in str(kept(c.NotApplied(why=CANARY, refused=True), PARTNER))


def test_errors_tell_no_names() -> None:
    """What others raise is told by its place, and of stored bytes that cannot be read where, not what."""
    try:
        int(CANARY)
    except ValueError as trouble:
        assert not any(mark in reason_of(trouble) for mark in MARKS)
    at, body = "2026-03-02T09:00:00.000Z", {"by": {"name": CANARY}}
    whole = {"type": "CaseFreed", "version": 1, "stream": "case/ca_1", "seq": 1, "occurred_at": at, "body": body}
    with pytest.raises(VerificationFailed) as refusal:
        open_record(json.dumps(whole).encode(), EVENT_TYPES)
    assert not any(mark in str(refusal.value) for mark in MARKS)
    assert "by" in str(refusal.value)


def test_rows_set_aside_are_their_owners_alone(tmp_path: Path) -> None:
    """Why a row was set aside can quote what stands in it, so the list is as private as the journal."""
    os.umask(0o022)
    aside = Aside(tmp_path / "rejects.jsonl")
    aside.add(refused(3, "age", f"“{NAME}” is no whole number."))
    aside.close()
    assert stat.S_IMODE((tmp_path / "rejects.jsonl").stat().st_mode) == 0o600
