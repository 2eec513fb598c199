"""The schema of a playbook: what stands round its steps."""

from __future__ import annotations

from typing import Final

from domain.playbook.blocks import THEN
from domain.playbook.compiler import LANGUAGE, PLAYBOOK
from domain.playbook.facts import LONG, MARKS, MOST_WORDS, PLAIN
from domain.playbook.frame import (
    CLOSE,
    CONSEQUENCE,
    ESCALATION,
    FOLLOW_UP,
    FROM,
    GRADES,
    HANDLES,
    MODIFIERS_HELD,
    MOST_FOLLOW_UPS,
    RISK,
    ROOT_CAUSE,
    SERVICE,
    SILENT,
)
from domain.playbook.ladders import MOST_RUNGS, RUNG
from domain.playbook.outline import MOST_INTERRUPTS, WHENEVER
from domain.playbook.promises import EVERY, PROMISE, SINCE
from domain.playbook.reader import FIELD, NAME
from domain.playbook.schema.common import (
    Schema,
    any_of,
    definitions,
    described,
    different,
    listed,
    named,
    ref,
    required,
    said,
    shaped,
    text,
    valued,
    words,
)
from domain.playbook.schema.steps import step_definitions
from domain.risk import LEVELS, LIKELIHOODS, MODIFIERS, SCALES, TIERS
from domain.vocabulary import GIVEN

_FIELDS: Final[dict[str, Schema]] = {
    "playbook": said(ref("name"), "What the playbook is called."),
    "language": said({"const": LANGUAGE}, "The version of the language it is written in."),
    "title": said(ref("words"), "What the playbook is called in words."),
    "owner": said(ref("name"), "The role that answers for it."),
    "markets": said(different(ref("name")), "The markets it holds in; they say which languages it speaks."),
    "handles": said(listed(ref("handled")), "Which failures it is for."),
    "risk": ref("risk"),
    "steps": ref("steps"),
    "service": ref("service"),
    "facts": said(named(any_of(ref("type"), ref("formula")), FIELD), "What the failure must tell us."),
    "promises": said(named(any_of(ref("promise"), ref("promise-every")), FIELD), "What we promise, by name."),
    "whenever": said(listed(ref("interrupt"), most=MOST_INTERRUPTS), "What is done at any time a condition holds."),
    "follow_up": said(listed(ref("follow-up"), most=MOST_FOLLOW_UPS), "What is asked after it is put right."),
    "close": ref("close"),
    "escalation": ref("escalation"),
    "calendar": said(ref("name"), "The calendar that counts; without one the market's does."),
}


def playbook_schema() -> Schema:
    """Return the JSON Schema of a playbook as it is written."""
    defs = {**definitions(), **_round(), **_types(), **step_definitions()}
    told = "A playbook: for which failures it is, what is promised, and what is done, step by step."
    return described("Playbook", told, shaped(PLAYBOOK, _FIELDS), defs)


def _types() -> dict[str, Schema]:
    """Return how the types of facts and of form fields are written."""
    marks = f"(?: +(?:{'|'.join(MARKS)}))*"
    short = text(rf" *(?:{'|'.join(PLAIN)}){marks} *")
    records = {**listed(named(ref("type"), FIELD), most=1)}
    inner = any_of(short, ref("type-words"), records)
    fields = {"type": inner, "optional": {"type": "boolean"}, "private": {"type": "boolean"}, "label": ref("words")}
    bound = any_of({"type": "integer"}, ref("duration"))
    fields |= {
        "least": said(bound, "It is at least so much; 0 where nothing is written."),
        "most": said(bound, "At most."),
    }
    return {
        "type": said(
            any_of(inner, shaped(LONG, fields)),
            f"A type: {', '.join(PLAIN)}, a list of words, or [{{field: type}}]; texts may be private, all optional.",
        ),
        "type-words": {**listed(text(NAME), most=MOST_WORDS), "uniqueItems": True},
    }


