"""What can be asked of a case: commands in the imperative, each with who asks and the journal's `now`.

They are plain frozen values, for a turn makes two for every effect; those from outside are read by `CaseCommand`, which
checks every field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated, Literal, TypeVar, dataclass_transform

from pydantic import ConfigDict, Field

from domain.case.events import Found
from domain.case.events import Outcome as Ending
from domain.clock.instant import Instant
from domain.ids import ENGINE
from domain.risk import Scale
from domain.values import AnyMoney, AnyValue, Values
from domain.vocabulary import CalledOff, Level, Likelihood, Modifier, Source, Tier

_T = TypeVar("_T")
_Kind = TypeVar("_Kind", bound="Command")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def _command(kind: type[_T]) -> type[_T]:
    """Make a frozen value of named parts that refuses unknown ones where it is read from outside."""
    kind.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined] # pydantic looks for it
    return dataclass(frozen=True, kw_only=True)(kind)


@_command
class Actor:
    """Who asks, with what the house knew of them: roles, skills, and the position of the house stream it is from.

    `person` is who they say they are, `account` the user of the operating system under whom they said it. `acts_for`
    are the persons they stand in for now, whose roles are among theirs; `one_with` all who count as one with them for
    that, and `reports_to` all superiors, under every name; the two with `once` of whom that was so, and until when.
    `expires` says of a skill from when on it counts no more,
    `since` when their service began; maturity under pressure is 1 to 5.
    """

    person: str
    roles: tuple[str, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    same_as: tuple[str, ...] = ()
    reports_to: tuple[str, ...] = ()
    acts_for: tuple[str, ...] = ()
    one_with: tuple[str, ...] = ()
    once_one_with: Mapping[str, Instant] = field(default_factory=dict)
    once_reported_to: Mapping[str, Instant] = field(default_factory=dict)
    house_position: int = 0
    account: str = ""
    expires: Mapping[str, Instant] = field(default_factory=dict)
    since: date | None = None
    maturity: int = 0
    trainings: tuple[str, ...] = ()

    @property
    def is_machine(self) -> bool:
        """Say whether this is no person: the engine, or a system that has an account of its own (role `service`)."""
        return bool({"engine", "service"} & {*self.roles})

    def since_then(self, then: datetime) -> Actor:
        """Return the same person as they stood at any time since an instant: what ended after it still counts.

        So nobody judges the work of another by ending first what made them one while that was done.
        """
        one_with = tuple(name for name, until in self.once_one_with.items() if until > then)
        bosses = tuple(name for name, until in self.once_reported_to.items() if until > then)
        if not one_with and not bosses:
            return self
        return replace(self, one_with=(*self.one_with, *one_with), reports_to=(*self.reports_to, *bosses))

    def level(self, skill: str, now: datetime) -> int:
        """Return the level of a skill at an instant: a certificate that has expired counts no more."""
        until = self.expires.get(skill)
        return self.skills.get(skill, 0) if until is None or now < until else 0


THE_ENGINE = Actor(person=ENGINE, roles=("engine",))


@_command
class Command:
    """A request; `now` is the journal's clock and never earlier than the stream's last event."""

    now: Instant
    actor: Actor = field(default_factory=lambda: THE_ENGINE)


# --- Outcomes of an effect -------------------------------------------------------------------------------------------
@_command
class Applied:
    """The other side did it. `message` belongs to messages: template, digest, channel, language, sealed text."""

    kind: Literal["applied"] = "applied"
    receipt: Values = field(default_factory=dict)
    message: Values = field(default_factory=dict)


@_command
class NotApplied:
    """Proven not done: refused (understood, answered no, with a published reason), or failed and may be retried."""

    kind: Literal["not-applied"] = "not-applied"
    why: str
    refused: bool = False


@_command
class Accepted:
    """The other side took it on and will be done by `expect_by`."""

    kind: Literal["accepted"] = "accepted"
    reference: str
    expect_by: Instant


@_command
class Unknown:
    """Everything else: a time-out, a lost answer, a 502."""

    kind: Literal["unknown"] = "unknown"
    why: str


Outcome = Annotated[Applied | NotApplied | Accepted | Unknown, Field(discriminator="kind")]


# --- The engine's own ------------------------------------------------------------------------------------------------
@_command
class Tick(Command):
    """Take every step that needs nobody but the clock."""

    do: Literal["tick"] = "tick"


@_command
class Begin(Command):
    """The one about to act says so: `by` is unique per performance, `until` its deadline plus a margin."""

    do: Literal["begin"] = "begin"
    step: str
    undo: bool = False
    attempt: int
    by: str
    until: Instant


@_command
class ReportOutcome(Command):
    """What became of an attempt. Never refused: late, doubled or contradicting outcomes are recorded or repeats."""

    do: Literal["report-outcome"] = "report-outcome"
    step: str
    undo: bool = False
    attempt: int
    key: str
    outcome: Outcome
    looked_up: bool = False


# --- Coming in -------------------------------------------------------------------------------------------------------
@_command
class OpenCase(Command):
    """A failure that a playbook handles becomes a case."""

    do: Literal["open-case"] = "open-case"
    failure: str
    source: str
    key: str
    place: str = ""
    facts: Values
    customer: AnyValue
    market: str
    language: str
    reported_at: Instant
    happened_at: Instant | None = None
    promised: str = ""
    delivered: str = ""
    initiated_by: Literal["customer", "firm", "regulator", "sensor"] = "firm"
    channel: str = ""
    hopes: str = ""
    hopes_amount: AnyMoney | None = None


@_command
class ChangeFailure(Command):
    """More is known of the failure, or it grew; facts of people and private texts are sealed already."""

    do: Literal["change-failure"] = "change-failure"
    facts: Values
    why: str


@_command
class SubmitReceipt(Command):
    """The customer sends a receipt for what is covered; what it says is sealed already.

    `of`: the thing it is for, by the pack's name, where the cover stands for several. `number`, or `bought` (where and
    when), tells it from others; both are opaque here. `why`: a person of the house says why it is paid although nothing
    tells it from one that came, or although the thing was given in kind.
    """

    do: Literal["submit-receipt"] = "submit-receipt"
    step: str = ""
    amount: AnyMoney
    text: AnyValue = ""
    of: str = ""
    number: str = ""
    bought: str = ""
    why: str = ""


@_command
class RecordContact(Command):
    """A message came in, or went out by hand; the text is sealed already."""

    do: Literal["record-contact"] = "record-contact"
    direction: Literal["in", "out"] = "in"
    channel: str
    text: AnyValue
    gives: tuple[str, ...] = ()
    complains: bool = False
    """The customer complains again about the same."""


@_command
class RecogniseCustomer(Command):
    """More is known of the customer; who they are is sealed already.

    `elsewhere`: what goes to them goes elsewhere from then on, for their name or address is another one. `first`: they
    had no address before, so that nothing is turned away from anybody.
    """

    do: Literal["recognise-customer"] = "recognise-customer"
    customer: AnyValue
    language: str
    why: str
    elsewhere: bool = True
    first: bool = False


@_command
class AddNote(Command):
    """A remark; the text is sealed already."""

    do: Literal["add-note"] = "add-note"
    text: AnyValue


@_command
class SendSignal(Command):
    """Something outside happened that a wait may be waiting for."""

    do: Literal["send-signal"] = "send-signal"
    event: str
    body: Values = field(default_factory=dict)


# --- People ----------------------------------------------------------------------------------------------------------
@_command
class ClaimTask(Command):
    """Take a task on."""

    do: Literal["claim-task"] = "claim-task"
    task: str


@_command
class ReleaseTask(Command):
    """Give a task back, and why."""

    do: Literal["release-task"] = "release-task"
    task: str
    why: str = ""


@_command
class CompleteTask(Command):
    """Do a task: the filled form, or the decision its purpose asks for.

    `named` is what the house knows of somebody whom the answer names, where a head says who does a task.
    """

    do: Literal["complete-task"] = "complete-task"
    task: str
    answer: Values = field(default_factory=dict)
    named: Actor | None = None


@_command
class ChooseAlternative(Command):
    """The customer chooses one of the alternatives offered by a step."""

    do: Literal["choose"] = "choose"
    step: str = ""
    choice: str


@_command
class DeclineOffer(Command):
    """The customer wants none of them."""

    do: Literal["decline"] = "decline"
    step: str = ""


@_command
class AnswerFollowUp(Command):
    """The customer answers the follow-up question."""

    do: Literal["answer-follow-up"] = "answer-follow-up"
    answer: Values


@_command
class ApproveRemedy(Command):
    """Somebody with the authority grants a proposed remedy, and says why where it was given in kind, too."""

    do: Literal["approve-remedy"] = "approve-remedy"
    entry: str
    why: str = ""


@_command
class DenyRemedy(Command):
    """Somebody with the authority says no, and why."""

    do: Literal["deny-remedy"] = "deny-remedy"
    entry: str
    why: str


@_command
class DeclineRemedy(Command):
    """The customer does not want a remedy; what they said is sealed already."""

    do: Literal["decline-remedy"] = "decline-remedy"
    entry: str
    why: str = ""
    text: AnyValue = ""


@_command
class ReverseRemedy(Command):
    """Somebody with the authority took back what the customer got: all of it, or an amount."""

    do: Literal["reverse-remedy"] = "reverse-remedy"
    entry: str
    amount: AnyMoney | None = None
    reference: str = ""
    why: str


@_command
class ReturnPayout(Command):
    """What was paid came back; `reference` is that of whoever sent it back."""

    do: Literal["return-payout"] = "return-payout"
    entry: str
    reference: str = ""
    why: str


@_command
class LearnRecovery(Command):
    """Somebody (by default the customer) got money for the same elsewhere, and what shows it."""

    do: Literal["learn-recovery"] = "learn-recovery"
    source: Source
    amount: AnyMoney
    payee: str = ""
    evidence: str


@_command
class TakeIn(Command):
    """Take in a case of the same customer that is merged into this one; `owed` is what was still owed there."""

    do: Literal["take-in"] = "take-in"
    merged: str
    customer: str
    owed: tuple[AnyValue, ...] = ()
    why: str


@_command
class SubmitEvidence(Command):
    """The customer sends what shows a claim, for the remedy of a step or for all of the case; it is sealed already."""

    do: Literal["submit-evidence"] = "submit-evidence"
    step: str = ""
    text: AnyValue


# --- By hand ---------------------------------------------------------------------------------------------------------
@_command
class AssessRisk(Command):
    """Judge the risk by hand: another tier, other levels, or something that makes it worse.

    Raising takes one person; a lower tier is only proposed, and a second person agrees or not.
    """

    do: Literal["assess-risk"] = "assess-risk"
    tier: Tier | None = None
    likelihood: Likelihood | None = None
    consequence: Mapping[Scale, Level] = field(default_factory=dict)
    modifiers: tuple[Modifier, ...] = ()
    evidence: tuple[str, ...] = ()
    why: str


@_command
class ReportNobody(Command):
    """Somebody tried a task, and nobody of the house has what its tier asks for: the engine's own."""

    do: Literal["report-nobody"] = "report-nobody"
    task: str
    missing: tuple[str, ...]
    asked_by: str
    house: int


