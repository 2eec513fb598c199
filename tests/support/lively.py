"""A house for generated lives that uses all a matrix and a policy can say: what raises a tier, and what a tier asks."""

from __future__ import annotations

from dataclasses import replace

from domain.case.book import Book
from domain.clock.duration import Duration
from domain.clock.span import Days
from domain.entitlement.evaluate import digest_of
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.layout import asked_packs
from domain.remedies import Kind, Remedies
from domain.risk import MANDATORY, RiskMatrix, TierPolicy
from domain.signs import Sign
from domain.staffing import FourEyes, Staffing
from domain.vocabulary import Tier
from tests.support.owing import WITH_MEALS, late_pack
from tests.support.plans import CLOCKS, HOUR, MATRIX, book

WORDS = {"en": "because"}
LIVELY_MATRIX = RiskMatrix.model_validate({
    **MATRIX.model_dump(),
    "modifiers": {
        "ruin": {"at_least": "critical", "why": WORDS}, "vulnerable_customer": {"raises": 1, "why": WORDS},
        "public_channel": {"raises": 1, "channels": ["press"], "why": WORDS},
        "repeat_failure": {"raises": 1, "contacts": 3, "why": WORDS},
        "regulator": {"at_least": "high", "channels": ["regulator"], "why": WORDS},
    },
})  # fmt: skip
_SPANS: dict[Tier, int] = {"routine": 40, "elevated": 30, "high": 20, "critical": 10}


def _asks(tier: Tier) -> object:
    hours, urgent = _SPANS[tier], tier in {"high", "critical"}
    return CLOCKS.model_copy(update={
        "stuck": Duration(HOUR.ms // 2) if urgent else HOUR, "acknowledge": HOUR * (hours // 10),
        "first_action": HOUR * hours, "decision": HOUR * (hours * 2),
        "resolve": HOUR * (hours * 3), "repeat_within": Days(hours), "mandatory": MANDATORY if urgent else (),
        "who": Staffing(maturity=4, years=1) if urgent else Staffing(),
        "self_service": "never" if urgent else "first", "close_needs": ("hearing",) if tier == "critical" else (),
        "four_eyes": FourEyes(second="boss", acts=("undo", "cancel") if tier == "critical" else ()),
    })  # fmt: skip


LIVELY_POLICY = TierPolicy.model_validate(
    {"name": "lively", "tiers": {tier: _asks(tier) for tier in _SPANS}}, from_attributes=True
)


KINDS = Remedies(name="lively", kinds={
    "refund": Kind(set_off=("chargeback",), evidence=(Money("USD", 25_000),)),
    "voucher": Kind(premium=125, set_off=("chargeback",), most=(Money("USD", 22_000),)),
    "expenses": Kind(beside=("all",)),
    "apology": Kind(in_kind=True),
})  # fmt: skip

SIGNS = {
    "often": Sign(words=WORDS, days=3, cases=1, role="boss", within=HOUR * 5),
    "much": Sign(words=WORDS, kinds=("refund",), days=2, amounts=(Money("USD", 20_000),), role="boss"),
    "twice": Sign(words=WORDS, same="size", days=1, cases=2, role="desk", within=HOUR),
}
"""What some of the generated houses have a person look at."""


def lively(plan: p.Plan, **more: object) -> Book:
    """Return the book of a plan whose cases get worse with their size, and whose remedies are useless after a while."""
    by_size = p.ByCases(
        cases=(
            p.Line(when=("failure.size >= 8",), then=p.Given(value="severe")),
            p.Line(when=("failure.size >= 6",), then=p.Given(value="major")),
            p.Line(when=("failure.size >= 4",), then=p.Given(value="moderate")),
        ),
        otherwise=p.Given(value="minor"),
    )
    risk = p.RiskOf(
        likelihood=p.Given(value="likely"), consequence={"money": by_size},
        modifiers={"vulnerable_customer": ("failure.flag and failure.size == 7",)},
        useless_after=p.Formula(source='case.opened_at + duration("30h")'),
    )  # fmt: skip
    packs = {name: late_pack(WITH_MEALS) for name in asked_packs(plan)}
    digests = {name: digest_of(pack) for name, pack in packs.items()}
    found = book(plan.model_copy(update={"risk": risk}), **{"packs": packs, "pack_digests": digests, **more})
    return replace(found, matrix=LIVELY_MATRIX, policy=LIVELY_POLICY, around=replace(found.around, remedies=KINDS))
