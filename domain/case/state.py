"""The state of a case: folded from its events, and nothing else. Values only; `evolve` alone makes new ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from domain.budgets import Draw, Short
from domain.case.events import Aspect, EffectKind, Expectation, Found, Grade, Outcome, TaskPurpose
from domain.entitlement.answer import Gift, Refused
from domain.entitlement.model import Kind, Unit
from domain.money import Money, cash_of
from domain.remedies import PAR
from domain.signs import Watched
from domain.staffing import Act
from domain.values import AnyMoney, AnyPerson, AnySpan, AnyValue, Person, Values
from domain.vocabulary import CalledOff, Level, Likelihood, Source, Tier, Words

Phase = Literal["", "received", "assessed", "working", "resolved", "closed"]
StepStatus = Literal["done", "refused", "failed", "late", "skipped", "undone"]
BAD_ENDS: frozenset[StepStatus] = frozenset({"refused", "failed", "late"})
"""The ends that make a `try` take its next plan; outside a `try` a person decides."""
EntryStatus = Literal["proposed", "approved", "paid", "denied", "set off", "declined", "reversed"]
NOT_GIVEN: Final = frozenset({"denied", "set off", "declined"})
"""How entries end by which nothing was given."""
EffectStatus = Literal["open", "accepted", "unknown", "retry", "applied", "refused", "failed"]
IN_FLIGHT: frozenset[EffectStatus] = frozenset({"open", "accepted", "unknown"})
"""Nobody knows yet whether the effect is or will be applied."""


# --- Steps -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class StepState:
    """How a step ended, when, and why (a reason, or the choice that was made)."""

    status: StepStatus
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class Effect:
    """One outside effect of a step: its intent, and what is known of its outcome."""

    kind: EffectKind
    key: str
    occurrence: int
    attempt: int
    connector: str
    request: Values
    by: str
    since: datetime
    until: datetime
    status: EffectStatus = "open"
    first_at: datetime | None = None
    again_at: datetime | None = None
    failures: int = 0
    asked: int = 0
    reference: str = ""
    receipt: Values = field(default_factory=dict)
    why: str = ""


# --- People ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Task:
    """Something a person has to do."""

    step: str
    purpose: TaskPurpose
    roles: tuple[str, ...]
    words: Words
    opened_at: datetime
    due: datetime
    skill: Mapping[str, int] = field(default_factory=dict)
    details: Values = field(default_factory=dict)
    claimed_by: str = ""
    rung_at: int = 0
    status: Literal["open", "done", "taken back"] = "open"
    by: str = ""
    answer: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to do that takes two persons; its task says whether it is still open."""

    act: Act
    step: str
    tier: Tier | None
    was: Tier
    likelihood: Likelihood | None
    consequence: Mapping[str, Level]
    modifiers: Mapping[str, str]
    evidence: tuple[str, ...]
    why: str
    by: str
    outcome: Outcome | None = None
    into: str = ""
    customer: AnyPerson | None = None
    language: str = ""
    instead_of: AnyPerson | None = None
    """As whom the customer was known when it was asked."""
    whose: str = ""
    because: CalledOff = ""
    stake: tuple[str, ...] | None = None
    """What was at stake when it was asked; None in journals of earlier releases."""
    text: AnyValue = ""
    source: Source | None = None
    amount: AnyMoney | None = None
    """What is said to have come from elsewhere, for whom, and whence."""
    payee: AnyPerson | None = None
    replaces: str = ""


# --- Findings and endings --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Looked:
    """What somebody uninvolved found, when, and in which opening of the case."""

    finding: Found
    at: datetime
    opening: int


@dataclass(frozen=True)
class Finding:
    """What was found, and why."""

    finding: Found
    why: str
    at: datetime


@dataclass(frozen=True)
class Referral:
    """To whom a matter goes, and under which reference they took it on."""

    to: str
    accepted: str
    at: datetime


@dataclass(frozen=True)
class Expected:
    """What the customer hopes for."""

    kind: str
    amount: AnyMoney | None
    at: datetime


@dataclass(frozen=True)
class Chosen:
    """The outcome that somebody ends a case with, and why."""

    outcome: Outcome
    why: str
    by: str
    into: str = ""
    whose: str = ""
    """The customer of the case it goes into, "" where it is the same one."""


