"""Who may grant a remedy: the ladder asks, the table lets; who wrote the plan, whom a complaint is about."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.journal.memory import MemoryJournal
from activities.publishing import publish
from domain.authority import AuthorityTable, Line
from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around
from domain.documents import Draft
from domain.errors import CommandRejected, Forbidden
from domain.evidence.legal import illegal
from domain.house.roles import named_by
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.authorship import step_authors
from domain.risk import TIERS
from domain.vocabulary import Tier
from tests.support.house import PUBLISHER, House
from tests.support.plans import HOUR, START, plan, usd
from tests.unit.test_four_eyes import ASK, FIVE, ONE, TWO, Played, person, refund

LINES = {
    "small": Line(role="boss", skills={"refunds": 2}, remedies=("refund",), tiers=("routine",), up_to=(usd(600),)),
    "large": Line(role="owner", up_to=(usd(900), Money("EUR", 800))),
    "kind": Line(role="desk", in_kind=True, remedies=("repair",)),
}
TABLE = AuthorityTable(name="house", lines=LINES)
AROUND = Around(authority=TABLE, authority_digest="sha256:table")
BOSS = c.Actor(person="bea", roles=("boss",), skills={"refunds": 2, "other": 1}, house_position=7, acts_for=("cy",))


def granted(played: Played) -> e.RemedyApproved:
    """Return the fact of the approval."""
    return next(event for event in played.events if isinstance(event, e.RemedyApproved))


def test_ladder_and_table_both_have_to_hold() -> None:
    """Who is asked and not let is refused, with who is; who is let is kept with line, skills, and what was known."""
    played = Played(plan(refund()), around=AROUND)
    untrained = replace(BOSS, person="ali", skills={"refunds": 1})
    with pytest.raises(Forbidden, match="by the house's table of authority ali may not grant refund") as refusal:
        played.approve(untrained)
    assert refusal.value.remedy == "There it takes: boss with refunds 2 or owner."
    with pytest.raises(Forbidden, match="may not do “refund#approve0”") as unasked:
        played.approve(c.Actor(person="ann", roles=("owner",)))
    assert unasked.value.remedy == "It takes the role boss."
    played.approve(BOSS)
    fact = granted(played)
    assert (fact.table, fact.line, fact.skills) == ("sha256:table", "small", {"refunds": 2})
    assert (fact.acting_for, fact.house, fact.documents()) == (("cy",), 7, ("sha256:table",))


@pytest.mark.parametrize(
    ("step", "tier"),
    [(refund(amount=p.Given(value=usd(601))), "routine"), (refund(), "high"), (refund(remedy="credit"), "routine"),
     (refund(amount=p.Given(value=Money("GBP", 5))), "routine")],
)  # fmt: skip
def test_what_no_line_covers_nobody_grants(step: p.Remedy, tier: Tier) -> None:
    """A larger amount, another tier, another kind, another currency: the boss is asked, and may not."""
    played = Played(plan(step), around=AROUND)
    played.case = replace(played.case, tier=tier)
    with pytest.raises(Forbidden, match="by the house's table of authority"):
        played.approve(BOSS)
    assert played.case.ledger["refund"].status == "proposed"


def test_a_denial_takes_no_line() -> None:
    """Who is asked may always say no."""
    played = Played(plan(refund(amount=p.Given(value=usd(5_000)))), around=AROUND)
    played.give(c.DenyRemedy(now=START, actor=BOSS, entry="refund", why="not covered"))
    assert played.case.ledger["refund"].status == "denied"


def test_what_a_step_grants_by_itself_is_not_held_against_the_table() -> None:
    """It was approved with its playbook."""
    authority = p.Authority(auto_up_to=(usd(500),), above=(p.Rung(role="boss"),), within=HOUR)
    played = Played(plan(refund(authority=authority)), around=Around(authority=AuthorityTable(name="none", lines={})))
    assert granted(played).approver == "engine"


AMOUNTS = st.sampled_from([usd(1), usd(600), usd(601), usd(900), Money("EUR", 800), Money("VND", 1), None])


@given(
    st.sets(st.sampled_from(["boss", "owner", "desk"])), st.integers(0, 5), st.sampled_from(["refund", "repair"]),
    st.sampled_from(TIERS), AMOUNTS,
)  # fmt: skip
def test_the_table_lets_exactly_whom_a_line_covers(
    roles: set[str], level: int, remedy: str, tier: Tier, amount: Money | None
) -> None:
    """Told anew from the words of the lines: role, skill, kind, tier, and the limit in the amount's own currency."""
    ways = (
        "boss" in roles and level > 1 and remedy == "refund" and tier == "routine"
        and amount in {usd(1), usd(600)},
        "owner" in roles and amount in {usd(1), usd(600), usd(601), usd(900), Money("EUR", 800)},
        "desk" in roles and amount is None and remedy == "repair",
    )  # fmt: skip
    line = next(TABLE.letting(roles, {"refunds": level}, remedy=remedy, tier=tier, amount=amount), "")
    assert bool(line) == any(ways)
    assert not line or ways[list(LINES).index(line)]


