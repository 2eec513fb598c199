"""A message that did not arrive: what it kept is open again, and somebody sees to it that its reader hears of it.

So it is with one that cannot be sent, for there is no address: it holds up nothing that goes without it, neither care
nor money, and the promise that it was to keep stays open. What it offers waits until its reader was reached.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.case import events as e
from domain.case.state import Case
from domain.case.survey import Survey
from domain.case.surveying.people import open_task
from domain.ids import ENGINE
from domain.vocabulary import Words

_NOT_SENT: Final = frozenset({"refused", "failed"})
"""How the effect of a message has ended that never left."""


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
            words=_words(case, step),
        )  # fmt: skip


def is_unsent(case: Case, step: str) -> bool:
    """Say whether a message that did not arrive never left."""
    effect = case.effects.get(step)
    return step in case.bounced and effect is not None and effect.status in _NOT_SENT


def _words(case: Case, step: str) -> Words:
    if not is_unsent(case, step):
        return {
            "en": f"The message “{step}” did not arrive: reach the customer otherwise, or send it again",
            "id": f"Pesan “{step}” tidak sampai: hubungi pelanggan dengan cara lain, atau kirim lagi",
            "vi": f"Tin “{step}” không đến nơi: liên hệ khách hàng cách khác, hoặc gửi lại",
        }
    why = case.effects[step].why
    return {
        "en": f"The message “{step}” cannot be sent ({why}): reach the customer otherwise, or note where"
        " they can be reached and send it again",
        "id": f"Pesan “{step}” tidak dapat dikirim ({why}): hubungi pelanggan dengan cara lain, atau catat"
        " alamatnya lalu kirim lagi",
        "vi": f"Không gửi được tin “{step}” ({why}): liên hệ khách hàng cách khác, hoặc ghi lại địa chỉ của họ"
        " rồi gửi lại",
    }


def unsent(survey: Survey, step: str, why: str) -> e.MessageBounced:
    """Return the fact that a message cannot be sent: the plan goes on, and a person is asked to reach its reader."""
    return e.MessageBounced(at=survey.now, step=step, why=why, by=ENGINE, unsent=True)


def is_unread(case: Case, step: str) -> bool:
    """Say whether a message did not reach its reader, by any way."""
    return step in case.bounced and case.bounced[step] is None


def all_reached(case: Case) -> bool:
    """Say whether everybody was reached whom a message did not reach; nobody is sought who was not found."""
    sought = case.ending is None or case.ending.outcome != "unreachable"
    return not sought or not any(is_unread(case, step) for step in case.bounced)


def bounce(case: Case, step: str, *, at: datetime, why: str, by: str = ENGINE) -> e.MessageBounced:
    """Return the fact that a message did not arrive, with what it kept."""
    return e.MessageBounced(at=at, step=step, why=why, by=by, promises=kept_by(case, step))