def _round() -> dict[str, Schema]:
    return {
        "handled": shaped(HANDLES, {
            "failure": said(ref("name"), "What the failure is called."),
            "when": said(ref("conditions"), "Only where these hold."),
        }),
        **valued("likelihood", words(LIKELIHOODS)), **valued("level", words(LEVELS)),
        "risk": said(shaped(RISK, {
            "likelihood": said(ref("likelihood"), "How likely it is that harm follows."),
            "consequence": shaped(CONSEQUENCE, {scale: ref("level") for scale in SCALES}),
            "modifiers": said(
                shaped(MODIFIERS_HELD, {name: ref("conditions") for name in MODIFIERS}),
                "By which facts it shows that something makes it worse.",
            ),
            "useless_after": said(ref("instant"), "From when on the remedy is of no use any more."),
        }), "How bad the failure is judged; the house's table makes a tier of it."),
        "service": said(shaped(SERVICE, {
            "name": ref("name"), "contact": words(GRADES), "complexity": words(GRADES),
        }), "What kind of service it is about."),
        "escalation": said(shaped(ESCALATION, {tier: ref("ladder") for tier in TIERS}), "Who is called when, by tier."),
        "ladder": listed({
            **shaped(RUNG, {"after": ref("duration"), "up": ref("name"), "across": ref("name")}),
            "oneOf": [required(["up"]), required(["across"])],
        }, least=0, most=MOST_RUNGS),
        "close": said(shaped(CLOSE, {
            "needs": said(different(words(GIVEN)), "What the customer must have got before the case may close."),
            "root_cause": said(words(ROOT_CAUSE), "Whether somebody has to name why it happened."),
        }), "What has to be so before a case may close."),
        **_promises(), **_later(),
    }  # fmt: skip


def _promises() -> dict[str, Schema]:
    since = said(words(SINCE), "From when it is counted.")
    law = any_of(text(), named(text(), NAME))
    source = said(law, "Where in law it comes from, or by market; its clock never stops then.")
    words_ = said(ref("words"), "What is promised, to go on from “we promised to …”.")
    return {
        "promise": said(shaped(PROMISE, {
            "within": said(ref("span"), "In what time."), "from": since, "source": source, "words": words_,
            "kept_by": said(text(), "The step that keeps it, or resolved, or decision: word of what we decided."),
        }), "A promise that is kept once."),
        "promise-every": said(shaped(EVERY, {
            "every": said(ref("span"), "How often."), "tell": said(ref("name"), "The message that keeps it."),
            "from": since, "source": source, "words": words_,
        }), "A promise that is made anew again and again."),
    }  # fmt: skip


def _later() -> dict[str, Schema]:
    """Return what may come between the steps, and what comes after them."""
    follow_up = shaped(FOLLOW_UP, {
        "after": said(ref("span"), "How long after it was put right."),
        "survey": said(ref("name"), "The message that asks."), "call": said(ref("name"), "The role that calls."),
        "words": said(ref("words"), "What the call is about."), "id": said(ref("name"), "What its answer is called."),
        "from": words(FROM), "reply_within": said(ref("span"), "How long there is to answer."),
        "due": said(ref("span"), "Until when the call is made."),
        "reopen_when": said(ref("conditions"), "The case is taken up again if these hold."),
        "silent": said(words(SILENT), "What no answer means: agreement, or a look by the owner."),
    })  # fmt: skip
    survey = {**required(["survey"]), "not": any_of(*map(required, (["call"], ["due"], ["words"])))}
    call = {**required(["call", "words"]), "not": any_of(*map(required, (["survey"], ["reply_within"], ["silent"])))}
    return {
        "follow-up": {**follow_up, "oneOf": [survey, call]},
        "interrupt": shaped(WHENEVER, {
            "when": ref("conditions"), "steps": ref("steps"), "id": ref("name"),
            "then": said(words(THEN), "Whether the plan goes on, or is left."),
        }),
    }  # fmt: skip
