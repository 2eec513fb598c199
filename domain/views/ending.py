"""How a case stands towards its end, in lines: what is hoped for and was found, and what a closing shows by what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.case import events as e
from domain.case.state import Case, Entry
from domain.case.surveying.closing import is_partial, service_of
from domain.case.surveying.covers import left_of
from domain.case.surveying.denied import SKIPPED
from domain.case.surveying.signs import LOOKED_AT
from domain.case.surveying.unsettled import unsettled, what_is_left
from domain.ids import ENGINE
from domain.money import Money
from domain.routes import Route
from domain.views.entitled import refused
from domain.views.telling import Telling
from domain.views.wording import brief, in_words, money, span
from domain.vocabulary import UPHOLDS, CalledOff, Words


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
    if case.winding_up and case.phase != "closed":
        yield "is ending", f"{case.winding_up}: what was begun is settled first, and then it closes"
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
        to, reference = telling.body(case.referral.to), case.referral.accepted
        gone = telling.say("referral.accepted", at=telling.at(case.referral.at), to=to, accepted=reference)
    return {
        "refused": telling.say("outcome.refused") if _is_refused(case) else "",
        "finding": found,
        "referral": gone,
        "refusal": "\n".join(refused(telling.case, telling.language)),
        "route": _route(telling, book.around.routes.to(case.market, service_of(book))),
    }


def _is_refused(case: Case) -> bool:
    """Say whether the answer was no: found to be no failure of ours, or what was asked for denied and nothing given."""
    if case.finding is not None:
        return case.finding.finding not in UPHOLDS
    given = {entry.status for entry in case.ledger.values()}
    return "denied" in given and "paid" not in given


def parted(telling: Telling) -> Mapping[str, str]:
    """Return what a letter says where a case ends otherwise than by its plan: why, what was hoped for and is not given.

    What is granted and paid stays with whom it was given to, and is told with what was given.
    """
    case = telling.case
    hoped = "" if case.expected is None else telling.remedy(case.expected.kind, case.expected.amount)
    paid = {entry.step for entry in case.ledger.values() if entry.status == "paid"}
    not_given = [n for n, x in case.ledger.items() if _is_lost(case, x) and x.step not in paid]
    lost = dict.fromkeys([
        *(_lost(telling, name) for name in not_given), *_covers_lost(telling), *_owed_lost(telling, not_given),
    ])  # fmt: skip
    return {"ending": _ending(telling), "hoped": hoped, "not_given": lines(lost)}


def _is_lost(case: Case, entry: Entry) -> bool:
    """Say whether something is not given after all; what the engine left for another way is lost only at an end."""
    by_another_way = entry.approver == ENGINE and not case.winding_up
    return entry.status == "reversed" or (entry.status == "denied" and not by_another_way)


def _lost(telling: Telling, name: str) -> str:
    """Return what is not given, with the reason that whoever denied it wrote for the customer."""
    entry, what = telling.case.ledger[name], telling.entry_in_full(name)
    if entry.status != "denied" or entry.approver == ENGINE or entry.why in {LOOKED_AT, SKIPPED}:
        return what
    return telling.say("not-given", remedy=what, why=entry.why.rstrip("."))


def _covers_lost(telling: Telling) -> Iterator[str]:
    """Yield of each cover that ended with the case what receipts could still have been sent for."""
    case, language = telling.case, telling.language
    for path, cover in case.covers.items():
        left = left_of(case, path, cover)
        if cover.called_off and left.minor:
            yield telling.say("not-given.cover", what=telling.step(path), left=money(left, language))


def _owed_lost(telling: Telling, not_given: Sequence[str]) -> Iterator[str]:
    """Yield what was found to be owed and goes with a case that is called off or withdrawn, but what is named."""
    case, layout = telling.case, telling.book.layout
    named = {path for name in not_given for path in case.ledger[name].entitled}
    for path in unsettled(case, layout) if case.winding_up in {"cancelled", "withdrawn"} else ():
        clauses = ", ".join(dict.fromkeys(gift.clause for gift in case.entitled[path].gifts))
        if path not in named:
            told = "; ".join(_in_words(telling, what) for what in what_is_left(case, layout, path))
            yield telling.say("not-given.owed", what=told, clauses=clauses)


def _in_words(telling: Telling, what: Money | Words) -> str:
    return money(what, telling.language) if isinstance(what, Money) else in_words(what, telling.language)


def called_off(telling: Telling, because: CalledOff, found: str) -> str:
    """Return why a case was called off, as its customer is told; in earlier releases because nothing had failed.

    That it was looked into is told where somebody had: where they found (`found`) that it was no failure of ours.
    """
    if (because or "no-failure") == "no-failure" and (not found or found in UPHOLDS):
        return telling.say("called-off.no-failure.not-looked-into")
    return telling.say(f"called-off.{because or 'no-failure'}")


def _ending(telling: Telling) -> str:
    case = telling.case
    if case.winding_up == "cancelled":
        found = case.finding.finding if case.finding is not None else ""
        return telling.say("ending.called-off", because=called_off(telling, case.because, found))
    said = [event.at for event in telling.events if isinstance(event, e.CaseWithdrawn)]
    if case.winding_up == "withdrawn" and said:
        return telling.say("ending.withdrawn", at=telling.at(said[-1]))
    if case.ending is not None and case.ending.outcome == "merged":
        return telling.say("ending.merged", into=short(case.ending.into))
    return ""


def lines(texts: Iterable[str]) -> str:
    """Return texts as the lines of a list."""
    return "\n".join(f"– {text}" for text in texts)


def short(case: str) -> str:
    """Return what a customer calls a case."""
    return case.removeprefix("ca_")[:8].upper()


def _route(telling: Telling, route: Route | None) -> str:
    if route is None:
        return ""
    within = span(route.within, telling.language) if route.within is not None else ""
    name = "route.within" if within else "route"
    told = telling.say(
        name, called=called(route, telling.language), address=reached(route, telling.language), within=within
    )
    return told if route.verified else f"{told} {telling.say('route.unverified')}"


def called(route: Route, language: str) -> str:
    """Return what a body outside the firm is called."""
    return in_words(route.called, language)


def reached(route: Route, language: str) -> str:
    """Return where a body outside the firm is reached."""
    return in_words(route.address, language)


def _came(case: Case) -> str:
    if not case.expectation:
        return ""
    if case.difference is None or not case.difference.minor:
        return f", {case.expectation}"
    apart = Money(case.difference.currency, abs(case.difference.minor))
    return f", {case.expectation} by {brief(apart)}"
