"""A message that did not arrive: what it kept is open again, and somebody sees to it that its reader hears of it."""

from __future__ import annotations

from datetime import datetime

from domain.case import events as e
from domain.case.state import Case
from domain.case.survey import Survey
from domain.case.surveying.people import open_task
from domain.ids import ENGINE


def kept_by(case: Case, step: str) -> tuple[str, ...]:
    """Return the promises that a message kept."""
    return tuple(n for n, promise in case.promises.items() if promise.status == "kept" and promise.by_step == step)


def bounced(survey: Survey) -> None:
    """Ask the owner how the reader of a message is reached that did not arrive."""
    case = survey.case
    for step, reached in case.bounced.items():
        if reached is not None or case.winding_up:
            continue
        before = (task for task in case.tasks.values() if task.purpose == "bounced" and task.step == step)
        number = sum(task.status == "done" for task in before)
        open_task(
            survey, f"{step}#bounced{number}", step=step, purpose="bounced", role=case.owner,
            due=survey.book.clocks(case.tier).stuck,
            words={
                "en": f"The message “{step}” did not arrive: reach the customer otherwise, or send it again",
                "id": f"Pesan “{step}” tidak sampai: hubungi pelanggan dengan cara lain, atau kirim lagi",
                "vi": f"Tin “{step}” không đến nơi: liên hệ khách hàng cách khác, hoặc gửi lại",
            },
        )  # fmt: skip


def bounce(case: Case, step: str, *, at: datetime, why: str, by: str = ENGINE) -> e.MessageBounced:
    """Return the fact that a message did not arrive, with what it kept."""
    return e.MessageBounced(at=at, step=step, why=why, by=by, promises=kept_by(case, step))
