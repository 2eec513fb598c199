"""Which fact may follow which in the stream of a document; written apart from what decides about documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.documents import (
    DocumentEvent,
    HandedIn,
    Published,
    Resumed,
    Retired,
    Stopped,
    TurnedDown,
    content_digest,
    document_stream,
)
from domain.events import Event


@dataclass(slots=True)
class OfDocuments:
    """Goes along the stream of one document and says what cannot be."""

    stream: str
    waiting: dict[str, str] = field(default_factory=dict)
    """Who handed a version in, by its digest."""
    published: int = 0
    retired: bool = False
    stopped: set[str] = field(default_factory=set)
    took_two: bool = False

    def wrong(self, event: Event) -> Iterator[str]:
        """Yield what is wrong about a fact behind those before it."""
        if not isinstance(event, DocumentEvent):
            yield f"{type(event).__name__} is nothing that happens to a document"
            return
        if document_stream(event.kind, event.name) != self.stream:
            yield f"it is the {event.kind} {event.name}, which has another stream"
        match event:
            case HandedIn():
                yield from _content(event)
                self.waiting[event.digest] = event.author
            case Published():
                yield from self._published(event)
            case TurnedDown() if self.waiting.pop(event.digest, None) is None:
                yield "what is turned down was not handed in"
            case Retired():
                yield from self._retired()
            case Stopped() | Resumed():
                yield from self._switched(event)
            case _:
                pass

    def _retired(self) -> Iterator[str]:
        if self.retired or not self.published:
            yield "a document is retired that is not in force"
        self.retired = True

    def _switched(self, event: Stopped | Resumed) -> Iterator[str]:
        stops = isinstance(event, Stopped)
        if stops == (event.digest in self.stopped):
            yield "a playbook is stopped twice" if stops else "a playbook goes on that was not stopped"
        self.stopped ^= {event.digest}

    def _published(self, event: Published) -> Iterator[str]:
        yield from _content(event)
        author = self.waiting.pop(event.digest, "")
        if event.author and not author:
            yield "a version is approved that was not handed in"
        elif event.author and event.author != author:
            yield f"{author} handed it in, not {event.author}"
        if event.author and event.author == event.by:
            yield "its author approved it"
        if self.took_two and not event.author:
            yield "one person put it in force alone, where two had before"
        self.took_two = self.took_two or bool(event.author)
        self.published, self.retired = self.published + 1, False


def _content(event: HandedIn | Published) -> Iterator[str]:
    if content_digest(event.content) != event.digest:
        yield "the document is not the one its digest names"
