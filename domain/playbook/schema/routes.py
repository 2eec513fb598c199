"""The schema of routes outside the firm."""

from __future__ import annotations

from typing import Final

from domain.playbook.reader import NAME
from domain.playbook.route_list import NONE, ROUTE, ROUTES
from domain.playbook.schema.common import (
    Schema,
    any_of,
    definitions,
    described,
    named,
    ref,
    said,
    shaped,
    text,
    words,
)

_TOLD: Final = any_of({"type": "string"}, ref("words"))
"""A name of its own, or words by language."""


def routes_schema() -> Schema:
    """Return the JSON Schema of routes as they are written."""
    route = shaped(ROUTE, {
        "called": said(_TOLD, "What the body is called."),
        "address": said(_TOLD, "Where it is reached."),
        "within": said(ref("period"), "Within which time after our answer it can be asked."),
        "source": said({"type": "string"}, "Where that is written."),
        "verified": said({"type": "boolean"}, "Whether somebody of the house looked the source up."),
    })  # fmt: skip
    root = shaped(ROUTES, {
        "routes": said(text(NAME), "What the document is called."),
        "bodies": said(named(ref("words"), NAME), "What those are called to whom matters are handed over, by role."),
        "markets": said(named(any_of(words([NONE]), named(route, NAME)), NAME), "By market and service, or none."),
    })  # fmt: skip
    shared = definitions()
    kept = {name: shared[name] for name in ("span", "period", "words")}
    return described("Routes", "Where customers can turn outside the firm.", root, kept)
