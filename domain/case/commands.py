"""What can be asked of a case: commands in the imperative, each with who asks and the journal's `now`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.clock.instant import Instant
from domain.ids import ENGINE
from domain.values import AnyValue, Values


class Actor(BaseModel):
    """Who asks, with what the house knew of them: roles, skills, and the position of the house stream it is from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str
    roles: tuple[str, ...] = ()
    skills: Mapping[str, int] = Field(default_factory=dict)
    same_as: tuple[str, ...] = ()
    reports_to: tuple[str, ...] = ()
    house_position: int = 0


THE_ENGINE = Actor(person=ENGINE, roles=("engine",))


class Command(BaseModel):
    """A request; `now` is the journal's clock and never earlier than the stream's last event."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    now: Instant
    actor: Actor = Field(default_factory=lambda: THE_ENGINE)


# --- Outcomes of an effect -------------------------------------------------------------------------------------------
class _Outcome(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Applied(_Outcome):
    """The other side did it. `message` belongs to messages: template, digest, channel, language, sealed text."""

    kind: Literal["applied"] = "applied"
    receipt: Values = Field(default_factory=dict)
    message: Values = Field(default_factory=dict)


class NotApplied(_Outcome):
    """Proven not done: refused (understood, answered no, with a published reason), or failed and may be retried."""

    kind: Literal["not-applied"] = "not-applied"
    why: str
    refused: bool = False


class Accepted(_Outcome):
    """The other side took it on and will be done by `expect_by`."""

    kind: Literal["accepted"] = "accepted"
    reference: str
    expect_by: Instant


class Unknown(_Outcome):
    """Everything else: a time-out, a lost answer, a 502."""

    kind: Literal["unknown"] = "unknown"
    why: str


Outcome = Annotated[Applied | NotApplied | Accepted | Unknown, Field(discriminator="kind")]


# --- The engine's own ------------------------------------------------------------------------------------------------
class Tick(Command):
    """Take every step that needs nobody but the clock."""

    do: Literal["tick"] = "tick"


class Begin(Command):
    """The one about to act says so: `by` is unique per performance, `until` its deadline plus a margin."""

    do: Literal["begin"] = "begin"
    step: str
    undo: bool = False
    attempt: int
    by: str
    until: Instant


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


class RecordContact(Command):
    """A message came in, or went out by hand; the text is sealed already."""

    do: Literal["record-contact"] = "record-contact"
    direction: Literal["in", "out"] = "in"
    channel: str
    text: AnyValue


class AddNote(Command):
    """A remark; the text is sealed already."""

    do: Literal["add-note"] = "add-note"
    text: AnyValue


class SendSignal(Command):
    """Something outside happened that a wait may be waiting for."""

    do: Literal["send-signal"] = "send-signal"
    event: str
    body: Values = Field(default_factory=dict)


# --- People ----------------------------------------------------------------------------------------------------------
class ClaimTask(Command):
    """Take a task on."""

    do: Literal["claim-task"] = "claim-task"
    task: str


class ReleaseTask(Command):
    """Give a task back."""

    do: Literal["release-task"] = "release-task"
    task: str


class CompleteTask(Command):
    """Do a task: the filled form, or the decision its purpose asks for."""

    do: Literal["complete-task"] = "complete-task"
    task: str
    answer: Values = Field(default_factory=dict)


class ChooseAlternative(Command):
    """The customer chooses one of the alternatives offered by a step."""

    do: Literal["choose"] = "choose"
    step: str = ""
    choice: str


class DeclineOffer(Command):
    """The customer wants none of them."""

    do: Literal["decline"] = "decline"
    step: str = ""


class AnswerFollowUp(Command):
    """The customer answers the follow-up question."""

    do: Literal["answer-follow-up"] = "answer-follow-up"
    answer: Values


class ApproveRemedy(Command):
    """Somebody with the authority grants a proposed remedy."""

    do: Literal["approve-remedy"] = "approve-remedy"
    entry: str


class DenyRemedy(Command):
    """Somebody with the authority says no, and why."""

    do: Literal["deny-remedy"] = "deny-remedy"
    entry: str
    why: str


# --- By hand ---------------------------------------------------------------------------------------------------------
class HoldCase(Command):
    """Freeze a case; clocks run on. Without `review_at` the tier policy says when it is looked at again."""

    do: Literal["hold"] = "hold"
    why: str
    review_at: Instant | None = None


class FreeCase(Command):
    """End a hold."""

    do: Literal["free"] = "free"


class CancelCase(Command):
    """The firm calls the case off; open work is undone."""

    do: Literal["cancel"] = "cancel"
    why: str


class WithdrawCase(Command):
    """The customer withdraws."""

    do: Literal["withdraw"] = "withdraw"
    why: str


class ReopenCase(Command):
    """A closed case is taken up again, one tier up."""

    do: Literal["reopen"] = "reopen"
    why: str


class RetryStep(Command):
    """Have a stuck step tried anew."""

    do: Literal["retry-step"] = "retry-step"
    step: str
    why: str


class SkipStep(Command):
    """Let the case go on without a step."""

    do: Literal["skip-step"] = "skip-step"
    step: str
    why: str


class UndoStep(Command):
    """Have a done step taken back."""

    do: Literal["undo-step"] = "undo-step"
    step: str
    why: str


class DeclareLoss(Command):
    """The journal was restored from an older backup: every first effect is established before it is sent."""

    do: Literal["declare-loss"] = "declare-loss"
    epoch: int


CaseCommand = Annotated[
    Tick | Begin | ReportOutcome | OpenCase | RecordContact | AddNote | SendSignal | ClaimTask | ReleaseTask
    | CompleteTask | ChooseAlternative | DeclineOffer | AnswerFollowUp | ApproveRemedy | DenyRemedy | HoldCase
    | FreeCase | CancelCase | WithdrawCase | ReopenCase | RetryStep | SkipStep | UndoStep | DeclareLoss,
    Field(discriminator="do"),
]  # fmt: skip
"""Everything that can be asked of a case."""
