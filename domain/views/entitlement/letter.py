"""An answer as a letter tells it: what is owed, by which clause, how it comes about, until when, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.entitlement.answer import Answer, Gift
from domain.entitlement.model import Fact, Pack, Version
from domain.entitlement.several import Settlement
from domain.money import Money, told
from domain.views.entitlement.telling import Teller
from domain.views.wording import day, in_words


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a letter; what is deeper belongs to what stands above it."""

    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a letter under its heading."""

    heading: str
    lines: tuple[Line, ...]


def letter(pack: Pack, answer: Answer, language: str = "en") -> list[Passage]:
    """Return an answer in words."""
    return _Letter(pack, answer, language).passages()


class _Letter:
    def __init__(self, pack: Pack, answer: Answer, language: str) -> None:
        version = pack.version(answer.version)
        if version is None:
            raise KeyError(answer.version)
        self.pack = pack
        self.version: Version = version
        self.answer = answer
        self.teller = Teller(pack, language)
        self.language = language

    def passages(self) -> list[Passage]:
        """Return all parts that have something to say."""
        say = self.teller.say
        parts = [
            (in_words(self.pack.title, self.language), self._asked()),
            (say("owed"), self._owed()),
            (say("needed"), self._needed()),
            (say("tried"), self._tried()),
            (say("doubts"), self._doubts()),
        ]
        made = [Passage(heading, tuple(lines)) for heading, lines in parts]
        return [passage for passage in made if passage.lines]

    def _asked(self) -> Iterator[Line]:
        teller, version, pack = self.teller, self.version, self.pack
        name = in_words(version.words, self.language) or version.name
        yield Line(
            teller.say(
                "asked", kind=teller.say(pack.kind), jurisdiction=pack.jurisdiction, version=name,
                day=day(self.answer.on, self.language), payer=in_words(pack.payer, self.language),
            )
        )  # fmt: skip
        if version.state != "dated":
            yield Line(teller.say("never-in-force" if version.state == "never" else "not-in-force"))
        elif version.in_force is not None and version.in_force > self.answer.on:
            yield Line(teller.say("other-day"))
        elif self.answer.enforced is False and version.enforced_from is not None:
            yield Line(teller.say("not-enforced", day=day(version.enforced_from, self.language)))

    # --- What is owed ------------------------------------------------------------------------------------------------
    def _owed(self) -> Iterator[Line]:
        teller, answer = self.teller, self.answer
        yield from map(Line, self._sentences())
        for gift in answer.gifts:
            yield Line(self._headed(gift), 1)
            for text in self._about(gift):
                yield Line(text, 2)
            read = next((each.read for each in answer.tried if each.rule == gift.rule), {})
            steps = list(teller.steps(gift.steps, read))
            if steps:
                steps.insert(0, teller.say("step.from", read=teller.reads(read).strip(" ()")))
                yield Line(teller.say("arithmetic"), 2)
                yield from (Line(step, 3) for step in steps)

    def _sentences(self) -> Iterator[str]:
        teller, answer = self.teller, self.answer
        certain = answer.at_least or answer.per_unit
        if answer.at_least:
            yield teller.say("at-least", amount=amounts(certain, self.language), unit=teller.say(answer.unit))
        elif answer.per_unit:
            yield teller.say("due", amount=amounts(answer.per_unit, self.language), unit=teller.say(answer.unit))
        elif answer.gifts and answer.status != "cannot say yet":
            yield teller.say("due-in-kind")
        if certain and self.pack.units and answer.units is not None:
            count, total = teller.value(answer.units, self.pack.units), tuple(each * answer.units for each in certain)
            yield teller.say("total", count=count, amount=amounts(total, self.language))
        if answer.status == "cannot say yet":
            named = "cannot say yet" if answer.gifts else "cannot say more" if certain else "cannot say at all"
            yield teller.say(named)
        elif not answer.gifts:
            yield teller.say("not due")

    def _headed(self, gift: Gift) -> str:
        words = in_words(gift.words, self.language)
        words = words[:1].upper() + words[1:]
        return f"{words}: {told(gift.amount, self.language)}" if gift.amount is not None else words

    def _about(self, gift: Gift) -> Iterator[str]:
        teller, language = self.teller, self.language
        yield from (f"– {in_words(thing, language)}" for thing in gift.in_kind.values())
        if gift.source in {gift.clause, ""}:
            yield teller.say("clause-alone", clause=gift.clause)
        else:
            yield teller.say("clause", clause=gift.clause, source=gift.source)
        yield from self._times(gift)
        for name in gift.unproven:
            barred = next(each for each in self.version.exclusions if each.id == name)
            who, what = in_words(barred.burden, language), in_words(barred.words, language)
            yield teller.say("unproven", what=what, who=who)
        yield from (teller.say("unverified", why=why) for why in gift.unverified)

    def _times(self, gift: Gift) -> Iterator[str]:
        teller, language = self.teller, self.language
        if gift.within is not None:
            length = teller.length(gift.within)
            since = teller.say("since", day=teller.fact(gift.within_from)) if gift.within_from else ""
            what = in_words(gift.duty, language)
            name = f"{'do' if gift.duty else 'pay'}-{'by' if gift.by else 'within'}"
            by = day(gift.by, language) if gift.by else ""
            yield teller.say(
                name, what=what[:1].upper() + what[1:], day=by, span=length + (since if gift.by else ""), since=since
            )
        if gift.late is not None:
            yield teller.say("late", amount=told(gift.late, language), clause=gift.late_clause)
        if gift.claim_by is not None:
            yield teller.say("claim-by", day=day(gift.claim_by, language), clause=gift.claim_clause)
        elif gift.claim_within is not None:
            yield teller.say("claim-within", span=teller.length(gift.claim_within), clause=gift.claim_clause)

    # --- What is missing, what was tried, what is in doubt -----------------------------------------------------------
    def _needed(self) -> Iterator[Line]:
        for name in self.answer.missing:
            fact = self.pack.facts[name]
            words = in_words(fact.words, self.language)
            yield Line(f"{name}: {words} ({sample(fact, self.pack.currencies[0])})")

    def _tried(self) -> Iterator[Line]:
        teller = self.teller
        for tried in self.answer.tried:
            words = in_words(tried.words, self.language)
            yield Line(f"{words} ({tried.clause}) {teller.say(tried.verdict)}: {teller.reason(tried, self.version)}.")

    def _doubts(self) -> Iterator[Line]:
        seen = {}
        if self.version.unverified:
            seen[self.version.unverified] = self.teller.say("of-version")
        for gift in self.answer.gifts:
            for why in gift.unverified:
                seen.setdefault(why, in_words(gift.words, self.language))
        for tried in self.answer.tried:
            if tried.unverified and tried.verdict in {"undecided", "excluded"}:
                seen.setdefault(tried.unverified, in_words(tried.words, self.language))
        yield from (Line(f"{of}: {why}.") for why, of in seen.items())


def sample(fact: Fact, currency: str) -> str:
    """Show how a fact is written."""
    if fact.choices:
        return " | ".join(fact.choices)
    if fact.unit:
        return f"12 {fact.unit}"
    return {
        "text": "…", "integer": "12", "yes_no": "true | false", "date": "2026-01-31", "instant": "2026-01-31T14:30:00Z",
        "duration": "3h 10m", "money": f"130 {currency}",
    }[fact.kind]  # fmt: skip


def amounts(given: Sequence[Money], language: str) -> str:
    """Write amounts side by side."""
    return " + ".join(told(each, language) for each in given)


def together(settlement: Settlement, packs: dict[str, Pack], language: str = "en") -> Passage:
    """Return what several packs come to together."""
    teller = Teller(next(iter(packs.values())), language)
    lines = [Line(teller.say("order"))]
    for share in settlement.shares:
        title = in_words(packs[share.pack].title, language)
        unit = teller.say(share.unit)
        given, more = amounts(share.gives, language), amounts(share.adds, language)
        text = (
            teller.say("adds", pack=title, amount=given, unit=unit, more=more)
            if share.adds
            else teller.say("adds-nothing", pack=title)
        )
        lines.append(Line(text, 1))
    return Passage(teller.say("together"), tuple(lines))
