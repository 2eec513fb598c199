"""Names of things: each id has its own type so that one is never handed over for another."""

from __future__ import annotations

from typing import NewType

CaseId = NewType("CaseId", str)
"""`ca_` and 26 letters; derived from issuer and key by a keyed hash where the case comes from a feed."""
StreamId = NewType("StreamId", str)
"""`case/…`, `document/…`, `house/…`."""
CommandId = NewType("CommandId", str)
EventId = NewType("EventId", str)
PersonId = NewType("PersonId", str)
"""A pseudonym: staff by the name the house gave, customers by a keyed hash."""
StepPath = NewType("StepPath", str)
"""A step of a running plan: the step's id, with the keys of the loops round it: `refund[p1]`, `fix[a,b]`."""
TaskId = NewType("TaskId", str)
"""`step-path#purpose` and an occurrence; unique within its case."""
EntryId = NewType("EntryId", str)
"""A remedy in the ledger of one case."""
Digest = NewType("Digest", str)
"""`sha256:` and 64 hex digits over canonical bytes."""

ENGINE = PersonId("engine")
"""The actor of everything the engine does by itself."""


def step_path(step: str, keys: tuple[str, ...] = (), *, escaped: bool = False) -> StepPath:
    """Join a step's id and its loop keys; the marks that hold a path together are percent-escaped in keys."""
    if not keys:
        return StepPath(step)
    return StepPath(f"{step}[{','.join(keys if escaped else map(escape, keys))}]")


def escape(key: str) -> str:
    """Write a loop key so that the marks that hold a path together stay readable."""
    return key.replace("%", "%25").replace(",", "%2C").replace("[", "%5B").replace("]", "%5D").replace("/", "%2F")


def unescape(key: str) -> str:
    """Return a loop key as it was before it was written into a path."""
    for mark in ("/", "]", "[", ",", "%"):
        key = key.replace(f"%{ord(mark):02X}", mark)
    return key


UNDO_MARK = "~undo"
"""What stands behind a step's path in the path of the effect that takes it back."""


def undo_path(step: str) -> str:
    """Return the path of the effect that takes a step back."""
    return step + UNDO_MARK


def undone_step(path: str) -> str:
    """Return the step that an undo's path takes back, or "" when the path is no undo."""
    return path[: -len(UNDO_MARK)] if path.endswith(UNDO_MARK) else ""


def part_of(step: str) -> str:
    """Return the part that brought a step along (`walk` for `walk:apology`), or "" for a step of the plan itself."""
    return step.rpartition(":")[0]


def step_of(path: str) -> str:
    """Return the id of the step in the plan, without loop keys and undo mark."""
    return path.removesuffix(UNDO_MARK).partition("[")[0]


def keys_of(path: str) -> tuple[str, ...]:
    """Return the (still escaped) loop keys of a path, outermost first."""
    inside = path.removesuffix(UNDO_MARK).partition("[")[2]
    return tuple(inside[:-1].split(",")) if inside else ()


def case_stream(case: str) -> StreamId:
    """Return the stream that holds a case."""
    return StreamId(f"case/{case}")
