"""Spans that a calendar counts, in a case: promises and their arithmetic, tasks, waits, and where it does not reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.decide import decide
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.clock.calendar import OutsideCalendar
from domain.clock.span import Days, WorkingDays, WorkingHours
from domain.errors import UsageError
from domain.playbook import plan as p
from tests.support.generated import CUSTOMER
from tests.support.plans import CALENDAR, HOUR, book, plan

FRIDAY = datetime(2026, 3, 13, 18, 0, tzinfo=UTC)
ASK = p.Ask(id="call", role="desk", words={"en": "Call"}, due=WorkingHours(4 * 3_600_000))
RESOLVE = {"resolve": p.PromiseOf(within=WorkingDays(5), kept_by="resolved")}


def opened(the_book: Book, now: datetime = FRIDAY) -> tuple[Case, tuple[object, ...]]:
    """Open a case and let the clock do what it does."""
    command = c.OpenCase(
        now=now, failure="test", source="t", key="1", facts={}, customer=CUSTOMER, market="us", language="en",
        reported_at=now,
    )  # fmt: skip
    facts = decide(named("ca_1"), command, the_book)
    case = fold(named("ca_1"), facts)
    more = decide(case, c.Tick(now=now), the_book)
    return fold(case, more), (*facts, *more)


def test_a_promise_in_working_days_keeps_its_arithmetic() -> None:
    """Received on Friday after closing, without the estimated holiday: due at closing, and it is said how."""
    case, facts = opened(book(plan(ASK, promises=RESOLVE)))
    assert case.promises["resolve"].due == datetime(2026, 3, 23, 17, 0, tzinfo=UTC)
    made = next(fact for fact in facts if isinstance(fact, e.PromiseMade))
    assert made.arithmetic.split(" → ") == [
        "reported Friday 13 March 2026 18:00 after closing", "counts from Monday 16 March 2026 09:00",
        "+ 5 working days, without Thursday 19 March (Day of Silence, estimated)",
        "Monday 23 March 2026 17:00, calendar test-2026 (UTC)",
    ]  # fmt: skip


@pytest.mark.parametrize(("ahead", "counts_from"), [(-3, -3), (0, 0), (90, 0)])
def test_what_is_known_to_come_counts_from_when_it_is_known(ahead: int, counts_from: int) -> None:
    """A flight that is called off three months ahead: its promises do not begin on that day."""
    terms = {"resolve": p.PromiseOf(within=HOUR, kept_by="resolved", since="happened")}
    command = c.OpenCase(
        now=FRIDAY, failure="test", source="t", key="1", facts={}, customer=CUSTOMER, market="us", language="en",
        reported_at=FRIDAY, happened_at=FRIDAY + timedelta(days=ahead),
    )  # fmt: skip
    case = fold(named("ca_1"), decide(named("ca_1"), command, book(plan(ASK, promises=terms))))
    assert case.promises["resolve"].due == FRIDAY + timedelta(days=counts_from, hours=1)


def test_a_task_is_due_in_working_hours() -> None:
    """Four working hours from Friday evening end on Monday at one."""
    case, _ = opened(book(plan(ASK)))
    assert case.tasks["call#ask0"].due == datetime(2026, 3, 16, 13, 0, tzinfo=UTC)


def test_days_end_at_the_end_of_the_day() -> None:
    """A wait of two days begins with the first whole day."""
    case, _ = opened(book(plan(p.Wait(id="wait", span=Days(2), at_most=Days(2)))))
    assert case.waits["wait"].until == datetime(2026, 3, 16, 0, 0, tzinfo=UTC)


def test_a_promise_beyond_the_calendar_opens_no_case() -> None:
    """A due date that nobody can compute is no promise: the case is not opened, and it is said why."""
    with pytest.raises(OutsideCalendar, match="end behind its last day"):
        opened(book(plan(ASK, promises=RESOLVE)), now=datetime(2027, 12, 30, 9, 0, tzinfo=UTC))


def test_a_step_beyond_the_calendar_is_put_to_a_person() -> None:
    """Where a step's due date cannot be computed the case goes to its owner, with the reason."""
    late = datetime(2027, 12, 31, 16, 0, tzinfo=UTC)
    case, _ = opened(book(plan(ASK)), now=late)
    assert "end behind its last day" in case.faults["call"]
    assert [task.purpose for task in case.tasks.values()] == ["stuck"]
    assert case.tasks["call#stuck0"].due == late + HOUR.span


def test_without_a_calendar_nothing_is_counted() -> None:
    """A book without a calendar says so instead of guessing."""
    bare = replace(book(plan(ASK)), calendar=None)
    with pytest.raises(UsageError, match="the case has no calendar"):
        bare.reckon(FRIDAY, Days(1))
    assert bare.reckon(FRIDAY, HOUR).due == FRIDAY + HOUR.span
    assert book(plan(ASK)).reckon(FRIDAY, Days(1)).due == CALENDAR.due(FRIDAY, Days(1)).due
