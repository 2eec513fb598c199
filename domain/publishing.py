"""Putting documents in force: handed in by one person, approved by another, retired, stopped, let go on.

`Document` is folded from a document's stream; the deciders return the facts of an act, () where it is so already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.case.commands import Actor
from domain.case.deciding.one_person import same_hands
from domain.documents import (
    SHORT,
    DocumentKind,
    Draft,
    HandedIn,
    Published,
    Resumed,
    Retired,
    Stopped,
    Switch,
    TurnedDown,
    content_digest,
    document_stream,
)
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.house.directory import Directory
from domain.house.permissions import APPROVERS, AUTHORS, kinds_of, takes


@dataclass(frozen=True, slots=True)
class Version:
    """One publication of a document: what is in force since when, who wrote it and who approved it."""

    kind: DocumentKind
    name: str
    digest: str
    content: str
    source: str
    author: str
    by: str
    since: datetime
    why: str = ""

    @property
    def written_by(self) -> str:
        """Who answers for what stands in it: the author, else the one who put it in force alone."""
        return self.author or self.by


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that happened to a document."""

    kind: DocumentKind
    name: str
    versions: tuple[Version, ...] = ()
    waiting: Mapping[str, HandedIn] = field(default_factory=dict)
    """What was handed in and nobody decided about, by digest."""
    refused: frozenset[str] = frozenset()
    """Versions to which somebody else than their author said no, by digest, until one is approved after all."""
    retired: Retired | None = None
    stops: Mapping[str, Switch] = field(default_factory=dict)
    """What is stopped: a version by its digest, all of them under ""."""
    resumed: Switch | None = None
    seq: int = 0

    @property
    def called(self) -> str:
        """How people name it."""
        return f"{self.kind}/{self.name}"

    @property
    def where(self) -> str:
        """Where it is kept."""
        return document_stream(self.kind, self.name)

    @property
    def took_two(self) -> bool:
        """Say whether a version of it was approved by somebody else than its author."""
        return any(version.author for version in self.versions)

    def takes_two_for(self, digest: str) -> bool:
        """Say whether no one person puts a version in force: another one waits, or this one was turned down."""
        return bool(self.waiting) or digest in self.refused

    def in_force(self, at: datetime) -> Version | None:
        """Return the version in force at an instant: the one that came into force last."""
        come = [(version.since, number, version) for number, version in enumerate(self.versions) if version.since <= at]
        return max(come, key=lambda one: one[:2])[2] if come else None

    def for_new(self, at: datetime) -> Version | None:
        """Return the version that a case begins with at an instant, None when the document is retired."""
        return self.in_force(at) if self.retired is None else None

    def planned(self, at: datetime) -> list[Version]:
        """Return the versions that come into force later, the next one first."""
        later = {version.since: version for version in self.versions if version.since > at}
        return [later[since] for since in sorted(later)]

    def switch(self, digest: str) -> Switch | None:
        """Return how the kill switch of a version stands; None where nobody ever touched it."""
        return self.stops.get("") or self.stops.get(digest) or self.resumed

    def authors(self, digest: str) -> tuple[str, ...]:
        """Return who wrote a version: everybody who handed it in, or put it in force alone."""
        return tuple(dict.fromkeys(each.written_by for each in self.versions if each.digest == digest))


def evolve(document: Document, event: Event) -> Document:
    """Return a document with one more fact."""
    document = replace(document, seq=document.seq + 1)
    match event:
        case HandedIn():
            return replace(document, waiting={**document.waiting, event.digest: event})
        case Published():
            version = Version(
                event.kind, event.name, event.digest, event.content, event.source, event.author, event.by,
                event.since or event.at, event.why,
            )  # fmt: skip
            decided = _decided(document, event.digest)
            refused = document.refused - {event.digest}
            return replace(decided, versions=(*document.versions, version), retired=None, refused=refused)
        case TurnedDown():
            handed = document.waiting.get(event.digest)
            by_another = handed is not None and handed.author != event.by
            refused = document.refused | {event.digest} if by_another else document.refused
            return replace(_decided(document, event.digest), refused=refused)
        case Retired():
            return replace(document, retired=event)
        case Stopped() | Resumed():
            return _switched(document, event)
        case _:
            return document


def _decided(document: Document, digest: str) -> Document:
    """Return a document of which a version does not wait any more."""
    return replace(document, waiting={each: told for each, told in document.waiting.items() if each != digest})


