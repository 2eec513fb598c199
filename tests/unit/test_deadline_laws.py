"""Laws of deadlines: what spans can come to at least and at most is what calendars give, and waits add up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from domain.clock.calendar import Calendar
from domain.clock.duration import Duration
from domain.clock.span import Days, Span, WorkingDays, WorkingHours
from domain.playbook import plan as p
from domain.playbook.calendar import compile_calendar
from domain.playbook.whole import Earliest, longest, shortest
from tests.support.corpus import FROZEN
from tests.unit.test_playbook_samples import DESK, WORDS, plan_of, playbook

HOUR = 3_600_000
CHANGES = (datetime(2026, 3, 26, tzinfo=UTC), datetime(2026, 10, 22, tzinfo=UTC))
"""Some days before the clocks of Great Britain change."""


def _calendar(hours: str = "") -> Calendar:
    text = (FROZEN / "calendars/gb-eng-2025-2027.yaml").read_text(encoding="utf-8")
    if hours:
        before, _, rest = text.partition("hours:\n")
        week = "".join(f"  {day}: {hours}\n" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
        text = f"{before}hours:\n{week}{rest[rest.index('holidays:') :]}"
    found, findings = compile_calendar(text, "f")
    assert not findings
    assert found is not None
    return found


def _elapsed(calendar: Calendar, span: Span) -> Iterator[int]:
    """Yield how long a span takes from the hours around a change of the clock, and from just before them."""
    for change in CHANGES:
        for hour in range(24 * 6):
            for before in (timedelta(0), timedelta(milliseconds=1)):
                start = change + timedelta(hours=hour) - before
                yield (calendar.due(start, span).due - start) // timedelta(milliseconds=1)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_days_take_what_is_said_and_no_other_time(count: int) -> None:
    """The least and the most milliseconds of days are reached somewhere, and nothing lies beyond them."""
    found = [*_elapsed(_calendar(), Days(count))]
    most = longest(Days(count))
    assert most is not None
    assert min(found) == shortest(Days(count)) or min(found) == shortest(Days(count)) + 1
    assert most - HOUR <= max(found) <= most


@pytest.mark.parametrize(
    ("span", "hours"),
    [(WorkingDays(1), "00:00-00:01"), (WorkingDays(2), "00:00-00:01"), (WorkingDays(4), "00:00-00:01"),
     (WorkingHours(HOUR), "00:00-24:00"), (WorkingHours(30 * HOUR), "00:00-24:00")],
)  # fmt: skip
def test_what_a_calendar_counts_takes_no_less_than_is_said(span: Span, hours: str) -> None:
    """With the shortest days, or the longest hours, the least that is said is nearly reached and never undercut."""
    found = min(_elapsed(_calendar(hours), span))
    assert shortest(span) <= found <= shortest(span) + 60_000
    assert longest(span) is None


def test_elapsed_time_takes_what_it_says() -> None:
    """Neither less nor more."""
    assert (shortest(Duration(7)), longest(Duration(7))) == (7, 7)


# --- Waits -----------------------------------------------------------------------------------------------------------
A, B = "{wait: {for: 3h}}", "{wait: {for: 5h}}"
OFFER = (
    "{offer: csat, choices: {a: {en: A, id: B}}, reply_within: 2h, otherwise: a, declined: [DECLINED]}, "
    "{choose: [{when: chosen('csat') == 'a', steps: []}, {else: []}]}"
)
WAITS: list[tuple[str, int]] = [
    (A, 3), (f"{A}, {B}", 8),
    ("{wait: {for: 3h}, when: failure.flag}", 0), ("{wait: {for: 3h}, unless: failure.flag}", 0),
    ("{wait: {event: e, at_most: 9h}}", 0), ("{wait: {until: =failure.at, at_most: 9h}}", 0),
    (f"{{choose: [{{when: failure.flag, steps: [{A}]}}, {{else: [{B}]}}]}}", 3),
    (f"{{choose: [{{when: failure.flag, steps: [{B}]}}, {{else: [{A}]}}]}}", 3),
    (f"{{choose: [{{when: failure.flag, steps: [{B}]}}, {{else: []}}]}}", 0),
    (f"{{together: {{a: [{A}], b: [{B}]}}}}", 5), (f"{{together: {{a: [{A}], b: [{B}]}}, wait_for: any}}", 3),
    (f"{{together: {{a: [{A}], b: [{B}], c: [{A}, {B}]}}, wait_for: 2}}", 5),
    (f"{{each: b, in: =failure.bags, by: =b.id, at_most: 9, steps: [{A}]}}", 0),
    (f"{{try: [{B}], or: [[{A}]]}}", 3), (f"{{try: [{B}], otherwise: [{A}]}}", 3), (f"{{try: [{B}]}}", 5),
    (f"{{try: [{B}], otherwise: []}}", 0),
    (f"{{ask: a, {DESK}, {WORDS}}}", 0), (f"{{delegate: d, to: r, due: 2h, {WORDS}}}", 0),
    (OFFER.replace("DECLINED", A), 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "hours"), WAITS)
def test_the_earliest_end_counts_only_waits_that_nothing_goes_round(text: str, hours: int) -> None:
    """One after the other adds up, side by side the last that is needed counts, of ways the shortest."""
    plan = plan_of(playbook(steps=f"[{text}, {{tell: apology}}]"))
    earliest = Earliest()
    assert earliest.steps(plan.steps, HOUR) == (hours + 1) * HOUR
    assert earliest.by_step["apology"] == (hours + 1) * HOUR
    assert earliest.by_step.keys() >= {step.id for step in plan.steps}


def test_what_stands_inside_begins_when_its_block_does() -> None:
    """Steps of every kind of block have a beginning of their own, behind the waits before it."""
    inner = f"[{A}, {{tell: sorry}}]"
    blocks = (
        f"{{choose: [{{when: failure.flag, steps: {inner}}}, {{else: []}}]}}",
        f"{{together: {{a: {inner}, b: [{B}]}}}}",
        f"{{each: b, in: =failure.bags, by: =b.id, at_most: 9, steps: {inner}}}",
        OFFER.replace("[DECLINED]", inner),
        f"{{wait: {{event: e, at_most: 9h, late: {inner}}}}}",
        f"{{try: [{B}], otherwise: {inner}}}",
        f"{{self_service: csat, {WORDS}, deadline: 2h, otherwise: {inner}}}",
        f"{{delegate: d, to: r, due: 2h, {WORDS}, take_back: {inner}}}",
    )
    for block in blocks:
        earliest = Earliest()
        plan: p.Plan = plan_of(playbook(steps=f"[{B}, {block}, {{tell: apology}}]"))
        earliest.steps(plan.steps, 0)
        assert earliest.by_step["sorry"] == 8 * HOUR, block
