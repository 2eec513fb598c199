"""The service: what the engine answers at its door, and what a command does by itself when no engine runs.

Here stands what people ask for; what programs ask for (failures told, outcomes, jobs) stands in programs.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from activities.cases import Cases
from activities.desk import PLAIN, Answer, Desk, Manner
from activities.directory import Directories
from activities.library import Library
from activities.operation import Operation
from activities.ports import Clock, Journal
from activities.vault import Sealer, Vault, receipt_mark, same_name
from domain.case import commands as c
from domain.case.book import Book
from domain.case.deciding.tasks import form_of
from domain.case.state import Case
from domain.entitlement.facts import units_asked
from domain.errors import CommandRejected, NotFoundError, UsageError
from domain.ids import case_stream
from domain.intake.by_hand import NO_UNITS, Units, facts_by_hand
from domain.money import Money, parse_money
from domain.playbook.answers import GIVES, read_field
from domain.playbook.plan import FactType
from domain.values import Value
from domain.views.briefing import fields as form_fields
from domain.vocabulary import LANGUAGES
from workers.door.finding import Fitting
from workers.door.requests import (
    Request,
    asked_of,
    command_id_of,
    command_of,
    number_of,
    one_of,
    said,
    text_of,
    words_of,
)
from workers.door.sealing import check_name, sealed

Answering = Callable[[Request], Awaitable[object]]


@dataclass(slots=True)
class Service:
    """Answers requests of other processes (and of commands without an engine) about one journal."""

    journal: Journal
    cases: Cases
    library: Library
    desk: Desk
    directories: Directories
    clock: Clock
    secret: bytes = field(repr=False)
    about: Mapping[str, object] = field(default_factory=dict)
    more: Mapping[str, Answering] = field(default_factory=dict)
    """What else can be asked."""
    _answers: Mapping[str, Answering] = field(init=False)

    def __post_init__(self) -> None:
        """Lay out what can be asked."""
        self._answers = {
            "about": self._about,
            "command": self._once(self._command),
            "answer": self._once(self._answer),
            "contact": self._once(self._contact),
            "customer": self._once(self._customer),
            "note": self._once(self._note),
            "change": self._once(self._change),
            "receipt": self._once(self._receipt),
            **self.more,
        }

    async def handle(self, do: str, request: Request) -> object:
        """Answer one request.

        Raises:
            MakegoodError: what the request is refused with.
        """
        answer = self._answers.get(do)
        if answer is None:
            raise UsageError(f"the engine does not know “{do}”.", remedy="Are both of the same release?")
        return await answer({**request, "do": do})

    async def _about(self, request: Request) -> object:
        return dict(self.about)

    async def _actor(self, request: Request) -> c.Actor:
        return await self.directories.actor(text_of(request, "as", ""), text_of(request, "user", ""))

    async def _command(self, request: Request) -> object:
        """Give a case a command as it stands in the request; the customer's words in it are sealed."""
        case, told = text_of(request, "case"), command_of(request, await self._actor(request), self.clock)
        loaded = await self.cases.existing(case)
        sealer = Sealer(case_stream(case), self.secret)
        command = sealed(await self._of_the_house(told), sealer, loaded.case.customer.id)
        await self._known(command)
        if isinstance(command, c.EndCase) and command.into:
            command = replace(command, whose=await self._goes_into(loaded.case, command.into))
        manner = Manner(unpark=self._unparking(case, command)) if isinstance(command, c.FreeCase) else PLAIN
        return said(await self._submit(request, case, command, sealer, manner))

    async def _of_the_house(self, told: c.Command) -> c.Command:
        """Name the person of the house whom a complaint is about, under whichever account they were named.

        Raises:
            NotFoundError: there is no such person.
        """
        if not isinstance(told, c.NameComplainedAbout):
            return told
        person = (await self.directories.load()).person(told.person)
        if not person:
            remedy = "See who belongs to it: makegood house list."
            raise NotFoundError(f"nobody in the house is called “{told.person}”.", remedy=remedy)
        return replace(told, person=person)

    async def _answer(self, request: Request) -> object:
        """Complete a task with an answer given as text, read by the types of its form; private texts are sealed."""
        case, name = text_of(request, "case"), text_of(request, "task")
        check_name(name, "task")
        loaded = await self.cases.existing(case)
        task = loaded.case.tasks.get(name)
        if task is None:
            raise NotFoundError(f"the case has no task “{name}”.", remedy="See the open ones: makegood task list.")
        fields = request.get("fields", {})
        if not isinstance(fields, dict):
            raise UsageError("“fields” is an object of texts.")
        form = form_of(loaded.book, task) if loaded.book is not None else {}
        known = form_fields(loaded.case, loaded.book, task) if loaded.book is not None else {}
        units = _units(loaded.book) if task.purpose == "facts" else {}
        told: dict[str, Value] = {n: read_field(n, str(t), form.get(n), units.get(n, ())) for n, t in fields.items()}
        sealer = Sealer(case_stream(case), self.secret)
        gives = {GIVES: told.pop(GIVES)} if GIVES in told else {}
        answer = {**sealer.facts(told, known, ""), **gives}
        names = task.purpose == "staffing"
        named = await self._fitting().person(str(answer.get("person", ""))) if names else None
        command = c.CompleteTask(
            now=self.clock.now(), actor=await self._actor(request), task=name, answer=answer, named=named
        )
        return said(await self._submit(request, case, command, sealer))

    async def _submit(
        self, request: Request, case: str, command: c.Command, sealer: Sealer, manner: Manner = PLAIN
    ) -> Answer:
        """Give a case what a request was made into, under the id that it came with."""
        return await self._fitting().submit(
            case, command, command_id=command_id_of(request), vault=tuple(sealer.rows),
            asked=asked_of(request, self.secret), manner=manner,
        )  # fmt: skip

    def _once(self, answer: Answering) -> Answering:
        """Answer a request that came before as it was answered then, whatever it would be made into by now."""

        async def again_or(request: Request) -> object:
            known = await self._answered(request)
            return await answer(request) if known is None else said(known)

        return again_or

    async def _answered(self, request: Request) -> Answer | None:
        return await self.desk.answered(command_id_of(request), asked_of(request, self.secret))

    def _fitting(self) -> Fitting:
        return Fitting(self.cases, self.desk, self.directories, self.clock)

    async def _contact(self, request: Request) -> object:
        """Record that somebody wrote or called; the words go into the vault."""
        case, direction = text_of(request, "case"), text_of(request, "direction", "in")
        if direction not in {"in", "out"}:
            raise UsageError("a contact comes in or goes out.")
        customer = (await self.cases.existing(case)).case.customer.id
        sealer = Sealer(case_stream(case), self.secret)
        command = c.RecordContact(
            now=self.clock.now(), actor=await self._actor(request), direction="in" if direction == "in" else "out",
            channel=_channel(request), text=sealer.text(words_of(request, "text"), customer),
            gives=_gives(request), complains=request.get("complains") is True,
        )  # fmt: skip
        return said(await self._submit(request, case, command, sealer))

    async def _customer(self, request: Request) -> object:
        """Record what more is known of the customer; it goes into the vault, and letters go there from now on."""
        case = text_of(request, "case")
        loaded = (await self.cases.existing(case)).case
        person, before = loaded.customer, await Vault(self.journal).person(loaded.customer)
        told = {name: text_of(request, name, "") for name in ("name", "address")}
        told |= {"language": one_of(request, "language", LANGUAGES)}
        known = replace(before, **{name: text for name, text in told.items() if text})
        sealer = Sealer(case_stream(case), self.secret)
        customer = person if known == before else sealer.known(person.id, known)
        command = c.RecogniseCustomer(
            now=self.clock.now(), actor=await self._actor(request), customer=customer,
            language=known.language or loaded.language, why=text_of(request, "why"),
            elsewhere=(known.name, known.address) != (before.name, before.address),
            first=not before.address and before.name in {"", known.name} and await Vault(self.journal).holds(person),
        )  # fmt: skip
        return said(await self._submit(request, case, command, sealer))

    async def _note(self, request: Request) -> object:
        """Add a remark; its words go into the vault."""
        case = text_of(request, "case")
        await self.cases.existing(case)
        sealer = Sealer(case_stream(case), self.secret)
        text = sealer.text(words_of(request, "text"), "")
        command = c.AddNote(now=self.clock.now(), actor=await self._actor(request), text=text)
        return said(await self._submit(request, case, command, sealer))

    async def _change(self, request: Request) -> object:
        """Record that more is known of a failure: facts given as plain JSON, read by the types of the playbook."""
        case, told = text_of(request, "case"), request.get("facts")
        loaded = await self.cases.existing(case)
        types = loaded.book.plan.facts if loaded.book is not None else {}
        if not isinstance(told, dict):
            raise UsageError("“facts” is an object.")
        sealer, customer = Sealer(case_stream(case), self.secret), loaded.case.customer
        sealer.meets(customer.id, (await Vault(self.journal).person(customer)).name)
        read = facts_by_hand(told, types, some=True, language=loaded.case.language, units=_units(loaded.book))
        facts = sealer.facts(read, types, loaded.case.source)
        command = c.ChangeFailure(
            now=self.clock.now(), actor=await self._actor(request), facts=facts, why=text_of(request, "why")
        )
        return said(await self._submit(request, case, command, sealer))

    async def _receipt(self, request: Request) -> object:
        """Take a receipt in for what is covered; what it says goes into the vault."""
        case, step = text_of(request, "case"), text_of(request, "step", "")
        loaded = await self.cases.existing(case)
        sealer = Sealer(case_stream(case), self.secret)
        number, bought = _told_apart(self.secret, loaded.case.customer.id, request)
        command = c.SubmitReceipt(
            now=self.clock.now(), actor=await self._actor(request), step=step,
            amount=_amount(loaded.case, step, request), of=_what(request), why=text_of(request, "why", ""),
            text=sealer.text(_words_of_receipt(request), loaded.case.customer.id),
            number=number, bought=bought,
        )  # fmt: skip
        return said(await self._submit(request, case, command, sealer))

    async def _known(self, command: c.Command) -> None:
        """Check that a case is handed to somebody of the house."""
        if isinstance(command, c.HandOver) and command.to not in (await self.directories.load()).members:
            what = f"nobody of the house is called “{command.to}”."
            raise NotFoundError(what, remedy="See who is: makegood house list.")

    async def _goes_into(self, case: Case, into: str) -> str:
        """Return whose case another is where what this one is owed can be given: it is open, and the same customer's.

        Who is known as somebody else there, but by no other name, can be one person: two of the house say so.

        Raises:
            NotFoundError: there is no such case.
            CommandRejected: it is closed, or another customer's.
        """
        other = (await self.cases.existing(into)).case
        if other.id == case.id:
            return other.customer.id  # refused as such, whatever becomes of the case
        vault, remedy = Vault(self.journal), "Name an open case of theirs."
        names = [(await vault.person(each.customer)).name for each in (case, other)]
        if other.customer.id != case.customer.id and all(names) and not same_name(*names):
            what = f"{into[:12]} is the case of another customer: what is owed to this one is not owed there."
            remedy = (
                "The same customer is known by one number, or by one name and address. If they are one person whose "
                f"name is wrong in one case, put it right first (makegood case customer {case.id[:12]} --name … "
                "--why …) and say this again: then somebody else is asked to agree that they are one."
            )
        elif other.phase == "closed" or other.winding_up:
            what = f"{into[:12]} is {other.winding_up or 'closed'}: nothing is given in it any more."
        else:
            return other.customer.id
        raise CommandRejected(what, where=f"case {case.id}", remedy=remedy)

    def _unparking(self, case: str, command: c.FreeCase) -> Callable[[], Awaitable[bool]]:
        """Return what lets a case go on that was parked after repeated trouble, and says, as often as asked, if it was.

        Where the case changes meanwhile, the command is decided again: that the case is not parked any more is of it.
        """
        freed = False

        async def unpark() -> bool:
            nonlocal freed
            if await Operation(self.journal, self.clock).free(case, command.actor, command.why):
                freed = True
                self.desk.nudge(case)
            return freed

        return unpark


