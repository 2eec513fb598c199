"""The whole picture of a playbook: its head (failures, owner, promises, risk), its cards, and what comes afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.playbook import plan as p
from domain.risk import SCALES
from domain.views.playbook.conditions import conditions
from domain.views.playbook.picture import Card, cards
from domain.views.playbook.reading import Reading
from domain.views.playbook.values import term
from domain.views.wording import in_words


@dataclass(frozen=True, slots=True)
class Interrupt:
    """What is done at any time a condition holds."""

    id: str
    label: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a picture shows."""

    title: str
    name: str
    about: tuple[str, ...]
    promises: tuple[str, ...]
    risk: tuple[str, ...]
    cards: tuple[Card, ...]
    whenever: tuple[Interrupt, ...]
    after: tuple[str, ...]

    def everything(self) -> Iterator[Card]:
        """Yield all cards."""
        for block in (self.cards, *(each.cards for each in self.whenever)):
            for card in block:
                yield from card.everything()


def picture(reading: Reading) -> Picture:
    """Return the picture of a playbook."""
    plan = reading.plan
    return Picture(
        title=in_words(plan.title, reading.language), name=plan.playbook, about=tuple(_about(reading)),
        promises=tuple(_promises(reading)), risk=tuple(_risk(reading)), cards=cards(reading, plan.steps),
        whenever=tuple(_interrupt(reading.at(each.id), each) for each in plan.whenever), after=tuple(_after(reading)),
    )  # fmt: skip


def _about(reading: Reading) -> Iterator[str]:
    plan = reading.plan
    failures = [_failure(reading, handled) for handled in plan.handles]
    yield reading.say("head.for", failures=reading.joined(failures, "or"))
    yield reading.say("head.owner", role=reading.role(plan.owner, short=True))
    yield reading.say("head.markets", markets=", ".join(plan.markets))


def _failure(reading: Reading, handled: p.Handles) -> str:
    when = conditions(reading, handled.when)
    return f"“{handled.failure}”" + (f" ({when})" if when else "")


def _promises(reading: Reading) -> Iterator[str]:
    for name, promise in reading.plan.promises.items():
        told = "head.again" if promise.tell else "head.promise"
        yield reading.say(told, what=promised(reading, name, promise), span=reading.span(promise.within))


def promised(reading: Reading, name: str, promise: p.PromiseOf) -> str:
    """Return what is promised: in its own words, else by its name."""
    if promise.words:
        return in_words(promise.words, reading.language)
    known = "again" if promise.tell else name
    phrase = f"what.{known}"
    return reading.say(phrase) if reading.says(phrase) else name.replace("_", " ")


def _risk(reading: Reading) -> Iterator[str]:
    risk = reading.plan.risk
    yield reading.say("head.likelihood", level=term(reading, risk.likelihood, "likelihood"))
    for scale in SCALES:
        if scale in risk.consequence:
            level = term(reading, risk.consequence[scale], "level")
            yield reading.say("head.scale", scale=reading.say(f"scale.{scale}"), level=level)


def _interrupt(reading: Reading, each: p.Whenever) -> Interrupt:
    when = conditions(reading, each.when)
    return Interrupt(each.id, reading.say(f"head.{each.then}", when=when), cards(reading, each.steps))


def _after(reading: Reading) -> Iterator[str]:
    for each in reading.plan.follow_up:
        span, role = reading.span(each.after), reading.role(each.call, short=True)
        name = "head.call" if each.call else "head.survey"
        told = reading.say(name, span=span, message=reading.message(each.survey), role=role)
        reopened = conditions(reading, each.reopen_when)
        yield told + ("; " + reading.say("head.reopen", when=reopened) if reopened else "")
    needs = [reading.say(f"gives.{each}") for each in reading.plan.close.needs]
    needs += [reading.say("head.cause")] if reading.plan.close.root_cause == "required" else []
    if needs:
        yield reading.say("head.close", needs=reading.joined(needs))
