"""Publishing documents: each into a stream of its own, named by the digest of its content; once each."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from activities.account import of_process
from activities.library import Library
from activities.ports import Batch, Journal, StreamAppend
from domain.case.commands import Actor
from domain.documents import Draft, Published, content_digest, document_stream
from domain.house.permissions import check_publishing
from domain.record import Head, Stamp, seal


async def publish(
    journal: Journal, library: Library, drafts: Sequence[Draft], *, now: datetime, actor: Actor, why: str = ""
) -> list[Published]:
    """Publish what differs from the newest version; returns what was published.

    Raises:
        Forbidden: something differs, and the actor may not publish.
        HeadMoved: somebody else published the same document at the same moment.
    """
    await library.refresh()
    new = []
    for draft in drafts:
        digest = content_digest(draft.content)
        before = library.newest_named(draft.kind, draft.name)
        if before is None or before.digest != digest:
            check_publishing(actor, draft.kind, draft.name)
            new.append(
                Published(
                    at=now, kind=draft.kind, name=draft.name, digest=digest, content=draft.content,
                    source=draft.source, by=actor.person, why=why,
                )
            )  # fmt: skip
    appends = [await _append(journal, published, now, actor) for published in new]
    if appends:
        await journal.append(Batch(appends))
    for published in new:
        library.learn(published)
    return new


async def _append(journal: Journal, published: Published, now: datetime, actor: Actor) -> StreamAppend:
    stream = document_stream(published.kind, published.name)
    before = await journal.read(stream)
    head = Head(before[-1].seq, before[-1].hash) if before else Head()
    command = "publish-" + secrets.token_hex(8)
    account = actor.account or of_process()
    stamp = Stamp(command, actor.person, actor.roles, now, event_ids="ev_" + secrets.token_hex(10), account=account)
    return StreamAppend(stream, head, seal(stream, head, [published], stamp))
