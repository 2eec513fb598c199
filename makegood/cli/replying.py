"""`makegood case answer`, `customer`, `note`: what was answered afterwards, who is known by what, and remarks."""

from __future__ import annotations

from typing import Annotated

from domain.errors import UsageError
from domain.vocabulary import LANGUAGES
from makegood.cli.acting import find, tell
from makegood.cli.options import WHOLE, Common, one_of
from workers.asking import ask
from workers.opening import reading

BEST = 5


def answer(
    case: str, *, outcome: Annotated[int, WHOLE], handling: Annotated[int, WHOLE], common: Common = Common()
) -> None:  # fmt: skip
    """Write down what the customer answered to the follow-up question; it counts as said by them.

    Args:
        case: the customer's reference, as the failure was told, or the beginning of the case's id.
        outcome: how they judge what came of it, from 1 (bad) to 5.
        handling: how they judge the way it was handled, from 1 (bad) to 5.
    """
    for name, mark in (("outcome", outcome), ("handling", handling)):
        if not 1 <= mark <= BEST:
            raise UsageError(f"{mark} is no mark.", where=f"--{name}", remedy="Marks go from 1 (bad) to 5 (good).")
    settings = common.settings()
    name = reading(settings, lambda r: r.answering(case))
    told = {"do": "answer-follow-up", "answer": {"outcome": outcome, "handling": handling}}
    tell(common, ask(settings, "command", case=name, command=told, **{"as": common.as_}))


def customer(
    case: str, *, why: str, address: str = "", name: str = "", language: str = "", common: Common = Common()
) -> None:
    """Write down what more is known of the customer: it goes into the vault, and letters and payouts then go by it.

    Where something is on its way to them already, somebody else agrees before it goes to another name or address.

    Args:
        case: the case, or the beginning of its id.
        why: how that is known; it is kept.
        address: where they can be written to.
        name: what they are called.
        language: in which language they are written to.
    """
    if not (address.strip() or name.strip() or language):
        raise UsageError("nothing is said of the customer.", remedy="Say it with --address, --name or --language.")
    for option, text in (("--address", address), ("--name", name)):
        if text and not text.isprintable():
            raise UsageError("there are line breaks in it.", where=option, remedy="Write one line.")
    if language:
        one_of(language, LANGUAGES, "--language")
    told = {"address": address.strip(), "name": name.strip(), "language": language}
    case = find(common, case)
    tell(common, ask(common.settings(), "customer", case=case, why=why, **told, **{"as": common.as_}))


def note(case: str, text: str, *, common: Common = Common()) -> None:
    """Add a remark for those who work on the case; its words go into the vault.

    Args:
        case: the case, or the beginning of its id.
        text: the remark.
    """
    name = find(common, case)
    tell(common, ask(common.settings(), "note", case=name, text=text, **{"as": common.as_}))
