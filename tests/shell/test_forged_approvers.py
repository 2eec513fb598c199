"""`audit verify` judges who approved by the house as it stood then, also where all hashes were written anew."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from makegood.cli.app import run
from tests.shell.test_documents import LATE, MORE, change
from tests.support.desks import ask, desk_plan, go_on, opened, refund
from tests.support.one_house import publish_alone
from tests.support.tampering import Stored, written_anew

Forge = Callable[[Stored], None]


def does(*words: str) -> None:
    """Run a command that goes well."""
    assert run([*words]) == 0, words


def put(part: str, name: str, *, actor: str = "") -> Forge:
    """Return what writes another name into a fact, and another actor into its envelope."""

    def forge(event: Stored) -> None:
        event["body"][part] = name
        event["actor"] = actor or event["actor"]

    return forge


# --- Documents -------------------------------------------------------------------------------------------------------
@pytest.fixture
def documents(house: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a journal with a playbook that hendra handed in and ratna approved; mona became a manager later."""
    asyncio.run(publish_alone())
    change(*MORE)
    does("house", "add", "mona", "--role", "desk")
    does("house", "add", "dewi", "--role", "manager")
    does("house", "delegate", "hendra", "--to", "dewi", "--why", "for the month", "--as", "ratna")
    does("document", "hand-in", LATE, "--why", "more at once", "--as", "hendra")
    does("document", "approve", "late-flight", "--why", "checked", "--as", "ratna")
    does("house", "grant", "mona", "manager", "--as", "ratna")
    capsys.readouterr()
    return house / "makegood.db"


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (put("by", "mona", actor="mona"), "mona approved it and had no role then that may"),
        (put("by", "nobody", actor="nobody"), "nobody approved it and was nobody of the house then"),
        (put("by", "dewi"), "ratna wrote it down, and dewi is said to have done it"),
        (put("by", "dewi", actor="dewi"), "dewi approved it and may not: one stands in for the other"),
        (put("by", "hendra", actor="hendra"), "its author approved it"),
    ],
)
def test_a_forged_approver_of_a_document_is_named(
    documents: Path, capsys: pytest.CaptureFixture[str], forge: Forge, said: str
) -> None:
    """Nobody of the house, without the role at that instant, somebody who counts as the author, or the author."""
    does("audit", "verify")
    written_anew(
        documents, only(forge, "Published", "author"), stream="document/playbook/late-flight", kind="Published"
    )
    capsys.readouterr()
    assert run(["audit", "verify"]) == 6
    assert said in capsys.readouterr().err


def only(forge: Forge, kind: str, part: str) -> Forge:
    """Return what forges only facts that say something in a part."""

    def some(event: Stored) -> None:
        if event["type"] == kind and event["body"][part]:
            forge(event)

    return some


