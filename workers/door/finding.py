"""When somebody is not fit for a task: who could do it; and where nobody could, the case says so and asks the head."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from activities.cases import Cases
from activities.desk import PLAIN, Answer, Desk, Manner
from activities.directory import Directories
from activities.ports import Clock, VaultRow
from domain.case import commands as c
from domain.case.state import Case
from domain.case.surveying.staffing import asked_about, is_asked, is_used_up, next_asked
from domain.errors import MakegoodError, NotFoundError, Unfit
from domain.house.directory import Directory
from domain.house.fitness import who_could


@dataclass(slots=True)
class Fitting:
    """Gives commands to cases; who is refused for what they lack hears who could."""

    cases: Cases
    desk: Desk
    directories: Directories
    clock: Clock

    async def submit(
        self, case: str, command: c.Command, *, command_id: str, vault: tuple[VaultRow, ...] = (), asked: str = "",
        manner: Manner = PLAIN,
    ) -> Answer:  # fmt: skip
        """Give a case a command.

        Raises:
            Unfit: with who could; what the tier asks of people stands in the policy.
        """

        async def worded(refusal: MakegoodError) -> MakegoodError:
            return await self._who_could(case, command, refusal) if isinstance(refusal, Unfit) else refusal

        so = replace(manner, keep=bool(asked), worded=worded)
        return await self.desk.submit(case, command, command_id=command_id, vault=vault, asked=asked, manner=so)

    async def _who_could(self, case: str, command: c.Command, trouble: Unfit) -> Unfit:
        loaded, directory = await self.cases.existing(case), await self.directories.load()
        name = _task_of(loaded.case, command)
        task = loaded.case.tasks.get(name)
        if task is None or loaded.book is None or not directory.members:
            return trouble
        could = who_could(directory, loaded.case, name, task, loaded.book, self.clock.now())
        able = [each for each in could if each != command.actor.person]
        if able:
            named = ", ".join(able[:5]) + (" and others" if len(able) > 5 else "")  # noqa: PLR2004 — enough to ask
            return Unfit(trouble.what, where=trouble.where, remedy=f"It could be done by: {named}.",
                         missing=trouble.missing)  # fmt: skip
        await self._report(case, name, command.actor.person, trouble, directory)
        then = _what_now((await self.cases.existing(case)).case, name)
        return Unfit(trouble.what, where=trouble.where, remedy=f"Nobody of the house could: {then}.",
                     missing=trouble.missing)  # fmt: skip

    async def _report(self, case: str, task: str, who: str, trouble: Unfit, directory: Directory) -> None:
        """Report that nobody is fit for a task; and of each head who is asked then, where nobody is that either."""
        missing = _of_anybody(trouble.missing, who)
        while True:
            report = c.ReportNobody(
                now=self.clock.now(), task=task, missing=missing, asked_by=who, house=directory.position
            )
            await self.desk.submit(case, report, command_id="nobody-" + secrets.token_hex(8))
            loaded = await self.cases.existing(case)
            task = next_asked(loaded.case, task)
            asked = loaded.case.tasks.get(task)
            if asked is None or loaded.book is None:
                return
            if who_could(directory, loaded.case, task, asked, loaded.book, self.clock.now()):
                return
            missing = (f"it takes {' or '.join(asked.roles)}, with no hand in it",)

    async def person(self, name: str) -> c.Actor:
        """Return the person of the house that a head names, as they are known there.

        Raises:
            NotFoundError: nobody goes by that name.
        """
        directory = await self.directories.load()
        if name in directory.members:
            return directory.actor(name, self.clock.now())
        raise NotFoundError(
            f"nobody in the house is called “{name}”.", remedy="See who belongs to it: makegood house list."
        )


def _task_of(case: Case, command: c.Command) -> str:
    match command:
        case c.ClaimTask() | c.CompleteTask():
            return command.task
        case c.ApproveRemedy() | c.DenyRemedy():
            about = [n for n, t in case.tasks.items() if t.status == "open" and t.details.get("entry") == command.entry]
            return about[-1] if about else ""
        case _:
            return ""


def _what_now(case: Case, name: str) -> str:
    if is_used_up(case, asked_about(case, name)):
        return "no head is left who had no hand in it, and one who had may name somebody who had none"
    while is_asked(case, name):
        name = next_asked(case, name)
    return "it waits for somebody" if name in case.unfit else "the next head is asked whom to let"


def _of_anybody(missing: tuple[str, ...], who: str) -> tuple[str, ...]:
    """Return what is asked for without what the one who tried has instead."""
    return tuple(lack.partition(f", {who}")[0] for lack in missing)
