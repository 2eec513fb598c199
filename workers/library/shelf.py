"""The shelf: the folders a house keeps its documents in, read and checked as a whole before anything is published.

PLAYBOOKS/*.yaml are playbooks, PLAYBOOKS/drafts/*.yaml those that are not published yet: they are read where they are
named, and never taken into the shelf as a whole. PLAYBOOKS/house/ holds risk-matrix, tier-policy, authority,
connectors, markets, contact-rules, causes, routes, remedies and staff; PLAYBOOKS/maps/ the maps of feeds;
PLAYBOOKS/examples/ the examples of playbooks (examples.py). MESSAGES/*.yaml are the messages, CALENDARS/*.yaml
the calendars, PACKS/*.yaml the packs of entitlements; of these only those are read that a playbook asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import BaseModel

from domain.authority import AuthorityTable
from domain.causes import NO_CAUSES, Causes
from domain.clock.calendar import Calendar
from domain.contact_rules import NO_RULES, ContactRules
from domain.documents import KINDS, DocumentKind, Draft
from domain.entitlement.evaluate import content_of
from domain.entitlement.model import Pack
from domain.errors import Findings, NotFoundError, UsageError
from domain.markets import Markets
from domain.playbook.calendar import compile_calendar
from domain.playbook.compiler import compile_playbook
from domain.playbook.contract import Contract
from domain.playbook.findings import Finding, Report, plain, quoted
from domain.playbook.house import (
    Hire,
)
from domain.playbook.layout import asked_packs
from domain.playbook.load import identity
from domain.playbook.message import Message, compile_message
from domain.playbook.owing import PackSeen
from domain.playbook.plan import Plan
from domain.playbook.surroundings import Surroundings
from domain.remedies import NO_REMEDIES, Remedies
from domain.risk import RiskMatrix, TierPolicy
from domain.routes import NO_ROUTES, Routes
from domain.vocabulary import LANGUAGES
from workers.library.kinds import CALLED, COMPILED, IN_ORDER, NO_MARKETS, OF_THE_HOUSE, Compile, OneOfAKind
from workers.library.letters import letters_of, place_of
from workers.settings import Settings

DRAFTS: Final = "drafts"
"""The folder of playbooks that are not published yet, in the folder of playbooks."""


class Folders(NamedTuple):
    """Where a house keeps its documents."""

    playbooks: Path
    messages: Path
    calendars: Path
    packs: Path = Path("packs")

    @classmethod
    def of(cls, settings: Settings) -> Folders:
        """Return the folders that the settings name."""
        named = (Path(settings[folder]) for folder in ("playbooks", "messages", "calendars", "packs"))
        return cls(*named)


class IllegalDocuments(Findings):
    """Documents that may not be used; every finding is listed."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep the findings."""
        count = f"{len(findings)} finding" + ("s" if len(findings) != 1 else "")
        super().__init__(count + ":\n" + "\n".join(map(str, findings)))
        self.findings = findings


