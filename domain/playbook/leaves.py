"""The steps that do one thing: do, ask, tell, offer, wait."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from domain.clock.duration import Duration
from domain.clock.span import Span
from domain.expression.types import ANY, DURATION, INSTANT, INTEGER, MONEY, PERSON, TEXT, ListOf, OneOf, Type
from domain.money import EXPONENTS
from domain.playbook import plan as p
from domain.playbook.connectors import UNKNOWN, Connectors
from domain.playbook.contract import Contract
from domain.playbook.expressions import Expressions, is_formula
from domain.playbook.facts import is_derived, part_of, receipt_of, record_of, types_of
from domain.playbook.findings import At, quoted
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.outline import WAIT, Outline
from domain.playbook.reach import Reach
from domain.playbook.reader import FIELD, NAME, Reader, Shape
from domain.vocabulary import CUSTOMER, FINDS, GIVEN

DECLINED: Final = "declined"
"""What chosen() says where the customer wanted none of the choices."""
RETRY = Shape("a retry", (), ("wait", "tries"))
CORRECTION = Shape("the undo of a message", ("tell",))
_WAYS_BACK: Final = ("undo", "instead", "stays", "pivot")
_COMES_TO: Final = ("finds", "refers")
_FORM_TAKEN = frozenset({"gives", "note"})
_WRITTEN: Final = (TEXT, MONEY, DURATION, INTEGER, INSTANT)
"""What a letter writes in the words of its reader."""
MOST_TRIES, HIGHEST_SKILL = 100, 5

_AMOUNT: Final = re.compile(r"\d+(\.\d+)? ([A-Z]{3})")

Walked: TypeAlias = tuple[tuple[p.AnyStep, ...], Reach]
Walk: TypeAlias = Callable[[tuple[Outline, ...], Reach], Walked]
"""Compiles a block of steps at a place, and returns the place behind it."""
Compiled: TypeAlias = tuple[p.AnyStep, Reach]
"""A step, and the place behind it where it was not skipped."""


@dataclass(frozen=True, slots=True)
class Leaves:
    """Compiles the leaves of a plan; `walk` compiles the blocks inside them."""

    connectors: Connectors
    walk: Walk

    @property
    def read(self) -> Reader:
        """Return what reads values."""
        return self.connectors.read

    @property
    def expressions(self) -> Expressions:
        """Return what reads expressions."""
        return self.connectors.expressions

    # --- do ----------------------------------------------------------------------------------------------------------
    def do(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile a service step."""
        fields, found = outline.fields, self.connectors.find(outline.fields.get("do"))
        given, receipt = self.given(found, fields, outline.at, reach)
        self.connectors.done_by[outline.id] = found.name if found is not None else ""
        self.expressions.catalogue[outline.id] = {"result": receipt}
        self._way_back(fields, outline.at, reach)
        if "undo" in fields.entries or "instead" in fields.entries:
            self.expressions.undoable.add(outline.id)
        if found is not None and found.pays:
            what = f"{quoted(found.name)} pays money."
            self.read.report.add("pay-by-remedy", outline.at, what, "Write {remedy: …, pay: …} with its authority.")
        behind = reach.behind(outline.id)
        instead, _ = self.walk(outline.steps_of("instead") or (), replace(behind, in_try=False))
        step = p.Do(
            **common, connector=found or UNKNOWN, given=given, instead=instead,
            undo=self.connectors.undo(fields.get("undo"), found, given),
            pivot=self.read.yes_no(fields.get("pivot")), stays=self.read.text(fields.get("stays")),
            queue=self.read.name(fields.get("queue")), retry=self.retry(fields.get("retry")),
            timeout=self.read.duration(fields.get("timeout"), _timeout(found)),
        )  # fmt: skip
        return step, behind

    def given(self, found: Contract | None, fields: Fields, at: At, reach: Reach) -> tuple[dict[str, p.Term], Type]:
        """Read what a connector is given, and return what its receipt is."""
        wanted = None if found is None else {name: part_of(kind) for name, kind in found.inputs.items()}
        return self.connectors.inputs(fields, wanted, at, reach), receipt_of(found)

    def _way_back(self, fields: Fields, at: At, reach: Reach) -> None:
        """Look at how a step is taken back: in one way, and inside a try in some way."""
        pivot = fields.get("pivot")
        written = [name for name in _WAYS_BACK if fields.get(name) is not None]
        if isinstance(pivot, Scalar) and pivot.text.lower() == "false":
            written.remove("pivot")
        if set(written) == {"undo", "instead"}:
            return  # undone while it can be; what the customer gets for it when it cannot any more
        if len(written) > 1:
            what = f"“{written[0]}” and “{written[1]}” exclude each other."
            self.read.report.add("one-of", fields.key(written[1]), what, "Keep one of them.")
        if reach.in_try and not written:
            remedy = "Write undo: CONNECTOR, instead: [steps], stays: WHY, or pivot: true."
            self.read.report.add("try-needs-undo", at, "Inside a try it is not said how this is taken back.", remedy)

    def retry(self, node: Node | None) -> p.Retry:
        """Read how often something is tried again."""
        fields = self.read.fields(node, RETRY)
        wait = self.read.duration(fields.get("wait"), Duration(30_000))
        return p.Retry(wait=wait, tries=self.read.integer(fields.get("tries"), 1, MOST_TRIES, 5))

    # --- ask ---------------------------------------------------------------------------------------------------------
    def ask(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile a task for a person."""
        fields, languages = outline.fields, self.connectors.languages
        own = self._of_its_own(fields)
        form = {**types_of(self.read, fields.get("form"), languages, taken=_FORM_TAKEN | {*own}), **own}
        node = fields.get("form")
        for entry in node.entries.values() if isinstance(node, Fields) else ():
            if is_derived(entry.value):
                self.read.refuse(entry.value, "The type of a field", "A form has no computed fields.")
        self.expressions.catalogue[outline.id] = {"answer": record_of(form)}
        skill = self.read.entries(fields.get("skill"), "skills with their level", NAME)
        step = p.Ask(
            **common, role=self.connectors.role(fields.get("of"), CUSTOMER),
            words=self.read.words(fields.get("words"), languages), form=form,
            due=self.read.span(fields.get("due")), up=self.connectors.role(fields.get("on_due")),
            skill={name: self.read.integer(level, 1, HIGHEST_SKILL, 1) for name, level in skill.items()},
            gives=self.gives(fields.get("gives")), second=self._second(fields), finds="finding" in own,
            refers=self.read.name(fields.get("refers")), says=self.read.words(fields.get("says"), languages),
        )  # fmt: skip
        return step, reach.behind(outline.id)

    def _second(self, fields: Fields) -> str:
        """Read the role of the one who answers without seeing the first answer; there is something to compare."""
        role = self.connectors.role(fields.get("second"))
        if role and "form" not in fields.entries:
            what, remedy = "A second answer is compared with the first, and there is no form.", "Write form: {…}."
            self.read.report.add("missing-field", fields.key("second"), what, remedy)
        return role

    def _of_its_own(self, fields: Fields) -> dict[str, p.FactType]:
        """Read what the answer comes to, as fields of its form: a finding with its reasons, a reference of theirs."""
        written = [name for name in _COMES_TO if name in fields.entries]
        if written and "second" in fields.entries:
            what = (
                f"“{written[0]}” is written once: of two answers in words of their own nobody can say that they agree."
            )
            self.read.report.add("one-of", fields.key(written[0]), what, "Ask for two answers first, then for this.")
        found, node = dict[str, p.FactType](), fields.get("finds")
        if node is not None:
            words = tuple(self.read.word(item, FINDS, FINDS[0]) for item in self.read.different(node, "findings"))
            found |= {"finding": p.FactType(type="words", words=words), "why": p.FactType(type="text")}
        return found | ({"reference": p.FactType(type="text")} if "refers" in fields.entries else {})

    def gives(self, node: Node | None) -> tuple[str, ...]:
        """Read what a step gives the customer beside its content."""
        items = () if node is None else self.read.different(node, "what it gives")
        return tuple(self.read.word(item, GIVEN, GIVEN[0]) for item in items)

    # --- tell --------------------------------------------------------------------------------------------------------
    def tell(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile a message."""
        fields, undo = outline.fields, outline.fields.get("undo")
        self.expressions.catalogue[outline.id] = {}
        if reach.in_try and undo is None:
            what, remedy = "Inside a try it is not said what corrects this message.", "Write undo: {tell: MESSAGE}."
            self.read.report.add("try-needs-undo", outline.at, what, remedy)
        correction = self.read.fields(undo, CORRECTION).get("tell")
        step = p.Tell(
            **common, message=self.connectors.message(fields.get("tell")),
            to=self.expressions.term(fields.get("to"), PERSON, reach), channel=self.read.name(fields.get("channel")),
            gives=self.gives(fields.get("gives")), undo=self.connectors.message(correction),
            retry=self.retry(fields.get("retry")), unless_told_within=self._lately(fields.get("unless_told_within")),
            asks=self._asks(fields), given=self._told(fields.get("with"), reach),
        )  # fmt: skip
        return step, reach.behind(outline.id)

    def _lately(self, node: Node | None) -> Span | None:
        return None if node is None else self.read.span(node)

    def _told(self, node: Node | None, reach: Reach) -> dict[str, p.Term]:
        """Read the texts that a message tells beside the facts, each by a name that its template knows it by."""
        found = dict[str, p.Term]()
        for name, inner in self.read.entries(node, "texts by name", FIELD).items():
            wanted = MONEY if _is_amount(inner) else TEXT
            term = self._computed(inner, reach) or self.expressions.term(inner, wanted, reach)
            if term is not None:
                found[name] = term
        return found

    def _computed(self, node: Node, reach: Reach) -> p.Term | None:
        """Read a value that a letter writes in the words of its reader, as it does facts: an amount, a span, a list."""
        if not isinstance(node, Scalar) or not is_formula(node):
            return None
        source, found = self.expressions.formula(node, ANY, reach)
        inner = found.of if isinstance(found, ListOf) else found
        return p.Formula(source=source) if source and inner in _WRITTEN else None

    def _asks(self, fields: Fields) -> str:
        """Read which question a message puts: it goes to the customer then, whenever they heard from us last."""
        node = fields.get("asks")
        for other in ("to", "unless_told_within") if node is not None else ():
            if other in fields.entries:
                what = f"“asks” and “{other}” exclude each other: the customer is asked, and has to hear of it."
                self.read.report.add("one-of", fields.key(other), what, "Keep one of them.")
        return self.read.name(node)

    def teach(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile what helps the customer to avoid it next time."""
        fields = outline.fields
        self.expressions.catalogue[outline.id] = {}
        step = p.Teach(
            **common, message=self.connectors.message(fields.get("teach")),
            to=self.expressions.term(fields.get("to"), PERSON, reach), channel=self.read.name(fields.get("channel")),
            retry=self.retry(fields.get("retry")),
        )  # fmt: skip
        return step, reach.behind(outline.id)

    # --- offer -------------------------------------------------------------------------------------------------------
    def offer(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile alternatives for the customer."""
        fields = outline.fields
        choices = self.choices(fields.get("choices"))
        needs = self.needs(fields, outline.id, reach)
        words = OneOf((*choices, DECLINED))
        self.expressions.catalogue[outline.id] = {"chosen": words}
        otherwise = fields.get("otherwise")
        if choices and isinstance(otherwise, Scalar) and otherwise.text not in choices:
            self.read.unknown("unknown-choice", otherwise, "is none of the choices", choices)
        behind = reach.behind(outline.id)
        declined, refused = self.walk(outline.steps_of("declined") or (), behind)
        step = p.Offer(
            **common, message=self.connectors.message(fields.get("offer")), choices=choices, declined=declined,
            reply_within=self.read.span(fields.get("reply_within")), otherwise=self.read.text(otherwise),
            channel=self.read.name(fields.get("channel")), retry=self.retry(fields.get("retry")), needs=needs,
            in_time=self.read.yes_no(fields.get("in_time")), given=self._told(fields.get("with"), reach),
        )  # fmt: skip
        return step, reach.where_all_meet([behind, refused])

    def choices(self, node: Node | None) -> Mapping[str, Mapping[str, str]]:
        """Read the words of each choice."""
        found = {}
        for name, inner in self.read.entries(node, "choices", NAME).items():
            words = inner
            if name == DECLINED and isinstance(node, Fields):
                what = f"“{DECLINED}” means that none was chosen."
                self.read.report.add("bad-name", node.key(name), what, "Choose another name.")
            if isinstance(words, Fields) and "need" in words.entries:
                words = Fields(words.at, {key: entry for key, entry in words.entries.items() if key != "need"})
            found[name] = self.read.words(words, self.connectors.languages)
        return found

    def needs(self, fields: Fields, offer: str, reach: Reach) -> dict[str, str]:
        """Read which choices need a step: one before the offer, in the same round, that can be taken back."""
        node, found = fields.get("choices"), {}
        for choice, entry in node.entries.items() if isinstance(node, Fields) else ():
            need = entry.value.get("need") if isinstance(entry.value, Fields) else None
            if not isinstance(need, Scalar):
                continue
            found[choice] = self.read.text(need)
            self._needed(need, found[choice], reach)
            certain = f'chosen("{offer}") == "{choice}"'
            self.expressions.implied[certain] = frozenset(f'{kind}("{found[choice]}")' for kind in ("result", "answer"))
        otherwise = fields.get("otherwise")
        if isinstance(otherwise, Scalar) and otherwise.text in found:
            what = f"{quoted(otherwise.text)} may not be there: it needs a step."
            self.read.report.add("offer-need", otherwise.at, what, "Take a choice that needs nothing.")
        return found

    def _needed(self, node: Scalar, name: str, reach: Reach) -> None:
        if name not in self.expressions.kinds:
            self.read.unknown("unknown-step", node, "is the id of no step", self.expressions.kinds)
        elif name not in reach.passed:
            what, remedy = f"{quoted(name)} is not done before this offer.", "Name a step before it."
            self.read.report.add("unknown-step", node.at, what, remedy)
        elif name not in self.expressions.undoable:
            what, remedy = f"{quoted(name)} has no way back.", "Name a do that has an undo."
            self.read.report.add("cannot-undo", node.at, what, remedy)

    # --- wait --------------------------------------------------------------------------------------------------------
    def wait(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile a wait: `{for: 2h}`, `{until: =INSTANT, at_most: 24h}` or `{event: NAME, at_most: 72h, late: []}`."""
        fields = self.read.fields(outline.fields.get("wait"), WAIT)
        ways = [name for name in ("for", "until", "event") if name in fields.entries]
        if len(ways) != 1 and isinstance(outline.fields.get("wait"), Fields):
            at = fields.key(ways[1]) if ways else outline.at
            self.read.report.add("one-of", at, "A wait is either for, until or event.", "Write one of them.")
        self._bounded(outline, fields, ways)
        span = self.read.span(fields.get("for")) if "for" in fields.entries else None
        late = outline.steps_of("late")
        steps, ended = self.walk(late or (), reach)
        step = p.Wait(
            **common, span=span, until=self.expressions.term(fields.get("until"), INSTANT, reach),
            event=self.read.name(fields.get("event")), late=None if late is None else steps,
            at_most=self.read.span(fields.get("at_most"), span or Duration(0)),
        )  # fmt: skip
        return step, reach if late is None else reach.where_all_meet([reach, ended])

    def _bounded(self, outline: Outline, fields: Fields, ways: list[str]) -> None:
        bound = fields.get("at_most")
        if ways and "for" not in ways and bound is None:
            remedy = "Write at_most: the longest it may take, for example at_most: 72h."
            self.read.report.add("unbounded", outline.at, "This wait may never end.", remedy)
        if ways in (["for"], ["until"]) and "late" in fields.entries:
            what = f"“late” does not go with “{ways[0]}”, which comes by itself."
            self.read.report.add("one-of", fields.key("late"), what, "Write the steps behind the wait.")


def _timeout(found: Contract | None) -> Duration:
    return Duration(found.timeout_ms if found else UNKNOWN.timeout_ms)


def _is_amount(node: Node) -> bool:
    """Say whether what a message tells is written as an amount, in every case: it is told as amounts are."""
    match node:
        case Scalar():
            found = _AMOUNT.fullmatch(node.text) if not node.style else None
            return found is not None and found[2] in EXPONENTS
        case Items():
            lines = [line.entries for line in node.items if isinstance(line, Fields)]
            values = [line[name].value for line in lines for name in ("is", "else") if name in line]
            return bool(values) and all(map(_is_amount, values))
        case _:
            return False
