"""Published documents, playbooks, messages, calendars, packs and others, each named by the digest of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domain.events import Event

DocumentKind = Literal[
    "playbook", "risk-matrix", "tier-policy", "message", "calendar", "markets", "contact-rules", "pack"
]


class Published(Event):
    """A document is in force from now on; `content` is its compiled form as canonical JSON, `source` what was read."""

    kind: DocumentKind
    name: str
    digest: str
    content: str
    source: str
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that was read and found legal: its compiled content (canonical JSON) and what was read."""

    kind: DocumentKind
    name: str
    content: str
    source: str


DOCUMENT_EVENTS: Mapping[str, type[Event]] = {"Published": Published}
"""Every fact of a document by the name it is stored under."""


def document_stream(kind: str, name: str) -> str:
    """Return the stream that holds a document's versions."""
    return f"document/{kind}/{name}"


def content_digest(content: str) -> str:
    """Return the digest that names a content."""
    return "sha256:" + hashlib.sha256(content.encode()).hexdigest()