@dataclass(slots=True)
class Shelf:
    """What lies on the shelf, compiled; `drafts` are its documents ready to be published."""

    files: dict[str, Path] = field(default_factory=dict)
    """The files of playbooks by name, read or not."""
    plans: dict[str, Plan] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    letters: dict[str, Path] = field(default_factory=dict)
    """The files of messages by name, legal or not."""
    matrix: RiskMatrix | None = None
    policy: TierPolicy | None = None
    authority: AuthorityTable | None = None
    markets: Markets = NO_MARKETS
    contact: ContactRules = NO_RULES
    causes: Causes = NO_CAUSES
    routes: Routes = NO_ROUTES
    kinds: Remedies = NO_REMEDIES
    """The kinds of remedies."""
    calendars: dict[str, Path] = field(default_factory=dict)
    """The files of calendars by name, read or not."""
    packs: dict[str, Path] = field(default_factory=dict)
    """The files of packs by name, read or not."""
    wrong: dict[str, list[Finding]] = field(default_factory=dict)
    """What is wrong with packs that playbooks ask, by name: said where the whole house is read."""
    published: dict[str, Calendar] = field(default_factory=dict)
    """Calendars that are in force, where that is looked at in the place of the files."""
    staff: list[Hire] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _running: list[str] = field(default_factory=list)
    _asked: dict[str, Pack | None] = field(default_factory=dict)
    """The packs that playbooks ask, compiled once."""

    @property
    def surroundings(self) -> Surroundings:
        """What playbooks are checked against."""
        return Surroundings(
            connectors=self.contracts, messages=self._languages(), place_of=self._place,
            markets=self.markets.markets, calendars=frozenset(self.calendars), playbooks=frozenset(self.files),
            plan=self.plan, roles=self.roles, matrix=self.matrix, policy=self.policy, authority=self.authority,
            remedies=self.kinds if self.kinds is not NO_REMEDIES else None,
            together=tuple(frozenset(hire.roles) for hire in self.staff), packs=frozenset(self.packs), pack=self._seen,
        )  # fmt: skip

    def pack(self, name: str) -> Pack | None:
        """Return a pack that a playbook asks, None where there is none of that name or it is illegal."""
        if name not in self._asked and name in self.packs:
            from domain.entitlement.compiler import compile_pack  # noqa: PLC0415 — most of what checks is without packs

            path = self.packs[name]
            self._asked[name], self.wrong[name] = compile_pack(bytes_of(path), str(path))
        return self._asked.get(name)

    def _seen(self, name: str) -> PackSeen | None:
        from domain.entitlement.seen import seen  # noqa: PLC0415 — as above

        pack = self.pack(name)
        return seen(pack) if pack is not None else None

    def packs_of(self, plan: Plan) -> dict[str, Pack]:
        """Return the packs that a playbook asks, by name."""
        found = {name: self.pack(name) for name in asked_packs(plan)}
        return {name: pack for name, pack in found.items() if pack is not None}

    def _languages(self) -> dict[str, frozenset[str]]:
        """Return the languages of messages; what is wrong with an illegal one is said once, in its own file."""
        illegal = dict.fromkeys(self.letters, frozenset(LANGUAGES))
        return {**illegal, **{name: message.languages for name, message in self.messages.items()}}

    def _place(self, message: str) -> str:
        return place_of(self.letters[message]) if message in self.letters else ""

    @property
    def of_the_house(self) -> Mapping[DocumentKind, OneOfAKind]:
        """The documents of which a house has one of a kind, as far as they are there."""
        found = ((kind, only, getattr(self, only.place)) for kind, only in OF_THE_HOUSE.items())
        return {kind: there for kind, only, there in found if there is not only.none}

    @property
    def roles(self) -> frozenset[str] | None:
        """The roles of all staff; None without a list of staff."""
        return frozenset(role for hire in self.staff for role in hire.roles) if self.staff else None

    def calendar(self, name: str) -> Calendar | None:
        """Return a calendar of the house, None where there is none of that name or it is illegal."""
        if name in self.published:
            return self.published[name]
        path = self.calendars.get(name)
        return compile_calendar(bytes_of(path), str(path))[0] if path is not None else None

    @property
    def members(self) -> frozenset[str] | None:
        """Who belongs to the house; None where nobody is written down."""
        return frozenset(hire.person for hire in self.staff) if self.staff else None

    def plan(self, name: str) -> Plan | str | None:
        """Return a playbook compiled, as another one runs it; a sentence where that leads round in a circle."""
        if name in self._running:
            circle = " → ".join([*self._running[self._running.index(name) :], name])
            return f"This runs in a circle: {circle}."
        if name not in self.plans and name in self.files:
            self._running.append(name)
            path = self.files[name]
            found, _ = compile_playbook(bytes_of(path), str(path), self.surroundings)
            self._running.pop()
            return found
        return self.plans.get(name)

    def legal(self) -> Shelf:
        """Return it when everything on it is legal.

        Raises:
            IllegalDocuments: with all findings.
        """
        if self.findings:
            raise IllegalDocuments(self.findings)
        return self


