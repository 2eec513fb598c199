"""What the simulated world does, drawn from its seed and the name of a thing alone: the same seed, the same world.

Nothing here knows a clock or a network; the server and the virtual society act out what is drawn here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from activities.connectors.redressing import redress
from domain.case.surveying.closing import FACTS
from domain.case.surveying.got_twice import KEEPS
from domain.clock.duration import Duration
from domain.money import Money, in_cash, share
from domain.playbook.contract import Contract, kind_of
from domain.values import Person, Value

Mishap = Literal[
    "", "refused", "time-out after the effect", "lost answer", "late answer", "busy", "bad gateway", "silent customer",
    "declined offer", "late staff",
]  # fmt: skip
MISHAPS: Final[tuple[Mishap, ...]] = (
    "refused", "time-out after the effect", "lost answer", "late answer", "silent customer", "declined offer",
    "late staff",
)  # fmt: skip
"""The mishaps that a demonstration has to show."""
_CALLS: Final[Sequence[tuple[Mishap, float]]] = (
    ("refused", 0.09), ("time-out after the effect", 0.05), ("lost answer", 0.05), ("late answer", 0.06),
    ("busy", 0.04), ("bad gateway", 0.03),
)  # fmt: skip
DIFFERS = 0.15
"""How often a second person finds something else than the first."""
UPHELD = 0.5
"""How often somebody who looks at a complaint anew finds that it is right."""
TURNS = 0.2
"""How often a case takes a turn that its playbook is ready for."""
TOO_LATE = 0.4
"""How often what says that it cannot always be taken back is not taken back any more."""
SILENT, DECLINES, LATE_STAFF, DENIES, LEAST_CONTENT, SAYS_YES, TRIES_AGAIN = 0.14, 0.10, 0.08, 0.06, 0.08, 0.75, 0.5


def draw(seed: int, *name: object) -> Random:
    """Return a source of chance that depends on nothing but the seed and a name."""
    digest = hashlib.sha256("\0".join(map(str, (seed, *name))).encode()).digest()
    return Random(int.from_bytes(digest[:8]))  # noqa: S311 — a simulation, not a secret


@dataclass(frozen=True, slots=True)
class Reception:
    """What happens to a call that comes with a new key; `wait_ms` is real time until the answer."""

    mishap: Mishap
    wait_ms: int
    reason: str = ""
    confirm_after: timedelta = timedelta()
    """How long (journal time) the confirmation of a late answer takes."""


def reception(seed: int, contract: Contract, key: str) -> Reception:
    """Draw what happens to a call; what pays or takes back is never refused without a published reason."""
    chance = draw(seed, "call", contract.name, key)
    wait = 2 + int(18 * chance.random())
    roll = chance.random()
    if contract.undoes and contract.refusals and chance.random() < TOO_LATE:
        return Reception("refused", wait, reason=chance.choice(sorted(contract.refusals)))
    for mishap, often in _CALLS:
        if roll < often:
            reasons = sorted(contract.refusals)
            if mishap == "refused":
                if not reasons:
                    return Reception("", wait)
                return Reception("refused", wait, reason=chance.choice(reasons))
            if mishap == "late answer":
                minutes = 20 + int(100 * chance.random())
                return Reception(mishap, wait, confirm_after=timedelta(minutes=minutes))
            return Reception(mishap, wait)
        roll -= often
    return Reception("", wait)


def receipt(seed: int, contract: Contract, key: str) -> dict[str, Value]:
    """Make up what the other side answers when it did what it was asked."""
    chance = draw(seed, "receipt", contract.name, key)
    return {
        name: value
        for name, kind in sorted(contract.result.items())
        if (value := _made_up(name, kind_of(kind).type, chance)) is not None
    }


def _made_up(name: str, kind: str, chance: Random) -> Value:
    number = int(chance.random() * 900_000) + 100_000
    made: Mapping[str, Value] = {
        "text": f"{name[:3].upper()}-{number}", "integer": number % 9 + 1, "yes_no": chance.random() < SAYS_YES,
        "duration": Duration(number % 36 * 3_600_000 + 3_600_000), "money": Money("USD", number % 20_000),
        "instant": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        "date": (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number % 365)).date(), "person": Person("partner"),
    }  # fmt: skip
    return made.get(kind)


# --- Customers -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Reply:
    """What a customer does about an offer: a choice, `declined`, or "" (silence); after a share of their time."""

    choice: str
    after: float
    mishap: Mishap = ""


def reply(seed: int, case: str, step: str, choices: Sequence[str]) -> Reply:
    """Draw a customer's answer to an offer."""
    chance = draw(seed, "customer", case, step)
    roll, after = chance.random(), 0.02 + 0.5 * chance.random()
    if roll < SILENT:
        return Reply("", after, "silent customer")
    if roll < SILENT + DECLINES:
        return Reply("declined", after, "declined offer")
    return Reply(chance.choice(sorted(choices)), after)


