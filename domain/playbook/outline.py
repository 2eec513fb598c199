"""The outline of a plan: which steps there are, of which kind, by which id, and the blocks inside them.

How steps are written (every one may have `id`, `when`, `unless`):

    {do: CONNECTOR, with: {input: value}, undo: CONNECTOR}         # or instead: [steps], stays: why, pivot: true
    {ask: NAME, of: ROLE, due: 2h, words: {en: …}, form: {field: type}, skill: {name: 3}, on_due: ROLE, second: ROLE,
     finds: [not-upheld, cannot-tell]}
    {tell: MESSAGE, to: =PERSON, with: {name: text}, gives: [apology], unless_told_within: 24h, undo: {tell: MESSAGE}}
    {tell: MESSAGE, asks: ID}
    {teach: MESSAGE}
    {offer: MESSAGE, choices: {name: {en: …, need: ID}}, reply_within: 24h, otherwise: name, declined: [steps]}
    {entitle: PACK, for: [HEAD], facts: {fact: value}, on: =DAY}
    {remedy: KIND, to: =PERSON, entitled: ID, pay: [CONNECTOR]}     # what is owed, or more: amount: 5 USD
    {remedy: KIND, to: =PERSON, amount: 5 USD, pay: [CONNECTOR], authority: {…}, refused: [steps]}  # or in_kind: {…}
    {remedy: KIND, to: =PERSON, amount: 5 USD, pay: [CONNECTOR, by hand], of: ROLE, due: 2h, on_due: ROLE}
    {remedy: KIND, up_to: 200 USD, against: receipts, for: {en: …}, within: 14 days, pay: [CONNECTOR]}      # a cover
    {delegate: NAME, to: ROLE, due: 1 working day, words: {en: …}, take_back: [steps], recharge: =MONEY}
    {self_service: MESSAGE, via: link, deadline: 2 days, words: {en: …}, otherwise: [steps]}
    {run: PLAYBOOK, with: {fact: value}}
    {declare: FAILURE, affected: =LIST, playbook: PLAYBOOK, confirm: ROLE, due: 2h, words: {en: …}}
    {hand_to_sales: CONNECTOR, consent: CONDITION, with: {input: value}}
    {wait: {for: 2h}}, {wait: {until: =INSTANT, at_most: 24h}}, {wait: {event: NAME, at_most: 72h, late: [steps]}}
    {choose: [{when: condition, steps: [steps]}, {else: [steps]}]}
    {together: {name: [steps]}, wait_for: any, at_most: 2h, late: go_on}       # wait_for: all (unless said), any, 2
    {each: item, in: =LIST, by: =item.id, at_most: 9, at_once: 3, steps: [steps]}  # until: done, otherwise: [steps]
    {try: [steps], or: [[steps], [steps]], otherwise: [steps], in_time: true}
    {undo: ID}

A step without `id` is called by the slug of its value (`ask: Call them` → `call-them`); a block by its kind and
its number among the blocks of its kind in the file (`choose-1`), an undo by what it takes back (`undo-seats.hold`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from domain.playbook import meant
from domain.playbook.findings import At, quoted
from domain.playbook.load import LARGEST
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.reader import NAME, Reader, Shape

COMMON: Final = ("id", "when", "unless")
MOST_STEPS = 1_000
RESOLVED: Final = "resolved"
DECISION: Final = "decision"
"""What keeps a promise about the case as a whole; no step is called so."""


def _kind(required: str, optional: str = "", **not_yet: str) -> Shape:
    names = tuple(required.split())
    return Shape(f"“{names[0]}”", names, (*COMMON, *optional.split()), not_yet)


KINDS: Final[Mapping[str, Shape]] = {
    "do": _kind("do", "with undo pivot instead stays queue retry timeout"),
    "ask": _kind("ask of words due", "form skill on_due gives second finds refers says"),
    "tell": _kind("tell", "to with gives channel undo retry unless_told_within asks"),
    "teach": _kind("teach", "to channel retry"),
    "offer": _kind("offer choices reply_within otherwise", "declined channel retry in_time with"),
    "entitle": _kind("entitle", "for facts on"),
    "remedy": _kind(
        "remedy",
        "to amount in_place_of in_kind authority pay of due on_due with refused retry up_to against for within at_most"
        " entitled loss undo",
    ),
    "delegate": _kind("delegate to due words", "form take_back recharge refers"),
    "self_service": _kind("self_service words deadline otherwise", "via form"),
    "run": _kind("run", "with"),
    "declare": _kind("declare affected playbook confirm due words"),
    "hand_to_sales": _kind("hand_to_sales consent", "with"),
    "wait": _kind("wait"),
    "choose": _kind("choose"),
    "together": _kind("together", "wait_for at_most late"),
    "each": _kind("each in by steps", "at_most at_once until otherwise"),
    "try": _kind("try", "or otherwise in_time"),
    "undo": _kind("undo"),
}  # fmt: skip
"""The kinds of steps with their fields."""
WAIT: Final = Shape("a wait", (), ("for", "until", "event", "at_most", "late"))
WAY, ELSE = Shape("a way of a choose", ("when", "steps")), Shape("the last way of a choose", ("else",))
_NAMED = frozenset({
    "do", "ask", "tell", "teach", "offer", "remedy", "delegate", "self_service", "run", "declare", "hand_to_sales",
    "entitle",
})  # fmt: skip
"""Kinds whose steps are called by their value."""


@dataclass(frozen=True, slots=True)
class Block:
    """Steps inside a step: the name of the part as the layout of a plan has it, and on what condition."""

    part: str
    steps: tuple[Outline, ...]
    when: Node | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """One step before its values are read."""

    kind: str
    id: str
    at: At
    fields: Fields
    blocks: tuple[Block, ...] = ()

    def steps_of(self, part: str) -> tuple[Outline, ...] | None:
        """Return the steps of a part, if it was written."""
        return next((block.steps for block in self.blocks if block.part == part), None)

    def everything(self) -> Iterator[Outline]:
        """Yield this step and all inside it, in reading order."""
        yield self
        for block in self.blocks:
            for step in block.steps:
                yield from step.everything()


class Outliner:
    """Reads outlines and gives every step its id."""

    def __init__(self, read: Reader) -> None:
        """Begin without steps."""
        self.read = read
        self.ids: dict[str, At] = {}
        self.counts: Counter[str] = Counter()
        self.too_many = False

    def steps(self, node: Node | None, least: int = 1) -> tuple[Outline, ...]:
        """Read a list of steps."""
        items = self.read.items(node, "steps", least=least, most=LARGEST)
        return tuple(step for item in items if (step := self.step(item)) is not None)

    def step(self, node: Node) -> Outline | None:
        """Read one step; None where it has no kind."""
        kind = self.kind(node)
        if not kind or not isinstance(node, Fields) or self._one_too_many(node.at):
            return None
        self.counts[kind] += 1
        at = node.key(kind)
        fields = self.read.fields(node, KINDS[kind], at)
        name = self.name(kind, node)
        return Outline(kind, name, at, fields, tuple(self.blocks(kind, fields)))

    def _one_too_many(self, at: At) -> bool:
        if self.counts.total() < MOST_STEPS:
            return False
        if not self.too_many:
            what = f"A playbook has at most {MOST_STEPS:,} steps."
            self.read.report.add("too-many-steps", at, what, "Split it into several playbooks.")
        self.too_many = True
        return True

    # --- Kind and id -------------------------------------------------------------------------------------------------
    def kind(self, node: Node) -> str:
        """Return the kind of a step, by the one field that names a kind."""
        if not isinstance(node, Fields):
            self.read.refuse(node, "A step", "Write it as {tell: apology}.")
            return ""
        kinds = [name for name in node.entries if name in KINDS]
        if len(kinds) > 1 and "undo" in kinds:  # of do and tell it is an attribute
            kinds.remove("undo")
        if len(kinds) == 1:
            return kinds[0]
        self._no_kind(node, kinds)
        return ""

    def _no_kind(self, node: Fields, kinds: list[str]) -> None:
        report = self.read.report
        if kinds:
            what = f"This step has two kinds: {kinds[0]} and {kinds[1]}."
            report.add("unknown-kind", node.key(kinds[1]), what, "Make two steps of it.")
        else:
            first = next(iter(node.entries), "")
            near = next((near for name in node.entries if (near := meant.kind(name) or report.meant(name, KINDS))), "")
            remedy = near or f"A step is one of: {', '.join(KINDS)}."
            report.add("unknown-kind", node.key(first), f"{quoted(first)} is no kind of step.", remedy)

    def name(self, kind: str, node: Fields) -> str:
        """Return the id of a step: `id`, else the slug of its value, else kind and number."""
        own, value = node.get("id"), node.get(kind)
        at = node.key(kind)
        if isinstance(own, Scalar) and own.text:
            at, name = own.at, self.read.name(own, NAME) or f"{kind}-{self.counts[kind]}"
        elif kind in _NAMED and isinstance(value, Scalar) and slug(value.text):
            name = slug(value.text)
        elif kind == "undo" and isinstance(value, Scalar):
            name = f"undo-{slug(value.text)}"
        else:
            name = f"{kind}-{self.counts[kind]}"
        return self.taken(name, at)

    def taken(self, name: str, at: At) -> str:
        """Enter an id, once."""
        report = self.read.report
        if name == RESOLVED:
            report.add("bad-name", at, "No step is called “resolved”: promises mean the case by it.", "Give it an id.")
        elif name in self.ids:
            what = f"{quoted(name)} is the id of the step in line {self.ids[name].line} already."
            report.add("duplicate-id", at, what, "Give one of them an id of its own: “id: …”.")
        else:
            self.ids[name] = at
        return name

    # --- Blocks ------------------------------------------------------------------------------------------------------
    def blocks(self, kind: str, fields: Fields) -> Iterator[Block]:  # noqa: C901 — one line a kind
        """Read the blocks of steps inside a step."""
        match kind:
            case "do":
                yield from self._parts(fields, instead=1)
            case "offer":
                yield from self._parts(fields, declined=0)
            case "remedy":
                yield from self._parts(fields, refused=1)
            case "wait":
                inner = fields.get("wait")
                yield from self._parts(self.read.fields(inner, WAIT), late=0) if isinstance(inner, Fields) else ()
            case "choose":
                yield from self._ways(fields)
            case "together":
                branches = self.read.entries(fields.get("together"), "branches", NAME, least=2)
                yield from (Block(name, self.steps(steps)) for name, steps in branches.items())
            case "each":
                yield from self._parts(fields, steps=1, otherwise=0)
            case "delegate":
                yield from self._parts(fields, take_back=0)
            case "self_service":
                yield from self._parts(fields, otherwise=1)
            case "try":
                yield from self._plans(fields)

    def _parts(self, fields: Fields, **least: int) -> Iterator[Block]:
        for part, count in least.items():
            node = fields.get(part)
            if node is not None:
                yield Block(part, self.steps(node, count))

    def _plans(self, fields: Fields) -> Iterator[Block]:
        others = fields.get("or")
        nodes = [fields.get("try"), *(self.read.items(others, "plans (lists of steps)") if others else ())]
        for number, node in enumerate(nodes):
            yield Block(f"plan {number}", self.steps(node))
        yield from self._parts(fields, otherwise=0)

    def _ways(self, fields: Fields) -> Iterator[Block]:
        node = fields.get("choose")
        items = self.read.items(node, "ways")
        last = items[-1] if items else None
        word = _last_word(last)
        ways = items[:-1] if word else items
        for number, item in enumerate(ways):
            way = self.read.fields(item, WAY)
            yield Block(f"way {number}", self.steps(way.get("steps"), 0), way.get("when"))
        if isinstance(last, Fields) and word:
            fields = self.read.fields(last, ELSE) if word == "else" else last
            if word != "else":
                what = f"There is no “{word}” in {ELSE.what}."
                self.read.report.add("unknown-field", last.key(word), what, "Write else: instead.")
            yield Block("else", self.steps(fields.get(word), 0))
        elif isinstance(node, Items):
            remedy = "End the list with {else: […]}; {else: []} does nothing."
            self.read.report.add("choose-needs-else", fields.key("choose"), "No way fits every case.", remedy)


def _last_word(way: Node | None) -> str:
    """Return the word that begins the last way of a choose: `else`, or what others say for it; "" where none does."""
    if not isinstance(way, Fields):
        return ""
    if "else" in way.entries:
        return "else"
    return next((word for word in ("otherwise", "default") if set(way.entries) == {word}), "")


@dataclass(frozen=True, slots=True)
class Interrupt:
    """What is done whenever a condition holds, before its values are read."""

    id: str
    at: At
    fields: Fields
    steps: tuple[Outline, ...]


WHENEVER: Final = Shape("what is done whenever", ("when", "steps"), ("then", "id"))
MOST_INTERRUPTS: Final = 50


def outline_whenever(outliner: Outliner, node: Node | None) -> tuple[Interrupt, ...]:
    """Read `whenever`: `[{when: CONDITION, steps: [steps], then: go_on}]`."""
    found = []
    for number, item in enumerate(outliner.read.items(node, "interrupts", most=MOST_INTERRUPTS), start=1):
        fields = outliner.read.fields(item, WHENEVER)
        name = outliner.taken(outliner.read.name(fields.get("id")) or f"whenever-{number}", item.at)
        found.append(Interrupt(name, item.at, fields, outliner.steps(fields.get("steps"))))
    return tuple(found)


def slug(text: str) -> str:
    """Make an id of a value: lower case, dots kept, anything else between words a hyphen."""
    return re.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-._")[:80]
