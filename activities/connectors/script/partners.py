"""Partners that do what an example says of them, and answer about a key what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from activities.connectors.script.deeds import Script
from activities.performing import Performed
from activities.ports import Clock, Outcome
from domain.case import commands as c
from domain.case.book import MESSENGER
from domain.case.state import Case
from domain.case.survey import Work
from domain.clock.duration import Duration
from domain.examples.document import Deed, DeedKind
from domain.examples.telling import filled, result_types
from domain.ids import keys_of, step_of, undone_step
from domain.playbook.mass_failure import refusal
from domain.values import Sealed, Value

_MISHAPS: tuple[DeedKind, ...] = ("refuse", "fail", "unknown", "later")
_LETTER: Mapping[str, Value] = {"digest": "", "channel": "none", "language": "en", "text": Sealed("v_letter", "")}


@dataclass(slots=True)
class ScriptedPartners:
    """Performs effects by the script alone: nothing here could reach the world."""

    script: Script
    clock: Clock
    applied: dict[str, c.Applied] = field(default_factory=dict)
    """What was done, by key."""

    async def perform(self, case: Case, work: Work) -> Performed:
        """Answer at once."""
        why = refusal(work.contract, work.request)
        if why:
            return Performed(c.NotApplied(why=why, refused=True))
        if work.key in self.applied:
            return Performed(self.applied[work.key])
        if work.mode == "look-up":
            return Performed(c.NotApplied(why="it is not known there"))
        deed = self.script.take(_MISHAPS, _names(work), keys_of(work.step))
        return Performed(self._apply(work) if deed is None else self._mishap(work, deed))

    def _mishap(self, work: Work, deed: Deed) -> Outcome:
        match deed.do:
            case "refuse":
                return c.NotApplied(why=deed.why, refused=True)
            case "fail":
                return c.NotApplied(why=deed.why or "out of order")
            case "later":
                self._apply(work)
                wait = deed.after.span if isinstance(deed.after, Duration) else timedelta()
                return c.Accepted(reference=work.key, expect_by=self.clock.now() + wait)
            case _:
                if deed.applied:
                    self._apply(work)
                return c.Unknown(why="no answer")

    def _apply(self, work: Work) -> c.Applied:
        """Do it, and answer as the example says, else with the plainest good answer."""
        if work.contract.name == MESSENGER.name:
            done = c.Applied(message={"template": str(work.request["message"]), **_LETTER})
        else:
            deed = self.script.take(("answer",), _names(work), keys_of(work.step))
            said = deed.values if deed is not None else {}
            done = c.Applied(receipt=filled(result_types(work.contract), said, self.clock.now()))
        self.applied[work.key] = done
        return done


def _names(work: Work) -> tuple[str, ...]:
    """Return by what names an example may mean a request: its connector, and the step that is done, not undone."""
    return (work.contract.name,) if undone_step(work.step) else (work.contract.name, step_of(work.step))
