"""Every field of a step, a promise, a follow-up as aspects; a field that is new to the language is one by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from pydantic import BaseModel

from domain.clock.duration import Duration
from domain.clock.span import Days, WorkingDays, WorkingHours
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.playbook.layout import formulas
from domain.values import to_json
from domain.views.playbook import written
from domain.views.playbook.conditions import conditions
from domain.views.playbook.difference.change import YES, Aspect
from domain.views.playbook.reading import Reading
from domain.views.playbook.values import term, type_words

_LEFT_OUT: Final = frozenset({"id", "line"})
"""What is told otherwise, or means nothing."""
_LABELS: Final[Mapping[str, str]] = {
    "when": "only if", "unless": "not if", "connector": "does", "pivot": "a point of no return", "given": "given",
    "stays": "stays done because", "timeout": "waits for its system", "retry": "if it fails,", "role": "asks",
    "up": "if late, calls", "due": "within", "deadline": "within", "second": "second opinion of",
    "finds": "says what we find", "refers": "hands the matter over", "says": "tells the customer that we managed to",
    "message": "sends", "unless_told_within": "left out if told within", "asks": "puts the question",
    "reply_within": "answer within",
    "remedy": "grants", "in_kind": "gives in kind", "most": "receipts at most", "at_most": "at most", "span": "waits",
    "wait_for": "enough done:", "late": "when time is up,", "otherwise": "without an answer:",
    "name": "each is called", "items": "for each of", "by": "told apart by", "at_once": "at a time",
    "until_done": "stops at the first that works", "target": "takes back", "since": "counted from", "tell": "told with",
    "survey": "asks with", "call": "called by", "reopen_when": "reopened if", "silent": "without an answer,",
    "queue": "by the workers of", "needs": "needs", "source": "source in law", "after": "after", "within": "within",
    "hand": "by hand,", "cash": "stands for the cash", "loss": "makes good",
}  # fmt: skip
_SAID: Final[Mapping[str, str]] = {
    "go_on": "go on", "leave": "left to the owner", "reported": "the report", "happened": "the failure",
    "known": "our knowing", "accept": "taken as agreement",
}  # fmt: skip


def of_step(reading: Reading, step: p.AnyStep) -> list[Aspect]:
    """Return all respects in which a step may differ, the blocks inside it left aside."""
    return [*of_fields(reading, step), *_made(reading, step)]


def of_fields(reading: Reading, thing: BaseModel, leave_out: frozenset[str] = _LEFT_OUT) -> Iterator[Aspect]:
    """Yield the fields of a thing that are written."""
    for name, value in vars(thing).items():
        if name not in leave_out and value not in (None, "", (), {}) and value is not False and not _is_block(value):
            yield from _aspects(reading, name, value)


def _is_block(value: object) -> bool:
    """Say whether a value is steps, or blocks of them, which are compared as such."""
    match value:
        case p.Step() | p.Way():
            return True
        case tuple():
            return any(map(_is_block, value))
        case Mapping():
            return any(map(_is_block, value.values()))
        case _:
            return False


def _aspects(reading: Reading, name: str, value: object) -> Iterator[Aspect]:
    own, label = _OWN.get(name), _LABELS.get(name, name.replace("_", " "))
    if own is not None and not isinstance(value, str):
        yield from own(reading, value)
        return
    match value:
        case Contract():
            yield from contract(label, value)
        case p.Given() | p.Formula() | p.ByCases() | p.Record():
            yield aspect(reading, label, value)
        case BaseModel():
            for each in of_fields(reading, value):
                yield replace(each, field=f"{label} {each.field}")
        case Mapping():
            for key, inner in value.items():
                yield aspect(reading, f"{label} {key.replace('_', ' ')}", inner)
        case _:
            yield aspect(reading, label, value)


def aspect(reading: Reading, field: str, value: object) -> Aspect:
    """Return one respect of a thing."""
    return Aspect(field, _shown(reading, value), _raw(value), _source(value))


def _shown(reading: Reading, value: object) -> str:  # noqa: PLR0911 — one line a kind
    match value:
        case True:
            return YES
        case Money():
            return amount(value)
        case Duration() | Days() | WorkingDays() | WorkingHours():
            return reading.span(value)
        case p.Given(value=Money() as money):
            return amount(money)
        case p.Given() | p.Formula() | p.ByCases() | p.Record():
            return term(reading, value)
        case p.FactType():
            return type_words(reading, value)
        case tuple():
            return ", ".join(_shown(reading, each) for each in value)
        case str():
            return _SAID.get(value, value)
        case Mapping():
            return "; ".join(f"{name}: {_shown(reading, each)}" for name, each in value.items())
        case _:
            return str(value)


def _raw(value: object) -> str:
    """Return what is compared, whatever it reads like."""
    match value:
        case BaseModel():
            return value.model_dump_json()
        case tuple():
            return json.dumps([_raw(each) for each in value])
        case _:
            return json.dumps(to_json(value), sort_keys=True)  # type: ignore[arg-type] # a TypeError is right


def _source(value: object) -> str:
    """Return how something is written, for where two read alike."""
    match value:
        case p.Formula() | p.ByCases() | p.Record():
            return ", ".join(formulas(value))
        case p.FactType():
            return _written_type(value)
        case _:
            return ""


def _written_type(kind: p.FactType) -> str:
    marks = " optional" * kind.optional + " private" * kind.private
    bounds = {"least": kind.least, "most": kind.most}
    marks += "".join(f" {name} {_bound(kind, bound)}" for name, bound in bounds.items() if bound is not None)
    match kind.type:
        case "records":
            return "[{" + ", ".join(f"{name}: {_written_type(of)}" for name, of in kind.of.items()) + "}]" + marks
        case "words":
            return f"[{', '.join(kind.words)}]{marks}"
        case plain:
            return plain + marks


def _bound(kind: p.FactType, bound: int) -> str:
    return str(Duration(bound)) if kind.type == "duration" else str(bound)


def amount(money: Money) -> str:
    """Write an amount as files do, whole ones without minor digits: 150 USD."""
    whole, point, rest = str(money).partition(".")
    digits, _, currency = rest.partition(" ")
    return f"{whole} {currency}" if point and not digits.strip("0") else str(money)


# --- Fields with words of their own ----------------------------------------------------------------------------------
def contract(label: str, found: Contract) -> Iterator[Aspect]:
    """Yield which connector it is, and each of its terms."""
    yield Aspect(label, found.name, found.name)
    yield from _terms(found)


def _terms(found: Contract) -> Iterator[Aspect]:
    for name, value in found.model_dump(mode="json").items():
        if name != "name" and value:
            raw = json.dumps(value, sort_keys=True, ensure_ascii=False)
            yield Aspect(f"{found.name}, {name.replace('_', ' ')}", raw.strip('"'), raw, of=found.name)


def _conditions(label: str) -> Callable[[Reading, object], Iterator[Aspect]]:
    def aspects(reading: Reading, value: object) -> Iterator[Aspect]:
        sources = value if isinstance(value, tuple) else ()
        yield Aspect(label, conditions(reading, sources), _raw(sources), " and ".join(sources))

    return aspects


def _words(label: str) -> Callable[[Reading, object], Iterator[Aspect]]:
    def aspects(reading: Reading, value: object) -> Iterator[Aspect]:
        for language, text in value.items() if isinstance(value, Mapping) else ():
            yield Aspect(f"{label} in {language}", f"“{text}”", text)

    return aspects


def _choices(reading: Reading, value: object) -> Iterator[Aspect]:
    choices = value if isinstance(value, Mapping) else {}
    for choice, words in choices.items():
        yield from _words(f"choice {choice}")(reading, words)
    yield Aspect("choices", ", ".join(choices), json.dumps(list(choices)))


def _paying(reading: Reading, value: object) -> Iterator[Aspect]:
    """Yield by what is paid, in which order, and the terms of each."""
    ways = [each for each in value if isinstance(each, Contract)] if isinstance(value, tuple) else []
    yield Aspect("paid by", ", then ".join(each.name for each in ways), json.dumps([each.name for each in ways]))
    for way in ways:
        yield from _terms(way)


def _authority(reading: Reading, value: object) -> Iterator[Aspect]:
    """Yield from which amount somebody approves, up to which amount each may, in which order, and in what time."""
    if not isinstance(value, p.Authority):
        return
    for number, limit in enumerate(value.auto_up_to):
        field = f"approval in {limit.currency} from" if number else "approval from"
        yield Aspect(field, amount(limit), amount(limit))
    if not value.auto_up_to:
        yield Aspect("approval from", "any amount", "")
    roles = [rung.role for rung in value.above]
    yield Aspect("approved by", ", then ".join(roles), json.dumps(roles))
    for number, rung in enumerate(value.above):
        again = f" (rung {number + 1})" if roles.count(rung.role) > 1 else ""
        most = " or ".join(map(amount, rung.up_to)) or "any amount"
        yield Aspect(f"{rung.role}{again} approves up to", most, most)
    yield aspect(reading, "each approves within", value.within)


def fields(reading: Reading, value: object, label: str = "notes ") -> Iterator[Aspect]:
    """Yield the types of named fields, and their labels."""
    kinds = value if isinstance(value, Mapping) else {}
    for name, kind in kinds.items():
        yield aspect(reading, f"{label}{name}:", kind.model_copy(update={"label": {}}))
        yield from _words(f"label of {name}")(reading, kind.label)


def _enough(reading: Reading, value: object) -> Iterator[Aspect]:
    yield Aspect("enough done:", str(value or "all"), str(value))


_OWN: Final[dict[str, Callable[[Reading, object], Iterator[Aspect]]]] = {
    "words": _words("words"), "title": _words("title"), "choices": _choices, "authority": _authority, "form": fields,
    "pay": _paying, "when": _conditions("only if"), "unless": _conditions("not if"), "wait_for": _enough,
    "reopen_when": _conditions("reopened if"),
}  # fmt: skip


# --- Steps made of steps ---------------------------------------------------------------------------------------------
def _made(reading: Reading, step: p.AnyStep) -> Iterator[Aspect]:
    """Yield what a step made of steps keeps in the steps it brings along."""
    match step:
        case p.Delegate():
            yield from fields(reading, written.form(step))
        case p.SelfService():
            yield from fields(reading, written.form(step))
            yield aspect(reading, "sends", written.told(step))
        case p.Declare():
            yield from _declared(reading, step)
        case p.HandToSales():
            lead = step.steps[0] if step.steps else None
            if isinstance(lead, p.Do):
                yield from _conditions("with consent:")(reading, written.consent(step))
                yield from of_fields(reading, lead, _LEFT_OUT | {"when", "kind"})
        case _:
            return


def _declared(reading: Reading, step: p.Declare) -> Iterator[Aspect]:
    asked, whom = written.question(step), written.affected(step)
    if whom is not None:
        yield aspect(reading, "affected", whom)
    if asked is not None:
        yield aspect(reading, "within", asked.due)
        yield from _words("words")(reading, asked.words)