# --- Judging ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Computed:
    """What the engine itself judged last by playbook and record: with this the next judgement is compared."""

    likelihood: Likelihood
    consequence: Mapping[str, Level]
    modifiers: tuple[str, ...]


# --- Choices, waits, loops, undoing ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Offer:
    """Alternatives before the customer; `chosen` is empty while they think."""

    choices: Mapping[str, Words]
    otherwise: str
    offered_at: datetime
    lapses_at: datetime
    chosen: str = ""
    how: Literal["", "chosen", "declined", "lapsed", "called off"] = ""
    written_by: str = ""


@dataclass(frozen=True)
class Wait:
    """A wait; `how` it ended is empty while it lasts."""

    since: datetime
    until: datetime
    event: str = ""
    how: Literal["", "time", "event", "called off"] = ""


@dataclass(frozen=True)
class Loop:
    """The frozen list of a loop and the keys of its rounds."""

    keys: tuple[str, ...]
    items: tuple[AnyValue, ...]


@dataclass(frozen=True)
class Undoing:
    """Taking back what was half done in a block (plan `plan` of it)."""

    block: str
    plan: int
    steps: tuple[str, ...]
    why: str
    began_at: datetime
    finished: bool = False
    could_not: tuple[str, ...] = ()


# --- Remedies, budgets, signs ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Entry:
    """A remedy in the ledger: proposed → approved → paid → reversed; or denied, declined, or set off whole.

    `amount` is what we give, `set_off` what was set off from it, `set_off_later` how much of that after the approval.
    """

    step: str
    kind: str
    payee: AnyPerson
    amount: AnyValue
    in_kind: Values
    basis: str
    proposed_at: datetime
    status: EntryStatus = "proposed"
    approver: str = ""
    method: int = 0
    why: str = ""
    entitled: tuple[str, ...] = ()
    floor: AnyValue = None
    paid_at: datetime | None = None
    granted: bool = False
    """Whether it was approved, whatever became of it."""
    set_off: AnyMoney | None = None
    set_off_later: AnyMoney | None = None
    reversed: AnyMoney | None = None
    undone: AnyMoney | None = None
    """What of `reversed` an undo took back, so that it is known to be back."""
    thing_undone: bool = False
    """Whether an undo took back a thing in kind, which has no amount."""
    back: AnyMoney | None = None
    """What of `reversed` is back: an undo took it, or a reference shows it."""
    reversals: Mapping[str, AnyMoney | None] = field(default_factory=dict)
    """What was taken back under which reference; None for a thing in kind."""
    returns: tuple[str, ...] = ()
    """The references under which what was paid came back."""
    returned_by: tuple[str, ...] = ()
    """Who said that it came back, or agreed to that."""
    request: Values = field(default_factory=dict)
    """What was asked for it when its payout was begun last."""
    receipt: Values = field(default_factory=dict)
    """What came back when it was paid: with it an undo finds what it is to take back."""
    came_back: int = 0
    """The number of the last payout that came back: those before it are over."""
    sent_by: str = ""
    """Who alone had what goes to the customer go elsewhere since it was paid; "" where nobody did, or two agreed."""
    settled_at: datetime | None = None
    """When it was set off whole, declined, or denied."""
    loss: str = ""
    """Which loss it makes good; no two make the same one good for one person."""
    made_good: Mapping[str, AnyMoney | None] = field(default_factory=dict)
    """What other entries made good of it, by their names: so much was set off; None for a thing in kind."""
    watched: tuple[Watched, ...] = ()
    """The signs of abuse under which it counts."""
    premium: int = PAR
    """What is given of its kind, in per cent of the cash that it stands for; the floor has it on top."""

    @property
    def made_good_by(self) -> tuple[str, ...]:
        """The other entries that were set off of it."""
        return (*self.made_good,)

    @property
    def stands(self) -> str:
        """How it stands, in a word: what is no money is given, and not paid."""
        return "given" if self.status == "paid" and not isinstance(self.amount, Money) else self.status

    @property
    def open(self) -> bool:
        """Say whether something is still to come of it."""
        return self.status in {"proposed", "approved"}

    @property
    def is_sent_elsewhere(self) -> bool:
        """Say whether it came back and one person alone says where it goes now: nobody pays it until two do."""
        return self.status == "approved" and bool(self.returns) and bool(self.sent_by)

    @property
    def in_full(self) -> Money | None:
        """What was proposed, before anything was set off."""
        amount = self.amount
        if not isinstance(amount, Money):
            return None
        return amount if self.set_off is None else amount + self.set_off

    @property
    def in_cash(self) -> Money | None:
        """The cash that all that was proposed stands for, before anything was set off."""
        full = self.in_full
        return None if full is None else cash_of(full, self.premium)

    @property
    def gives(self) -> Money | None:
        """What it gives, or is about to give: nothing once it is denied, set off whole, declined or taken back."""
        if not isinstance(self.amount, Money):
            return None
        if self.status in {*NOT_GIVEN, "reversed"}:
            return Money(self.amount.currency, 0)
        return self.amount if self.reversed is None else self.amount - self.reversed

    @property
    def stays_granted(self) -> Money | None:
        """What it gives or gave, less what an undo took back; what a person writes down as taken back was given."""
        if not isinstance(self.amount, Money):
            return None
        if self.status in NOT_GIVEN:
            return Money(self.amount.currency, 0)
        return self.amount if self.undone is None else self.amount - self.undone

    @property
    def kept(self) -> Money | None:
        """What the customer got from us and keeps."""
        if self.status != "paid" or not isinstance(self.amount, Money):
            return None
        return self.amount if self.reversed is None else self.amount - self.reversed


