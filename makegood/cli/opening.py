"""`makegood case open`: a failure that a person tells becomes a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from domain.clock.instant import parse_instant
from domain.entitlement.facts import units_asked
from domain.errors import NotFoundError, UsageError
from domain.intake.by_hand import Units, facts_by_hand
from domain.intake.rows import FailureTold, PersonTold
from domain.intake.told import told_to_json
from domain.playbook.layout import Layout, asked_packs
from domain.playbook.plan import FactType, Plan
from domain.vocabulary import LANGUAGES
from makegood.cli.options import AMOUNT, Common, amount_of, facts_file, named_values, one_of
from workers.asking import ask
from workers.opening import Reading, reading

NOWHERE = "There is no address to write to: no letter reaches the customer."
"""What is said of a case whose customer cannot be written to."""


TO_COME = "It is said to happen only on {}: what is owed goes by that day, what counts from it begins now."
"""What is said of a failure whose day is to come: a flight that is called off ahead, or a year that was mistyped."""


def give_address(case: str) -> str:
    """Say how an address is given."""
    return f"Give one: makegood case customer {case[:12]} --address ADDRESS --why REASON."


def open_(  # noqa: PLR0913 — the parts of a failure
    failure: str,
    *,
    key: str,
    customer: str,
    customer_id: str = "",
    market: str,
    fact: Annotated[Sequence[str], Parameter(negative="")] = (),
    facts: Path | None = None,
    address: str = "",
    language: str = "",
    source: str = "desk",
    happened: str | None = None,
    hopes: str = "",
    amount: Annotated[str, AMOUNT] = "",
    common: Common = Common(),
) -> None:
    """Open a case for a failure that somebody tells; told again under the same key, it is the same case.

    Told again soon enough after it was settled, that case is taken up again; later, it is a case of its own.

    Args:
        failure: what failed, as playbooks name it.
        key: what names this failure at its source, for example a booking number.
        customer: who is harmed, by name.
        customer_id: by what the source knows them, for example a customer number; without one, name and address tell.
        market: the market whose rules and languages apply.
        fact: a fact as NAME=VALUE; may be given many times.
        facts: facts as a JSON file, for those that are people or lists.
        address: where the customer can be written to.
        language: the customer's language; without one, that of the market.
        source: who tells it.
        happened: when it happened.
        hopes: what the customer hopes for: refund, replacement, apology, explanation.
        amount: how much, where they said it, for example "200 USD".
    """
    if language:
        one_of(language, LANGUAGES, "--language")
    if not customer.strip():
        raise UsageError("--customer is empty.", remedy="Say who is harmed, by name.")
    hoped = amount_of(amount, "--amount") if amount else None
    types, spoken, units = reading(common.settings(), lambda r: _types(r, failure, market))
    spoken = language or spoken
    told = FailureTold(
        failure=failure, source=source, key=key, place="by hand", market=market, language=spoken,
        facts=facts_by_hand(
            {**facts_file(facts), **named_values(fact, "--fact")}, types, language=spoken, units=units
        ),
        customer=PersonTold(customer_id.strip(), customer, address, spoken),
        happened_at=parse_instant(happened) if happened else None, reported_at=None,
        hopes=_one_word(hopes, amount), hopes_amount=hoped,
    )  # fmt: skip
    answers = ask(common.settings(), "receive", failures=[told_to_json(told)], **{"as": common.as_})
    assert isinstance(answers, list)  # noqa: S101 — the door's own format
    answer = dict(answers[0])
    if "case" not in answer:
        why = str(answer.get("rejected") or answer.get("no_plan"))
        raise UsageError(f"no case was opened: {why.rstrip('.')}.", remedy=str(answer.get("remedy", "")))
    case = str(answer["case"])
    story = reading(common.settings(), lambda r: r.story(case))
    reachable = story.reachable
    if common.json:
        common.output.document({**answer, "reachable": reachable})
        return
    if "CaseReopened" in answer["events"]:
        common.output.line(f"{case}: that failure is known; the case is taken up again.")
    elif answer["repeat"]:
        common.output.line(f"{case}: that failure is known already.")
    else:
        common.output.line(f"{case}: opened.")
        day, known = story.case.happened_at, story.case.opened_at
        if day is not None and known is not None and day > known:
            common.output.line(f"  {TO_COME.format(common.output.instant(day))}")
    if not reachable:
        common.output.line(f"  {NOWHERE} {give_address(case)}")


async def _types(r: Reading, failure: str, market: str) -> tuple[Mapping[str, FactType], str, Units]:
    """Return the facts that a failure is told with, the language of a market, and in which units facts are counted."""
    await r.library.refresh()
    there = r.library.markets().get(market)
    plans = [Plan.model_validate_json(one.content) for one in r.library.newest("playbook")]
    handled = {h.failure: plan for plan in plans for h in plan.handles}
    if failure not in handled:
        known = ", ".join(sorted(handled)) or "none yet"
        what = f"no playbook handles “{failure}”{r.library.retired_for(failure)}."
        raise NotFoundError(what, remedy=f"Failures that are handled: {known}.")
    markets = sorted({name for one in plans for h in one.handles if h.failure == failure for name in one.markets})
    if market not in markets:
        remedy = f"There are ones for: {', '.join(markets)}. Have one for {market} put in force: makegood playbook new."
        raise NotFoundError(f"no playbook handles “{failure}” in market {market}.", remedy=remedy)
    plan = handled[failure]
    asked = [one for name in asked_packs(plan) if (one := r.library.in_force("pack", name)) is not None]
    packs = {one.name: await r.library.pack(one.digest) for one in asked}
    return plan.facts, there.language if there is not None else "en", units_asked(Layout(plan), packs)


def _one_word(hopes: str, amount: str) -> str:
    """Return what the customer hopes for, as one word.

    Raises:
        UsageError: it is more than one word, or only an amount.
    """
    if amount and not hopes:
        raise UsageError("it is not said what the amount is hoped for.", remedy="Say it with --hopes refund.")
    if " " in hopes.strip():
        raise UsageError("that is no kind of remedy: it is one word.", where="--hopes", remedy="For example: refund.")
    return hopes.strip()
