"""The facts of a case. The names of types and fields are the storage format: they are pinned by a test.

`at` is when it happened (a clock fact: the instant at which it was due). Everything else about the record — stream,
sequence, actor, command — stands in its envelope (domain/record.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from domain.budgets import Draw, Short
from domain.clock import Instant
from domain.entitlement.answer import Gift, Refused
from domain.entitlement.model import Kind, Unit
from domain.events import Event
from domain.remedies import PAR
from domain.signs import Watched
from domain.staffing import Act, Nobody
from domain.values import AnyMoney, AnyValue, Values
from domain.vocabulary import CalledOff, Level, Likelihood, Source, Tier, Words

Outcome = Literal[
    "solved", "alternative accepted", "refused", "referred", "no failure found", "withdrawn", "unreachable", "merged"
]
Found = Literal["upheld", "partly", "not upheld", "not ours", "cannot tell"]
"""What was found about a complaint or a claim."""
Aspect = Literal["outcome", "procedure", "interaction"]
"""What an ending has to show: what was fixed and given, that promises were kept, and how people were met."""
Grade = Literal["full", "partial", "missing"]
Expectation = Literal["", "met", "exceeded", "missed"]
TaskPurpose = Literal[
    "ask", "second", "settle", "call", "approve", "establish", "stuck", "root-cause", "review", "escalation",
    "evaluate", "promise", "bounced", "countersign", "staffing", "facts", "differs", "second-look", "evidence",
    "budget", "redress", "twice", "sign", "give",
]  # fmt: skip
EffectKind = Literal["do", "tell", "offer", "pay", "undo", "follow-up"]


# --- Coming in -------------------------------------------------------------------------------------------------------
class FailureDetected(Event):
    """Something promised was not delivered, as the source tells it; `key` is the source's own name for it."""

    failure: str
    source: str
    key: str
    place: str = ""
    facts: Values
    reported_at: Instant
    happened_at: Instant | None = None
    promised: str = ""
    delivered: str = ""


class FailureChanged(Event):
    """More is known of the failure, or it grew: these facts are so from now on.

    `alone` are those of which something else was known, and now one person of the house alone says what is so; earlier
    releases did not keep it.
    """

    facts: Values
    why: str
    by: str
    alone: tuple[str, ...] = ()

    version: ClassVar[int] = 2


class CaseOpened(Event):
    """The work on a failure began; `customer` is the person harmed, `by` whoever told of it."""

    customer: AnyValue
    market: str
    language: str
    initiated_by: Literal["customer", "firm", "regulator", "sensor"]
    channel: str = ""
    owner: str
    by: str = ""


class ContactRecorded(Event):
    """A message in or out that was not sent by a step; its text lies in the vault."""

    direction: Literal["in", "out"]
    channel: str
    text: AnyValue
    by: str
    gives: tuple[str, ...] = ()


class EvidenceReceived(Event):
    """The customer sent something that proves a claim; what it says lies in the vault.

    A `receipt`, with its amount, is for what is covered; a `proof` is for a remedy. `of` is the thing that a receipt is
    for, by the pack's name, where its cover stands for some; `number` and `bought` (where and when) are keyed digests
    of what tells it from others; `although` is why one is paid that nothing tells from another, or that is for what
    was given in kind. Version 1 has none of these.
    """

    version: ClassVar[int] = 2
    step: str
    kind: Literal["receipt", "proof"]
    amount: AnyValue
    text: AnyValue
    by: str
    of: str = ""
    number: str = ""
    bought: str = ""
    although: str = ""


class InformationRequested(Event):
    """The customer was asked for something that a promise cannot be kept without; what it is lies in the vault."""

    request: str
    what: AnyValue
    channel: str
    until: Instant
    by: str


class InformationReceived(Event):
    """What the customer was asked for is there."""

    request: str
    by: str


class ExpectationRecorded(Event):
    """What the customer hopes for: a kind of remedy, and how much where they said it."""

    kind: str
    amount: AnyValue = None
    by: str


class CustomerRecognised(Event):
    """More is known of the customer, or it was wrong: name, address and language lie in the vault anew.

    `language` is the one they are written to in. `why`: how that is known; `second` agreed, where something was on its
    way to them already. `elsewhere`: what goes to them goes elsewhere from then on; `first`: they had no address by
    then. `alone`: another name or address was known, and one person of the house alone says that it is this one.
    Journals of earlier releases have none of the five.
    """

    customer: AnyValue
    language: str
    by: str
    why: str = ""
    second: str = ""
    elsewhere: bool = False
    first: bool = False
    alone: bool = False

    version: ClassVar[int] = 2


