"""`makegood case …`: what people do towards the end of a case, each by the closure rule."""

from __future__ import annotations

from typing import Annotated, get_args

from domain.case.deciding.ending_by_hand import BY_HAND
from domain.case.events import Found, Outcome
from domain.values import to_json
from makegood.cli.acting import command, find
from makegood.cli.options import AMOUNT, Common, amount_of, one_of


def accept(case: str, *, common: Common = Common()) -> None:
    """Write down that the customer agrees that it is put right.

    Args:
        case: the case, or the beginning of its id.
    """
    command(common, case, "accept")


def reject(case: str, *, why: str, common: Common = Common()) -> None:
    """Write down that the customer does not agree: the case is taken up again, and somebody uninvolved looks at it.

    Args:
        case: the case, or the beginning of its id.
        why: what the customer said; it goes into the vault.
    """
    command(common, case, "reject", why=why)


def finding(case: str, found: str, *, why: str, common: Common = Common()) -> None:
    """Say what was found, and the reasons; a refusal needs it.

    Args:
        case: the case, or the beginning of its id.
        found: upheld, partly, not-upheld, not-ours or cannot-tell.
        why: the reasons; they are kept, and the customer is told.
    """
    words = found.replace("-", " ")
    one_of(words, get_args(Found), "the finding")
    command(common, case, "finding", finding=words, why=why)


def refer(case: str, to: str, *, why: str, accepted: str = "", common: Common = Common()) -> None:
    """Say to whom the matter goes, and, once they took it on, under which reference.

    Args:
        case: the case, or the beginning of its id.
        to: who it goes to, as one word: energy-ombudsman.
        why: the reason.
        accepted: the reference under which they accepted it.
    """
    command(common, case, "refer", to=to, why=why, accepted=accepted)


def tried(case: str, *, channel: str, why: str, common: Common = Common()) -> None:
    """Record that somebody tried to reach the customer and did not.

    Args:
        case: the case, or the beginning of its id.
        channel: by which channel.
        why: what came of it.
    """
    command(common, case, "try-contact", channel=channel, why=why)


def cause(case: str, named: str, *, common: Common = Common()) -> None:
    """Name why it happened.

    Args:
        case: the case, or the beginning of its id.
        named: the root cause.
    """
    command(common, case, "name-root-cause", cause=named)


def expects(case: str, kind: str, *, amount: Annotated[str, AMOUNT] = "", common: Common = Common()) -> None:
    """Record what the customer hopes for; it is compared with what they got when the case closes.

    Args:
        case: the case, or the beginning of its id.
        kind: a remedy or what people give: refund, replacement, apology, explanation.
        amount: how much, where they said it, for example "200 USD".
    """
    told = to_json(amount_of(amount, "--amount")) if amount else None
    command(common, case, "expect", kind=kind, amount=told)


def close(case: str, outcome: str, *, why: str, into: str = "", common: Common = Common()) -> None:
    """End a case with an outcome, by the closure rule; what is missing is told.

    Args:
        case: the case, or the beginning of its id.
        outcome: refused, referred, no-failure-found, unreachable or merged.
        why: the reason among ourselves; the customer is never told.
        into: the case that a merged one goes into.
    """
    words = outcome.replace("-", " ")
    if words not in get_args(Outcome):
        one_of(words, sorted(BY_HAND), "the outcome")
    command(common, case, "end", outcome=words, why=why, into=find(common, into) if into else "")
