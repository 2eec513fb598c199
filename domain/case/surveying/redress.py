"""Remedies by hand brought to their end: set off, shown and approved like any other, then given by a person.

Whoever gives one says under which reference; before it was approved nobody is asked to.
"""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Entry
from domain.case.survey import Survey
from domain.case.surveying.authority import describe
from domain.case.surveying.by_hand import grant_of, open_by_hand
from domain.case.surveying.people import open_task
from domain.case.surveying.steps import is_to_be_given
from domain.playbook import plan as p


def brought_to_their_end(survey: Survey) -> bool:
    """Have what is open by hand approved and given; says whether nothing of it is open."""
    opened = open_by_hand(survey.case)
    for name, entry in opened.items():
        step = grant_of(survey.case, survey.book, entry)
        if isinstance(step, p.Grant) and is_to_be_given(survey, step, name, entry):
            ask_to_give(survey, name, entry)
    return not opened


def ask_to_give(survey: Survey, name: str, entry: Entry) -> None:
    """Ask the owner to give what was approved; when less of it is left meanwhile, they are asked anew."""
    asked = survey.case.last_asked(f"{name}#give")
    task = survey.case.tasks.get(asked)
    if task is not None and task.status == "open" and task.details["amount"] != entry.amount:
        survey.move(e.TaskTakenBack(at=survey.now, task=asked, why="part of it was set off"))
        return
    open_task(
        survey, f"{name}#give", step=entry.step, purpose="give", role=survey.case.owner,
        due=survey.book.clocks(survey.case.tier).stuck,
        words={
            "en": f"Give {describe(entry)}, say under which reference, and tell the customer (makegood case contact)",
            "id": f"Berikan {describe(entry, 'id')}, sebutkan nomornya, dan kabari pelanggan (makegood case contact)",
            "vi": f"Trao {describe(entry, 'vi')}, ghi mã tham chiếu và báo khách hàng (makegood case contact)",
        },
        details={"entry": name, "amount": entry.amount, "remedy": entry.kind},
    )  # fmt: skip
