"""Who may grant a remedy: the rule of the case and the check of the auditor say the same of everybody, in any life."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

from domain.case import events as e
from domain.case.deciding.four_eyes import may_decide, may_grant
from domain.case.state import Case, Entry
from domain.case.surveying.hands import barred, judged_by_it
from domain.case.surveying.signs import reviewers
from domain.errors import Forbidden
from domain.events import Event
from domain.evidence.approvers import Approval, judged
from domain.evidence.legal import illegal
from domain.house import directory as house
from domain.house.directory import Directory
from domain.record import Envelope
from tests.support.breaking import must
from tests.support.generated import draw_facts, draw_plan
from tests.support.lively import lively
from tests.support.lives import Life
from tests.support.plans import RULES, START
from workers.keeping.checking_approvals import SLACK

PEOPLE = ("sam", "ann", "kim", "lee", "dee", "mai", "anew1", "ted", "uma", "vic")
BOSSES = {"vic": "ann", "mai": "dee"}


def directory() -> Directory:
    """Return a house of those who act in lives, of whom some report to others."""
    known = Directory()
    for person in PEOPLE:
        for fact in house.add_person(known, person, reports_to=BOSSES.get(person, ""), now=START, by="x"):
            known = house.evolve(known, fact)
        for role in ("boss", "owner", "desk"):
            for granted in house.grant(known, person, role, now=START, by="x"):
                known = house.evolve(known, granted)
    return known


HOUSE = directory()


def test_an_auditor_bars_whom_the_case_bars() -> None:
    """Of every remedy that somebody is asked about, of everybody: also where the record says that nobody was barred."""
    found: Counter[bool] = Counter()

    def judge(life: Life, events: tuple[Event, ...]) -> None:
        asked = {x.details.get("entry") for x in life.case.tasks.values() if x.purpose == "approve"}
        if not events:
            return
        for name, entry in life.case.ledger.items():
            if name in asked and entry.status == "proposed":
                for person in PEOPLE:
                    found[_is_barred_alike(life, name, entry, person)] += 1

    for seed in range(120):
        chance = Random(seed)
        plan, _ = draw_plan(chance)
        Life(lively(plan, contact=RULES), chance, draw_facts(chance), judge, turns=True, anew=True).play(400)
    assert min(found[True], found[False]) > 100, found


def _is_barred_alike(life: Life, name: str, entry: Entry, person: str) -> bool:
    who = HOUSE.actor(person, life.now)
    mine = True
    try:
        may_decide(life.case, who, entry, life.book)
        may_grant(life.case, who, entry)
    except Forbidden:
        mine = False
    honest = tuple(sorted(barred(life.case, entry, life.book)))
    for told in (honest, ()):
        approved = e.RemedyApproved(
            at=life.now, entry=name, approver=person, rung=1, role="boss", barred=told, house=0
        )  # fmt: skip
        must(_passes(life, approved, entry) == mine, f"{person} is barred alike from {name}")
    return mine


def _passes(life: Life, approved: e.RemedyApproved, entry: Entry) -> bool:
    case = replace(life.case, signs={})  # whether somebody looked first is another rule
    envelope = Envelope(
        "case/ca_1", 9, "ev_9", "RemedyApproved", 1, life.now, life.now, approved.approver, ("boss",), "", "c", "x",
        (), "", approved,
    )  # fmt: skip
    others, apart = judged_by_it(life.case, entry, life.book), reviewers(life.case, entry)
    approval = Approval(envelope, approved.approver, 0, "granted it", role="boss", others=others, apart=apart)
    return not _illegal(case, approved) and not list(judged(approval, HOUSE, SLACK))


def _illegal(case: Case, approved: e.RemedyApproved) -> bool:
    return illegal(case, approved) == "a remedy is approved by one who may not"