def contentment(seed: int, case: str, step: str) -> dict[str, Value] | None:
    """Draw the answer to a follow-up question, from 1 (bad) to 5; None is silence."""
    chance = draw(seed, "follow-up", case, step)
    if chance.random() < 2 * SILENT:
        return None
    handling = 1 + int(chance.random() * 2) if chance.random() < LEAST_CONTENT else 3 + int(chance.random() * 3)
    return {"outcome": min(5, handling + int(chance.random() * 2)), "handling": handling}


class Sent(NamedTuple):
    """A receipt that a customer sends: after which share of their time, over how much, for what, and its number."""

    after: float
    amount: Money
    of: str
    number: str


def receipts(seed: int, case: str, step: str, up_to: Money, things: Collection[str]) -> list[Sent]:
    """Draw the receipts a customer sends for a cover that goes up to an amount and stands for some things.

    Each is over a share of what is covered, as one pays it in cash; three of them can be more than all of it.
    """
    chance = draw(seed, "receipts", case, step)
    sent = [
        Sent(
            0.1 + 0.8 * chance.random(), in_cash(share(up_to, 5 + chance.randrange(50))),
            chance.choice(sorted(things)) if things else "", f"R-{chance.randrange(10**6):06}",
        )
        for _ in range(chance.randrange(0, 4))
    ]  # fmt: skip
    return sorted(each for each in sent if each.amount.minor)


def comes(seed: int, case: str, event: str) -> float | None:
    """Draw after which share of its time an event comes; None: it never does."""
    chance = draw(seed, "event", case, event)
    return None if chance.random() < SILENT else 0.2 + 0.7 * chance.random()


def turn(seed: int, case: str, interrupt: str) -> float | None:
    """Draw when a case takes a turn that its playbook is ready for, as a share of its first days; None: never."""
    chance = draw(seed, "turn", case, interrupt)
    return chance.random() if chance.random() < TURNS else None


# --- Staff -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Pace:
    """When staff do a task: after this share of the time they have; more than 1 is late."""

    share: float
    mishap: Mishap = ""


def pace(seed: int, case: str, task: str) -> Pace:
    """Draw how fast a task is done."""
    chance = draw(seed, "pace", case, task)
    if chance.random() < LATE_STAFF:
        return Pace(1.1 + 0.3 * chance.random(), "late staff")
    return Pace(0.05 + 0.4 * chance.random())


