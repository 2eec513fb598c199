"""A promise that cannot be kept is replaced: the customer is told a new time, and why, before the old one has passed.

The new time counts from when they were told it: by a message of its own, or by somebody who says that they told them.
Told when the promise was broken already, a new one stands beside it, and it stays broken.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.case import events as e
from domain.case.state import BAD_ENDS, Case, NewTime, base_of
from domain.case.survey import Survey
from domain.case.surveying.effects import begin
from domain.case.surveying.people import stuck
from domain.ids import step_path
from domain.values import Value

NEW_TIME: Final = "@new-time"
"""The path of the message that tells a new time."""
MESSAGE: Final = "a-new-time"
"""What it is written by."""


def tell_new_times(survey: Survey) -> None:
    """Tell the customer what somebody set, and let it count from then on; what is kept by now needs no other time."""
    case = survey.case
    kept = {move.promise for move in survey.moves if isinstance(move, e.PromiseKept)}
    for number, new in case.new_times.items():
        promise = case.promises.get(new.promise)
        if new.told or promise is None or promise.status not in {"open", "broken"} or new.promise in kept:
            continue
        path = step_path(NEW_TIME, (number,))
        told = case.told.get(path)
        if told is not None:
            survey.move(replaced(case, new, told.at, path))
        elif case.status(path) in BAD_ENDS:
            stuck(survey, path, case.steps[path].why)
        elif case.phase == "working" and case.status(path) is None:
            request: dict[str, Value] = {
                "message": MESSAGE, "to": case.customer, "promise": base_of(new.promise), "was_due": promise.due,
                "new_due": new.due, "why": new.why,
            }  # fmt: skip
            begin(survey, path, kind="tell", contract=survey.book.messenger, request=request)


def replaced(case: Case, new: NewTime, at: datetime, told_by: str) -> e.PromiseReplaced:
    """Return the fact that a promise is replaced, from when the customer was told."""
    promise, base = case.promises[new.promise], base_of(new.promise)
    number = sum(base_of(name) == base for name in case.promises) + 1
    return e.PromiseReplaced(
        at=at, promise=new.promise, by_promise=f"{base}~{number}", to=promise.to, what=promise.what, was=promise.due,
        due=new.due, why=new.why, told_by=told_by, by=new.by,
        late=promise.status == "broken" or (promise.stopped is None and at > promise.due),
    )  # fmt: skip
