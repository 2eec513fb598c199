"""Contact rules as a document: what is legal, what is not and why, and that cases are pinned to them."""

from __future__ import annotations

import pytest

from activities.journal.memory import MemoryJournal
from activities.publishing import publish
from domain.clock.span import WorkingDays
from domain.contact_rules import NO_RULES
from domain.documents import Draft
from domain.markets import Market
from domain.playbook.contact import compile_contact_rules
from tests.support.house import PUBLISHER, House
from tests.support.plans import CALENDAR, RULES, do, plan

MARKETS = {"us": Market(language="en", calendar="test-2026"), "xx": Market(language="en")}
WHOLE = """contact-rules: ours
clock_stops: {promises: [resolve, search], while: [customer_is_asked]}
quiet_hours: {us: 21:00-08:00}
awake: [late-flight]
postal: {us: 3 working days}
"""


def told(text: str) -> list[tuple[str, str]]:
    """Return what is found in a document, by rule and words."""
    found = compile_contact_rules(text, "f", MARKETS, lambda name: CALENDAR, {"late-flight", "lost-parcel"})[1]
    return [(each.rule, str(each)) for each in found]


def test_a_whole_document_is_frozen_with_the_zones_of_its_markets() -> None:
    """Nothing has to be looked up later: the clock of each market stands in it."""
    rules, found = compile_contact_rules(WHOLE, "f", MARKETS, lambda name: CALENDAR, {"late-flight"})
    assert not found
    assert rules is not None
    assert (rules.promises, rules.stops_while, rules.awake) == (
        ("resolve", "search"), ("customer_is_asked",), ("late-flight",)
    )  # fmt: skip
    night = rules.quiet_hours["us"]
    assert (str(night), night.offsets) == ("21:00-08:00 (UTC)", CALENDAR.offsets)
    assert rules.postal == {"us": WorkingDays(3)}
    assert rules.quiet("us", "late-flight") is None
    assert rules.quiet("us", "lost-parcel") == night
    assert NO_RULES.quiet("us", "lost-parcel") is None


@pytest.mark.parametrize(
    ("line", "rule", "says"),
    [
        ("quiet_hours: {us: 9pm-8am}", "bad-hours", "no quiet hours"),
        ("quiet_hours: {us: 08:00-08:00}", "bad-hours", "no quiet hours"),
        ("quiet_hours: {us: 21:00-24:00}", "bad-hours", "no quiet hours"),
        ("quiet_hours: {mars: 21:00-08:00}", "unknown-market", "is no market of the house"),
        ("quiet_hours: {xx: 21:00-08:00}", "no-calendar", "nobody knows what its clocks show"),
        ("awake: [late-fligth]", "unknown-word", "is no playbook of the house"),
        ("clock_stops: {promises: [resolve], while: [raining]}", "unknown-word", "raining"),
        ("clock_stops: {while: [customer_is_asked]}", "missing-field", "promises"),
        ("clock_stops: {promises: []}", "out-of-range", ""),
        ("postal: {us: soon}", "bad-duration", "soon"),
        ("postal: {mars: 3 days}", "unknown-market", "is no market of the house"),
        ("silence: 3 days", "unknown-field", "silence"),
    ],
)
def test_what_is_refused(line: str, rule: str, says: str) -> None:
    """Each with its rule, at its place."""
    found = told(f"contact-rules: ours\n{line}\n")
    assert [each[0] for each in found] == [rule]
    assert says in found[0][1]


async def test_a_case_stays_with_the_rules_it_began_with() -> None:
    """Other rules published later are for new cases; the first keeps its quiet hours and its stops."""
    journal = MemoryJournal()
    house = await House(journal, plan(do("a")), rules=RULES).start()
    first = (await house.open("one")).case
    changed = RULES.model_copy(update={"promises": (), "quiet_hours": {}})
    drafts = [Draft("contact-rules", "test", changed.model_dump_json(), "")]
    await publish(journal, house.library, drafts, now=house.clock.now(), actor=PUBLISHER)
    second = (await house.open("two")).case
    books = [await house.library.book_of((await house.cases.existing(case)).case) for case in (first, second)]
    assert [book.contact for book in books] == [RULES, changed]