@_command
class HoldCase(Command):
    """Freeze a case; clocks run on. Without `review_at` the tier policy says when it is looked at again."""

    do: Literal["hold"] = "hold"
    why: str
    review_at: Instant | None = None


@_command
class FreeCase(Command):
    """End a hold, and why."""

    do: Literal["free"] = "free"
    why: str = ""


@_command
class NameComplainedAbout(Command):
    """Say whom of the house a complaint is about, and why; they have no hand in the case from then on."""

    do: Literal["complained-about"] = "complained-about"
    person: str
    why: str


@_command
class CancelCase(Command):
    """The firm calls the case off; open work is undone. The customer is told `because`, and nothing of `why`."""

    do: Literal["cancel"] = "cancel"
    why: str
    because: CalledOff = "no-failure"


@_command
class WithdrawCase(Command):
    """The customer withdraws; what they said is sealed already."""

    do: Literal["withdraw"] = "withdraw"
    why: str
    text: AnyValue = ""


@_command
class ReopenCase(Command):
    """A closed case is taken up again, one tier up."""

    do: Literal["reopen"] = "reopen"
    why: str


@_command
class AcceptResolution(Command):
    """The customer agrees, in words."""

    do: Literal["accept"] = "accept"


@_command
class RejectResolution(Command):
    """The customer does not agree; what they said is sealed already."""

    do: Literal["reject"] = "reject"
    why: str
    text: AnyValue = ""


