"""Who may grant a remedy: the step's own limit first, then the rungs of its ladder, each with a clock."""

from __future__ import annotations

from domain.case import events as e
from domain.case.people import open_task
from domain.case.state import Case, Entry
from domain.case.survey import Survey
from domain.ids import ENGINE
from domain.money import Money, told
from domain.playbook import plan as p
from domain.values import Value
from domain.vocabulary import Words


def approve(survey: Survey, step: p.Grant, name: str, entry: Entry) -> None:
    """Grant within the step's own limit, else ask the first rung that may, and the next when it does not answer."""
    limit = limit_for(step.authority.auto_up_to, entry.amount)
    if limit is not None:
        survey.move(e.RemedyApproved(at=survey.now, entry=name, approver=ENGINE, rung=0, limit=limit))
        return
    rungs = able(step.authority, entry.amount)
    asked = [task for task in survey.case.tasks if task.startswith(f"{name}#approve")]
    number = min(max(len(asked) - 1, 0), len(rungs) - 1)
    current = f"{name}#approve{number}"
    task = survey.case.tasks.get(current)
    if task is not None and task.status == "open" and number + 1 < len(rungs):
        _pass_on(survey, current, name, entry, rungs[number + 1], number + 1, step)
        return
    survey_task(survey, current, name, entry, rungs[number], step)


def _pass_on(  # noqa: PLR0913 — the parts of an escalation
    survey: Survey, current: str, name: str, entry: Entry, rung: p.Rung, number: int, step: p.Grant
) -> None:
    due = survey.case.tasks[current].due
    why = f"nobody decided about {describe(entry)} in time"
    survey.alarm(
        due,
        e.TaskTakenBack(at=due, task=current, why="passed on"),
        e.Escalated(at=due, rung=0, direction="up", to=rung.role, why=why),
        e.TaskOpened(
            at=survey.now, task=f"{name}#approve{number}", step=entry.step, purpose="approve", role=rung.role,
            words=_words(entry), due=survey.after(step.authority.within), details=_details(name, entry),
        ),
    )  # fmt: skip


def survey_task(survey: Survey, current: str, name: str, entry: Entry, rung: p.Rung, step: p.Grant) -> None:
    """Ask one rung."""
    open_task(
        survey, current, step=entry.step, purpose="approve", role=rung.role, due=step.authority.within,
        words=_words(entry), details=_details(name, entry),
    )  # fmt: skip


def _details(name: str, entry: Entry) -> dict[str, Value]:
    owed: dict[str, Value] = {} if entry.floor is None else {"floor": entry.floor}
    return {"entry": name, "amount": entry.amount, "remedy": entry.kind, "basis": entry.basis, **owed}


def _words(entry: Entry) -> Words:
    return {
        "en": f"Decide about {describe(entry)}", "id": f"Putuskan tentang {describe(entry, 'id')}",
        "vi": f"Quyết định về {describe(entry, 'vi')}",
    }  # fmt: skip


def describe(entry: Entry, language: str = "en") -> str:
    """Say what a remedy is in a few words."""
    return f"{entry.kind} {told(entry.amount, language)}" if isinstance(entry.amount, Money) else entry.kind


def limit_for(limits: tuple[Money, ...], amount: Value) -> Money | None:
    """Return the limit that covers an amount; None when there is none in its currency, or it is too small.

    A remedy in kind has no amount: it is covered by no limit, so a person decides.
    """
    if not isinstance(amount, Money):
        return None
    return next((limit for limit in limits if limit.currency == amount.currency and amount <= limit), None)


def able(authority: p.Authority, amount: Value) -> list[p.Rung]:
    """Return the rungs that may grant an amount, the lowest first; the last rung may grant what no rung covers."""
    rungs = [rung for rung in authority.above if not rung.up_to or limit_for(rung.up_to, amount) is not None]
    return rungs or [authority.above[-1]]


def instead(case: Case, entry: Entry) -> str:
    """Say what can be done about a remedy that nobody is asked about any more."""
    match entry.status:
        case "paid":
            return (
                f"What was paid is not taken back here, but by: makegood remedy reverse {case.id[:12]} ENTRY --why …."
            )
        case "approved":
            return f"While it is not paid: makegood step skip {case.id[:12]} {entry.step} --why REASON."
        case "denied":
            return f"To have it proposed anew: makegood step retry {case.id[:12]} {entry.step} --why REASON."
        case "set off" | "declined" | "reversed":
            return "Nothing is left of it to decide about; see it: makegood case ledger."
        case "proposed":
            return "It is asked about as soon as the engine comes to it."
