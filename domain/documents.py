"""Documents of the house: playbooks, matrices, policies, messages, calendars, packs, each named by its digest.

Here stand their facts; what may follow what, and who may do it, stands in domain/publishing.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, get_args

from domain.clock.instant import Instant
from domain.events import Event

DocumentKind = Literal[
    "playbook", "risk-matrix", "tier-policy", "message", "calendar", "markets", "authority", "contact-rules",
    "pack", "causes", "routes", "remedies",
]  # fmt: skip
KINDS: Final[tuple[DocumentKind, ...]] = get_args(DocumentKind)

SHORT: Final = 19
"""So many characters of a digest name a version where people read."""


class HandedIn(Event):
    """Somebody wrote this version, or wants this older one back, and asks for it to be put in force.

    `author` is the person, under whichever account they asked; `house` the position of the directory it was read from.
    """

    kind: DocumentKind
    name: str
    digest: str
    content: str
    source: str
    author: str
    why: str
    house: int = 0


class Published(Event):
    """A document is in force from now on; `content` is its compiled form as canonical JSON, `source` what was read.

    `author` handed it in and `by` approved it; without an author one person put it in force alone. `since` is when it
    comes into force, where that is later. Version 1 knew no author.
    """

    version: ClassVar[int] = 2

    kind: DocumentKind
    name: str
    digest: str
    content: str
    source: str
    by: str
    why: str = ""
    author: str = ""
    since: Instant | None = None
    house: int = 0


class TurnedDown(Event):
    """What was handed in does not come into force, and why."""

    kind: DocumentKind
    name: str
    digest: str
    by: str
    why: str


class Retired(Event):
    """No new case begins with the document from now on; open ones go on."""

    kind: DocumentKind
    name: str
    by: str
    why: str


class Stopped(Event):
    """Cases on a playbook take no further step by themselves; `digest` names the only version it is about."""

    kind: DocumentKind
    name: str
    by: str
    why: str
    digest: str = ""


class Resumed(Event):
    """What was stopped may go on; `digest` names the version that had been stopped alone."""

    kind: DocumentKind
    name: str
    by: str
    why: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Switch:
    """Who last stopped a playbook or let it go on, why, and where in its stream that stands."""

    stopped: bool
    by: str
    why: str
    seq: int


DocumentEvent = HandedIn | Published | TurnedDown | Retired | Stopped | Resumed


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that was read and found legal: its compiled content (canonical JSON) and what was read."""

    kind: DocumentKind
    name: str
    content: str
    source: str


DOCUMENT_EVENTS: Mapping[str, type[Event]] = {kind.__name__: kind for kind in get_args(DocumentEvent)}
"""Every fact of a document by the name it is stored under."""


def document_stream(kind: str, name: str) -> str:
    """Return the stream that holds a document's versions."""
    return f"document/{kind}/{name}"


def content_digest(content: str) -> str:
    """Return the digest that names a content."""
    return "sha256:" + hashlib.sha256(content.encode()).hexdigest()
