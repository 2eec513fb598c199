"""The laws of a case, as judges: each looks at a life after every command and raises when the law is broken."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from domain.case import commands as c
from domain.case import events as e
from domain.case.decide import decide
from domain.case.due import begun, due, tick
from domain.case.events import EVENT_TYPES
from domain.case.evolve import fold, named
from domain.case.state import IN_FLIGHT, Case
from domain.case.surveying.mandatory import is_mandatory
from domain.events import Event
from domain.evidence.verify import verify_stream
from domain.ids import ENGINE, keys_of, step_of, step_path, undo_path, undone_step
from domain.money import Money
from domain.playbook import plan as p
from domain.record import Head, Stamp, open_record, seal
from domain.risk import TIERS, is_worse
from tests.support.breaking import LawBroken, must
from tests.support.ledger_laws import judge_the_ledger
from tests.support.lives import Life
from tests.support.owing_laws import judge_what_is_owed
from tests.support.promise_laws import judge_promises
from tests.support.purse import judge_budgets
from tests.support.sign_laws import judge_signs
from tests.support.two_persons_laws import judge_two_persons

__all__ = ["LawBroken", "judge", "must"]


def judge(life: Life, events: tuple[Event, ...]) -> None:  # noqa: C901, PLR0912, PLR0915 — one line a law
    """Look at every law that can be looked at after each command.

    A case that closed and was taken up again by the same command is looked at as it stands behind it.
    """
    judge_promises(life, events)
    if life.case.phase != "closed":
        events = tuple(event for event in events if not isinstance(event, e.CaseClosed))
    a_tick_again_yields_nothing(life)
    an_open_case_has_a_clock(life)
    work_goes_to_the_queue_of_its_step(life)
    the_same_outcome_again_yields_nothing(life)
    nothing_changes_before_the_clock(life)
    the_ledger_balances(life)
    judge_what_is_owed(life, events)
    judge_the_ledger(life, events)
    judge_budgets(life, events)
    judge_signs(life, events)
    judge_two_persons(life, events)
    for event in events:
        a_reason_has_words(event)
        nothing_is_begun_while_stopped(life, event)
        if isinstance(event, e.StepStarted):
            a_look_carried_over_a_begin_is_right(life, event, _before(life, event))
            an_effect_begins_once(life, event)
            an_undo_comes_after_its_effect(life, event)
            a_new_key_only_after_the_old_is_settled(life, event)
        if isinstance(event, e.UndoBegan):
            what_a_pivot_seals_stays(life, event)
        if isinstance(event, e.TaskCompleted):
            another_answer_comes_from_another(life, event)
        if isinstance(event, e.FindingMade):
            what_a_second_look_found_stands(life, event)
        if isinstance(event, e.FindingMade | e.EndingChosen | e.CaseCancelled):
            must(not _before(life, event).review, "nobody decides what somebody uninvolved is still to look at")
        if isinstance(event, e.ReviewDecided):
            a_second_look_is_somebody_elses(life, event)
        if isinstance(event, e.PersonLet):
            who_judges_is_named_by_another(life, event)
        if isinstance(event, e.ResolutionAccepted):
            silence_is_agreement_only_when_announced(life, event)
        if isinstance(event, e.UndoFinished):
            an_undo_finishes_when_all_is_settled(life, event)
        if isinstance(event, e.RiskReassessed):
            a_tier_falls_only_by_two(life, event)
            worse_is_never_less_urgent(life, event)
        if isinstance(event, e.PromiseMade):
            what_is_promised_stays(life, event)
        if isinstance(event, e.StepRetriedByHand | e.StepSkippedByHand | e.StepUndoneByHand):
            must(_before(life, event).phase != "closed", "nobody steers a case that is closed")
        if isinstance(event, e.StepRetriedByHand):
            nothing_under_way_is_tried_anew(life, event)
        if isinstance(event, e.StepSkippedByHand):
            what_must_be_done_is_not_skipped_alone(life, event)
        if isinstance(event, e.CaseClosed):
            closing_keeps_the_closure_rule(life)
            what_was_upheld_was_made_good(life, event)
            no_case_closes_outside_the_table(life, event)
            what_is_full_is_shown(event)
            what_was_hoped_for_is_compared(life, event)


def a_reason_has_words(event: Event) -> None:
    """A fact that says why says something."""
    why = getattr(event, "why", None)
    must(why is None or why.strip(), f"{type(event).__name__} has a reason")


def nothing_is_begun_while_stopped(life: Life, event: Event) -> None:
    """While its playbook is stopped a case begins nothing: no effect, no loop, no wait, no remedy, no offer.

    Clocks run on, and what they decide is so: a way that is taken because time ran out begins nothing yet. People do
    their tasks: what one names to be given by hand is theirs.
    """
    switch = life.book.around.switch
    if switch is not None and switch.stopped:
        offers = isinstance(event, e.AlternativesOffered) and bool(event.choices)
        begins = isinstance(event, e.StepStarted | e.WaitBegan | e.LoopBegan | e.RemedyProposed)
        named = isinstance(event, e.RemedyProposed) and event.step.startswith("@by-hand")
        must(named or (not begins and not offers), "nothing is begun while the playbook is stopped")


def another_answer_comes_from_another(life: Life, event: e.TaskCompleted) -> None:
    """Two answers to one question come from two people, and a third settles them."""
    number = event.task.rpartition("#")[2].lstrip("acdeknost").rstrip("+")
    step = event.task.rpartition("#")[0]
    asked = [f"{step}#{purpose}{number}" for purpose in ("ask", "second", "settle")]
    void = {x.task for x in life.events if isinstance(x, e.AnswerVoided)}
    done = [x for x in life.events if isinstance(x, e.TaskCompleted) and x.task not in void]
    answers = [x for x in done if x.task.rstrip("+") in asked]
    if event.task.rstrip("+") in asked:
        must(len({x.by for x in answers}) == len(answers), "another answer comes from another person")


def a_tier_falls_only_by_two(life: Life, event: e.RiskReassessed) -> None:
    """A tier never falls unless one person proposed it and another, who is not the first, agreed."""
    if TIERS.index(event.tier) >= TIERS.index(event.was):
        return
    asked = [x for x in life.events if isinstance(x, e.SecondAsked) and x.act == "lower" and x.by == event.assessor]
    tasks = {x.task for x in asked if x.tier == event.tier}
    done = [x for x in life.events if isinstance(x, e.TaskCompleted) and x.task in tasks and x.answer.get("approve")]
    must(event.second and event.second != event.assessor, "a tier falls by two persons")
    must(any(x.by == event.second for x in done), "who agreed to a lower tier was asked")


def worse_is_never_less_urgent(life: Life, event: e.RiskReassessed) -> None:
    """When the engine judges something worse than before, the tier is at least what the matrix makes of it."""
    before = _before(life, event).computed
    if event.assessor != ENGINE or event.likelihood is None or before is None:
        return
    than = (before.likelihood, before.consequence, before.modifiers)
    if is_worse(event.likelihood, event.consequence, event.modifiers, than=than):
        least = life.book.matrix.tier(event.likelihood, event.consequence, event.modifiers)
        must(TIERS.index(event.tier) >= TIERS.index(least), "what got worse has at least its tier")


def what_is_promised_stays(life: Life, event: e.PromiseMade) -> None:
    """No promise is made again under the name of one that was made: what was promised stays."""
    must(event.promise not in _before(life, event).promises, "what was promised stays")


def what_must_be_done_is_not_skipped_alone(life: Life, event: e.StepSkippedByHand) -> None:
    """A step that a tier asks of every playbook is skipped by two persons, or not at all."""
    if is_mandatory(_before(life, event), life.book, event.step):
        must(event.second and event.second != event.by, "what must be done is skipped by two")


def _before(life: Life, event: Event) -> Case:
    at = next(n for n, x in enumerate(life.events) if x is event)
    return fold(named("ca_life"), life.events[:at])


def a_tick_again_yields_nothing(life: Life) -> None:
    """After a Tick at an instant, a Tick at the same instant does nothing."""
    _, behind = tick(life.case, life.book, life.now)
    must(not decide(behind, c.Tick(now=life.now), life.book), "the same Tick again yields nothing")


def an_open_case_has_a_clock(life: Life) -> None:
    """A case that is not closed has work or a wake-up; held ones too."""
    found = due(life.case, life.book, life.now)
    if life.case.phase != "closed":
        must(found.work or found.wake_at is not None, "an open case has work or a clock")


def work_goes_to_the_queue_of_its_step(life: Life) -> None:
    """A step that names a queue is begun, sent again and asked about by the workers of that queue alone."""
    for work in due(life.case, life.book, life.now).work:
        step = life.book.layout.steps.get(step_of(work.step))
        if isinstance(step, p.Do) and not undone_step(work.step):
            wanted = (step.queue or step.connector.queue, step.timeout.ms or step.connector.timeout_ms)
            must((work.queue, work.timeout_ms) == wanted, "work goes to the queue of its step, with its time")


def the_same_outcome_again_yields_nothing(life: Life) -> None:
    """The last outcome decided again adds nothing beyond what the clock does."""
    if life.past:
        again = c.at(life.past[-1], max(life.now, life.case.last_at or life.now))
        ticked = tick(life.case, life.book, again.now)[0] if life.case.phase != "closed" else ()
        once = decide(life.case, again, life.book)
        behind = fold(life.case, once)
        twice = decide(behind, again, life.book) if behind.phase != "closed" or once else ()
        left = tick(behind, life.book, again.now)[0] if behind.phase != "closed" else ()
        must(len(twice) == len(left), "the same outcome decided again yields nothing")
        must(len(once) >= len(ticked), "an outcome never hides what the clock does")


def nothing_changes_before_the_clock(life: Life) -> None:
    """Strictly before `wake_at` neither Tick nor due changes; at it one of them does."""
    found = due(life.case, life.book, life.now)
    if life.case.phase == "closed" or found.tick or found.next_clock is None:
        return
    early = found.next_clock - timedelta(milliseconds=1)
    if early > life.now:
        fresh = _without_memory(life.case)
        before = due(fresh, life.book, early)
        must(not before.tick and before.work == found.work, "before the clock nothing changes")
    at = due(_without_memory(life.case), life.book, found.next_clock)
    must(at.tick or at.work != found.work, "at the clock something changes")


def a_look_carried_over_a_begin_is_right(life: Life, event: e.StepStarted, before: Case) -> None:
    """What the engine assumes after a Begin is what a new look finds, its clock at most too early."""
    behind = fold(before, (event,))
    due(before, life.book, event.at)
    begun(before, behind, event)
    carried, fresh = due(behind, life.book, event.at), due(_without_memory(behind), life.book, event.at)
    must(carried.work == fresh.work and carried.tick == fresh.tick, "a look carried over a Begin finds the same work")
    if carried.next_clock is not None and fresh.next_clock is not None:
        must(carried.next_clock <= fresh.next_clock, "a look carried over a Begin never looks too late")


def _without_memory(case: Case) -> Case:
    return fold(case, ())


def the_ledger_balances(life: Life) -> None:
    """What is paid was approved; nothing is paid twice; proposed = approved + denied + open."""
    paid: Counter[str] = Counter()
    approved: Counter[str] = Counter()
    for event in life.events:
        if isinstance(event, e.RemedyApproved):
            approved[event.entry] += 1
        if isinstance(event, e.RemedyPaid):
            paid[event.entry] += 1
        if isinstance(event, e.PayoutReturned):
            paid[event.entry] -= 1
    must(all(count in {0, 1} for count in paid.values()), "a remedy is paid at most once, and again when it came back")
    must(all(approved[entry] == 1 for entry in paid), "what is paid was approved once")


def an_effect_begins_once(life: Life, event: e.StepStarted) -> None:
    """At most one intent is open per step; a key is sent again only while its outcome is unknown."""
    earlier = [x for x in life.events if isinstance(x, e.StepStarted) and x.step == event.step]
    same_key = [x for x in earlier if x.key == event.key]
    attempts = [x.attempt for x in earlier]
    must(len(set(attempts)) == len(attempts), "an attempt is begun once")
    if len(same_key) > 1:
        at = life.events.index(event)
        since = life.events[life.events.index(same_key[-2]) : at]
        unknown = [x for x in since if isinstance(x, e.OutcomeUnknown) and x.step == event.step]
        must(unknown, "a key is sent again only after its outcome became unknown")
        known = (e.StepSucceeded, e.StepRefused, e.StepFailed, e.RemedyPaid, e.PayoutFailed, e.MessageSent)
        must(not [x for x in since if isinstance(x, known) and x.step == event.step], "a settled key is not sent again")


_SETTLES = (
    e.StepFailed, e.StepRefused, e.PayoutFailed, e.UndoFailed, e.OutcomeEstablished, e.StepRetriedByHand, e.StepUndone,
    e.PayoutReturned,
    e.StepSucceeded, e.MessageSent,
)  # fmt: skip


def a_new_key_only_after_the_old_is_settled(life: Life, event: e.StepStarted) -> None:
    """An occurrence never advances while the one before is unknown."""
    at = next(n for n, x in enumerate(life.events) if x is event)
    before = [n for n, x in enumerate(life.events[:at]) if isinstance(x, e.StepStarted) and x.step == event.step]
    if not before:
        return
    last = life.events[before[-1]]
    if isinstance(last, e.StepStarted) and last.key != event.key:
        step = event.step.removesuffix("~undo")
        since = life.events[before[-1] : at]
        settled = [x for x in since if isinstance(x, _SETTLES) and x.step in {event.step, step}]
        must(settled, "a new key only after the old one is settled")


def nothing_under_way_is_tried_anew(life: Life, event: e.StepRetriedByHand) -> None:
    """Nobody has a step tried anew while what became of its last try is not known: it could be done twice."""
    effect = _before(life, event).effects.get(event.step)
    must(effect is None or effect.status not in IN_FLIGHT, "nothing that is under way is tried anew")


def what_came_back_is_not_taken_back(life: Life, event: e.StepStarted) -> None:
    """No undo of a remedy goes out where all that it paid came back or was taken back by hand; it takes the rest."""
    step, before = event.step.removesuffix("~undo"), _before(life, event)
    paid = {name: x for name, x in before.ledger.items() if x.step == step and x.granted}
    must(not paid or any(x.status == "paid" for x in paid.values()), "what came back is not taken back")
    if paid:
        kept = paid[event.key.removeprefix(f"{life.case.id}/").rpartition("/")[0].removesuffix("~undo")].kept
        must(event.request.get("amount") == kept, "an undo takes back what is left of its entry")


def an_undo_finishes_when_all_is_settled(life: Life, event: e.UndoFinished) -> None:
    """What is said to be undone is undone; what could not be was given up by a person, or has its instead."""
    at = next(n for n, x in enumerate(life.events) if x is event)
    before = life.events[:at]
    for step in event.undone:
        must([x for x in before if isinstance(x, e.StepUndone) and x.step == step], "what is said undone is undone")
    for step in event.could_not:
        by_hand = [x for x in before if isinstance(x, e.StepSkippedByHand) and x.step == undo_path(step)]
        must(by_hand, "only a person gives an undo up")
    for step in event.instead:
        plan_step = life.book.layout.steps[step_of(step)]
        must(isinstance(plan_step, p.Do) and plan_step.instead, "instead of an undo there is something")
        given, then = getattr(plan_step, "instead", ()), fold(named("ca_life"), before)
        done = [any(step_of(path) == inner.id for path in then.steps) for inner in given]
        must(all(done), "what is given instead of an undo is given")


def an_undo_comes_after_its_effect(life: Life, event: e.StepStarted) -> None:
    """An undo begins when its effect is applied, never past a pivot, and after all that depends on it is taken back."""
    if not event.step.endswith("~undo"):
        return
    step = event.step.removesuffix("~undo")
    plan_step = life.book.layout.steps[step_of(step)]
    must(not (isinstance(plan_step, p.Do) and plan_step.pivot), "nothing is undone past a pivot")
    what_came_back_is_not_taken_back(life, event)
    before = life.events[: life.events.index(event)]
    ends = [x for x in before if getattr(x, "step", "") == step and isinstance(x, _ENDS)]
    over = ends and isinstance(ends[-1], e.StepUndone) and not ends[-1].goes_on
    said = [x for x in before if isinstance(x, e.TaskCompleted) and x.answer.get("decision") == "reached"]
    heard = any(life.case.tasks[x.task].step == step for x in said)  # of a message that could not be sent
    must((ends or heard) and not over, "an undo comes after its effect, once")
    must(life.case.effects[undo_path(step)].status in IN_FLIGHT, "an undo that begins is open")
    began = max(n for n, x in enumerate(before) if isinstance(x, e.UndoBegan) and step in x.steps)
    undoing = before[began]
    if isinstance(undoing, e.UndoBegan):
        for other in undoing.steps:
            if other != step and _follows(life, other, step):
                settled = life.case.status(other) != "done" or life.case.status(undo_path(other)) == "skipped"
                must(settled or _has_instead(life, other), "what came later is undone first")


def what_a_pivot_seals_stays(life: Life, event: e.UndoBegan) -> None:
    """Nothing is taken back of a plan of a `try` whose point of no return was passed, but by a person."""
    if event.block.startswith("@hand/"):
        return
    layout, case = life.book.layout, _before(life, event)
    for path in event.steps:
        for block, part, _ in layout.around[step_of(path)]:
            around = layout.steps.get(block)
            if isinstance(around, p.Try) and part.startswith("plan "):
                last = around.plans[int(part.removeprefix("plan "))][-1]
                keys = keys_of(path)[: len(layout.enclosing(block, p.Each))]
                must(not _is_passed(case, last, step_path(last.id, keys, escaped=True)), "what a pivot seals stays")


def _is_passed(case: Case, last: p.AnyStep, path: str) -> bool:
    """Say whether the last step of a plan is a point of no return, and what it did or paid stands."""
    if isinstance(last, p.Remedy):
        return last.undo is None and any((x.step, x.status) == (path, "paid") for x in case.ledger.values())
    return isinstance(last, p.Do) and last.pivot and case.status(path) == "done"


_ENDS = (e.RemedyPaid, e.StepSucceeded, e.MessageSent, e.StepUndone)


def _has_instead(life: Life, step: str) -> bool:
    """Say whether there is something else in the place of its undo: always, or given since the undo came to nothing."""
    plan_step = life.book.layout.steps[step_of(step)]
    if not isinstance(plan_step, p.Do) or plan_step.undo is None:
        return isinstance(plan_step, p.Do)
    ended = {step_of(path) for path in life.case.steps if keys_of(path) == keys_of(step)}
    return bool(plan_step.instead) and {inner.id for inner in plan_step.instead} <= ended


def _follows(life: Life, later: str, earlier: str) -> bool:
    """An oracle of its own: two steps directly in the same block of the same round, one behind the other."""
    if keys_of(later) != keys_of(earlier):
        return False
    block = _block_of(life.book.plan.steps, step_of(earlier))
    ids = [step.id for step in block]
    return step_of(later) in ids and ids.index(step_of(later)) > ids.index(step_of(earlier))


def _block_of(steps: tuple[p.AnyStep, ...], name: str) -> tuple[p.AnyStep, ...]:
    if any(step.id == name for step in steps):
        return steps
    for step in steps:
        for field in ("plans", "steps", "otherwise", "declined", "refused", "instead", "late"):
            inner = getattr(step, field, None) or ()
            blocks = inner if field == "plans" else (inner,)
            for block in blocks:
                found = _block_of(block, name) if isinstance(block, tuple) and block else ()
                if found:
                    return found
        for block in (*(w.steps for w in getattr(step, "ways", ())), *getattr(step, "branches", {}).values()):
            found = _block_of(block, name)
            if found:
                return found
    return ()


def closing_keeps_the_closure_rule(life: Life) -> None:
    """Nothing is open in ledger, undo and effects when a case closes; what had to be given was given."""
    case, plan = life.case, life.book.plan
    must(not any(entry.open for entry in case.ledger.values()), "nothing is owed at closing")
    must(all(undoing.finished for undoing in case.undos.values()), "no undo is open at closing")
    must(not [x for x in case.effects.values() if x.status in IN_FLIGHT], "no outcome is unknown at closing")
    if case.outcome in {"solved", "alternative accepted"}:
        needed = {*plan.close.needs, *life.book.clocks(case.tier).close_needs}
        must(needed <= case.given, "what must be given was given")
        must(plan.close.root_cause == "optional" or case.root_cause, "the root cause is named")
        silent = [f for f in case.follow_ups.values() if not f.how]
        must(not silent, "every follow-up is over")


def no_case_closes_outside_the_table(life: Life, closed: e.CaseClosed) -> None:
    """What the outcome of a closed case needs is among its facts, by an oracle that reads the facts alone."""
    until = max(n for n, x in enumerate(life.events) if x is closed)
    since = max((n for n, x in enumerate(life.events[:until]) if isinstance(x, e.CaseReopened)), default=0)
    facts = life.events[since:until]

    def some(kind: type[Event]) -> bool:
        return any(isinstance(fact, kind) for fact in facts)

    causes = life.book.plan.close.root_cause == "optional" or any(isinstance(x, e.RootCauseNamed) for x in life.events)
    taken = any(isinstance(x, e.CaseReferred) and x.accepted for x in facts)
    tries = [x.at for x in facts if isinstance(x, e.ContactTried)]
    chosen = [x for x in facts if isinstance(x, e.EndingChosen)]
    called_off = some(e.CaseCancelled)
    told = _told_at_last(life.events)
    rule = {
        "solved": causes, "alternative accepted": causes and bool(life.case.offers),
        "refused": some(e.FindingMade) and causes and {"decision", "route"} <= told,
        "referred": taken and "decision" in told, "withdrawn": some(e.CaseWithdrawn),
        "no failure found": called_off or (some(e.FindingMade) and "decision" in told),
        "unreachable": len(tries) >= 3 and max(tries) - min(tries) >= timedelta(days=1),
        "merged": bool(chosen) and bool(chosen[-1].into),
    }  # fmt: skip
    must(rule[closed.outcome], f"a case closes as {closed.outcome} by the closure rule")
    must(not chosen or closed.outcome == chosen[-1].outcome, "a case closes with the outcome that was chosen")


def what_a_second_look_found_stands(life: Life, event: e.FindingMade) -> None:
    """Behind a second look nothing else is found before the case is taken up again."""
    facts = _facts_before(life, event)
    since = max((n for n, x in enumerate(facts) if isinstance(x, e.CaseReopened)), default=0)
    looked = [x.finding for x in facts[since:] if isinstance(x, e.ReviewDecided)]
    must(not looked or event.finding == looked[-1], "what a second look found stands")


def what_was_upheld_was_made_good(life: Life, closed: e.CaseClosed) -> None:
    """A case is not solved by what was given before somebody uninvolved upheld the complaint."""
    facts = _facts_before(life, closed)
    looks = [n for n, x in enumerate(facts) if isinstance(x, e.ReviewDecided)]
    last = facts[looks[-1]] if looks else None
    if not isinstance(last, e.ReviewDecided) or last.finding not in {"upheld", "partly"}:
        return
    given = (e.RemedyPaid, e.RemedySetOff, e.RemedyDeclined, e.StepSucceeded, e.OutcomeEstablished)
    since = facts[looks[-1] :]
    solved = closed.outcome in {"solved", "alternative accepted"}
    must(not solved or any(isinstance(x, given) for x in since), "what was upheld was made good")


def _told_at_last(events: list[Event]) -> set[str]:
    """Return what the customer was given by messages or talks, whether or not a message came back."""
    letters = (x.gives for x in events if isinstance(x, e.MessageSent | e.ContactRecorded))
    talks = (x.answer.get("gives", ()) for x in events if isinstance(x, e.TaskCompleted))
    return {str(word) for gives in (*letters, *talks) if isinstance(gives, tuple) for word in gives}


def a_second_look_is_somebody_elses(life: Life, event: e.ReviewDecided) -> None:
    """Who looks again at what the customer does not agree with did, found, granted, took back and ended nothing.

    Where nobody else is left, a head lets somebody, and answers for it.
    """
    *before, done = _facts_before(life, event)
    must(isinstance(done, e.TaskCompleted), "a second look is a task")
    named = {done.task, done.task.rstrip("+")} if isinstance(done, e.TaskCompleted) else set()
    let = any(isinstance(x, e.PersonLet) and x.task in named and x.person == event.by != x.by for x in before)
    must(let or not _did_before(event.by, before), "a second look is somebody else's, or a head let them")


def who_judges_is_named_by_another(life: Life, event: e.PersonLet) -> None:
    """Who says who looks again, agrees, or answers anew, had no hand in what is looked at, nor names themselves.

    Where no head is left who had none, one who had names somebody who had none; never who agrees to what they want.
    """
    facts, task = _facts_before(life, event), life.case.tasks[event.task]
    if task.purpose not in {"second-look", "countersign", "second", "settle"}:
        return
    must(event.by != event.person, "nobody names themselves for what is somebody else's")
    wanted = [x.by for x in facts if isinstance(x, e.SecondAsked) and x.task == event.task]
    naming = {name for name, each in life.case.tasks.items() if each.purpose == "staffing"}
    acts = [x for x in facts if not (isinstance(x, e.TaskCompleted) and x.task in naming)]
    first = str(task.details.get("first", ""))
    answered = {
        x.by for x in facts if isinstance(x, e.TaskCompleted) and x.task.rstrip("+") in {first, _second_of(first)}
    } | {x.by for x in facts if isinstance(x, e.FailureChanged)}

    def had_one(person: str) -> bool:
        if task.purpose in {"second", "settle"}:
            return person in answered
        return person in wanted if wanted else _did_before(person, acts)

    reported = {x.task for x in facts if isinstance(x, e.NobodyFits) and not x.to} & naming
    last = event.hand and reported and not wanted and not had_one(event.person)
    must(last or not had_one(event.by), "who judges is named by another")


def _second_of(first: str) -> str:
    return first.replace("#ask", "#second")


def _did_before(person: str, facts: list[Event]) -> bool:
    return any(
        (isinstance(x, e.TaskCompleted | e.FindingMade | e.EndingChosen) and x.by == person)
        or (isinstance(x, e.EndingChosen | e.CaseCancelled) and person in {x.by, x.second})
        or (isinstance(x, e.RemedyReversed) and x.how == "hand" and x.by == person)
        or (isinstance(x, e.RemedyApproved | e.RemedyDenied) and x.approver == person)
        for x in facts
    )


def _facts_before(life: Life, event: Event) -> list[Event]:
    return life.events[: max(n for n, x in enumerate(life.events) if x is event)]


def silence_is_agreement_only_when_announced(life: Life, event: e.ResolutionAccepted) -> None:
    """Behind every agreement by silence stands a question that left, and the instant it named is over."""
    asked = [x for x in _facts_before(life, event) if isinstance(x, e.FollowUpAsked) and x.silent_at <= event.at]
    must(event.how != "silence" or bool(asked), "silence is agreement only when that was announced")


def what_is_full_is_shown(closed: e.CaseClosed) -> None:
    """Every closing grades its three things, and what it calls full has evidence."""
    must(set(closed.justice) == {"outcome", "procedure", "interaction"}, "a closing grades all three")
    for aspect, grade in closed.justice.items():
        must(grade != "full" or bool(closed.evidence[aspect]), f"what is full is shown: {aspect}")
    met = set(closed.evidence["interaction"]) & {"apology", "explanation", "hearing"}
    must(bool(met) == (closed.justice["interaction"] != "missing"), "what was given is not missing")


def what_was_hoped_for_is_compared(life: Life, closed: e.CaseClosed) -> None:
    """A closing says met, exceeded or missed exactly where the customer hoped for something, and the sum is right."""
    case = life.case
    hoped = [x for x in life.events if isinstance(x, e.ExpectationRecorded)]
    must(bool(closed.expectation) == bool(hoped), "what was hoped for is compared")
    if hoped and isinstance(hoped[-1].amount, Money):
        asked = hoped[-1].amount
        paid = [(x.amount, x.reversed) for x in case.ledger.values() if x.status == "paid"]
        got = sum(
            amount.minor - (back.minor if isinstance(back, Money) else 0)
            for amount, back in paid
            if isinstance(amount, Money) and amount.currency == asked.currency
        )
        must(closed.difference == Money(asked.currency, got - asked.minor), "the difference is what was got less asked")


def an_auditor_finds_nothing(life: Life) -> None:
    """What a life leaves behind is verified without a breach: legality is judged apart from the core."""
    sealed = seal("case/ca_life", Head(), life.events, Stamp("cmd", "engine", (), life.now, "ev_"))
    breaches = list(verify_stream("case/ca_life", sealed))
    must(not breaches, f"an auditor finds nothing, but {breaches[:1]}")


def every_form_is_the_same(life: Life) -> None:
    """Folding what was written and read back gives the state that grew step by step; so does a snapshot in between."""
    sealed = seal("case/ca_life", Head(), life.events, Stamp("cmd", "engine", (), life.now, "ev_"))
    read = [open_record(record.data, EVENT_TYPES).event for record in sealed]
    must(read == life.events, "events read back are the events written")
    must(fold(named("ca_life"), read) == life.case, "the fold is the incremental state")
    again = seal("case/ca_life", Head(), read, Stamp("cmd", "engine", (), life.now, "ev_"))
    must([r.data for r in again] == [r.data for r in sealed], "the same events give the same bytes")