@dataclass(frozen=True)
class Recovery:
    """What somebody got elsewhere for the same, and what shows it; `used` is what was set off of it.

    `seen_to` is what a person saw to otherwise: they let both be kept, or took back what we had paid. What one person
    of the house wrote down `alone` is set off against nothing that is owed.
    """

    source: Source
    payee: AnyPerson
    amount: AnyMoney
    at: datetime
    used: AnyMoney | None = None
    evidence: str = ""
    seen_to: AnyMoney | None = None
    alone: bool = False
    by: str = ""
    """Who said so."""
    second: str = ""
    """Who agreed, where it took two."""

    @property
    def left(self) -> Money:
        """What of it was not set off yet."""
        return self.amount if self.used is None else self.amount - self.used

    @property
    def free(self) -> Money:
        """What of it nobody saw to yet, and nothing was set off against: that alone can still be set off."""
        return self.left if self.seen_to is None else self.left - self.seen_to


@dataclass(frozen=True)
class Granted:
    """Who granted an entry within a limit of theirs, and when: what they grant one person in a day counts together."""

    approver: str
    at: datetime
    limit: AnyMoney


@dataclass(frozen=True)
class Reserved:
    """What an entry takes from budgets, in minor units by counter, and the budgets it goes above."""

    draws: tuple[Draw, ...]
    held: Mapping[str, int]
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exceeded:
    """The budgets that did not reach for an entry when `approver` was about to grant it (`count`: how often by now)."""

    budget: str
    amount: AnyMoney
    limit: AnyMoney
    stands: AnyMoney
    approver: str
    task: str
    keeper: str
    number: int
    ends: datetime | None
    count: int
    short: tuple[Short, ...] = ()
    """All of them, this one first."""


@dataclass(frozen=True)
class Noticed:
    """A sign of abuse that a person looks at under `task`: what it came to, and who is asked."""

    sign: str
    entry: str
    others: int
    own: int
    limit: int
    currency: str
    days: int
    document: str
    task: str
    role: str
    words: Words
    at: datetime
    until: datetime


# --- What is owed ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Differs:
    """What would be decided otherwise, and why; `settled` once a person said what of it."""

    digest: str
    rules: str
    gifts: tuple[Gift, ...]
    per_unit: tuple[AnyMoney, ...]
    units: int
    inputs: Values
    unverified: tuple[str, ...]
    why: str
    number: int = 1
    settled: bool = False
    on: AnyValue = None
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class Entitled:
    """What a step found that a pack owes: decided, or (`needs`) not before these facts are there.

    `gifts` is what each rule gives for one of `unit`, `refused` what something kept back; `asked` counts how often
    facts were found to be missing, `at` is when it was found. `heads` are what was asked about, everything where none.
    """

    pack: str
    kind: Kind
    digest: str
    rules: str
    unit: Unit
    units: int
    gifts: tuple[Gift, ...]
    per_unit: tuple[AnyMoney, ...] = ()
    needs: tuple[str, ...] = ()
    inputs: Values = field(default_factory=dict)
    unverified: tuple[str, ...] = ()
    asked: int = 0
    on: AnyValue = None
    differs: Differs | None = None
    refused: tuple[Refused, ...] = ()
    at: datetime | None = None
    heads: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        """Say whether it was decided."""
        return not self.needs


