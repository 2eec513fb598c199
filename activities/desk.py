"""The desk: where people's commands arrive. Answered by the journal in milliseconds; drivers only get a nudge."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from activities.cases import Cases, Loaded
from activities.ports import (
    ClaimRefused,
    Clock,
    CommandRecord,
    CommandRepeated,
    HeadMoved,
    Journal,
    Unique,
    VaultRow,
)
from activities.signals import spanning
from domain.case import commands as c
from domain.case.book import Book
from domain.case.decide import decide_apart
from domain.case.deciding.receipts import SAY_WHY
from domain.case.events import EvidenceReceived
from domain.case.evolve import fold
from domain.case.state import Case
from domain.errors import CommandRejected, ConflictError, MakegoodError
from domain.events import Event
from domain.house.permissions import check
from domain.ids import CaseId
from domain.record import digest_of
from domain.values import Person, Sealed, Value

MOST_CONFLICTS = 100
"""How often a command is decided again because somebody else was first, or took what it counted on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command came to: the case, the stream's seq behind it, and the types of the events it made.

    `unparked`: the engine, which had left the case alone, takes it up again.
    """

    case: str
    seq: int
    events: tuple[str, ...]
    repeat: bool = False
    unparked: bool = False


async def _as_it_is(refusal: MakegoodError) -> MakegoodError:
    """Say a refusal as the core and the house say it."""
    return refusal


async def _no() -> bool:
    """Leave a case parked that is."""
    return False


@dataclass(frozen=True, slots=True)
class Manner:
    """How a command is answered; all of it happens once, and is kept in the answer that comes again under its id.

    Of a command that changed nothing the answer is kept if `keep` says so. `worded` says with what a refusal is told.
    `unpark` lets a parked case go on, and says whether it was parked: before the answer is written, so that no answer
    says what was cut off.
    """

    keep: bool = False
    worded: Callable[[MakegoodError], Awaitable[MakegoodError]] = _as_it_is
    unpark: Callable[[], Awaitable[bool]] = _no


PLAIN = Manner()


@dataclass(frozen=True, slots=True)
class _Request:
    """What is kept of a request: its id, the digest of the command it was made into, and of what was asked."""

    id: str
    digest: str
    asked: str = ""

    @property
    def mark(self) -> Mapping[str, str]:
        """What an answer says of what was asked."""
        return {"asked": self.asked} if self.asked else {}


def case_id(secret: bytes, source: str, key: str) -> CaseId:
    """Derive a case's id from issuer and key: the same failure is the same case, and the id tells nothing."""
    mac = hmac.new(secret, f"{source}\0{key}".encode(), hashlib.sha256).digest()[:16]
    return CaseId("ca_" + base64.b32encode(mac).decode().rstrip("=").lower())


class Nudge(Protocol):
    """Tells a driver to look at a case soon; `new`: nothing can have carried it before."""

    def __call__(self, case: str, *, new: bool = False) -> None:
        """Have it looked at."""
        ...


def _nobody(case: str, *, new: bool = False) -> None:
    """Leave it to whoever looks at the journal."""


