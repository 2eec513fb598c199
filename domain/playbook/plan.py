"""The compiled plan: a playbook with every id and default written out. A case is pinned to one by its digest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypedDict

from pydantic import Field

from domain.clock.duration import Duration as Elapsed
from domain.model import Model
from domain.playbook.contract import Contract, kind_of
from domain.risk import Rung as LadderRung
from domain.values import AnyDuration as Duration
from domain.values import AnyMoney, AnyValue
from domain.values import AnySpan as Span
from domain.vocabulary import Modifier, Tier, Words


# --- Values written in a playbook ------------------------------------------------------------------------------------
class Given(Model):
    """A literal."""

    kind: Literal["given"] = "given"
    value: AnyValue


class Formula(Model):
    """An expression, computed when it is needed."""

    kind: Literal["formula"] = "formula"
    source: str


class Line(Model):
    """One line of a value by cases."""

    when: tuple[str, ...]
    then: Term


class ByCases(Model):
    """A value by cases: the first whose conditions all hold, else `otherwise`."""

    kind: Literal["cases"] = "cases"
    cases: tuple[Line, ...]
    otherwise: Term


class Record(Model):
    """A value made of named parts."""

    kind: Literal["record"] = "record"
    fields: Mapping[str, Term]


Term = Annotated[Given | Formula | ByCases | Record, Field(discriminator="kind")]


TypeName = Literal["text", "integer", "yes_no", "date", "instant", "duration", "money", "person", "records", "words"]


class FactType(Model):
    """The type of a fact or of a form field. `of` types the parts of records, `words` close a set of texts.

    `least` and `most` are the bounds of a whole number, or of a span of time in milliseconds; where no least is written
    it is 0. What has no bounds leaves them out of the content.
    """

    type: TypeName
    optional: bool = False
    private: bool = False
    of: Mapping[str, FactType] = Field(default_factory=dict)
    words: tuple[str, ...] = ()
    label: Words = Field(default_factory=dict)
    least: int | None = Field(default=None, exclude_if=lambda bound: bound is None)
    most: int | None = Field(default=None, exclude_if=lambda bound: bound is None)

    def called(self, name: str, language: str) -> str:
        """Return what a fact or a field is called: its label, else its name without its marks."""
        return self.label.get(language) or self.label.get("en") or name.replace("_", " ")


def fact_type(told: str) -> FactType:
    """Return the type of an input or a result of a connector, as one of a fact."""
    kind = kind_of(told)
    return FactType.model_validate({"type": kind.type, "optional": kind.optional})


# --- Steps -----------------------------------------------------------------------------------------------------------
class Step(Model):
    """What all steps share. It is done when all of `when` hold and none of `unless`; else it is skipped."""

    id: str
    line: int = 0
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class Common(TypedDict):
    """The parts that all steps share, as they are handed on."""

    id: str
    line: int
    when: tuple[str, ...]
    unless: tuple[str, ...]


class Retry(Model):
    """How often and how far apart a proven failure is tried again."""

    wait: Duration = Field(default=Elapsed(30_000))
    tries: int = 5


class Do(Step):
    """A service step through a registered connector."""

    kind: Literal["do"] = "do"
    connector: Contract
    given: Mapping[str, Term] = Field(default_factory=dict)
    undo: Contract | None = None
    pivot: bool = False
    instead: tuple[AnyStep, ...] = ()
    stays: str = ""
    queue: str = ""
    retry: Retry = Retry()
    timeout: Duration = Field(default=Elapsed(3_000))


class Ask(Step):
    """A task for a person of a role, or a question to the customer (role `customer`).

    `second` names the role of another person who answers the same without seeing the first answer; where the two
    differ, the owner of the case decides, in a person who gave neither answer.
    """

    kind: Literal["ask"] = "ask"
    role: str
    words: Words
    form: Mapping[str, FactType] = Field(default_factory=dict)
    skill: Mapping[str, int] = Field(default_factory=dict)
    due: Span
    up: str = ""
    gives: tuple[str, ...] = ()
    second: str = ""
    finds: bool = False
    """The answer is the finding of the case, with its reasons (`finding`, `why`)."""
    refers: str = ""
    """Who has taken the matter on with the answer, under a `reference` of theirs."""
    says: Words = Field(default_factory=dict, exclude_if=lambda says: not says)
    """What the customer is told was done, to go on from “we managed to”. Left out of the content where nothing is."""


class Tell(Step):
    """A message from a template; in a try, `undo` names the message that corrects it."""

    kind: Literal["tell"] = "tell"
    message: str
    to: Term | None = None
    channel: str = ""
    gives: tuple[str, ...] = ()
    undo: str = ""
    retry: Retry = Retry()
    unless_told_within: Span | None = None
    """Left out when the customer heard from us within this time."""
    asks: str = Field(default="", exclude_if=lambda asks: not asks)
    """The question that it puts to the customer: words, and until when. Left out of the content where there is none."""
    given: Mapping[str, Term] = Field(default_factory=dict, exclude_if=lambda given: not given)
    """Texts that it tells beside the facts, by name. Left out of the content where there are none."""


class Teach(Step):
    """A message that helps the customer to avoid it next time."""

    kind: Literal["teach"] = "teach"
    message: str
    to: Term | None = None
    channel: str = ""
    retry: Retry = Retry()


class Offer(Step):
    """Alternatives for the customer; `otherwise` holds when no answer comes, `declined` runs when none is wanted.

    A choice that needs a step (`needs`: choice → id) is offered only when that step is done, and the step is taken
    back when another choice is made.
    """

    kind: Literal["offer"] = "offer"
    message: str
    choices: Mapping[str, Words]
    reply_within: Span
    otherwise: str
    declined: tuple[AnyStep, ...] = ()
    channel: str = ""
    retry: Retry = Retry()
    needs: Mapping[str, str] = Field(default_factory=dict)
    in_time: bool = False
    """It lapses at the latest when the remedy is useless."""
    given: Mapping[str, Term] = Field(default_factory=dict, exclude_if=lambda given: not given)
    """What its message tells beside the facts. Left out of the content where there is nothing: older plans keep their
    digest."""


class Rung(Model):
    """One rung of an authority ladder: up to these amounts (one per currency, none: without limit), this role."""

    role: str
    up_to: tuple[AnyMoney, ...] = ()


class Authority(Model):
    """Who may grant: the step itself up to `auto_up_to`, then the rungs; each answers `within`, else the next."""

    auto_up_to: tuple[AnyMoney, ...] = ()
    above: tuple[Rung, ...]
    within: Span


class Hand(Model):
    """Who gives by hand what no service gives, until when, and who is called when it is late (`up`)."""

    role: str
    due: Span
    up: str = ""


class Grant(Step):
    """What grants to the customer share: to whom, on whose authority, and the ways of paying, tried in order."""

    remedy: str
    to: Term | None = None
    authority: Authority
    pay: tuple[Contract, ...] = ()
    hand: Hand | None = Field(default=None, exclude_if=lambda hand: hand is None)
    """The last way of paying: a person, who says under which reference. Left out of the content where there is none."""
    given: Mapping[str, Term] = Field(default_factory=dict)
    retry: Retry = Retry()


class Entitle(Step):
    """Asks a pack what is owed; `on` is the day whose version holds, by default that of the failure.

    `heads` are what it is asked about (compensation, refund), all its rules where none is named.
    """

    kind: Literal["entitle"] = "entitle"
    pack: str
    title: Words = Field(default_factory=dict)
    facts: Mapping[str, Term] = Field(default_factory=dict)
    on: Term | None = None
    heads: tuple[str, ...] = Field(default=(), exclude_if=lambda heads: not heads)
    """Left out of the content where all is asked: plans from before there was anything else keep their digest."""


class Remedy(Grant):
    """Grants, has approved, and pays by the first of `pay` that does not refuse.

    `entitled` names the decisions about what is owed that it settles: what they come to is its floor, and the amount
    where there is none of its own.
    """

    kind: Literal["remedy"] = "remedy"
    entitled: tuple[str, ...] = ()
    amount: Term | None = None
    in_kind: Mapping[str, Term] = Field(default_factory=dict)
    named_care: bool = False
    """Whether `in_kind` names what is owed as its packs do; then what of it the facts do not call for is not given."""
    refused: tuple[AnyStep, ...] = ()
    cash: Term | None = None
    """What it stands for in cash, where the house says what it has to be worth (`in_place_of`)."""
    loss: str = ""
    """Which loss it makes good; without one, that of its kind in the house."""
    undo: Contract | None = None
    """What takes it back in a try, as a reversal of its own; without one what was paid stays."""


class Cover(Grant):
    """Pays receipts as they come, one entry each, all together up to `up_to`, for so long (`within`)."""

    kind: Literal["cover"] = "cover"
    up_to: Term
    words: Words
    """What is covered, to go on from “we pay for …”."""
    within: Span
    most: int
    entitled: tuple[str, ...] = Field(default=(), exclude_if=lambda entitled: not entitled)
    """The decisions whose care it stands for. Left out of the content where it stands for none."""


class Wait(Step):
    """Waits `span` from its beginning, until an instant, or for an event with `at_most`."""

    kind: Literal["wait"] = "wait"
    span: Span | None = None
    until: Term | None = None
    event: str = ""
    at_most: Span
    late: tuple[AnyStep, ...] | None = None


class Way(Model):
    """One way of a choice between branches."""

    when: tuple[str, ...]
    steps: tuple[AnyStep, ...]


class Choose(Step):
    """The first way whose conditions hold, else `otherwise`."""

    kind: Literal["choose"] = "choose"
    ways: tuple[Way, ...]
    otherwise: tuple[AnyStep, ...]


class Together(Step):
    """Named branches side by side; enough of them done is done. `wait_for` 0 means all."""

    kind: Literal["together"] = "together"
    branches: Mapping[str, tuple[AnyStep, ...]]
    wait_for: int = 0
    at_most: Span | None = None
    late: Literal["go_on", "stop"] = "stop"


class Each(Step):
    """A bounded loop over a list that is frozen when it begins; `by` keys its rounds."""

    kind: Literal["each"] = "each"
    name: str
    items: str
    by: str
    at_most: int
    at_once: int = 1
    steps: tuple[AnyStep, ...]
    until_done: bool = False
    """Stop at the first round that works; a failed round is taken back before the next begins."""
    otherwise: tuple[AnyStep, ...] | None = None


class Try(Step):
    """Contingency: each further plan begins when the last is undone; `otherwise` when all are used up."""

    kind: Literal["try"] = "try"
    plans: tuple[tuple[AnyStep, ...], ...]
    otherwise: tuple[AnyStep, ...] | None = None
    in_time: bool = False
    """A plan that cannot end before the remedy is useless is not begun, or taken back then."""


class Undo(Step):
    """Takes back a named step on purpose."""

    kind: Literal["undo"] = "undo"
    target: str


class Run(Step):
    """Another playbook as a part: its steps, with its own facts (given and derived), undone as one."""

    kind: Literal["run"] = "run"
    playbook: str
    title: Words
    given: Mapping[str, Term] = Field(default_factory=dict)
    derived: Mapping[str, str] = Field(default_factory=dict)
    steps: tuple[AnyStep, ...]


class Delegate(Step):
    """A partner does it and attests; silent until `due`, it is taken back. `steps` is how that is done."""

    kind: Literal["delegate"] = "delegate"
    to: str
    words: Words
    due: Span
    steps: tuple[AnyStep, ...]


class SelfService(Step):
    """The customer does it themselves, else a person helps; never for critical cases. `steps` is how that is done."""

    kind: Literal["self_service"] = "self_service"
    words: Words
    via: Literal["link", "code", "kiosk", "desk"]
    deadline: Span
    steps: tuple[AnyStep, ...]


class Declare(Step):
    """Opens a mass failure: who is affected, and which playbook each gets, confirmed by a second person."""

    kind: Literal["declare"] = "declare"
    failure: str
    playbook: str
    confirm: str
    steps: tuple[AnyStep, ...]


class Recharge(Step):
    """What a partner's silence cost us is charged to them; comes with a delegation."""

    kind: Literal["recharge"] = "recharge"
    to: str
    amount: Term


