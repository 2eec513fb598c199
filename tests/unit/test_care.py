"""Care that is owed in kind, meals and a bed: owed until it was given, or the customer does not want it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around
from domain.case.evolve import fold
from domain.case.surveying.merging import left
from domain.case.surveying.unsettled import what_is_left
from domain.errors import CommandRejected
from domain.evidence.legal import illegal
from domain.ids import keys_of
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.compiler import compile_playbook
from domain.remedies import Kind, Remedies
from domain.values import Value
from domain.views.explain import explain
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES, Words
from tests.support.owing import LATE, WITH_MEALS
from tests.support.plans import HOUR, contract, usd
from tests.unit.test_entitling import ANN, SAM, Life, asking
from tests.unit.test_entitling import remedy as money
from tests.unit.test_playbook_samples import SURROUNDINGS, playbook

KNOWN: dict[str, Value] = {"late_by": 5, "price": usd(8_000)}

HARMED = c.Actor(person="cu_1", roles=("customer",))
OLAF = c.Actor(person="olaf", roles=("owner",))


def meals(**more: object) -> p.Remedy:
    """Return care in kind, which a person grants."""
    authority = p.Authority(above=(p.Rung(role="boss"),), within=HOUR * 24)
    base: dict[str, object] = {
        "id": "meals", "remedy": "care", "entitled": ("owed",), "authority": authority,
        "in_kind": {"what": p.Given(value="a warm meal")},
    }  # fmt: skip
    return p.Remedy.model_validate({**base, **more})


def life(*steps: p.AnyStep, text: str = WITH_MEALS, **facts: Value) -> Life:
    """Return a case in which the law owes a meal, and money."""
    return Life(asking(*(steps or (meals(),)), text=text), **{**KNOWN, **facts})


def test_care_that_is_owed_is_proposed_with_its_clause() -> None:
    """It has no amount and no floor; the decision by which it is owed stands in it, and the clause of care alone."""
    played = life()
    [proposed] = played.of(e.RemedyProposed)
    assert isinstance(proposed, e.RemedyProposed)
    assert (proposed.amount, proposed.floor, proposed.entitled) == (None, None, ("owed",))
    assert proposed.basis.startswith("§ 9 (late, version 2026)")


def test_care_that_the_facts_do_not_call_for_is_not_given() -> None:
    """Of what a step names by the pack's names, that is given which the decision names: five days late, and no bed."""
    named = {"meals": p.Given(value="a warm meal"), "bed": p.Given(value="a room")}
    for late, things in ((5, {"meals"}), (6, {"meals", "bed"})):
        played = Life(asking(meals(in_kind=named, named_care=True), text=WITH_MEALS), late_by=late, price=usd(8_000))
        assert {*played.case.ledger["meals"].in_kind} == things
        alone = meals(in_kind={"bed": p.Given(value="a room")}, named_care=True)
        without = Life(asking(alone, text=WITH_MEALS), late_by=late, price=usd(8_000))
        assert ("meals" in without.case.ledger) == ("bed" in things)


def test_money_beside_it_rests_on_the_clause_of_the_money() -> None:
    """Of one decision each remedy names what it gives: the meal by its clause, the money by its own."""
    played = life(meals(), money())
    played.take(c.ApproveRemedy(now=played.now, actor=ANN, entry="meals"))
    played.go_on()
    bases = {name: entry.basis.partition(";")[0] for name, entry in played.case.ledger.items()}
    assert bases == {"meals": "§ 9 (late, version 2026)", "money": "§ 3 (late, version 2026)"}


def test_nobody_denies_it() -> None:
    """Who may grant it may not say no, whatever the reason."""
    played = life()
    with pytest.raises(CommandRejected, match=r"care is owed \(§ 9"):
        played.take(c.DenyRemedy(now=played.now, actor=ANN, entry="meals", why="they had lunch"))
    played.take(c.ApproveRemedy(now=played.now, actor=ANN, entry="meals"))
    played.go_on()
    assert played.case.ledger["meals"].status == "paid"