@_command
class MakeFinding(Command):
    """Say what was found, and the reasons."""

    do: Literal["finding"] = "finding"
    finding: Found
    why: str


@_command
class ReferCase(Command):
    """The matter is for somebody else; `accepted` is the reference under which they took it on."""

    do: Literal["refer"] = "refer"
    to: str
    accepted: str = ""
    why: str


@_command
class TryContact(Command):
    """Somebody tried to reach the customer and did not."""

    do: Literal["try-contact"] = "try-contact"
    channel: str
    why: str


@_command
class NameRootCause(Command):
    """Say why it happened."""

    do: Literal["name-root-cause"] = "name-root-cause"
    cause: str


@_command
class RecordExpectation(Command):
    """Record what the customer hopes for, and how much where they said it."""

    do: Literal["expect"] = "expect"
    kind: str
    amount: AnyMoney | None = None


@_command
class EndCase(Command):
    """End a case with an outcome, by the closure rule; `into`: the case that a merged one goes into.

    `whose`: the customer of that case, where they are known as somebody else there: two persons say that they are one.
    """

    do: Literal["end"] = "end"
    outcome: Ending
    why: str
    into: str = ""
    whose: str = ""


@_command
class RetryStep(Command):
    """Have a stuck step tried anew."""

    do: Literal["retry-step"] = "retry-step"
    step: str
    why: str


