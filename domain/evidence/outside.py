"""Which fact may follow which in the streams beside cases: the house, the running of the journal, mass failures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from domain import failures as f
from domain import operation as o
from domain.events import Event
from domain.house import directory as house
from domain.house import events as h
from domain.house.directory import Directory

_OfMember = (
    h.RoleGranted
    | h.RoleRevoked
    | h.SkillCertified
    | h.AbsenceRecorded
    | h.AbsenceEnded
    | h.DelegateNamed
    | h.DelegateEnded
)


@dataclass(slots=True)
class Outside:
    """Goes along one of these streams and says what cannot be."""

    known: Directory = field(default_factory=Directory)
    parked: set[str] = field(default_factory=set)
    epoch: int = 1
    seen: list[type[Event]] = field(default_factory=list)

    def wrong(self, event: Event) -> Iterator[str]:
        """Yield what is wrong about a fact behind those before it."""
        match event:
            case _ if isinstance(event, _OfMember):
                yield from self._of_member(event)
            case h.PersonAdded():
                self.known = house.evolve(self.known, event)
            case o.CaseParked():
                self.parked.add(event.case)
            case o.ParkedCaseFreed():
                if event.case not in self.parked:
                    yield "a case is freed that is not parked"
                self.parked.discard(event.case)
            case o.LossAccepted() | o.JournalRetired():
                if event.epoch <= self.epoch:
                    yield "an epoch begins that is over"
                self.epoch = event.epoch
            case _:
                yield from self._of_failure(event)
        self.seen.append(type(event))

    def _of_member(self, event: _OfMember) -> Iterator[str]:
        member = self.known.members.get(event.person)
        if member is None:
            yield f"there is no {event.person} in the house"
            return
        if isinstance(event, h.RoleGranted) and event.role in member.roles:
            yield f"{event.person} has the role {event.role} already"
        if isinstance(event, h.RoleRevoked) and event.role not in member.roles:
            yield f"{event.person} has no role {event.role}"
        if isinstance(event, h.DelegateNamed) and event.delegate in {event.person, *member.delegates}:
            yield f"{event.delegate} cannot become the delegate of {event.person}"
        if isinstance(event, h.DelegateEnded) and event.delegate not in member.delegates:
            yield f"{event.delegate} is no delegate of {event.person}"
        if isinstance(event, h.AbsenceRecorded) and event.stand_in == event.person:
            yield f"{event.person} stands in for themselves"
        if isinstance(event, h.AbsenceEnded) and member.absence is None:
            yield f"{event.person} comes back and was not away"
        self.known = house.evolve(self.known, event)

    def _of_failure(self, event: Event) -> Iterator[str]:
        if isinstance(event, f.FailureDeclared) and self.seen:
            yield "a failure is declared twice"
        if isinstance(event, f.AffectedConfirmed) and f.AffectedPreviewed not in self.seen:
            yield "a list is confirmed that was not previewed"
        if isinstance(event, f.AffectedConfirmed | f.FailureEnded) and type(event) in self.seen:
            yield "a failure is confirmed or ended twice"
