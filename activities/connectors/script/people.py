"""Staff and customers who do what an example says of them; everything else they do well, as soon as they are asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from activities.connectors.script.answers import CONTENT, names_of, of_offer, of_task
from activities.connectors.script.deeds import Script
from activities.connectors.script.partners import ScriptedPartners
from domain.case import commands as c
from domain.case.book import Book
from domain.case.deciding.fitness import seasoned
from domain.case.state import Case, Task
from domain.examples.document import Deed, DeedKind
from domain.ids import keys_of, step_of
from domain.views.waiting import Waiting, waiting
from domain.vocabulary import CUSTOMER

AT_ONCE, NEVER = timedelta(0), 1_000_000_000
_OF_THE_CASE: tuple[DeedKind, ...] = ("change", "event", "withdraw", "cancel")
_ANSWERED_BY: Mapping[str, tuple[DeedKind, ...]] = {
    "ask": ("answer", "late", "silent"), "second": ("answer", "late"), "settle": ("answer", "late"),
    "approve": ("approve", "deny", "late"), "stuck": ("retry", "skip"), "evaluate": ("retry", "skip"),
    "bounced": ("retry", "skip"), "call": ("follow_up",), "root-cause": ("cause",), "facts": ("answer", "late"),
}  # fmt: skip
"""By which deeds a task is done, by its purpose."""
_ANOTHER: Mapping[str, str] = {
    "second": "another", "settle": "a third", "approve": "somebody else", "countersign": "somebody else",
    "second-look": "somebody uninvolved",
}  # fmt: skip
"""Who does what takes another person than the one who was asked first."""


@dataclass(slots=True)
class ScriptedPeople:
    """Everybody in an example."""

    script: Script
    partners: ScriptedPartners
    staff: Mapping[str, c.Actor]
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    """How often each thing must have rung before somebody looks at it again."""
    begun: bool = False
    sent: int = 0
    """How many receipts were sent."""

    def reactions(self, case: Case, book: Book) -> Iterable[tuple[timedelta, c.Command]]:
        """Return what people set out to do now."""
        if not self.begun:
            self.begun = True
            yield from self._of_the_case(case, book)
        if case.phase == "closed":
            return
        for wait in waiting(case, book):
            task = case.tasks.get(wait.name) if wait.kind == "task" else None
            name, rung = (wait.kind, wait.name if task is not None else wait.step), task.rung_at if task else 0
            if rung >= self.seen.get(name, 0):
                self.seen[name] = NEVER
                yield from self._reaction(case, book, wait, task)

    # --- Of the case as a whole --------------------------------------------------------------------------------------
    def _of_the_case(self, case: Case, book: Book) -> Iterator[tuple[timedelta, c.Command]]:
        """Return what happens so long after the report, whatever the case is at."""
        for deed in self.script.deeds:
            if deed.do in _OF_THE_CASE and self.script.take((deed.do,), (deed.target,)) is not None:
                yield self._after(deed, book), self.script.says(deed, self._command(deed, case))

    def _command(self, deed: Deed, case: Case) -> c.Command:
        now = self.partners.clock.now()
        match deed.do:
            case "change":
                staff = self._actor(deed, case, (case.owner,))
                return c.ChangeFailure(now=now, actor=staff, facts=deed.values, why=deed.why)
            case "event":
                return c.SendSignal(now=now, event=deed.target)
            case "cancel":
                return c.CancelCase(now=now, actor=self._actor(deed, case, (case.owner,)), why=deed.why)
            case _:
                return c.WithdrawCase(now=now, actor=self._actor(deed, case, (CUSTOMER,)), why=deed.why)

    def _after(self, deed: Deed, book: Book) -> timedelta:
        now = self.partners.clock.now()
        return book.reckon(now, deed.after).due - now if deed.after is not None else AT_ONCE

    def _actor(self, deed: Deed | None, case: Case, roles: tuple[str, ...]) -> c.Actor:
        """Return who acts: the one the example names, else somebody who may."""
        named = deed.by if deed is not None else ""
        if named and named != CUSTOMER:
            return self.staff.get(named) or c.Actor(person=named)
        if CUSTOMER in roles or named == CUSTOMER:
            return c.Actor(person=case.customer.id, roles=(CUSTOMER,))
        return c.Actor(person=f"somebody of {roles[-1]}", roles=roles)

    def _doer(self, deed: Deed | None, case: Case, wait: Waiting, book: Book) -> c.Actor:
        """Return who does a task: with the skill it takes, and another person where two are needed."""
        actor = self._actor(deed, case, wait.roles)
        if actor.person in self.staff or CUSTOMER in actor.roles:
            return actor
        person = actor.person.replace("somebody", _ANOTHER.get(wait.purpose, "somebody"))
        return seasoned(replace(actor, person=person, skills=wait.skill), book)

    # --- Of what waits for somebody ----------------------------------------------------------------------------------
    def _reaction(
        self, case: Case, book: Book, wait: Waiting, task: Task | None
    ) -> Iterator[tuple[timedelta, c.Command]]:
        """Do what the example says; after a deed that is to be refused the next one about it, at last what is well."""
        if wait.kind == "receipts":
            yield from self._receipts(case, book, wait)
            return
        last = AT_ONCE
        while (deed := self._deed(wait, book)) is not None:
            if deed.do in {"late", "silent"}:
                self.seen[wait.kind, wait.name] = task.rung_at + 1 if task is not None else NEVER
                return
            command, last = self._answer(deed, case, wait, task, book), self._after(deed, book)
            if command is not None:
                yield last, self.script.says(deed, command)
            if not deed.barred:
                return
        well = self._answer(None, case, wait, task, book)
        if well is not None:
            yield last, well

    def _deed(self, wait: Waiting, book: Book) -> Deed | None:
        step, rounds = step_of(wait.step), keys_of(wait.step)
        match wait.kind:
            case "offer":
                return self.script.take(("choose", "decline", "silent"), (step,), rounds)
            case "follow-up":
                return self.script.take(("follow_up", "silent"), names_of(wait, book))
            case "event":
                return self.script.take(("silent",), (wait.name,))
            case _:
                kinds = _ANSWERED_BY.get(wait.purpose, ())
                about = names_of(wait, book) or (("",) if wait.purpose == "root-cause" else (step,))
                return self.script.take(kinds, about, rounds)

    def _answer(self, deed: Deed | None, case: Case, wait: Waiting, task: Task | None, book: Book) -> c.Command | None:
        now, customer = self.partners.clock.now(), self._actor(deed, case, (CUSTOMER,))
        if deed is not None and wait.purpose == "bounced" and deed.do == "skip":
            who = self._doer(deed, case, wait, book)
            return c.SkipStep(now=now, actor=who, step=wait.step, why=deed.why or "nobody reaches them")
        if task is not None:
            applied = self.partners.applied.get(str(wait.details.get("key", "")))
            answer = of_task(deed, case, wait, applied, now)
            return c.CompleteTask(now=now, actor=self._doer(deed, case, wait, book), task=wait.name, answer=answer)
        match wait.kind:
            case "offer":
                return of_offer(deed, wait, customer, now)
            case "follow-up":
                return c.AnswerFollowUp(now=now, actor=customer, answer=deed.values if deed is not None else CONTENT)
            case "event" if not self.script.has("event", wait.name):
                return c.SendSignal(now=now, event=wait.name)
            case _:
                return None

    def _receipts(self, case: Case, book: Book, wait: Waiting) -> Iterator[tuple[timedelta, c.Command]]:
        while (deed := self.script.take(("receipt",), (step_of(wait.step),), keys_of(wait.step))) is not None:
            if deed.amount is not None:
                self.sent += 1
                actor, now = self._actor(deed, case, (CUSTOMER,)), self.partners.clock.now()
                sent = c.SubmitReceipt(
                    now=now, actor=actor, step=wait.step, amount=deed.amount, of=deed.thing,
                    number=deed.number or f"receipt {self.sent}", why=deed.why,
                )  # fmt: skip
                yield self._after(deed, book), self.script.says(deed, sent)