class HandToSales(Step):
    """Hands a customer who agreed over to sales, once nothing is owed; never where the house bars it."""

    kind: Literal["hand_to_sales"] = "hand_to_sales"
    steps: tuple[AnyStep, ...]


AnyStep = Annotated[
    Do | Ask | Tell | Teach | Offer | Entitle | Remedy | Cover | Wait | Choose | Together | Each | Try | Undo | Run
    | Delegate | SelfService | Declare | HandToSales | Recharge,
    Field(discriminator="kind"),
]  # fmt: skip
PARTS = (Run, Delegate, SelfService, Declare, HandToSales)
"""Steps made of steps: those they bring along are called `part:name`, and look for names in their part first."""
BLOCKS = (Choose, Together, Each, Try, *PARTS)
"""Steps that have no end of their own: theirs is that of the steps inside."""


# --- The plan --------------------------------------------------------------------------------------------------------
class Handles(Model):
    """Which failures this plan is for."""

    failure: str
    when: tuple[str, ...] = ()


class RiskOf(Model):
    """How this playbook judges likelihood and the four consequences, and what else makes it worse (`modifiers`).

    `useless_after` is the instant from which on the remedy is of no use any more.
    """

    likelihood: Term
    consequence: Mapping[Literal["safety", "rights", "money", "inconvenience"], Term]
    modifiers: Mapping[Modifier, tuple[str, ...]] = Field(default_factory=dict)
    useless_after: Term | None = None