def _gives(request: Request) -> tuple[str, ...]:
    """Return what a message gave the customer.

    Raises:
        UsageError: it is no list of words.
    """
    told = request.get(GIVES, [])
    if not isinstance(told, list) or not all(isinstance(word, str) for word in told):
        raise UsageError(f"“{GIVES}” is a list of words.")
    return tuple(told)


def _units(book: Book | None) -> Units:
    """Return in which units facts of a case are counted."""
    return NO_UNITS if book is None else units_asked(book.layout, book.packs)


def _channel(request: Request) -> str:
    channel = text_of(request, "channel")
    check_name(channel, "channel")
    return channel


def _words_of_receipt(request: Request) -> str:
    """Return what is kept in the vault of a receipt: what it says, its number, where it is from."""
    parts = (text_of(request, name, "") for name in ("text", "number", "shop", "day"))
    return ", ".join(part.strip() for part in parts if part.strip())


def _told_apart(secret: bytes, customer: str, request: Request) -> tuple[str, str]:
    """Return what tells a receipt from others: digests of its number, and of the shop with the day.

    Raises:
        UsageError: it has a shop without a day, or a day without a shop, or the day is none.
    """
    number, shop, day = (text_of(request, name, "") for name in ("number", "shop", "day"))
    if bool(shop.strip()) != bool(day.strip()):
        raise UsageError("a shop or a day alone tells no receipt from another.", remedy="Write both: --shop, --day.")
    bought = f"{shop}\0{_day(day)}" if day.strip() else ""
    return receipt_mark(secret, customer, number), receipt_mark(secret, customer, bought)


def _what(request: Request) -> str:
    named = text_of(request, "what", "")
    check_name(named, "what")
    return named


def _day(told: str) -> str:
    return str(read_field("day", told.strip(), FactType(type="date")))


def _amount(case: Case, step: str, request: Request) -> Money:
    """Return the amount of a receipt: as text with its currency, or in minor units of the cover's."""
    if "amount" in request:
        return parse_money(text_of(request, "amount"))
    cover = case.covers.get(step)
    if cover is None:
        raise NotFoundError(f"the case has no cover “{step}”.")
    return Money(cover.up_to.currency, number_of(request, "minor"))