@_command
class SkipStep(Command):
    """Let the case go on without a step."""

    do: Literal["skip-step"] = "skip-step"
    step: str
    why: str


@_command
class UndoStep(Command):
    """Have a done step taken back."""

    do: Literal["undo-step"] = "undo-step"
    step: str
    why: str


# --- Promises, clocks, messages --------------------------------------------------------------------------------------
@_command
class StopClock(Command):
    """Let the time of a promise stand still until somebody resumes it, or until an instant; why, and what shows it."""

    do: Literal["stop-clock"] = "stop-clock"
    promise: str
    why: str
    evidence: str
    until: Instant | None = None


@_command
class ResumeClock(Command):
    """Let the time of a promise go on."""

    do: Literal["resume-clock"] = "resume-clock"
    promise: str
    why: str


@_command
class RestateClock(Command):
    """The start from which a promise counts was wrong: it counts from this one."""

    do: Literal["restate-clock"] = "restate-clock"
    promise: str
    start: Instant
    why: str


@_command
class ReplacePromise(Command):
    """Set a new time for a promise; the customer is told it by a message, or was, by this channel."""

    do: Literal["replace-promise"] = "replace-promise"
    promise: str
    due: Instant
    why: str
    told: str = ""


@_command
class GiveEstimate(Command):
    """The customer was told to expect something between two instants."""

    do: Literal["give-estimate"] = "give-estimate"
    what: str = "resolved"
    earliest: Instant
    latest: Instant
    basis: str


@_command
class RequestInformation(Command):
    """The customer was asked for something, by a channel; what it is is sealed already."""

    do: Literal["request-information"] = "request-information"
    what: AnyValue
    channel: str
    until: Instant


@_command
class ReceiveInformation(Command):
    """What the customer was asked for is there; without a name, what was asked last."""

    do: Literal["receive-information"] = "receive-information"
    request: str = ""


@_command
class ReportBounce(Command):
    """A message did not arrive."""

    do: Literal["report-bounce"] = "report-bounce"
    step: str
    why: str


@_command
class HandOver(Command):
    """Hand a case to the next; what was done and what is left is sealed already."""

    do: Literal["hand-over"] = "hand-over"
    to: str
    done: AnyValue
    left: AnyValue


@_command
class DeclareLoss(Command):
    """The journal was restored from an older backup: every first effect is established before it is sent."""

    do: Literal["declare-loss"] = "declare-loss"
    epoch: int


@_command
class ReportDivergence(Command):
    """What carries an open case is not what the journal says it should be: `had` by the journal, `got` by looking."""

    do: Literal["report-divergence"] = "report-divergence"
    had: str
    got: str


WITH_REASON = (
    AssessRisk, ChangeFailure, DenyRemedy, HoldCase, FreeCase, CancelCase, ReopenCase, RetryStep, SkipStep, UndoStep,
    ReleaseTask, NameComplainedAbout, StopClock, ResumeClock, RestateClock, ReplacePromise, ReportBounce,
    MakeFinding, ReferCase, TryContact, EndCase, ReverseRemedy, ReturnPayout, RecogniseCustomer, TakeIn,
)  # fmt: skip
"""What nobody does without saying why; only the customer owes no reason."""
FROM_CUSTOMER = (
    ChooseAlternative,
    DeclineOffer,
    AnswerFollowUp,
    WithdrawCase,
    AcceptResolution,
    RejectResolution,
    DeclineRemedy,
)
"""What the customer says, whoever writes it down for them."""
CaseCommand = Annotated[
    Tick | Begin | ReportOutcome | OpenCase | ChangeFailure | SubmitReceipt | RecordContact | AddNote | SendSignal
    | RecogniseCustomer
    | ClaimTask | ReleaseTask | CompleteTask | ChooseAlternative | DeclineOffer | AnswerFollowUp | ApproveRemedy
    | DenyRemedy | HoldCase | FreeCase | CancelCase | WithdrawCase | ReopenCase | RetryStep | SkipStep | UndoStep
    | NameComplainedAbout | AssessRisk | ReportNobody | DeclareLoss
    | ReportDivergence
    | StopClock | ResumeClock | RestateClock | ReplacePromise | GiveEstimate | RequestInformation
    | ReceiveInformation | ReportBounce | HandOver
    | MakeFinding | ReferCase | TryContact | NameRootCause | RecordExpectation | EndCase
    | AcceptResolution | RejectResolution
    | DeclineRemedy | ReverseRemedy | ReturnPayout | LearnRecovery | SubmitEvidence
    | TakeIn,
    Field(discriminator="do"),
]  # fmt: skip
"""Everything that can be asked of a case."""


def at(command: _Kind, now: datetime) -> _Kind:
    """Return the same command at another instant."""
    return replace(command, now=now)