class NoteAdded(Event):
    """A remark of somebody who works on the case; its text lies in the vault."""

    text: AnyValue
    by: str


# --- Judging ---------------------------------------------------------------------------------------------------------
class RiskAssessed(Event):
    """How likely, how bad on four scales, and the tier that the named matrix makes of it."""

    likelihood: Likelihood
    consequence: Mapping[str, Level]
    tier: Tier
    matrix: str
    assessor: str
    inputs: Values
    modifiers: Mapping[str, str] = Field(default_factory=dict)
    """What else makes it worse, each with how that is known: playbook, channel, contacts, reporter, reopened, said."""
    evidence: tuple[str, ...] = ()
    useless_after: Instant | None = None
    """From when on the remedy is of no use any more."""


class RiskReassessed(Event):
    """The risk was judged anew, and why. A lower tier has a `second` person, who agreed to what `assessor` proposed.

    Where the levels are empty, they stay as they were: the case was reopened, one tier up. `alone`: one person of the
    house raised it; version 1 does not say so.
    """

    tier: Tier
    was: Tier
    why: str
    assessor: str
    second: str = ""
    likelihood: Likelihood | None = None
    consequence: Mapping[str, Level] = Field(default_factory=dict)
    modifiers: Mapping[str, str] = Field(default_factory=dict)
    matrix: str = ""
    inputs: Values = Field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    useless_after: Instant | None = None
    alone: bool = False

    version: ClassVar[int] = 2


class SecondAsked(Event):
    """Somebody wants to do what takes two persons; a second one is asked to agree.

    `stake`: what it drops, or sends elsewhere, in marks that are compared: where they change, it is asked anew.

    `outcome` withdrawn: the customer is said to have withdrawn, in words of theirs (`text`) that lie in the vault.

    `act`: lower the tier (to `tier`, by these levels), skip a step, take one back by hand, call the case off, have
    what is on its way to the customer go to them as they are known by now (`customer`, written to in `language`), or
    write down that they do not want a remedy (the entry `step`), in words of theirs (`text`), or that `payee` got
    `amount` from a `source` elsewhere, as the `evidence` shows, or that what was paid of the entry `step` came back,
    under the reference that is the `evidence`.
    `replaces`: the task of an older request of where things go, which nobody answers any more.
    Version 1 knows fewer marks: what is hoped for, shown, upheld, or not asked yet is none of them.
    """

    task: str
    act: Act
    step: str = ""
    outcome: Outcome | None = None
    into: str = ""
    whose: str = ""
    tier: Tier | None = None
    likelihood: Likelihood | None = None
    consequence: Mapping[str, Level] = Field(default_factory=dict)
    modifiers: Mapping[str, str] = Field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    customer: AnyValue = None
    language: str = ""
    stake: tuple[str, ...] | None = None
    text: AnyValue = ""
    because: CalledOff = ""
    source: Source | None = None
    amount: AnyValue = None
    payee: AnyValue = None
    replaces: str = ""
    why: str
    by: str

    version: ClassVar[int] = 4


class PlanAdopted(Event):
    """The case is pinned to these documents (by digest) until it is migrated."""

    playbook: str
    plan: str
    matrix: str
    policy: str
    calendar: str = ""
    contact: str = ""
    packs: Mapping[str, str] = Field(default_factory=dict)


class EntitlementDecided(Event):
    """What a pack owes by the version of a day, for good: by which clauses, worked out from which facts.

    `owed` is what each rule gives for one `unit`, with its arithmetic; `per_unit` and `total` are what that comes to.
    `unverified` says what of it nobody has read in its source. `refused` is what something kept back, with its clause;
    earlier releases did not keep it. `heads` are what it was asked about, everything where there are none.
    """

    step: str
    pack: str
    kind: Kind
    digest: str
    rules: str
    on: AnyValue
    unit: Unit
    units: int
    owed: tuple[Gift, ...] = ()
    per_unit: tuple[AnyValue, ...] = ()
    total: tuple[AnyValue, ...] = ()
    inputs: Values = Field(default_factory=dict)
    unverified: tuple[str, ...] = ()
    why_not: tuple[str, ...] = ()
    by: str = "engine"
    refused: tuple[Refused, ...] = ()
    heads: tuple[str, ...] = ()

    version: ClassVar[int] = 2

    def documents(self) -> tuple[str, ...]:
        """Return the digest of the pack that was asked."""
        return (self.digest,)