# --- Who wrote it ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("around", [Around(authors=("one",)), Around(step_authors={"refund": ("one",)})])
def test_who_wrote_the_plan_or_the_step_decides_nothing_of_it(around: Around) -> None:
    """Under no account, nor who reports to them; another step's author may, and the fact says who was barred."""
    played = Played(plan(refund()), around=replace(around, step_authors={**around.step_authors, "other": ("five",)}))
    for who in (ONE, person("uno", same_as=("one",))):
        with pytest.raises(Forbidden, match="who wrote what the playbook says of it"):
            played.approve(who)
    with pytest.raises(Forbidden, match="reports to one, who wrote"):
        played.approve(person("two", reports_to=("one",)))
    with pytest.raises(Forbidden, match="one stands in for the other"):
        played.approve(replace(TWO, one_with=("one",)))
    played.approve(FIVE)
    assert granted(played).barred == ("one", "otto")


def _plan(*steps: tuple[str, int]) -> str:
    return json.dumps({"steps": [{"id": name, "plans": [[{"id": f"in-{name}", "n": n}]]} for name, n in steps]})


def test_the_author_of_a_step_is_who_made_it_what_it_is() -> None:
    """A version that leaves a step as it is does not make its author the step's; a change inside a block does."""
    first, second, third = _plan(("a", 1), ("b", 1)), _plan(("a", 1), ("b", 2)), _plan(("b", 2), ("a", 1))
    versions = [("ana", first), ("bo", second), ("cy", third)]
    assert step_authors(versions, third) == {
        "a": ("ana",), "in-a": ("ana",), "b": ("bo",), "in-b": ("bo",),
    }  # fmt: skip
    assert step_authors(versions, first)["b"] == ("ana",)
    back = [*versions, ("di", first)]
    assert step_authors(back, first)["b"] == ("di",)
    assert step_authors(back, first)["a"] == ("ana",)


# --- Whom the complaint is about -------------------------------------------------------------------------------------
def test_whom_a_complaint_is_about_has_no_hand_in_it() -> None:
    """They do no task, grant and deny nothing, under no account; nor decides who reports to them."""
    played = Played(plan(ASK, refund()))
    about = c.NameComplainedAbout(now=START, actor=TWO, person="one", why="he shouted")
    played.give(about)
    assert [type(event).__name__ for event in played.events].count("ComplainedAbout") == 1
    played.give(about)
    assert illegal(played.case, e.ComplainedAbout(at=START, person="one", by="x", why="x"))
    for who in (ONE, person("uno", same_as=("one",)), replace(FIVE, one_with=("one",))):
        with pytest.raises(Forbidden, match="may do nothing in this case"):
            played.answer("look#ask0", who, {"fine": True})
        with pytest.raises(Forbidden, match="may do nothing in this case"):
            played.give(c.ClaimTask(now=START, actor=who, task="look#ask0"))
    below = person("six", reports_to=("one",))
    played.answer("look#ask0", below, {"fine": True})
    played.answer("look#second0", TWO, {"fine": True})
    for who in (ONE, person("seven", reports_to=("one",))):
        with pytest.raises(Forbidden, match="the complaint is about"):
            played.approve(who)
    forged = e.RemedyApproved(at=START, entry="refund", approver="one", rung=1)
    assert illegal(played.case, forged) == "a remedy is approved by one who may not"
    played.approve(FIVE)
    with pytest.raises(CommandRejected, match="the reason is missing"):
        played.give(replace(about, why=" "))


# --- In force when it is decided -------------------------------------------------------------------------------------
async def test_a_table_counts_from_the_decision_on_that_follows_it() -> None:
    """An open case is decided by the table that is in force then, and keeps its digest; so does a stricter one."""
    started = await House(MemoryJournal(), plan(refund())).start()
    case = (await started.open("one", {"size": 1})).case
    await started.engine.until_quiet()
    strict = AuthorityTable(name="house", lines={"high": Line(role="boss", tiers=("critical",), unlimited=True)})
    for table, lets in ((strict, False), (TABLE, True)):
        draft = Draft("authority", "house", table.model_dump_json(), "")
        await publish(started.journal, started.library, [draft], now=started.clock.now(), actor=PUBLISHER)
        approve = c.ApproveRemedy(now=started.clock.now(), actor=BOSS, entry="refund")
        if lets:
            await started.desk.submit(case, approve, command_id="two")
        else:
            with pytest.raises(Forbidden):
                await started.desk.submit(case, approve, command_id="one")
    assert (await started.case(case)).ledger["refund"].approver == "bea"


def test_a_role_that_only_the_table_names_can_be_given() -> None:
    """A house grants roles that a document knows; the table is one of them."""
    assert named_by((), (), (TABLE,)) == {"boss", "owner", "desk"}
