"""The budgets of a house: who sets them, and how they follow from what was set."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from domain.budgets import NAMED, SCOPES, Budgets, Limit
from domain.case.commands import Actor
from domain.case.deciding.one_person import same_hands
from domain.errors import CommandRejected, Forbidden, NotFoundError, UsageError
from domain.events import Event
from domain.house import events as h
from domain.house.directory import Directory
from domain.house.permissions import HOUSE, kinds_of, takes
from domain.ids import ENGINE
from domain.money import Money
from domain.money import told as written


def evolve(budgets: Budgets, event: Event) -> Budgets:
    """Return the budgets with one more fact; a lifted one is one no more."""
    if not isinstance(event, h.BudgetSet):
        return budgets
    position = budgets.position + 1
    others = {name: limit for name, limit in budgets.limits.items() if name != event.budget}
    if event.amounts:
        others[event.budget] = Limit(
            event.budget, {each.currency: each.minor for each in event.amounts}, event.calendar, event.keeper, position,
            event.at, event.by, event.why,
        )  # fmt: skip
    return Budgets(others, budgets.calendars, position)


def set_budget(  # noqa: PLR0913 — the parts of a budget
    budgets: Budgets, budget: str, amounts: Iterable[Money], *, calendar: str, keeper: str, now: datetime, by: str,
    why: str,
) -> tuple[Event, ...]:  # fmt: skip
    """Set a budget, or (no amounts) lift it; () when it is so already.

    Raises:
        UsageError: an amount is below nothing, a currency stands there twice, or the reason is missing.
        CommandRejected: a budget is lifted that was never set.
    """
    if not why.strip():
        raise UsageError("the reason is missing.", where=f"budget {budget}", remedy="Say why: --why TEXT; it is kept.")
    told: dict[str, Money] = {}
    for amount in amounts:
        if amount.minor < 0:
            raise UsageError(
                f"{written(amount, 'en')} is less than nothing.", where=f"budget {budget}",
                remedy=f"With 0 {amount.currency} nothing is granted; to lift it: makegood house budget lift.",
            )  # fmt: skip
        if amount.currency in told:
            raise UsageError(f"there are two amounts in {amount.currency}.", where=f"budget {budget}",
                             remedy="Give one a currency.")  # fmt: skip
        told[amount.currency] = amount
    before = budgets.limits.get(budget)
    if not told and before is None:
        raise CommandRejected(
            f"there is no budget “{budget}” to lift.", remedy="See which there are: makegood house budget show."
        )
    minors = {currency: amount.minor for currency, amount in told.items()}
    if before is not None and (before.amounts, before.calendar, before.keeper) == (minors, calendar, keeper):
        return ()
    fact = h.BudgetSet(
        at=now, budget=budget, amounts=tuple(told.values()), calendar=calendar, keeper=keeper, by=by, why=why
    )
    return (fact,)


def check_budget(actor: Actor, directory: Directory, playbooks: Iterable[str], budget: str) -> None:
    """Check that there can be such a budget, and that somebody may set it: not the one for themselves.

    Raises:
        UsageError: budgets are for something else.
        NotFoundError: there is no such person or playbook.
        Forbidden: with the kinds of actor that may.
    """
    scope, _, name = budget.partition("/")
    if scope not in SCOPES or (name and scope not in NAMED) or budget.endswith("/"):
        kinds = ", ".join((*SCOPES, *(f"{each}/NAME" for each in sorted(NAMED))))
        raise UsageError(f"“{budget}” is nothing that a budget is for.", remedy=f"Budgets are for: {kinds}.")
    if scope == "actor" and name and name != ENGINE and name not in directory.members:
        remedy = f"See who belongs to it: makegood house list; what is granted by itself is actor/{ENGINE}."
        raise NotFoundError(f"nobody in the house is called “{name}”.", remedy=remedy)
    if scope == "playbook" and name and name not in playbooks:
        remedy = "See which there are: makegood document list."
        raise NotFoundError(f"there is no playbook “{name}” in this journal.", remedy=remedy)
    if not kinds_of(actor) & HOUSE:
        raise Forbidden(f"{actor.person} may not set budgets.", where=f"budget {budget}", remedy=takes(HOUSE))
    close = same_hands(replace(actor, reports_to=()), name) if scope == "actor" and name else ""
    if close:
        whose = "their own budget" if name in {actor.person, *actor.same_as} else f"the budget of {name}: {close}"
        raise Forbidden(
            f"{actor.person} may not set {whose}.", where=f"budget {budget}",
            remedy="Somebody else who may change the house does it.",
        )  # fmt: skip


def check_own(
    actor: Actor, directory: Directory, budgets: Budgets, budget: str, amounts: Collection[Money]
) -> None:  # fmt: skip
    """Check that nobody gives themselves more by the budget that everybody has who has none of their own.

    Raises:
        Forbidden: it would rise, or be lifted, for whoever asks.
    """
    person = next((name for name in (actor.person, *actor.same_as) if name in directory.members), "")
    before = budgets.limits.get(budget)
    if budget != "actor" or not person or before is None or f"actor/{person}" in budgets.limits:
        return
    now = {amount.currency: amount.minor for amount in amounts}
    if any(currency not in now or now[currency] > minor for currency, minor in before.amounts.items()):
        raise Forbidden(
            f"{actor.person} may not raise or lift a budget that is theirs as well.", where=f"budget {budget}",
            remedy="Somebody else does it, or first sets one for them alone:"
            f" makegood house budget set actor/{person}.",
        )  # fmt: skip
