"""The schema of steps: one for each kind, made of the table of kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.playbook.blocks import AT_LATE, MOST_ROUNDS
from domain.playbook.composed import VIAS
from domain.playbook.leaves import CORRECTION, DECLINED, HIGHEST_SKILL, MOST_TRIES, RETRY
from domain.playbook.load import LARGEST
from domain.playbook.outline import COMMON, ELSE, KINDS, RESOLVED, WAIT, WAY
from domain.playbook.reader import FIELD, NAME, Shape
from domain.playbook.remedies import AUTHORITY, COVER_NEEDS, MOST_CURRENCIES, MOST_RECEIPTS, MOST_RUNGS, RUNG
from domain.playbook.schema.common import (
    Schema,
    any_of,
    different,
    integer,
    listed,
    named,
    ref,
    required,
    said,
    shaped,
    text,
    words,
)
from domain.vocabulary import BY_HAND, FINDS, GIVEN, LANGUAGES

_STEPS: Final = ref("steps")
_CONNECTOR: Final = said(text(), "A connector that the house has registered.")
_WITH: Final = said({"type": "object", "additionalProperties": ref("value")}, "What it is given, by name.")
_TOLD: Final = said(named(ref("value"), FIELD), "What it tells beside the facts, as {{ failure.name }}.")
_FORM: Final = said(named(ref("type"), FIELD), "What the answer notes, each with its type.")
_BY_HAND: Final[Schema] = {"const": BY_HAND}
_ROLE: Final = said(ref("name"), "A role of the house.")
_CHANNEL: Final = said(ref("name"), "By which medium it goes, where it is not that of the message.")
_RETRY: Final = said(ref("retry"), "How often, and how far apart, it is tried again.")
_TO: Final = said(ref("person"), "Who gets it: the customer where nothing is said.")
_DUE: Final = said(ref("span"), "Until when.")
_COMMON: Final[Mapping[str, Schema]] = {
    "id": said({**text(NAME), "not": {"const": RESOLVED}}, "What the step is called."),
    "when": said(ref("conditions"), "The step is done only if these hold."),
    "unless": said(ref("conditions"), "The step is left out if any of these holds."),
}


def _message(what: str) -> Schema:
    return said(ref("name"), what)


_FIELDS: Final[Mapping[str, Mapping[str, Schema]]] = {
    "do": {
        "do": _CONNECTOR, "with": _WITH, "undo": said(_CONNECTOR, "The connector that takes it back."),
        "pivot": said({"type": "boolean"}, "There is no way back from here."),
        "instead": said(_STEPS, "It cannot be undone, or not any more: what the customer gets for it."),
        "stays": said(text(), "Nobody takes it back by itself, and why."),
        "queue": said(ref("name"), "The queue whose workers do it."), "retry": _RETRY,
        "timeout": said(ref("duration"), "How long its system is waited for."),
    },
    "ask": {
        "ask": said(text(), "What the task is called."), "of": said(ref("name"), "A role of the house, or customer."),
        "words": ref("words"), "due": _DUE, "form": _FORM,
        "skill": said(named(integer(1, HIGHEST_SKILL), NAME), "Which skills it takes, and their level."),
        "on_due": said(_ROLE, "Who is called when no answer comes in time."), "gives": ref("gives"),
        "second": said(_ROLE, "Another person answers the same without seeing the first answer."),
        "refers": said(ref("name"), "Who has taken the matter on with the answer, which notes their reference."),
        "finds": said(different(words(FINDS)), "The answer is what we find, with its reasons: one of these."),
        "says": said(ref("words"), "What the customer is told was done, to go on from “we managed to”."),
    },
    "tell": {
        "tell": _message("The message that is sent."), "to": _TO, "gives": ref("gives"), "channel": _CHANNEL,
        "undo": said(shaped(CORRECTION, {"tell": ref("name")}), "The message that corrects it."), "retry": _RETRY,
        "unless_told_within": said(ref("span"), "Left out if the customer heard from us within this time."),
        "with": _TOLD,
        "asks": said(ref("name"), "The question to the customer, behind it, that it puts."),
    },
    "teach": {
        "teach": _message("The message that helps to avoid it next time."), "to": _TO, "channel": _CHANNEL,
        "retry": _RETRY,
    },
    "offer": {
        "offer": _message("The message that carries the choices."), "choices": ref("choices"),
        "reply_within": said(ref("span"), "How long the customer has to answer."),
        "otherwise": said(text(), "The choice that holds where no answer comes."),
        "declined": said(ref("no_steps"), "What is done if none of it is wanted."), "channel": _CHANNEL,
        "retry": _RETRY, "in_time": said({"type": "boolean"}, "It lapses at the latest when the remedy is useless."),
        "with": _TOLD,
    },
    "entitle": {
        "entitle": said(ref("name"), "The pack that says what is owed."),
        "for": said(different(text()), "What it is asked about, as its rules say; everything where nothing is said."),
        "facts": said(
            {"type": "object", "additionalProperties": ref("value")},
            "What it is asked with, by name; the rest is taken from the failure.",
        ),
        "on": said(ref("value"), "The day whose version holds: the day it happened where nothing is said."),
    },
    "remedy": {
        "remedy": said(ref("name"), "What kind of remedy it is: refund, voucher, …"), "to": _TO,
        "amount": said(ref("amount"), "How much it is."),
        "in_kind": said(named(ref("value"), FIELD), "What the customer gets, where it is no amount."),
        "entitled": said(
            different(text()), "The steps that established what is owed, the least it gives. A cover gives their care."
        ),
        "in_place_of": said(ref("amount"), "The cash it stands for; the house says how much more it has to be worth."),
        "loss": said(ref("name"), "The loss it makes good, where it is another than that of its kind."),
        "undo": said(text(), "The connector that takes it back in a try; without one it stays."),
        "authority": ref("authority"),
        "pay": said(different(_CONNECTOR), "By what it is paid, tried in this order; the last may be “by hand”."),
        "of": said(_ROLE, "Who gives it by hand."), "due": said(ref("span"), "Until when it is given by hand."),
        "on_due": said(_ROLE, "Who is called when it is not given by hand in time."),
        "with": _WITH, "refused": said(_STEPS, "What is done if it is not granted."), "retry": _RETRY,
        "up_to": said(ref("amount"), "The most that is paid in all (a cover)."),
        "against": said(words(["receipts"]), "What is paid against (a cover)."),
        "for": said(ref("words"), "What is paid for (a cover)."),
        "within": said(ref("span"), "How long receipts are taken (a cover)."),
        "at_most": said(integer(1, MOST_RECEIPTS), "The most receipts that are taken (a cover)."),
    },
    "delegate": {
        "delegate": said(text(), "What the task is called."), "to": said(ref("name"), "The partner's role."),
        "due": _DUE, "words": ref("words"), "form": _FORM,
        "take_back": said(ref("no_steps"), "What is done if the partner is late."),
        "recharge": said(ref("amount"), "What the partner is charged then."),
        "refers": said({"type": "boolean"}, "Whoever attests has taken the matter on: the case goes to them."),
    },
    "self_service": {
        "self_service": _message("The message that says how."), "words": ref("words"), "deadline": _DUE,
        "otherwise": said(_STEPS, "What is done if the customer does not do it."),
        "via": said(words(VIAS), "By what the customer does it."), "form": _FORM,
    },
    "run": {"run": said(ref("name"), "The playbook that runs as a part."), "with": _WITH},
    "declare": {
        "declare": said(ref("name"), "What the mass failure is called."),
        "affected": said(ref("formula"), "The list of those who are affected."),
        "playbook": said(ref("name"), "The playbook that each of them gets."),
        "confirm": said(_ROLE, "The role of who confirms the list."), "due": _DUE, "words": ref("words"),
    },
    "hand_to_sales": {
        "hand_to_sales": _CONNECTOR, "consent": said(ref("condition"), "The customer has agreed."), "with": _WITH,
    },
    "wait": {"wait": ref("wait")},
    "choose": {"choose": ref("ways")},
    "together": {
        "together": said(named(_STEPS, NAME, least=2), "Branches by name, side by side."),
        "wait_for": said(any_of(words(["all", "any"]), integer(1, 200)), "How many branches are enough."),
        "at_most": said(ref("span"), "The longest it may take."),
        "late": said(words(AT_LATE), "What happens when that is over."),
    },
    "each": {
        "each": said(text(FIELD), "What an item is called in the steps."),
        "in": said(ref("formula"), "The list, which is frozen when the loop begins."),
        "by": said(ref("formula"), "What tells the rounds apart: =p.id."),
        "at_most": said(integer(1, MOST_ROUNDS), "The most rounds there may be."),
        "at_once": said(integer(1, MOST_ROUNDS), "How many rounds run side by side."), "steps": _STEPS,
        "until": said(words(["done"]), "Stop at the first round that works."),
        "otherwise": said(ref("no_steps"), "What is done if no round works."),
    },
    "try": {
        "try": _STEPS, "or": said(listed(_STEPS), "Further plans, each begun when the one before is undone."),
        "otherwise": said(ref("no_steps"), "What is done when all plans are used up."),
        "in_time": said({"type": "boolean"}, "What cannot end before the remedy is useless is not begun."),
    },
    "undo": {"undo": said(text(), "The id of the step that is taken back.")},
}  # fmt: skip
"""The schema of each field of each kind."""
_DOES: Final[Mapping[str, str]] = {
    "do": "A service step through a connector.", "ask": "A task for a person, or a question to the customer.",
    "tell": "A message.", "teach": "A message that helps to avoid it next time.",
    "offer": "Alternatives for the customer.", "remedy": "What the customer gets: granted, approved, paid.",
    "entitle": "Establishes what law, contract or guarantee owe.",
    "delegate": "A partner does it and attests.", "self_service": "The customer does it, else a person helps.",
    "run": "Another playbook as a part.", "declare": "Opens a mass failure, confirmed by a second person.",
    "hand_to_sales": "A customer who agreed is handed over to sales.", "wait": "Waits, always with an end.",
    "choose": "The first way whose conditions hold.", "together": "Branches side by side.",
    "each": "The same steps for each item of a list.", "try": "Steps that are taken back when one of them fails.",
    "undo": "Takes a step back on purpose.",
}  # fmt: skip
_NEEDED: Final = {"each": ("at_most",)}
"""Fields that the checker asks for with words of its own."""
_MORE: Final[Mapping[str, Schema]] = {
    "together": {"dependentRequired": {"late": ["at_most"]}},
    "ask": {
        "dependentRequired": {"second": ["form"]},
        "not": any_of(*(required(["second", part]) for part in ("finds", "refers"))),
    },
    "remedy": {
        "if": any_of(required(["up_to"]), required(["against"])),
        "then": {
            **required(list(COVER_NEEDS)),
            "not": any_of(*map(required, (["amount"], ["in_kind"], ["refused"], ["in_place_of"]))),
        },
        "else": {
            "oneOf": [
                {
                    **any_of(required(["amount"]), required(["entitled"]), required(["in_place_of"])),
                    "not": required(["in_kind"]),
                },
                {**required(["in_kind"]), "not": any_of(required(["amount"]), required(["in_place_of"]))},
            ],
            "not": any_of(*map(required, (["for"], ["within"], ["at_most"]))),
            "dependentRequired": {"amount": ["pay"], "in_place_of": ["pay"], "undo": ["pay"]},
            "anyOf": [required(["pay"]), required(["in_kind"]), {"not": required(["entitled"])}],
        },
        "allOf": [
            {
                "if": {
                    **required(["pay"]),
                    "properties": {"pay": any_of(_BY_HAND, {"type": "array", "contains": _BY_HAND})},
                },
                "then": required(["of", "due"]),
                "else": {"not": any_of(*map(required, (["of"], ["due"], ["on_due"])))},
            }
        ],
    },
}
"""What holds between the fields of a kind."""


def step_definitions() -> dict[str, Schema]:
    """Return the schemas of all kinds of steps, and of what they are made of."""
    kinds = {f"step-{kind}": _kind(kind, shape) for kind, shape in KINDS.items()}
    return {
        "step": any_of(*map(ref, kinds)),
        "steps": said(listed(ref("step"), most=LARGEST), "Steps, one behind the other."),
        "no_steps": listed(ref("step"), least=0, most=LARGEST),
        **kinds, **_pieces(),
    }  # fmt: skip


def _kind(kind: str, shape: Shape) -> Schema:
    """Return the schema of a kind of step.

    Raises:
        KeyError: the table of fields above does not fit the table of kinds.
    """
    fields = {**_FIELDS[kind], **{name: _COMMON[name] for name in COMMON}}
    needed = [*shape.required, *_NEEDED.get(kind, ())]
    return said(shaped(shape, fields, **_MORE.get(kind, {}), required=needed), _DOES[kind])


def _pieces() -> dict[str, Schema]:
    rung = shaped(RUNG, {"role": _ROLE, "up_to": ref("limits")})
    way = shaped(WAY, {"when": ref("conditions"), "steps": ref("no_steps")})
    last = shaped(ELSE, {"else": ref("no_steps")})
    wait = {
        "for": said(ref("span"), "So long."), "until": said(ref("instant"), "Until then."),
        "event": said(ref("name"), "For this to happen."), "at_most": said(ref("span"), "The longest it may take."),
        "late": said(ref("no_steps"), "What is done when it does not come."),
    }  # fmt: skip
    return {
        "gives": said(different(words(GIVEN)), "What the customer gets with it, which closing may need."),
        "retry": shaped(RETRY, {"wait": ref("duration"), "tries": integer(1, MOST_TRIES)}),
        "limits": listed(ref("money"), most=MOST_CURRENCIES),
        "authority": said(
            shaped(AUTHORITY, {
                "above": said(listed(rung, most=MOST_RUNGS), "Who decides above that; the last without up_to."),
                "auto_up_to": said(ref("limits"), "Up to these amounts it is granted at once."),
                "within": said(ref("span"), "How long each has to decide."),
            }),
            "Who may grant it; without this the owner decides.",
        ),
        "choices": said(
            {**named(_choice(), NAME), "propertyNames": {**text(NAME), "not": {"const": DECLINED}}},
            "The choices by name, each in words.",
        ),
        "wait": {**shaped(WAIT, wait), "oneOf": [_only("for"), _only("until", "at_most"), _only("event", "at_most")]},
        "ways": {
            **listed(any_of(way, last)), "contains": required(["else"]), "minContains": 1, "maxContains": 1,
            "description": "Ways with their conditions, the last of them {else: …}.",
        },
    }  # fmt: skip


def _only(way: str, *more: str) -> Schema:
    """Return that a wait is of one kind; only what may not come has steps for that."""
    others = [name for name in ("for", "until", "event") if name != way]
    barred = others if way == "event" else [*others, "late"]
    return {**required([way, *more]), "not": any_of(*(required([name]) for name in barred))}


def _choice() -> Schema:
    """Return the words of a choice, with the step it may need."""
    fields = {language: text() for language in LANGUAGES}
    need = said(text(), "The step that has to be done for it to be offered.")
    return {"type": "object", "properties": {**fields, "need": need}, "additionalProperties": False}
