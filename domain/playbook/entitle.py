"""Asking a pack what is owed: every fact that can matter is given, or the failure has one of its name and type."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from domain.expression.operations import an
from domain.expression.types import ANY, DATE, INSTANT, FieldOf, RecordOf, Type, fits, kind_of_type
from domain.playbook import plan as p
from domain.playbook.expressions import is_formula
from domain.playbook.findings import quoted
from domain.playbook.leaves import Compiled, Leaves
from domain.playbook.nodes import Entry, Fields, Items, Node, Scalar
from domain.playbook.outline import Interrupt, Outline
from domain.playbook.owing import ENTITLED, PackSeen
from domain.playbook.reach import Reach
from domain.playbook.surroundings import Surroundings
from domain.remedies import PARTS
from domain.values import Value

_DAYS = (DATE, INSTANT, ANY)


@dataclass(frozen=True, slots=True)
class Entitling:
    """Compiles the asking of packs."""

    leaves: Leaves
    surroundings: Surroundings

    def entitle(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile a step that asks a pack."""
        fields, expressions = outline.fields, self.leaves.expressions
        expressions.catalogue[outline.id] = {"entitled": ENTITLED}
        pack, heads = self._pack(fields.get("entitle")), tuple[str, ...]()
        if pack is not None:
            heads = self._heads(fields.get("for"), pack)
            pack = _about(pack, fields, heads)
        asking = reach.knowing(_optional(reach))
        facts: Mapping[str, p.Term] = {}
        if pack is not None:
            facts = self._facts(outline, pack, asking)
            if pack.counted:
                self.leaves.read.counted.append(outline.at)
        name = self.leaves.read.name(fields.get("entitle"))
        title = pack.title if pack is not None else {}
        on = self._on(fields.get("on"), asking)
        step = p.Entitle(**common, pack=name, title=title, facts=facts, on=on, heads=heads)
        return step, reach.behind(outline.id)

    def _pack(self, node: Node | None) -> PackSeen | None:
        if not isinstance(node, Scalar):
            return None
        found = self.surroundings.pack(node.text)
        if found is None and node.text in self.surroundings.packs:
            return None  # what is wrong with it is said in its own file
        if found is None:
            self.leaves.read.unknown("unknown-pack", node, "is no pack of the house", self.surroundings.packs)
        return found

    def _heads(self, node: Node | None, pack: PackSeen) -> tuple[str, ...]:
        """Read what a pack is asked about; nothing where that is everything."""
        read, found = self.leaves.read, list[str]()
        for item in read.different(node, "what the pack is asked about") if node is not None else ():
            name = read.text(item)
            if name and isinstance(item, Scalar) and name not in pack.heads:
                read.unknown("unknown-head", item, f"is nothing that a rule of {pack.name} is for", pack.heads)
            elif name:
                found.append(name)
        return tuple(found)

    # --- Facts -------------------------------------------------------------------------------------------------------
    def _facts(self, outline: Outline, pack: PackSeen, reach: Reach) -> dict[str, p.Term]:
        node = outline.fields.get("facts")
        written = node.entries if isinstance(node, Fields) else {}
        if node is not None and not isinstance(node, Fields):
            self.leaves.read.refuse(node, "Facts by name", "Write each as “name: value”.")
        found, fixed, unread = dict[str, p.Term](), dict[str, Value](), set[str]()
        for name, entry in written.items():
            if name not in pack.facts:
                self.leaves.read.unknown("unknown-fact", entry.key, f"is no fact of {pack.name}", pack.facts)
                continue
            term = self._fact(name, entry, pack, reach)
            if term is None:
                unread.add(name)
            else:
                found[name] = term
                if isinstance(term, p.Given):
                    fixed[name] = term.value
        wrong = self._of_the_failure(found, unread, pack, reach)
        lacking = [name for name in pack.needed(fixed) if name not in found and name not in unread]
        if lacking:
            self._lacking(outline, pack, lacking, wrong)
        return {name: found[name] for name in pack.facts if name in found}

    def _fact(self, name: str, entry: Entry, pack: PackSeen, reach: Reach) -> p.Term | None:
        """Read one fact: written out as in a pack's examples, an expression, or a value by cases."""
        node, wanted = entry.value, pack.facts[name]
        if isinstance(node, Scalar) and is_formula(node) and wanted == DATE:
            return self._day(node, reach)
        if isinstance(node, Scalar) and not is_formula(node):
            value = pack.literal(self.leaves.read, Fields(node.at, {name: entry})).get(name)
            return None if value is None else p.Given(value=value)
        return self.leaves.expressions.term(node, wanted, reach)

    def _of_the_failure(
        self, found: dict[str, p.Term], unread: set[str], pack: PackSeen, reach: Reach
    ) -> dict[str, Type]:
        """Take from the failure what is not given and has its name and type; return what has another type."""
        wrong: dict[str, Type] = {}
        failure = reach.roots.get("failure")
        for name, wanted in pack.facts.items():
            if name in found or name in unread:
                continue
            there = failure.fields.get(name) if isinstance(failure, RecordOf) else None
            if name == pack.units and reach.loops:
                found[name] = p.Given(value=1)  # each round is about one of them
            elif there is not None and _can_be(there.type, wanted):
                found[name] = p.Formula(source=f"failure.{name}")
            elif there is not None:
                wrong[name] = there.type
        return wrong

    def _lacking(self, outline: Outline, pack: PackSeen, names: list[str], wrong: Mapping[str, Type]) -> None:
        """Name everything that can matter and that nothing gives, once."""
        told = []
        for name in names:
            kind = kind_of_type(pack.facts[name])
            is_wrong = f"; failure.{name} is {an(kind_of_type(wrong[name]))}" if name in wrong else ""
            told.append(f"{name} ({kind}: {pack.words[name]}{is_wrong})")
        what = f"{pack.name} needs what nothing gives: {', '.join(told)}."
        remedy = (
            f"Write facts: {{{names[0]}: …}}, or give the failure a fact of that name and type, optional if need be."
        )
        self.leaves.read.report.add("missing-input", outline.at, what, remedy)

    # --- The day -----------------------------------------------------------------------------------------------------
    def _on(self, node: Node | None, reach: Reach) -> p.Term | None:
        if isinstance(node, Scalar) and is_formula(node):
            return self._day(node, reach)
        return self.leaves.expressions.term(node, DATE, reach)

    def _day(self, node: Scalar, reach: Reach) -> p.Term | None:
        """Read an expression that gives a day, or an instant whose day counts."""
        source, found = self.leaves.expressions.formula(node, ANY, reach)
        if source and found not in _DAYS:
            what = f"This gives {an(kind_of_type(found))}; a date is wanted."
            self.leaves.read.report.add(
                "expression-type", node.at, what, "Name something that is a date or an instant."
            )
        return p.Formula(source=source) if source else None


