"""The facts that a pack may ask for, as they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from domain.entitlement.model import Fact, FactKind, Version
from domain.entitlement.outline import FACT, PLAIN
from domain.entitlement.quantities import unit_named
from domain.entitlement.spoken import names_of
from domain.errors import UsageError
from domain.expression.words import RESERVED
from domain.playbook.findings import quoted
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.reader import FIELD, NAME, Reader
from domain.vocabulary import Words

MOST_WORDS: Final = 50
UNREAD: Final = Fact(kind="words", choices=("?",))
"""Stands for a fact that could not be read, so that what uses it is not blamed."""


UNREAD_UNIT: Final = "?"
"""Stands for a unit that is not known, for the same reason."""


def facts_of(read: Reader, node: Node | None) -> dict[str, Fact]:
    """Read the facts of a pack."""
    found = {}
    for name, inner in read.entries(node, "facts", FIELD).items():
        if isinstance(node, Fields) and name in RESERVED:
            read.report.add("bad-name", node.key(name), f"{quoted(name)} is taken.", "Choose another name.")
        found[name] = _fact(read, inner)
    return found


def _fact(read: Reader, node: Node) -> Fact:
    fields = read.fields(node, FACT)
    kind, choices = _type(read, fields.get("type"))
    words = read.words(fields.get("words"), ("en",))
    optional = read.yes_no(fields.get("optional"))
    unit = _unit(read, fields.get("unit"), kind)
    most = read.integer(fields.get("most"), 1, 10**12, 0) or None
    if most is not None and kind != "integer":
        remedy = "Only a whole number has a bound of its own."
        read.report.add("wrong-type", fields.key("most"), f"{quoted(kind)} has no bound.", remedy)
    return Fact(kind=kind, unit=unit, choices=choices, optional=optional, words=words, most=most)


def _type(read: Reader, node: Node | None) -> tuple[FactKind, tuple[str, ...]]:
    match node:
        case None:
            return UNREAD.kind, UNREAD.choices
        case Items():
            items = read.items(node, "words", least=2, most=MOST_WORDS)
            return "words", read.names(Items(node.at, tuple(items)), "words") if items else UNREAD.choices
        case Scalar() if node.text in PLAIN:
            return PLAIN[PLAIN.index(node.text)], ()
        case Scalar():
            read.unknown("unknown-word", node, "is no type", PLAIN)
        case Fields():
            read.refuse(node, "A type", "Write integer, duration, …, or a list of words: [a, b].")
    return UNREAD.kind, UNREAD.choices


def _unit(read: Reader, node: Node | None, kind: FactKind) -> str:
    text = read.text(node)
    if not text or node is None:
        return ""
    if kind != "integer":
        remedy = (
            "Take it out: durations and amounts carry their own." if kind in {"duration", "money"} else "Take it out."
        )
        read.report.add("unknown-unit", node.at, f"Only a whole number has a unit, not {quoted(kind)}.", remedy)
        return ""
    try:
        return unit_named(text)
    except UsageError as refused:
        read.report.add("unknown-unit", node.at, refused.what, refused.remedy)
        return UNREAD_UNIT


def called_of(
    read: Reader, node: Node | None, facts: Mapping[str, Fact], versions: Iterable[Version]
) -> dict[str, Words]:
    """Read how facts, their words and what is worked out are told by language, where their names say nothing.

    A name is unknown only where all that could have it was read.
    """
    found = dict[str, Words]()
    known = {*facts, *names_of(facts, versions)}
    is_whole = not read.report.findings
    for name, inner in read.entries(node, "what is called otherwise", NAME).items():
        if isinstance(node, Fields) and is_whole and name not in known:
            key, what = node.entries[name].key, "is no fact, no word of one, and nothing that is worked out"
            read.unknown("unknown-word", key, what, known)
        found[name] = read.words(inner, ())
    return found
