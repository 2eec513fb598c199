"""The service: what the engine answers at its door, and what a command does by itself when no engine runs."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from activities.cases import Cases
from activities.desk import Answer, Desk
from activities.directory import Directories
from activities.library import Library
from activities.ports import Clock, Journal
from activities.publishing import Draft, publish
from domain.case import commands as c
from domain.case.state import Case, Task
from domain.documents import DocumentKind
from domain.errors import NotFoundError, UsageError
from domain.events import Event
from domain.house import directory as house
from domain.ids import step_of
from domain.playbook import plan as p
from domain.playbook.answers import read_field
from domain.values import Value

Request = Mapping[str, object]
_COMMAND: TypeAdapter[c.CaseCommand] = TypeAdapter(c.CaseCommand)
_ENGINES_OWN = (c.Tick, c.OpenCase)


@dataclass(slots=True)
class Service:
    """Answers requests of other processes (and of commands without an engine) about one journal."""

    journal: Journal
    cases: Cases
    library: Library
    desk: Desk
    directories: Directories
    clock: Clock
    about: Mapping[str, object] = field(default_factory=dict)
    _answers: Mapping[str, Callable[[Request], Awaitable[object]]] = field(init=False)

    def __post_init__(self) -> None:
        """Lay out what can be asked."""
        self._answers = {
            "about": self._about,
            "command": self._command,
            "answer": self._answer,
            "publish": self._publish,
            "house": self._house,
            "unpark": self._unpark,
        }

    async def handle(self, do: str, request: Request) -> object:
        """Answer one request.

        Raises:
            MakegoodError: what the request is refused with.
        """
        answer = self._answers.get(do)
        if answer is None:
            raise UsageError(f"the engine does not know “{do}”.", remedy="Are both of the same release?")
        return await answer(request)

    async def _about(self, request: Request) -> object:
        return dict(self.about)

    async def _actor(self, request: Request) -> c.Actor:
        return await self.directories.actor(text_of(request, "as", ""), text_of(request, "user", ""))

    async def _command(self, request: Request) -> object:
        """Give a case a command as it stands in the request."""
        command = _parsed(request, await self._actor(request), self.clock)
        command_id = text_of(request, "command_id", "") or "cmd-" + secrets.token_hex(12)
        return said(await self.desk.submit(text_of(request, "case"), command, command_id=command_id))

    async def _answer(self, request: Request) -> object:
        """Complete a task with an answer given as text, read by the types of its form."""
        case, name = text_of(request, "case"), text_of(request, "task")
        loaded = await self.cases.existing(case)
        task = loaded.case.tasks.get(name)
        if task is None:
            raise NotFoundError(f"the case has no task “{name}”.", remedy="See the open ones: makegood task list.")
        fields = request.get("fields", {})
        if not isinstance(fields, dict):
            raise UsageError("“fields” is an object of texts.")
        plan = loaded.book.plan if loaded.book else None
        form = form_of(loaded.case, task, loaded.book.layout.steps if loaded.book and plan else {})
        answer: dict[str, Value] = {n: read_field(n, str(t), form.get(n)) for n, t in fields.items()}
        command = c.CompleteTask(now=self.clock.now(), actor=await self._actor(request), task=name, answer=answer)
        command_id = text_of(request, "command_id", "") or "cmd-" + secrets.token_hex(12)
        return said(await self.desk.submit(case, command, command_id=command_id))

    async def _publish(self, request: Request) -> object:
        """Publish documents that were checked by whoever asks."""
        told = request.get("documents")
        if not isinstance(told, list):
            raise UsageError("“documents” is a list.")
        drafts = [_draft(document) for document in told]
        actor = await self._actor(request)
        new = await publish(self.journal, self.library, drafts, now=self.clock.now(), by=actor.person)
        return [{"kind": one.kind, "name": one.name, "digest": one.digest} for one in new]

    async def _house(self, request: Request) -> object:
        """Change the directory: grant, revoke, certify."""
        actor, act = await self._actor(request), text_of(request, "act")
        person, now = text_of(request, "person"), self.clock.now()

        def decide(directory: house.Directory) -> tuple[Event, ...]:
            match act:
                case "grant":
                    return house.grant(directory, person, text_of(request, "role"), now=now, by=actor.person)
                case "revoke":
                    return house.revoke(directory, person, text_of(request, "role"), now=now, by=actor.person)
                case "certify":
                    level, skill = request.get("level"), text_of(request, "skill")
                    if not isinstance(level, int):
                        raise UsageError("“level” is a whole number from 0 to 5.")
                    return house.certify(directory, person, skill, level, now=now, by=actor.person)
                case _:
                    raise UsageError(f"the house does not know “{act}”.")

        return {"person": person, "facts": await self.directories.change(decide, by=actor.person)}

    async def _unpark(self, request: Request) -> object:
        case = text_of(request, "case")
        await self.journal.unpark(case)
        self.desk.nudge(case)
        return {"case": case}


def form_of(case: Case, task: Task, steps: Mapping[str, p.AnyStep]) -> Mapping[str, p.FactType]:
    """Return the form a task is answered with; decisions have forms of their own."""
    step = steps.get(step_of(task.step))
    if task.purpose == "ask" and isinstance(step, p.Ask):
        return step.form
    return {}


def text_of(request: Request, name: str, default: str | None = None) -> str:
    """Return a text of a request.

    Raises:
        UsageError: it is missing or no text.
    """
    value = request.get(name, default)
    if not isinstance(value, str):
        raise UsageError(f"the request lacks “{name}”.")
    return value


def said(answer: Answer) -> dict[str, object]:
    """Return an answer as data."""
    return {"case": answer.case, "seq": answer.seq, "events": list(answer.events), "repeat": answer.repeat}


def _parsed(request: Request, actor: c.Actor, clock: Clock) -> c.Command:
    told = request.get("command")
    if not isinstance(told, dict):
        raise UsageError("the request lacks “command”.")
    try:
        command = _COMMAND.validate_python({**told, "now": clock.now(), "actor": actor})
    except ValidationError as trouble:
        first = trouble.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"the command cannot be read: {first['msg'].lower()}.", where=place) from None
    if isinstance(command, _ENGINES_OWN):
        raise UsageError(f"“{command.do}” is the engine's own.")
    return command


def _draft(document: object) -> Draft:
    match document:
        case {"kind": str(kind), "name": str(name), "content": str(content), "source": str(source)}:
            return Draft(_kind(kind), name, content, source)
        case _:
            raise UsageError("a document has kind, name, content and source.")


def _kind(kind: str) -> DocumentKind:
    match kind:
        case "playbook" | "risk-matrix" | "tier-policy" | "message":
            return kind
        case _:
            raise UsageError(f"“{kind}” is no kind of document.")