class EntitlementPostponed(Event):
    """It cannot be said yet what a pack owes: it needs these facts. What is certain even so is in `certain`.

    `at_least` is what is owed for one unit at least, whatever the facts turn out to be; earlier releases did not keep
    it.
    """

    step: str
    pack: str
    kind: Kind
    digest: str
    rules: str
    on: AnyValue
    needs: tuple[str, ...]
    certain: tuple[Gift, ...] = ()
    at_least: tuple[AnyValue, ...] = ()

    version: ClassVar[int] = 2

    def documents(self) -> tuple[str, ...]:
        """Return the digest of the pack that was asked."""
        return (self.digest,)


class EntitlementDiffers(Event):
    """What was decided to be owed would be decided otherwise now; it stands until a person says something else.

    `on` is the day whose version was asked; earlier releases kept only the one of the decision.
    """

    step: str
    pack: str
    digest: str
    rules: str
    on: AnyValue = None
    was: tuple[AnyValue, ...] = ()
    owed: tuple[Gift, ...] = ()
    per_unit: tuple[AnyValue, ...] = ()
    units: int = 1
    inputs: Values = Field(default_factory=dict)
    unverified: tuple[str, ...] = ()
    why: str
    refused: tuple[Refused, ...] = ()

    version: ClassVar[int] = 2

    def documents(self) -> tuple[str, ...]:
        """Return the digest of the pack that says otherwise."""
        return (self.digest,)


# --- Steps -----------------------------------------------------------------------------------------------------------
class StepStarted(Event):
    """The intent, durable before anything leaves the building: what is asked of whom, under which key, until when.

    `key` says what the effect is, never who ran it; `until` is the request's deadline plus a margin: nobody else
    touches the intent before it. Personal parts of `request` are vault references.
    """

    step: str
    effect: EffectKind
    key: str
    occurrence: int
    attempt: int
    connector: str
    request: Values
    by: str
    until: Instant


class StepAccepted(Event):
    """The other side took it on and will be done by `expect_by`."""

    step: str
    attempt: int
    reference: str
    expect_by: Instant


class StepSucceeded(Event):
    """The effect is applied; `receipt` is what came back (`result(id)` reads it)."""

    step: str
    attempt: int
    receipt: Values


class StepRefused(Event):
    """Understood and answered no; never retried."""

    step: str
    attempt: int
    why: str


class StepFailed(Event):
    """Proven not applied; tried again at `again_at`, or not at all where that is empty."""

    step: str
    attempt: int
    why: str
    again_at: Instant | None = None


class StepGivenUp(Event):
    """The tries are used up."""

    step: str
    why: str


class StepLate(Event):
    """A clock ran out on a step; `due` is the instant it had."""

    step: str
    clock: str
    due: Instant


class StepSkipped(Event):
    """The step's condition did not hold, or its block no longer needs it."""

    step: str
    why: str
    inputs: Values = Field(default_factory=dict)


class EvaluationFailed(Event):
    """An expression had no value; a person decides."""

    step: str
    expression: str
    why: str
    inputs: Values = Field(default_factory=dict)


class OutcomeUnknown(Event):
    """Nobody knows whether the effect was applied; at `look_at` it is asked or sent again under the same key."""

    step: str
    attempt: int
    why: str
    look_at: Instant
    key: str = ""


class OutcomeEstablished(Event):
    """An unknown outcome was found out: by asking the other side, or by a person."""

    step: str
    attempt: int
    applied: bool
    receipt: Values = Field(default_factory=dict)
    how: Literal["lookup", "person"]
    by: str


class DivergenceFound(Event):
    """Two accounts of the same thing contradict each other; the stronger one stands, somebody is shown both.

    About an effect: two answers to one attempt. About a run: what the journal says of the case, and what was found to
    carry it (nothing, or something that was ended from outside); the run is begun again.
    """

    step: str = ""
    attempt: int = 0
    had: str
    got: str
    about: Literal["effect", "run"] = "effect"


class BranchTaken(Event):
    """A condition was evaluated and this way was taken; `inputs` are what it read."""

    step: str
    branch: str
    inputs: Values = Field(default_factory=dict)


class LoopBegan(Event):
    """The list of a loop, frozen, with the key of each round."""

    step: str
    keys: tuple[str, ...]
    items: tuple[AnyValue, ...]


