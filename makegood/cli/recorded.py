"""Stored events and parts of a case: in a line, and as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.errors import VerificationFailed
from domain.evidence.verify import Breach
from domain.model import Model
from domain.record import Envelope
from domain.values import to_json
from domain.views.wording import brief, counted
from makegood.cli.output import Output, faint, say
from workers.opening import Story


def who(record: Envelope) -> str:
    """Return the actor of an event, and for whom."""
    return f"{record.actor} for {record.on_behalf_of[:12]}" if record.on_behalf_of else record.actor


def as_it_was_known(story: Story, out: Output) -> None:
    """Say as of which event a case is told, and of how many."""
    last = out.instant(story.records[-1].recorded_at)
    out.line(faint(f"as of {last}: {len(story.records)} of {story.recorded} events"))


def to_json_body(record: Envelope) -> dict[str, object]:
    """Return the body of an event as plain data."""
    return {name: to_json_state(value) for name, value in vars(record.event).items() if name != "at"}


def record_data(record: Envelope) -> dict[str, object]:
    """Return a stored event as plain data."""
    parts = (
        "stream",
        "seq",
        "id",
        "type",
        "version",
        "occurred_at",
        "recorded_at",
        "actor",
        "roles",
        "on_behalf_of",
        "account",
        "command",
    )
    return {**{name: to_json_state(getattr(record, name)) for name in parts}, "body": to_json_body(record)}


def to_json_state(value: object) -> object:
    """Return a part of a case's state as plain data."""
    if isinstance(value, Mapping):
        return {str(key): to_json_state(inner) for key, inner in value.items()}
    if isinstance(value, Model):
        return value.model_dump(mode="json")
    if isinstance(value, tuple | frozenset):
        return [to_json_state(inner) for inner in value]
    if hasattr(value, "__dataclass_fields__") and hasattr(value, "__dict__"):
        return {name: to_json_state(inner) for name, inner in vars(value).items()}
    return to_json(value)  # type: ignore[arg-type] # a TypeError is right for anything else


def in_brief(record: Envelope) -> str:
    """Return the body of an event in one line."""
    parts = ((name, brief(value)) for name, value in vars(record.event).items() if name != "at")
    return " ".join(f"{name}={text}" for name, text in parts if text)


def exit_code(broken: Sequence[Breach]) -> int:
    """Say on stderr where what was shown is not what was written, if anywhere; returns the exit code that says so."""
    if not broken:
        return 0
    first, more = broken[0], len(broken) - 1
    beside = " and " + counted(more, "more breach", "more breaches") if more else ""
    say(f"makegood: {first.where}: {first.what}{beside}.")
    say("  → What is shown was changed behind the journal's back: do not rely on it. See all: makegood audit verify.")
    return VerificationFailed.exit_code
