"""The simulated world on the virtual clock: the same chances, acted out without a network and without waiting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from activities.connectors.world import chances
from activities.performing import Performed
from activities.ports import Clock, Outcome
from domain.case import commands as c
from domain.case.book import MESSENGER, Book
from domain.case.deciding.fitness import seasoned
from domain.case.state import Case
from domain.case.survey import Work
from domain.case.surveying.closing import FACTS
from domain.playbook.answers import read_field
from domain.playbook.bounds import within
from domain.playbook.mass_failure import refusal
from domain.playbook.ours import OURS
from domain.values import Sealed, Value
from domain.views.waiting import Waiting, waiting
from domain.vocabulary import CUSTOMER

_MESSAGE: Mapping[str, Value] = {
    "template": "simulated", "digest": "", "channel": "none", "language": "en", "text": Sealed("v_0", ""),
}  # fmt: skip
_SOON = timedelta(minutes=1)
Reaction: TypeAlias = tuple[timedelta, c.Command]
"""What somebody does, and after how long."""


def missing_of(details: Mapping[str, object]) -> tuple[str, ...]:
    """Return what a task says the customer must still get."""
    missing = details.get("missing")
    return tuple(str(one) for one in missing) if isinstance(missing, tuple | list) else ()


@dataclass(slots=True)
class SimulatedPartners:
    """Performs effects by chance alone: nothing here could reach the world."""

    seed: int
    clock: Clock
    faults: bool = True
    applied: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    async def perform(self, case: Case, work: Work) -> Performed:
        """Answer at once."""
        if work.contract.name == MESSENGER.name:
            return Performed(c.Applied(message=_MESSAGE))
        if work.contract.name in OURS:
            return Performed(self._ours(work))
        return Performed(self._answer(work))

    def _ours(self, work: Work) -> Outcome:
        """Stand for the engine's own journal, which knows no mishaps."""
        why = refusal(work.contract, work.request)
        return c.NotApplied(why=why, refused=True) if why else self._apply(work)

    def _answer(self, work: Work) -> Outcome:  # noqa: PLR0911 — a line for each answer
        if work.key in self.applied:
            return c.Applied(receipt=self.applied[work.key])
        if work.mode == "look-up":
            return c.NotApplied(why="it is not known there")
        if not self.faults:
            return self._apply(work)
        met = chances.reception(self.seed, work.contract, work.key)
        first = work.key not in self.met
        self.met.add(work.key)
        match met.mishap if first or met.mishap == "refused" else "":
            case "refused":
                return c.NotApplied(why=met.reason, refused=True)
            case "busy":
                return c.NotApplied(why="busy")
            case "bad gateway":
                return c.Unknown(why="bad gateway")
            case "time-out after the effect" | "lost answer":
                self._apply(work)
                return c.Unknown(why="no answer")
            case "late answer":
                self._apply(work)
                return c.Accepted(reference="r", expect_by=self.clock.now() + met.confirm_after)
            case _:
                return self._apply(work)

    def _apply(self, work: Work) -> Outcome:
        made = chances.receipt(self.seed, work.contract, work.key) if work.contract.result else {}
        self.applied[work.key] = made
        return c.Applied(receipt=made)


@dataclass(slots=True)
class SimulatedPeople:
    """Staff and customers of the virtual world: each thing is done once, when chance says."""

    seed: int
    partners: SimulatedPartners
    seen: set[tuple[str, str]] = field(default_factory=set)

    def reactions(self, case: Case, book: Book) -> Iterable[Reaction]:
        """Return what people set out to do now."""
        if case.phase == "closed":
            return
        for wait in waiting(case, book):
            name = (wait.kind, wait.name if wait.kind == "task" else wait.step)
            if name in self.seen:
                continue
            self.seen.add(name)
            now = self.partners.clock.now()
            yield from self._reaction(case, wait, now, book)

    def _reaction(self, case: Case, wait: Waiting, now: datetime, book: Book) -> Iterable[Reaction]:
        time_left = max(wait.until - now, _SOON)
        customer = c.Actor(person=case.customer.id, roles=(CUSTOMER,))
        match wait.kind:
            case "offer":
                yield from self._reply(case, wait, customer, time_left)
            case "follow-up":
                content = chances.contentment(self.seed, case.id, wait.step)
                if content is not None:
                    yield time_left * 0.3, c.AnswerFollowUp(now=now, actor=customer, answer=content)
            case "receipts":
                up_to = case.covers[wait.step].up_to
                for sent in chances.receipts(self.seed, case.id, wait.name, up_to, wait.choices):
                    yield (
                        time_left * sent.after,
                        c.SubmitReceipt(
                            now=now, actor=customer, step=wait.step, amount=sent.amount, of=sent.of, number=sent.number
                        ),
                    )
            case "event":
                comes = chances.comes(self.seed, case.id, wait.name)
                if comes is not None:
                    yield time_left * comes, c.SendSignal(now=now, event=wait.name)
            case "task":
                share, done = chances.pace(self.seed, case.id, wait.name).share, self._done(case, wait, now, book)
                if wait.purpose == "review" and "referral" in missing_of(wait.details):
                    yield (
                        time_left * share,
                        c.ReferCase(now=now, actor=done.actor, to=chances.ANSWERS, accepted="R-1", why="theirs"),
                    )
                yield time_left * share, done

    def _reply(self, case: Case, wait: Waiting, who: c.Actor, time_left: timedelta) -> Iterable[Reaction]:
        now, answer = self.partners.clock.now(), chances.reply(self.seed, case.id, wait.name, list(wait.choices))
        if answer.choice == "declined":
            yield time_left * answer.after, c.DeclineOffer(now=now, actor=who, step=wait.step)
        elif answer.choice:
            yield (
                time_left * answer.after,
                c.ChooseAlternative(now=now, actor=who, step=wait.step, choice=answer.choice),
            )

    def _filled(self, case: Case, wait: Waiting, name: str) -> Mapping[str, Value]:
        kinds = {field: (kind.type, list(kind.words)) for field, kind in wait.fields.items()}
        texts = chances.filled(self.seed, case.id, name, kinds)
        return {
            field: within(read_field(field, text, wait.fields[field]), wait.fields[field])
            for field, text in texts.items()
        }

    def _done(self, case: Case, wait: Waiting, now: datetime, book: Book) -> c.CompleteTask:
        others = {
            "second": "second",
            "settle": "third",
            "approve": "fourth",
            "countersign": "fifth",
            "second-look": "sixth",
        }
        person = others.get(wait.purpose, "first")
        actor = seasoned(c.Actor(person=person, roles=tuple(wait.roles), skills=dict(wait.skill)), book)
        if wait.fields and wait.purpose in {"ask", "second", "settle", "facts"}:
            return c.CompleteTask(now=now, actor=actor, task=wait.name, answer=self._filled(case, wait, wait.name))
        applied = str(wait.details.get("key", "")) in self.partners.applied
        texts = chances.decision(
            self.seed,
            case.id,
            wait.name,
            wait.purpose,
            applied=applied,
            missing=missing_of(wait.details),
            owed="floor" in wait.details,
            causes=wait.fields["cause"].words if "cause" in wait.fields else (),
            details=wait.details,
            kinds=wait.fields["kind"].words if "kind" in wait.fields else (),
        )
        answer = {name: read_field(name, text, wait.fields.get(name)) for name, text in texts.items()}
        if wait.purpose == "review":  # whoever is asked sees to it themselves
            answer["gives"] = tuple(need for need in missing_of(wait.details) if need not in FACTS)
        return c.CompleteTask(now=now, actor=actor, task=wait.name, answer=answer)