@dataclass(slots=True)
class Desk:
    """Takes commands for cases; `nudge` tells the driver that a case changed."""

    journal: Journal
    cases: Cases
    clock: Clock
    nudge: Nudge = _nobody

    async def open(
        self, case: str, command: c.OpenCase, book: Book, *, command_id: str, vault: Sequence[VaultRow] = ()
    ) -> Answer:
        """Open a case; the same failure again answers with the case that exists."""
        check(command.actor, command)
        loaded = await self.cases.load(case)
        if loaded.book is not None:
            return Answer(case, loaded.head.seq, (), repeat=True)
        try:
            digest = await self._digest(case, command, vault)
            return await self._commit(loaded, command, book, _Request(command_id, digest), vault)
        except (ConflictError, CommandRepeated):  # others told it at the same moment, perhaps in other words
            loaded = await self.cases.load(case)
            if loaded.book is None:
                raise
            return Answer(case, loaded.head.seq, (), repeat=True)

    async def answered(self, command_id: str, asked: str) -> Answer | None:
        """Return what a request was answered with that came under this id before; None where it is new.

        It is known by what was asked (`asked`, a digest), before anything is made of it: what a command is made into,
        and whether it may be, can be another by now.

        Raises:
            MakegoodError: what it was refused with.
        """
        known = await self.journal.command(command_id)
        return _again(known, "", asked) if known is not None and _was_asked(known, asked) else None

    async def submit(
        self, case: str, command: c.Command, *, command_id: str, vault: Sequence[VaultRow] = (), asked: str = "",
        manner: Manner = PLAIN,
    ) -> Answer:  # fmt: skip
        """Decide a command on an existing case.

        The same id again gives the same answer (or the same refusal); another request under it is refused. `asked` is
        the digest of the request as it came.

        Raises:
            CommandRejected, Forbidden, NotFoundError: as the core and the house say.
        """
        with spanning("command", case, **{"recovery.command": type(command).__name__}):
            request = _Request(command_id, await self._digest(case, command, vault), asked)
            answer, is_new = await self._submit(case, command, request, vault, manner)
            if manner.keep and is_new and not answer.events:
                await self.journal.record_refusal(_record(request, answer))
            return answer

    async def _submit(
        self, case: str, command: c.Command, request: _Request, vault: Sequence[VaultRow], manner: Manner
    ) -> tuple[Answer, bool]:
        """Return the answer, and whether it is a new one."""
        await self.cases.library.look_around()
        known = await self.journal.command(request.id)
        if known is not None:
            return _again(known, request.digest, request.asked), False
        stands: Mapping[str, int] = {}
        for _ in range(MOST_CONFLICTS):
            loaded = (await self.cases.existing(case)).knowing(stands)
            try:
                check(command.actor, command)
                return await self._commit(loaded, command, loaded.book, request, vault, manner), True
            except ClaimRefused as refused:
                if refused.holder:
                    raise _came_elsewhere(case, refused.holder) from None
                stands = refused.stands
            except HeadMoved:
                continue
            except CommandRepeated as repeat:
                return _again(repeat.record, request.digest, request.asked), False
            except MakegoodError as refusal:
                told = await manner.worded(refusal)
                if told.exit_code in {5, 8}:
                    await self._keep_refusal(request, told)
                raise told from None
        raise ConflictError("the case changes faster than the command can follow.", where=case)

    async def _commit(
        self, loaded: Loaded, command: c.Command, book: Book | None, request: _Request, vault: Sequence[VaultRow],
        manner: Manner = PLAIN,
    ) -> Answer:  # fmt: skip
        if book is None:
            raise ConflictError("the case has no plan yet.", where=loaded.case.id)
        now = max(self.clock.now(), loaded.case.last_at or self.clock.now())
        by_clock, own = decide_apart(loaded.case, c.at(command, now), book)
        events, case, unparked = by_clock + own, loaded.case.id, await manner.unpark()
        if not events:
            return Answer(case, loaded.head.seq, (), repeat=True, unparked=unparked)
        made = tuple(type(event).__name__ for event in events)
        answer = Answer(case, loaded.head.seq + len(events), made, unparked=unparked)
        behind, _ = await self.cases.append(
            loaded, events, book=book, now=now, command=request.id, actor=command.actor.person,
            roles=command.actor.roles, on_behalf_of=_behalf(loaded.case, command), account=command.actor.account,
            by_clock=len(by_clock), vault=vault, claims=_receipts_of(loaded.case, events),
            record=_record(request, answer),
            after=fold(loaded.case, events),
        )  # fmt: skip
        self.nudge(case, new=loaded.book is None)
        return replace(answer, seq=behind.head.seq)

    async def _digest(self, case: str, command: c.Command, vault: Sequence[VaultRow]) -> str:
        if not vault:
            return _request_digest(case, command, {})
        secret = (await self.journal.info()).secret
        words = {row.ref: hmac.new(secret, row.plaintext, hashlib.sha256).hexdigest() for row in vault}
        return _request_digest(case, command, words)

    async def _keep_refusal(self, request: _Request, refusal: MakegoodError) -> None:
        body = {
            **request.mark,
            "refused": type(refusal).__name__,
            "what": refusal.what,
            "remedy": refusal.remedy,
            "where": refusal.where,
        }
        await self.journal.record_refusal(CommandRecord(request.id, request.digest, json.dumps(body)))


