"""The messages that a playbook tells, checked with it: what is wrong with them, at its place in their own files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from domain.expression.errors import guess_or_list
from domain.playbook import plan as p
from domain.playbook.findings import Finding, plain, quoted
from domain.playbook.layout import blocks_of
from domain.playbook.load import load
from domain.playbook.message import compile_message, facts_named
from domain.playbook.nodes import Fields, Node, Scalar

_TELLING: Final = ("tell", "teach", "offer", "survey", "self_service")
"""The fields whose value names a message."""
_SECTION: Final = re.compile(rb"^(subject|text):", re.MULTILINE)


def letters_of(text: bytes, plan: p.Plan | None, files: Mapping[str, Path]) -> list[Finding]:
    """Return what is wrong with the messages that a playbook tells.

    Args:
        text: what the file of the playbook holds.
        plan: what it was compiled to, None where it is illegal.
        files: the files of messages by name.
    """
    root, _ = load(text, "")
    named = dict.fromkeys(_named(root)) if root is not None else {}
    found = [finding for name in named if name in files for finding in _wrong(files[name])]
    if plan is not None:
        found += [
            finding for name, known in _told(plan) if name in files for finding in _facts(plan, files[name], known)
        ]
    return list(dict.fromkeys(found))


def place_of(path: Path) -> str:
    """Say where subject and text of a message are written."""
    text = path.read_bytes()
    places = [(found[1].decode(), text.count(b"\n", 0, found.start()) + 1) for found in _SECTION.finditer(text)]
    said = ", ".join(f"{part} in line {line}" for part, line in places)
    return f"{plain(path.name)} ({said})" if said else plain(path.name)


def _wrong(path: Path) -> list[Finding]:
    return compile_message(path.read_bytes(), str(path))[1]


def _named(node: Node) -> Iterator[str]:
    """Yield the values that name a message, also in a playbook that is illegal."""
    if isinstance(node, Scalar):
        return
    if not isinstance(node, Fields):
        for item in node.items:
            yield from _named(item)
        return
    for name, entry in node.entries.items():
        if name in _TELLING and isinstance(entry.value, Scalar):
            yield entry.value.text
        yield from _named(entry.value)


# --- Facts -----------------------------------------------------------------------------------------------------------
def _told(plan: p.Plan) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the messages that a plan sends, each with the facts that are there when it is written."""
    facts = frozenset(plan.facts)
    for terms in plan.promises.values():
        if terms.tell:
            yield terms.tell, facts
    for each in plan.follow_up:
        if each.survey:
            yield each.survey, facts
    for steps in (plan.steps, *(each.steps for each in plan.whenever)):
        for step in steps:
            yield from _by(step, facts)


def _by(step: p.AnyStep, facts: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    match step:
        case p.Tell() | p.Offer():
            yield step.message, facts.union(step.given)
            yield from ((name, facts) for name in (step.undo if isinstance(step, p.Tell) else "",) if name)
        case p.Teach():
            yield step.message, facts
        case p.Run():
            facts = facts.union(step.given, step.derived)
        case _:
            pass
    for _, block in blocks_of(step):
        for inner in block:
            yield from _by(inner, facts)


def _facts(plan: p.Plan, path: Path, known: frozenset[str]) -> Iterator[Finding]:
    """Yield the facts that a message names and that are not there when this playbook sends it."""
    for fact, at, source in facts_named(path.read_bytes(), str(path)):
        if fact in known:
            continue
        what = f"{quoted(plan.playbook)} sends this, and has no fact {quoted(fact)}."
        remedy = guess_or_list(fact, known)
        if fact in plan.derived:
            what = f"{quoted(plan.playbook)} sends this, and {quoted(fact)} is computed there."
            remedy = "A message can name only what a failure tells."
        yield Finding(str(path), at.line, at.column, "template", what, remedy, plain(source))
