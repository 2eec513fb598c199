"""How a case ends, and begins anew."""

from __future__ import annotations

from domain.case import events as e
from domain.case.evolving.drafts import changed, on, own, put, set_effect
from domain.case.evolving.promises import set_promise
from domain.case.state import Case, Chosen, Expected, Finding, FollowUpState, Looked, Referral
from domain.money import Money


@on(e.Resolved)
def _(case: Case, event: e.Resolved) -> None:
    put(case, phase="resolved", resolved_at=event.at)


@on(e.ResolutionAccepted)
def _(case: Case, event: e.ResolutionAccepted) -> None:
    put(case, accepted=event.how)


@on(e.ResolutionRejected)
def _(case: Case, event: e.ResolutionRejected) -> None:
    put(case, accepted="")


@on(e.FollowUpScheduled)
def _(case: Case, event: e.FollowUpScheduled) -> None:
    own(case, "follow_ups")[event.step] = FollowUpState(event.due)


@on(e.FollowUpAsked)
def _(case: Case, event: e.FollowUpAsked) -> None:
    set_follow_up(case, event.step, silent_at=event.silent_at)


@on(e.FollowUpDone)
def _(case: Case, event: e.FollowUpDone) -> None:
    set_follow_up(case, event.step, how=event.how, answer=event.answer)


def set_follow_up(case: Case, step: str, **changes: object) -> None:
    """Change a follow-up, if there is one."""
    if step in case.follow_ups:
        own(case, "follow_ups")[step] = changed(case.follow_ups[step], **changes)


@on(e.RootCauseNamed)
def _(case: Case, event: e.RootCauseNamed) -> None:
    put(case, root_cause=event.cause)


@on(e.FindingMade)
def _(case: Case, event: e.FindingMade) -> None:
    put(case, finding=Finding(event.finding, event.why, event.at), decided_by=case.decided_by | {event.by})


@on(e.CaseReferred)
def _(case: Case, event: e.CaseReferred) -> None:
    put(case, referral=Referral(event.to, event.accepted, event.at))


@on(e.ContactTried)
def _(case: Case, event: e.ContactTried) -> None:
    put(case, tries=(*case.tries, event.at))


@on(e.ExpectationRecorded)
def _(case: Case, event: e.ExpectationRecorded) -> None:
    put(case, expected=Expected(event.kind, event.amount if isinstance(event.amount, Money) else None, event.at))


@on(e.EndingChosen)
def _(case: Case, event: e.EndingChosen) -> None:
    put(case, winding_up="ended", ending=Chosen(event.outcome, event.why, event.by, event.into, event.whose))
    put(case, decided_by=case.decided_by | {event.by, event.second} - {""})


@on(e.ReviewRequested)
def _(case: Case, event: e.ReviewRequested) -> None:
    put(case, review=event.review)


@on(e.ReviewDecided)
def _(case: Case, event: e.ReviewDecided) -> None:
    put(case, review="", looked=Looked(event.finding, event.at, case.reopened))


@on(e.CaseClosed)
def _(case: Case, event: e.CaseClosed) -> None:
    difference = event.difference if isinstance(event.difference, Money) else None
    put(
        case, phase="closed", outcome=event.outcome, hold=None, stopped=None, justice=event.justice,
        expectation=event.expectation, difference=difference,
    )  # fmt: skip
    off = case.winding_up == "cancelled"
    ended_as, because = "cancelled" if off else event.outcome if case.winding_up else "", case.because if off else ""
    for name, promise in case.promises.items():
        if promise.status == "open":
            set_promise(case, name, status="ended", at=event.at, ended_as=ended_as, because=because)


@on(e.CaseWithdrawn)
def _(case: Case, event: e.CaseWithdrawn) -> None:
    put(case, winding_up="withdrawn")


@on(e.CaseCancelled)
def _(case: Case, event: e.CaseCancelled) -> None:
    put(case, winding_up="cancelled", because=event.because)
    put(case, decided_by=case.decided_by | {event.by, event.second} - {""})


@on(e.CaseReopened)
def _(case: Case, event: e.CaseReopened) -> None:
    put(
        case, phase="working", outcome=None, resolved_at=None, accepted="", winding_up="", review_by=event.review_by,
        reopened=case.reopened + 1, ending=None, finding=None, referral=None, tries=(), justice={}, expectation="",
        difference=None,
    )  # fmt: skip
    put(case, follow_ups={})
    for path in [path for path, offer in case.offers.items() if offer.how == "called off"]:  # it is put to them anew
        own(case, "offers").pop(path)
        set_effect(case, path, status="retry", again_at=event.at, failures=0)
    for path in [path for path, wait in case.waits.items() if wait.how == "called off"]:
        own(case, "waits").pop(path)