def test_a_house_of_another_day_is_named(documents: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever names more facts of the house than there were, so that a later role counts, is found out."""

    def forge(event: Stored) -> None:
        event["body"].update(by="mona", house=10_000)
        event["actor"] = "mona"

    written_anew(
        documents, only(forge, "Published", "author"), stream="document/playbook/late-flight", kind="Published"
    )
    assert run(["audit", "verify"]) == 6
    assert "it names 10000 facts of the house, and there were fewer then" in capsys.readouterr().err


# --- Remedies --------------------------------------------------------------------------------------------------------
@pytest.fixture
def granted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a journal with a refund that hana, a head, granted; late became one afterwards."""
    monkeypatch.chdir(tmp_path)
    case = opened(tmp_path / "makegood.db", desk_plan(refund(), ask()))
    for person, role in (("ratna", "manager"), ("hana", "head"), ("late", "desk")):
        does("house", "add", person, "--role", role)
    does("remedy", "approve", case, "refund", "--as", "hana")
    does("house", "grant", "late", "head", "--as", "ratna")
    capsys.readouterr()
    return tmp_path / "makegood.db"


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (put("approver", "late", actor="late"), "late granted it as head, and had no such role then"),
        (put("approver", "x", actor="x"), "x granted it and was nobody of the house then"),
        (put("approver", "late"), "hana wrote it down, and late is said to have done it"),
        (put("role", "desk"), "the playbook asks no desk about refund"),
    ],
)
def test_a_forged_approver_of_a_remedy_is_named(
    granted: Path, capsys: pytest.CaptureFixture[str], forge: Forge, said: str
) -> None:
    """Without the role at that instant, under another's envelope, or in a role that no rung of the plan has."""
    does("audit", "verify")
    grant_forged(granted, forge)
    capsys.readouterr()
    assert run(["audit", "verify"]) == 6
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (put("by", "late", actor="late"), "late took it back as head, and had no such role then"),
        (put("by", "test", actor="test"), "test took it back and may not: that is test"),
        (put("by", "late"), "hana wrote it down, and late is said to have done it"),
    ],
)
def test_a_forged_hand_that_took_a_remedy_back_is_named(
    granted: Path, capsys: pytest.CaptureFixture[str], forge: Forge, said: str
) -> None:
    """As for a grant: it takes the role at that instant, and nobody whose work it judges."""
    go_on(granted, desk_plan(refund(), ask()))
    does("house", "add", "test", "--role", "head")
    (case,) = (row[0] for row in sqlite3.connect(granted).execute("SELECT DISTINCT in_case FROM tasks"))
    does("house", "revoke", "late", "head", "--as", "ratna")
    does("remedy", "reverse", case, "refund", "--why", "by mistake", "--reference", "r-1", "--as", "hana")
    does("house", "grant", "late", "head", "--as", "ratna")
    does("audit", "verify")
    written_anew(granted, forge, stream="case/%", kind="RemedyReversed")
    capsys.readouterr()
    assert run(["audit", "verify"]) == 6
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("test", "test granted it and may not: that is test"),
        ("stand", "stand granted it and may not: one stands in for the other, and so they count as blamed"),
        ("olga", "olga granted it and may not: they report to blamed"),
    ],
)
def test_whoever_was_barred_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], who: str, said: str
) -> None:
    """Who wrote the playbook, and who is too close to whom the complaint is about, though the fact bars nobody."""
    monkeypatch.chdir(tmp_path)
    case = opened(tmp_path / "makegood.db", desk_plan(refund(), ask()))
    for person, more in (
        ("hana", ()),
        ("test", ()),
        ("blamed", ()),
        ("stand", ()),
        ("olga", ("--reports-to", "blamed")),
    ):
        does("house", "add", person, "--role", "head", *more)
    does("house", "add", "ratna", "--role", "manager")
    does("house", "delegate", "blamed", "stand", "--why", "for the week", "--as", "ratna")
    does("case", "about", case, "blamed", "--why", "she was rude")
    does("remedy", "approve", case, "refund", "--as", "hana")
    does("audit", "verify")
    grant_forged(tmp_path / "makegood.db", freed(who))
    capsys.readouterr()
    assert run(["audit", "verify"]) == 6
    assert said in capsys.readouterr().err


def grant_forged(path: Path, forge: Forge) -> None:
    """Forge a grant, and the answer that it came of alike: what contradicts itself is found without a house."""
    grants = list[Stored]()

    def grant(event: Stored) -> None:
        forge(event)
        grants.append(event)

    def answer(event: Stored) -> None:
        if "#approve" in str(event["body"]["task"]):
            event["body"]["by"], event["actor"] = grants[0]["body"]["approver"], grants[0]["actor"]

    written_anew(path, grant, stream="case/%", kind="RemedyApproved")
    written_anew(path, answer, stream="case/%", kind="TaskCompleted")


def freed(who: str) -> Forge:
    """Return what writes somebody into an approval that barred them."""

    def forge(event: Stored) -> None:
        event["body"].update(approver=who, barred=[])
        event["actor"] = who

    return forge
