"""No receipt is paid twice, and none for what was given in kind, unless a person says why and another decides."""

from __future__ import annotations

import re

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.surveying.owing import leaves_nothing_beyond
from domain.errors import CommandRejected, MakegoodError
from domain.evidence.legal import illegal
from domain.ids import ENGINE
from domain.money import Money
from domain.playbook import plan as p
from domain.values import Value
from domain.views.approving import rests_on
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.owing import WITH_MEALS
from tests.support.plans import HOUR, usd
from tests.unit.test_care import HARMED, bought, meals
from tests.unit.test_entitling import ANN, SAM, Life, asking

BOTH = {"meals": p.Given(value="a warm meal"), "bed": p.Given(value="a room")}
WAITS = p.Wait(id="before", span=HOUR, at_most=HOUR)


def life(*steps: p.AnyStep) -> Life:
    """Return a case in which the law owes a meal and a bed, which receipts stand for."""
    return Life(asking(*steps, text=WITH_MEALS), late_by=7, price=usd(8_000))


def send(
    played: Life, minor: int = 1_200, *, of: str = "meals", number: str = "", bought: str = "", why: str = "",
    actor: c.Actor = SAM, currency: str = "USD",
) -> None:  # fmt: skip
    """Send a receipt."""
    played.take(
        c.SubmitReceipt(
            now=played.now, actor=actor, step="bought", amount=Money(currency, minor), of=of, number=number,
            bought=bought, why=why,
        )
    )  # fmt: skip
    played.go_on()


def paid(played: Life) -> list[str]:
    """Return what was paid against receipts."""
    entries = (x for x in played.case.ledger.values() if x.status == "paid" and isinstance(x.amount, Money))
    return [str(x.amount) for x in entries]


def given(played: Life) -> None:
    """Have the meal and the bed handed out."""
    played.take(c.ApproveRemedy(now=played.now, actor=ANN, entry="meals"))
    played.go_on()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"of": "", "number": "1"}, "it is not said what of “bought” the receipt is for"),
        ({"of": "taxi", "number": "1"}, "stands for nothing that is called so"),
        ({}, "nothing tells this receipt from another"),
        ({"number": "1", "minor": 0}, "over more than nothing"),
        ({"number": "1", "currency": "EUR"}, "the receipt is in EUR, and the cover pays in USD"),
        ({"number": "1", "why": "mine", "actor": HARMED}, "is for somebody of the house to say"),
    ],
)
def test_a_receipt_that_says_too_little_is_refused_with_what_to_do(more: dict[str, object], said: str) -> None:
    """For what it is, what tells it from others, in the money of the cover: each with a remedy."""
    played = life(bought())
    with pytest.raises(CommandRejected, match=re.escape(said)) as refused:
        send(played, **more)  # type: ignore[arg-type] # the parts of a receipt
    assert refused.value.remedy
    assert not played.of(e.EvidenceReceived)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"number": "17"}, {"number": "17"}),
        ({"number": "17"}, {"number": "17", "minor": 900}),
        ({"number": "17"}, {"number": "17", "of": "bed"}),
        ({"bought": "shop, day"}, {"bought": "shop, day"}),
        ({"number": "17"}, {"bought": "shop, day"}),
        ({"number": "17", "bought": "shop, day"}, {"bought": "shop, day"}),
    ],
)
def test_the_same_receipt_is_paid_once(first: dict[str, object], second: dict[str, object]) -> None:
    """By its number, by where and when it is from, or because nothing tells it apart; a person may say otherwise."""
    played = life(bought())
    send(played, **first)  # type: ignore[arg-type] # the parts of a receipt
    with pytest.raises(CommandRejected, match="nothing tells this one from it") as refused:
        send(played, **second)  # type: ignore[arg-type] # the parts of a receipt
    assert "--why" in refused.value.remedy
    assert paid(played) == ["12.00 USD"]
    send(played, **second, why="the till counts anew every day")  # type: ignore[arg-type] # the parts of a receipt
    assert paid(played) == ["12.00 USD"], "another decides"
    [waits] = [x for x in played.case.ledger.values() if x.status == "proposed"]
    with pytest.raises(MakegoodError, match="may not decide"):
        played.take(c.ApproveRemedy(now=played.now, actor=c.Actor(person="sam", roles=("boss",)), entry=waits.step))
    played.take(c.ApproveRemedy(now=played.now, actor=ANN, entry=waits.step))
    played.go_on()
    assert len(paid(played)) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"number": "17"}, {"number": "18"}),
        ({"bought": "shop, day"}, {"bought": "shop, next day"}),
        ({"bought": "shop, day"}, {"bought": "shop, day", "minor": 900}),
        ({"number": "17"}, {"bought": "shop, day", "minor": 900}),
    ],
)
def test_another_receipt_is_paid(first: dict[str, object], second: dict[str, object]) -> None:
    """Two of one shop and day are over different amounts; two of one amount have different numbers."""
    played = life(bought())
    send(played, **first)  # type: ignore[arg-type] # the parts of a receipt
    send(played, **second)  # type: ignore[arg-type] # the parts of a receipt
    assert len(paid(played)) == 2


