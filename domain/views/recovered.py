"""What somebody got elsewhere, for the house: what of it was or will be set off, and what is left to be decided."""

from __future__ import annotations

from collections.abc import Iterator

from domain.case.state import Case, Recovery
from domain.case.surveying.authority import describe
from domain.case.surveying.got_twice import is_seen_to, paid_meanwhile, question
from domain.case.surveying.set_off import counts_for, has_begun
from domain.money import told
from domain.remedies import Remedies


def what_changes(case: Case, house: Remedies, name: str) -> Iterator[str]:
    """Yield what becomes of a recovery as things stand: set off, about to be, left to a person, or nothing yet."""
    recovery = case.recoveries[name]
    if recovery.used is not None:
        yield f"{told(recovery.used, 'en')} of it was set off."
    if recovery.left.minor <= 0:
        return
    asked = case.tasks.get(case.last_asked(question(name)))
    if is_seen_to(case, name) and (asked is None or asked.status != "done"):
        yield "What we had paid was taken back for it; nothing more of it is set off."
        return
    paid = paid_meanwhile(case, house, recovery)
    ahead = [
        describe(entry)
        for there, entry in case.ledger.items()
        if entry.open and counts_for(case, house, entry, recovery) and not has_begun(case, there, entry)
    ]
    if ahead and recovery.free.minor > 0:
        yield f"It is set off against {', '.join(ahead)}, not paid yet."
    open_question = asked is not None and asked.status == "open"
    if paid and ahead and recovery.free.minor > 0 and not open_question and not is_seen_to(case, name):
        given = ", ".join(map(describe, paid.values()))
        yield f"The {case.owner} is asked about what is left of it then: {given} was paid."
    elif paid:
        yield f"{', '.join(map(describe, paid.values()))} was paid already: {_asked(case, name, recovery)}"
    if not ahead and not paid and recovery.used is None:
        yield "Nothing is there to set it off against; it is set off against what is proposed from now on."


def _asked(case: Case, name: str, recovery: Recovery) -> str:
    """Say who decides, or decided, about what was got twice."""
    task = case.tasks.get(case.last_asked(question(name)))
    if task is not None and task.status == "done":
        why = task.answer.get("why", "")
        kept = "they keep both" if task.answer.get("decision") == "keeps" else "something was taken back"
        return f"{task.by} decided that {kept} ({why})."
    left = told(recovery.left, "en")
    return f"the {case.owner} is asked whether they keep {left} beside it; nothing is taken back by itself."
