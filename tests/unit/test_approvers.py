"""Approvals judged by the facts of the house: whom somebody may report to, and whom not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from activities.journal.memory import MemoryJournal
from activities.library import Library
from domain.case import events as e
from domain.evidence.approvers import Approval, judged
from domain.house import events as h
from domain.house.directory import Directory, evolve
from domain.record import Envelope
from tests.support.house import House
from tests.support.plans import START, do, plan
from workers.keeping.checking_approvals import SLACK, Approvals


def granted(by: str) -> Envelope:
    """Return the record of a grant."""
    event = e.RemedyApproved(at=START, entry="refund", approver=by, rung=1, role="head")
    return Envelope(
        "case/ca_1", 9, "ev_9", "RemedyApproved", 1, START, START, by, ("head",), "", "c", "x", (), "", event
    )


@pytest.mark.parametrize(
    ("who", "others", "apart", "said"),
    [
        ("olga", ("boss",), (), ["olga granted it and may not: they report to boss"]),
        ("olga", (), ("boss",), []),
        ("boss", (), ("boss",), ["boss granted it and may not: that is boss"]),
    ],
)
def test_who_looked_at_a_sign_may_be_reported_to(
    who: str, others: tuple[str, ...], apart: tuple[str, ...], said: list[str]
) -> None:
    """As when somebody decides: a clerk grants under a sign that their superior looked at."""
    directory = Directory()
    for person, above in (("boss", ""), ("olga", "boss")):
        directory = evolve(directory, h.PersonAdded(at=START, person=person, name=None, reports_to=above, by="x"))
        directory = evolve(directory, h.RoleGranted(at=START, person=person, role="head", by="x"))
    approval = Approval(granted(who), who, 0, "granted it", role="head", others=others, apart=apart)
    assert [*judged(approval, directory, timedelta(0))] == said


async def test_who_wrote_the_same_since_barred_nobody() -> None:
    """Who put a version in force once more after the grant had not written it then."""
    house = await House(MemoryJournal(), plan(do("a"))).start()
    library: Library = house.library
    book, name = await library.newest_book("test"), "document/playbook/test"
    document = library._streams[name]
    [first] = document.versions
    again = replace(first, by="hana", since=first.since + timedelta(days=2))
    library._streams[name] = replace(document, versions=(first, again))
    approvals = Approvals(library, SLACK)
    for days, wrote in ((1, {"test"}), (3, {"test", "hana"})):
        record = replace(granted("hana"), occurred_at=first.since + timedelta(days=days))
        assert approvals._written_by_then(book, record).around.wrote("a") == wrote
