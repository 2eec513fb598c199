"""How cases end, and are taken up again."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import IN_FLIGHT, Case
from domain.evidence.legal.rules import rule


def _against_the_rule(case: Case, event: e.CaseClosed) -> str:
    """Say what the closure rule asks for and the case has not, as far as the case alone shows it."""
    bare = [aspect for aspect, grade in event.justice.items() if grade == "full" and not event.evidence.get(aspect)]
    if bare:
        return f"a closing shows nothing for its {bare[0]}"
    lacks = {
        "refused": case.finding is None, "referred": case.referral is None or not case.referral.accepted,
        "no failure found": case.finding is None and case.winding_up != "cancelled",
        "unreachable": len(case.tries) < _TRIES, "merged": case.ending is None or not case.ending.into,
        "withdrawn": case.winding_up != "withdrawn",
    }  # fmt: skip
    return f"a case is closed as {event.outcome} without what that needs" if lacks.get(event.outcome) else ""


_TRIES = 3
_BEFORE = "a case is ended before somebody uninvolved looked at it again"


@rule(e.ResolutionAccepted)
def _(case: Case, event: e.ResolutionAccepted) -> str:
    """Silence is agreement only behind a question that left, once the time it named is over."""
    over = [one for one in case.follow_ups.values() if one.silent_at is not None and one.silent_at <= event.at]
    return "" if event.how != "silence" or over else "silence is taken as agreement that was not announced as such"


@rule(e.EndingChosen)
def _(case: Case, event: e.EndingChosen) -> str:
    if event.outcome in {"solved", "alternative accepted", "withdrawn"}:
        return "an outcome is chosen that nobody chooses"
    if event.whose and event.second in {"", event.by}:
        return "two customers are said to be one by one person alone"
    return "an ending is chosen for a case that ends already" if case.winding_up else ""


@rule(e.CaseCancelled, since=2)
def _(case: Case, event: e.CaseCancelled) -> str:
    return _BEFORE if case.review else ""


@rule(e.EndingChosen, since=2)
def _(case: Case, event: e.EndingChosen) -> str:
    return _BEFORE if case.review else ""


@rule(e.CaseClosed)
def _(case: Case, event: e.CaseClosed) -> str:
    if case.phase != "resolved" and not case.winding_up:
        return "a case is closed that is not resolved"
    if any(entry.open for entry in case.ledger.values()):
        return "a case is closed while something is owed"
    if any(not undoing.finished for undoing in case.undos.values()):
        return "a case is closed while an undo is open"
    wrong = _against_the_rule(case, event)
    if wrong:
        return wrong
    return "" if all(x.status not in IN_FLIGHT for x in case.effects.values()) else "a case is closed too early"


@rule(e.CaseReopened)
def _(case: Case, event: e.CaseReopened) -> str:
    return "" if case.phase in {"closed", "resolved"} else "a case is reopened that is open"