class PartBegan(Event):
    """Another playbook runs as a part of this one, with these facts, frozen."""

    step: str
    playbook: str
    facts: Values


class InterruptTaken(Event):
    """What is to be done whenever a condition holds was begun; `inputs` are what the condition read."""

    step: str
    inputs: Values = Field(default_factory=dict)


class WaitBegan(Event):
    """A wait began; it ends at `until` at the latest."""

    step: str
    until: Instant
    event: str = ""


class WaitEnded(Event):
    """A wait ended because its time came, its event arrived, or its block no longer needs it."""

    step: str
    how: Literal["time", "event", "called off"]


class SignalReceived(Event):
    """Something outside that a wait may be waiting for happened."""

    event: str
    by: str
    body: Values = Field(default_factory=dict)


# --- Undoing ---------------------------------------------------------------------------------------------------------
class UndoBegan(Event):
    """What is half done in a block is taken back, in reverse order of dependency."""

    block: str
    plan: int
    why: str
    steps: tuple[str, ...]


class StepUndone(Event):
    """A step's effect is taken back; `goes_on`: of one that paid more than once, the next payout is still to be."""

    step: str
    attempt: int
    receipt: Values = Field(default_factory=dict)
    goes_on: bool = False


class UndoFailed(Event):
    """Taking back did not work; tried again at `again_at`, else a person's task."""

    step: str
    attempt: int
    why: str
    again_at: Instant | None = None


class UndoFinished(Event):
    """What was undone, what could not be, and what the customer got for it."""

    block: str
    plan: int
    undone: tuple[str, ...]
    could_not: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


# --- People ----------------------------------------------------------------------------------------------------------
class TaskOpened(Event):
    """Somebody in a role has something to do by `due`."""

    task: str
    step: str
    purpose: TaskPurpose
    role: str
    words: Words
    due: Instant
    skill: Mapping[str, int] = Field(default_factory=dict)
    details: Values = Field(default_factory=dict)


class TaskClaimed(Event):
    """Somebody took a task on."""

    task: str
    by: str


class TaskReleased(Event):
    """Somebody gave a task back, and why."""

    task: str
    by: str
    why: str = ""


class TaskCompleted(Event):
    """A task was done; `answer` is the filled form.

    In version 1 a second answer may come from whoever changed a fact since the case was opened, and any answer from
    whomever the complaint is about.
    """

    version: ClassVar[int] = 2

    task: str
    by: str
    answer: Values


class TaskHastened(Event):
    """A task is due earlier than was said, because the case came into a higher tier."""

    task: str
    due: Instant
    why: str


class NobodyFits(Event):
    """Nobody of the house may do a task as its tier asks; the next head is asked whom to let, or it waits.

    `missing` is what the tier asks for, `asked_by` whoever tried; `house` the position of the directory it is from.
    """

    task: str
    missing: tuple[str, ...]
    how: Nobody
    to: str = ""
    asked_by: str
    house: int


class PersonLet(Event):
    """A head lets somebody do a task who has not all that its tier asks for, and answers for it.

    In version 1 the head may have had a hand in what a second look, or a second person, judges. `hand`: they had
    one in this version, too, for no head was left who had none; whoever they let had none.
    """

    version: ClassVar[int] = 2

    task: str
    person: str
    by: str
    why: str
    hand: bool = False


class TaskTakenBack(Event):
    """A task is no longer needed."""

    task: str
    why: str


class AnswerVoided(Event):
    """One of two answers counts no more: `facts` on which rests what it decides are others; it is asked for anew."""

    task: str
    facts: tuple[str, ...]
    by: str


class TaskDue(Event):
    """A task's time came and it is not done; it stays open with a new due instant, and `up` (a role) may do it too."""

    task: str
    due: Instant
    next_due: Instant
    up: str = ""


# --- Choices ---------------------------------------------------------------------------------------------------------
class AlternativesOffered(Event):
    """The customer was told what they can choose; without an answer, `otherwise` holds from `lapses_at` on."""

    step: str
    choices: Mapping[str, Words]
    otherwise: str
    lapses_at: Instant


class AlternativeChosen(Event):
    """The customer chose; `written_by` is whoever wrote it down for them."""

    step: str
    choice: str
    by: str
    written_by: str = ""


class OfferDeclined(Event):
    """The customer wants none of the alternatives; `written_by` is whoever wrote it down for them."""

    step: str
    by: str
    written_by: str = ""


