"""Which messages wait for the end of quiet hours, and which never do.

Nobody is written to in quiet hours, except: where somebody's safety is at stake; where the customer wrote to us since
they began, for then they are awake and asked; and where a promise would break before they are over: people are left in
peace, deadlines are not.
"""

from __future__ import annotations

from datetime import datetime

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, safety_at_stake
from domain.case.survey import Survey
from domain.case.surveying.house_promises import terms_of
from domain.clock.quiet import QuietHours
from domain.clock.words import clock_time
from domain.ids import step_of


def quiet_hours(case: Case, book: Book) -> QuietHours | None:
    """Return the quiet hours that a case's messages keep to; None where they keep to none."""
    return None if safety_at_stake(case) else book.contact.quiet(case.market, case.playbook)


def waits_for_the_morning(survey: Survey, path: str) -> bool:
    """Say whether a message is not sent now; why, and until when, is a fact of the case."""
    case, quiet = survey.case, quiet_hours(survey.case, survey.book)
    if quiet is None:
        return False
    night = quiet.first(survey.now)
    if survey.now < night[0] or why_now(case, survey.book, path, night):
        _may_be_too_late(survey, path, quiet, night if survey.now < night[0] else quiet.first(night[1]))
        return False
    until = case.nights.get(path)
    if until == night[1]:
        survey.work_at(night[1])
        return True
    begins, ends = (clock_time(quiet.clock, moment) for moment in night)
    survey.move(
        e.MessageWaits(
            at=survey.now, step=path, until=night[1], why=f"quiet hours in {case.market}: {quiet}",
            arithmetic=f"{clock_time(quiet.clock, survey.now)} lies in quiet hours from {begins} to {ends}",
        )
    )  # fmt: skip
    return True


def _may_be_too_late(survey: Survey, path: str, quiet: QuietHours, night: tuple[datetime, datetime]) -> None:
    """A message that nobody has sent when quiet hours begin waits then, unless something speaks for it."""
    if not why_now(survey.case, survey.book, path, night):
        survey.work_at(night[0])


def is_waiting(survey: Survey, path: str) -> bool:
    """Say whether a message that waited for the end of quiet hours has not been begun since."""
    effect = survey.case.effects.get(path)
    return path in survey.case.nights and (effect is None or effect.status == "retry")


def is_night(survey: Survey) -> bool:
    """Say whether the case's customers are left in peace now."""
    quiet = quiet_hours(survey.case, survey.book)
    return quiet is not None and quiet.around(survey.now) is not None


def why_now(case: Case, book: Book, path: str, night: tuple[datetime, datetime]) -> str:
    """Return why a message goes out although the hours are quiet; "" where nothing speaks for it."""
    begins, ends = night
    if safety_at_stake(case):
        return "somebody's safety is at stake"
    if case.heard_at is not None and case.heard_at >= begins:
        return "the customer wrote to us meanwhile"
    for name, promise in case.promises.items():
        if promise.status == "open" and promise.stopped is None and promise.due <= ends and _keeps(book, path, name):
            return f"“{name}” would be broken before they are over"
    for new in case.new_times.values():
        told = case.promises.get(new.promise)
        if path.startswith("@new-time") and not new.told and told is not None and told.due <= ends:
            return f"“{new.promise}” would be broken before they are over"
    return ""


def _keeps(book: Book, path: str, name: str) -> bool:
    """Say whether a message keeps a promise: its own step, or, of hearing from us, any message."""
    terms = terms_of(book, name)
    if terms is None or terms.tell:
        return True
    return terms.kept_by == step_of(path)
