"""Who may grant a remedy: the step's own limit first, then the rungs of its ladder, each with a clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.case import events as e
from domain.case.evolve import fold
from domain.case.state import Case, Entry
from domain.case.survey import Survey
from domain.case.surveying import budgets, over_budget
from domain.case.surveying.by_hand import is_by_hand, proposed_in
from domain.case.surveying.covered import is_in_doubt, wants_why
from domain.case.surveying.hands import said_by_one
from domain.case.surveying.known import beside_it
from domain.case.surveying.owing import owes_care, things_owed
from domain.case.surveying.people import open_task
from domain.ids import ENGINE
from domain.money import Money, told
from domain.playbook import plan as p
from domain.values import Value
from domain.vocabulary import CHOSEN, CUSTOMER, HOW_BAD, Words

_DECIDE: Final[Words] = {"en": "Decide about", "id": "Putuskan tentang", "vi": "Quyết định về"}
_ONE: Final[Words] = {
    "en": " (one person alone says so: {names})",
    "id": " (hanya menurut satu orang: {names})",
    "vi": " (chỉ theo lời một người: {names})",
}
_CALLED: Final[Mapping[str, Words]] = {
    CUSTOMER: {"en": "who the customer is", "id": "siapa pelanggannya", "vi": "khách hàng là ai"},
    CHOSEN: {"en": "what was chosen", "id": "pilihan pelanggan", "vi": "lựa chọn của khách"},
    HOW_BAD: {"en": "how bad it is", "id": "seberapa berat kasusnya", "vi": "mức độ nghiêm trọng"},
}


def approve(survey: Survey, step: p.Grant, name: str, entry: Entry) -> None:
    """Grant within the step's own limit, else ask the first rung that may, and the next when it does not answer.

    What rests on something that one person alone put right is granted by another, however little it is. What goes
    beyond a budget waits for whoever may set it anew; where it is the budget of one actor, another decides.
    """
    case, amount = survey.case, budgets.weight(survey.case, name)
    if over_budget.waits(survey, name, entry):
        return
    asked, current = _asked(case, name)
    by_itself = limit_for(step.authority.auto_up_to, amount) is not None
    by_itself = by_itself and not said_by_one(case, entry, survey.book) and not is_in_doubt(case, entry)
    if by_itself and not current and not over_budget.is_spent_for_the_engine(case, name):
        _by_itself(survey, name, limit_for(step.authority.auto_up_to, entry.amount))
        return
    rungs, enough = able(step.authority, entry.amount), _enough(survey, step, name, entry)
    numbers = [number for number, rung in enumerate(rungs) if rung in enough] or [len(rungs) - 1]
    above = next((number for number in numbers if number > asked), None)
    task, spent = case.tasks.get(current), over_budget.is_in_the_way(case, name, current)
    if task is not None and task.status == "open" and above is not None:
        _pass_on(
            survey,
            current,
            name,
            entry,
            rungs[above],
            above,
            step,
            why=_why_at_once(able=asked in numbers, spent=spent),
        )
    elif task is not None and task.status == "open" and spent:
        over_budget.ask(survey, name, entry)
    else:
        number = asked if asked in numbers else above if above is not None else numbers[-1]
        survey_task(survey, f"{name}#approve{number}", name, entry, rungs[number], step)


def _enough(survey: Survey, step: p.Grant, name: str, entry: Entry) -> list[p.Rung]:
    """Return the rungs that may grant an entry with what counts together: by the ladder, and by a line of the table."""
    amount = budgets.weight(survey.case, name)
    rungs, table = able(step.authority, amount), survey.book.around.authority
    if table is None or name not in survey.case.together:
        return rungs
    covering = table.covering(remedy=entry.kind, tier=survey.case.tier, amount=amount)
    roles = {line.role for _, line in covering}
    return [rung for rung in rungs if rung.role in roles] or rungs[-1:]


def _by_itself(survey: Survey, name: str, limit: Money | None) -> None:
    """Grant within the step's own limit; what the same look grants beside it counts already."""
    granted = [move for move in survey.moves if isinstance(move, e.RemedyApproved | e.BudgetReserved)]
    if any(move.entry == name for move in granted):
        return
    case = fold(survey.case, granted) if granted else survey.case
    approved = e.RemedyApproved(at=survey.now, entry=name, approver=ENGINE, rung=0, limit=limit)
    survey.move(*budgets.grant(case, survey.book, approved))


def _why_at_once(*, able: bool, spent: bool) -> str:
    """Say why the rung that was asked does not decide after all; "" where it still may."""
    if not able:
        return "together with what was granted to the same person that day it is more than one may grant there"
    return "the budget of whoever was to grant it does not reach" if spent else ""