def test_nobody_goes_on_without_it() -> None:
    """Neither without its step, before or behind its proposal, nor without a block that it lies in."""
    waits = p.Wait(id="before", span=HOUR, at_most=HOUR)
    for steps, step in (
        ((meals(),), "meals"),
        ((waits, meals()), "meals"),
        ((p.Together(id="both", branches={"a": (meals(),), "b": (waits,)}),), "both"),
    ):
        played = life(*steps)
        with pytest.raises(CommandRejected, match="nobody goes on without it") as refused:
            played.take(c.SkipStep(now=played.now, actor=SAM, step=step, why="too late now"))
        assert "makegood remedy decline" in refused.value.remedy
    assert illegal(played.case, e.NoteAdded(at=played.now, text="n", by="sam")) == ""


def test_stuck_it_is_tried_again() -> None:
    """Where nobody gives it, its owner may not write it off."""
    ways = (contract("hotel", pays=True),)
    for more in ({}, {"refused": (p.Tell(id="sorry", message="sorry"),)}):
        played = life(meals(pay=ways, **more))
        played.take(c.ApproveRemedy(now=played.now, actor=ANN, entry="meals"))
        refuse(played)
        [task] = [name for name, each in played.case.tasks.items() if each.purpose == "stuck"]
        answer: dict[str, Value] = {"decision": "skip", "why": "no rooms"}
        with pytest.raises(CommandRejected, match="nobody goes on without it"):
            played.take(c.CompleteTask(now=played.now, actor=SAM, task=task, answer=answer))
        played.take(c.CompleteTask(now=played.now, actor=SAM, task=task, answer={**answer, "decision": "retry"}))


def refuse(played: Life) -> None:
    """Have whoever gives it refuse."""
    from domain.case.due import due  # noqa: PLC0415

    [work] = due(played.case, played.book, played.now).work
    until = played.now.replace(minute=played.now.minute + 1)
    played.take(c.Begin(now=played.now, step=work.step, attempt=work.attempt, by="b", until=until))
    no = c.NotApplied(why="no", refused=True)
    played.take(c.ReportOutcome(now=played.now, step=work.step, attempt=work.attempt, key=work.key, outcome=no))
    played.take(c.Tick(now=played.now))


def test_another_remedy_for_the_same_loss_sets_none_of_it_off() -> None:
    """Money for what they bought themselves is goodwill beside it; the meal stays owed until it was given."""
    auto = p.Authority(auto_up_to=(usd(5_000),), above=(p.Rung(role="boss"),), within=HOUR)
    bought = p.Remedy(id="bought", remedy="expenses", amount=p.Given(value=usd(500)), authority=auto)
    losses = {"expenses": Kind(loss="meal"), "care": Kind(loss="meal", in_kind=True)}
    around = Around(remedies=Remedies(name="house", kinds=losses))
    played = Life(replace(asking(bought, meals(), text=WITH_MEALS), around=around), **KNOWN)
    assert {name: entry.status for name, entry in played.case.ledger.items()} == {"bought": "paid", "meals": "proposed"}
    off = e.RemedySetOff(at=played.now, entry="meals", whole=True, made_good_by="bought", why="the same")
    assert illegal(played.case, off) == "what is owed is set off against goodwill"


def test_the_customer_may_not_want_it() -> None:
    """Their words are kept, and the case goes on."""
    played = life()
    played.take(c.DeclineRemedy(now=played.now, actor=HARMED, entry="meals", text="sealed"))
    assert (played.case.ledger["meals"].status, played.case.status("meals")) == ("declined", "skipped")
    played.take(c.RetryStep(now=played.now, actor=SAM, step="meals", why="asked again"))
    played.take(c.SkipStep(now=played.now, actor=SAM, step="meals", why="they said so"))


