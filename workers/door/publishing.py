"""What people ask about documents: hand one in, approve it, turn it down, retire it, stop it, let it go on.

What is handed in is read and checked here, never taken on trust; and once more, against what is in force by then, when
it is approved.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from activities.desk import Desk
from activities.directory import Directories
from activities.library import Library
from activities.ports import OPEN, Clock, Journal
from activities.publishing import act, differing, publish
from domain import publishing as p
from domain.case.commands import Actor
from domain.clock.calendar import Calendar
from domain.clock.instant import parse_instant
from domain.documents import Draft, HandedIn
from domain.errors import ConflictError, NotFoundError, UsageError
from domain.events import Event
from domain.expression.errors import guess
from domain.playbook.load import identity
from domain.playbook.message import Message
from domain.playbook.plan import Plan
from domain.publishing import Asked, Document
from workers.door.requests import Request, drafts_of, text_of
from workers.door.service import Answering
from workers.library.kinds import OF_THE_HOUSE
from workers.library.shelf import Folders, IllegalDocuments, Shelf, check_document, read_documents, refuse_draft

PAGE = 1_000
"""So many rows of cases are read at a time."""
Decide = Callable[[Document, Asked], tuple[Event, ...]]


@dataclass(slots=True)
class Publishing:
    """Answers what is asked about documents."""

    journal: Journal
    library: Library
    directories: Directories
    desk: Desk
    clock: Clock
    folders: Folders

    def answers(self) -> Mapping[str, Answering]:
        """Return what can be asked."""
        return {
            "publish": self._publish, "hand-in": self._hand_in, "bring-back": self._bring_back,
            "approve": self._approve, "turn-down": self._turn_down, "retire": self._retire,
            "stop": self._stop, "resume": self._resume,
        }  # fmt: skip

    async def _actor(self, request: Request) -> Actor:
        return await self.directories.actor(text_of(request, "as", ""), text_of(request, "user", ""))

    async def _asked(self, request: Request) -> Asked:
        actor = await self._actor(request)
        return Asked(actor, await self.directories.load(), self.clock.now(), text_of(request, "why", ""))

    # --- Alone -------------------------------------------------------------------------------------------------------
    async def _publish(self, request: Request) -> object:
        """Publish in the caller's own name documents that were checked by whoever asks.

        Where the house asks for two persons nothing is published so, nor is a document of which a version waits for an
        approval; what would have been is told as left.
        """
        actor, drafts = await self._actor(request), drafts_of(request)
        new = await publish(
            self.journal, self.library, drafts, now=self.clock.now(), actor=actor, why=text_of(request, "why", "")
        )
        await self.wake_asking(one.name for one in new if one.kind == "pack")
        left = differing(self.library, drafts)
        return [
            *({"kind": one.kind, "name": one.name, "digest": one.digest} for one in new),
            *({"kind": one.kind, "name": one.name, "left": True} for one in left),
        ]

    # --- By two ------------------------------------------------------------------------------------------------------
    async def _hand_in(self, request: Request) -> object:
        """Hand in files, each given by its path and what it holds; none when one of them is illegal."""
        drafts = self._read(request)
        await self.library.refresh()
        found = [await self._acted(request, _draft_in(draft), Document(draft.kind, draft.name)) for draft in drafts]
        return {"acts": found}

    def _read(self, request: Request) -> list[Draft]:
        files = request.get("files")
        if not isinstance(files, dict) or not files:
            raise UsageError("“files” is an object: what each file holds, by its path.")
        shelf = read_documents((), self.folders)
        _let_run_each_other(shelf, files)
        drafts = []
        for path, text in files.items():
            refuse_draft(Path(path))
            draft = check_document(shelf, Path(path), str(text).encode())
            if draft is not None:
                drafts.append(draft)
            elif not shelf.findings:
                raise UsageError(
                    f"{path} is nothing that is put in force by itself.",
                    remedy="Connectors, staff, maps and examples are read from their folders.",
                )
        if shelf.findings:
            raise IllegalDocuments(shelf.findings)
        return drafts

    async def _bring_back(self, request: Request) -> object:
        document, version = await self._find(request)
        done = await self._acted(request, lambda found, asked: p.bring_back(found, version, asked), document)
        if document.kind == "pack":
            await self.wake_asking([document.name])
        return done

    async def _approve(self, request: Request) -> object:
        """Approve what was handed in, after one more check of it against what is in force by now."""
        document, version = await self._find(request)
        told = text_of(request, "since", "")
        since = parse_instant(told) if told else None

        def decide(found: Document, asked: Asked) -> tuple[Event, ...]:
            digest = p.waiting(found, version)
            decided = p.approve(found, digest, asked, since)
            self._check(found.waiting[digest])
            return decided

        alone = not self.library.takes_two
        done = await self._acted(request, decide, document)
        if document.kind == "pack":
            await self.wake_asking([document.name])
        return {**done, "ends_alone": alone and self.library.takes_two}

    def _check(self, handed: HandedIn) -> None:
        """Check what was handed in as it was when it was read, against what is in force now.

        Raises:
            IllegalDocuments: it is not legal any more.
            ConflictError: it would compile to something else than what its author handed in.
        """
        shelf = read_documents((), self.folders)
        self._in_force(shelf)
        path = Path(f"{handed.name}.yaml ({handed.kind} as handed in)")
        draft = check_document(shelf, path, handed.source.encode())
        if shelf.findings:
            raise IllegalDocuments(shelf.findings)
        if draft is None or draft.content != handed.content:
            raise ConflictError(
                f"{handed.kind}/{handed.name} would mean something else now than when it was handed in: what it is"
                " checked against changed.",
                remedy="Turn it down, and have it handed in again.",
            )

    def _in_force(self, shelf: Shelf) -> None:
        """Put what is in force in the place of what lies in the folders."""
        for kind, only in OF_THE_HOUSE.items():
            for version in self.library.newest(kind):
                setattr(shelf, only.place, only.model.model_validate_json(version.content))
        messages = [Message.model_validate_json(one.content) for one in self.library.newest("message")]
        shelf.messages, shelf.letters = {message.message: message for message in messages}, {}
        calendars = self.library.newest("calendar")
        shelf.published = {one.name: Calendar.model_validate_json(one.content) for one in calendars}
        shelf.calendars = {one.name: Path(f"{one.name}.yaml") for one in calendars}

    async def _turn_down(self, request: Request) -> object:
        document, version = await self._find(request)
        return await self._acted(
            request, lambda found, asked: p.turn_down(found, p.waiting(found, version), asked), document
        )

    # --- Out of force ------------------------------------------------------------------------------------------------
    async def _retire(self, request: Request) -> object:
        document, _ = await self._find(request)
        return await self._acted(request, p.retire, document)

    async def _stop(self, request: Request) -> object:
        document, version = await self._find(request)
        owner = self._owner(document)
        done = await self._acted(
            request, lambda found, asked: p.stop(found, asked, owner=owner, version=version), document
        )
        return {**done, "cases": await self._wake({document.name})}

    async def _resume(self, request: Request) -> object:
        document, version = await self._find(request)
        done = await self._acted(request, lambda found, asked: p.resume(found, asked, version=version), document)
        return {**done, "cases": await self._wake({document.name})}

    def _owner(self, document: Document) -> str:
        """Return the role that owns a playbook, by its version in force."""
        version = document.in_force(self.clock.now())
        return Plan.model_validate_json(version.content).owner if version and document.kind == "playbook" else ""

    async def wake_asking(self, packs: Iterable[str]) -> None:
        """Have the engine look at the open cases that packs decided about by an earlier version, where there is one."""
        await self._wake(self.library.asking_changed(packs))

    async def _wake(self, playbooks: Collection[str]) -> int:
        """Have the engine look at every open case on these playbooks; returns how many there are."""
        count, after = 0, ""
        if not playbooks:
            return 0
        while rows := await self.journal.cases(phase=OPEN, limit=PAGE, after=after):
            for row in rows:
                if row.playbook in playbooks:
                    await self.journal.set_wake(row.case, self.clock.now())
                    self.desk.nudge(row.case)
                    count += 1
            after = rows[-1].case
        return count

    # --- Shared ------------------------------------------------------------------------------------------------------
    async def _find(self, request: Request) -> tuple[Document, str]:
        await self.library.refresh()
        return find(self.library, text_of(request, "document"))

    async def _acted(self, request: Request, decide: Decide, document: Document) -> dict[str, object]:
        """Decide about a document as it, and the house, stand by then, and say what came of it."""
        asked = await self._asked(request)
        facts = await act(
            self.journal, self.library, document, lambda found: decide(found, asked), actor=asked.actor, now=asked.now
        )
        return _said(document, facts)


def _draft_in(draft: Draft) -> Decide:
    return lambda found, asked: p.hand_in(found, draft, asked)


def _let_run_each_other(shelf: Shelf, files: Mapping[str, object]) -> None:
    """Have playbooks that are handed in together be found by each other."""
    for path, text in files.items():
        says = identity(str(text).encode())
        if says.kind == "playbook":
            shelf.files[says.name] = Path(path)


def _said(document: Document, facts: tuple[Event, ...]) -> dict[str, object]:
    digest = next((digest for fact in facts if (digest := str(getattr(fact, "digest", "")))), "")
    return {
        "document": document.called, "facts": [type(fact).__name__ for fact in facts], "digest": digest,
    }  # fmt: skip


def find(library: Library, told: str) -> tuple[Document, str]:
    """Return the document that somebody names as KIND/NAME, NAME or KIND, and the version behind an “@”.

    Raises:
        NotFoundError: there is none.
        UsageError: more than one is meant.
    """
    name, _, version = told.partition("@")
    known = library.documents
    found = [one for one in known if one.called == name] or [one for one in known if name in {one.name, one.kind}]
    if len(found) == 1:
        return found[0], version
    if not found:
        names = sorted({one.called for one in known} | {one.name for one in known})
        remedy = f"{guess(name, names)} See them all: makegood document list.".strip()
        raise NotFoundError(f"there is no document “{name}” in this journal.", remedy=remedy)
    remedy = f"Name one of: {', '.join(one.called for one in found)}."
    raise UsageError(f"{len(found)} documents are called “{name}”.", remedy=remedy)
