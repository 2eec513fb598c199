"""Messages to customers: rendered from the published template in their language, sent by a channel, kept sealed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from activities.library import Library
from activities.performing import Performed, Performer
from activities.ports import Call, Clock, Connector
from activities.templates import render
from activities.vault import Known, Sealer, Vault
from domain.case.book import MESSENGER, Book
from domain.case.commands import Applied, NotApplied, Unknown
from domain.case.state import Case
from domain.case.survey import Work
from domain.case.surveying.letters import answer_by
from domain.clock.duration import Duration
from domain.errors import UsageError
from domain.events import Event
from domain.ids import case_stream
from domain.money import Money
from domain.playbook.message import Message
from domain.publishing import Version
from domain.values import Person, Value
from domain.views.ending import short
from domain.views.letter import said
from domain.views.telling import SPANS, Telling
from domain.views.wording import about, instant, money

EventsOf = Callable[[str], Awaitable[Sequence[Event]]]


@dataclass(slots=True)
class Messenger:
    """Performs every effect that goes through `messages.send`."""

    library: Library
    vault: Vault
    channels: Mapping[str, Connector]
    clock: Clock
    events_of: EventsOf
    secret: bytes = field(repr=False)
    house: str = ""

    async def perform(self, case: Case, work: Work) -> Performed:
        """Render, seal and send; what cannot be rendered is proven not sent."""
        name, to = str(work.request["message"]), work.request["to"]
        published = self.library.in_force("message", name)
        if published is None:
            await self.library.refresh()
            published = self.library.in_force("message", name)
        if published is None:
            return Performed(NotApplied(why=f"no message {name} is published"))
        try:
            another = to if isinstance(to, Person) and to.id != case.customer.id else None
            return await self._send(case, work, published, another or case.customer)  # as they are known by now
        except UsageError as trouble:
            return Performed(NotApplied(why=trouble.what))
        except Exception as trouble:  # noqa: BLE001 — a fault here must not take the turn with it
            return Performed(Unknown(why=f"the messenger failed: {type(trouble).__name__}"))

    async def _send(self, case: Case, work: Work, published: Version, to: Person) -> Performed:
        message = Message.model_validate_json(published.content)
        known = await self.vault.person(to)
        language = _language(message, known, case)
        values = await self._values(case, work, to, known, language)
        subject, text = (render(part[language], values) for part in (message.subject, message.text))
        by = str(work.request.get("channel", "")) or message.channel
        channel = self.channels.get(by)
        if channel is None:
            return Performed(NotApplied(why=f"no channel {by} is configured here"))
        letter: Mapping[str, Value] = {"to": known.address, "name": known.name, "subject": subject, "text": text}
        call = Call(
            case.id, work.step, work.effect, channel.contract.name, work.key, work.attempt, letter, work.timeout_ms
        )
        outcome = await channel.perform(call)
        if not isinstance(outcome, Applied):
            return Performed(outcome)
        sealer = Sealer(case_stream(case.id), self.secret)
        sealed = sealer.text(f"{subject}\n\n{text}", to.id)
        told: Mapping[str, Value] = {
            "template": message.message, "digest": published.digest, "channel": by, "language": language,
            "text": sealed,
        }  # fmt: skip
        return Performed(Applied(receipt=outcome.receipt, message=told), tuple(sealer.rows))

    async def _values(self, case: Case, work: Work, to: Person, known: Known, language: str) -> Mapping[str, object]:
        """Return what the template may mention, as texts in the reader's language and zone."""
        book = await self.library.book_of(case)
        zone = zone_of(book)
        telling = Telling(
            case, book, await self.events_of(case.id), language, zone, reader=to.id, names=await self._names(case)
        )
        return {
            "house": self.house,
            "customer": known.name,
            "case": short(case.id),
            "failure": facts_told(case, book, work.request, language, zone),
            "reply_by": self._reply_by(case, work, book, language),
            **said(telling, work.request, work.step),
        }

    async def _names(self, case: Case) -> Mapping[str, str]:
        """Return what those are called who get something in a case."""
        payees = {entry.payee.id: entry.payee for entry in case.ledger.values()}
        return {name: (await self.vault.person(person)).name for name, person in payees.items()}

    def _reply_by(self, case: Case, work: Work, book: Book, language: str) -> str:
        within, asked = (work.request.get(part) for part in ("reply_within", "due"))
        if isinstance(within, SPANS):
            channel = str(work.request.get("channel", ""))
            due = answer_by(book, case.market, channel, self.clock.now(), within)
        elif isinstance(asked, SPANS):  # a question: its clock does not wait for the post
            due = book.reckon(self.clock.now(), asked).due
        else:
            return ""
        return instant(due, zone_of(book), language)


def zone_of(book: Book) -> tzinfo:
    """Return the zone in which the customer of a case reads times: the one its days are counted in."""
    return UTC if book.calendar is None else ZoneInfo(book.calendar.zone)


def _language(message: Message, known: Known, case: Case) -> str:
    wanted = (known.language, case.language, "en", *sorted(message.languages))
    return next(language for language in wanted if language in message.languages)


def facts_told(case: Case, book: Book, request: Mapping[str, Value], language: str, zone: tzinfo) -> Mapping[str, str]:
    """Return the facts as texts: those of the failure, or of the playbook that runs as a part and tells its own."""
    own = request.get("facts")
    facts: Mapping[str, Value] = {**case.facts, **own} if isinstance(own, Mapping) else case.facts
    return {name: _shown(facts.get(name), language, zone) for name in dict.fromkeys([*book.plan.facts, *facts])}


def _shown(value: Value, language: str, zone: tzinfo) -> str:
    match value:
        case Money():
            return money(value, language)
        case Duration():
            return about(value, language)
        case datetime():
            return instant(value, zone, language)
        case str() | int():
            return str(value)
        case tuple():
            return ", ".join(_shown(each, language, zone) for each in value)
        case _:
            return ""


@dataclass(frozen=True, slots=True)
class Performers:
    """Messages go to the messenger, what the engine does itself into our own journal, all else to the connectors."""

    messenger: Performer
    connectors: Performer
    ours: Mapping[str, Performer] = field(default_factory=dict)

    async def perform(self, case: Case, work: Work) -> Performed:
        """Hand the work to the one who can."""
        name = work.contract.name
        performer = self.messenger if name == MESSENGER.name else self.ours.get(name, self.connectors)
        return await performer.perform(case, work)