QUESTION = p.Ask(id="q", role="sam", words={"en": "?"}, form={}, due=HOUR)


def test_a_block_is_gone_on_without_once_the_customer_does_not_want_what_lies_ahead_in_it() -> None:
    """They may say so before the plan comes to it, and it is written down like any other; then they go on."""
    waits = p.Wait(id="before", span=HOUR, at_most=HOUR)
    played = life(p.Together(id="both", branches={"a": (QUESTION, meals()), "b": (waits,)}))
    no_meal, on = (
        c.DeclineRemedy(now=played.now, actor=HARMED, entry="meals", text="sealed"),
        c.SkipStep(now=played.now, actor=SAM, step="both", why="too late now"),
    )
    with pytest.raises(CommandRejected, match="nobody goes on without it"):
        played.take(on)
    before = played.case
    for event in played.take(no_meal):
        assert illegal(before, event) == ""
        before = fold(before, (event,))
    assert (played.case.ledger["meals"].status, played.case.ledger["meals"].entitled) == ("declined", ("owed",))
    assert played.take(no_meal) == ()
    for language in LANGUAGES:
        assert list(explain(Telling(played.case, played.book, played.events, language)))
    played.take(on)
    played.take(c.Tick(now=played.now))
    assert played.case.status("both") == "skipped"


def test_that_care_ahead_is_not_wanted_is_written_down_by_two() -> None:
    """The second one reads what is dropped and what was said; then it is as if the customer had said so themselves."""
    played = life(QUESTION, meals())
    played.take(c.DeclineRemedy(now=played.now, actor=SAM, entry="meals", text="sealed"))
    assert "meals" not in played.case.ledger
    assert played.case.tasks["@second#1"].words["en"].endswith("It drops what is owed: care")
    played.take(c.ClaimTask(now=played.now, actor=OLAF, task="@second#1"))
    played.take(c.CompleteTask(now=played.now, actor=OLAF, task="@second#1", answer={"approve": True}))
    [unwanted] = [x for x in played.events if isinstance(x, e.RemedyDeclined)]
    assert (unwanted.written_by, unwanted.second) == ("sam", "olaf")
    assert (played.case.ledger["meals"].status, played.case.ledger["meals"].entitled) == ("declined", ("owed",))


def test_a_way_that_was_not_taken_owes_nothing() -> None:
    """Care in a way that the plan did not go is in nobody's way."""
    way = p.Way(when=("failure.late_by > 100",), steps=(meals(),))
    played = life(p.Choose(id="way", ways=(way,), otherwise=(QUESTION,)))
    played.take(c.SkipStep(now=played.now, actor=SAM, step="way", why="too late now"))
    assert played.case.status("way") == "skipped"


def test_what_is_not_owed_in_kind_cannot_be_declined_before_it_is_there() -> None:
    """No law owes it, or it is no remedy at all."""
    for played, entry in ((life(QUESTION, meals(), text=LATE), "meals"), (life(QUESTION, meals()), "q")):
        with pytest.raises(CommandRejected, match="there is no remedy"):
            played.take(c.DeclineRemedy(now=played.now, actor=SAM, entry=entry))


def test_given_it_is_not_taken_back() -> None:
    """As little as money that is owed."""
    played = life()
    played.take(c.ApproveRemedy(now=played.now, actor=ANN, entry="meals"))
    other = c.Actor(person="eve", roles=("boss",))
    with pytest.raises(CommandRejected, match="nobody may take it back"):
        played.take(c.ReverseRemedy(now=played.now, actor=other, entry="meals", why="they had lunch"))


def test_where_nothing_is_owed_in_kind_it_is_left_out() -> None:
    """Money alone, or nothing: then there is no meal, and nobody is kept from going on."""
    for played in (life(text=LATE), life(late_by=0)):
        assert played.case.status("meals") == "skipped"
        assert played.case.ledger == {}