class OfferLapsed(Event):
    """No answer came in time (or the block no longer needs one)."""

    step: str
    otherwise: str
    why: Literal["silence", "called off"] = "silence"


# --- Remedies and money ----------------------------------------------------------------------------------------------
class RemedyProposed(Event):
    """What the customer is to get, and on what basis. Money has `amount`; a remedy in kind has `in_kind`.

    `inputs` are what the amount was worked out from. `entitled` names the decisions about what is owed that it settles,
    and `floor` is what these come to: it is never less. `loss` is what it makes good. Version 1 named none.
    `watched` are the signs of abuse under which it counts. `premium` is what is given of this kind, in per cent of
    the cash that it stands for; the floor has it on top.
    """

    version: ClassVar[int] = 2

    entry: str
    step: str
    kind: str
    payee: AnyValue
    amount: AnyValue = None
    in_kind: Values = Field(default_factory=dict)
    basis: str
    inputs: Values = Field(default_factory=dict)
    entitled: tuple[str, ...] = ()
    floor: AnyValue = None
    loss: str = ""
    watched: tuple[Watched, ...] = ()
    premium: int = PAR


class RemedyApproved(Event):
    """Granted: by the step's own limit (approver `engine`, rung 0), or by a person in the role of a rung.

    `rung` counts those rungs that reach so far; `limit` is how far this one reaches, empty where it has no limit.
    `line` of the authority table `table` (its digest) let them, by `skills` they have; they stood in for `acting_for`,
    and `barred` could not decide. All of it as it was known then: of the house up to position `house`. Version 1 kept
    none of these.
    From version 3 on whoever counted as one with another at any time since the case was opened does so still.
    """

    version: ClassVar[int] = 3

    entry: str
    approver: str
    rung: int
    limit: AnyValue = None
    role: str = ""
    table: str = ""
    line: str = ""
    skills: Mapping[str, int] = Field(default_factory=dict)
    acting_for: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    house: int = 0

    def documents(self) -> tuple[str, ...]:
        """Return the table of authority."""
        return (self.table,) if self.table else ()


class RemedyDenied(Event):
    """A person with the authority said no, and why. `beyond`: only what goes beyond what is owed is not given."""

    entry: str
    approver: str
    why: str
    beyond: bool = False


class BudgetReserved(Event):
    """What was approved is taken from these budgets; it goes `above` those that do not reach, for it is owed."""

    entry: str
    amount: AnyMoney
    draws: tuple[Draw, ...]
    above: tuple[str, ...] = ()


class BudgetReleased(Event):
    """What was taken from budgets is free again: it is not given after all."""

    entry: str
    amount: AnyMoney
    draws: tuple[Draw, ...]
    why: str


class BudgetExceeded(Event):
    """A budget does not reach for a remedy that somebody was about to grant, so another decides.

    `stands` is what was taken from it already, of `limit`; it was set last by the setting `number`, begins anew when it
    `ends`, and `keeper` may set it anew. `task` is the one under which `approver` was about to grant.
    Version 1 named the first budget alone.
    """

    version: ClassVar[int] = 2

    entry: str
    budget: str
    counter: str
    amount: AnyMoney
    limit: AnyMoney
    stands: AnyMoney
    approver: str
    task: str = ""
    keeper: str
    number: int
    ends: Instant | None = None
    beside: tuple[Short, ...] = ()
    """The other budgets that do not reach for it either."""

    @property
    def short(self) -> tuple[Short, ...]:
        """All budgets that do not reach, the one that is asked about first."""
        first = Short(
            budget=self.budget, counter=self.counter, limit=self.limit.minor, stands=self.stands.minor,
            number=self.number, ends=self.ends,
        )  # fmt: skip
        return (first, *self.beside)


class SplittingNoticed(Event):
    """Together with what was granted before, somebody would grant one person more in a day than they may at once."""

    entry: str
    approver: str
    kind: str
    amount: AnyMoney
    together: AnyMoney
    limit: AnyMoney
    counter: str


class SignNoticed(Event):
    """What is given across cases looks like a sign of the house, so a person looks; it denies nothing by itself.

    `entry` is the remedy at which it was noticed. By the counter of its window `others` is what other cases came to
    and `own` this one, more than `limit`: cases, or minor units of `currency`. `document` is the digest of the kinds
    of remedies that name the sign. `role` is asked under `task`, to look at it `until` then.
    """

    sign: str
    entry: str
    counter: str
    days: int
    others: int
    own: int
    limit: int
    currency: str = ""
    document: str = ""
    task: str
    role: str
    words: Words
    until: Instant

    def documents(self) -> tuple[str, ...]:
        """Return the document that names the sign."""
        return (self.document,) if self.document else ()


