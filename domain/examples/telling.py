"""What an example tells: facts, answers and results, read by their types; and what they are where nothing is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from domain.clock.duration import Duration
from domain.money import Money
from domain.playbook.bounds import out_of, within
from domain.playbook.contract import Contract
from domain.playbook.facts import FARTHEST
from domain.playbook.findings import At
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.plan import FactType, fact_type
from domain.playbook.reader import FIELD, Reader, Shape, is_nothing
from domain.values import Person, Sealed, Value
from domain.vocabulary import LANGUAGES

PERSON: Final = Shape("a person", ("name",), ("key", "language", "reachable"))
_MOST: Final = 1_000
_NOTHING_SEALED: Final = "private"


class Telling:
    """Reads values at their places; people of the same key are the same person."""

    def __init__(self, read: Reader) -> None:
        """Begin with nobody."""
        self.read = read

    def record(
        self, node: Node | None, types: Mapping[str, FactType], rule: str, *, at: At, some: bool = False
    ) -> dict[str, Value]:
        """Read named values by their types; with `some` those that are needed may be left out."""
        written = self.read.entries(node, "values by name", FIELD, least=0, most=_MOST)
        found = {}
        for name, inner in written.items():
            kind = types.get(name)
            if kind is None and isinstance(node, Fields):
                self.read.unknown(rule, node.entries[name].key, "is not asked for here", types)
            elif kind is not None:
                found[name] = self.value(inner, kind, rule)
                if kind.type != "records":  # of those each part is looked at where it is read
                    for _, wrong in () if some else out_of(name, found[name], kind):
                        self.read.report.add("out-of-range", inner.at, wrong.what, wrong.remedy)
        named = node.entries if isinstance(node, Fields) else {}
        missing = [name for name, kind in types.items() if not kind.optional and name not in named]
        if missing and not some and (node is None or isinstance(node, Fields)):
            listed = ", ".join(f"{name} ({types[name].type})" for name in missing)
            where = at if node is None else node.at
            self.read.report.add(rule, where, f"This is missing: {listed}.", f"Write {missing[0]}: ….")
        return found

    def value(self, node: Node, kind: FactType, rule: str) -> Value:  # noqa: C901, PLR0911 — one line a type
        """Read one value of a type."""
        match kind.type:
            case "text":
                text = self.read.text(node)
                return Sealed(_NOTHING_SEALED, "") if kind.private else text
            case "words":
                return self.read.word(node, kind.words, kind.words[0])
            case "integer":
                return self.read.integer(node, -FARTHEST, FARTHEST, 0)
            case "yes_no":
                return self.read.yes_no(node)
            case "duration":
                return self.read.duration(node, least=-(10**15))
            case "money":
                return self.read.money(node)
            case "date":
                return self.read.day(node)
            case "instant":
                return self.read.instant(node)
            case "person":
                return self.person(node)[0]
            case "records":
                items = self.read.items(node, "records", least=0, most=_MOST)
                return tuple(self.record(item, kind.of, rule, at=item.at) for item in items)

    def person(self, node: Node | None) -> tuple[Person, str]:
        """Read somebody: by name, or as {name, key, language, reachable}; return them and their language."""
        if node is None:
            return Person("customer", "v_customer"), ""
        if isinstance(node, Scalar) and not is_nothing(node):
            name = self.read.text(node)
            return Person(name, f"v_{name}"), ""
        fields = self.read.fields(node, PERSON)
        name, key = self.read.text(fields.get("name")), self.read.text(fields.get("key"))
        written, reachable = fields.get("language"), fields.get("reachable")
        language = self.read.word(written, LANGUAGES, LANGUAGES[0]) if written else ""
        known = reachable is None or self.read.yes_no(reachable)
        return Person(key or name, f"v_{key or name}" if known else ""), language

    def names(self, node: Node | None, what: str) -> tuple[str, ...]:
        """Read a list of texts, which may be empty; a single one may stand without brackets."""
        items = (node,) if isinstance(node, Scalar) else self.read.items(node, what, least=0)
        return tuple(self.read.text(item) for item in items)

    def texts(self, node: Node | None, what: str) -> list[tuple[str, Scalar]]:
        """Return the texts of a list with their places."""
        items = node.items if isinstance(node, Items) else (node,)
        names = self.names(node, what) if node is not None else ()
        return [(name, item) for name, item in zip(names, items, strict=False) if isinstance(item, Scalar)]


def result_types(contract: Contract) -> dict[str, FactType]:
    """Return the types of what a connector answers."""
    return {name: fact_type(kind) for name, kind in contract.result.items()}


# --- What is not said ------------------------------------------------------------------------------------------------
def well(name: str, kind: FactType, now: datetime) -> Value:
    """Return what a form or a result holds where the example does not say: the plainest good answer."""
    match kind.type:
        case "words":
            return kind.words[0]
        case "records":
            return ()
        case "person":
            return Person("somebody", "v_somebody")
        case "text" if kind.private:
            return Sealed(_NOTHING_SEALED, "")
        case other:
            plain: Mapping[str, Value] = {
                "text": f"{name} 1", "integer": 1, "yes_no": True, "duration": Duration(3_600_000),
                "money": Money("USD", 1_000), "instant": now, "date": now.date(),
            }  # fmt: skip
            return within(plain[other], kind)


def filled(types: Mapping[str, FactType], said: Mapping[str, Value], now: datetime) -> dict[str, Value]:
    """Fill a form or a result: what is said, and the plainest good answer for the rest that is needed."""
    rest = {name: well(name, kind, now) for name, kind in types.items() if not kind.optional and name not in said}
    return {**rest, **said}