def test_money_beside_it_is_what_it_was() -> None:
    """What care is worth settles nothing of the money, and paid late is the money alone."""
    played = life(meals(), money())
    played.take(c.ApproveRemedy(now=played.now, actor=ANN, entry="meals"))
    played.go_on()
    assert played.case.ledger["money"].amount == usd(4_000)
    promise = played.case.promises["pay-owed.late"]
    assert promise.status == "kept"
    assert keys_of("meals") == ()


# --- Paid back against receipts --------------------------------------------------------------------------------------
def bought(**more: object) -> p.Cover:
    """Return a cover that stands for care that is owed: who finds nobody of ours buys it, and is paid back."""
    base: dict[str, object] = {
        "id": "bought", "remedy": "expenses", "words": {"en": "meals"}, "up_to": p.Given(value=usd(4_000)),
        "within": HOUR * 24, "most": 5, "pay": (contract("bank", pays=True),), "entitled": ("owed",),
        "authority": p.Authority(auto_up_to=(usd(4_000),), above=(p.Rung(role="boss"),), within=HOUR),
    }  # fmt: skip
    return p.Cover.model_validate({**base, **more})


NEVER = ('case.market == "nowhere"',)


def test_care_that_is_paid_back_is_not_owed_in_kind() -> None:
    """Nobody handed it out: the cover that names the decision settles it, and nothing in kind stands in the ledger."""
    played = life(bought(), meals(when=NEVER))
    assert played.case.covers["bought"].entitled == ("owed",)
    assert things_left(played) == []
    assert "meals" not in played.case.ledger


def test_a_record_whose_cover_stands_for_care_that_nothing_owes_is_illegal() -> None:
    """It would settle what was never found; earlier releases let no cover stand for care."""
    played = life(meals())
    [granted] = life(bought()).of(e.CoverGranted)
    forged = granted.model_copy(update={"entitled": ("nowhere",)})
    assert not illegal(played.case, granted)
    assert illegal(played.case, forged) == "a cover stands for care that no decision owes"
    assert not illegal(played.case, forged, version=1)
    beyond = granted.model_copy(update={"things": {"owed": ("meals", "bed")}})
    assert illegal(played.case, beyond) == "a cover stands for care that no decision owes"


def test_a_cover_for_something_else_settles_no_care() -> None:
    """One that names nothing pays for something else; where a plan names its care, that stays owed."""
    assert things_left(life(bought(entitled=()), meals(when=NEVER))) == [{"en": "a warm meal"}]


def test_care_that_was_handed_out_is_given_beside_the_cover() -> None:
    """Receipts and a meal do not exclude each other: the letter had said that they may buy one."""
    played = life(bought(), meals())
    played.take(c.ApproveRemedy(now=played.now, actor=ANN, entry="meals"))
    played.go_on()
    assert played.case.ledger["meals"].status == "paid"
    assert not played.case.covers["bought"].ended


def test_a_cover_that_stands_for_care_is_left_out_where_none_is_owed() -> None:
    """A day late the law owes no meal, so there is nothing that one could buy instead."""
    played = Life(asking(bought(), text=WITH_MEALS), late_by=1, price=usd(8_000))
    assert played.case.status("bought") == "skipped"
    assert not played.case.covers


def test_where_receipts_are_paid_its_step_can_be_gone_on_without() -> None:
    """It is seen to otherwise, so it holds nothing up."""
    played = life(bought(), meals())
    played.take(c.SkipStep(now=played.now, actor=SAM, step="meals", why="they bought it"))
    assert things_left(played) == []


BOB = c.Actor(person="bob", roles=("owner", "boss", "desk"))


