"""The worker of the queue `lockers`: opens a locker, and gives the code that it opens with."""

import hashlib

from makegood.sdk import Call, Receipt, Refused, step


@step(
    "lockers.open",
    capability="keyed",
    inputs={"locker": "text"},
    result={"code": "text"},
    refusals={"gone": "the locker was taken away"},
    queue="lockers",
)
async def open_locker(call: Call) -> Receipt:
    """The same key always gets the same code, so asking twice is asking once."""
    if call.request["locker"] == "A0":
        raise Refused("gone")
    return {"code": hashlib.sha256(call.key.encode()).hexdigest()[:6]}
