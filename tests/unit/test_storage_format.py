"""Names of events and of their fields are the storage format: changing one needs a new version and an upcaster."""

from __future__ import annotations

import json
from pathlib import Path

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from domain.budgets import Draw, Short
from domain.case.events import EVENT_TYPES, CaseFreed, NoteAdded
from domain.clock import parse_instant
from domain.documents import DOCUMENT_EVENTS
from domain.entitlement.answer import Gift, Refused, Step
from domain.failures import FAILURE_EVENTS
from domain.house.events import HOUSE_EVENTS
from domain.operation import OPERATION_EVENTS
from domain.record import Head, Stamp, canonical, seal
from domain.signs import Watched
from domain.values import from_json, to_json

_PARTS = (Draw, Short, Gift, Refused, Step, Watched)
PINNED = Path(__file__).parent / "storage_format.json"


def test_the_storage_format_is_what_was_pinned() -> None:
    """Every event type has the version and the fields it had when it was pinned."""
    now = {
        name: {"version": kind.version, "fields": sorted(kind.model_fields)}
        for name, kind in sorted(
            {**EVENT_TYPES, **DOCUMENT_EVENTS, **HOUSE_EVENTS, **FAILURE_EVENTS, **OPERATION_EVENTS}.items()
        )
    }
    now |= {f"part of an event: {kind.__name__}": {"fields": sorted(kind.model_fields)} for kind in _PARTS}
    assert now == json.loads(PINNED.read_text(encoding="utf-8")), "a stored name changed: give the type a new version"


def test_every_instant_of_an_event_is_known_as_one() -> None:
    """What the schema calls a date-time is written as plain text, in every event type."""
    for kind in EVENT_TYPES.values():
        fields = kind.model_json_schema(mode="validation")["properties"].items()
        assert {name for name, field in fields if "date-time" in json.dumps(field)} == set(kind.instants()), kind


texts = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(plain)
def test_canonical_bytes_are_those_of_rfc_8785(data: object) -> None:
    """Another encoder of the same standard writes the same bytes."""
    assert canonical(data) == rfc8785.dumps(data)  # type: ignore[arg-type] # plain JSON data


@given(plain)
def test_a_value_survives_writing_and_reading(data: object) -> None:
    """What is written as a value is read back as the same value."""
    value = from_json(data)
    assert from_json(json.loads(canonical(to_json(value)))) == value


def test_a_sealed_event_is_canonical_as_a_whole() -> None:
    """The envelope put together from parts is byte for byte the envelope encoded at once."""
    at = parse_instant("2026-03-02T09:00:00.123+07:00")
    events = [NoteAdded(at=at, text="“quoted” \\ \x1f é 😀", by="ana"), CaseFreed(at=at, by="ä\n")]
    stamp = Stamp('c"1', "dụng", ("desk", 'a"b'), at, event_ids="ev_", cause="\t", on_behalf_of="x", account='os:"é')
    for record in seal("case/ca_1", Head(4, "a" * 64), events, stamp):
        assert canonical(json.loads(record.data)) == record.data