@pytest.mark.parametrize("beside", [(), (meals(when=NEVER),)])
def test_what_is_owed_since_a_cover_was_granted_is_owed_in_kind(beside: tuple[p.AnyStep, ...]) -> None:
    """It stands for the meal of its day; the bed that is found to be owed later is left, whatever else the plan has."""
    played = Life(asking(bought(), *beside, text=WITH_MEALS), late_by=3, price=usd(8_000))
    assert things_left(played) == []
    played.take(c.ChangeFailure(now=played.now, actor=SAM, facts={"late_by": 7}, why="as the log has it"))
    played.go_on()
    follow: dict[str, Value] = {"decision": "follow", "why": "so it is"}
    played.take(c.CompleteTask(now=played.now, actor=BOB, task="owed#differs1", answer=follow))
    played.go_on()
    assert things_left(played) == [{"en": "a bed for the night"}]
    assert "a bed for the night" in str(left(played.case, played.book.layout))


def test_nobody_goes_on_without_what_no_cover_stands_for() -> None:
    """Its step gives the meal that may be bought, and the bed that may not."""
    named = {"meals": p.Given(value="a warm meal"), "bed": p.Given(value="a room")}
    both = meals(in_kind=named, named_care=True)
    played = Life(asking(bought(), both, text=WITH_MEALS), late_by=3, price=usd(8_000))
    played.take(c.ChangeFailure(now=played.now, actor=SAM, facts={"late_by": 7}, why="as the log has it"))
    played.go_on()
    follow: dict[str, Value] = {"decision": "follow", "why": "so it is"}
    played.take(c.CompleteTask(now=played.now, actor=BOB, task="owed#differs1", answer=follow))
    played.go_on()
    with pytest.raises(CommandRejected, match="nobody goes on without it"):
        played.take(c.SkipStep(now=played.now, actor=SAM, step="meals", why="they bought it"))


@pytest.mark.parametrize(("receipt", "owed"), [(None, [{"en": "a warm meal"}]), (usd(1_200), [])])
def test_a_cover_that_was_called_off_settles_what_it_paid(receipt: Money | None, owed: list[Words]) -> None:
    """It pays nothing more: where no receipt was paid the meal is owed again, here or in the case it goes into."""
    played = Life(asking(bought(), meals(when=NEVER), text=WITH_MEALS), **KNOWN)
    if receipt is not None:
        played.take(
            c.SubmitReceipt(now=played.now, actor=SAM, step="bought", amount=receipt, text="sealed", number="1")
        )
        played.go_on()
    played.take(c.CancelCase(now=played.now, actor=SAM, why="not our flight", because="mistake"))
    played.go_on()
    played.take(c.CompleteTask(now=played.now, actor=BOB, task="@second#1", answer={"approve": True}))
    played.go_on()
    assert played.case.covers["bought"].called_off
    played.take(c.ReopenCase(now=played.now, actor=SAM, why="it was ours"))
    played.go_on()
    assert things_left(played) == owed
    assert ("a warm meal" in str(left(played.case, played.book.layout))) == bool(owed)


def things_left(played: Life) -> list[Money | Words]:
    """Return what is owed in kind and nothing settles."""
    return [each for each in what_is_left(played.case, played.book.layout, "owed") if not isinstance(each, Money)]


# --- Playbooks -------------------------------------------------------------------------------------------------------
ASKS = "{entitle: late-parcel, id: owed, facts: {}}"


@pytest.mark.parametrize(
    ("grant", "rules"),
    [
        ("{remedy: care, in_kind: {what: tea}, amount: 5 USD, pay: payments.refund}", {"one-of"}),
        ("{remedy: care, in_kind: {what: tea}, entitled: owed, amount: 5 USD, pay: payments.refund}", {"one-of"}),
    ],
)
def test_a_remedy_is_money_or_something_in_kind(grant: str, rules: set[str]) -> None:
    """Care that is owed names what it is owed by, and no amount."""
    _, findings = compile_playbook(playbook(steps=f"[{grant}]"), "f", SURROUNDINGS)
    assert rules <= {each.rule for each in findings}
