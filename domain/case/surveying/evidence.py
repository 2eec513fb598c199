"""The burden of proof: up to a limit of the house a claim is trusted, above it something has to show it.

What is owed by law, contract or guarantee is no matter of trust: its pack says who has to prove what.
"""

from __future__ import annotations

from typing import Final

from domain.case.state import Entry
from domain.case.survey import Survey
from domain.case.surveying.authority import able, describe
from domain.case.surveying.owing import is_owed
from domain.case.surveying.people import has_proof, open_task
from domain.playbook import plan as p

SHOWN: Final = "shown"
TRUSTED: Final = "trusted"
"""What whoever is asked for evidence may say: it was shown to them, or they go without, and why."""


def is_shown(survey: Survey, step: p.Grant, name: str, entry: Entry) -> bool:
    """Say whether a claim may go on to whoever grants it; if not, somebody is asked for evidence."""
    if isinstance(step, p.Cover):
        return True  # receipts are evidence
    if is_owed(entry) or not survey.book.around.remedies.kind(entry.kind).wants_evidence(entry.amount, entry.in_kind):
        return True
    asked = f"{name}#evidence"
    if has_proof(survey.case, entry.step) or any(
        task.status == "done" and task_name.startswith(asked) for task_name, task in survey.case.tasks.items()
    ):
        return True
    open_task(
        survey, asked, step=entry.step, purpose="evidence", role=able(step.authority, entry.amount)[0].role,
        due=step.authority.within,
        words={
            "en": f"See what shows the claim: {describe(entry)}",
            "id": f"Periksa bukti klaim ini: {describe(entry, 'id')}",
            "vi": f"Xem chứng cứ cho yêu cầu này: {describe(entry, 'vi')}",
        },
        details={"entry": name, "amount": entry.amount, "remedy": entry.kind},
    )  # fmt: skip
    return False
