"""A journal for tests of the command line: one case on a plan, gone as far as it goes without people."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from activities.journal import file
from activities.journal.sqlite import SqliteJournal
from activities.ports import Outcome
from domain.contact_rules import ContactRules
from domain.playbook import plan as p
from domain.risk import RiskMatrix, TierPolicy
from domain.values import Value
from tests.support.house import House, Told
from tests.support.plans import HOUR, MATRIX, POLICY, contract, plan, usd

Tiers = tuple[RiskMatrix, TierPolicy]


def opened(
    path: Path, the_plan: p.Plan, facts: Mapping[str, Value] | None = None,
    *, answers: Mapping[str, Outcome] | None = None, rules: ContactRules | None = None,
    tiers: Tiers = (MATRIX, POLICY),
) -> str:  # fmt: skip
    """Make a journal, open one case in it, and go on until only people or clocks can; returns the case."""
    file.create(path)
    return asyncio.run(_live(path, the_plan, "order 1042", facts, answers, rules, tiers))


def go_on(path: Path, the_plan: p.Plan, tiers: Tiers = (MATRIX, POLICY)) -> None:
    """Go on with the cases of a journal until only people or clocks can."""
    asyncio.run(_live(path, the_plan, "", None, None, tiers=tiers))


async def _live(
    path: Path, the_plan: p.Plan, key: str, facts: Mapping[str, Value] | None, answers: Mapping[str, Outcome] | None,
    rules: ContactRules | None = None, tiers: Tiers = (MATRIX, POLICY),
) -> str:  # fmt: skip
    journal, (matrix, policy) = SqliteJournal(path), tiers
    house = await House(journal, the_plan, Told(answers or {}), rules=rules, matrix=matrix, policy=policy).start()
    case = (await house.open(key, facts)).case if key else ""
    await house.engine.until_quiet()
    await journal.close()
    return case


def ask(**more: object) -> p.Ask:
    """Return a question to the desk with a form of several types."""
    form = {
        "reached": p.FactType(type="yes_no"), "said": p.FactType(type="text", private=True, optional=True),
        "mood": p.FactType(type="words", words=("calm", "angry")),
    }  # fmt: skip
    told = {"id": "ring", "role": "desk", "words": {"en": "Ring the customer"}, "form": form, "due": HOUR * 2}
    return p.Ask.model_validate({**told, "skill": {"ticketing": 3}, **more})


def refund(**more: object) -> p.Remedy:
    """Return a refund that the head grants, the board above 1,000 dollars."""
    told = {
        "id": "refund", "remedy": "refund", "amount": p.Given(value=usd(102254)), "pay": (contract("pay", pays=True),),
        "authority": {"above": ({"role": "head", "up_to": (usd(200000),)}, {"role": "board"}), "within": HOUR},
    }  # fmt: skip
    return p.Remedy.model_validate({**told, **more})


def desk_plan(*steps: p.AnyStep, **more: object) -> p.Plan:
    """Return a plan whose facts are a size and a private note."""
    facts = {"size": p.FactType(type="integer", optional=True), "note": p.FactType(type="text", private=True)}
    return plan(*steps, facts=facts, **more)
