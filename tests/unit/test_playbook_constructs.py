"""The playbooks that ship teach the whole language: together they use every kind of step and every construct."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar, get_args

from domain.clock.duration import Duration
from domain.clock.span import Days, WorkingDays, WorkingHours
from domain.playbook import plan as p
from domain.playbook.outline import KINDS
from tests.support.branches import all_steps
from tests.support.feeds import ROOT
from workers.library.shelf import Folders, read_shelf

S = TypeVar("S", bound=p.Step)
NOT_USED: Mapping[str, str] = {
    "queue": "a queue needs a worker of the house, and these playbooks run without one",
    "channel": "there is one channel, and messages name it themselves",
    "calendar": "every market that ships has a calendar of its own",
    "entitle": "it is to come",
}
"""What the playbooks leave out, and why."""


@cache
def plans() -> tuple[p.Plan, ...]:
    """Compile what lies in the folders of this repository."""
    shelf = read_shelf(Folders(ROOT / "playbooks", ROOT / "messages", ROOT / "calendars", ROOT / "packs")).legal()
    return tuple(shelf.plans.values())


def steps() -> list[p.AnyStep]:
    """Return every step of every plan."""
    return [step for plan in plans() for step in all_steps(plan)]


def some(kind: type[S], holds: Callable[[S], object]) -> bool:
    """Say whether some step of a kind has something."""
    return any(isinstance(step, kind) and holds(step) for step in steps())


def written(pattern: str) -> bool:
    """Say whether something stands in a playbook as it was written."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "playbooks").glob("*.yaml"))
    return any(re.search(pattern, text) for text in texts)


def test_every_kind_of_step_is_used() -> None:
    """The kinds of the plan, those that are written, and the cover and the recharge they come with."""
    used = {step.kind for step in steps()}
    kinds = {member.model_fields["kind"].default for member in get_args(get_args(p.AnyStep)[0])}
    assert kinds - used == set()
    assert KINDS.keys() - used == set()


def test_every_field_of_every_kind_is_used() -> None:
    """Whatever may stand at a step stands somewhere: an example for everything that can be written."""
    fields = {name for shape in KINDS.values() for name in (*shape.required, *shape.optional)}
    missing = {name for name in fields if not written(rf"[{{\s]{name}:\s")}
    assert missing - NOT_USED.keys() == set()


def test_waits_and_blocks_are_used_in_every_way() -> None:
    """Until an instant, for an event and what to do when it is late; for all or so many; until one works."""
    assert some(p.Wait, lambda s: s.until is not None)
    assert some(p.Wait, lambda s: s.event and s.late)
    assert some(p.Together, lambda s: not s.wait_for and s.at_most is None)
    assert some(p.Together, lambda s: s.wait_for and s.late == "go_on")
    assert some(p.Each, lambda s: s.until_done and s.otherwise)
    assert some(p.Each, lambda s: s.at_once > 1)
    assert some(p.Try, lambda s: len(s.plans) > 1 and s.otherwise)
    assert some(p.Offer, lambda s: s.needs)
    assert some(p.Offer, lambda s: s.declined)


def test_every_way_back_is_used() -> None:
    """Undo, instead, stays, pivot, the undo on purpose, and a delegation that is taken back and charged."""
    assert some(p.Do, lambda s: s.undo)
    assert some(p.Do, lambda s: s.instead)
    assert some(p.Do, lambda s: s.stays)
    assert some(p.Do, lambda s: s.pivot)
    assert some(p.Undo, lambda s: s.target)
    assert some(p.Remedy, lambda s: s.refused and s.in_kind)
    assert some(p.Ask, lambda s: s.second and s.gives == ())


def test_every_count_of_time_is_used() -> None:
    """Elapsed time, days, working days and working hours; promises from all three beginnings, and again and again."""
    promises = [terms for plan in plans() for terms in plan.promises.values()]
    spans = {type(terms.within) for terms in promises} | {type(s.due) for s in steps() if isinstance(s, p.Ask)}
    assert spans == {Duration, Days, WorkingDays, WorkingHours}
    assert {terms.since for terms in promises} == {"reported", "happened", "known"}
    assert any(terms.tell for terms in promises)
    assert any(terms.source for terms in promises)


def test_everything_round_the_steps_is_used() -> None:
    """Turns of both kinds, surveys and calls, silence taken both ways, ladders, values by cases, types of facts."""
    assert {turn.then for plan in plans() for turn in plan.whenever} == {"go_on", "leave"}
    follow_ups = [one for plan in plans() for one in plan.follow_up]
    assert any(one.call for one in follow_ups)
    assert {one.silent for one in follow_ups if one.survey} == {"accept", "leave"}
    assert any(plan.escalation for plan in plans())
    assert any(rung.direction == "across" for plan in plans() for ladder in plan.escalation.values() for rung in ladder)
    assert any(isinstance(t, p.ByCases) for plan in plans() for t in plan.risk.consequence.values())
    facts = [kind for plan in plans() for kind in plan.facts.values()]
    forms = [kind for s in steps() if isinstance(s, p.Ask) for kind in s.form.values()]
    types = {kind.type for kind in (*facts, *forms)}
    assert types == set(get_args(p.TypeName)), set(get_args(p.TypeName)) - types
    assert any(kind.private for kind in forms)
    assert any(kind.optional for kind in facts)
    assert any(plan.derived for plan in plans())
