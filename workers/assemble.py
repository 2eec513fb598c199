"""Puts the parts together: one journal, everything that reads and writes it, and the ways to the outside."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from activities.cases import Cases
from activities.clock import JournalClock
from activities.connectors.outbox import Outbox
from activities.desk import Desk
from activities.directory import Directories
from activities.intake import Intake
from activities.library import Library
from activities.mass_failures import MassFailures
from activities.merging import Merging
from activities.messages import Messenger, Performers
from activities.performing import Connectors, Performer
from activities.ports import Connector, JournalInfo
from activities.turn import Taker
from activities.vault import Vault
from domain.case.events import EVENT_TYPES
from domain.events import Event
from domain.ids import case_stream
from domain.playbook.merging import TAKE_IN
from domain.playbook.ours import MASS_FAILURES
from domain.record import open_record
from workers.door.budgeting import Budgeting
from workers.door.job_desk import JobDesk
from workers.door.jobs import Jobs
from workers.door.programs import Programs
from workers.door.publishing import Publishing
from workers.door.service import Service
from workers.door.staffing import Staffing
from workers.journals import RunningJournal
from workers.library.shelf import Folders
from workers.settings import Settings, takes_two
from workflows.handing_out import Signer


@dataclass(slots=True)
class House:
    """A journal and all that works on it, in one process."""

    settings: Settings
    journal: RunningJournal
    info: JournalInfo
    connectors: dict[str, Connector] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    """What lies in the folders and is not in force, where it takes two persons."""
    clock: JournalClock = field(init=False)
    library: Library = field(init=False)
    cases: Cases = field(init=False)
    desk: Desk = field(init=False)
    vault: Vault = field(init=False)
    directories: Directories = field(init=False)
    service: Service = field(init=False)
    staffing: Staffing = field(init=False)
    publishing: Publishing = field(init=False)
    signer: Signer = field(init=False)
    jobs: JobDesk = field(init=False)

    def __post_init__(self) -> None:
        """Wire what needs no connector."""
        self.clock = JournalClock.of(self.info)
        self.library = Library(self.journal, self.info.clock_rate, self.clock, two_always=takes_two(self.settings))
        self.cases = Cases(self.journal, self.library)
        self.desk = Desk(self.journal, self.cases, self.clock)
        self.vault = Vault(self.journal)
        self.directories = Directories(self.journal, self.clock)
        intake = Intake(self.library, self.desk, self.clock, self.info.secret)
        jobs = Jobs(self.journal, self.cases, self.clock)
        self.cases.on_change = jobs.changed
        self.signer = Signer(job_secret(self.settings, self.info.secret))
        self.jobs = JobDesk(self.journal, self.cases, self.desk, self.clock, self.vault, jobs, self.signer)
        programs = Programs(self.journal, self.cases, self.directories, intake, self.clock, self.library, self.jobs)
        self.staffing = Staffing(self.directories, self.library, self.vault, self.clock, self.info.secret)
        self.publishing = Publishing(
            self.journal, self.library, self.directories, self.desk, self.clock, Folders.of(self.settings)
        )
        budgeting = Budgeting(self.journal, self.directories, self.library, self.desk, self.clock)
        self.service = Service(
            self.journal, self.cases, self.library, self.desk, self.directories, self.clock, self.info.secret,
            more={**programs.answers(), **self.staffing.answers(), **self.publishing.answers(),
                  **budgeting.answers()},
        )  # fmt: skip

    @classmethod
    async def of(cls, settings: Settings, journal: RunningJournal) -> House:
        """Read the journal's row and wire the rest."""
        house = cls(settings, journal, await journal.info())
        await house.library.refresh()
        return house

    def performer(self) -> Performer:
        """Return the one who does what a turn asks for."""
        messenger = Messenger(
            library=self.library, vault=self.vault, channels=_channels(Path(self.settings["outbox"])),
            clock=self.clock, events_of=self.events_of, secret=self.info.secret, house=self.settings["house"],
        )  # fmt: skip
        ours: dict[str, Performer] = dict.fromkeys(MASS_FAILURES, MassFailures(self.journal, self.clock))
        ours[TAKE_IN.name] = Merging(self.desk, self.clock)
        return Performers(messenger, Connectors(self.connectors, self.vault), ours)

    def taker(self) -> Taker:
        """Return the one loop of this process."""
        return Taker(self.cases, self.performer(), self.clock, alone=self.cases.alone)

    async def events_of(self, case: str) -> Sequence[Event]:
        """Return the facts of a case."""
        return [open_record(r, EVENT_TYPES).event for r in await self.journal.read(case_stream(case))]


def _channels(outbox: Path) -> Mapping[str, Connector]:
    """Return the ways a message takes: written as mail, or as a letter that somebody prints and posts."""
    return {"mail": Outbox(outbox), "letter": Outbox(outbox / "letters")}


def job_secret(settings: Settings, journal_secret: bytes) -> bytes:
    """Return what jobs are signed with: as set, or derived from the journal's own secret."""
    if settings["job_secret"]:
        return settings["job_secret"].encode()
    return hmac.new(journal_secret, b"jobs", hashlib.sha256).digest()
