"""Mass failures: one cause, many customers. A stream of its own says what happened and who is affected.

Here stand its facts and the contracts by which a case opens such a stream, has it confirmed, and ends it.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.events import Event
from domain.playbook.contract import Contract
from domain.values import AnyValue

OPEN = Contract(
    name="failures.declare",
    says={
        "en": "establish who else is affected", "id": "memastikan siapa saja yang terdampak",
        "vi": "xác định những ai khác bị ảnh hưởng",
    },
    capability="keyed",
    inputs={"failure": "text", "playbook": "text"},
    result={"failure": "text", "count": "integer"},
)  # fmt: skip
CONFIRM = Contract(
    name="failures.confirm",
    says={
        "en": "confirm who is affected", "id": "mengesahkan siapa yang terdampak",
        "vi": "xác nhận những ai bị ảnh hưởng",
    },
    capability="keyed",
    inputs={"failure": "text", "confirmed": "yes_no"},
    refusals={"not_confirmed": "the list was not confirmed"},
)  # fmt: skip
END = Contract(
    name="failures.end",
    says={"en": "take the declaration back", "id": "menarik kembali pernyataan", "vi": "rút lại thông báo"},
    capability="keyed",
    undoes=True,
    inputs={"failure": "text"},
)
OURS = frozenset(contract.name for contract in (OPEN, CONFIRM, END))
"""What the engine does itself, in its own journal."""


class FailureDeclared(Event):
    """Something failed for many at once; the case that found it, and the playbook each of them is to get."""

    failure: str
    playbook: str
    case: str


class AffectedPreviewed(Event):
    """Who is affected, frozen as it was found; it counts once somebody has confirmed it."""

    count: int
    affected: tuple[AnyValue, ...]


class AffectedConfirmed(Event):
    """A person has confirmed the list as it was previewed (`seq` of that event)."""

    previewed: int
    case: str


class FailureEnded(Event):
    """The declaration was taken back, or the failure is over."""

    why: str


FAILURE_EVENTS: Mapping[str, type[Event]] = {
    kind.__name__: kind for kind in (FailureDeclared, AffectedPreviewed, AffectedConfirmed, FailureEnded)
}
"""Every fact of a mass failure by the name it is stored under."""


def failure_stream(name: str) -> str:
    """Return the stream of a mass failure."""
    return f"failure/{name}"
