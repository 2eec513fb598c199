"""Who wrote a step: the one who handed in the version in which it came to stand as it does now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence


def step_authors(versions: Sequence[tuple[str, str]], content: str) -> Mapping[str, tuple[str, ...]]:
    """Return who wrote each step of a plan, given all versions of it in order, each with its author and content.

    Going back from the version, the author of a step is the one of the earliest version since which it is the same.
    """
    place = max((number for number, (_, text) in enumerate(versions) if text == content), default=-1)
    wanted, found = dict(_steps(json.loads(content))), dict[str, tuple[str, ...]]()
    for author, text in reversed(versions[: place + 1]):
        there = dict(_steps(json.loads(text)))
        for name in [name for name, step in wanted.items() if there.get(name) != step]:
            del wanted[name]
        found.update(dict.fromkeys(wanted, (author,)))
        if not wanted:
            break
    return found


def _steps(part: object) -> Iterator[tuple[str, str]]:
    """Yield every step of a compiled plan by its id, as it stands there."""
    if isinstance(part, dict):
        if isinstance(part.get("id"), str):
            yield part["id"], json.dumps(part, sort_keys=True)
        for inner in part.values():
            yield from _steps(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _steps(inner)