def _behalf(case: Case, command: c.Command) -> str:
    """Return the customer where somebody else writes down what they said."""
    if not isinstance(command, c.FROM_CUSTOMER) or command.actor.person == case.customer.id:
        return ""
    return case.customer.id


_FOUND: Final = frozenset({"now", "actor", "named"})
"""What was not asked but found out: when, who that is, and who those are whom they name."""


def _request_digest(case: str, command: c.Command, words: Mapping[str, str]) -> str:
    """Name a request by its content, its time apart: the same words later are the same request.

    What the house knows of somebody who is named is not part of it.

    Private texts lie under another reference each time; `words` says by reference what they are, as a keyed hash.
    """
    body = {name: _worded(value, words) for name, value in command.__dict__.items() if name not in _FOUND}
    who = {name: value for name, value in command.actor.__dict__.items() if name != "account"}
    return digest_of({"case": case, "command": type(command).__name__, **body, "actor": who})


def _worded(value: Value, words: Mapping[str, str]) -> Value:
    match value:
        case Sealed() | Person() if value.ref in words:
            return {"words": words[value.ref]}
        case Mapping():
            return {name: _worded(inner, words) for name, inner in value.items()}
        case tuple():
            return tuple(_worded(inner, words) for inner in value)
        case _:
            return value


def _receipts_of(case: Case, events: Sequence[Event]) -> list[Unique]:
    """Return the names under which receipts are known of a customer, whichever case they come for.

    One of which somebody said why it is another, or paid all the same, takes none: the name may be another case's.
    """
    names = [
        f"receipt/{case.customer.id}/{came.number or f'{came.bought}/{came.amount}'}"
        for came in events
        if isinstance(came, EvidenceReceived) and (came.number or came.bought) and not came.although
    ]
    return [Unique(name, case.id) for name in names]


def _came_elsewhere(case: str, holder: str) -> CommandRejected:
    return CommandRejected(
        f"this receipt came for case {holder[:12]} of the same customer.", where=f"case {case}",
        remedy=f"See what became of it: makegood case show {holder[:12]}. If it is another one, {SAY_WHY}",
    )  # fmt: skip


def _record(request: _Request, answer: Answer) -> CommandRecord:
    also = {"unparked": True} if answer.unparked else {}
    body = {"case": answer.case, "seq": answer.seq, "events": answer.events, **also, **request.mark}
    return CommandRecord(request.id, request.digest, json.dumps(body))


def _was_asked(known: CommandRecord, asked: str) -> bool:
    """Say whether the request that was answered is this one; answers of earlier releases do not say."""
    return bool(asked) and json.loads(known.answer).get("asked") == asked


def _again(known: CommandRecord, digest: str, asked: str = "") -> Answer:
    if known.digest != digest and not _was_asked(known, asked):
        raise ConflictError(
            f"the command id {known.id} was used for another request.", remedy="Give every command an id of its own."
        )
    body = json.loads(known.answer)
    if "refused" in body:
        raise _refusal(body)
    unparked = body.get("unparked", False)
    return Answer(body["case"], body["seq"], tuple(body["events"]), repeat=True, unparked=unparked)


def _refusal(body: dict[str, str]) -> MakegoodError:
    kinds = {kind.__name__: kind for kind in _all_kinds(MakegoodError)}
    return kinds.get(body["refused"], ConflictError)(body["what"], remedy=body["remedy"], where=body["where"])


def _all_kinds(kind: type[MakegoodError]) -> list[type[MakegoodError]]:
    return [kind, *(inner for sub in kind.__subclasses__() for inner in _all_kinds(sub))]
