"""How a case stands towards its end, in lines: what is hoped for and was found, and what a closing shows by what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.case.state import Case
from domain.case.surveying.closing import is_partial, service_of
from domain.money import Money
from domain.routes import Route
from domain.views.entitled import refused
from domain.views.telling import Telling
from domain.views.wording import brief, span


def shown(case: Case) -> Iterator[tuple[str, str]]:
    """Yield what there is to say, each with a word for what it is about."""
    if case.expected is not None:
        hoped = f" {brief(case.expected.amount)}" if case.expected.amount is not None else ""
        yield "hoped for", f"{case.expected.kind}{hoped}{_came(case)}"
    if case.finding is not None:
        yield "finding", f"{case.finding.finding}: {case.finding.why}"
    if case.referral is not None:
        taken = f", who accepted it as {case.referral.accepted}" if case.referral.accepted else ", not accepted yet"
        yield "referred", f"to {case.referral.to}{taken}"
    if case.tries:
        yield "tried", f"{len(case.tries)} times to reach the customer"
    for name, owed in case.taken_in.items():
        left = f", in which was owed: {', '.join(brief(each) for each in owed)}" if owed else ""
        yield "took in", f"{name}{left}"
    if case.ending is not None:
        into = f" into {case.ending.into}" if case.ending.into else ""
        yield "ends", f"as {case.ending.outcome}{into}, chosen by {case.ending.by}: {case.ending.why}"
    if case.justice:
        grades = ", ".join(f"{aspect} {grade}" for aspect, grade in case.justice.items())
        yield "shows", f"{grades}; the ending is {'partial' if is_partial(case.justice) else 'whole'}"


def decided(telling: Telling) -> Mapping[str, str]:
    """Return what a letter says of a decision: what was found, who took it on, what is refused, where else to turn."""
    case, book = telling.case, telling.book
    found = ""
    if case.finding is not None:
        name = f"finding.{case.finding.finding}"
        found = telling.say(name, at=telling.at(case.finding.at), why=case.finding.why.rstrip("."))
    gone = ""
    if case.referral is not None and case.referral.accepted:
        to, reference = case.referral.to.replace("-", " "), case.referral.accepted
        gone = telling.say("referral.accepted", at=telling.at(case.referral.at), to=to, accepted=reference)
    return {
        "finding": found,
        "referral": gone,
        "refusal": "\n".join(refused(telling.case, telling.language)),
        "route": _route(telling, book.around.routes.to(case.market, service_of(book))),
    }


def _route(telling: Telling, route: Route | None) -> str:
    if route is None:
        return ""
    within = span(route.within, telling.language) if route.within is not None else ""
    name = "route.within" if within else "route"
    told = telling.say(name, called=route.called, address=route.address, within=within)
    return told if route.verified else f"{told} {telling.say('route.unverified')}"


def _came(case: Case) -> str:
    if not case.expectation:
        return ""
    if case.difference is None or not case.difference.minor:
        return f", {case.expectation}"
    apart = Money(case.difference.currency, abs(case.difference.minor))
    return f", {case.expectation} by {brief(apart)}"