def read_shelf(folders: Folders) -> Shelf:
    """Read the folders; what is illegal is among the findings.

    Raises:
        NotFoundError: the folder of playbooks is missing.
        UsageError: it is the one of drafts.
    """
    playbooks = folders.playbooks
    if playbooks.name == DRAFTS:
        raise UsageError(
            "this is a folder of drafts: nothing in it is put in force.", where=plain(str(playbooks)),
            remedy="Name the folder it lies in; a draft that is ready is moved there.",
        )  # fmt: skip
    if not playbooks.is_dir():
        raise NotFoundError(f"there is no folder {playbooks}.", remedy="Name the folder with --playbooks DIR.")
    shelf = _house(folders)
    house = playbooks / "house"
    _read_calendars(shelf)
    for path, message, findings in _messages(shelf, folders.messages):
        shelf.findings += findings
        if message is not None:
            _draft(shelf, "message", message.message, message, path)
    for path in sorted(playbooks.glob("*.yaml")):
        plan = read_playbook(shelf, path)
        if plan is not None:
            _draft(shelf, "playbook", plan.playbook, plan, path)
    _read_packs(shelf)
    for kind, document in shelf.of_the_house.items():
        _draft(shelf, kind, document.name, document, house / f"{kind}.yaml")
    return shelf


def _read_packs(shelf: Shelf) -> None:
    """Take in the packs that playbooks ask."""
    for name in dict.fromkeys(name for plan in shelf.plans.values() for name in asked_packs(plan)):
        pack = shelf.pack(name)
        if pack is not None:
            source = shelf.packs[name].read_text(encoding="utf-8")
            shelf.drafts.append(Draft("pack", name, content_of(pack), source))
    shelf.findings += [finding for findings in shelf.wrong.values() for finding in findings]