def _can_be(given: Type, wanted: Type) -> bool:
    return fits(given, wanted) or (given == INSTANT and wanted == DATE)


def _optional(reach: Reach) -> frozenset[str]:
    """Return the paths that may be missing here: a pack says itself what it still needs."""
    roots = {name: kind for name, kind in reach.roots.items() if isinstance(kind, RecordOf)}
    return frozenset(
        f"{root}.{name}" for root, kind in roots.items() for name, part in kind.fields.items() if _may_miss(part)
    )


def _may_miss(part: FieldOf) -> bool:
    return part.optional


def check_paid(leaves: Leaves, outlines: Iterable[Outline], surroundings: Surroundings) -> None:
    """Note what may be found to be owed and that no remedy gives: it would be promised and never given.

    Money is given by a remedy that names it, care by one in kind or by a cover, which gives no money that is owed.
    """
    everything = [step for outline in outlines for step in outline.everything()]
    remedies = [step.fields for step in everything if step.kind == "remedy"]
    money = [fields for fields in remedies if not {"in_kind", "up_to"} & fields.entries.keys()]
    named = {text for fields in money for text in _texts(fields.get("entitled"))}
    cares = any({"in_kind", "up_to"} & set(fields.entries) for fields in remedies)
    for step in everything:
        pack = _seen_by(step, surroundings)
        if pack is not None and pack.currencies and step.id not in named:
            what = f"No remedy gives what {quoted(step.id)} finds to be owed."
            leaves.read.report.add("unpaid", step.at, what, f"Write a remedy with entitled: {step.id}.")
        if pack is not None and pack.things and not cares:
            what = f"No remedy could give the care that {quoted(step.id)} may find to be owed."
            leaves.read.report.add("unpaid", step.at, what, "Write a remedy with in_kind, or a cover (up_to, against).")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a step stands: on which conditions, its own among them, and on which ways of which choices."""

    conditions: frozenset[str] = frozenset()
    ways: frozenset[tuple[str, str]] = frozenset()

    def excludes(self, other: _Place) -> bool:
        """Say whether two places lie on two ways of one choice."""
        mine = dict(self.ways)
        return any(mine.get(choice, way) != way for choice, way in other.ways)


_ALWAYS: Final = frozenset({"steps", "plan 0"})
"""The parts that are done whenever their step is, branches of a `together` aside."""


def _places(outlines: Iterable[Outline], at: _Place) -> Iterator[tuple[Outline, _Place]]:
    """Yield every step with its place."""
    for step in outlines:
        own = {*_texts(step.fields.get("when")), *(f"not ({each})" for each in _texts(step.fields.get("unless")))}
        here = _Place(at.conditions | own, at.ways)
        yield step, here
        for block in step.blocks:
            where = f"{step.id}, {block.part}"
            if step.kind == "choose":
                told = frozenset(_texts(block.when)) or {where}
                inner = _Place(here.conditions | told, here.ways | {(step.id, block.part)})
            elif step.kind == "together" or block.part in _ALWAYS:
                inner = here
            else:
                inner = _Place(here.conditions | {where}, here.ways)
            yield from _places(block.steps, inner)


def check_once(
    leaves: Leaves, outlines: Iterable[Outline], interrupts: Iterable[Interrupt], surroundings: Surroundings
) -> None:
    """Note a pack that is asked about what another step asks it about, for certain: it would be owed twice.

    It is certain where one of both is asked whenever the other is: on the same conditions, or on fewer of them.
    """
    everything = [*_places(outlines, _Place())]
    for each in interrupts:
        everything += _places(each.steps, _Place(frozenset({each.id})))
    asked = [(step, place, pack) for step, place in everything if (pack := _seen_by(step, surroundings)) is not None]
    for (one, before, first), (step, place, pack) in combinations(asked, 2):
        twice = sorted(first.heads & pack.heads) if first.name == pack.name else []
        together = before.conditions <= place.conditions or place.conditions <= before.conditions
        if twice and together and not before.excludes(place):
            what = f"{quoted(one.id)} asks {pack.name} about {' and '.join(twice)} already: it would be owed twice."
            left = sorted(pack.heads - first.heads)
            remedy = f"Write for: [{', '.join(left)}]." if left else "Leave one out, or ask each with for: […]."
            leaves.read.report.add("owed-twice", step.at, what, remedy)


def check_care(leaves: Leaves, outlines: Iterable[Outline], surroundings: Surroundings) -> None:
    """Note care that none of the packs gives by which it is owed: what a remedy names, or receipts would stand for."""
    everything = {step.id: step for outline in outlines for step in outline.everything()}
    for step in everything.values():
        if step.kind != "remedy" or "entitled" not in step.fields.entries:
            continue
        named = _texts(step.fields.get("entitled"))
        packs = [_seen_by(everything[name], surroundings) for name in named if name in everything]
        if "up_to" in step.fields.entries:
            _check_covered(leaves, step, packs)
        elif packs and all(packs):
            _check_named(leaves, step, {name for pack in packs if pack is not None for name in pack.things})


def _check_covered(leaves: Leaves, step: Outline, packs: Iterable[PackSeen | None]) -> None:
    for pack in packs:
        if pack is not None and not pack.things:
            what = f"{pack.name} owes nothing in kind here that receipts could stand for."
            remedy = "Take it out; money that is owed is given by a remedy without up_to."
            leaves.read.report.add("unknown-care", step.fields.key("entitled"), what, remedy)


def _check_named(leaves: Leaves, step: Outline, known: Collection[str]) -> None:
    things = step.fields.get("in_kind")
    for name in things.entries if isinstance(things, Fields) else ():
        if name not in {*known, *PARTS} and isinstance(things, Fields):
            word = Scalar(things.key(name), name, "text")
            leaves.read.unknown("unknown-care", word, "is no care that the packs it rests on can owe", known)


def _seen_by(step: Outline, surroundings: Surroundings) -> PackSeen | None:
    """Return the pack that a step asks, as far as it asks it; None where it asks none that is known."""
    node = step.fields.get("entitle") if step.kind == "entitle" else None
    pack = surroundings.pack(node.text) if isinstance(node, Scalar) else None
    return None if pack is None else _about(pack, step.fields, pack.heads & {*_texts(step.fields.get("for"))})


def _about(pack: PackSeen, fields: Fields, heads: Collection[str]) -> PackSeen | None:
    """Return a pack as far as a step asks it; None where nothing of what it is asked about is known."""
    if "for" not in fields.entries:
        return pack
    return pack.about(frozenset(heads)) if heads else None


def _texts(node: Node | None) -> Iterator[str]:
    items = node.items if isinstance(node, Items) else (node,)
    yield from (item.text for item in items if isinstance(item, Scalar))


def check_entitled(
    leaves: Leaves, outline: Outline, reach: Reach, loops: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Read which decisions about what is owed a remedy rests on: made before it, in its loops or round them."""
    read, found = leaves.read, list[str]()
    for item in read.different(outline.fields.get("entitled"), "decisions about what is owed"):
        name = read.text(item)
        if not name or not isinstance(item, Scalar):
            continue
        kind = leaves.expressions.kinds.get(name)
        there = {each: "" for each, of in leaves.expressions.kinds.items() if of == "entitle"}
        if kind != "entitle":
            read.unknown("unknown-step", item, "is no step that asks a pack", there)
        elif name not in reach.passed or loops.get(name) != reach.loops[: len(loops.get(name, ()))]:
            remedy = "Name a step before this one, in the same round of the same loop or outside of it."
            read.report.add("unknown-step", item.at, f"{quoted(name)} is not decided before this.", remedy)
        else:
            found.append(name)
    return tuple(found)
