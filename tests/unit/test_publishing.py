"""Putting documents in force: written by one, approved by another; and taking them out of force."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from activities.journal.memory import MemoryJournal
from activities.library import Library
from activities.publishing import act, publish
from domain import publishing as p
from domain.case.commands import Actor
from domain.documents import Draft, HandedIn, Published, content_digest
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.evidence.of_documents import OfDocuments
from domain.house import directory as house
from domain.house import standing_in
from domain.house.directory import Directory
from domain.publishing import Asked, Document
from tests.support.house import House, virtual_clock
from tests.support.plans import START, plan

EMPTY = Document("playbook", "late")
DRAFT = Draft("playbook", "late", '{"a":1}', "playbook: late")
NEXT = Draft("playbook", "late", '{"a":2}', "playbook: late")
ONE, TWO = content_digest(DRAFT.content), content_digest(NEXT.content)


def directory(**more: Callable[[Directory], tuple[Event, ...]]) -> Directory:
    """Return a house with three managers, of whom minh reports to ratna, and a desk; and what else was done to it."""
    known = Directory()
    people = {"ratna": ("manager", ""), "hendra": ("manager", ""), "minh": ("manager", "ratna"), "sari": ("desk", "")}
    for person, (role, boss) in people.items():
        accounts = (f"{person}.x",)
        known = _after(known, house.add_person(known, person, accounts=accounts, reports_to=boss, now=START, by="test"))
        known = _after(known, house.grant(known, person, role, now=START, by="test"))
    for change in more.values():
        known = _after(known, change(known))
    return known


def _after(known: Directory, events: tuple[Event, ...]) -> Directory:
    for event in events:
        known = house.evolve(known, event)
    return known


HOUSE = directory()


def asked(who: str, *, by: Directory = HOUSE, why: str = "because", later: timedelta = timedelta()) -> Asked:
    """Return somebody of the house who asks, or with “os:” a user of the system."""
    now = START + later
    actor = by.operator(who[3:], now) if who.startswith("os:") else by.actor(who, now)
    return Asked(actor, by, now, why)


def fold(document: Document, *events: tuple[Event, ...]) -> Document:
    """Return a document with the facts of several acts; every fact is legal to an auditor."""
    return p.fold(document, [event for made in events for event in made])


HANDED = fold(EMPTY, p.hand_in(EMPTY, DRAFT, asked("ratna")))


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("ratna", "that is ratna, who handed it in"),
        ("ratna.x", "that is ratna, who handed it in"),
        ("os:ratna.x", "that is ratna under another account, who handed it in"),
        ("minh", "they report to ratna, who handed it in"),
    ],
)
def test_nobody_approves_their_own(who: str, why: str) -> None:
    """Not the author, under no account, and nobody who reports to them; somebody else may."""
    with pytest.raises(Forbidden, match=why):
        p.approve(HANDED, ONE, asked(who))
    (done,) = p.approve(HANDED, ONE, asked("hendra"))
    assert isinstance(done, Published)
    assert (done.author, done.by, done.why, done.house) == ("ratna", "hendra", "because", HOUSE.position)


def test_who_stands_in_for_the_author_does_not_approve() -> None:
    """A delegate, a stand-in while the author is away, and the one for whom the author stands in count as them."""
    away = {"since": START, "until": START + timedelta(days=2), "now": START, "by": "test", "why": ""}
    as_delegate = directory(d=lambda k: standing_in.delegate(k, "ratna", "hendra", now=START, by="test", why=""))
    as_boss = directory(d=lambda k: standing_in.delegate(k, "hendra", "ratna", now=START, by="test", why=""))
    while_away = directory(a=lambda k: standing_in.go_away(k, "ratna", stand_in="hendra", **away))  # type: ignore[arg-type]
    for known in (as_delegate, as_boss, while_away):
        with pytest.raises(Forbidden, match="one stands in for the other, and so they count as ratna"):
            p.approve(HANDED, ONE, asked("hendra", by=known))
    assert p.approve(HANDED, ONE, asked("hendra", by=while_away, later=timedelta(days=2)))


def test_what_two_persons_do_is_done_by_persons() -> None:
    """An account that nobody has neither hands in nor approves; whose account it is counts as them."""
    acts: list[Callable[[Asked], tuple[Event, ...]]] = [
        lambda who: p.hand_in(EMPTY, DRAFT, who), lambda who: p.approve(HANDED, ONE, who),
    ]  # fmt: skip
    for does in acts:
        with pytest.raises(Forbidden, match="is an account, and nobody of the house"):
            does(asked("os:root"))
    (handed,) = p.hand_in(EMPTY, DRAFT, asked("os:hendra.x"))
    assert isinstance(handed, HandedIn)
    assert handed.author == "hendra"


@pytest.mark.parametrize(
    "does",
    [
        lambda who: p.approve(HANDED, ONE, who), lambda who: p.turn_down(HANDED, ONE, who),
        lambda who: p.retire(fold(HANDED, p.approve(HANDED, ONE, asked("hendra"))), who),
        lambda who: p.resume(HANDED, who), lambda who: p.stop(HANDED, who, owner="owner"),
    ],
)  # fmt: skip
def test_a_worker_hands_in_and_decides_nothing(does: Callable[[Asked], tuple[Event, ...]]) -> None:
    """The acts on a document are managers' and operators'; each takes a reason."""
    assert p.hand_in(EMPTY, DRAFT, asked("sari"))
    with pytest.raises(Forbidden, match=r"may not (approve|turn down|retire|let go on|stop)"):
        does(asked("sari"))
    with pytest.raises(CommandRejected, match="the reason is missing"):
        does(asked("hendra", why="  "))


def test_an_author_takes_it_back_and_others_turn_it_down() -> None:
    """It does not wait any more, and neither act can be repeated; handing in again is a new act."""
    for who in ("ratna", "hendra"):
        down = fold(HANDED, p.turn_down(HANDED, ONE, asked(who)))
        assert not down.waiting
        for again in (p.turn_down, p.approve):
            with pytest.raises(CommandRejected, match="does not wait any more"):
                again(down, ONE, asked("hendra"))
        assert p.hand_in(down, DRAFT, asked("ratna"))


def test_what_waits_or_is_in_force_is_not_handed_in_again() -> None:
    """The same again records nothing."""
    assert p.hand_in(HANDED, DRAFT, asked("hendra")) == ()
    in_force = fold(HANDED, p.approve(HANDED, ONE, asked("hendra")))
    assert p.hand_in(in_force, DRAFT, asked("ratna")) == ()


def in_force_twice() -> Document:
    """Return a document of which two versions came into force, one after the other."""
    first = fold(HANDED, p.approve(HANDED, ONE, asked("hendra")))
    second = fold(first, p.hand_in(first, NEXT, asked("hendra", later=timedelta(hours=1))))
    return fold(second, p.approve(second, TWO, asked("ratna", later=timedelta(hours=2))))


def test_an_older_version_is_brought_back_as_a_new_act() -> None:
    """It is handed in again, by whoever wants it back, and approved by another."""
    document = in_force_twice()
    back = fold(document, p.bring_back(document, ONE[7:15], asked("minh", later=timedelta(hours=3))))
    with pytest.raises(Forbidden, match="that is minh"):
        p.approve(back, ONE, asked("minh", later=timedelta(hours=4)))
    back = fold(back, p.approve(back, ONE, asked("ratna", later=timedelta(hours=4))))
    now = back.in_force(START + timedelta(hours=4))
    assert now is not None
    assert (now.digest, now.author) == (ONE, "minh")
    assert back.authors(ONE) == ("ratna", "minh")
    with pytest.raises(CommandRejected, match="is no version of playbook/late"):
        p.bring_back(document, "abc", asked("minh"))


def test_a_version_comes_into_force_when_its_time_comes() -> None:
    """Until then the one before counts; what comes into force last counts, whenever it was approved."""
    document = fold(HANDED, p.approve(HANDED, ONE, asked("hendra")))
    document = fold(document, p.hand_in(document, NEXT, asked("hendra")))
    with pytest.raises(CommandRejected, match="in the past"):
        p.approve(document, TWO, asked("ratna"), START)
    later = START + timedelta(days=3)
    document = fold(document, p.approve(document, TWO, asked("ratna"), later))
    before, behind = document.in_force(later - timedelta(milliseconds=1)), document.in_force(later)
    assert before is not None
    assert behind is not None
    assert (before.digest, behind.digest) == (ONE, TWO)
    assert [version.digest for version in document.planned(START)] == [TWO]


def test_retired_is_what_no_new_case_begins_with() -> None:
    """It stays in force for open cases; another publication brings it back."""
    document = in_force_twice()
    now = START + timedelta(hours=5)
    retired = fold(document, p.retire(document, asked("minh", later=timedelta(hours=4))))
    assert retired.for_new(now) is None
    assert retired.in_force(now) is not None
    assert p.retire(retired, asked("minh")) == ()
    back = fold(retired, p.bring_back(retired, ONE, asked("minh", later=timedelta(hours=5))))
    back = fold(back, p.approve(back, ONE, asked("ratna", later=timedelta(hours=5))))
    assert back.for_new(now) is not None


def test_a_playbook_is_stopped_as_a_whole_or_by_version() -> None:
    """Its owner may stop it; letting go takes more; what was stopped as a whole is let go as a whole."""
    document = in_force_twice()
    known = directory(r=lambda k: house.grant(k, "sari", "owner", now=START, by="test"))
    stopped = fold(document, p.stop(document, asked("sari", by=known), owner="owner"))
    assert all(switch is not None and switch.stopped for switch in (stopped.switch(ONE), stopped.switch(TWO)))
    assert p.stop(stopped, asked("hendra"), owner="owner", version=ONE) == ()
    with pytest.raises(Forbidden, match="may not let go on"):
        p.resume(stopped, asked("sari", by=known))
    with pytest.raises(CommandRejected, match="stopped is all versions"):
        p.resume(stopped, asked("hendra"), version=ONE)
    assert p.resume(fold(stopped, p.resume(stopped, asked("hendra"))), asked("hendra")) == ()
    one = fold(document, p.stop(document, asked("hendra"), owner="", version=ONE))
    assert one.switch(TWO) is None
    with pytest.raises(CommandRejected, match="stopped is the version"):
        p.resume(one, asked("hendra"))
    letter = Document("message", "sorry", document.versions)
    with pytest.raises(CommandRejected, match="takes no steps"):
        p.stop(letter, asked("hendra"), owner="")


ACTS: tuple[Callable[[Document], tuple[Event, ...]], ...] = (
    lambda d: p.hand_in(d, DRAFT, asked("ratna")), lambda d: p.approve(d, ONE, asked("hendra")),
    lambda d: p.hand_in(d, NEXT, asked("sari")), lambda d: p.turn_down(d, TWO, asked("hendra")),
    lambda d: p.stop(d, asked("hendra"), owner=""), lambda d: p.resume(d, asked("ratna")),
    lambda d: p.retire(d, asked("ratna")),
)  # fmt: skip


def test_an_auditor_knows_what_may_follow_what() -> None:
    """A life of a document is legal; each fact twice, or without what it rests on, is not."""
    document, auditor = EMPTY, OfDocuments("document/playbook/late")
    facts: list[Event] = []
    for does in ACTS:
        made = does(document)
        document, facts = fold(document, made), [*facts, *made]
    assert [wrong for fact in facts for wrong in auditor.wrong(fact)] == []
    approved = next(fact for fact in facts if isinstance(fact, Published))
    altered: list[tuple[str, Event]] = [
        ("a version is approved that was not handed in", approved),
        ("its author approved it", approved.model_copy(update={"by": "ratna"})),
        ("which has another stream", approved.model_copy(update={"name": "other"})),
        ("not the one its digest names", approved.model_copy(update={"content": "{}"})),
        ("one person put it in force alone", approved.model_copy(update={"author": ""})),
    ]
    for wrong, fact in altered:
        assert any(wrong in said for said in auditor.wrong(fact)), wrong
    for fact in (facts[3], facts[5], facts[6]):
        assert list(OfDocuments("document/playbook/late").wrong(fact)), type(fact).__name__


# --- In the journal --------------------------------------------------------------------------------------------------
async def test_two_who_approve_at_once_come_to_one_decision() -> None:
    """The second meets what the first decided, in another process, too."""
    journal, clock = MemoryJournal(), virtual_clock()
    libraries = [Library(journal, clock=clock) for _ in range(3)]
    ratna = asked("ratna")
    await act(journal, libraries[0], EMPTY, lambda d: p.hand_in(d, DRAFT, ratna), actor=ratna.actor, now=START)

    async def approve(library: Library, who: Asked) -> object:
        decide = lambda d: p.approve(d, p.waiting(d), who)  # noqa: E731 — an act
        try:
            return await act(journal, library, EMPTY, decide, actor=who.actor, now=START)
        except CommandRejected as refusal:
            return refusal

    known = directory(m=lambda k: house.add_person(k, "elena", now=START, by="test"),
                      g=lambda k: house.grant(k, "elena", "manager", now=START, by="test"))  # fmt: skip
    both = await asyncio.gather(approve(libraries[1], asked("hendra")), approve(libraries[2], asked("elena", by=known)))
    assert sorted(type(answer).__name__ for answer in both) == ["CommandRejected", "tuple"]
    assert len(await journal.read(EMPTY.where)) == 2


async def test_from_the_first_two_on_nobody_publishes_alone() -> None:
    """Before, whoever may publishes alone, and the record says so; afterwards nothing comes into force that way."""
    started = await House(MemoryJournal(), plan()).start()
    library, journal, now = started.library, started.journal, started.clock.now()
    alone = library.newest_named("playbook", "test")
    assert alone is not None
    assert (alone.author, alone.by, alone.written_by) == ("", "test", "test")
    assert not library.takes_two
    document = Document("playbook", "late")
    for who, decide in (("ratna", lambda d: p.hand_in(d, DRAFT, asked("ratna"))),
                        ("hendra", lambda d: p.approve(d, ONE, asked("hendra")))):  # fmt: skip
        await act(journal, library, document, decide, actor=asked(who).actor, now=now)
    assert library.takes_two
    other = Draft("playbook", "other", "{}", "")
    assert await publish(journal, library, [other], now=now, actor=Actor(person="root", roles=("operator",))) == []
    assert library.newest_named("playbook", "other") is None
    from_the_start = Library(MemoryJournal(), two_always=True)
    assert await publish(from_the_start.journal, from_the_start, [other], now=now, actor=asked("ratna").actor) == []