def _switched(document: Document, event: Stopped | Resumed) -> Document:
    """Return a document of which a version, or all of them, were stopped or let go on."""
    switch = Switch(isinstance(event, Stopped), event.by, event.why, document.seq)
    if switch.stopped:
        return replace(document, stops={**document.stops, event.digest: switch})
    stops = {digest: each for digest, each in document.stops.items() if digest != event.digest}
    return replace(document, stops=stops, resumed=switch)


def fold(document: Document, events: Iterable[Event]) -> Document:
    """Return a document with more facts."""
    for event in events:
        document = evolve(document, event)
    return document


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for an act, as the house knows them now, when, and why."""

    actor: Actor
    directory: Directory
    now: datetime
    why: str

    @property
    def person(self) -> str:
        """The person of the house that somebody is, under whichever account; "" for nobody."""
        names = (self.actor.person, *self.actor.same_as)
        return next((name for name in names if name in self.directory.members), "")


# --- Handing in ------------------------------------------------------------------------------------------------------
def hand_in(document: Document, draft: Draft, asked: Asked) -> tuple[Event, ...]:
    """Hand a version in; () when it waits already, or is in force and nothing later is planned.

    Raises:
        CommandRejected, Forbidden: no reason is given, or this is nobody of the house who writes documents.
    """
    _with_reason(document, asked)
    author = _person(document, asked, AUTHORS, "hand in")
    digest = content_digest(draft.content)
    now = document.for_new(asked.now)
    if digest in document.waiting or (now is not None and now.digest == digest and not document.planned(asked.now)):
        return ()
    return (
        HandedIn(
            at=asked.now, kind=document.kind, name=document.name, digest=digest, content=draft.content,
            source=draft.source, author=author, why=asked.why, house=asked.actor.house_position,
        ),
    )  # fmt: skip


def bring_back(document: Document, version: str, asked: Asked) -> tuple[Event, ...]:
    """Hand an older version in again, named by the beginning of its digest.

    Raises:
        CommandRejected, Forbidden: there is none, or not one alone, or as for handing in.
    """
    found = _named({each.digest for each in document.versions}, version, document, "never in force")
    old = next(each for each in document.versions if each.digest == found)
    return hand_in(document, Draft(document.kind, document.name, old.content, old.source), asked)


def waiting(document: Document, version: str = "") -> str:
    """Return the digest of what waits to be decided about: the one that is named, or the only one.

    Raises:
        CommandRejected: nothing waits, or it is not said which.
    """
    if not document.waiting:
        raise CommandRejected(
            f"nothing of {document.called} waits for an approval.", where=document.where,
            remedy="See what does: makegood document list --waiting.",
        )  # fmt: skip
    return _named(set(document.waiting), version, document, "waiting")


def approve(document: Document, digest: str, asked: Asked, since: datetime | None = None) -> tuple[Event, ...]:
    """Put what was handed in in force, now or from an instant on.

    Raises:
        CommandRejected, Forbidden: it does not wait, or this is its author, or somebody too close to them.
    """
    _with_reason(document, asked)
    by = _person(document, asked, APPROVERS, "approve")
    handed = document.waiting.get(digest)
    if handed is None:
        raise CommandRejected(f"that version of {document.called} does not wait any more.", where=document.where)
    close = same_hands(asked.actor, handed.author)
    if close:
        raise Forbidden(
            f"{asked.actor.person} may not approve {document.called}: {close}, who handed it in.", where=document.where,
            remedy="Somebody else who may approve documents decides, and neither stands in for the author nor reports"
            " to them.",
        )  # fmt: skip
    if since is not None and since <= asked.now:
        raise CommandRejected(
            f"{document.called} cannot come into force in the past.", where="--from",
            remedy="Name a later instant, or leave it out for now.",
        )  # fmt: skip
    return (
        Published(
            at=asked.now, kind=document.kind, name=document.name, digest=digest, content=handed.content,
            source=handed.source, by=by, why=asked.why, author=handed.author, since=since,
            house=asked.actor.house_position,
        ),
    )  # fmt: skip


def turn_down(document: Document, digest: str, asked: Asked) -> tuple[Event, ...]:
    """Say no to what was handed in; its author may take it back so.

    Raises:
        CommandRejected, Forbidden: it does not wait, or this person neither approves documents nor wrote it.
    """
    _with_reason(document, asked)
    handed = document.waiting.get(digest)
    if handed is None:
        raise CommandRejected(f"that version of {document.called} does not wait any more.", where=document.where)
    by = asked.person if asked.person == handed.author else _person(document, asked, APPROVERS, "turn down")
    return (TurnedDown(at=asked.now, kind=document.kind, name=document.name, digest=digest, by=by, why=asked.why),)


# --- Taking out of force ---------------------------------------------------------------------------------------------
def retire(document: Document, asked: Asked) -> tuple[Event, ...]:
    """Let no new case begin with a document; () when none does.

    Raises:
        CommandRejected, Forbidden: it was never in force, or this person may not.
    """
    _with_reason(document, asked)
    _may(document, asked, "retire")
    if not document.versions:
        raise CommandRejected(f"{document.called} was never in force.", where=document.where)
    if document.retired is not None:
        return ()
    return (Retired(at=asked.now, kind=document.kind, name=document.name, by=asked.actor.person, why=asked.why),)


def stop(document: Document, asked: Asked, *, owner: str, version: str = "") -> tuple[Event, ...]:
    """Have cases on a playbook take no further step by themselves; its owner may, too. () when it is so already.

    Raises:
        CommandRejected, Forbidden: it is no playbook, was never in force, or this person may not.
    """
    _with_reason(document, asked)
    if owner not in asked.actor.roles:
        _may(document, asked, "stop", f" (or its owner, {owner})")
    digest = _version(document, version)
    if "" in document.stops or digest in document.stops:
        return ()
    by = asked.actor.person
    return (Stopped(at=asked.now, kind=document.kind, name=document.name, by=by, why=asked.why, digest=digest),)


def resume(document: Document, asked: Asked, *, version: str = "") -> tuple[Event, ...]:
    """Let a playbook that was stopped go on; () when it does already.

    Raises:
        CommandRejected, Forbidden: it is no playbook, something else of it was stopped, or this person may not.
    """
    _with_reason(document, asked)
    _may(document, asked, "let go on")
    digest = _version(document, version)
    if digest not in document.stops:
        if document.stops:
            what = "all versions" if "" in document.stops else "the version " + min(document.stops)[:SHORT]
            remedy = "Say so without --version." if "" in document.stops else "Name it with --version."
            raise CommandRejected(f"stopped is {what} of {document.called}.", where=document.where, remedy=remedy)
        return ()
    by = asked.actor.person
    return (Resumed(at=asked.now, kind=document.kind, name=document.name, by=by, why=asked.why, digest=digest),)


def _version(document: Document, version: str) -> str:
    """Return the digest of a version of a playbook, "" for all of them."""
    if document.kind != "playbook":
        raise CommandRejected(
            f"{document.called} takes no steps, so nothing of it can be stopped.", where=document.where,
            remedy="Retire it, or put another version in force; what can be stopped is a playbook.",
        )  # fmt: skip
    if not document.versions:
        raise CommandRejected(f"{document.called} was never in force.", where=document.where)
    return _named({each.digest for each in document.versions}, version, document, "never in force") if version else ""


def _named(known: set[str], version: str, document: Document, else_: str) -> str:
    """Return the version that a beginning of a digest names; the only one where none is named."""
    wanted = version.rstrip("…").removeprefix("sha256:")
    found = sorted(digest for digest in known if digest.removeprefix("sha256:").startswith(wanted))
    if len(found) == 1:
        return found[0]
    there = ", ".join(digest[:SHORT] for digest in sorted(known))
    if not found:
        what = f"“{version}” is no version of {document.called} ({else_})."
    else:
        what = f"{len(found)} versions of {document.called} are meant by “{version}”."
    raise CommandRejected(what, where=document.where, remedy=f"Name one: {there or 'there is none'}.")


# --- Who may ---------------------------------------------------------------------------------------------------------
def _with_reason(document: Document, asked: Asked) -> None:
    if not asked.why.strip():
        raise CommandRejected(
            "the reason is missing.", where=document.where, remedy="Say why: it is kept, and told to whoever asks."
        )


def _may(document: Document, asked: Asked, act: str, or_: str = "") -> None:
    if not kinds_of(asked.actor) & APPROVERS:
        raise Forbidden(
            f"{asked.actor.person} may not {act} {document.called}.", where=document.where,
            remedy=takes(APPROVERS, or_),
        )  # fmt: skip


def _person(document: Document, asked: Asked, kinds: frozenset[str], act: str) -> str:
    """Return the person of the house that asks; what two persons do is done by persons, never by an account alone."""
    if not kinds_of(asked.actor) & kinds:
        raise Forbidden(
            f"{asked.actor.person} may not {act} {document.called}.", where=document.where, remedy=takes(kinds)
        )
    if not asked.person:
        raise Forbidden(
            f"{asked.actor.person} is an account, and nobody of the house: a person has to {act} {document.called}.",
            where=document.where,
            remedy="Say who acts with --as PERSON, or say whose account it is:"
            f" makegood house add PERSON --account {asked.actor.person.removeprefix('os:')}.",
        )
    return asked.person
