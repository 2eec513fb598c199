"""What people ask about budgets: set one, or lift one; what waited for it is looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from activities.desk import Desk
from activities.directory import Directories
from activities.library import Library
from activities.ports import Clock, Journal
from domain.authority import AuthorityTable
from domain.budgets import KEEPER, Limit
from domain.errors import NotFoundError, UsageError
from domain.house.budgets import check_budget, check_own, set_budget
from domain.house.roles import check_role, named_by
from domain.money import Money, parse_money
from domain.playbook.plan import Plan
from domain.remedies import Remedies
from domain.risk import TierPolicy
from workers.door.requests import Request, text_of
from workers.door.service import Answering

MOST_WAITING = 100_000
"""Cases that wait for a budget and are looked at again when one was set."""


@dataclass(slots=True)
class Budgeting:
    """Answers what is asked about budgets."""

    journal: Journal
    directories: Directories
    library: Library
    desk: Desk
    clock: Clock

    def answers(self) -> Mapping[str, Answering]:
        """Return what can be asked."""
        return {"budget": self._budget}

    async def _budget(self, request: Request) -> object:
        """Set a budget, or lift it where no amounts are given; cases that wait for one are looked at again."""
        actor = await self.directories.actor(text_of(request, "as", ""), text_of(request, "user", ""))
        directory, budget = await self.directories.load(), text_of(request, "budget")
        await self.library.refresh()
        check_budget(actor, directory, [one.name for one in self.library.newest("playbook")], budget)
        amounts = [*_amounts(request)]
        known = await self.library.budgets.look()
        check_own(actor, directory, known, budget, amounts)
        before = known.limits.get(budget)
        keeper = text_of(request, "keeper", "") or (before.keeper if before is not None else KEEPER)
        check_role(keeper, self._named(), directory)
        calendar = await self._calendar(text_of(request, "calendar", ""), before)
        facts = await self.library.budgets.change(
            lambda known: set_budget(
                known, budget, amounts, calendar=calendar, keeper=keeper, now=self.clock.now(), by=actor.person,
                why=text_of(request, "why", ""),
            ),
            by=actor.person, roles=actor.roles, account=actor.account,
        )  # fmt: skip
        waiting = await self._look_again() if facts else 0
        return {"budget": budget, "facts": [*facts], "looked_at_again": waiting, "calendar": calendar}

    async def _calendar(self, name: str, before: Limit | None) -> str:
        if not name:
            return before.calendar if before is not None else ""
        found = self.library.newest_named("calendar", name)
        if found is None:
            known = ", ".join(one.name for one in self.library.newest("calendar")) or "none"
            raise NotFoundError(f"the calendar {name} is not published in this journal.", remedy=f"There are: {known}.")
        return found.digest

    def _named(self) -> frozenset[str]:
        """Return the roles that documents in force name."""
        plans = (Plan.model_validate_json(one.content) for one in self.library.newest("playbook"))
        policies = (TierPolicy.model_validate_json(one.content) for one in self.library.newest("tier-policy"))
        tables = (AuthorityTable.model_validate_json(one.content) for one in self.library.newest("authority"))
        remedies = (Remedies.model_validate_json(one.content) for one in self.library.newest("remedies"))
        return named_by(plans, policies, tables, remedies)

    async def _look_again(self) -> int:
        """Have every case looked at soon that waits for a budget; returns how many there are."""
        rows = await self.journal.tasks(limit=MOST_WAITING)
        cases = sorted({row.case for row in rows if row.purpose == "budget"})
        for case in cases:
            await self.journal.set_wake(case, self.clock.now())
            self.desk.nudge(case)
        return len(cases)


def _amounts(request: Request) -> Iterator[Money]:
    told = request.get("amounts", [])
    if not isinstance(told, list):
        raise UsageError("“amounts” is a list.")
    for text in told:
        yield parse_money(str(text))
