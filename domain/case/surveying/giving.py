"""Giving by hand: what was approved and no service gives is asked of a person, who says under which reference."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Entry
from domain.case.survey import Survey
from domain.case.surveying.authority import describe
from domain.case.surveying.people import open_task
from domain.playbook import plan as p


def ask_to_give(survey: Survey, name: str, entry: Entry, step: p.Grant) -> None:
    """Ask for what was approved; when less of it is left meanwhile, it is asked for anew."""
    if step.hand is None:
        return
    asked = survey.case.last_asked(f"{name}#give")
    task = survey.case.tasks.get(asked)
    if task is not None and task.status == "open" and task.details["amount"] != entry.amount:
        survey.move(e.TaskTakenBack(at=survey.now, task=asked, why="part of it was set off"))
        return
    open_task(
        survey, f"{name}#give", step=entry.step, purpose="give", role=step.hand.role, due=step.hand.due,
        up=step.hand.up,
        words={
            "en": f"Give {describe(entry)}, then say under which reference",
            "id": f"Berikan {describe(entry, 'id')}, lalu sebutkan nomornya",
            "vi": f"Trao {describe(entry, 'vi')}, rồi ghi mã tham chiếu",
        },
        details={"entry": name, "amount": entry.amount, "remedy": entry.kind},
    )  # fmt: skip
