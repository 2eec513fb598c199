"""Who may ask for what: role × command. Deny by default; the finer rules (skill, ladder, four eyes) stand with theirs.

`customer`, `manager`, `auditor`, `service` and `operator` are roles that every house has; any other role a house
grants is a worker's.
"""

from __future__ import annotations

from domain.case import commands as c
from domain.errors import Forbidden
from domain.house.directory import Directory
from domain.vocabulary import CUSTOMER

GENERAL = frozenset({CUSTOMER, "manager", "auditor", "service", "operator", "engine"})
_EVERYBODY = frozenset({CUSTOMER, "worker", "manager", "service", "operator", "engine"})
_STAFF = frozenset({"worker", "manager", "operator", "engine"})
_MACHINES = frozenset({"service", "operator", "engine"})

MAY: dict[type[c.Command], frozenset[str]] = {
    c.Tick: _MACHINES,
    c.Begin: _MACHINES,
    c.ReportOutcome: _MACHINES,
    c.OpenCase: _EVERYBODY,
    c.ChangeFailure: _STAFF | {"service"},
    c.SubmitReceipt: _EVERYBODY,
    c.RecordContact: _EVERYBODY,
    c.RecogniseCustomer: _STAFF | {"service"},
    c.AddNote: _STAFF,
    c.SendSignal: _EVERYBODY,
    c.ClaimTask: _EVERYBODY,
    c.ReleaseTask: _EVERYBODY,
    c.CompleteTask: _EVERYBODY,
    c.ChooseAlternative: _EVERYBODY,
    c.DeclineOffer: _EVERYBODY,
    c.AnswerFollowUp: _EVERYBODY,
    c.ApproveRemedy: frozenset({"worker", "manager"}),
    c.DenyRemedy: frozenset({"worker", "manager"}),
    c.DeclineRemedy: _EVERYBODY,
    c.ReverseRemedy: frozenset({"worker", "manager"}),
    c.ReturnPayout: _STAFF | {"service"},
    c.LearnRecovery: _STAFF | {"service"},
    c.TakeIn: frozenset({"engine"}),
    c.SubmitEvidence: _EVERYBODY,
    c.AssessRisk: _STAFF,
    c.ReportNobody: _MACHINES,
    c.HoldCase: _STAFF,
    c.FreeCase: _STAFF,
    c.CancelCase: _STAFF,
    c.WithdrawCase: _EVERYBODY,
    c.ReopenCase: _STAFF,
    c.RetryStep: _STAFF,
    c.SkipStep: _STAFF,
    c.UndoStep: _STAFF,
    c.NameComplainedAbout: _STAFF,
    c.StopClock: _STAFF,
    c.ResumeClock: _STAFF,
    c.RestateClock: _STAFF,
    c.ReplacePromise: _STAFF,
    c.GiveEstimate: _STAFF,
    c.RequestInformation: _STAFF,
    c.ReceiveInformation: _EVERYBODY,
    c.ReportBounce: _STAFF | {"service"},
    c.HandOver: _STAFF,
    c.AcceptResolution: _EVERYBODY,
    c.RejectResolution: _EVERYBODY,
    c.MakeFinding: _STAFF,
    c.ReferCase: _STAFF,
    c.TryContact: _STAFF,
    c.NameRootCause: _STAFF,
    c.RecordExpectation: _EVERYBODY,
    c.EndCase: _STAFF,
    c.DeclareLoss: _MACHINES,
    c.ReportDivergence: _MACHINES,
}
"""The kinds of actor that may give each command."""


def kinds_of(actor: c.Actor) -> frozenset[str]:
    """Return the kinds of actor somebody is, by their roles; an auditor is nothing else beside."""
    if "auditor" in actor.roles:
        return frozenset({"auditor"})
    return frozenset(role if role in GENERAL else "worker" for role in actor.roles)


HOUSE = frozenset({"manager", "operator"})
"""The kinds of actor that may change the directory: who somebody is, and what they may act as."""


def check_house(actor: c.Actor, directory: Directory, person: str, *, gives: bool = True) -> None:
    """Check that an actor may change what the house knows of a person; nobody gives themselves anything.

    Raises:
        Forbidden: with the kinds of actor that may, or because it is about themselves.
    """
    if not kinds_of(actor) & HOUSE:
        raise Forbidden(f"{actor.person} may not change the house.", where=f"house/{person}", remedy=takes(HOUSE))
    known = directory.members.get(person)
    theirs = {person, *(known.accounts if known is not None else ())}
    if gives and theirs & {actor.person, *actor.same_as}:
        raise Forbidden(
            f"{actor.person} may not change what they may do themselves.", where=f"house/{person}",
            remedy="Somebody else who may change the house does it.",
        )  # fmt: skip


PUBLISHERS = frozenset({"manager", "service", "operator", "engine"})
"""The kinds of actor that may put a document in force alone, as long as a house does not ask for two persons."""
AUTHORS = frozenset({"worker", "manager", "operator"})
"""The kinds of actor that may hand a document in."""
APPROVERS = frozenset({"manager", "operator"})
"""The kinds of actor that may approve a document of somebody else, turn it down, retire it, stop it, let it go on."""


def check_publishing(actor: c.Actor, kind: str, name: str) -> None:
    """Check that an actor may publish a document.

    Raises:
        Forbidden: with the kinds of actor that may.
    """
    if not kinds_of(actor) & PUBLISHERS:
        raise Forbidden(
            f"{actor.person} may not publish the {kind} {name}.", where=f"document/{kind}/{name}",
            remedy=takes(PUBLISHERS),
        )  # fmt: skip


def check(actor: c.Actor, command: c.Command) -> None:
    """Check that an actor may give a command.

    Raises:
        Forbidden: with the kinds of actor that may.
    """
    allowed = MAY[type(command)]
    if not kinds_of(actor) & allowed:
        raise Forbidden(
            f"{actor.person} may not give the command “{getattr(command, 'do', '?')}”.",
            remedy=takes(allowed),
        )


def takes(allowed: frozenset[str], or_: str = "") -> str:
    """Say which kinds of actor may do something."""
    return f"It takes one of: {', '.join(sorted(allowed - {'engine'}))}{or_}; say who acts with --as PERSON."
