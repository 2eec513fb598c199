"""Receipts that come in: each for one thing of its cover, told from all others, and for nothing that was given in kind.

Where that is in doubt, a person of the house says why it is paid all the same, and another decides about it.
"""

from __future__ import annotations

from typing import Final

from domain.case import commands as c
from domain.case import events as e
from domain.case.deciding.refusals import must_be_open, refuse
from domain.case.state import Case, CoverState, Receipt
from domain.case.surveying.covered import given_in_kind, same_as, things_of
from domain.events import Event
from domain.money import told

SAY_WHY: Final = "say why: --why TEXT. Somebody else then decides about it."


def take_in(case: Case, command: c.SubmitReceipt) -> tuple[Event, ...]:
    """Take a receipt in.

    Raises:
        CommandRejected: it is for no cover that runs, or not said for what of it; it is in another currency; nothing
            tells it from others; or it may be paid a second time, and nobody says why.
    """
    must_be_open(case)
    step, cover = _cover(case, command)
    _payable(case, command, cover)
    if command.why and command.actor.person == case.customer.id:
        refuse(case, "why a receipt is paid a second time is for somebody of the house to say.", "Leave “why” out.")
    of = _of(case, command, step, cover)
    came = Receipt(command.amount, command.actor.person, of, command.number, command.bought, command.why)
    _told_apart(case, step, came)
    _not_given(case, cover, came)
    return (
        e.EvidenceReceived(
            at=command.now, step=step, kind="receipt", amount=command.amount, text=command.text, by=came.by, of=of,
            number=came.number, bought=came.bought, although=came.although,
        ),
    )  # fmt: skip


def _cover(case: Case, command: c.SubmitReceipt) -> tuple[str, CoverState]:
    running = [path for path, cover in case.covers.items() if not cover.ended]
    step = command.step or (running[0] if len(running) == 1 else "")
    cover = case.covers.get(step)
    if cover is None:
        known = ", ".join(running) or "none"
        what = f"there is no cover “{step}”." if step else "it is not said for which cover."
        refuse(case, what, f"Running: {known}.")
    if cover.ended:
        refuse(case, f"the cover “{step}” is over.")
    return step, cover


def _payable(case: Case, command: c.SubmitReceipt, cover: CoverState) -> None:
    amount, currency = command.amount, cover.up_to.currency
    if amount.minor <= 0:
        refuse(case, "a receipt is over more than nothing.", "Write what was paid: 31.50 GBP.")
    if amount.currency != currency:
        refuse(
            case,
            f"the receipt is in {amount.currency}, and the cover pays in {currency}; no exchange rates are known here.",
            f"Take it in with the amount in {currency} that the statement of their card or bank shows; without one, ask"
            f" them for it, and write down that you did: makegood case contact {case.id[:12]} TEXT --out.",
        )


def _of(case: Case, command: c.SubmitReceipt, step: str, cover: CoverState) -> str:
    """Return for which thing of a cover a receipt is."""
    things = things_of(cover)
    if command.of and command.of not in things:
        what = f"the cover “{step}” stands for nothing that is called so."  # not said again: anything may be typed
        refuse(case, what, f"It stands for: {', '.join(things)}." if things else "Leave out what it is for.")
    if not command.of and len(things) > 1:
        refuse(case, f"it is not said what of “{step}” the receipt is for.", f"Say it (--what): {', '.join(things)}.")
    return command.of or "".join(things)


def _told_apart(case: Case, step: str, came: Receipt) -> None:
    if not came.number and not came.bought:
        remedy = "Give its number (--number), or the shop and the day (--shop, --day)."
        refuse(case, "nothing tells this receipt from another.", remedy)
    before = same_as(case, step, came)
    if before is not None and not came.although:
        one = f"receipt {before.number} of “{before.path}”, over {told(before.receipt.amount, 'en')},"
        refuse(case, f"{one} came before, and nothing tells this one from it.", f"If it is another one, {SAY_WHY}")


def _not_given(case: Case, cover: CoverState, came: Receipt) -> None:
    entries = [entry for _, entry in given_in_kind(case, cover, came.of)] if came.of else []
    if entries and not came.although:
        given = "was given" if entries[-1].status == "paid" else "is about to be given"
        what = f"what this receipt is for ({came.of.replace('_', ' ')}) {given} in kind: {entries[-1].kind}."
        refuse(case, what, f"If it is paid all the same, {SAY_WHY}")