class PromiseOf(Model):
    """A promise made when the plan is adopted: kept by a step, or by `resolved`."""

    within: Span
    since: Literal["reported", "happened", "known"] = "reported"
    kept_by: str
    source: str | Mapping[str, str] = ""
    """Where it comes from in law: in every market, or by market. Where none is named it is our own word."""
    words: Words = Field(default_factory=dict)
    """What is promised, to go on from “we promised to …”."""
    tell: str = ""
    """The message by which a promise is kept that is made anew `within` every such time."""

    def source_in(self, market: str) -> str:
        """Return the law that a promise comes from where a customer is; "" where none holds there."""
        return self.source if isinstance(self.source, str) else self.source.get(market, "")


class FollowUp(Model):
    """A question `after` the case is resolved; silence for `reply_within` more is taken as `silent` says.

    It is a message (`survey`), or a person of a role calls (`call`, with `words`) and notes the answer.
    """

    id: str = ""
    """The name by which `reopen_when` asks for the answer: the survey, or what the call is named."""
    after: Span
    survey: str = ""
    call: str = ""
    words: Words = Field(default_factory=dict)
    reply_within: Span
    reopen_when: tuple[str, ...] = ()
    silent: Literal["accept", "leave"] = "leave"


class Whenever(Model):
    """Steps that are taken once when a condition holds at any time while the case is open.

    `leave`: what is half done of the plan is taken back, and the rest of it is skipped.
    """

    id: str
    line: int = 0
    when: tuple[str, ...]
    steps: tuple[AnyStep, ...]
    then: Literal["go_on", "leave"] = "go_on"


class CloseNeeds(Model):
    """What must have been given before the case may close."""

    needs: tuple[str, ...] = ()
    root_cause: Literal["required", "optional"] = "required"


class Plan(Model):
    """A compiled playbook."""

    language: Literal[1] = 1
    playbook: str
    title: Words
    owner: str
    markets: tuple[str, ...]
    languages: tuple[str, ...]
    service: Mapping[str, str] = Field(default_factory=dict)
    handles: tuple[Handles, ...]
    facts: Mapping[str, FactType]
    derived: Mapping[str, str] = Field(default_factory=dict)
    risk: RiskOf
    promises: Mapping[str, PromiseOf] = Field(default_factory=dict)
    steps: tuple[AnyStep, ...]
    whenever: tuple[Whenever, ...] = ()
    follow_up: tuple[FollowUp, ...] = ()
    close: CloseNeeds = CloseNeeds()
    escalation: Mapping[Tier, tuple[LadderRung, ...]] = Field(default_factory=dict)
    calendar: str = ""
    """The name of the calendar that counts; without one the market's does."""
