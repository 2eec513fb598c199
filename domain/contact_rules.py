"""How a house deals with its customers' time: quiet hours, which clocks stop while they are asked, how long post takes.

One versioned document, to which a case is pinned like to its matrix and its policy. Without it nothing waits for the
morning and no clock ever stops.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from pydantic import Field

from domain.clock.quiet import QuietHours
from domain.model import Model
from domain.values import AnySpan

Cause = Literal["customer_is_asked", "information_is_requested"]
CAUSES: Final[tuple[Cause, ...]] = get_args(Cause)
"""What stops a clock by itself: a question to the customer that a playbook asks, or one that somebody asked by hand."""


class ContactRules(Model):
    """The rules of a house.

    `promises` are those whose clock may stop, by their names in the playbooks; `stops_while`: what stops them by
    itself. `quiet_hours` are by market; `awake` the playbooks whose customers are up anyway. `postal`: how long a
    letter takes to arrive, by market; so much longer a customer has to answer one.
    """

    name: str
    promises: tuple[str, ...] = ()
    stops_while: tuple[Cause, ...] = ()
    quiet_hours: Mapping[str, QuietHours] = Field(default_factory=dict)
    awake: tuple[str, ...] = ()
    postal: Mapping[str, AnySpan] = Field(default_factory=dict)

    def quiet(self, market: str, playbook: str) -> QuietHours | None:
        """Return the quiet hours of a market, None where nobody of a playbook's customers sleeps."""
        return None if playbook in self.awake else self.quiet_hours.get(market)


NO_RULES: Final = ContactRules(name="none")
"""What holds where a house has no such document."""