def test_what_was_denied_can_come_again() -> None:
    """The letter asks for it: this one put right."""
    played = life(bought(authority=p.Authority(above=(p.Rung(role="boss"),), within=HOUR)))
    send(played, number="17")
    [entry] = [name for name, x in played.case.ledger.items() if isinstance(x.amount, Money)]
    played.take(c.DenyRemedy(now=played.now, actor=ANN, entry=entry, why="it cannot be read"))
    send(played, number="17")
    assert len(played.of(e.EvidenceReceived)) == 2


def test_what_was_given_in_kind_is_not_paid_again() -> None:
    """Nor what is about to be given; a thing that was not given is paid, and what somebody says why by another."""
    played = life(bought(), meals(in_kind={"meals": p.Given(value="a warm meal")}, named_care=True))
    with pytest.raises(CommandRejected, match=r"meals\) is about to be given in kind: care"):
        send(played, number="1")
    given(played)
    with pytest.raises(CommandRejected, match=r"meals\) was given in kind: care") as refused:
        send(played, number="1")
    assert "--why" in refused.value.remedy
    send(played, of="bed", number="2")
    assert paid(played) == ["12.00 USD"]
    send(played, number="1", why="the children got none")
    assert paid(played) == ["12.00 USD"]
    [last] = [x for x in played.case.ledger.values() if x.status == "proposed"]
    for language in LANGUAGES:
        told = [*rests_on(Telling(played.case, played.book, played.events, language), last.step, last)]
        assert any(each.said_by for each in told)
    assert not illegal(played.case, played.of(e.EvidenceReceived)[-1])


def test_whoever_pays_what_was_given_meanwhile_says_why() -> None:
    """The receipt had come first, and waits for somebody; its page says that the meal was handed out since."""
    authority = p.Authority(auto_up_to=(usd(1_000),), above=(p.Rung(role="boss"),), within=HOUR)
    care = meals(in_kind=BOTH, named_care=True)
    played = life(bought(authority=authority), WAITS, care)
    send(played, number="1")
    send(played, 900, number="2")
    assert paid(played) == ["9.00 USD"]
    played.go_on(2)
    given(played)
    with pytest.raises(CommandRejected, match="lacks “why”"):
        played.take(c.ApproveRemedy(now=played.now, actor=ANN, entry="bought[r1]"))
    told = Telling(played.case, played.book, played.events, "en")
    [also] = [x for x in rests_on(told, "bought[r1]", played.case.ledger["bought[r1]"]) if x.name.startswith("given")]
    assert also.value == "a warm meal"
    played.take(c.ApproveRemedy(now=played.now, actor=ANN, entry="bought[r1]", why="it was cold by then"))
    played.go_on()
    assert sorted(paid(played)) == ["12.00 USD", "9.00 USD"]


def test_what_was_paid_back_is_not_owed_in_kind() -> None:
    """Whoever hands it out is told that it was paid back, and may say no; of what was not, nobody may."""
    for of, deniable in (("meals", True), ("bed", False)):
        played = life(bought(), WAITS, meals(in_kind={"meals": p.Given(value="a warm meal")}, named_care=True))
        send(played, of=of, number="1")
        played.go_on(2)
        entry = played.case.ledger["meals"]
        assert leaves_nothing_beyond(played.case, played.book.layout, entry) != deniable
        told = Telling(played.case, played.book, played.events, "en")
        assert any(x.value == "USD 12.00 (a warm meal)" for x in rests_on(told, "meals", entry)) == deniable


def test_an_auditor_sees_what_is_paid_twice() -> None:
    """Receipts that name nothing, come twice, or are for what was given; and the engine granting one by itself."""
    played = life(bought(), meals(in_kind=BOTH, named_care=True))
    send(played, of="bed", number="1", why="their room was cold")
    [came] = played.of(e.EvidenceReceived)
    approved = e.RemedyApproved(at=played.now, entry="bought[r1]", approver=ENGINE, rung=0, limit=usd(4_000))
    assert illegal(played.case, approved) == "a receipt is paid by itself that may be paid a second time"
    given(played)
    played.take(c.ApproveRemedy(now=played.now, actor=ANN, entry="bought[r1]"))
    played.go_on()
    changes: list[tuple[dict[str, Value], str]] = [
        ({"of": "taxi"}, "a receipt is for nothing that its cover stands for"),
        ({"number": ""}, "a receipt is taken in that nothing tells from others"),
        ({"although": ""}, "one receipt is taken in twice, and nobody says why"),
        ({"although": "", "number": "2"}, "a receipt is for what was given in kind, and nobody says why"),
        ({"number": "2"}, ""),
    ]
    for change, wrong in changes:
        forged = came.model_copy(update=change)
        assert illegal(played.case, forged) == wrong
        assert not illegal(played.case, forged, version=1)
