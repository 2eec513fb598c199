"""A thousand grants at once: on every journal exactly the budget is spent, all balances, nobody grants their own."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import TypeVar

import pytest

from activities.desk import case_id
from activities.ports import Journal
from domain.case import commands as c
from domain.case.state import Case
from domain.errors import Forbidden, MakegoodError
from domain.playbook import plan as p
from domain.playbook.plan import Plan
from domain.remedies import Remedies
from domain.signs import Sign
from domain.values import Person
from tests.contracts.test_desk import journals
from tests.support.budgets import all_cases, put, rebuilt, summed
from tests.support.house import House, virtual_clock
from tests.support.plans import HOUR, contract, plan, usd
from workers.keeping.checking import check

_T = TypeVar("_T")
KINDS = ("memory", "sqlite", "postgres")
MANY = 1_000
CLERKS = ("ana", "bo", "cy", "di", "ed")


def goodwill(minor: int, *, auto: bool) -> Plan:
    """Return a plan that gives a goodwill: by itself, or when a boss says so."""
    authority = p.Authority(
        auto_up_to=(usd(10_000),) if auto else (), above=(p.Rung(role="boss", up_to=(usd(20_000),)),), within=HOUR
    )
    step = p.Remedy(
        id="gift", remedy="goodwill", amount=p.Given(value=usd(minor)), authority=authority,
        pay=(contract("pay", pays=True),),
    )  # fmt: skip
    return plan(step)


async def _all(kind: str, tasks: Iterable[Coroutine[object, object, _T]]) -> list[_T]:
    """Have all of them at once; a server that has forty lines is not asked for a thousand."""
    room = asyncio.Semaphore(30 if kind == "postgres" else MANY)

    async def one(task: Coroutine[object, object, _T]) -> _T:
        async with room:
            return await task

    return await asyncio.gather(*(one(task) for task in tasks))


async def _started(found: list[Journal], the_plan: Plan) -> list[House]:
    clock = virtual_clock()
    return [await House(journal, the_plan, clock=clock).start() for journal in found]


async def _open(house: House, number: int) -> str:
    """Open a case of a customer of its own, told by one of the clerks."""
    now, name = house.clock.now(), case_id(house.secret, "test", str(number))
    command = c.OpenCase(
        now=now, failure="test", source="test", key=str(number), facts={}, reported_at=now, market="us", language="en",
        customer=Person(f"cu_{number}", f"v_{number}", ""),
        actor=c.Actor(person=CLERKS[number % len(CLERKS)], roles=("desk",)),
    )  # fmt: skip
    book = await house.library.newest_book(house.plan.playbook)
    return (await house.desk.open(name, command, book, command_id=f"open-{number}")).case


def _ledger(cases: list[Case]) -> Counter[str]:
    """Return the sums of the ledgers by where an entry stands; each case has one, and each is whole."""
    sums: Counter[str] = Counter()
    for case in cases:
        (entry,) = case.ledger.values()
        sums[entry.status] += getattr(entry.amount, "minor", 0)
        assert (entry.status in {"approved", "paid"}) == ("gift" in case.reserved)
    return sums


@pytest.mark.parametrize("kind", KINDS)
async def test_a_thousand_payouts_at_once_spend_exactly_the_budget(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A thousand turns at once pay 7 dollars each of 2,100: three hundred, and of the others somebody is asked."""
    found = await journals(kind, tmp_path, request)
    houses = await _started(found, goodwill(700, auto=True))
    await put(houses[0].library.budgets, "house", usd(210_000))
    for house in houses:
        await house.library.look_around()
    every = [houses[number % len(houses)] for number in range(MANY)]
    cases = await _all(kind, (_open(house, number) for number, house in enumerate(every)))
    await _all(kind, (house.taker.turn(case) for house, case in zip(every, cases, strict=True)))

    told = await all_cases(found[0], houses[0].cases)
    assert _ledger(told) == {"paid": 210_000, "proposed": 490_000}
    asked = [task for case in told for task in case.tasks.values() if task.status == "open"]
    assert Counter((task.purpose, task.roles) for task in asked) == {("budget", ("manager",)): 700}
    counters = await rebuilt(found[0])
    assert counters == {"budget/house/2026-03/USD": 210_000}
    every_counter = await summed(found[0], houses[0].cases)
    assert counters.items() <= every_counter.items()
    assert await found[0].counts([*every_counter]) == every_counter

    await put(houses[0].library.budgets, "house", usd(280_000))  # for a hundred more
    for house in houses:
        await house.library.look_around()
    await _all(kind, (house.taker.turn(case) for house, case in zip(every, cases, strict=True)))
    assert _ledger(await all_cases(found[0], houses[0].cases)) == {"paid": 280_000, "proposed": 420_000}
    assert await rebuilt(found[0]) == {"budget/house/2026-03/USD": 280_000}
    for journal in found:
        await journal.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_thousand_grants_at_once_spend_exactly_every_budget(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Five grant a thousand at once, each 60 of 600 a day, the house no more than 2,800; nobody grants their own."""
    found = await journals(kind, tmp_path, request)
    houses = await _started(found, goodwill(6_000, auto=False))
    await put(houses[0].library.budgets, "actor", usd(60_000))
    await put(houses[0].library.budgets, "house", usd(280_000))
    every = [houses[number % len(houses)] for number in range(MANY)]
    cases = await _all(kind, (_open(house, number) for number, house in enumerate(every)))
    await _all(kind, (house.taker.turn(case) for house, case in zip(every, cases, strict=True)))
    own: list[bool] = []

    async def grants(number: int, case: str) -> None:
        """Everybody tries what they told themselves, too; then somebody else grants it."""
        house, tells, other = every[number], CLERKS[number % 5], CLERKS[(number + 1) % 5]
        for who in (tells, other):
            command = c.ApproveRemedy(
                now=house.clock.now(), actor=c.Actor(person=who, roles=("boss", "desk")), entry="gift"
            )
            try:
                await house.desk.submit(case, command, command_id=f"{who}-{number}")
            except Forbidden:
                own.append(who == tells)
            except MakegoodError:
                continue

    await _all(kind, (grants(number, case) for number, case in enumerate(cases)))
    await _all(kind, (house.taker.turn(case) for house, case in zip(every, cases, strict=True)))
    told = await all_cases(found[0], houses[0].cases)
    assert own == [True] * MANY
    paid = [case for case in told if case.ledger["gift"].status == "paid"]
    assert all(case.ledger["gift"].approver != case.opened_by for case in paid)
    by_whom = Counter(case.ledger["gift"].approver for case in paid)
    assert sum(by_whom.values()) * 6_000 == 276_000  # 46 times 60; 40 dollars are left, too few for one
    assert all(count <= 10 for count in by_whom.values())
    assert _ledger(told) == {"paid": 276_000, "proposed": MANY * 6_000 - 276_000}
    counters = await rebuilt(found[0])
    assert counters["budget/house/2026-03/USD"] == 276_000
    assert {name: count * 6_000 for name, count in by_whom.items()} == {
        name.split("/")[2]: value for name, value in counters.items() if name.startswith("budget/actor/")
    }
    every_counter = await summed(found[0], houses[0].cases)
    assert await found[0].counts([*every_counter]) == every_counter
    for journal in found:
        await journal.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_one_payout_cut_into_cases_is_noticed(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Ten cases of one customer at once, each for 40 of the 100 that a step grants by itself: two are paid so."""
    found = await journals(kind, tmp_path, request)
    houses = await _started(found, goodwill(4_000, auto=True))
    every = [houses[number % len(houses)] for number in range(10)]
    cases = [(await house.open(str(number))).case for number, house in enumerate(every)]
    await asyncio.gather(*(house.taker.turn(case) for house, case in zip(every, cases, strict=True)))
    told = await all_cases(found[0], houses[0].cases)
    assert _statuses(told) == {"paid": 2, "proposed": 8}
    noticed = [case for case in told if "gift" in case.together]
    assert len(noticed) == 8
    assert {task.roles for case in noticed for task in case.tasks.values() if task.status == "open"} == {("boss",)}
    counters = await summed(found[0], houses[0].cases)
    assert list(counters.values()) == [8_000]
    assert await found[0].counts([*counters]) == counters
    for journal in found:
        await journal.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_sign_of_abuse_is_noticed_at_the_same_moment(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Ten cases of one customer at once, of which three are nothing to look at: three are paid, seven looked at."""
    found = await journals(kind, tmp_path, request)
    often = Sign(words={"en": "many claims"}, days=30, cases=3, role="boss")
    clock, remedies = virtual_clock(), Remedies(name="house", kinds={}, signs={"often": often})
    houses = [
        await House(journal, goodwill(400, auto=True), clock=clock, remedies=remedies).start() for journal in found
    ]
    every = [houses[number % len(houses)] for number in range(10)]
    cases = [(await house.open(str(number))).case for number, house in enumerate(every)]
    await asyncio.gather(*(house.taker.turn(case) for house, case in zip(every, cases, strict=True)))
    told = await all_cases(found[0], houses[0].cases)
    assert _statuses(told) == {"paid": 3, "proposed": 7}
    noticed = [case.signs["often"] for case in told if case.signs]
    assert {(each.own, each.limit, each.others >= 3) for each in noticed} == {(1, 3, True)}
    assert all(each.document.startswith("sha256:") for each in noticed)
    counters = await summed(found[0], houses[0].cases)
    assert await found[0].counts([*counters]) == counters
    assert counters["sign/often/30/cu_1/2026-03-02"] == 10
    if kind != "memory":
        assert not (await check(found[0])).breaches, "what counts under signs is compared with the facts as well"
    for journal in found:
        await journal.close()


def _statuses(cases: list[Case]) -> Counter[str]:
    """Return how many entries stand where."""
    return Counter(entry.status for case in cases for entry in case.ledger.values())
