"""Lives: a case played from opening to closing by chance, with every law looked at on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import get_args

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import MESSENGER, Book
from domain.case.decide import decide
from domain.case.due import Due, due
from domain.case.evolve import fold, named
from domain.case.state import IN_FLIGHT, Case, Task
from domain.case.survey import Work
from domain.case.surveying.by_hand import BY_HAND
from domain.case.surveying.covered import things_of
from domain.case.surveying.hands import asked_for, barred
from domain.case.surveying.owing import care_left
from domain.documents import Switch
from domain.errors import CommandRejected, Forbidden, Unfit
from domain.events import Event
from domain.ids import step_of
from domain.money import Money
from domain.record import Envelope
from domain.risk import LEVELS, MODIFIERS, TIERS, Scale
from domain.values import Person, Value
from domain.vocabulary import Level
from tests.support.drawn_redress import draw_redress
from tests.support.generated import CUSTOMER
from tests.support.plans import START
from tests.support.purse import Purse, draw_budgets, draw_signs, knowing, raised

FEED = c.Actor(person="flights", roles=("service",))
STAFF = c.Actor(person="sam", roles=("desk", "boss", "owner", "legal", "partner"), skills={"ticketing": 5}, maturity=3)
BOSS = c.Actor(person="ann", roles=("boss", "desk"), maturity=4, since=date(2020, 5, 1))
HEAD = c.Actor(person="kim", roles=("boss", "owner"), skills={"ticketing": 5}, maturity=5, since=date(2025, 3, 2))
THIRD = replace(HEAD, person="lee")
OTHERS = tuple(replace(HEAD, person=name) for name in ("mai", "noa", "oki", "pia", "quy"))
NO_ADDRESS = c.NotApplied(why="no_address", refused=True)
HARMED = c.Actor(person="cu_1", roles=("customer",))
Judge = Callable[["Life", tuple[Event, ...]], None]


def draw_answer(chance: Random, task: Task, *, tame: bool) -> dict[str, Value]:
    """Draw what somebody answers to a task of a generated playbook, by its purpose."""
    yes = tame or bool(chance.randrange(4))
    answers: dict[str, dict[str, Value]] = {
        "ask": {"fine": bool(chance.randrange(2))}, "second": {"fine": bool(chance.randrange(2))},
        "settle": {"fine": True}, "call": {"outcome": 4, "handling": 4 if tame else chance.randrange(1, 6)},
        "approve": {"approve": yes, "why": "no"}, "establish": {"applied": yes},
        "stuck": {"decision": "skip" if tame or chance.randrange(2) else "retry", "why": "decided"},
        "countersign": {"approve": yes, "why": "no"}, "staffing": {"person": "sam", "why": "nobody else is there"},
        "root-cause": {"cause": "weather"},
        "review": {"gives": ("apology", "explanation", "hearing", "decision", "route")},
        "escalation": {} if tame or yes else {"take_over": False},
        "facts": dict.fromkeys(map(str, _listed(task.details.get("facts"))), Money("USD", chance.randrange(60_000))),
        "differs": {"decision": "follow" if yes else "stands", "why": "looked at"},
        "evidence": {"decision": "shown" if yes else "trusted", "why": "a receipt"},
        "second-look": {"finding": get_args(e.Found)[chance.randrange(5)], "why": "looked at it anew"},
        "redress": {}, "give": {"reference": "till 7/12"} if yes else {"gave": "nine dollars"},
        "twice": {"decision": "keeps" if tame or yes else "taken-back", "why": "as they like"},
        "promise": {}, "budget": {"approve": yes, "why": "no"},
        "sign": {"decision": "no_abuse" if yes else "abuse", "why": "looked at"},
        "bounced": {"decision": "reached" if tame or yes else "resend", "why": "by phone"},
    }  # fmt: skip
    if step_of(task.step).endswith(":confirm"):
        answers["ask"] = {"confirmed": yes}
    match step_of(task.step).rpartition(":")[2].partition("-")[0]:
        case "find":  # apart, so that lives stay as they were
            found = get_args(e.Found)[Random(task.opened_at.isoformat()).randrange(5)]
            answers["ask"] = {"finding": found, "why": "looked into"}
        case "refer":
            answers["ask"] = {"reference": "r-1"}
    return answers[task.purpose]


def _listed(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()


@dataclass
class Life:
    """One case in play. `judge` sees every batch of events behind which the case stands."""

    book: Book
    chance: Random
    facts: dict[str, Value]
    judge: Judge | None = None
    wild: bool = True
    now: datetime = START
    case: Case = field(default_factory=lambda: named("ca_life"))
    events: list[Event] = field(default_factory=list)
    orders: list[c.Command] = field(default_factory=list)
    """The command that made each of the facts."""
    flights: list[Work] = field(default_factory=list)
    past: list[c.ReportOutcome] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    begun: int = 0
    hands: int = 0
    bounces: int = 0
    turns: bool = False
    """Whether it is called off amid questions that stand, rejected, and taken up again."""
    anew: bool = False
    """Whether it is said anew who the customer is and where what they get goes."""
    address: bool = True
    """Whether there is somewhere to write to the customer."""
    purse: Purse = field(default_factory=lambda: Purse(Random(0)))
    table: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    """What the watchdog's table says: state and instant by promise."""

    def __post_init__(self) -> None:
        """Draw the budgets of the house and the signs it has looked at, by chances of their own."""
        self.purse = Purse(Random(str(self.chance.getstate())))
        around = replace(self.book.around, budgets=draw_budgets(self.purse.chance))
        self.book = draw_signs(Random(f"{self.chance.getstate()} signs"), replace(self.book, around=around))

    def take(self, command: c.Command) -> tuple[Event, ...]:
        """Decide a command and fold what it made."""
        events = self._taken(command)
        if events:
            self.case = fold(self.case, events)
            self.events.extend(events)
            self.orders.extend([command] * len(events))
            self.counts.update(type(event).__name__ for event in events)
        if self.judge is not None:
            self.judge(self, events)
        return events

    def records(self) -> list[Envelope]:
        """Return the facts as a journal would keep them, with who gave the command and in which roles."""
        found = []
        for seq, (event, order) in enumerate(zip(self.events, self.orders, strict=True), start=1):
            actor: c.Actor | None = getattr(order, "actor", None)
            who, roles = (actor.person, tuple(actor.roles)) if actor is not None else ("engine", ("engine",))
            found.append(Envelope(
                "case/ca_life", seq, f"ev_{seq}", type(event).__name__, event.version, event.at, order.now, who, roles,
                "", f"c{id(order)}", "", (), "", event,
            ))  # fmt: skip
        return found

    def _taken(self, command: c.Command) -> tuple[Event, ...]:
        """Decide a command, and anew as often as a counter refuses what it would take."""
        book = self.book
        for _ in range(20):
            events = decide(self.case, command, book)
            others = self.purse.commit(self.case, fold(self.case, events), book)
            if others is None:
                return events
            book = knowing(book, others)
        raise AssertionError("a command is decided anew without end")

    def try_to(self, command: c.Command) -> bool:
        """Give a command that may be refused."""
        try:
            self.take(command)
        except (CommandRejected, Forbidden):
            return False
        return True

    def open(self) -> None:
        """Open the case."""
        self.take(
            c.OpenCase(
                now=self.now, failure="test", source="test", key="1", facts=self.facts, customer=CUSTOMER,
                market="us", language="en", reported_at=self.now,
            )
        )  # fmt: skip

    def play(self, most: int = 2_000) -> Case:
        """Play until the case is closed, or `most` moves are made (then nothing wild happens any more)."""
        self.open()
        for move in range(most * 2):
            if self.case.phase == "closed" and not (self.turns and self.comes_back()):
                break
            self.step(tame=move > most // 8)
        return self.case

    def step(self, *, tame: bool = False) -> None:
        """Make one move: mostly what is due, sometimes something unexpected."""
        if self.wild and not tame:
            self.tries_again()
        found = due(self.case, self.book, self.now)
        if self.wild and not tame and self.chance.randrange(12) == 0:
            self.something_unexpected()
            return
        if not tame and (self.at_times("turns", 4, self.a_turn) or self.at_times("anew", 6, self.who_is_it)):
            return
        switch = self.book.around.switch
        if tame and switch is not None and switch.stopped:
            self.throw_the_switch()
        elif tame and self.case.hold is not None:
            self.take(c.FreeCase(now=self.now, actor=STAFF, why="looked at"))
        elif found.tick and self.chance.randrange(3):
            self.take(c.Tick(now=self.now))
        elif found.work and self.chance.randrange(4):
            self.begin(found.work[self.chance.randrange(len(found.work))])
        elif self.flights:
            self.land(self.flights.pop(self.chance.randrange(len(self.flights))), tame=tame)
        elif not self.people(tame=tame) or self.chance.randrange(3) == 0:
            self.pass_time(found)

    def at_times(self, what: str, often: int, act: Callable[[], bool]) -> bool:
        """Do now and then what this life is to see; False when it does not, or nothing came of it."""
        sees = self.turns if what == "turns" else self.anew
        when = f"{len(self.events)} {what}" if what == "turns" else f"{len(self.events)} {self.now} {what}"
        return sees and Random(when).randrange(often) == 0 and act()

    def begin(self, work: Work) -> None:
        """Begin a piece of work, or look an unknown outcome up."""
        if work.mode == "send":
            self.begun += 1
            until = self.now + timedelta(seconds=5)
            begin = c.Begin(now=self.now, step=work.step, attempt=work.attempt, by=f"b{self.begun}", until=until)
            if not self.try_to(begin):  # a clock ran out first
                return
        self.flights.append(work)

    def land(self, work: Work, *, tame: bool = False) -> None:
        """Report what became of an effect: by chance, and now and then nothing at all."""
        outcome = NO_ADDRESS if self.cannot_be_sent(work) else self.outcome(work, tame=tame)
        if outcome is None:
            return
        report = c.ReportOutcome(
            now=self.now, step=work.step, attempt=work.attempt, key=work.key, outcome=outcome,
            looked_up=work.mode == "look-up",
        )  # fmt: skip
        self.past.append(report)
        self.take(report)

    def cannot_be_sent(self, work: Work) -> bool:
        """Say whether an effect is a message, and there is nowhere to send it."""
        return not self.address and work.contract.name == MESSENGER.name

    def outcome(self, work: Work, *, tame: bool) -> c.Outcome | None:
        """Choose an outcome."""
        which = 0 if tame else self.chance.randrange(12)
        told: dict[str, Value] = {
            "template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"
        }  # fmt: skip
        message = told if work.effect in {"tell", "offer", "follow-up"} else {}
        if work.mode == "look-up" and which >= 8:
            return c.NotApplied(why="never came") if which > 9 else c.Unknown(why="no answer")
        match which:
            case 8:
                return c.NotApplied(why="no", refused=True)
            case 9:
                return c.NotApplied(why="busy")
            case 10:
                return c.Unknown(why="time-out")
            case 11:
                later = self.now + timedelta(hours=1)
                return c.Accepted(reference="r1", expect_by=later) if self.chance.randrange(2) else None
            case _:
                return c.Applied(receipt={"ok": True}, message=message)

    def people(self, *, tame: bool) -> bool:
        """Have somebody do something they were asked for; False when nobody is asked."""
        waiting = [name for name, offer in self.case.offers.items() if not offer.how]
        if waiting and self.chance.randrange(3):
            self.answer_offer(waiting[0])
            return True
        tasks = [name for name, task in self.case.tasks.items() if task.status == "open"]
        tasks = [name for name in tasks if self.case.tasks[name].purpose != "sign"] or tasks  # a look may lie for long
        if tasks and (tame or self.chance.randrange(3)):
            self.do_task(tasks[self.chance.randrange(len(tasks))], tame=tame)
            return True
        asked = [s for s, f in self.case.follow_ups.items() if f.silent_at is not None and not f.how]
        if asked and self.chance.randrange(3):
            answer: dict[str, Value] = {"outcome": 4, "handling": 4 if tame else self.chance.randrange(1, 6)}
            return self.try_to(c.AnswerFollowUp(now=self.now, actor=HARMED, answer=answer))
        return False

    def answer_offer(self, step: str) -> None:
        """Choose, or decline."""
        if self.chance.randrange(3) == 0:
            self.try_to(c.DeclineOffer(now=self.now, actor=HARMED, step=step))
        else:
            choice = "ab"[self.chance.randrange(2)]
            self.try_to(c.ChooseAlternative(now=self.now, actor=HARMED, step=step, choice=choice))

    def do_task(self, name: str, *, tame: bool) -> bool:
        """Do a task by its purpose; False when it was not to be."""
        task = self.case.tasks[name]
        answer = draw_answer(self.chance, task, tame=tame)
        answer |= draw_redress(self.case, self.book, name, tame=tame)
        answer |= self.somebody_apart(task)
        actor = self.who_does(task, tame=tame)
        if tame and task.claimed_by not in {"", actor.person}:
            holder = replace(STAFF, person=task.claimed_by)
            self.try_to(c.ReleaseTask(now=self.now, actor=holder, task=name, why="somebody else has to"))
        asked = self.case.wanted.get(name)
        if asked is not None and (asked.act == "redirect" or asked.text) and (tame or len(self.events) % 2):
            self.try_to(c.ClaimTask(now=self.now, actor=actor, task=name))
        if not tame and self.chance.randrange(3) == 0:
            self.try_to(c.ClaimTask(now=self.now, actor=actor, task=name))
            if self.chance.randrange(3) == 0:
                self.try_to(c.ReleaseTask(now=self.now, actor=actor, task=name, why="the day is over"))
                return True
        if task.purpose == "budget" and (tame or self.chance.randrange(2)):
            self.book = replace(self.book, around=replace(self.book.around, budgets=raised(self.book.around.budgets)))
        if task.step == "@close":
            self.see_to(task.details["missing"])
        done = c.CompleteTask(now=self.now, actor=actor, task=name, answer=answer)
        try:
            self.take(done)
        except Unfit as trouble:
            report = c.ReportNobody(
                now=self.now, task=name, missing=trouble.missing, asked_by=actor.person, house=1
            )  # fmt: skip
            return self.try_to(report)
        except CommandRejected:
            return self.answer_otherwise(task, done, tame=tame)
        except Forbidden:
            return False
        return True

    def somebody_apart(self, task: Task) -> dict[str, Value]:
        """Have a head name somebody who had no hand in it, where nobody else may do it; else whoever they think of."""
        about = str(task.details["for"]) if task.purpose == "staffing" else ""
        apart = bool(about) and self.case.tasks[about].purpose in {"sign", "give"}
        return {"person": "somebody else"} if apart else {}

    def answer_otherwise(self, task: Task, done: c.CompleteTask, *, tame: bool) -> bool:
        """Say no to what is not so any more; have done what is owed in kind, for nobody goes on without that."""
        if task.purpose == "countersign":
            return self.try_to(replace(done, answer={"approve": False, "why": "it is not so any more"}))
        if tame:
            self.see_to_care(task.step)
        again = replace(done, answer={"decision": "retry", "why": "decided"})
        return task.purpose == "stuck" and self.try_to(again)

    def see_to_care(self, step: str) -> None:
        """Where care is owed, have the customer say that they do not want it; where that comes too late, give it."""
        left = care_left(self.case, self.book.layout, step)
        unwanted = c.DeclineRemedy(now=self.now, actor=HARMED, entry=left, text="sealed")
        if left and not self.try_to(unwanted):
            owner = replace(BOSS, person=self.case.owner, roles=(*BOSS.roles, self.case.owner))
            self.try_to(c.RetryStep(now=self.now, actor=owner, step=left, why="owed after all"))

    def who_does(self, task: Task, *, tame: bool) -> c.Actor:
        """Return who does a task; now and then one who may not."""
        if task.purpose == "approve" and step_of(task.step) == BY_HAND and not tame and len(self.events) % 3 == 0:
            return STAFF  # who named it
        if task.purpose == "give" and (tame or len(self.events) % 2):
            return self.who_gives(task, tame=tame)
        if task.purpose in {"sign", "approve"} and self.case.signs:
            return self.who_looks(task, tame=tame)
        others = {"second": BOSS, "staffing": BOSS, "approve": HEAD, "settle": HEAD, "countersign": HEAD}
        another = others.get(task.purpose, STAFF)
        if task.purpose == "staffing" and (tame or len(self.events) % 2):  # else one who may have had a hand in it
            another = replace(BOSS, person="hugo", roles=(*BOSS.roles, *task.roles))
        if task.purpose == "second-look":
            another = replace(HEAD, person=f"anew{self.case.reopened}", since=date(2020, 5, 1))
        if task.purpose == "differs" and (tame or len(self.events) % 2):  # else one who told the facts, and may not
            another = replace(HEAD, person="dee", since=date(2020, 5, 1))
        again = {"second", "settle", "countersign", "second-look"}
        if task.purpose in again and not tame and self.chance.randrange(2) == 0:
            return STAFF  # who answered already
        if tame and self.case.owner in task.roles and self.case.owner not in another.roles:  # handed over to a person
            another = replace(another, roles=(*another.roles, self.case.owner))
        if task.purpose == "approve" and tame:
            close = barred(self.case, self.case.ledger[str(task.details["entry"])], self.book)
            another = next(one for one in (HEAD, THIRD, *OTHERS) if one.person not in close)
        return HARMED if "customer" in task.roles else another

    def who_gives(self, task: Task, *, tame: bool) -> c.Actor:
        """Return who hands out what was granted: somebody who did not grant it, or (else) whoever did and tries to."""
        granted = self.case.ledger[str(task.details["entry"])].approver
        everybody = [replace(one, roles=(*one.roles, "desk", self.case.owner)) for one in (STAFF, BOSS, HEAD, THIRD)]
        return next((one for one in everybody if (one.person == granted) != tame), everybody[0])

    def who_looks(self, task: Task, *, tame: bool) -> c.Actor:
        """Return who looks at a sign or grants under one: never both, but where somebody tries to."""
        if not tame and Random(len(self.events)).randrange(3) == 0:
            return (BOSS, HEAD)[len(self.events) % 2]
        looked = {other.by for other in self.case.tasks.values() if other.purpose == "sign"}
        granted = {entry.approver for entry in self.case.ledger.values()}
        did, able = (granted, (BOSS, HEAD, THIRD)) if task.purpose == "sign" else (looked, (HEAD, BOSS, THIRD))
        if step_of(task.step) == BY_HAND:
            able = (HEAD, THIRD, THIRD)  # the owners grant it, whoever is asked beside them in time
        did |= set(self.case.recognised_by)  # who says where it goes does not decide about it
        if tame:
            did |= {name for entry in self.case.ledger.values() for name in asked_for(self.case, entry, self.book)}
        return next((one for one in (*able, *OTHERS) if one.person not in did), THIRD)

    def pass_time(self, found: Due) -> None:
        """Go on to the next instant something is due, or part of the way."""
        fresh = due(self.case, self.book, self.now)
        if fresh.work and not self.flights and self.chance.randrange(2):
            return
        target = fresh.next_clock or self.now + timedelta(hours=1)
        whole = self.chance.randrange(4) > 0
        self.now = target if whole else self.now + (max(target, self.now) - self.now) / 2
        self.now = max(self.now, START).replace(microsecond=self.now.microsecond // 1000 * 1000)

    def something_unexpected(self) -> None:  # noqa: C901, PLR0912 — one line each
        """Do what nobody planned: a doubled or late outcome, a hold, a hand on a step, the end of it all."""
        if self.something_apart():
            return
        if self.chance.randrange(5) == 0:
            self.more_is_known()
            return
        if self.chance.randrange(3) == 0:
            self.promised_otherwise()
            return
        if self.chance.randrange(6) == 0:
            self.towards_the_end()
            return
        which = self.chance.randrange(11)
        now, steps = self.now, list(self.case.steps)
        step = steps[self.chance.randrange(len(steps))] if steps else "none"
        if which < 3 and self.past:
            old = self.past[self.chance.randrange(len(self.past))]
            self.take(c.at(old, now))
        elif which == 3 and self.past:
            old = self.past[self.chance.randrange(len(self.past))]
            self.take(replace(old, now=now, outcome=c.Applied(receipt={"late": True})))
        elif which == 4:
            self.try_to(c.HoldCase(now=now, actor=STAFF, why="look"))
        elif which == 5:
            self.try_to(c.FreeCase(now=now, actor=STAFF, why="looked at"))
        elif which == 6:
            self.try_to(c.SendSignal(now=now, actor=STAFF, event="arrived"))
        elif which == 7 and self.hands < 4:
            self.by_hand(step)
        elif which == 8 and self.chance.randrange(4) == 0:
            self.try_to(self.withdrawal())
        elif which == 9 and self.chance.randrange(4) == 0:
            self.try_to(c.CancelCase(now=now, actor=STAFF, why="not a failure"))
        elif which == 10 and self.case.loss_epoch == 0 and self.chance.randrange(3) == 0:
            self.take(c.DeclareLoss(now=now, epoch=2))

    def withdrawal(self) -> c.WithdrawCase:
        """Have the customer withdraw, or somebody write down that they did, by turns."""
        if len(self.events) % 2:
            return c.WithdrawCase(now=self.now, actor=STAFF, why="the customer withdrew", text="sealed")
        return c.WithdrawCase(now=self.now, actor=HARMED, why="never mind")

    def something_apart(self) -> bool:
        """Throw the kill switch, or name whom the complaint is about; drawn apart, so that lives stay as they were."""
        apart = Random(len(self.events)).randrange(30)
        if apart < (15 if self.case.stopped is not None else 2):
            self.throw_the_switch()
        elif apart == 3:
            about = c.NameComplainedAbout(now=self.now, actor=STAFF, person="olga", why="she was rude")
            self.try_to(about)
        else:
            if 4 <= apart < 16 and self.case.ledger:
                self.of_remedies(apart % 6)
            return False
        return True

    def of_remedies(self, which: int) -> None:
        """Something is said of a remedy: it is not wanted, came back, was taken back, or money came from elsewhere."""
        now, chance = self.now, Random(len(self.events) * 31 + 7)
        names, some = list(self.case.ledger), Money("USD", chance.randrange(1, 20_000))
        paid = [name for name, entry in self.case.ledger.items() if entry.status == "paid"]
        name = names[chance.randrange(len(names))]
        given = paid[chance.randrange(len(paid))] if paid else name
        step = self.case.ledger[name].step if chance.randrange(2) else ""
        acts: list[c.Command] = [
            c.DeclineRemedy(now=now, actor=HARMED if chance.randrange(2) else STAFF, entry=name, text="sealed"),
            c.ReturnPayout(now=now, actor=STAFF, entry=given, reference=f"r{len(self.events)}", why="no such account"),
            c.ReverseRemedy(now=now, actor=HEAD, entry=given, why="paid by mistake", amount=some),
            c.ReverseRemedy(now=now, actor=HEAD, entry=given, why="paid by mistake"),
            c.LearnRecovery(now=now, actor=STAFF, source="chargeback", amount=some, evidence="a statement"),
            c.SubmitEvidence(now=now, actor=HARMED, step=step, text="sealed"),
        ]
        self.try_to(acts[which])

    def tries_again(self) -> None:
        """Now and then have a payout tried anew that came back, most of all while the next is under way: apart."""
        apart = Random(f"{len(self.events)} again")
        for entry in list(self.case.ledger.values()):
            effect = self.case.effects.get(entry.step)
            if entry.returns and entry.open and effect is not None:
                owner = replace(BOSS, person=self.case.owner, roles=(*BOSS.roles, self.case.owner))
                if apart.randrange(2 if effect.status in IN_FLIGHT else 8) == 0:
                    self.try_to(c.RetryStep(now=self.now, actor=owner, step=entry.step, why="it came back"))

    def a_turn(self) -> bool:
        """Call the case off while it is asked what is kept, what a sign says or what is given; or have it asked."""
        now, chance = self.now, Random(len(self.events) * 17 + 3)
        asked = {task.purpose for task in self.case.tasks.values() if task.status == "open"}
        if asked & {"twice", "sign", "redress", "give"} and not self.case.winding_up:
            return self.try_to(
                self.withdrawal() if chance.randrange(2) else c.CancelCase(now=now, actor=STAFF, why="not a failure")
            )
        if any(entry.status == "paid" for entry in self.case.ledger.values()) and not self.case.recoveries:
            some = Money("USD", chance.randrange(1, 20_000))
            return self.try_to(
                c.LearnRecovery(now=now, actor=STAFF, source="chargeback", amount=some, evidence="a statement")
            )
        if self.case.phase == "resolved" and self.case.reopened < 2:
            return self.try_to(c.RejectResolution(now=now, actor=HARMED, why="that is not so"))
        return self.it_grew(asked) or self.takes_in() or self.upheld(asked) or self.is_said_to_be_back()

    def is_said_to_be_back(self) -> bool:
        """Have whoever granted what was paid say that it came back, once or twice."""
        by_hand = (n for n, x in self.case.ledger.items() if x.status == "paid" and x.approver not in {"", "engine"})
        name, asked = next(by_hand, ""), {x.act for x in self.case.wanted.values()}
        if not name or len(self.case.ledger[name].returns) > 1 or "came-back" in asked:
            return False
        who = replace(BOSS, person=self.case.ledger[name].approver, roles=(*BOSS.roles, "owner"))
        back = c.ReturnPayout(
            now=self.now, actor=who, entry=name, reference=f"b{len(self.events)}", why="no such account"
        )  # fmt: skip
        return self.try_to(back)

    def takes_in(self) -> bool:
        """Have another case of the customer merged into this one, once, in which something was owed or nothing."""
        if self.case.taken_in or self.case.phase == "closed" or len(self.events) % 3:
            return False
        owed = (Money("USD", len(self.events) * 100),) if len(self.events) % 2 else ()
        actor = c.Actor(person="engine", roles=("engine",))
        command = c.TakeIn(
            now=self.now, actor=actor, merged="ca_another", customer=CUSTOMER.id, owed=owed, why="told twice"
        )  # fmt: skip
        return self.try_to(command)

    def it_grew(self, asked: Collection[str]) -> bool:
        """Have a fact change while one of two answers was given, once or twice."""
        if not {"second", "settle"} & {*asked} or self.counts["AnswerVoided"] > 1:
            return False
        told = c.ChangeFailure(now=self.now, actor=STAFF, facts={"size": len(self.events)}, why="it grew")
        return self.try_to(told)

    def upheld(self, asked: Collection[str]) -> bool:
        """Have somebody uninvolved find that the customer was right, where that is asked."""
        if "second-look" not in asked:
            return False
        name = next(n for n, x in self.case.tasks.items() if x.purpose == "second-look" and x.status == "open")
        answer: dict[str, Value] = {"finding": "upheld", "why": "looked at it anew"}
        actor = self.who_does(self.case.tasks[name], tame=True)
        return self.try_to(c.CompleteTask(now=self.now, actor=actor, task=name, answer=answer))

    def who_is_it(self) -> bool:
        """Say who the customer is: another address or one of before, another language alone, or what is no news."""
        chance = Random(len(self.events) * 13 + 5)
        known = [self.case.customer, CUSTOMER, *(Person("cu_1", f"v_{n}", f"c{n}") for n in range(5))]
        told = c.RecogniseCustomer(
            now=self.now, actor=(STAFF, STAFF, BOSS, HEAD)[chance.randrange(4)],
            customer=known[chance.randrange(len(known))], language=("en", "id")[chance.randrange(2)],
            why=("they rang", "they rang", " ")[chance.randrange(3)], elsewhere=chance.randrange(3) > 0,
            first=Random(len(self.events) * 11 + 1).randrange(4) == 0,
        )  # fmt: skip
        if chance.randrange(9) == 0:
            told = replace(told, customer=Person("cu_2", "v_9", "c9"))
        before = len(self.events)
        return self.try_to(told) and len(self.events) > before

    def comes_back(self) -> bool:
        """Take a case up again that was withdrawn, a few times."""
        again = self.case.outcome == "withdrawn" and self.case.reopened < 4
        return again and self.try_to(c.ReopenCase(now=self.now, actor=STAFF, why="they want it after all"))

    def throw_the_switch(self) -> None:
        """Have the playbook stopped, or let go on: a fact of its own stream that the book brings along."""
        before = self.book.around.switch or Switch(stopped=False, by="", why="", seq=0)
        switch = Switch(stopped=not before.stopped, by="boss", why="it overpays", seq=before.seq + 1)
        self.book = replace(self.book, around=replace(self.book.around, switch=switch))
        if self.judge is not None:
            self.judge(self, ())

    def more_is_known(self) -> None:
        """The failure grows, or a receipt comes in."""
        if self.chance.randrange(3) == 0:
            self.it_is_judged()
        elif self.chance.randrange(2):
            facts: dict[str, Value] = {"size": self.chance.randrange(9)}
            if self.chance.randrange(3) == 0:
                facts = {"price": Money("USD", self.chance.randrange(1, 60_000))}
            actor = (STAFF, FEED)[len(self.events) % 2]
            self.try_to(c.ChangeFailure(now=self.now, actor=actor, facts=facts, why="it grew"))
        else:
            running = [path for path, cover in self.case.covers.items() if not cover.ended]
            for _ in range(1 + self.chance.randrange(2)):
                self.a_receipt_comes((running or [""])[0])

    def a_receipt_comes(self, step: str) -> None:
        """One of which some come twice, for any of the things of a cover; now and then somebody says why."""
        cover, number = self.case.covers.get(step), self.chance.randrange(4)
        things = things_of(cover) if cover is not None else ()
        of = self.chance.choice(things) if things else ""
        amount = Money("USD", self.chance.randrange(1, 9_000))
        actor, why = (STAFF, "another one") if self.chance.randrange(4) == 0 else (HARMED, "")
        self.try_to(
            c.SubmitReceipt(now=self.now, actor=actor, step=step, amount=amount, of=of, number=f"{number}", why=why)
        )

    def it_is_judged(self) -> None:
        """Somebody says how bad it is, or the customer writes: from somewhere that others read, too."""
        if self.chance.randrange(2):
            channel = ("mail", "press", "regulator")[self.chance.randrange(3)]
            self.try_to(c.RecordContact(now=self.now, actor=HARMED, channel=channel, text="sealed"))
            return
        tier = TIERS[self.chance.randrange(4)] if self.chance.randrange(3) else None
        levels: dict[Scale, Level] = {"money": LEVELS[self.chance.randrange(5)]} if self.chance.randrange(2) else {}
        names = (MODIFIERS[self.chance.randrange(5)],) if self.chance.randrange(3) == 0 else ()
        self.try_to(
            c.AssessRisk(now=self.now, actor=STAFF, tier=tier, consequence=levels, modifiers=names, why="looked at")
        )

    def promised_otherwise(self) -> None:
        """Clocks are stopped and restated, new times told, things asked of the customer; a message bounces."""
        now, sent = self.now, [step for step in self.case.told if step in self.case.effects]
        names = list(self.case.promises)
        name = names[self.chance.randrange(len(names))]
        later = now + timedelta(hours=self.chance.randrange(1, 200))
        acts: list[c.Command] = [
            c.StopClock(now=now, actor=STAFF, promise=name, why="away", evidence="a letter", until=later),
            c.StopClock(now=now, actor=STAFF, promise="resolve", why="away", evidence="a letter"),
            c.ResumeClock(now=now, actor=STAFF, promise=name, why="back"),
            c.RestateClock(now=now, actor=STAFF, promise=name, start=now - timedelta(hours=5), why="came earlier"),
            c.ReplacePromise(now=now, actor=STAFF, promise=name, due=later, why="parts are missing"),
            c.ReplacePromise(now=now, actor=STAFF, promise=name, due=later, why="the same", told="phone"),
            c.GiveEstimate(now=now, actor=STAFF, earliest=now, latest=later, basis="ten like it"),
            c.RequestInformation(now=now, actor=STAFF, what="sealed", channel="phone", until=later),
            c.ReceiveInformation(now=now, actor=HARMED),
            c.HandOver(now=now, actor=STAFF, to=BOSS.person, done="sealed", left="sealed"),
            c.RecordContact(now=now, actor=HARMED, direction="in", channel="phone", text="sealed", complains=True),
            c.RecordContact(now=now, actor=STAFF, direction="out", channel="phone", text="sealed"),
        ]
        if sent and self.bounces < 3:
            self.bounces += 1
            step = sent[self.chance.randrange(len(sent))]
            acts = [c.ReportBounce(now=now, actor=STAFF, step=step, why="no such address"), *acts[:1]]
        self.try_to(acts[self.chance.randrange(len(acts))])

    def see_to(self, missing: Value) -> None:
        """Get what the closure rule still asks for, as far as it is not given in a talk."""
        if isinstance(missing, tuple) and "referral" in missing:
            self.try_to(c.ReferCase(now=self.now, actor=STAFF, to="the-grid", accepted="r-1", why="theirs"))
        if isinstance(missing, tuple) and "cause" in missing:
            self.try_to(c.NameRootCause(now=self.now, actor=STAFF, cause="weather"))

    def towards_the_end(self) -> None:
        """Something is found, hoped for, tried or told; somebody ends the case, with or without what that needs."""
        now, found = self.now, get_args(e.Found)[self.chance.randrange(5)]
        first = self.chance.randrange(3)
        gives = ("explanation", "decision", "route")[first : first + 1 + self.chance.randrange(3)]
        amount = Money("USD", self.chance.randrange(1, 9_000)) if self.chance.randrange(2) else None
        outcome = get_args(e.Outcome)[self.chance.randrange(8)]
        into = "ca_other" if outcome == "merged" or self.chance.randrange(9) == 0 else ""
        acts: list[c.Command] = [
            c.MakeFinding(now=now, actor=STAFF, finding=found, why="looked into"),
            c.ReferCase(now=now, actor=STAFF, to="the-grid", accepted="", why="theirs"),
            c.ReferCase(now=now, actor=STAFF, to="the-grid", accepted="r-1", why="theirs"),
            c.TryContact(now=now, actor=STAFF, channel="phone", why="nobody answers"),
            c.TryContact(now=now, actor=STAFF, channel="mail", why="no answer"),
            c.NameRootCause(now=now, actor=STAFF, cause="weather"),
            c.RecordExpectation(now=now, actor=HARMED, kind="refund", amount=amount),
            c.RecordContact(now=now, actor=STAFF, direction="out", channel="mail", text="sealed", gives=gives),
            c.EndCase(now=now, actor=STAFF, outcome=outcome, into=into, why="by the rule"),
            c.EndCase(now=now, actor=STAFF, outcome=outcome, into=into, why="by the rule"),
            c.AcceptResolution(now=now, actor=HARMED),
            c.RejectResolution(now=now, actor=HARMED, why="that is not so"),
        ]
        if self.chance.randrange(3) == 0:
            self.an_ending(outcome, into)
            return
        if self.case.phase == "resolved":
            acts = acts[-2:]
        self.try_to(acts[self.chance.randrange(len(acts))])

    def an_ending(self, outcome: e.Outcome, into: str) -> None:
        """Somebody sees to what an outcome needs, and ends the case with it."""
        for _ in range(3 if outcome == "unreachable" else 0):
            self.now += timedelta(hours=13)
            self.try_to(c.TryContact(now=self.now, actor=STAFF, channel="phone", why="nobody answers"))
        gives = ("explanation", "decision", "route")[: 3 - (self.chance.randrange(4) == 0)]
        for act in (
            c.MakeFinding(now=self.now, actor=STAFF, finding="not upheld", why="looked into"),
            c.ReferCase(now=self.now, actor=STAFF, to="the-grid", accepted="r-1", why="theirs"),
            c.NameRootCause(now=self.now, actor=STAFF, cause="weather"),
            c.RecordContact(now=self.now, actor=STAFF, direction="out", channel="mail", text="sealed", gives=gives),
            c.EndCase(now=self.now, actor=STAFF, outcome=outcome, into=into, why="by the rule"),
        ):
            self.try_to(act)

    def by_hand(self, step: str) -> None:
        """Put a hand on a step."""
        self.hands += 1
        kinds: tuple[type[c.Command], ...] = (c.RetryStep, c.SkipStep, c.UndoStep)
        kind = kinds[self.chance.randrange(3)]
        self.try_to(kind(now=self.now, actor=STAFF, step=step, why="by hand"))  # type: ignore[call-arg]
