"""Escalation ladders, of a playbook and of the house: who is called when, upwards or across."""

from __future__ import annotations

from typing import Final

from domain.playbook.nodes import Fields, Node
from domain.playbook.reader import Reader, Shape
from domain.risk import Rung

RUNG: Final = Shape("a rung", ("after",), ("up", "across"))
MOST_RUNGS: Final = 10


def ladder(read: Reader, node: Node | None) -> tuple[Rung, ...]:
    """Read a ladder: `[{after: 2h, up: duty-manager}, {after: 8h, across: legal}]`; its times rise."""
    found: list[Rung] = []
    for item in read.items(node, "rungs", least=0, most=MOST_RUNGS):
        rung = _rung(read, read.fields(item, RUNG))
        if found and rung.after.ms and rung.after.ms <= found[-1].after.ms:
            what = f"This rung is not later than the one before it ({found[-1].after})."
            read.report.add("ladder", item.at, what, "Order the rungs by their time.")
        found.append(rung)
    return tuple(found)


def _rung(read: Reader, fields: Fields) -> Rung:
    ways = [name for name in ("up", "across") if name in fields.entries]
    if len(ways) != 1 and "after" in fields.entries:
        at = fields.key(ways[1]) if ways else fields.at
        read.report.add("one-of", at, "A rung calls somebody either up or across.", "Write up: ROLE or across: ROLE.")
    role = read.name(fields.get(ways[0])) if ways else ""
    after = read.duration(fields.get("after"))
    return Rung(after=after, direction="across" if ways[:1] == ["across"] else "up", to=role)
