"""`makegood schema`: stored formats as JSON Schema."""

from __future__ import annotations

from domain.case.events import EVENT_TYPES
from domain.documents import DOCUMENT_EVENTS
from domain.failures import FAILURE_EVENTS
from domain.house.events import HOUSE_EVENTS
from makegood.cli.options import Common


def event(name: str = "", *, common: Common = Common()) -> None:
    """The JSON Schema of every event, or of one.

    Args:
        name: an event type.
    """
    from domain.errors import NotFoundError  # noqa: PLC0415 — only when it is needed

    kinds = {**EVENT_TYPES, **DOCUMENT_EVENTS, **HOUSE_EVENTS, **FAILURE_EVENTS}
    if name and name not in kinds:
        raise NotFoundError(f"there is no event type “{name}”.", remedy="See them all: makegood schema event.")
    wanted = {name: kinds[name]} if name else kinds
    common.output.document({each: kind.model_json_schema() for each, kind in wanted.items()})
