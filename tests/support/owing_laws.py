"""The laws of what is owed, as judges beside those of tests/support/laws.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case import events as e
from domain.case.due import tick
from domain.case.evolve import fold, named
from domain.case.state import Case, Entry
from domain.case.surveying.expecting import compared
from domain.case.surveying.owing import is_paid_back
from domain.entitlement.evaluate import answer
from domain.events import Event
from domain.evidence.alone import SINCE, alone, denied_with, is_judged
from domain.evidence.legal import illegal
from domain.ids import ENGINE, keys_of, step_of, step_path
from domain.money import Money
from domain.playbook import plan as p
from tests.support.breaking import must

if TYPE_CHECKING:
    from tests.support.lives import Life


def judge_what_is_owed(life: Life, events: tuple[Event, ...]) -> None:
    """Look at every law of what is owed that can be looked at after each command."""
    what_can_be_said_is_said(life)
    for event in events:
        if isinstance(event, e.EntitlementDecided):
            what_is_owed_is_decided_once(life, event)
            a_decision_is_the_answer_of_its_pack(life, event)
        if isinstance(event, e.RemedyProposed):
            a_remedy_is_never_less_than_what_is_owed(life, event)
        if isinstance(event, e.RemedyProposed | e.StepSkipped):
            no_receipt_is_cut_for_what_may_not_be_given(life, event)
        if isinstance(event, e.RemedyDenied):
            what_is_owed_is_not_denied(life, event)
        _judge_what_is_dropped(life, event)
        if isinstance(event, e.CaseClosed):
            what_a_merged_case_was_owed_goes_on(life, event)
            what_was_to_be_given_was_given(life)
            what_is_owed_was_settled(life)
            a_difference_was_decided(life)
            care_was_given_or_not_wanted(life)
            whose_receipt_was_cut_was_told(life)


def _judge_what_is_dropped(life: Life, event: Event) -> None:
    if isinstance(event, e.StepSkippedByHand):
        nobody_alone_leaves_open_what_is_owed(life, event)
    if isinstance(event, e.StepSkippedByHand | e.CaseCancelled):
        nobody_alone_drops_what_is_granted(life, event)
    if isinstance(event, e.CaseCancelled) or (isinstance(event, e.EndingChosen) and event.outcome == "merged"):
        nobody_alone_drops_what_is_owed(life, event)
    if isinstance(event, e.StepSkippedByHand) and step_of(event.step) == "@merged":
        nobody_alone_drops_what_is_owed(life, event)
        must(bool(event.second) or _is_seen_to(_before(life, event), dropped=True), "nor what was taken in")
    if isinstance(event, e.CaseCancelled | e.EndingChosen):
        nobody_alone_drops_what_might_be_owed(life, event)
    if isinstance(event, e.CaseCancelled | e.EndingChosen | e.CaseWithdrawn):
        nobody_alone_drops_what_the_plan_gives(life, event)
    if isinstance(event, e.UndoBegan):
        nobody_alone_takes_back_what_is_half_done(life, event)
    if isinstance(event, (*SINCE,)):
        nobody_alone_does_what_an_auditor_can_see(life, event)


def _before(life: Life, event: Event) -> Case:
    at = next(n for n, x in enumerate(life.events) if x is event)
    return fold(named(life.case.id), life.events[:at])


def what_is_owed_is_decided_once(life: Life, event: e.EntitlementDecided) -> None:
    """What was decided to be owed is never decided again, unless a person has it done anew or follows a difference."""
    at = next(n for n, x in enumerate(life.events) if x is event)
    before = [n for n, x in enumerate(life.events[:at]) if isinstance(x, e.EntitlementDecided) and x.step == event.step]
    since = life.events[before[-1] : at] if before else []
    anew = any(isinstance(x, e.StepRetriedByHand) and x.step == event.step for x in since)
    must(not before or anew or event.by != ENGINE, "what is owed is decided once")


def a_decision_is_the_answer_of_its_pack(life: Life, event: e.EntitlementDecided) -> None:
    """Asked again with the facts that it keeps, the pack of its digest gives the same, and needs nothing more."""
    pack = life.book.packs[event.pack]
    step = life.book.layout.steps[step_of(event.step)]
    heads = step.heads if isinstance(step, p.Entitle) else ()
    found = answer(pack, event.inputs, event.on, calendar=life.book.calendar, heads=heads)  # type: ignore[arg-type] # a day
    must(not found.missing, "nothing is decided while a fact is missing")
    must((found.digest, found.gifts, found.per_unit) == (event.digest, event.owed, event.per_unit), "it is the answer")


def what_can_be_said_is_said(life: Life) -> None:
    """After a Tick nothing is open for want of a fact that is there."""
    if life.case.phase == "closed" or life.case.hold is not None or life.case.winding_up:
        return
    _, behind = tick(life.case, life.book, life.now)
    for path, found in behind.entitled.items():
        step = life.book.layout.steps[step_of(path)]
        needs_price = isinstance(step, p.Entitle) and found.needs == ("price",)
        walked = any(task.step == path and task.status == "open" for task in behind.tasks.values())
        must(not (needs_price and walked and behind.facts.get("price") is not None), "what can be said is said")


def a_remedy_is_never_less_than_what_is_owed(life: Life, event: e.RemedyProposed) -> None:
    """A remedy that settles what is owed gives at least what others have not given for it.

    By hand a part of it may be given; then all of that is owed, and the rest is still asked for.
    """
    before = _before(life, event)
    if event.amount is None and event.entitled:
        gifts = [gift for path in event.entitled for gift in before.entitled[path].gifts if gift.in_kind]
        must(event.amount is None and gifts, "care is given where it is owed")
        step, called_for = life.book.layout.steps.get(step_of(event.step)), {name for x in gifts for name in x.in_kind}
        named = isinstance(step, p.Remedy) and step.named_care
        must(not named or {*event.in_kind} <= called_for, "no care is given that the facts do not call for")
        return
    for path in event.entitled:
        found = before.entitled.get(path)
        if found is None or not found.decided or len(event.entitled) > 1:
            continue
        owed = sum(amount.minor for amount in found.per_unit) * found.units
        given = sum(_settles(x) for x in before.ledger.values() if path in x.entitled)
        least = max(owed - given, 0)
        if event.step.startswith("@by-hand"):
            least = min(least, _in_cash(event, event.amount))
        must(_in_cash(event, event.amount) >= least, "what is owed is never undercut")
        must(not least or _in_cash(event, event.floor) >= least, "the floor is what is owed, at its worth")


def _in_cash(event: e.RemedyProposed, amount: object) -> int:
    """Return the cash that an amount of what is proposed stands for, in minor units; below nothing for none."""
    return amount.minor * 100 // event.premium if isinstance(amount, Money) else -1


def _settles(entry: Entry) -> int:
    """Return how much of what is owed an entry settles, in cash: given, recovered elsewhere, or not wanted."""
    off = entry.set_off.minor if entry.set_off is not None else 0
    given = entry.amount.minor if isinstance(entry.amount, Money) and entry.status != "denied" else 0
    taken = entry.reversed.minor if entry.reversed is not None else 0
    return (off + given - taken) * 100 // entry.premium


def what_is_owed_is_not_denied(life: Life, event: e.RemedyDenied) -> None:
    """A person denies what goes beyond what is owed, and no more; who goes on without a step says so by that.

    Where somebody said since that less is owed than was thought when it was proposed, that less counts.
    """
    at = next(n for n, x in enumerate(life.events) if x is event)
    before = _before(life, event)
    entry = before.ledger[event.entry]
    skipped = [x for x in life.events[at:] if isinstance(x, e.StepSkippedByHand) and x.step == entry.step]
    made = [x for x in life.events[:at] if isinstance(x, e.EntitlementDecided) and x.step in entry.entitled]
    anew = [x for x in made if x.by != ENGINE]
    if not isinstance(entry.amount, Money) and entry.entitled:
        others = [
            x for name, x in before.ledger.items() if name != event.entry and step_of(x.step) == step_of(entry.step)
        ]
        cared = {path for x in others if x.status in {"paid", "declined"} for path in x.entitled} >= {*entry.entitled}
        back = is_paid_back(before, entry)
        must(
            back or event.approver == ENGINE or cared or not _cares(before, entry),
            "care that is owed is nobody's to deny",
        )
        return
    if event.approver == ENGINE or skipped or anew or not isinstance(entry.floor, Money):
        return
    got = entry.set_off.minor if entry.set_off is not None else 0
    beyond = isinstance(entry.amount, Money) and entry.amount.minor > entry.floor.minor - got
    must(beyond, "what is owed is nobody's to deny")


def nobody_alone_leaves_open_what_is_owed(life: Life, event: e.StepSkippedByHand) -> None:
    """Going on without asking what is owed takes two persons."""
    step = life.book.layout.steps.get(step_of(event.step))
    must(not isinstance(step, p.Entitle) or bool(event.second), "what is owed is not left open by one person")


def what_a_merged_case_was_owed_goes_on(life: Life, event: e.CaseClosed) -> None:
    """A case goes into another once that has it; and what was owed in one that was taken in somebody answers for."""
    case = _before(life, event)
    if event.outcome == "merged":
        asked = [case.status(path) for path in case.steps if path.startswith("@merged[")]
        must(asked and asked[-1] in {"done", "skipped"}, "a merged case is taken in by the other")
    if not case.winding_up:
        must(_is_seen_to(case, dropped=False), "what was owed in a merged case is seen to")


def _is_seen_to(case: Case, *, dropped: bool) -> bool:
    """Say whether somebody said why nothing is given for merged cases, or as much was given as was owed there.

    `dropped`: what is proposed is not given any more.
    """
    for name, owed in case.taken_in.items():
        tasks = [n for n, x in case.tasks.items() if x.details.get("taken_in") == name and x.status == "done"]
        if any(n not in case.ledger for n in tasks):
            continue
        entries = [case.ledger[n] for n in tasks if case.ledger[n].status not in {"denied", *(["proposed"] * dropped)}]
        asked = sum(each.minor for each in owed if isinstance(each, Money))
        if sum(_settles(x) for x in entries if isinstance(x.amount, Money) and x.amount.currency == "USD") < asked:
            return False
    return True


def nobody_alone_drops_what_is_granted(life: Life, event: e.StepSkippedByHand | e.CaseCancelled) -> None:
    """What was granted and not paid is dropped by two persons: where a case is called off, or its step passed by."""
    entries = _before(life, event).ledger.values()
    step = event.step if isinstance(event, e.StepSkippedByHand) else ""
    granted = [each for each in entries if each.status == "approved" and step in {"", each.step}]
    must(bool(event.second) or not granted, "what is granted is not dropped by one person")
    if isinstance(event, e.CaseCancelled):
        case = _before(life, event)
        covers = [path for path, cover in case.covers.items() if not cover.ended]
        must(bool(event.second) or not covers, "no cover is dropped by one person")
        must(bool(event.second) or _is_seen_to(case, dropped=True), "what a merged case was owed is not dropped by one")


def nobody_alone_drops_what_is_owed(life: Life, event: e.CaseCancelled | e.EndingChosen | e.StepSkippedByHand) -> None:
    """A case of which something is owed by law is called off, or ended as part of another, by two persons.

    Nor does one alone go on without the other case where that does not take it in.
    """
    case = _before(life, event)
    if any(task.purpose == "redress" and task.status == "done" for task in case.tasks.values()):
        return
    if any(case.status(step) == "skipped" for step in case.hands):
        return
    for path, found in case.entitled.items():
        owed = sum(amount.minor for amount in found.per_unit) * found.units if found.decided else 0
        given = (x for x in case.ledger.values() if path in x.entitled and x.status not in {"proposed", "denied"})
        settled = sum(_settles(x) for x in given)
        refused = any(path in x.entitled and x.status == "denied" and x.granted for x in case.ledger.values())
        must(bool(event.second) or refused or settled >= owed, "what is owed is not dropped by one person")


def nobody_alone_drops_what_might_be_owed(life: Life, event: e.CaseCancelled | e.EndingChosen) -> None:
    """Who ends a case by hand asks another one where a pack is still to be asked; who calls it off, where they claim.

    Looked at from the plan's own line: a question to a pack that nothing behind it has overtaken is still to come.
    """
    case = _before(life, event)
    line = [step.id for step in life.book.plan.steps]
    begun = [n for n, step in enumerate(line) if case.status(step) or step in case.effects or step in case.branches]
    ahead = [
        step.id
        for n, step in enumerate(life.book.plan.steps)
        if isinstance(step, p.Entitle) and not case.status(step.id) and n >= max(begun, default=0)
    ]
    must(bool(event.second) or not ahead or case.resolved_at, "what nobody asked yet is not dropped by one person")
    if isinstance(event, e.CaseCancelled):
        upheld = case.finding is not None and case.finding.finding in {"upheld", "partly"}
        hoped = case.expected is not None and compared(case)[0] == "missed"
        must(bool(event.second) or not (upheld or hoped), "what the customer claims is not dropped by one person")


def nobody_alone_drops_what_the_plan_gives(
    life: Life, event: e.CaseCancelled | e.EndingChosen | e.CaseWithdrawn
) -> None:
    """A case that ends without a decision told drops by two what was asked for and what the plan would still give.

    Looked at from the plan's own line, as above. Who withdraws gives up what is theirs.
    """
    if not _takes_the_word_of_the_house(event):
        return
    case, steps = _before(life, event), life.book.plan.steps
    waits = (x for x in case.ledger.values() if x.status == "proposed" and not x.entitled)
    asked = [x for x in waits if not life.book.layout.is_instead(step_of(x.step))]
    line = [step.id for step in steps]
    begun = [n for n, step in enumerate(line) if case.status(step) or step in case.effects or step in case.branches]
    comes = [
        step.id
        for n, step in enumerate(steps)
        if isinstance(step, p.Remedy | p.Cover) and not (step.when or step.unless) and not case.status(step.id)
        and n >= max(begun, default=0) and all(step_of(x.step) != step.id for x in case.ledger.values())
        and not (isinstance(step, p.Remedy) and step.entitled)
    ]  # fmt: skip
    leaves = [each.id for each in life.book.plan.whenever if each.then == "leave"]
    left = case.resolved_at or any(each in case.interrupts for each in leaves)
    must(bool(event.second) or not (asked or (comes and not left)), "what the plan gives is not dropped by one person")


def nobody_alone_takes_back_what_is_half_done(life: Life, event: e.UndoBegan) -> None:
    """What was done half for a customer is taken back by their own word, by two persons, or by a decision they hear."""
    ends = [x for x in life.events if isinstance(x, e.CaseCancelled | e.EndingChosen | e.CaseWithdrawn)]
    if event.block == "@plan" and ends and not ends[-1].second and _takes_the_word_of_the_house(ends[-1]):
        steps = life.book.layout.steps
        half_done = [path for path in event.steps if isinstance(steps[step_of(path)], p.Do | p.Remedy)]
        must(not half_done, "what is half done is not taken back by one person")


def _takes_the_word_of_the_house(event: e.CaseCancelled | e.EndingChosen | e.CaseWithdrawn) -> bool:
    """Say whether somebody of the house ends a case of which the customer is told no decision."""
    match event:
        case e.CaseWithdrawn():
            return bool(event.written_by)
        case e.EndingChosen():
            return event.outcome in {"unreachable", "merged"}
        case _:
            return True


def no_receipt_is_cut_for_what_may_not_be_given(life: Life, event: e.RemedyProposed | e.StepSkipped) -> None:
    """A receipt is cut or left out while nothing of its cover is open, and has all that the others leave of it."""
    if isinstance(event, e.StepSkipped) and event.why != "the cover is used up":
        return
    for path in (each for each in life.case.covers if step_of(each) == step_of(event.step)):
        case = _before(life, event)
        sent = enumerate(case.covers[path].receipts if path in case.covers else (), start=1)
        theirs: dict[str, Money] = {
            step_path(step_of(path), (*keys_of(path), f"r{n}"), escaped=True): one.amount for n, one in sent
        }
        if event.step not in theirs:
            continue
        entries = [entry for entry in case.ledger.values() if entry.step in theirs]
        left = case.covers[path].up_to.minor - sum(x.gives.minor for x in entries if x.gives is not None)
        worth = event.amount.minor if isinstance(event, e.RemedyProposed) and isinstance(event.amount, Money) else 0
        settled = not any(entry.open for entry in entries) and worth == max(0, left)
        must(worth == theirs[event.step].minor or settled, "a receipt is cut for what is given")


def whose_receipt_was_cut_was_told(life: Life) -> None:
    """Where less was proposed for a receipt than it is over, or that was denied, a letter about it was tried."""
    sent = [x for x in life.events if isinstance(x, e.EvidenceReceived) and x.kind == "receipt"]
    for step in {x.step for x in sent}:
        for number, receipt in enumerate((x for x in sent if x.step == step), start=1):
            path = step_path(step_of(step), (*keys_of(step), f"r{number}"), escaped=True)
            entries = (x for x in life.case.ledger.values() if x.step == path and x.status != "denied")
            worth = max((x.in_full.minor for x in entries if x.in_full is not None), default=0)
            told = life.case.status(step_path("@receipt", (path,))) is not None
            must(told or not isinstance(receipt.amount, Money) or worth >= receipt.amount.minor, "a cut is told")


def nobody_alone_does_what_an_auditor_can_see(life: Life, event: Event) -> None:
    """What takes two is done by two, and what one put right is told as that, as an auditor sees it."""
    records = life.records()
    at = next(n for n, record in enumerate(records) if record.event is event)
    if is_judged(records[at]):
        wrong = alone(_before(life, event), records[at], denied_with(records, at), life.book)
        must(not (wrong or illegal(_before(life, event), event)), f"an auditor finds nobody who did it alone: {wrong}")


def _cares(case: Case, entry: Entry) -> bool:
    """Say whether what an entry rests on, as it is decided by now, gives something in kind."""
    return any(gift.in_kind for path in entry.entitled for gift in case.entitled[path].gifts)


def _is_waived(life: Life, path: str) -> bool:
    """Say whether two persons agreed to go on without a remedy that gives what a decision found."""
    layout = life.book.layout
    remedies = [x for x in layout.steps.values() if isinstance(x, p.Remedy) and step_of(path) in x.entitled]
    skips = [step_of(x.step) for x in life.events if isinstance(x, e.StepSkippedByHand) and x.second]
    return any(each.id == step or layout.inside(each.id, step) for each in remedies for step in skips)


def what_was_to_be_given_was_given(life: Life) -> None:
    """Where a remedy that settles what is owed came to its end, all of it was paid when the case closes."""
    case = life.case
    if case.winding_up or case.outcome not in {"solved", "alternative accepted"}:
        return
    for path, found in case.entitled.items():
        entries = [x for x in case.ledger.values() if path in x.entitled and isinstance(x.amount, Money)]
        if not found.decided or not entries or any(case.status(x.step) != "done" for x in entries):
            continue
        if _is_waived(life, path):
            continue
        owed = sum(amount.minor for amount in found.per_unit) * found.units
        paid = sum(_settles(x) for x in entries if not x.open)  # what was recovered elsewhere stays so if denied behind
        must(paid >= owed, "what is owed was given")


def what_is_owed_was_settled(life: Life) -> None:
    """Whatever way a plan took: what was found to be owed was settled by something when the case closes by it."""
    case = life.case
    if case.winding_up in {"withdrawn", "cancelled"} or case.outcome == "merged":
        return
    skipped = {step_of(event.step) for event in life.events if isinstance(event, e.StepSkippedByHand)}
    for path, found in case.entitled.items():
        owes = found.decided and (found.per_unit or any(gift.in_kind for gift in found.gifts))
        settled = any(path in entry.entitled and _was_settled(entry) for entry in case.ledger.values())
        settled = settled or (bool(case.covers) and not found.per_unit)
        let_be = any(_gives(life, step, path) for step in skipped)
        must(not owes or settled or let_be, f"what is owed was settled: {path}")


def a_difference_was_decided(life: Life) -> None:
    """What would be owed otherwise is decided by a person before a case ends: it is not taken back by its ending."""
    case = life.case
    if case.winding_up in {"withdrawn", "cancelled"} or case.outcome == "merged":
        return
    noted, decided = set[str](), dict[str, object]()
    for event in life.events:
        if isinstance(event, e.EntitlementDecided):
            decided[event.step] = (event.per_unit, event.owed)
        if isinstance(event, e.EntitlementDecided | e.EntitlementPostponed | e.EntitlementDiffers):
            noted.discard(event.step)
        if isinstance(event, e.EntitlementDiffers) and (event.per_unit, event.owed) != decided[event.step]:
            noted.add(event.step)
        task = case.tasks[event.task] if isinstance(event, e.TaskCompleted) else None
        if task is not None and task.purpose == "differs":
            noted.discard(str(task.details["step"]))
    must(not noted, "what would be owed otherwise was decided")


def _gives(life: Life, there: str, path: str) -> bool:
    """Say whether a step is, or holds, a remedy that settles a decision."""
    steps, layout = life.book.layout.steps, life.book.layout
    gives = [each.id for each in steps.values() if isinstance(each, p.Remedy) and step_of(path) in each.entitled]
    return any(name == there or layout.inside(name, there) for name in gives)


def _was_settled(entry: Entry) -> bool:
    """Say whether an entry came to an end that settles something; what was only proposed and is denied came to none."""
    return not entry.open and (entry.status != "denied" or entry.granted or entry.set_off is not None)


def care_was_given_or_not_wanted(life: Life) -> None:
    """Where a case comes to its end by its plan, nobody went on without care that was owed and asked for."""
    case = life.case
    if case.winding_up:
        return
    for name, entry in case.ledger.items():
        skipped = [x for x in life.events if isinstance(x, e.StepSkippedByHand) and x.step == entry.step]
        again = [x.status for x in case.ledger.values() if x.step == entry.step]
        if not isinstance(entry.amount, Money) and _cares(case, entry) and skipped:
            must({"paid", "declined", "reversed"} & {*again}, f"care that is owed was given or not wanted: {name}")
