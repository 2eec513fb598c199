"""What an engine tells whoever watches it: trouble with a case, promises that came due, cases that were parked."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from activities.operation import place_of
from activities.ports import PromiseChange
from activities.signals import count_divergence, count_overdue, count_parked
from activities.turn import Turn
from domain.errors import JournalAway, MakegoodError

_LOG = structlog.get_logger("makegood")


def turn_taken(turn: Turn) -> None:
    """Log a turn."""
    _LOG.debug("turn_taken", case=turn.case, seq=turn.seq, appended=turn.appended, closed=turn.closed)


def trouble_met(case: str, trouble: Exception) -> None:
    """Log what a turn failed with; the case is taken up again, or parked in the end.

    Errors of ours say what they mean. What others say can hold anything, a customer's words too: of those stands where.
    """
    what = trouble.what if isinstance(trouble, MakegoodError) else place_of(trouble)
    _LOG.warning("turn_failed", case=case, trouble=type(trouble).__name__, what=what)


def journal_waited_for(trouble: JournalAway, pause: float) -> None:
    """Log that the journal is busy or full, and when it is tried again."""
    _LOG.warning("journal_waited_for", what=trouble.what, remedy=trouble.remedy, again_in_s=round(pause, 1))


def journal_back() -> None:
    """Log that the journal takes facts again."""
    _LOG.warning("journal_back")


def case_parked(case: str, why: str) -> None:
    """Log and count a case that was left alone; an operator has a task about it, which says all of it."""
    _LOG.error("case_parked", case=case, trouble=why.partition(":")[0])
    count_parked()


def nudge_lost(case: str, trouble: Exception) -> None:
    """Log that a nudge did not reach Temporal; the sweep sends it again."""
    _LOG.warning("nudge_lost", case=case, trouble=type(trouble).__name__)


def look_failed(what: str, trouble: Exception) -> None:
    """Log that the sweep, the watchdog or the reconciler could not look; the next look comes."""
    said = trouble.what if isinstance(trouble, MakegoodError) else place_of(trouble)
    _LOG.warning("look_failed", look=what, trouble=type(trouble).__name__, what=said)


def divergence_found(case: str, had: str, got: str) -> None:
    """Log and count a case that nothing carried any more; it is carried again."""
    _LOG.error("divergence_found", case=case, had=had, got=got)
    count_divergence()


def outcome_unknown(case: str, step: str, why: str) -> None:
    """Log that a worker does not know what became of a job: no answer, a fault, or a receipt that cannot be read."""
    _LOG.warning("outcome_unknown", case=case, step=step, why=why)


def report_refused(case: str, step: str, why: str) -> None:
    """Log that the engine did not take a worker's report; when the job's time is over, it is looked at anew."""
    _LOG.error("report_refused", case=case, step=step, why=why)


def promises_overdue(overdue: Sequence[PromiseChange]) -> None:
    """Log and count promises that were open at their due instant."""
    for one in overdue:
        due = one.due.isoformat() if one.due else ""
        _LOG.warning("promise_overdue", case=one.case, promise=one.promise, due=due)
    count_overdue(len(overdue))
