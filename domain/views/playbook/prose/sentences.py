"""The sentences about one step: what is done, by whom, until when, on whose authority, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from domain.money import Money
from domain.playbook import plan as p
from domain.views.playbook import written
from domain.views.playbook.conditions import conditions, each, value
from domain.views.playbook.notes import in_kind
from domain.views.playbook.reading import Reading
from domain.views.playbook.values import named, term, type_words
from domain.views.wording import in_words


def of(reading: Reading, step: p.AnyStep) -> str:
    """Return what is said of a step, its branches left aside."""
    only = reading.say("if", when=conditions(reading, step.when)) if step.when else ""
    if step.unless:
        only += reading.say("not-if", when=reading.joined(each(reading, step.unless), "or"))
    maker = _SENTENCES.get(type(step))
    return only + " ".join(maker(reading, step) if maker is not None else ())


# --- do --------------------------------------------------------------------------------------------------------------
def _do(reading: Reading, step: p.Step) -> Iterator[str]:
    if not isinstance(step, p.Do):
        return
    yield _done(reading, "do", step.connector.says, step.connector.name)
    if step.given:
        yield reading.say("do.given", given=named(reading, step.given))
    if step.queue:
        yield reading.say("do.queue", queue=step.queue)
    yield from _retry(reading, step.retry)
    if step.undo is not None:
        yield _done(reading, "do.undo", step.undo.says, step.undo.name)
    if step.stays:
        yield reading.say("do.stays", why=step.stays)
    if step.pivot:
        yield reading.say("do.pivot")


def _done(reading: Reading, phrase: str, says: Mapping[str, str], name: str) -> str:
    words = in_words(says, reading.language)
    return reading.say(phrase, what=words) if words else reading.say(f"{phrase}.unnamed", what=name)


def _retry(reading: Reading, retry: p.Retry) -> Iterator[str]:
    if retry != p.Retry():
        yield reading.say("retry", tries=str(retry.tries), wait=reading.span(retry.wait))


# --- ask -------------------------------------------------------------------------------------------------------------
def _ask(reading: Reading, step: p.Step) -> Iterator[str]:
    if not isinstance(step, p.Ask):
        return
    words = in_words(step.words, reading.language)
    yield reading.say("ask", role=reading.role(step.role), words=words, span=reading.span(step.due))
    if step.skill:
        skills = [reading.say("ask.skill.one", skill=name, level=str(level)) for name, level in step.skill.items()]
        yield reading.say("ask.skill", skills=reading.joined(skills))
    yield from _form(reading, step)
    if step.second:
        yield reading.say("ask.second", role=reading.role(step.second))
    if step.finds:
        yield reading.say("ask.finds")
    if step.refers:
        yield reading.say("ask.refers", role=reading.role(step.refers))
    if step.says:
        yield reading.say("ask.says", what=in_words(step.says, reading.language))
    if step.up:
        yield reading.say("ask.up", role=reading.role(step.up))
    yield from _gives(reading, step.gives)


def _form(reading: Reading, step: p.Step) -> Iterator[str]:
    fields = written.form(step)
    if fields:
        yield reading.say("ask.form", fields=reading.joined(_fields(reading, fields)))


def _fields(reading: Reading, fields: Mapping[str, p.FactType]) -> list[str]:
    return [
        reading.say("facts.one", name=label(reading, name, kind), type=type_words(reading, kind))
        for name, kind in fields.items()
    ]


def label(reading: Reading, name: str, kind: p.FactType) -> str:
    """Return what a field is called."""
    return in_words(kind.label, reading.language) or name.replace("_", " ")


def _gives(reading: Reading, gives: tuple[str, ...]) -> Iterator[str]:
    if gives:
        yield reading.say("gives", what=reading.joined([reading.say(f"gives.{one}") for one in gives]))


# --- tell, teach, offer ----------------------------------------------------------------------------------------------
def _tell(reading: Reading, step: p.Step) -> Iterator[str]:
    if not isinstance(step, p.Tell | p.Teach):
        return
    yield reading.say(step.kind, whom=_whom(reading, step.to), subject=reading.subject(step.message))
    yield from _message(reading, step.message, step.channel)
    yield from _retry(reading, step.retry)
    if isinstance(step, p.Tell):
        if step.unless_told_within is not None:
            yield reading.say("tell.lately", span=reading.span(step.unless_told_within))
        if step.given:
            yield reading.say("do.given", given=named(reading, step.given))
        if step.asks:
            yield reading.say("tell.asks", what=reading.step(step.asks))
        if step.undo:
            yield reading.say("tell.corrected", message=reading.message(step.undo))
        yield from _gives(reading, step.gives)


def _message(reading: Reading, message: str, channel: str = "") -> Iterator[str]:
    """Name the message where what it is about was said."""
    if reading.subject(message) != reading.message(message):
        yield reading.say("tell.message", message=reading.message(message))
    if channel:
        yield reading.say("tell.channel", channel=channel)


def _whom(reading: Reading, to: p.Term | None) -> str:
    return reading.say("the-customer") if to is None else term(reading, to)


def _offer(reading: Reading, step: p.Step) -> Iterator[str]:
    if not isinstance(step, p.Offer):
        return
    choices = [f"“{reading.choice(step.id, choice)}”" for choice in step.choices]
    yield reading.say("offer", choices=reading.joined(choices, "or"))
    yield from _message(reading, step.message, step.channel)
    yield from _retry(reading, step.retry)
    otherwise = reading.choice(step.id, step.otherwise)
    yield reading.say("offer.reply", span=reading.span(step.reply_within), choice=otherwise)
    for choice, need in step.needs.items():
        yield reading.say("offer.need", choice=reading.choice(step.id, choice), step=reading.step(need))
    if step.given:
        yield reading.say("do.given", given=named(reading, step.given))
    if step.in_time:
        yield reading.say("in-time.offer")


def _in_time(reading: Reading, step: p.Step) -> Iterator[str]:
    if isinstance(step, p.Try) and step.in_time:
        yield reading.say("in-time.try")


# --- remedy, cover ---------------------------------------------------------------------------------------------------
def _remedy(reading: Reading, step: p.Step) -> Iterator[str]:
    if not isinstance(step, p.Remedy):
        return
    amount = in_kind(reading, step)
    if step.amount is not None:
        amount = term(reading, step.amount)
    elif step.cash is not None:
        amount = reading.say("remedy.in-place-of", amount=term(reading, step.cash))
    elif step.entitled and not step.in_kind:
        amount = reading.say("remedy.owed", packs=reading.packs(step))
    yield reading.say("remedy", whom=_whom(reading, step.to), remedy=reading.remedy(step.remedy), amount=amount)
    if (step.amount is not None or step.cash is not None) and step.entitled:
        yield reading.say("remedy.floor", packs=reading.packs(step))
    if step.in_kind and step.entitled:
        yield reading.say("remedy.owed-in-kind", packs=reading.packs(step))
    if step.loss:
        yield reading.say("remedy.loss", loss=step.loss.replace("-", " "))
    if step.undo is not None:
        yield reading.say("remedy.undo", way=reading.connector(step.undo))
    yield from _granted(reading, step)


def _entitle(reading: Reading, step: p.Step) -> Iterator[str]:
    if isinstance(step, p.Entitle):
        pack = reading.called(step)
        if step.on is not None:
            yield reading.say("entitle.on", pack=pack, day=term(reading, step.on))
        else:
            yield reading.say("entitle", pack=pack)
        yield reading.say("entitle.waits")


def _cover(reading: Reading, step: p.Step) -> Iterator[str]:
    if not isinstance(step, p.Cover):
        return
    yield reading.say(
        "cover", whom=_whom(reading, step.to), words=in_words(step.words, reading.language),
        amount=term(reading, step.up_to), most=str(step.most), span=reading.span(step.within),
    )  # fmt: skip
    if step.entitled:
        yield reading.say("cover.owed", packs=reading.packs(step))
    yield from _granted(reading, step)


def _granted(reading: Reading, step: p.Grant) -> Iterator[str]:
    yield from _authority(reading, step.authority)
    if step.given:
        yield reading.say("do.given", given=named(reading, step.given))
    ways = [reading.connector(one) for one in step.pay]
    if len(ways) == 1:
        yield reading.say("pay", way=ways[0])
    elif ways:
        yield reading.say("pay.else", way=ways[0], others=reading.then(ways[1:]))
    yield from _by_hand(reading, step)
    yield from _retry(reading, step.retry)


def _by_hand(reading: Reading, step: p.Grant) -> Iterator[str]:
    """Say who gives it by hand, once no service pays it or where none is asked."""
    if step.hand is None:
        return
    name = "hand.else" if step.pay else "hand"
    yield reading.say(name, role=reading.role(step.hand.role), span=reading.span(step.hand.due))
    if step.hand.up:
        yield reading.say("ask.up", role=reading.role(step.hand.up))


def _authority(reading: Reading, ladder: p.Authority) -> Iterator[str]:
    """Say who approves from which amount, and what happens when nobody answers."""
    if ladder.auto_up_to:
        yield reading.say("authority.auto", amount=_limits(reading, ladder.auto_up_to))
    for rung in ladder.above:
        is_all = not ladder.auto_up_to and len(ladder.above) == 1
        name = "rung" if rung.up_to else "always" if is_all else "top"
        yield reading.say(f"authority.{name}", amount=_limits(reading, rung.up_to), role=reading.role(rung.role))
    if ladder.auto_up_to:
        yield reading.say("authority.other")
    name = "next" if len(ladder.above) > 1 else "within"
    yield reading.say(f"authority.{name}", span=reading.span(ladder.within))


def _limits(reading: Reading, limits: tuple[Money, ...]) -> str:
    return reading.joined([reading.money(limit) for limit in limits], "or")


# --- wait, undo, blocks ----------------------------------------------------------------------------------------------
def _wait(reading: Reading, step: p.Step) -> Iterator[str]:
    match step:
        case p.Wait(span=length) if length is not None:
            yield reading.say("wait.for", span=reading.span(length))
        case p.Wait(until=moment) if moment is not None:
            yield reading.say("wait.until", moment=term(reading, moment), span=reading.span(step.at_most))
        case p.Wait():
            yield reading.say("wait.event", event=step.event, span=reading.span(step.at_most))


def _undo(reading: Reading, step: p.Step) -> Iterator[str]:
    if isinstance(step, p.Undo):
        yield reading.say("undo", what=reading.step(step.target.removesuffix(":whole")))


def _together(reading: Reading, step: p.Step) -> Iterator[str]:
    if isinstance(step, p.Together):
        yield reading.say("together.some" if step.wait_for else "together.all", n=str(step.wait_for))
        if step.at_most is not None:
            yield reading.say(f"together.{step.late}", span=reading.span(step.at_most))


def _each(reading: Reading, step: p.Step) -> Iterator[str]:
    if isinstance(step, p.Each):
        name = "each.until" if step.until_done else "each.at-once" if step.at_once > 1 else "each"
        yield reading.say(name, items=value(reading, step.items), n=str(step.at_most), m=str(step.at_once))


# --- Steps made of steps ---------------------------------------------------------------------------------------------
def _run(reading: Reading, step: p.Step) -> Iterator[str]:
    if isinstance(step, p.Run):
        title = in_words(step.title, reading.language)
        given = named(reading, step.given)
        yield reading.say("run.given", title=title, given=given) if given else reading.say("run", title=title)


def _delegate(reading: Reading, step: p.Step) -> Iterator[str]:
    if isinstance(step, p.Delegate):
        words = in_words(step.words, reading.language)
        yield reading.say("delegate", role=reading.role(step.to), words=words, span=reading.span(step.due))
        yield from _form(reading, step)
        asked = written.question(step)
        if asked is not None and asked.refers:
            yield reading.say("ask.refers", role=reading.role(step.to))


def _recharge(reading: Reading, step: p.Step) -> Iterator[str]:
    if isinstance(step, p.Recharge):
        yield reading.say("recharge", role=reading.role(step.to), amount=term(reading, step.amount))


def _self_service(reading: Reading, step: p.Step) -> Iterator[str]:
    if isinstance(step, p.SelfService):
        words, via = in_words(step.words, reading.language), reading.say(f"via.{step.via}")
        yield reading.say("self_service", via=via, span=reading.span(step.deadline), words=words)
        yield reading.say("tell.message", message=reading.message(written.told(step)))
        yield from _form(reading, step)


def _declare(reading: Reading, step: p.Step) -> Iterator[str]:
    if not isinstance(step, p.Declare):
        return
    whom, due = written.affected(step), written.due(step)
    told = term(reading, whom) if whom is not None else ""
    yield reading.say("declare", failure=step.failure, whom=told, playbook=step.playbook)
    if due is not None:
        yield reading.say("declare.confirm", role=reading.role(step.confirm), span=reading.span(due))


def _sales(reading: Reading, step: p.Step) -> Iterator[str]:
    if isinstance(step, p.HandToSales) and step.steps:
        lead = reading.called(step.steps[0])
        yield reading.say("hand_to_sales", when=conditions(reading, written.consent(step)), lead=lead)


_Sentences = Callable[[Reading, p.Step], Iterator[str]]
_SENTENCES: Final[dict[type[p.Step], _Sentences]] = {
    p.Do: _do, p.Ask: _ask, p.Tell: _tell, p.Teach: _tell, p.Offer: _offer, p.Remedy: _remedy, p.Cover: _cover,
    p.Entitle: _entitle, p.Wait: _wait, p.Undo: _undo, p.Together: _together, p.Each: _each, p.Run: _run,
    p.Delegate: _delegate,
    p.Recharge: _recharge, p.SelfService: _self_service, p.Declare: _declare, p.HandToSales: _sales,
    p.Choose: lambda reading, step: iter([reading.say("choose")]),
    p.Try: lambda reading, step: iter([*_in_time(reading, step), reading.say("try")]),
}  # fmt: skip
