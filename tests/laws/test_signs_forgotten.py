"""Counters of signs whose window is over may be taken away at any time: what is noticed is the same without them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case import commands as c
from domain.clock.duration import Duration
from domain.clock.instant import EPOCH
from domain.events import Event
from domain.playbook import plan as p
from domain.signs import Sign
from domain.windows import LINGERS, Lateness, is_over
from tests.support.plans import HOUR, START, usd
from tests.unit.test_signs import WORDS, House, Played, gift

DAYS = 10
OFTEN = Sign(words=WORDS, days=DAYS, cases=2, role="manager")
MUCH = Sign(words=WORDS, days=3, amounts=(usd(2_500),), role="manager")
ACT = st.tuples(
    st.integers(0, 5),  # so many days later
    st.sampled_from(["gives", "gives", "wants to give", "withdraws"]),
    st.integers(0, 1),  # for which customer, or which case of those there are
    st.booleans(),  # whether counters are taken away behind it
)
LAST = 80
"""No wait of a plan is longer."""


def _played(acts: list[tuple[int, str, int, bool]], *, forgets: bool) -> tuple[list[Event], dict[str, int]]:
    """Return what happened in all cases of a house, in order, and how its counters stand."""
    house, cases, day = House({"often": OFTEN, "much": MUCH}), list[Played](), 0
    for number, (later, act, which, swept) in enumerate(acts):
        day = min(day + later, LAST)
        if act == "withdraws" and cases:
            _withdraw(cases[which % len(cases)], day)
        else:
            gives = gift(60_000 if act == "wants to give" else 1_000)
            cases.append(_at(house, day, gives, customer=f"cu_{which}", number=number))
        if forgets and swept:
            now = START + timedelta(days=day)
            house.stands = {name: value for name, value in house.stands.items() if not is_over(name, now)}
    return [event for played in cases for event in played.events], house.stands


def _at(house: House, day: int, gives: p.Remedy, *, customer: str, number: int) -> Played:
    """Return a case that proposes something on a day."""
    wait = p.Wait(id="wait", span=Duration(day * 86_400_000), at_most=HOUR * 2_000)
    played = house.case(*((wait,) if day else ()), gives, customer=customer, number=number)
    played.tick(days=day)
    return played


def _withdraw(played: Played, day: int) -> None:
    """Have the customer withdraw a case that is still open: what was not paid is denied, and counts no more."""
    if not played.case.winding_up and played.case.phase != "closed":
        now, who = START + timedelta(days=day), c.Actor(person=played.case.customer.id, roles=("customer",))
        played.take(c.WithdrawCase(now=now, actor=who, why="never mind"))
    played.tick(days=day)


@settings(max_examples=60, deadline=None)
@given(st.lists(ACT, min_size=6, max_size=16))
def test_what_is_noticed_is_the_same_whether_or_not_counters_were_taken_away(
    acts: list[tuple[int, str, int, bool]],
) -> None:
    """Whatever is given, withdrawn and taken away, and when: every fact of every case is the same."""
    facts, kept = _played(acts, forgets=False)
    again, left = _played(acts, forgets=True)
    assert again == facts
    end = START + timedelta(days=min(sum(act[0] for act in acts), LAST))
    live = {name: value for name, value in kept.items() if not is_over(name, end)}
    assert {name: value for name, value in left.items() if not is_over(name, end)} == live


@pytest.mark.parametrize(
    ("counter", "last"),
    [
        ("sign/often/10/cu_1/USD/2026-03-02", 2), ("sign/much/3/cu_1/2026-03-02", 2),
        ("budget/actor/sari/2026-03-02/USD", 2), ("budget/playbook/late@3f2a/2026-03-02/USD", 2),
        ("together/sari/cu_1/goodwill/2026-03-02/USD", 2), ("budget/house/2026-02/USD", -1),
        ("budget/house/2026-03/USD", 31),
    ],
)  # fmt: skip
def test_a_counter_is_over_a_week_behind_the_last_day_of_its_window(counter: str, last: int) -> None:
    """Not a day before, whatever the hour; a month has its own last day."""
    day = START.replace(day=1, hour=23) + timedelta(days=last - (last > 0))
    assert not is_over(counter, day + LINGERS)
    assert is_over(counter, day + LINGERS + timedelta(hours=1))


@pytest.mark.parametrize(
    "name",
    [
        "sign/often/10/cu_1", "budget/case/ca_1/USD", "together/x/2020-01-01", "2020-01-01", "other/2020-01-01/USD",
        "sign/", "budget/house/2020-13/USD", "budget/2020-01-01", "", "budget/case/2020-01-01/USD",
        "budget/case/ca_1/2020-01-01/USD", "budget/case/2020-01/USD", "budget/house/2020-W10/USD",
        "budget/house/2020-01-01/USD", "budget/actor/sari/2020-01/USD", "budget/actor/sari/20200101/USD",
        "budget/playbook/late@3f2a/2020-W10-1/USD", "budget/other/x/2020-01-01/USD",
        "together/sari/cu_1/goodwill/20200101/USD", "sign/often/10/cu_1/2020W101", "sign/often/10/cu_1/2020-01",
        "budget/actor/sari/２０２０-01-01/USD",
    ],
)  # fmt: skip
def test_what_has_no_window_is_never_over(name: str) -> None:
    """The budget of a case lasts as long as the case; what somebody made up is told by whoever verifies.

    Which window a counter has, its scope says: a day is none of a budget by the month, and a week is none of any.
    """
    assert not is_over(name, START + LINGERS * 1_000)


@given(st.lists(st.integers(0, 200), min_size=1, max_size=20))
def test_how_late_it_is_takes_two_facts_a_day_apart(hours: list[int]) -> None:
    """The latest instant behind which something was written a day later, to the hour; it never lies too early."""
    late = Lateness()
    for hour in hours:
        late.wrote(START + timedelta(hours=hour, minutes=59))
    exact = [hour for hour in hours if hour <= max(hours) - 24]
    assert late.settled == (START + timedelta(hours=max(exact) + 1) if exact else EPOCH)
