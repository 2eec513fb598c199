"""The table of kinds of steps in docs/reference/playbook.md: each cell by doing it with the example of its section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache

from domain.case import commands as c
from domain.case.book import Book
from domain.case.decide import decide
from domain.case.deciding.tasks import form_of
from domain.case.due import due
from domain.case.events import EVENT_TYPES
from domain.case.evolve import fold, named
from domain.case.state import Case, Task
from domain.case.survey import Survey, Work
from domain.case.surveying.undoing import WHOLE_PLAN, can_be_undone, to_undo
from domain.events import Event
from domain.examples.telling import filled, result_types
from domain.ids import ENGINE, step_of
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.layout import Layout
from domain.playbook.outline import KINDS
from domain.record import Head, Stamp, open_record, seal
from domain.values import Person, Value
from domain.views.explain import explain
from domain.views.playbook.prose import sentences
from domain.views.playbook.prose.whole import prose
from domain.views.playbook.reading import Reading
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support import shown
from tests.support.pages import Block, blocks
from workers.library.shelf import Shelf
from workers.library.simulating import books_of

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
EVERYBODY = c.Actor(person="sam", roles=(ENGINE,), skills={"ticketing": 5})
ANOTHER = c.Actor(person="ann", roles=(ENGINE,), skills={"ticketing": 5})
A_THIRD = replace(EVERYBODY, person="eve")
CUSTOMER = Person("cu_1", "v_1")
SHOWN: tuple[str, ...] = (*KINDS, "by_hand", "cover", "recharge")
"""The kinds that have a section with an example: those that are written, and what remedies and delegations make."""
MOST = 500
"""A life has fewer moves than this."""
STAYS: Mapping[str, str] = {
    "ask": "its answer stands", "teach": "what was said is said", "offer": "the choice stands",
    "entitle": "what is owed is owed", "remedy": "what is paid is not clawed back", "cover": "what was granted stands",
    "by_hand": "what is given is not clawed back",
    "delegate": "what was done stands",
    "recharge": "the claim stands", "self_service": "what the customer did stands", "wait": "time does not come back",
    "try": "what is behind a passed point of no return stands", "undo": "it is the taking back",
    "hand_to_sales": "it comes last",
}  # fmt: skip
"""Why calling a case off takes nothing back."""


@dataclass
class Played:
    """One case of an example, played well and at once; `late`: roles that never answer.

    `restarts`: after every command the case is made anew from the bytes of its events.
    """

    book: Book
    late: frozenset[str] = frozenset()
    restarts: bool = False
    cancels: bool = False
    now: datetime = START
    case: Case = field(default_factory=lambda: named("ca_kinds"))
    events: list[Event] = field(default_factory=list)

    def take(self, command: c.Command) -> None:
        """Decide a command and fold what it made."""
        made = decide(self.case, command, self.book)
        self.events.extend(made)
        self.case = self._from_bytes() if self.restarts else fold(self.case, made)

    def _from_bytes(self) -> Case:
        stamp = Stamp(actor="engine", roles=(), command="c", event_ids="e", recorded_at=self.now)
        sealed = seal("case:ca_kinds", Head(), self.events, stamp)
        read = [open_record(each.data, EVENT_TYPES).event for each in sealed]
        assert read == self.events, "the bytes say what happened"
        return fold(named("ca_kinds"), read)

    def play(self) -> Played:
        """Play until the case is closed."""
        plan = self.book.plan
        lists = {name: _records(kind, self.now) for name, kind in plan.facts.items() if kind.type == "records"}
        facts = filled(plan.facts, lists, self.now)
        self.take(
            c.OpenCase(
                now=self.now, failure=plan.handles[0].failure, source="test", key="1", facts=facts, customer=CUSTOMER,
                market="us", language="en", reported_at=self.now,
            )
        )  # fmt: skip
        for _ in range(MOST):
            if self.case.phase == "closed":
                return self
            self._move()
        raise AssertionError("the case came to no end")

    def _move(self) -> None:
        found = due(self.case, self.book, self.now)
        if found.tick:
            self.take(c.Tick(now=self.now))
        elif found.work:
            self._perform(found.work[0])
        elif self.cancels and self.case.phase == "resolved":
            self.cancels = False
            self.take(c.CancelCase(now=self.now, actor=EVERYBODY, why="a false alarm"))
        elif not self._people():
            assert found.next_clock is not None, "somebody or some clock is waited for"
            self.now = found.next_clock

    def _perform(self, work: Work) -> None:
        self.take(c.Begin(now=self.now, step=work.step, attempt=work.attempt, by="b", until=self.now))
        told: dict[str, Value] = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}
        is_told = work.effect in {"tell", "offer", "follow-up"} or work.contract == self.book.messenger
        outcome = c.Applied(
            receipt=filled(result_types(work.contract), {}, self.now), message=told if is_told else {}
        )  # fmt: skip
        self.take(c.ReportOutcome(now=self.now, step=work.step, attempt=work.attempt, key=work.key, outcome=outcome))

    def _people(self) -> bool:
        """Have somebody do something; False when nobody is asked."""
        for name, offer in self.case.offers.items():
            if not offer.how:
                choice = min(offer.choices)
                self.take(c.ChooseAlternative(now=self.now, actor=EVERYBODY, step=name, choice=choice))
                return True
        seconds_first = sorted(self.case.tasks.items(), key=lambda each: each[1].purpose != "countersign")
        for name, task in seconds_first:
            if task.status == "open" and not self.late & set(task.roles):
                who = {"second": ANOTHER, "countersign": ANOTHER, "settle": A_THIRD, "approve": A_THIRD}.get(
                    task.purpose, EVERYBODY
                )
                self.take(c.CompleteTask(now=self.now, actor=who, task=name, answer=self._answer(task)))
                return True
        return self._outside()

    def _answer(self, task: Task) -> dict[str, Value]:
        decided: dict[str, dict[str, Value]] = {
            "approve": {"approve": True}, "countersign": {"approve": True}, "root-cause": {"cause": "wear"},
            "stuck": {"decision": "skip", "why": "–"}, "call": {"outcome": 5, "handling": 5},
        }  # fmt: skip
        return decided.get(task.purpose) or filled(form_of(self.book, task), {}, self.now)

    def _outside(self) -> bool:
        """Have what is waited for happen, and one receipt come in."""
        waits = [wait.event for wait in self.case.waits.values() if wait.event and not wait.how]
        if waits:
            self.take(c.SendSignal(now=self.now, actor=EVERYBODY, event=waits[0]))
        covers = [path for path, cover in self.case.covers.items() if not cover.ended and not cover.receipts]
        if covers:
            amount = Money("USD", 4_000)
            self.take(c.SubmitReceipt(now=self.now, actor=EVERYBODY, step=covers[0], amount=amount, number="1"))
        return bool(waits or covers)


def _records(kind: p.FactType, now: datetime) -> tuple[dict[str, Value], ...]:
    """Return two records of a list, told apart by their id."""
    return tuple(filled(kind.of, {"id": f"i{n}"} if "id" in kind.of else {}, now) for n in (1, 2))


# --- The examples -----------------------------------------------------------------------------------------------------
def examples() -> dict[str, Block]:
    """Return the first example of each section of the reference."""
    lines = shown.FRAME.read_text(encoding="utf-8").splitlines()
    heads = {number: line[4:] for number, line in enumerate(lines, start=1) if line.startswith("### ")}
    found: dict[str, Block] = {}
    for block in blocks("yaml"):
        above = [name for number, name in heads.items() if number < block.line]
        if block.page == shown.FRAME and above:
            found.setdefault(above[-1], block)
    return {kind: found[kind] for kind in SHOWN}


@cache
def _house() -> Shelf:
    return shown.house()


def steps_of(plan: p.Plan, kind: str) -> list[p.AnyStep]:
    """Return the steps of a kind in a plan; those by hand are remedies that a person gives."""
    steps = Layout(plan).steps.values()
    if kind == "by_hand":
        return [step for step in steps if isinstance(step, p.Grant) and step.hand is not None]
    return [step for step in steps if step.kind == kind]


@dataclass(frozen=True)
class Kind:
    """What became of the example of a kind."""

    name: str
    plan: p.Plan

    def play(self, *, restarts: bool = False, cancels: bool = False) -> Played:
        """Play it; a partner who is to be charged does not answer."""
        book = books_of(self.plan, _house())["us"]
        late = frozenset({"field-partner"}) if self.name == "recharge" else frozenset[str]()
        return Played(book, late, restarts, cancels).play()

    @property
    def names(self) -> frozenset[str]:
        """The steps of this kind."""
        return frozenset(step.id for step in steps_of(self.plan, self.name))

    def about(self, layout: Layout, step: str) -> bool:
        """Say whether a step is one of this kind, or inside one."""
        return step in layout.steps and (step in self.names or any(layout.inside(step, name) for name in self.names))

    def executed(self) -> str:
        """Say whether the case comes to its end, and a step of this kind (or one inside it) with it."""
        played = self.play()
        layout, case = played.book.layout, played.case
        done = {step_of(path) for path, state in case.steps.items() if state.status == "done"}
        done |= {step_of(path) for path, wait in case.waits.items() if wait.how}
        undone = any(undoing.block in self.names for undoing in case.undos.values())
        return _yes(undone or any(self.about(layout, step) for step in done))

    def undone(self) -> str:
        """Call the case off when all is done: what has an undo is undone, unless a point of no return seals it."""
        played = self.play(cancels=True)
        layout = played.book.layout
        ends = {path: state.status for path, state in played.case.steps.items() if self.about(layout, step_of(path))}
        can = {path for path in ends if can_be_undone(layout.steps[step_of(path)])}
        back = {path for path, status in ends.items() if status == "undone"}
        left = to_undo(Survey(played.case, played.book, played.now), WHOLE_PLAN, 0, ())
        assert not ends.keys() & {*left}, f"{self.name}: not taken back"
        return _yes(back <= can) if back else f"— {STAYS[self.name]}"

    def explained(self) -> str:
        """Say in which languages the playbook in prose has a sentence about a step of this kind."""
        return _languages({language: list(self._sentences(language)) for language in LANGUAGES})

    def _sentences(self, language: str) -> Iterator[str]:
        reading = Reading.of(self.plan, language)
        lines = {line.text for passage in prose(reading) for line in passage.lines}
        for step in steps_of(self.plan, self.name):
            said = sentences.of(reading.at(step.id), step)
            assert said in lines, f"{self.name}: “{said}” is not in the prose"
            yield said

    def told(self) -> str:
        """Say in which languages the story of the case has sentences about what happened to such steps."""
        played = self.play()
        mine = [event for event in played.events if self._concerns(played, event)]
        return _languages({
            language: [line for line in _story(played, mine, language) if line not in _story(played, [], language)]
            for language in LANGUAGES
        })  # fmt: skip

    def _concerns(self, played: Played, event: Event) -> bool:
        task = played.case.tasks.get(str(getattr(event, "task", "")))
        entry = played.case.ledger.get(str(getattr(event, "entry", "")))
        named = [str(getattr(event, field, "")) for field in ("step", "block")]
        paths = [*named, task.step if task else "", entry.step if entry else ""]
        return any(self.about(played.book.layout, step_of(path.rstrip("?"))) for path in paths if path)

    def survives(self) -> str:
        """Say whether a case that is made anew from its bytes after every command goes the same way."""
        return _yes(all(
            self.play(restarts=True, cancels=cancels).events == self.play(cancels=cancels).events
            for cancels in (False, True)
        ))  # fmt: skip


def _story(played: Played, events: list[Event], language: str) -> list[str]:
    return explain(Telling(played.case, played.book, events, language))


def _yes(found: object) -> str:
    return "yes" if found else "no"


def _languages(said: Mapping[str, list[str]]) -> str:
    """Write where something is said; the same words in two languages are not the other's words."""
    texts = {language: "\n".join(lines) for language, lines in said.items()}
    own = [name for name, text in texts.items() if text and list(texts.values()).count(text) == 1]
    return ", ".join(own) or "no"


def kinds() -> Iterator[Kind]:
    """Yield all kinds with their examples, compiled."""
    house = _house()
    for name, block in examples().items():
        plan, found = shown.compiled(block, house)
        assert plan is not None, "\n".join(map(str, found))
        assert steps_of(plan, name), f"{block.place} shows no {name}"
        yield Kind(name, plan)


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table; a cell that could not be computed is no row but an error."""
    for kind in kinds():
        yield (
            f"[{kind.name}](#{kind.name})", "yes", kind.executed(), kind.undone(), kind.explained(), kind.told(),
            kind.survives(),
        )  # fmt: skip
