"""Every refusal Makegood can answer with: what is wrong, where, and what to do next."""

from __future__ import annotations


class MakegoodError(Exception):
    """The root of the tree: a sentence for the reader, and what to do about it.

    Args:
        what: one sentence that says what is wrong.
        remedy: what the reader can do next; may be empty.
        where: the place (a file, a case, a setting); may be empty.
    """

    exit_code = 1
    title = "failed"

    def __init__(self, what: str, *, remedy: str = "", where: str = "") -> None:
        """Keep the parts apart, so that every way in can lay them out as it needs."""
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.where = where

    def __str__(self) -> str:
        """Say it in one line: place, cause, remedy."""
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"


class UsageError(MakegoodError):
    """The words of a call are off: an unknown option, an unreadable time, an illegal amount."""

    exit_code = 2
    title = "usage"


class Findings(MakegoodError):
    """A document was checked and found wanting; the findings have been listed."""

    exit_code = 3
    title = "findings"


class NotFoundError(MakegoodError):
    """There is no such case, task, document or file."""

    exit_code = 4
    title = "not found"


class ConflictError(MakegoodError):
    """The request does not fit what is already so."""

    exit_code = 5
    title = "conflict"


class CommandRejected(ConflictError):
    """The core will not turn this command into events in this state of the case."""


class VerificationFailed(MakegoodError):
    """The journal is not what it should be: somebody or something changed it."""

    exit_code = 6
    title = "verification failed"


class Unavailable(MakegoodError):
    """Something this needs is not there right now: the journal, the engine, the disk."""

    exit_code = 7
    title = "unavailable"


class JournalAway(Unavailable):
    """The journal cannot be read or written just now (busy, full, read-only); the same may be asked again."""


class JournalUnreachable(JournalAway):
    """Nobody answers where the journal is: whoever can read there again knows that it is back."""


class JournalLost(Unavailable):
    """This process can use its journal no more: the disk fails, the file is damaged, somebody else took over."""


class TooNew(Unavailable):
    """Something was written by a newer release; this one leaves it alone."""


class Forbidden(MakegoodError):
    """This actor may not do that."""

    exit_code = 8
    title = "forbidden"


class Unfit(Forbidden):
    """This actor lacks what the work asks of people; `missing` says what, in words."""

    def __init__(self, what: str, *, remedy: str = "", where: str = "", missing: tuple[str, ...] = ()) -> None:
        """Keep what is missing, so that others can be looked for."""
        super().__init__(what, remedy=remedy, where=where)
        self.missing = missing


class NotYet(MakegoodError):
    """It was taken down, and does not count before somebody else decides."""

    exit_code = 9
    title = "not yet"


class WaitedTooLong(MakegoodError):
    """A wait with a limit came to its limit."""

    exit_code = 124
    title = "waited too long"