@dataclass(frozen=True)
class Receipt:
    """A receipt for what is covered: over how much, taken in by whom, and for which thing of the cover (`of`).

    `number` and `bought` (where and when) tell it from others; they are keyed digests, "" where it is not known.
    `although`: why one is paid, as a person of the house says, that nothing tells from another, or that is for what was
    given in kind.
    """

    amount: AnyMoney
    by: str = ""
    of: str = ""
    number: str = ""
    bought: str = ""
    although: str = ""


@dataclass(frozen=True)
class CoverState:
    """A cover: receipts are paid until an instant, together up to an amount; `receipts` as they came.

    `entitled`: the decisions whose care it gives; `things`: what of each, by the pack's names.
    """

    kind: str
    payee: AnyPerson
    up_to: AnyMoney
    until: datetime
    receipts: tuple[Receipt, ...] = ()
    ended: bool = False
    entitled: tuple[str, ...] = ()
    things: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    called_off: bool = False


# --- Promises, clocks, estimates -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Stop:
    """A clock that stands still since an instant, with what is left of it; `by` whom, until when at the latest."""

    since: datetime
    rest: AnySpan
    by: str
    until: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True)
class Promise:
    """A time told to somebody; `within` counted from `since`, its clock stopped now and then."""

    to: str
    what: str
    due: datetime
    made_at: datetime
    arithmetic: str
    status: Literal["open", "kept", "broken", "replaced", "ended"] = "open"
    at: datetime | None = None
    source: str = ""
    since: datetime | None = None
    within: AnyValue = None
    by_step: str = ""
    replaces: str = ""
    stops: tuple[Stop, ...] = ()
    ended_as: Outcome | Literal["", "cancelled"] = ""
    """How its case ended that somebody ended before it was due; "" where that closed by itself, or it has not ended."""
    because: CalledOff = ""

    @property
    def stopped(self) -> Stop | None:
        """The stop that lasts, if its clock stands still."""
        return self.stops[-1] if self.stops and self.stops[-1].ended is None else None


@dataclass(frozen=True)
class NewTime:
    """A new time for a promise that the customer has not been told yet."""

    promise: str
    due: datetime
    why: str
    by: str
    told: bool = False


@dataclass(frozen=True)
class Asked:
    """Something the customer was asked for, until an instant; `since` when, `received` when it came."""

    since: datetime
    until: datetime
    by: str
    received: datetime | None = None


@dataclass(frozen=True)
class Estimate:
    """What the customer was told to expect, and when; `missed` once the latest instant passed without it."""

    what: str
    earliest: datetime
    latest: datetime
    given_at: datetime
    basis: str
    missed: bool = False


BY_HAND: Final = "@contact#"
"""How a word is called that somebody gave the customer by hand, with a number."""
LAST_LETTER: Final = "@cancelled"
"""The path of the message that tells the customer that a case was called off, or goes on in another one."""


# --- Messages --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Told:
    """A message that went to somebody, and what it gave; `to` whom ("" for the customer, by hand).

    `channel`: by which it went, "" where nobody knows.
    """

    at: datetime
    to: str = ""
    gives: tuple[str, ...] = ()
    channel: str = ""


@dataclass(frozen=True)
class FollowUpState:
    """One follow-up: scheduled, asked, over."""

    due: datetime
    silent_at: datetime | None = None
    how: Literal["", "answered", "silence"] = ""
    answer: Values = field(default_factory=dict)


# --- Out of the ordinary ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Hold:
    """A person froze the case."""

    by: str
    why: str
    review_at: datetime


@dataclass(frozen=True)
class PlanStop:
    """The playbook was stopped, at this place of its own stream; somebody looks at the case again then."""

    by: str
    why: str
    seq: int
    review_at: datetime


NOBODY = Person("")


