"""`makegood remedy`: grant or deny what a customer is to get, and write down what became of it."""

from __future__ import annotations

from typing import Annotated, get_args

from domain.values import to_json
from domain.views.recovered import what_changes
from domain.vocabulary import Source
from makegood.cli.acting import command, find
from makegood.cli.ledger import kinds_of
from makegood.cli.options import AMOUNT, Common, amount_of, one_of
from workers.opening import reading


def approve(case: str, entry: str, *, why: str = "", common: Common = Common()) -> None:
    """Grant a proposed remedy.

    Args:
        case: the case, or the beginning of its id.
        entry: the remedy, as makegood case show names it.
        why: the reason; it is needed where a receipt is for what was given in kind, too.
    """
    command(common, case, "approve-remedy", entry=entry, why=why)


def deny(case: str, entry: str, *, why: str, common: Common = Common()) -> None:
    """Say no to a proposed remedy.

    Args:
        case: the case, or the beginning of its id.
        entry: the remedy, as makegood case show names it.
        why: the reason; the customer is told.
    """
    command(common, case, "deny-remedy", entry=entry, why=why)


def decline(case: str, entry: str, *, why: str, common: Common = Common()) -> None:
    """Write down that the customer does not want a remedy.

    Args:
        case: the case, or the beginning of its id.
        entry: the remedy, as makegood case show names it.
        why: what the customer said; it goes into the vault.
    """
    command(common, case, "decline-remedy", entry=entry, why=why)


def came_back(case: str, entry: str, *, why: str, reference: str = "", common: Common = Common()) -> None:
    """Record that what was paid came back: it is to be paid again, by the next way.

    Args:
        case: the case, or the beginning of its id.
        entry: the remedy, as makegood case show names it.
        why: what whoever sent it back says.
        reference: under which reference it came back; the same one counts once.
    """
    command(common, case, "return-payout", entry=entry, why=why, reference=reference)


def reverse(
    case: str,
    entry: str,
    *,
    why: str,
    amount: Annotated[str, AMOUNT] = "",
    reference: str = "",
    common: Common = Common(),
) -> None:
    """Record that what the customer got was taken back; it takes the authority to grant as much.

    Args:
        case: the case, or the beginning of its id.
        entry: the remedy, as makegood case show names it.
        why: the reason; the customer is told.
        amount: how much of it, for example "20 USD"; by default all that is left.
        reference: under which reference it was taken back; the same one counts once.
    """
    told = to_json(amount_of(amount, "--amount")) if amount else None
    command(common, case, "reverse-remedy", entry=entry, why=why, amount=told, reference=reference)


def elsewhere(
    case: str,
    amount: Annotated[str, AMOUNT],
    *,
    source: str,
    evidence: str,
    payee: str = "",
    common: Common = Common(),
) -> None:
    """Record that the customer got money for the same elsewhere; it is set off as far as the house says so.

    Where that lowers what is owed, somebody else is asked to agree first.

    Args:
        case: the case, or the beginning of its id.
        amount: how much they got, for example "120 USD".
        source: chargeback, insurer or agent.
        evidence: what shows it: a statement, a letter, a reference.
        payee: who got it, where that is not the customer.
    """
    one_of(source, get_args(Source), "--source")
    told, named = to_json(amount_of(amount, "AMOUNT")), find(common, case)
    command(common, case, "learn-recovery", amount=told, source=source, evidence=evidence, payee=payee)
    if common.json:
        return
    story = reading(common.settings(), lambda r: r.story(named))
    known = ((name, x) for name, x in story.case.recoveries.items() if (x.source, x.evidence) == (source, evidence))
    name = next((name for name, each in known if to_json(each.amount) == told), "")
    for line in what_changes(story.case, kinds_of(story), name) if name else ():
        common.output.line(f"  {line}")


def proof(case: str, text: str, *, step: str = "", common: Common = Common()) -> None:
    """Take in what the customer sent to show a claim; the words go into the vault.

    Args:
        case: the case, or the beginning of its id.
        text: what they sent, and what it shows.
        step: for the remedy of which step; without one, for all of the case.
    """
    command(common, case, "submit-evidence", text=text, step=step)
