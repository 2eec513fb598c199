"""Cases on the lively house, opened and spoken to, for tests of risk and what a tier asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from domain.case import commands as c
from domain.case.book import Book
from domain.case.decide import decide
from domain.case.due import due
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.events import Event
from domain.playbook import plan as p
from domain.values import Person, Value
from domain.vocabulary import Tier
from tests.support.lively import lively
from tests.support.plans import START, plan

SINCE = date(2015, 1, 1)
SAM = c.Actor(person="sam", roles=("owner", "desk"), maturity=5, since=SINCE, same_as=("s.sam",), reports_to=("kim",))
KIM = c.Actor(person="kim", roles=("boss",), maturity=5, since=SINCE)
LOW = c.Actor(person="low", roles=("boss",), maturity=5, since=SINCE, reports_to=("sam",))
CUSTOMER = Person("cu_1", "v_1", "c")


def ask(name: str = "look", **more: object) -> p.Ask:
    """Return a question to the desk."""
    return p.Ask.model_validate(
        {"id": name, "role": "desk", "words": {"en": name}, "due": {"$duration": "3600000ms"}, **more}
    )


@dataclass
class Told:
    """One case that is spoken to."""

    book: Book
    now: datetime = START
    case: Case = field(default_factory=lambda: named("ca_risk"))
    events: list[Event] = field(default_factory=list)

    def take(self, command: c.Command) -> tuple[Event, ...]:
        """Decide a command, and what time brings about behind it."""
        made = decide(self.case, command, self.book)
        self.case, self.events = fold(self.case, made), [*self.events, *made]
        return made

    def tick(self, after: timedelta = timedelta(0)) -> tuple[Event, ...]:
        """Let time pass."""
        self.now += after
        return self.take(c.Tick(now=self.now))

    def change(self, **facts: Value) -> tuple[Event, ...]:
        """Tell that more is known."""
        return self.take(c.ChangeFailure(now=self.now, actor=SAM, facts=facts, why="it grew"))

    def wrote(self, channel: str = "mail") -> tuple[Event, ...]:
        """Have the customer write."""
        told = c.RecordContact(now=self.now, actor=SAM, channel=channel, text="sealed")
        return self.take(told)

    def judge(self, who: c.Actor | None = None, **more: object) -> tuple[Event, ...]:
        """Judge it by hand."""
        return self.take(c.AssessRisk(now=self.now, actor=who or SAM, why="seen", **more))  # type: ignore[arg-type]

    def do(self, task: str, who: c.Actor = SAM, **answer: Value) -> tuple[Event, ...]:
        """Do a task."""
        return self.take(c.CompleteTask(now=self.now, actor=who, task=task, answer=answer))

    def applied(self, channel: str = "mail") -> None:
        """Do all the work there is, and well; messages go by a channel."""
        message: Mapping[str, Value] = {
            "template": "t", "digest": "d", "channel": channel, "language": "en", "text": "sealed"
        }  # fmt: skip
        while work := due(self.case, self.book, self.now).work:
            one, until = work[0], self.now + timedelta(seconds=5)
            self.take(c.Begin(now=self.now, step=one.step, attempt=one.attempt, by=f"b{len(self.events)}", until=until))
            outcome = c.Applied(receipt={}, message=message if one.effect in {"tell", "offer", "follow-up"} else {})
            self.take(c.ReportOutcome(now=self.now, step=one.step, attempt=one.attempt, key=one.key, outcome=outcome))
            self.tick()

    def refused(self) -> None:
        """Have the one piece of work there is answered with no."""
        one, until = due(self.case, self.book, self.now).work[0], self.now + timedelta(seconds=5)
        self.take(c.Begin(now=self.now, step=one.step, attempt=one.attempt, by="b", until=until))
        no = c.NotApplied(why="no", refused=True)
        self.take(c.ReportOutcome(now=self.now, step=one.step, attempt=one.attempt, key=one.key, outcome=no))
        self.tick()


def told(*steps: p.AnyStep, size: int = 0, book: Book | None = None, channel: str = "", **more: object) -> Told:
    """Return a case that was just opened."""
    one = Told(book or lively(plan(*(steps or (ask(),)), **more)))
    one.take(
        c.OpenCase(
            now=START, failure="test", source="test", key="1", facts={"size": size, "flag": True}, customer=CUSTOMER,
            market="us", language="en", reported_at=START, channel=channel,
        )
    )  # fmt: skip
    one.tick()
    return one


def with_policy(book: Book, tier: Tier, **asks: object) -> Book:
    """Return a book whose policy asks something else of a tier."""
    tiers = dict(book.policy.tiers)
    tiers[tier] = tiers[tier].model_copy(update=asks)
    return replace(book, policy=book.policy.model_copy(update={"tiers": tiers}))