def _asked(case: Case, name: str) -> tuple[int, str]:
    """Return the number of the highest rung that was asked (-1: none), and the task by which it was asked last."""
    begins = f"{name}#approve"
    asked = ((task.removeprefix(begins).rstrip("+"), task) for task in case.tasks if task.startswith(begins))
    return max(((int(number), task) for number, task in asked if number.isdecimal()), default=(-1, ""))


def _pass_on(  # noqa: PLR0913 — the parts of an escalation
    survey: Survey, current: str, name: str, entry: Entry, rung: p.Rung, number: int, step: p.Grant, *, why: str
) -> None:
    """Ask the next rung: when its clock runs out, or at once where the one that is asked cannot decide."""
    due = survey.now if why else survey.case.tasks[current].due
    facts = (
        e.TaskTakenBack(at=due, task=current, why="passed on"),
        e.Escalated(
            at=due, rung=0, direction="up", to=rung.role,
            why=why or f"nobody decided about {describe(entry)} in time",
        ),
        e.TaskOpened(
            at=survey.now, task=f"{name}#approve{number}", step=entry.step, purpose="approve", role=rung.role,
            words=_words(survey, entry), due=survey.after(step.authority.within), details=_details(survey, name, entry),
        ),
    )  # fmt: skip
    if why:
        survey.move(*facts)
    else:
        survey.alarm(due, *facts)


def survey_task(survey: Survey, current: str, name: str, entry: Entry, rung: p.Rung, step: p.Grant) -> None:
    """Ask one rung."""
    open_task(
        survey, current, step=entry.step, purpose="approve", role=rung.role, due=step.authority.within,
        words=_words(survey, entry), details=_details(survey, name, entry),
    )  # fmt: skip


def _details(survey: Survey, name: str, entry: Entry) -> dict[str, Value]:
    floor: Value = dict(entry.in_kind) if owes_care(entry) else entry.floor
    owed: dict[str, Value] = {} if floor is None else {"floor": floor}
    doubt: dict[str, Value] = {"in_kind_too": True} if wants_why(survey.case, entry) else {}
    return {"entry": name, "amount": entry.amount, "remedy": entry.kind, "basis": entry.basis, **owed, **doubt}


def _words(survey: Survey, entry: Entry) -> Words:
    """Say what is decided about; what is given by hand in the words of whoever named it, and far from what is known."""
    words = {language: f"{decide} {_named(survey, entry, language)}" for language, decide in _DECIDE.items()}
    beside, own = beside_it(survey.case, survey.book, entry), _in_their_words(survey.case, entry)
    one = _put_right(survey, entry)
    return {
        language: f"{said}{own}{f': {beside[language]}' if beside else ''}{one.get(language, '')}"
        for language, said in words.items()
    }


def _named(survey: Survey, entry: Entry, language: str) -> str:
    """Return what a remedy is called in the house, and how much it is, or what it comprises."""
    known = things_owed(survey.case, entry.entitled)
    things = (known[name].get(language) or known[name].get("en", name) for name in entry.in_kind if name in known)
    much = told(entry.amount, language) if isinstance(entry.amount, Money) else ", ".join(things)
    called = survey.book.around.remedies.called(entry.kind, language)
    return f"{called}: {much}" if much else called


def _put_right(survey: Survey, entry: Entry) -> Words:
    """Say what of that which a remedy rests on one person alone put right; nothing where nothing was."""
    names = sorted(said_by_one(survey.case, entry, survey.book))
    if not names:
        return {}
    return {
        language: words.format(names=", ".join(_fact(survey, name, language) for name in names))
        for language, words in _ONE.items()
    }


def _fact(survey: Survey, name: str, language: str) -> str:
    """Return what is called that which one person alone put right."""
    kind = survey.book.plan.facts.get(name)
    return _CALLED[name][language] if name in _CALLED else name if kind is None else kind.called(name, language)


def _in_their_words(case: Case, entry: Entry) -> str:
    """Return what whoever named a remedy by hand wrote of it, and why in another currency; "" of any other remedy."""
    asked = proposed_in(case, entry) if is_by_hand(entry) else None
    said = [asked[1].answer.get(name) for name in ("gave", "other_currency")] if asked is not None else []
    return "".join(f" “{each}”" for each in said if isinstance(each, str) and each)


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
            by = f"makegood remedy reverse {case.id[:12]} ENTRY --why …"
            return f"What was {entry.stands} is not taken back here, but by: {by}."
        case "approved" | "denied" if is_by_hand(entry):
            return f"Its owner is asked about it: makegood case show {case.id[:12]}."
        case "approved":
            return f"While it is not paid: makegood step skip {case.id[:12]} {entry.step} --why REASON."
        case "denied":
            return f"To have it proposed anew: makegood step retry {case.id[:12]} {entry.step} --why REASON."
        case "set off" | "declined" | "reversed":
            return "Nothing is left of it to decide about; see it: makegood case ledger."
        case "proposed":
            return "It is asked about as soon as the engine comes to it."