def filled(seed: int, case: str, task: str, fields: Mapping[str, tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Fill a form: by field its type and, for a choice of words, the words; answers are texts as people write them.

    A second person mostly finds what the first one found.
    """
    step, _, which = task.partition("#")
    differs = which.startswith("second") and draw(seed, "differs", case, task).random() < DIFFERS
    chance = draw(seed, "form", case, task if differs else step)
    written = {name: _written(kind, words, chance) for name, (kind, words) in sorted(fields.items())}
    return written | ({"why": chance.choice(REASONS)} if "finding" in fields else {})


def _written(kind: str, words: Sequence[str], chance: Random) -> str:
    number = int(chance.random() * 900) + 100
    texts = {
        "yes_no": "yes" if chance.random() < SAYS_YES else "no", "integer": str(number % 9 + 1),
        "text": f"seen to ({number})",
        "money": f"{number} USD", "duration": f"{number % 20 + 1}h", "instant": "2026-06-01T12:00:00Z",
        "date": "2026-06-01", "words": chance.choice(list(words)) if words else "",
    }  # fmt: skip
    return texts.get(kind, "")


REASONS: Final = (
    "our books and what you sent us agree: each belongs to an order of its own",
    "we looked at every step of it, and each was done as agreed",
)
"""Why people find what they find."""
STAND_IN: Final = "first"
"""Whom a head of a simulation lets do what nobody is fit for."""
ANSWERS: Final = "who-answers-for-it"
"""To whom a matter goes that is not the firm's, and that the playbook brought to nobody."""
CAUSES: Final = ("weather", "crew-rostering", "partner-late", "system-outage", "human-error", "stock-count")


def decision(  # noqa: C901, PLR0911, PLR0912, PLR0913 — one line a purpose, and what is known of the task
    seed: int,
    case: str,
    task: str,
    purpose: str,
    *,
    applied: bool,
    missing: Sequence[str] = (),
    owed: bool = False,
    causes: Sequence[str] = (),
    details: Mapping[str, object] = MappingProxyType({}),
    kinds: Sequence[str] = (),
) -> dict[str, str]:
    """Decide a task that asks for a decision.

    Args:
        seed: of the world.
        case: whose task it is.
        task: its name.
        purpose: what is decided.
        applied: the truth about the effect it asks about.
        missing: what the customer must still get before the case may close; whoever is asked gives it.
        owed: whether something of what is asked about is owed by law; nobody denies that.
        causes: what may be named as a root cause, where the house has a catalogue.
        details: of the task.
        kinds: of remedies, where the house has a document of them.
    """
    chance = draw(seed, "decision", case, task)
    match purpose:
        case "approve" if owed:
            return {"approve": "yes"}
        case "approve" if "in_kind_too" in details:
            return {"approve": "yes", "why": "it is for those who got nothing"}
        case "approve":
            return {"approve": "no", "why": "not covered"} if chance.random() < DENIES else {"approve": "yes"}
        case "countersign" | "budget":
            return {"approve": "yes"}
        case "second-look":
            upheld = chance.random() < UPHELD
            return {"finding": "upheld" if upheld else "not upheld", "why": "I asked everybody who was there"}
        case "redress":
            return redress(details, kinds)
        case "give":
            return {"reference": "till 7/12"}
        case "twice":
            return {"decision": KEEPS, "why": "they had trouble enough"}
        case "differs":
            return {"decision": "follow", "why": "it is so now"}
        case "evidence":
            return {"decision": "shown", "why": "a receipt"}
        case "sign":
            return {"decision": "no_abuse", "why": "each of them really failed"}
        case "staffing":
            return {"person": STAND_IN, "why": "nobody else is there"}
        case "establish":
            return {"applied": "yes" if applied else "no"}
        case "stuck" | "evaluate":
            again = chance.random() < TRIES_AGAIN
            return (
                {"decision": "retry", "why": "try again"} if again else {"decision": "skip", "why": "it does not work"}
            )
        case "call":
            marks = contentment(seed, case, task) or {"outcome": 4, "handling": 4}
            return {name: str(mark) for name, mark in marks.items()}
        case "review" if missing:
            return {"gives": " ".join(need for need in missing if need not in FACTS)}
        case "bounced":
            return {"decision": "reached", "why": "called them"}
        case "root-cause":
            return {"cause": chance.choice(causes or CAUSES)}
        case _:
            return {}
