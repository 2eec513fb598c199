"""What stands below the title of a card: who, until when, on whose authority, how it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Final, Literal

from domain.playbook import plan as p
from domain.views.playbook import written
from domain.views.playbook.conditions import conditions, each
from domain.views.playbook.reading import Reading
from domain.views.playbook.values import named, term

Mark = Literal["plain", "if", "undo", "pivot", "choice", "keeps"]


@dataclass(frozen=True, slots=True)
class Note:
    """One line; `mark` says what it is about."""

    text: str
    mark: Mark = "plain"


def of(reading: Reading, step: p.AnyStep) -> tuple[Note, ...]:
    """Return the notes of a step."""
    maker = _NOTES.get(type(step))
    return (*_only(reading, step), *(maker(reading, step) if maker is not None else ()), *_keeps(reading, step))


def _only(reading: Reading, step: p.Step) -> Iterator[Note]:
    if step.when:
        yield Note(reading.say("note.if", when=conditions(reading, step.when)), "if")
    if step.unless:
        yield Note(reading.say("note.unless", when=reading.joined(each(reading, step.unless), "or")), "if")


def in_kind(reading: Reading, step: p.Remedy) -> str:
    """Return what a remedy in kind gives."""
    return named(reading, step.in_kind)


def _plain(reading: Reading, phrase: str, /, **parts: str) -> Note:
    return Note(reading.say(f"note.{phrase}", **parts))


def _keeps(reading: Reading, step: p.AnyStep) -> Iterator[Note]:
    for name, promise in reading.plan.promises.items():
        if promise.kept_by == step.id:
            told = reading.say("note.keeps", name=name.replace("_", " "), span=reading.span(promise.within))
            yield Note(told, "keeps")


def _do(reading: Reading, step: p.Step) -> Iterator[Note]:
    if not isinstance(step, p.Do):
        return
    if step.queue:
        yield _plain(reading, "queue", queue=step.queue)
    if step.undo is not None:
        yield Note(reading.say("note.undo", what=reading.connector(step.undo)), "undo")
    if step.stays:
        yield Note(reading.say("note.stays", why=step.stays), "pivot")
    if step.pivot:
        yield Note(reading.say("note.pivot"), "pivot")


def _ask(reading: Reading, step: p.Step) -> Iterator[Note]:
    if not isinstance(step, p.Ask):
        return
    yield _plain(reading, "within", who=reading.role(step.role, short=True), span=reading.span(step.due))
    if step.skill:
        skills = ", ".join(f"{name} {level}" for name, level in step.skill.items())
        yield _plain(reading, "skill", skills=skills)
    if step.second:
        yield _plain(reading, "second", role=reading.role(step.second, short=True))
    if step.finds:
        yield _plain(reading, "finds")
    if step.refers:
        yield _plain(reading, "refers", role=reading.role(step.refers, short=True))
    if step.up:
        yield _plain(reading, "up", role=reading.role(step.up, short=True))
    yield from _form(reading, step)
    yield from _gives(reading, step.gives)


def _form(reading: Reading, step: p.Step) -> Iterator[Note]:
    fields = [name.replace("_", " ") for name in written.form(step)]
    if fields:
        yield _plain(reading, "form", fields=", ".join(fields))


def _gives(reading: Reading, gives: tuple[str, ...]) -> Iterator[Note]:
    if gives:
        yield _plain(reading, "gives", what=reading.joined([reading.say(f"gives.{each}") for each in gives]))


def _tell(reading: Reading, step: p.Step) -> Iterator[Note]:
    if not isinstance(step, p.Tell | p.Teach):
        return
    yield from _named_otherwise(reading, step)
    if step.to is not None:
        yield _plain(reading, "to", whom=term(reading, step.to))
    if step.channel:
        yield _plain(reading, "by-channel", channel=step.channel)
    if isinstance(step, p.Tell):
        if step.unless_told_within is not None:
            yield _plain(reading, "lately", span=reading.span(step.unless_told_within))
        if step.given:
            yield _plain(reading, "with", given=named(reading, step.given))
        if step.asks:
            yield _plain(reading, "asks", what=reading.step(step.asks))
        yield from _gives(reading, step.gives)
        if step.undo:
            corrected = reading.say("note.corrected", message=reading.message(step.undo))
            yield Note(corrected, "undo")


def _named_otherwise(reading: Reading, step: p.Tell | p.Teach | p.Offer) -> Iterator[Note]:
    """Name the message where neither the id of the step nor its title does."""
    if step.message != step.id and step.message in reading.subjects:
        yield _plain(reading, "message", message=step.message)


def _offer(reading: Reading, step: p.Step) -> Iterator[Note]:
    if not isinstance(step, p.Offer):
        return
    yield from _named_otherwise(reading, step)
    for choice in step.choices:
        words, need = reading.choice(step.id, choice), step.needs.get(choice, "")
        name = "note.choice.needs" if need else "note.choice"
        yield Note(reading.say(name, choice=words, step=reading.step(need) if need else ""), "choice")
    otherwise = reading.choice(step.id, step.otherwise)
    yield _plain(reading, "reply", span=reading.span(step.reply_within), choice=otherwise)
    if step.given:
        yield _plain(reading, "with", given=named(reading, step.given))
    if step.channel:
        yield _plain(reading, "by-channel", channel=step.channel)


def _remedy(reading: Reading, step: p.Step) -> Iterator[Note]:
    if isinstance(step, p.Remedy | p.Cover):
        if isinstance(step, p.Cover):
            parts = {"amount": term(reading, step.up_to), "most": str(step.most), "span": reading.span(step.within)}
            yield _plain(reading, "cover", **parts)
        if isinstance(step, p.Remedy) and (step.amount is not None or step.cash is not None) and step.entitled:
            yield _plain(reading, "floor", packs=reading.packs(step))
        if step.to is not None:
            yield _plain(reading, "to", whom=term(reading, step.to))
        yield from authority(reading, step.authority)
        if step.pay or step.hand is not None:
            yield _plain(reading, "pay", ways=ways(reading, step))
        if step.hand is not None and step.hand.up:
            yield _plain(reading, "up", role=reading.role(step.hand.up, short=True))


def _entitle(reading: Reading, step: p.Step) -> Iterator[Note]:
    if isinstance(step, p.Entitle) and step.on is not None:
        yield _plain(reading, "on", day=term(reading, step.on))


def ways(reading: Reading, step: p.Grant) -> str:
    """Return by what a remedy is paid, in the order it is tried."""
    told = [reading.connector(each) for each in step.pay]
    if step.hand is not None:
        who, due = reading.role(step.hand.role, short=True), reading.span(step.hand.due)
        told.append(reading.say("note.hand", role=who, span=due))
    return reduce(lambda a, b: reading.say("note.else", a=a, b=b), told)


def authority(reading: Reading, ladder: p.Authority) -> Iterator[Note]:
    """Yield who grants up to which amount."""
    if ladder.auto_up_to:
        yield _plain(reading, "auto", amount=" / ".join(map(reading.money, ladder.auto_up_to)))
    for rung in ladder.above:
        role = reading.role(rung.role, short=True)
        if rung.up_to:
            yield _plain(reading, "rung", amount=" / ".join(map(reading.money, rung.up_to)), role=role)
        else:
            is_all = not ladder.auto_up_to and len(ladder.above) == 1
            yield _plain(reading, "always" if is_all else "top", role=role)
    yield _plain(reading, "decided", span=reading.span(ladder.within))


def _wait(reading: Reading, step: p.Step) -> Iterator[Note]:
    if isinstance(step, p.Wait) and step.at_most != step.span:
        yield _plain(reading, "at-most", span=reading.span(step.at_most))


def _together(reading: Reading, step: p.Step) -> Iterator[Note]:
    if isinstance(step, p.Together) and step.at_most is not None:
        yield _plain(reading, f"late.{step.late}", span=reading.span(step.at_most))


def _each(reading: Reading, step: p.Step) -> Iterator[Note]:
    if isinstance(step, p.Each):
        name = "rounds.at-once" if step.at_once > 1 else "rounds"
        yield _plain(reading, name, n=str(step.at_most), m=str(step.at_once))


def _run(reading: Reading, step: p.Step) -> Iterator[Note]:
    if isinstance(step, p.Run) and step.given:
        yield _plain(reading, "with", given=named(reading, step.given))


def _partner(reading: Reading, step: p.Step) -> Iterator[Note]:
    if isinstance(step, p.Delegate):
        yield _plain(reading, "within", who=reading.role(step.to, short=True), span=reading.span(step.due))
        yield from _form(reading, step)


def _self_service(reading: Reading, step: p.Step) -> Iterator[Note]:
    if isinstance(step, p.SelfService):
        yield _plain(reading, "within", who=reading.say("the-customer"), span=reading.span(step.deadline))
        yield _plain(reading, "via", via=reading.say(f"via.{step.via}"))
        yield _plain(reading, "not-critical")
        yield from _form(reading, step)


def _declare(reading: Reading, step: p.Step) -> Iterator[Note]:
    if not isinstance(step, p.Declare):
        return
    whom, due = written.affected(step), written.due(step)
    if whom is not None:
        yield _plain(reading, "affected", whom=term(reading, whom))
    yield _plain(reading, "each-gets", playbook=step.playbook)
    if due is not None:
        yield _plain(reading, "confirm", role=reading.role(step.confirm, short=True), span=reading.span(due))


def _sales(reading: Reading, step: p.Step) -> Iterator[Note]:
    if isinstance(step, p.HandToSales):
        yield _plain(reading, "consent", when=conditions(reading, written.consent(step)))
        yield _plain(reading, "not-owed")
        yield _plain(reading, "not-critical")


_Notes = Callable[[Reading, p.Step], Iterator[Note]]
_NOTES: Final[dict[type[p.Step], _Notes]] = {
    p.Do: _do, p.Ask: _ask, p.Tell: _tell, p.Teach: _tell, p.Offer: _offer, p.Remedy: _remedy, p.Cover: _remedy,
    p.Entitle: _entitle, p.Wait: _wait, p.Together: _together, p.Each: _each, p.Run: _run, p.Delegate: _partner,
    p.SelfService: _self_service, p.Declare: _declare, p.HandToSales: _sales,
}  # fmt: skip