class RemedyPaid(Event):
    """The customer has it."""

    entry: str
    step: str
    attempt: int
    method: str
    receipt: Values


class CoverGranted(Event):
    """Receipts of this kind are paid, all together up to an amount, until an instant.

    `entitled`: the decisions whose care is given by that; `things`: what of each, by the pack's names. They owe that no
    more in kind. Version 1 gives no care.
    """

    version: ClassVar[int] = 2
    step: str
    kind: str
    payee: AnyValue
    up_to: AnyValue
    until: Instant
    entitled: tuple[str, ...] = ()
    things: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


class CoverEnded(Event):
    """No more receipts are paid: the time is over, or the amount is used up."""

    step: str
    why: Literal["time", "used up", "called off"]


class RechargeClaimed(Event):
    """What a partner did not do is charged to them."""

    step: str
    to: str
    amount: AnyValue


class PayoutFailed(Event):
    """A way of paying refused or is given up; the next one is tried, if there is one."""

    entry: str
    step: str
    attempt: int
    method: str
    why: str


class PayoutReturned(Event):
    """What was paid came back (the account is closed, the name is wrong): it is to be paid again, by the next way.

    `promises` are those that it kept: they are open again; earlier releases left them kept. In version 1 those to put
    the matter right may be left kept. `second` agreed, where `by` granted it or had a hand in it that it came back
    before: from version 2 on.
    """

    version: ClassVar[int] = 2

    entry: str
    step: str
    method: str
    why: str
    reference: str = ""
    by: str
    second: str = ""
    promises: tuple[str, ...] = ()


class OutsideRecoveryLearned(Event):
    """Somebody got money for this elsewhere: from their bank, an insurer, an agent; `evidence` says what shows it.

    It is set off against what they get from us, as far as the house says so of that kind of remedy; what one person
    of the house wrote down `alone`, not against what is owed. `second` agreed. In version 1 nobody was asked to.
    """

    version: ClassVar[int] = 2

    recovery: str
    source: Source
    payee: AnyValue
    amount: AnyValue
    evidence: str
    by: str
    second: str = ""
    alone: bool = False


class CaseTakenIn(Event):
    """Another case was merged into this one: it goes on here, and `owed` is what was still owed there."""

    case: str
    owed: tuple[AnyValue, ...] = ()
    why: str
    by: str


class RemedySetOff(Event):
    """Part of a remedy, or all of it (`whole`), is not given: it was recovered elsewhere, or another made it good.

    `recovery` names what was recovered, `made_good_by` the other entry. What is given in kind is set off whole.
    """

    entry: str
    amount: AnyValue = None
    whole: bool = False
    recovery: str = ""
    made_good_by: str = ""
    why: str


class RemedyDeclined(Event):
    """The customer does not want it; their words lie in the vault. `written_by` wrote that down for them.

    `second` agreed where it was owed or granted. In version 1 one person alone could write that down.
    """

    entry: str
    by: str
    text: AnyValue = ""
    written_by: str = ""
    second: str = ""

    version: ClassVar[int] = 2


class RemedyReversed(Event):
    """What the customer got was taken back, all of it or a part: an entry of its own, never an undo alone.

    By an undo of which the playbook says so, or by a person with the authority to grant as much: in a `role`, by a
    `line` of the table of authority `table`.
    """

    entry: str
    amount: AnyValue = None
    how: Literal["undo", "hand"]
    by: str
    why: str
    reference: str = ""
    role: str = ""
    table: str = ""
    line: str = ""

    def documents(self) -> tuple[str, ...]:
        """Return the table of authority."""
        return (self.table,) if self.table else ()


# --- Promises and clocks ---------------------------------------------------------------------------------------------
class PromiseMade(Event):
    """A time told to somebody, with the arithmetic that led to it: `within` counted from `since`."""

    promise: str
    to: str
    what: str
    due: Instant
    arithmetic: str
    source: str = ""
    since: Instant | None = None
    within: AnyValue = None


class PromiseKept(Event):
    """The promised thing was delivered, when `at` says."""

    promise: str
    by_step: str = ""


class PromiseBroken(Event):
    """The due instant passed without it."""

    promise: str
    due: Instant


class NewTimeSet(Event):
    """Somebody says that a promise cannot be kept, and until when it can; it counts once the customer was told."""

    promise: str
    due: Instant
    why: str
    by: str


