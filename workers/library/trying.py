"""Trying a playbook: its examples played on the virtual clock; nothing here reaches the world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from activities.clock import VirtualClock
from activities.connectors.script.deeds import Script
from activities.connectors.script.partners import ScriptedPartners
from activities.connectors.script.people import ScriptedPeople
from domain.case import commands as c
from domain.case.book import Book
from domain.case.commands import Actor
from domain.clock.span import Span
from domain.errors import MakegoodError
from domain.examples.comparing import Difference, compare
from domain.examples.document import Deed, Example, Examples
from domain.examples.stage import Stage
from domain.examples.story import Story
from domain.intake.choosing import NoPlan, choose
from domain.playbook.house import Hire
from domain.views.coverage import Coverage
from workflows.virtual import LONGEST, Life, VirtualDriver


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one example; without differences it came as expected."""

    example: Example
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class Trial:
    """What came of the examples of one playbook, and what none of them saw."""

    playbook: str
    file: str
    tried: list[Tried] = field(default_factory=list)
    coverage: Coverage | None = None

    @property
    def failed(self) -> list[Tried]:
        """The examples that came otherwise than expected."""
        return [one for one in self.tried if one.differences]


async def try_all(examples: Examples, file: str, books: Mapping[str, Book], staff: Sequence[Hire]) -> Trial:
    """Play every example of a file."""
    stage = Stage(examples.plan, frozenset(hire.person for hire in staff))
    actors, trial = actors_of(staff), Trial(examples.playbook, file, coverage=Coverage(examples.plan))
    for example in examples.cases:
        played = Play(example, books[example.market], stage, actors)
        trial.tried.append(Tried(example, tuple(await played.differences())))
        if trial.coverage is not None and played.life is not None:
            trial.coverage.add(played.life.case, played.life.events)
    return trial


def actors_of(staff: Sequence[Hire]) -> dict[str, Actor]:
    """Return who acts under each name of the house."""
    hires = {hire.person: hire for hire in staff}
    return {
        name: Actor(
            person=name, roles=hire.roles, skills=hire.skills, same_as=hire.accounts,
            reports_to=tuple(_above(hires, name)), expires=hire.expires, since=hire.since, maturity=hire.maturity,
            trainings=hire.trainings,
        )
        for name, hire in hires.items()
    }  # fmt: skip


def _above(hires: Mapping[str, Hire], person: str) -> Iterator[str]:
    boss = hires[person].reports_to
    while boss:  # the list of staff was checked: nobody reports to themselves
        yield boss
        boss = hires[boss].reports_to


@dataclass(slots=True)
class Play:
    """One example in play."""

    example: Example
    book: Book
    stage: Stage
    actors: Mapping[str, Actor]
    life: Life | None = None

    async def differences(self) -> list[Difference]:
        """Play it, look at it when the example says so and at its end, and say what came otherwise."""
        example = self.example
        found = choose([self.book], example.failure, example.market, example.facts)
        if isinstance(found, NoPlan) or not example.expected.handled:
            return list(self._handled(found))
        script = Script(example.when)
        clock = VirtualClock(example.reported)
        partners = ScriptedPartners(script, clock)
        driver = VirtualDriver(partners, clock, ScriptedPeople(script, partners, self.actors), script.refuse)
        try:
            self.life = driver.open("ca_example", self._opening(), self.book)
            return [*(await self._played(driver)), *self._deeds(script)]
        except MakegoodError as trouble:
            line = example.line
            return [Difference("the case", "goes on", trouble.what, line, clock.at, trouble.remedy)]

    def _handled(self, found: Book | NoPlan) -> Iterator[Difference]:
        expected = self.example.expected
        words = {True: "handled by this playbook", False: "not handled"}
        came = not isinstance(found, NoPlan)
        if came != expected.handled:
            why = found.why if isinstance(found, NoPlan) else "its conditions hold"
            yield Difference("failure", words[expected.handled], words[came], expected.place("handled"), None, why)

    def _opening(self) -> c.OpenCase:
        example = self.example
        return c.OpenCase(
            now=example.reported, failure=example.failure, source="example", key=example.name, facts=example.facts,
            customer=example.customer, market=example.market, language=example.language,
            reported_at=example.reported, happened_at=example.happened,
        )  # fmt: skip

    async def _played(self, driver: VirtualDriver) -> list[Difference]:
        found: list[Difference] = []
        looks = [(self._instant(look.after), look) for look in self.example.expected.at]
        for at, look in sorted(looks, key=lambda pair: pair[0]):
            await driver.run(until=at)
            told = compare(look.expected, self._story(), ended=False)
            found += [_after(str(look.after), difference) for difference in told]
        await driver.run(until=self.example.reported + LONGEST)
        return [*found, *compare(self.example.expected, self._story())]

    def _instant(self, after: Span) -> datetime:
        return self.book.reckon(self.example.reported, after).due

    def _story(self) -> Story:
        assert self.life is not None  # noqa: S101 — it was opened
        return Story(self.life.case, self.book, self.stage, tuple(self.life.events))

    def _deeds(self, script: Script) -> Iterator[Difference]:
        """Say which deeds had no chance, and which were refused or not refused against what the example says."""
        refused = {id(deed): trouble for deed, trouble in script.refused}
        for deed in script.not_done():
            yield Difference(deed.words, "is done", "had no chance", deed.line, None, _no_chance(deed))
        for deed, often in script.too_few():
            came = f"came {often} of {deed.times} times"
            yield Difference(deed.words, f"is done {deed.times} times", came, deed.line, None, _no_chance(deed))
        for deed, _ in script.given:
            trouble = refused.get(id(deed))
            if trouble is not None and not deed.barred:
                why = " ".join(filter(None, (trouble.what, trouble.remedy)))
                yield Difference(deed.words, "is done", "was refused", deed.line, None, why)
            elif trouble is None and deed.barred:
                yield Difference(deed.words, "is refused", "was done", deed.line)


def _no_chance(deed: Deed) -> str:
    """Say what would have had to happen for a deed to have its chance."""
    inside = f" in the round {deed.round}" if deed.round else ""
    about = deed.target or "the case"
    match deed.do:
        case "refuse" | "fail" | "unknown" | "later":
            return f"{about} was not asked{inside} (so often)"
        case "approve" | "deny":
            return f"nobody was asked to decide about {about}{inside}"
        case "retry" | "skip":
            return f"{about} was never stuck{inside}"
        case _:
            return f"nothing about {about} waited for this{inside}"


def _after(span: str, found: Difference) -> Difference:
    return Difference(f"{span} in: {found.what}", found.expected, found.came, found.line, found.at, found.why)