def bytes_of(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        NotFoundError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as trouble:
        what = f"{plain(str(path))} cannot be read: {trouble.strerror}."
        raise NotFoundError(what, remedy=_meant(path)) from None


_USUAL = (Path("calendars"), Path("messages"), Path("packs"), Path("playbooks", DRAFTS), Path("playbooks"))
"""Where a document lies of which only the name is given."""


def _meant(path: Path) -> str:
    """Say which document was meant by a path that leads to none."""
    if path.is_dir():
        return "Name one of the files in it."
    folders = (*_USUAL, path.parent) if path.parent == Path() else (path.parent,)
    beside = {each.name: each for folder in folders for each in sorted(folder.glob("*.yaml"))}
    meant = beside.get(f"{path.name}.yaml") or next(
        (beside[name] for name in get_close_matches(path.name, beside, 1)), None
    )
    return f"Did you mean {plain(str(meant))}?" if meant is not None else ""


def _find(shelf: Shelf, folder: Path, there: dict[str, Path]) -> None:
    """Find the documents of a folder by the names they give themselves; a name stands for one of them."""
    for path in sorted(folder.glob("*.yaml")):
        text = bytes_of(path)
        says = identity(text)
        first = there.setdefault(says.name, path)
        if says.name and first != path:
            report = Report(str(path), text.decode(errors="replace"))
            what = f"{quoted(says.name)} is what {plain(first.name)} calls itself already."
            report.add("bad-name", says.at, what, "Give one of them another name.")
            shelf.findings += report.findings


def _read_calendars(shelf: Shelf) -> None:
    for path in shelf.calendars.values():
        calendar, findings = compile_calendar(bytes_of(path), str(path))
        shelf.findings += findings
        if calendar is not None:
            _draft(shelf, "calendar", calendar.name, calendar, path)


def _house(folders: Folders) -> Shelf:
    """Read what playbooks are checked against."""
    shelf, house = Shelf(), folders.playbooks / "house"
    _find(shelf, folders.playbooks, shelf.files)
    _find(shelf, folders.calendars, shelf.calendars)
    _find(shelf, folders.messages, {})
    shelf.packs = {name: path for path in sorted(folders.packs.glob("*.yaml")) if (name := _pack_named(path))}
    for kind, place in IN_ORDER.items():
        found = _one(shelf, house / f"{kind}.yaml", COMPILED[kind])
        if found is not None:
            setattr(shelf, place, found)
    return shelf


def _pack_named(path: Path) -> str:
    says = identity(bytes_of(path))
    return says.name if says.kind == "pack" else ""


def refuse_draft(path: Path) -> None:
    """Refuse a file that is still worked on where something is to be put in force.

    Raises:
        UsageError: it lies among the drafts.
    """
    if path.parent.name == DRAFTS:
        shown, above = plain(str(path)), plain(f"{path.parent.parent}/")
        raise UsageError("this is a draft: it is not put in force.", where=shown,
                         remedy=f"When it is ready, move it: mv {shown} {above}")  # fmt: skip


def read_documents(files: Sequence[Path], folders: Folders) -> Shelf:
    """Compile single files of any kind against the house of a shelf; only findings about these files count.

    Raises:
        NotFoundError: a file is missing or cannot be read.
    """
    shelf = _house(folders)
    for _ in _messages(shelf, folders.messages):
        pass
    named = {path.resolve() for path in files}
    shelf.findings = [f for f in shelf.findings if f.rule == "bad-name" and Path(f.file).resolve() in named]
    drafts = folders.playbooks / DRAFTS
    if any(path.parent == drafts.resolve() for path in named):
        for path in sorted(drafts.glob("*.yaml")):  # drafts may run each other
            shelf.files.setdefault(identity(bytes_of(path)).name, path)
    for path in files:
        text = bytes_of(path)
        _compiled(shelf, path, text, identity(text).kind)
    shelf.findings = list(dict.fromkeys(shelf.findings))
    return shelf


def _messages(shelf: Shelf, folder: Path) -> Iterator[tuple[Path, Message | None, list[Finding]]]:
    """Read the messages of a folder onto a shelf; yield each with what is wrong with it."""
    for path in sorted(folder.glob("*.yaml")):
        text = bytes_of(path)
        message, findings = compile_message(text, str(path))
        shelf.letters.setdefault(identity(text).name, path)
        if message is not None:
            shelf.messages[message.message] = message
        yield path, message, findings


def check_document(shelf: Shelf, path: Path, text: bytes) -> Draft | None:
    """Compile a document by the kind that its first field names; a playbook is the default.

    Returns what could be put in force: a legal document of a kind of which there are versions.
    """
    before, says = len(shelf.findings), identity(text).kind
    found = _compiled(shelf, path, text, says)
    kind = next((each for each in KINDS if each == ("playbook" if isinstance(found, Plan) else says)), None)
    if kind is None or not isinstance(found, BaseModel) or len(shelf.findings) > before:
        return None
    name = str(getattr(found, CALLED.get(kind, "name")))
    content = content_of(found) if isinstance(found, Pack) else found.model_dump_json()
    return Draft(kind, name, content, text.decode())


def _compiled(shelf: Shelf, path: Path, text: bytes, kind: str) -> object:
    """Compile a document; what is wrong is noted on the shelf."""
    if kind not in COMPILED:
        return _playbook(shelf, path, text)
    found, findings = COMPILED[kind](shelf, text, str(path))
    shelf.findings += findings
    return found


def read_playbook(shelf: Shelf, path: Path) -> Plan | None:
    """Compile one playbook against a shelf and put it there."""
    return _playbook(shelf, path, bytes_of(path))


def _playbook(shelf: Shelf, path: Path, text: bytes) -> Plan | None:
    name = identity(text).name
    shelf.files[name] = path
    shelf._running.append(name)  # noqa: SLF001 — whoever runs this one runs in a circle
    plan, findings = compile_playbook(text, str(path), shelf.surroundings)
    shelf._running.pop()  # noqa: SLF001 — as above
    shelf.findings += findings
    shelf.findings += [each for each in letters_of(text, plan, shelf.letters) if each not in shelf.findings]
    if plan is not None:
        shelf.plans[plan.playbook] = plan
    return plan


def _one(shelf: Shelf, path: Path, compile_it: Compile) -> object:
    """Compile one document of the house; without the file there is none."""
    if not path.exists():
        return None
    found, findings = compile_it(shelf, bytes_of(path), str(path))
    shelf.findings += findings
    return found


def _draft(shelf: Shelf, kind: DocumentKind, name: str, document: BaseModel, path: Path) -> None:
    shelf.drafts.append(Draft(kind, name, document.model_dump_json(), path.read_text(encoding="utf-8")))
