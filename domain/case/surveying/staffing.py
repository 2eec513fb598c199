"""When nobody of the house is fit for a task: the next head is asked whom to let, or it waits, as the tier says."""

from __future__ import annotations

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case
from domain.case.survey import Survey
from domain.case.surveying.people import ring
from domain.events import Event
from domain.staffing import Nobody
from domain.vocabulary import Tier

STEP = "@staffing"


def nobody(case: Case, command: c.ReportNobody, book: Book) -> tuple[Event, ...]:
    """Record that nobody is fit for a task, and ask the head where the tier says so."""
    clocks, head = book.clocks(case.tier), head_of(book, case.tier)
    name, how = f"{command.task}#staff", where_nobody(case, book, command.task)
    asks = how == "escalate" and name not in case.tasks
    found = e.NobodyFits(
        at=command.now, task=command.task, missing=command.missing, how=how, to=head if asks else "",
        asked_by=command.asked_by, house=command.house,
    )  # fmt: skip
    if not asks:
        return (found,)
    lacking = "; ".join(command.missing)
    words = {
        "en": f"Nobody is fit for “{command.task}” ({lacking}): say who does it all the same, or see to somebody",
        "id": f"Tidak ada yang memenuhi syarat untuk “{command.task}” ({lacking}): siapa mengerjakannya",
        "vi": f"Không ai đủ điều kiện cho “{command.task}” ({lacking}): hãy quyết định ai sẽ làm",
    }
    return (
        found,
        e.Escalated(at=command.now, rung=0, direction="up", to=head, why=f"nobody is fit for “{command.task}”"),
        e.TaskOpened(
            at=command.now, task=name, step=STEP, purpose="staffing", role=head, words=words,
            due=command.now + clocks.stuck.span, details={"for": command.task, "missing": command.missing},
        ),
    )  # fmt: skip


def where_nobody(case: Case, book: Book, name: str) -> Nobody:
    """Return what is done where nobody may do a task: no tier lets a second look wait for ever."""
    if case.tasks[name].purpose == "second-look":
        return "escalate"
    return book.clocks(case.tier).who.nobody


def head_of(book: Book, tier: Tier) -> str:
    """Return who is asked next upwards: the first rung of the tier's ladder that goes up, else the playbook's owner."""
    return next((rung.to for rung in book.ladder(tier) if rung.direction == "up"), book.plan.owner)


def watch(survey: Survey) -> None:
    """Let the tasks of heads ring until somebody is found; one whose question is answered is taken back."""
    for name, task in survey.case.tasks.items():
        if task.purpose != "staffing" or task.status != "open":
            continue
        if survey.case.tasks[str(task.details["for"])].status != "open":
            survey.move(e.TaskTakenBack(at=survey.now, task=name, why="somebody did it"))
        else:
            ring(survey, name, task)