class PromiseReplaced(Event):
    """The customer was told a new time, and why: another promise stands in the place of this one.

    `late`: they were told when it was broken already; it stays broken.
    """

    promise: str
    by_promise: str
    to: str
    what: str
    was: Instant
    due: Instant
    why: str
    told_by: str
    by: str
    late: bool = False


class ClockStopped(Event):
    """The time of a promise stands still, and `rest` of it is left; at `until` it goes on in any case."""

    promise: str
    reason: str
    evidence: str
    rest: AnyValue
    by: str
    until: Instant | None = None


class ClockResumed(Event):
    """The time of a promise goes on: what was left of it ends at `due`."""

    promise: str
    due: Instant
    arithmetic: str
    why: str
    by: str


class ClockRestated(Event):
    """A due instant was wrong, and why: it counts from another start, or by another rule."""

    promise: str
    before: Instant
    after: Instant
    arithmetic: str
    why: str
    by: str


class EstimateGiven(Event):
    """The customer was told when something can be expected: between two instants, and on what that rests."""

    estimate: str
    what: str
    to: str
    earliest: Instant
    latest: Instant
    basis: str
    by: str


class EstimateMissed(Event):
    """The latest instant of an estimate passed without it."""

    estimate: str
    latest: Instant


# --- Escalation ------------------------------------------------------------------------------------------------------
class Escalated(Event):
    """More authority (up) or other skills (across) were called."""

    rung: int
    direction: Literal["up", "across"]
    to: str
    why: str


class EscalationTakenUp(Event):
    """Somebody called by an escalation answered it; `takes_over`: the case is theirs from now on."""

    rung: int
    by: str
    takes_over: bool = True


class OwnerChanged(Event):
    """The case is somebody else's from now on; its clocks run on."""

    was: str
    owner: str
    by: str
    why: str


class HandoverWritten(Event):
    """One hands a case to the next: what was done and what is left lies in the vault; what was promised stands here."""

    by: str
    to: str
    done: AnyValue
    left: AnyValue
    promises: Values
    tasks: tuple[str, ...]


# --- Messages --------------------------------------------------------------------------------------------------------
class MessageSent(Event):
    """A message left; the rendered text lies in the vault under `text`, made from the template of that digest."""

    step: str
    attempt: int
    template: str
    digest: str
    channel: str
    language: str
    text: AnyValue
    gives: tuple[str, ...] = ()
    receipt: Values = Field(default_factory=dict)


class MessageWaits(Event):
    """A message is not sent in quiet hours; it goes out when they are over."""

    step: str
    until: Instant
    why: str
    arithmetic: str


class MessageBounced(Event):
    """A message did not arrive: what it kept is open again, what it gave was not given.

    `unsent`: it never left, for there was nowhere to send it, or all tries failed; the plan goes on meanwhile.
    """

    version: ClassVar[int] = 2

    step: str
    why: str
    by: str
    promises: tuple[str, ...] = ()
    unsent: bool = False


# --- Ending ----------------------------------------------------------------------------------------------------------
class FindingMade(Event):
    """What was found, and the reasons."""

    finding: Found
    why: str
    by: str


class CaseReferred(Event):
    """The matter is for somebody else: to whom it goes; `accepted`: under which reference they took it on."""

    to: str
    accepted: str
    why: str
    by: str


class ContactTried(Event):
    """Somebody tried to reach the customer and did not."""

    channel: str
    why: str
    by: str


class EndingChosen(Event):
    """A person ends a case with an outcome that the closure rule lets them choose; `second` agreed, if it takes two.

    `whose`: the customer of the case it goes into, where two persons say that these are one. In version 1 one alone may
    have dropped what is owed, and before a second look that the customer asked for; up to version 2 a cover, what the
    customer chose, and what a merged case was owed; up to version 3 what the plan would still give, where the outcome
    tells the customer no decision.
    """

    version: ClassVar[int] = 4

    outcome: Outcome
    why: str
    by: str
    into: str = ""
    whose: str = ""
    second: str = ""


class Resolved(Event):
    """The firm says it is fixed."""

    summary: str


class ResolutionAccepted(Event):
    """The customer agrees, in words or by silence that was announced as such."""

    by: str
    how: Literal["answer", "silence"]


class ResolutionRejected(Event):
    """The customer does not agree; what they said lies in the vault."""

    by: str
    why: str
    text: AnyValue = ""


