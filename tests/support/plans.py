"""Small plans and books for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.case.book import Book
from domain.clock.calendar import Calendar, Holiday
from domain.clock.duration import Duration
from domain.clock.hours import WEEKDAYS, Hours
from domain.clock.quiet import QuietHours
from domain.clock.span import Days
from domain.clock.zone import Offset
from domain.contact_rules import CAUSES, ContactRules
from domain.entitlement.evaluate import digest_of
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.playbook.layout import asked_packs
from domain.risk import LEVELS, LIKELIHOODS, SCALES, TIERS, RiskMatrix, Rung, TierClocks, TierPolicy
from tests.support.owing import late_pack

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = Duration(3_600_000)
MATRIX = RiskMatrix(
    name="test",
    tiers={
        s: {level: dict.fromkeys(LIKELIHOODS, TIERS[max(0, n - 1)]) for n, level in enumerate(LEVELS)} for s in SCALES
    },
)
CALENDAR = Calendar(
    name="test-2026", zone="UTC", first=date(2026, 1, 1), last=date(2027, 12, 31),
    offsets=(Offset(since=datetime(2025, 12, 31, tzinfo=UTC), minutes=0),),
    week={day: (Hours(opens=540, closes=1020),) if day not in {"sat", "sun"} else () for day in WEEKDAYS},
    holidays=(Holiday(day=date(2026, 3, 19), name="Day of Silence", estimated=True),),
)  # fmt: skip
"""Monday to Friday, nine to five, UTC, with one holiday in March 2026."""
RULES = ContactRules(
    name="test", promises=("resolve",), stops_while=CAUSES,
    quiet_hours={"us": QuietHours(begins=1260, ends=480, zone="UTC", offsets=CALENDAR.offsets)},
    postal={"us": Days(3)},
)  # fmt: skip
"""Quiet from 21:00 to 08:00 UTC; the clock of the resolution stops while the customer is asked."""
CLOCKS = TierClocks(
    stuck=HOUR, establish=HOUR, root_cause=HOUR * 48, review=HOUR * 24, hold=HOUR * 24, again=HOUR * 12,
    ladder=(Rung(after=HOUR * 72, direction="up", to="boss"), Rung(after=HOUR * 96, direction="across", to="legal")),
)  # fmt: skip
POLICY = TierPolicy(name="test", tiers=dict.fromkeys(TIERS, CLOCKS))


def contract(name: str, capability: str = "keyed", **more: object) -> Contract:
    """Return a connector's contract."""
    return Contract.model_validate(
        {"name": name, "capability": capability, "settles_after_ms": 500, "refusals": {"no": "no"}, **more}
    )


def do(name: str, **more: object) -> p.Do:
    """Return a service step with an undo of its own name."""
    defaults: dict[str, object] = {"connector": contract(name), "undo": contract(f"{name}.undo", undoes=True)}
    return p.Do.model_validate({"id": name, **defaults, **more})


def plan(*steps: p.AnyStep, **more: object) -> p.Plan:
    """Return a plan of these steps."""
    base: dict[str, object] = {
        "playbook": "test", "title": {"en": "Test"}, "owner": "owner", "markets": ("us",), "languages": ("en",),
        "handles": (p.Handles(failure="test"),), "facts": {"size": p.FactType(type="integer", optional=True)},
        "risk": p.RiskOf(likelihood=p.Given(value="likely"), consequence={"money": p.Given(value="minor")}),
        "steps": steps, "close": p.CloseNeeds(root_cause="optional"),
    }  # fmt: skip
    return p.Plan.model_validate({**base, **more})


def book(the_plan: p.Plan, **more: object) -> Book:
    """Return a book with the test matrix and policy."""
    packs = {name: late_pack() for name in asked_packs(the_plan)}
    digests = {name: digest_of(pack) for name, pack in packs.items()}
    pinned: dict[str, object] = {
        "calendar": CALENDAR, "calendar_digest": "sha256:calendar", "packs": packs, "pack_digests": digests, **more
    }  # fmt: skip
    return Book(the_plan, MATRIX, POLICY, "sha256:plan", "sha256:matrix", "sha256:policy", **pinned)  # type: ignore[arg-type]


def usd(minor: int) -> Money:
    """Return dollars in cents."""
    return Money("USD", minor)


def fourteen_steps() -> p.Plan:
    """Return the measured case: assess, five steps, a sixth of eight that refuses, five undone, a follow-up message."""
    tries = tuple(do(f"step-{n}") for n in range(1, 9))
    return plan(
        do("assess", undo=None),
        p.Try(id="recovery", plans=(tries,), otherwise=(do("follow-up", undo=None),)),
    )
