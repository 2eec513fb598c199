"""`makegood case cancel`, `risk`, `hold` …: steer a case by hand, and say what came in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, get_args

from cyclopts import Parameter

from domain.clock.instant import instant_text
from domain.errors import UsageError
from domain.risk import LEVELS, LIKELIHOODS, MODIFIERS, SCALES, TIERS
from domain.vocabulary import CalledOff
from makegood.cli.acting import command, find
from makegood.cli.acting import tell as tell_change
from makegood.cli.options import AMOUNT, Common, amount_of, facts_file, instant, named_values, one_of
from workers.asking import ask

BECAUSE: Final = get_args(CalledOff)[1:]
"""Why a case is called off, as its customer is told."""


def cancel(case: str, *, why: str, because: str = BECAUSE[0], common: Common = Common()) -> None:
    """Call a case off; what is half done is undone. The customer is told what that means for them.

    Args:
        case: the case, or the beginning of its id.
        why: the reason among ourselves; it is kept, and the customer is never told.
        because: what the customer is told: no-failure (we found none), mistake (we opened it by mistake) or settled
            (the matter was settled otherwise). A duplicate goes into the other case: makegood case close, merged.
    """
    one_of(because, BECAUSE, "--because")
    command(common, case, "cancel", why=why, because=because)


def about(case: str, person: str, *, why: str, common: Common = Common()) -> None:
    """Say whom of the house a complaint is about: they do nothing in the case from then on, and decide nothing.

    Args:
        case: the case, or the beginning of its id.
        person: the person, or one of their accounts.
        why: the reason.
    """
    command(common, case, "complained-about", person=person, why=why)


def risk(  # noqa: PLR0913 — the parts of a judgement
    case: str,
    *,
    why: str,
    tier: str | None = None,
    likelihood: str | None = None,
    level: Annotated[Sequence[str], Parameter(negative="")] = (),
    modifier: Annotated[Sequence[str], Parameter(negative="")] = (),
    evidence: Annotated[Sequence[str], Parameter(negative="")] = (),
    common: Common = Common(),
) -> None:
    """Judge how bad a case is. A higher tier holds at once; a lower one is proposed, and a second person agrees or not.

    Args:
        case: the case, or the beginning of its id.
        why: the reason; it is kept.
        tier: routine, elevated, high or critical; without one the matrix makes it of what else is said.
        likelihood: rare, unlikely, possible, likely or frequent.
        level: how bad it is on a scale, as SCALE=LEVEL (safety=major); may be given many times.
        modifier: what makes it worse, as the matrix calls it (vulnerable_customer); may be given many times.
        evidence: what shows it; may be given many times.
    """
    one_of(tier, TIERS, "--tier")
    one_of(likelihood, LIKELIHOODS, "--likelihood")
    for each in modifier:
        one_of(each, MODIFIERS, "--modifier")
    levels: dict[str, str] = {}
    for each in level:
        scale, _, found = each.partition("=")
        one_of(scale, SCALES, "--level")
        one_of(found or "nothing", LEVELS, f"--level {scale}")
        levels[scale] = found
    command(
        common, case, "assess-risk", why=why, tier=tier, likelihood=likelihood, consequence=levels,
        modifiers=[*modifier], evidence=[*evidence],
    )  # fmt: skip


def hold(case: str, *, why: str, until: str | None = None, common: Common = Common()) -> None:
    """Freeze a case; its clocks run on.

    Args:
        case: the case, or the beginning of its id.
        why: the reason.
        until: when somebody looks at it again; by default as the tier policy says.
    """
    when = instant(until)
    command(common, case, "hold", why=why, review_at=instant_text(when) if when else None)


def free(case: str, *, why: str, common: Common = Common()) -> None:
    """End a hold, or let a case go on that was parked after repeated trouble.

    Args:
        case: the case, or the beginning of its id.
        why: the reason.
    """
    command(common, case, "free", why=why)


def withdraw(case: str, *, why: str, common: Common = Common()) -> None:
    """The customer withdraws; earned money is paid all the same.

    Args:
        case: the case, or the beginning of its id.
        why: what the customer said.
    """
    command(common, case, "withdraw", why=why)


def reopen(case: str, *, why: str, common: Common = Common()) -> None:
    """Take a closed case up again, one tier up.

    Args:
        case: the case, or the beginning of its id.
        why: the reason.
    """
    command(common, case, "reopen", why=why)


def choose(case: str, choice: str, *, offer: str = "", common: Common = Common()) -> None:
    """Record what the customer chose; `declined` when they want none of it.

    Args:
        case: the case, or the beginning of its id.
        choice: one of the choices offered, or declined.
        offer: which offer, when more than one is open.
    """
    if choice == "declined":
        command(common, case, "decline", step=offer)
    else:
        command(common, case, "choose", step=offer, choice=choice)


def change(
    case: str,
    *,
    why: str,
    fact: Annotated[Sequence[str], Parameter(negative="")] = (),
    facts: Path | None = None,
    common: Common = Common(),
) -> None:
    """More is known of the failure, or it grew.

    Args:
        case: the case, or the beginning of its id.
        why: how that is known.
        fact: what is so now, as NAME=VALUE; may be given many times.
        facts: what is so now as a JSON file, for facts that are people or lists; a list takes the place of the old one.
    """
    told = {**facts_file(facts), **named_values(fact, "--fact")}
    if not told:
        raise UsageError("no fact is given.", remedy="Give one: --fact NAME=VALUE, or a file: --facts FILE.json.")
    name = find(common, case)
    tell_change(common, ask(common.settings(), "change", case=name, facts=told, why=why, **{"as": common.as_}))


def signal(case: str, event: str, *, common: Common = Common()) -> None:
    """Say that something happened which the case may wait for.

    Args:
        case: the case, or the beginning of its id.
        event: what happened, as the playbook names it.
    """
    command(common, case, "send-signal", event=event)


def receipt(  # noqa: PLR0913 — what is known of a receipt
    case: str,
    amount: Annotated[str, AMOUNT],
    *,
    what: str = "",
    number: str = "",
    shop: str = "",
    day: str = "",
    cover: str = "",
    text: str = "",
    why: str = "",
    common: Common = Common(),
) -> None:
    """Take a receipt in for what is covered: for one thing, and told from all others by its number, or shop and day.

    Args:
        case: the case, or the beginning of its id.
        amount: what the receipt says, for example "45.80 USD".
        what: what it is for, where the cover stands for several things: meals, hotel.
        number: the number on it; it goes into the vault.
        shop: where it is from, if it has no number; it goes into the vault.
        day: of which day it is, if it has no number: 2026-03-02.
        cover: which cover, when more than one runs.
        text: what it says; it goes into the vault.
        why: why it is paid although one like it came, or it was given in kind; another decides about it then.
    """
    amount_of(amount, "AMOUNT")
    name = find(common, case)
    fields = {
        "step": cover, "amount": amount, "text": text, "what": what, "number": number, "shop": shop, "day": day,
        "why": why,
    }  # fmt: skip
    tell_change(common, ask(common.settings(), "receipt", case=name, **fields, **{"as": common.as_}))


def contact(  # noqa: PLR0913 — what is known of a message
    case: str,
    text: str,
    *,
    channel: str = "phone",
    out: bool = False,
    complains: Annotated[bool, Parameter(negative="")] = False,
    gives: Annotated[Sequence[str], Parameter(negative="")] = (),
    common: Common = Common(),
) -> None:
    """Record that the customer wrote or called, or that somebody answered by hand; the words go into the vault.

    Args:
        case: the case, or the beginning of its id.
        text: what was said.
        channel: by which channel.
        out: it went to the customer.
        complains: the customer complains again about the same; soon enough, the case is taken up again.
        gives: what it gave them: apology, explanation, hearing, decision or route; may be given many times.
    """
    direction = "out" if out else "in"
    name = find(common, case)
    tell_change(common, ask(
        common.settings(), "contact", case=name, direction=direction, channel=channel, text=text, gives=[*gives],
        complains=complains, **{"as": common.as_},
    ))  # fmt: skip
