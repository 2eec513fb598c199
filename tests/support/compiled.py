"""What the documents that ship compile to, written so that a difference can be read.

`python -m tests.support.compiled` renews tests/corpus/compiled.txt. A value that fits stands in one line, any other is
broken up, a line for each of its parts. Empty values are left out, and the lines of steps, or every comment would move
them. Of calendars two are enough.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.support.corpus import HOUSE
from workers.library.shelf import Folders, Shelf, read_shelf

COMPILED: Final = HOUSE / "tests" / "corpus" / "compiled.txt"
CALENDARS: Final = ("gb-eng-2025-2027", "24x7-2025-2027")
_WIDTH: Final = 160
_EMPTY: Final[tuple[object, ...]] = (None, "", False, [], {})


def shelf(house: Path = HOUSE) -> Shelf:
    """Read all documents of a house."""
    return read_shelf(Folders(house / "playbooks", house / "messages", house / "calendars", house / "packs")).legal()


def compiled(of: Shelf) -> str:
    """Write everything that lies on a shelf."""
    dumped = [(f"playbook {name}", plan.model_dump_json()) for name, plan in sorted(of.plans.items())]
    dumped += [(f"connector {name}", contract.model_dump_json()) for name, contract in sorted(of.contracts.items())]
    dumped += sorted(
        (f"{draft.kind} {draft.name}", draft.content)
        for draft in of.drafts
        if draft.kind != "playbook" and (draft.kind != "calendar" or draft.name in CALENDARS)
    )
    whole = {name: json.loads(text) for name, text in dumped}
    for name, value in whole.items():
        whole[name] = {part: _short(inner) for part, inner in value.items()}
    return "".join(f"{line}\n" for name, value in whole.items() for line in lines_of(name, value, 0))


def _short(value: object) -> object:
    """Leave out what is empty and the lines of steps, and name connectors instead of writing them out again."""
    if isinstance(value, list):
        return [_short(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if "capability" in value:
        return value["name"]
    kept = {name: inner for name, inner in value.items() if not (name == "line" and isinstance(inner, int))}
    return {name: _short(inner) for name, inner in kept.items() if inner not in _EMPTY}


def lines_of(name: str, value: object, depth: int) -> Iterator[str]:
    """Write a value: in one line, or a line for each of its parts."""
    indent, short = "  " * depth, json.dumps(value, ensure_ascii=False)
    if len(short) <= _WIDTH or not isinstance(value, dict | list):
        yield f"{indent}{name}: {short}"
        return
    yield f"{indent}{name}:"
    for part, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield from lines_of(str(part), inner, depth + 1)


if __name__ == "__main__":
    COMPILED.write_text(compiled(shelf()), encoding="utf-8")