# --- The case --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Case:
    """Everything that is known of a case. An empty one (phase "") has no events yet.

    Like all parts of the state it has no slots on purpose: `evolve` makes a new one by copying its namespace.
    """

    id: str = ""
    phase: Phase = ""
    last_at: datetime | None = None
    # what failed, for whom
    failure: str = ""
    source: str = ""
    key: str = ""
    facts: Values = field(default_factory=dict)
    told_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Who changed a fact since the case was opened."""
    said_by_one: frozenset[str] = frozenset()
    """Facts that one person of the house alone put right; `CUSTOMER` where one did who that is, `HOW_BAD` the tier."""
    recognised_by: tuple[str, ...] = ()
    """Who wrote down, with a reason, who the customer is and where what they get goes."""
    promised: str = ""
    delivered: str = ""
    reported_at: datetime | None = None
    happened_at: datetime | None = None
    opened_at: datetime | None = None
    opened_by: str = ""
    customer: AnyPerson = NOBODY
    market: str = ""
    language: str = "en"
    owner: str = ""
    initiated_by: str = ""
    # how bad
    likelihood: Likelihood | None = None
    consequence: Mapping[str, Level] = field(default_factory=dict)
    tier: Tier = "routine"
    modifiers: Mapping[str, str] = field(default_factory=dict)
    """What makes it worse beside the scales, each with how that is known."""
    computed: Computed | None = None
    tier_since: datetime | None = None
    """Since when the case is in its tier; the ladder counts from here."""
    useless_after: datetime | None = None
    """From when on the remedy is of no use any more."""
    channels: frozenset[str] = frozenset()
    """By which channels the failure was told, and the customer wrote."""
    contacts: int = 0
    """How often the customer wrote or called."""
    wanted: dict[str, Wanted] = field(default_factory=dict)
    """What takes two persons and one of them wants, by the task that asks the other."""
    let: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Whom a head lets do a task, by its name."""
    unfit: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What a task asks for that nobody of the house has, by its name."""
    # the plan and where it stands
    playbook: str = ""
    plan: str = ""
    matrix: str = ""
    policy: str = ""
    calendar: str = ""
    contact: str = ""
    packs: Mapping[str, str] = field(default_factory=dict)
    """The digests of the packs that the plan asks, by name."""
    entitled: dict[str, Entitled] = field(default_factory=dict)
    """What packs owe, by the step that asked."""
    steps: dict[str, StepState] = field(default_factory=dict)
    effects: dict[str, Effect] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    """The key of every attempt that was begun, by `step@attempt`."""
    applied: dict[str, str] = field(default_factory=dict)
    """The step of every key that is known to be applied."""
    branches: dict[str, str] = field(default_factory=dict)
    loops: dict[str, Loop] = field(default_factory=dict)
    parts: dict[str, Values] = field(default_factory=dict)
    """The frozen facts of other playbooks that run as parts."""
    interrupts: dict[str, datetime] = field(default_factory=dict)
    """When what is done `whenever` was begun, by its id."""
    waits: dict[str, Wait] = field(default_factory=dict)
    signals: dict[str, datetime] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    undos: dict[str, Undoing] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    retries: dict[str, int] = field(default_factory=dict)
    hands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    waived: frozenset[str] = frozenset()
    """Steps that a person went on without; tried anew they are not any more, whatever skips them then."""
    complained_about: tuple[str, ...] = ()
    """Persons of the house whom the complaint is about."""
    # people, money, promises
    tasks: dict[str, Task] = field(default_factory=dict)
    ledger: dict[str, Entry] = field(default_factory=dict)
    recoveries: dict[str, Recovery] = field(default_factory=dict)
    """What was recovered elsewhere."""
    taken_in: dict[str, tuple[AnyValue, ...]] = field(default_factory=dict)
    """What was still owed in the cases that were merged into this one, by their ids."""
    proofs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Who brought evidence, by the step whose remedy it is for ("" for all of the case)."""
    granted: dict[str, Granted] = field(default_factory=dict)
    """Who granted what within a limit, by entry."""
    together: dict[str, AnyMoney] = field(default_factory=dict)
    """What an entry comes to with what was granted to the same person that day, where that was noticed."""
    reserved: dict[str, Reserved] = field(default_factory=dict)
    """What entries take from budgets, down to nothing once they give nothing any more."""
    exceeded: dict[str, Exceeded] = field(default_factory=dict)
    """The budget that last did not reach, by entry."""
    signs: dict[str, Noticed] = field(default_factory=dict)
    """The signs of abuse that were noticed, each as it was last."""
    covers: dict[str, CoverState] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)
    told_at: datetime | None = None
    """When the customer last heard from us."""
    heard_at: datetime | None = None
    """When we last heard from the customer."""
    told: dict[str, Told] = field(default_factory=dict)
    """What was told, by the step that told it (or by hand), as far as it arrived."""
    nights: dict[str, datetime] = field(default_factory=dict)
    """Until when a message waits for the end of quiet hours, by its step."""
    bounced: dict[str, datetime | None] = field(default_factory=dict)
    """Messages that did not arrive, by step, and when their reader was reached otherwise."""
    new_times: dict[str, NewTime] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    estimates: dict[str, Estimate] = field(default_factory=dict)
    rungs: int = 0
    """How many rungs of ladders were called, in all tiers."""
    rungs_before: int = 0
    """How many of them before the case came into its tier."""
    called: tuple[str, ...] = ()
    """The role that each rung called."""
    taken_up: int = 0
    """The highest rung of the ladder that somebody answered."""
    divergences: frozenset[tuple[str, int, str]] = frozenset()
    # ending
    hold: Hold | None = None
    stopped: PlanStop | None = None
    winding_up: Literal["", "withdrawn", "cancelled", "ended"] = ""
    because: CalledOff = ""
    """What the customer is told of why the case was called off."""
    finding: Finding | None = None
    referral: Referral | None = None
    tries: tuple[datetime, ...] = ()
    """When somebody tried to reach the customer and did not, since they were last heard."""
    expected: Expected | None = None
    ending: Chosen | None = None
    """The outcome that somebody chose to end the case with."""
    resolved_at: datetime | None = None
    accepted: Literal["", "answer", "silence"] = ""
    follow_ups: dict[str, FollowUpState] = field(default_factory=dict)
    root_cause: str = ""
    given: frozenset[str] = frozenset()
    review: str = ""
    """The second look that the customer asked for and nobody has decided."""
    looked: Looked | None = None
    """What the last second look found."""
    decided_by: frozenset[str] = frozenset()
    """Who found something, took a remedy back by hand, or ended the case or called it off."""
    said: dict[str, datetime] = field(default_factory=dict)
    """When somebody last gave this in a talk."""
    outcome: Outcome | None = None
    justice: Mapping[Aspect, Grade] = field(default_factory=dict)
    """How far the ending shows what it has to show."""
    expectation: Expectation = ""
    """Whether what the customer hoped for came about."""
    difference: AnyMoney | None = None
    reopened: int = 0
    review_by: datetime | None = None
    loss_epoch: int = 0

    @property
    def frozen(self) -> bool:
        """Say whether nothing is begun by itself: a person holds the case, or the playbook was stopped."""
        return self.hold is not None or self.stopped is not None

    @property
    def standing(self) -> Looked | None:
        """What a second look found in this opening of the case: nothing that others find takes its place."""
        return self.looked if self.looked is not None and self.looked.opening == self.reopened else None

    def last_asked(self, task: str) -> str:
        """Return the name under which something was asked last: taken back and asked anew, a task has one plus more.

        All before it were taken back, or, where a head was asked who does a task, answered; only this one can be open.
        """
        while f"{task}+" in self.tasks:
            task += "+"
        return task

    def status(self, step: str) -> StepStatus | None:
        """Return how a step ended, or None while it has not."""
        state = self.steps.get(step)
        return state.status if state else None


def base_of(promise: str) -> str:
    """Return the name a promise has in its playbook: without a round, its number, or that of one that replaces it."""
    return promise.partition("[")[0].partition("/")[0].partition("~")[0].partition("+")[0]


def safety_at_stake(case: Case) -> bool:
    """Say whether somebody's safety is at stake: no clock of such a case ever stops, no message waits."""
    return case.tier == "critical" or case.consequence.get("safety", "none") != "none"


def effect_key(case: str, subject: str, occurrence: int) -> str:
    """Return the key that says what an effect is: case, step or ledger entry, occurrence; never who or which try."""
    return f"{case}/{subject}/{occurrence}"


def subject_of(case: str, key: str) -> str:
    """Return the step or ledger entry that a key is about: what `effect_key` made it of."""
    return key.rpartition("/")[0].removeprefix(f"{case}/")


SEEN = "_seen"
"""Where a case remembers the last survey of it; never copied, never stored, no part of its value."""
