"""Facts that cannot be are refused when they are told: by what packs say of them, and by the keys of loops."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.decide import decide
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.clock.duration import Duration
from domain.entitlement.evaluate import digest_of
from domain.errors import CommandRejected
from domain.playbook import plan as p
from domain.values import Person, Value
from tests.support.owing import LATE, late_pack
from tests.support.plans import HOUR, START, book, plan, usd

CUSTOMER = Person("cu_1", "v_1", "c")
SAM = c.Actor(person="sam", roles=("owner", "desk"))
KNOWN = {
    "minutes": p.FactType(type="integer", optional=True), "nights": p.FactType(type="integer", optional=True, least=1),
    "early": p.FactType(type="duration", optional=True), "paid": p.FactType(type="money", optional=True),
    "people": p.FactType(type="records", optional=True, of={
        "id": p.FactType(type="text"), "fare": p.FactType(type="money"), "late": p.FactType(type="integer"),
    }),
}  # fmt: skip
ONE_WAY = p.Choose(
    id="way",
    ways=(p.Way(when=('case.market == "us"',), steps=(
        p.Entitle(id="owed", pack="late", facts={
            "late_by": p.Formula(source="failure.minutes"), "price": p.Formula(source="failure.paid"),
            "people": p.Formula(source="size(failure.people)"),
        }),
    )),),
    otherwise=(),
)  # fmt: skip
ROUNDS = p.Each(
    id="rounds", name="one", items="failure.people", by="one.id", at_most=9, steps=(
        p.Entitle(id="theirs", pack="late", facts={
            "late_by": p.Formula(source="one.late"), "price": p.Formula(source="one.fare"), "people": p.Given(value=1),
        }),
    ),
)  # fmt: skip
WAIT = p.Wait(id="waits", span=HOUR * 2_000, at_most=HOUR * 2_000)
PACK = late_pack(LATE)
BOOK = book(plan(WAIT, ONE_WAY, ROUNDS, facts=KNOWN), packs={"late": PACK}, pack_digests={"late": digest_of(PACK)})


def person(name: str, fare: int = 100, late: int = 3) -> Value:
    """Return one of a list."""
    return {"id": name, "fare": usd(fare), "late": late}


def opened(facts: dict[str, Value], its: Book = BOOK) -> Case:
    """Open a case with facts."""
    command = c.OpenCase(
        now=START, failure="test", source="s", key="1", facts=facts, customer=CUSTOMER, market="us", language="en",
        reported_at=START,
    )  # fmt: skip
    return fold(named("ca_1"), decide(named("ca_1"), command, its))


NONSENSE: tuple[tuple[dict[str, Value], str, str, str], ...] = (
    ({"minutes": -40}, "minutes", "“minutes” is negative.", "0 or more"),
    ({"nights": -3}, "nights", "“nights” is below 1.", "Write 1 or more."),
    ({"early": Duration(-60_000)}, "early", "“early” is negative.", "write 0m"),
    ({"minutes": 10**10}, "minutes", "“minutes” is more than can be.", "at most"),
    ({"paid": usd(-1)}, "paid", "“paid” is negative.", "0 or more"),
    ({"people": (person("a"), person("b", fare=-5))}, "people[2].fare", "“people[2].fare” is negative.", "0 or more"),
    ({"people": (person("a", late=-1),)}, "people[1].late", "“people[1].late” is negative.", "0 or more"),
    ({"people": (person("a"), person("a"))}, "people", "2 of “people” have the same id: “a”.", "by their id"),
)  # fmt: skip


@pytest.mark.parametrize(("facts", "place", "what", "remedy"), NONSENSE)
def test_what_cannot_be_is_refused_when_a_case_is_opened_and_when_it_is_changed(
    facts: dict[str, Value], place: str, what: str, remedy: str
) -> None:
    """With the fact, the cause and what to write; also behind a branch that nobody has come to yet."""
    with pytest.raises(CommandRejected) as refused:
        opened(facts)
    assert refused.value.where == f"case ca_1, fact {place}"
    assert refused.value.what == what
    assert remedy in refused.value.remedy
    change = c.ChangeFailure(now=START, actor=SAM, facts=facts, why="heard so")
    with pytest.raises(CommandRejected, match="fact "):
        decide(opened({}), change, BOOK)


def test_what_can_be_is_taken_in() -> None:
    """Nothing at all, 0, and two of a list who paid the same."""
    for facts in ({"minutes": 0, "paid": usd(0)}, {"people": (person("a"), person("b"))}, {}):
        assert opened(facts).phase  # type: ignore[arg-type] # the table mixes kinds of values


def test_what_was_taken_in_wrong_before_holds_up_nothing_else() -> None:
    """A case of an older release that has a wrong fact takes another one, and the right one in its place."""
    case = replace(opened({}), facts={"minutes": -40})
    for facts in ({"paid": usd(5)}, {"minutes": 40}):
        change = c.ChangeFailure(now=START, actor=SAM, facts=facts, why="heard so")
        assert any(isinstance(event, e.FailureChanged) for event in decide(case, change, BOOK))
