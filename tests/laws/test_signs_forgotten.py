"""Counters of signs whose window is over may be taken away at any time: what is noticed is the same without them."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case import commands as c
from domain.clock.duration import Duration
from domain.events import Event
from domain.playbook import plan as p
from domain.signs import LINGERS, Sign, is_over
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


def test_a_counter_is_over_a_week_behind_the_last_day_of_its_window() -> None:
    """Not a day before, whatever the hour; a name that is no window's never is."""
    counter, last = "sign/often/10/cu_1/USD/2026-03-02", START.replace(hour=23)
    assert not is_over(counter, last + LINGERS)
    assert is_over(counter, last + LINGERS + timedelta(hours=1))
    for name in ("sign/often/10/cu_1", "budget/actor/sari/2020-01-01/USD", "together/x/2020-01-01"):
        assert not is_over(name, last + LINGERS * 100)
