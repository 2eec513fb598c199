"""Documents as the journal has them: published alone, or by two persons; each act is decided on the newest facts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from activities.account import of_process
from activities.library import Library
from activities.ports import Batch, HeadMoved, Journal, StreamAppend
from domain.case.commands import Actor
from domain.documents import Draft, Published, content_digest, document_stream
from domain.errors import ConflictError
from domain.events import Event
from domain.house.permissions import check_publishing
from domain.publishing import Document
from domain.record import Head, Recorded, Stamp, seal

TRIES = 10
"""So often others may publish the same documents at the same moment, as engines do that start together."""
Decide = Callable[[Document], tuple[Event, ...]]


def differing(library: Library, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts that are not what is in force, or planned."""
    left = []
    for draft in drafts:
        now = library.newest_named(draft.kind, draft.name)
        if now is None or now.digest != content_digest(draft.content):
            left.append(draft)
    return left


async def publish(
    journal: Journal, library: Library, drafts: Sequence[Draft], *, now: datetime, actor: Actor, why: str = ""
) -> list[Published]:
    """Publish in the caller's own name what differs from what is in force; returns what was published.

    Where the house asks for two persons nothing is published so: it has to be handed in, and approved by another.
    Nor is a document of which a version waits for that, or a version that another turned down.

    Raises:
        Forbidden: something differs, and the actor may not publish.
        HeadMoved: others go on publishing the same documents.
    """
    for _ in range(TRIES - 1):
        try:
            return await _publish(journal, library, drafts, now, actor, why)
        except HeadMoved:
            continue
    return await _publish(journal, library, drafts, now, actor, why)


async def _publish(
    journal: Journal, library: Library, drafts: Sequence[Draft], now: datetime, actor: Actor, why: str
) -> list[Published]:
    await library.refresh()
    if library.takes_two:
        return []
    new = []
    for draft in differing(library, drafts):
        if library.takes_two_for(draft.kind, draft.name, content_digest(draft.content)):
            continue
        check_publishing(actor, draft.kind, draft.name)
        new.append(
            Published(
                at=now, kind=draft.kind, name=draft.name, digest=content_digest(draft.content), content=draft.content,
                source=draft.source, by=actor.person, why=why, house=actor.house_position,
            )
        )  # fmt: skip
    appends = []
    for published in new:
        stream = document_stream(published.kind, published.name)
        _, head = await library.look(stream)
        appends.append(StreamAppend(stream, head, _sealed(stream, head, [published], actor, now)))
    if appends:
        await journal.append(Batch(appends))
    for append in appends:
        await library.look(append.stream)
    return new


async def act(
    journal: Journal, library: Library, document: Document, decide: Decide, *, actor: Actor, now: datetime
) -> tuple[Event, ...]:
    """Decide about a document as it stands, and append what is decided; decided again when somebody was first.

    Raises:
        CommandRejected, Forbidden: as domain/publishing.py says.
        ConflictError: others go on changing it.
    """
    for _ in range(TRIES):
        newest, head = await library.look(document.where)
        events = decide(newest)
        if not events:
            return ()
        try:
            sealed = _sealed(document.where, head, events, actor, now)
            await journal.append(Batch((StreamAppend(document.where, head, sealed),)))
        except HeadMoved:
            continue
        await library.look(document.where)
        return events
    raise ConflictError(f"{document.called} changes faster than the command can follow.")


def _sealed(stream: str, head: Head, events: Sequence[Event], actor: Actor, now: datetime) -> Sequence[Recorded]:
    account = actor.account or of_process()
    stamp = Stamp(
        "publish-" + secrets.token_hex(8), actor.person, actor.roles, now, event_ids="ev_" + secrets.token_hex(10),
        account=account,
    )  # fmt: skip
    return seal(stream, head, events, stamp)
