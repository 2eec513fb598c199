"""What teams need to write step workers: one decorator, what a call brings, and how to say that nothing was done.

    from makegood.sdk import Call, Refused, step

    @step("seats.hold", capability="keyed", inputs={"flight": "text"}, result={"hold": "text"},
          refusals={"no_seat": "the flight is full"}, queue="seats")
    async def hold_seat(call: Call) -> dict[str, str]:
        # the same call.key again must be the same seat
        ...

Run it with `makegood worker run MODULE --queue seats`.
"""

from activities.ports import Call
from activities.registry import Failed, Later, Receipt, Refused, step
from domain.clock.duration import Duration
from domain.money import Money
from domain.values import Value

__all__ = ["Call", "Duration", "Failed", "Later", "Money", "Receipt", "Refused", "Value", "step"]
