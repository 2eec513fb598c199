"""Having a case taken in by the one that it is merged into: a command to that case, under the key of the effect."""

from __future__ import annotations

from dataclasses import dataclass

from activities.desk import Desk
from activities.performing import Performed
from activities.ports import Clock
from domain.case import commands as c
from domain.case.state import Case
from domain.case.survey import Work
from domain.errors import CommandRejected, ConflictError, NotFoundError, TooNew, VerificationFailed
from domain.ids import ENGINE


@dataclass(frozen=True, slots=True)
class Merging:
    """Performs the request of a case that is merged; asked again, it is answered again by the same key."""

    desk: Desk
    clock: Clock

    async def perform(self, case: Case, work: Work) -> Performed:
        """Have the other case take this one in; where it is closed by now, or somebody else's, it is refused."""
        asked = work.request
        owed = asked.get("owed")
        command = c.TakeIn(
            now=self.clock.now(), actor=c.Actor(person=ENGINE, roles=(ENGINE,)), merged=str(asked["case"]),
            customer=str(asked["customer"]), owed=owed if isinstance(owed, tuple) else (), why=str(asked["why"]),
        )  # fmt: skip
        try:
            await self.desk.submit(str(asked["into"]), command, command_id=work.key)
        except (CommandRejected, NotFoundError) as refused:
            return Performed(c.NotApplied(why=refused.what, refused=True))
        except (VerificationFailed, TooNew, ConflictError) as trouble:  # the other case's fault is not this one's
            return Performed(c.Unknown(why=f"the other case cannot be read: {trouble.what}"))
        return Performed(c.Applied())