class ReviewRequested(Event):
    """The customer wants it looked at again, by somebody who had no hand in it."""

    review: str
    by: str
    why: str


class ReviewDecided(Event):
    """Somebody uninvolved looked at it again, and found this."""

    review: str
    finding: Found
    why: str
    by: str


class FollowUpScheduled(Event):
    """The customer will be asked again at `due`."""

    step: str
    due: Instant


class FollowUpAsked(Event):
    """The follow-up question left; silence counts from `silent_at`."""

    step: str
    silent_at: Instant


class FollowUpDone(Event):
    """The follow-up is over: answered, or silence."""

    step: str
    how: Literal["answered", "silence"]
    answer: Values = Field(default_factory=dict)


class RootCauseNamed(Event):
    """Why it happened, by the house's catalogue."""

    cause: str
    by: str


class CaseClosed(Event):
    """Nothing is owed any more; `evidence` says by what outcome, procedure and interaction are shown.

    `justice` says how far each of them is. `expectation`: what the customer hoped for came about, or how it differed.
    """

    outcome: Outcome
    evidence: Mapping[str, tuple[str, ...]]
    justice: Mapping[Aspect, Grade] = Field(default_factory=dict)
    expectation: Expectation = ""
    difference: AnyValue = None


class CaseWithdrawn(Event):
    """The customer withdrew; neither safety measures nor what was granted are touched. Their words lie in the vault.

    `second` agreed that they did, where somebody wrote it down for them and something was owed, or the plan would still
    give something. In version 1 one alone may have written it down; in version 2 where only the plan would give.
    """

    version: ClassVar[int] = 3

    by: str
    why: str
    text: AnyValue = ""
    written_by: str = ""
    second: str = ""


class CaseCancelled(Event):
    """The firm called the case off; what is half done is undone. `second` agreed, where it takes two.

    `because` is what the customer is told of it. In version 1 one alone may have dropped what is owed, or was granted,
    and before a second look; up to version 2 a cover, what the customer chose, what a merged case was owed, what might
    be owed, and a claim that stands; up to version 3 what the plan would still give.
    """

    version: ClassVar[int] = 4

    by: str
    why: str
    second: str = ""
    because: CalledOff = ""


class CaseReopened(Event):
    """Closed too early; one tier up."""

    by: str
    why: str
    review_by: Instant


# --- Out of the ordinary ---------------------------------------------------------------------------------------------
class CaseHeld(Event):
    """Frozen by a person; clocks run on, and at `review_at` somebody is asked again."""

    by: str
    why: str
    review_at: Instant


class CaseFreed(Event):
    """The hold is over, and why."""

    by: str
    why: str = ""


class HoldReviewDue(Event):
    """A held case came to its review."""

    next_review: Instant


class StepRetriedByHand(Event):
    """A person has a stuck step tried anew; the effect's occurrence advances."""

    step: str
    by: str
    why: str


class StepSkippedByHand(Event):
    """A person lets the case go on without a step; `second` agreed, where it takes two.

    In version 1 one alone may have dropped what was granted; up to version 2 a cover, what the customer chose, and
    what a merged case was owed; up to version 3 what the plan would still give.
    """

    version: ClassVar[int] = 4

    step: str
    by: str
    why: str
    second: str = ""


class StepUndoneByHand(Event):
    """A person has a done step taken back; `second` agreed, where it takes two."""

    step: str
    by: str
    why: str
    second: str = ""


class PlanStopped(Event):
    """The playbook was stopped: the case takes no further step by itself; clocks run on, and people may still work.

    `seq` is the place of that act in the playbook's own stream; at `review_at` somebody is asked again.
    """

    by: str
    why: str
    seq: int
    review_at: Instant


class PlanResumed(Event):
    """The playbook was let go on: the case goes on where it stood."""

    by: str
    why: str
    seq: int


class StopReviewDue(Event):
    """A case on a stopped playbook came to its review."""

    next_review: Instant


class ComplainedAbout(Event):
    """The complaint is about this person of the house: they do nothing in the case, and decide nothing."""

    person: str
    by: str
    why: str


class LossDeclared(Event):
    """The journal was restored from an older backup: effects may have been applied that it does not know of."""

    epoch: int
    by: str


EVENT_TYPES: Mapping[str, type[Event]] = {
    name: kind
    for name, kind in tuple(globals().items())
    if isinstance(kind, type) and issubclass(kind, Event) and kind.__module__ == __name__
}
"""Every event type by the name it is stored under: all that stand here."""
