"""The whole playbook in prose: its purpose, how bad we judge it, what we promise, the steps, and what comes after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.playbook import plan as p
from domain.playbook.outline import DECISION, RESOLVED
from domain.risk import SCALES
from domain.views.playbook.conditions import conditions, value
from domain.views.playbook.prose.lines import Line, Passage
from domain.views.playbook.prose.sentences import label
from domain.views.playbook.prose.steps import told
from domain.views.playbook.reading import Reading
from domain.views.playbook.values import term, type_words
from domain.views.playbook.whole import promised
from domain.views.wording import in_words


def prose(reading: Reading) -> list[Passage]:
    """Return a playbook in prose; passages with nothing to say are left out."""
    passages: Mapping[str, Iterator[Line]] = {
        "purpose": _lines(_purpose(reading)), "risk": _lines(_risk(reading)), "promises": _lines(_promises(reading)),
        "steps": told(reading, reading.plan.steps), "whenever": _whenever(reading), "ending": _lines(_ending(reading)),
    }  # fmt: skip
    found = [Passage(reading.say(f"heading.{name}"), tuple(lines)) for name, lines in passages.items()]
    return [passage for passage in found if passage.lines]


def _lines(texts: Iterator[str]) -> Iterator[Line]:
    return map(Line, texts)


# --- Before the steps ------------------------------------------------------------------------------------------------
def _purpose(reading: Reading) -> Iterator[str]:
    plan = reading.plan
    failures = reading.joined([_failure(reading, handled) for handled in plan.handles], "or")
    owner = reading.say("purpose.owner", role=reading.role(plan.owner), markets=", ".join(plan.markets))
    yield reading.say("purpose", failures=failures) + " " + owner
    if plan.service:
        grades = [reading.say(f"grade.{name}", grade=reading.say(f"grade.{plan.service[name]}"))
                  for name in ("contact", "complexity") if name in plan.service]  # fmt: skip
        more = "".join(f", {grade}" for grade in grades)
        yield reading.say("purpose.service", service=plan.service["name"].replace("-", " "), grades=more)
    if plan.calendar:
        yield reading.say("purpose.calendar", calendar=plan.calendar)
    yield from _facts(reading)


def _failure(reading: Reading, handled: p.Handles) -> str:
    failure, when = f"“{handled.failure}”", conditions(reading, handled.when)
    return reading.say("purpose.when", failure=failure, when=when) if when else failure


def _facts(reading: Reading) -> Iterator[str]:
    facts = [
        reading.say("facts.one", name=label(reading, name, kind), type=type_words(reading, kind))
        for name, kind in reading.plan.facts.items()
    ]
    if facts:
        yield reading.say("facts", facts="; ".join(facts))
    for name, source in reading.plan.derived.items():
        yield reading.say("facts.derived", name=name.replace("_", " "), value=value(reading, source))


def _risk(reading: Reading) -> Iterator[str]:
    risk = reading.plan.risk
    likely = reading.say("risk.likelihood", level=term(reading, risk.likelihood, "likelihood"))
    levels = {scale: term(reading, risk.consequence[scale], "level") for scale in SCALES if scale in risk.consequence}
    scales = [
        reading.say("risk.scale", scale=reading.say(f"scale.{scale}"), level=level) for scale, level in levels.items()
    ]
    bad = " " + reading.say("risk.scales", scales="; ".join(scales)) if scales else ""
    yield f"{likely}{bad} {reading.say('risk.tier')}"
    for name, when in risk.modifiers.items():
        yield reading.say("risk.modifier", name=reading.say(f"modifier.{name}"), when=conditions(reading, when))
    if risk.useless_after is not None:
        yield reading.say("risk.useless", until=term(reading, risk.useless_after))
    for tier, ladder in reading.plan.escalation.items():
        rungs = [
            reading.say(f"escalation.{rung.direction}", role=reading.role(rung.to), span=reading.span(rung.after))
            for rung in ladder
        ]
        if rungs:
            yield reading.say("escalation", tier=reading.say(f"tier.name.{tier}"), rungs="; ".join(rungs))


def _promises(reading: Reading) -> Iterator[str]:
    for name, promise in reading.plan.promises.items():
        told_ = [reading.say(
            "promise.again" if promise.tell else "promise", what=promised(reading, name, promise),
            span=reading.span(promise.within), since=reading.say(f"since.{promise.since}"),
            message=reading.message(promise.tell),
        )]  # fmt: skip
        if promise.kept_by == RESOLVED:
            told_.append(reading.say("promise.resolved"))
        elif promise.kept_by == DECISION:
            told_.append(reading.say("promise.decision"))
        elif promise.kept_by:
            told_.append(reading.say("promise.step", step=reading.step(promise.kept_by)))
        if isinstance(promise.source, str) and promise.source:
            told_.append(reading.say("promise.source", source=promise.source))
        for market, source in promise.source.items() if not isinstance(promise.source, str) else ():
            told_.append(reading.say("promise.source.in", market=market.upper(), source=source))
        yield " ".join(told_)


# --- Beside and after the steps --------------------------------------------------------------------------------------
def _whenever(reading: Reading) -> Iterator[Line]:
    for number, each in enumerate(reading.plan.whenever, start=1):
        here = reading.at(each.id)
        mark = f"{chr(ord('A') + number - 1)}" if number <= 26 else f"Z{number}"  # noqa: PLR2004 — letters there are
        yield Line(reading.say("whenever", when=conditions(here, each.when)), mark)
        yield from told(here, each.steps, f"{mark}.", depth=1)
        yield Line(reading.say(f"whenever.{each.then}"), depth=1)


def _ending(reading: Reading) -> Iterator[str]:
    for each in reading.plan.follow_up:
        yield " ".join(_follow_up(reading, each))
    close = reading.plan.close
    needs = [reading.say(f"gives.{need}") for need in close.needs]
    told_ = [reading.say("close.needs", needs=reading.joined(needs))] if needs else []
    yield " ".join([*told_, reading.say(f"close.{close.root_cause}")])


def _follow_up(reading: Reading, each: p.FollowUp) -> Iterator[str]:
    after, within = reading.span(each.after), reading.span(each.reply_within)
    if each.call:
        words = in_words(each.words, reading.language)
        yield reading.say("follow.call", after=after, role=reading.role(each.call), words=words, within=within)
    else:
        yield reading.say("follow.survey", after=after, message=reading.message(each.survey), within=within)
        yield reading.say(f"follow.{each.silent}")
    if each.reopen_when:
        yield reading.say("follow.reopen", when=conditions(reading, each.reopen_when))
