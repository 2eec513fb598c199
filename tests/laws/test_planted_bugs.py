"""The laws catch what they are for: more than fifty bugs, planted one at a time in the core, each break a law."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from domain.case import commands as c
from domain.case import due
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding import (
    apart,
    by_hand,
    countersigning,
    facts_told,
    granting,
    judging,
    outcomes,
    promising,
    redress,
    remedying,
    reversing,
)
from domain.case.evolving.drafts import HANDLERS
from domain.case.state import Case
from domain.case.survey import Place, Survey
from domain.case.surveying import (
    assessing,
    at_stake,
    budgets,
    calling_off,
    clocks,
    closing,
    effects,
    ending,
    entitling,
    hands,
    kinds,
    owing,
    pay_within,
    people,
    replacing,
    second_persons,
    set_off,
    signs,
    steps,
    stop_clock,
    stopping,
    undoing,
    walk,
)
from domain.case.surveying.closing import NEEDS
from domain.clock import remainder
from domain.clock.calendar import Reckoning
from domain.entitlement import evaluate
from domain.entitlement.answer import Answer
from domain.entitlement.model import Pack
from domain.errors import MakegoodError
from domain.events import Event
from domain.money import Money
from domain.playbook import plan as p
from domain.remedies import Kind
from domain.values import Value
from tests.support.generated import draw_facts, draw_plan
from tests.support.laws import LawBroken, every_form_is_the_same, judge
from tests.support.lively import lively
from tests.support.lives import Life
from tests.support.plans import RULES

Plant = Callable[[pytest.MonkeyPatch], None]
Watch = Callable[[Survey], None]
MOST_LIVES = 800
SOUND = 100
"""So many of them are played without a bug."""


def _patch(patch: pytest.MonkeyPatch, kind: type[Event], handler: Callable[..., None]) -> None:
    patch.setitem(HANDLERS, kind, handler)


def undo_forward(patch: pytest.MonkeyPatch) -> None:
    """Undo in the order things were done."""
    patch.setattr(undoing, "depends", lambda survey, later, earlier: False)


def undo_without_waiting(patch: pytest.MonkeyPatch) -> None:
    """Count an undo as settled while its outcome is unknown."""
    patch.setattr(undoing, "settled", lambda survey, path, walk_steps: True)


def resend_under_a_new_key(patch: pytest.MonkeyPatch) -> None:
    """Send an unknown effect again under another occurrence, as if it had been proven not applied."""

    def unknown(case: Case, event: e.OutcomeUnknown) -> None:
        original(case, event)
        effect = case.effects[event.step]
        case.effects[event.step] = replace(effect, status="retry")

    original = HANDLERS[e.OutcomeUnknown]
    _patch(patch, e.OutcomeUnknown, unknown)


def look_otherwise(patch: pytest.MonkeyPatch, watch: Watch, instead: Watch) -> None:
    """Have something else look after a table of the case."""
    assert any(each is watch for _, each in due.WATCHES)
    patch.setattr(due, "WATCHES", tuple((on, instead if each is watch else each) for on, each in due.WATCHES))


def forget_the_deadline(patch: pytest.MonkeyPatch) -> None:
    """Never look at an open intent again."""
    look_otherwise(patch, effects.watch, lambda survey: None)


def ring_once_too_early(patch: pytest.MonkeyPatch) -> None:
    """Tell drivers a wake-up later than the clock."""

    def look_again(self: Survey, at: object) -> None:
        return None

    patch.setattr(Survey, "look_again", look_again)


def pay_twice(patch: pytest.MonkeyPatch) -> None:
    """Forget that a remedy was paid."""
    _patch(patch, e.RemedyPaid, lambda case, event: None)


def pay_without_approval(patch: pytest.MonkeyPatch) -> None:
    """Pay what was only proposed."""

    def approve(survey: Survey, step: p.Remedy, name: str, entry: object) -> None:
        steps.pay(survey, step, name, step.id, Place())

    patch.setattr(steps, "approve", approve)


def close_with_an_open_undo(patch: pytest.MonkeyPatch) -> None:
    """Close a called-off case before its undo is finished."""

    def wind_up(survey: Survey) -> None:
        survey.move(e.CaseClosed(at=survey.now, outcome="withdrawn", evidence={}))

    patch.setattr(ending, "wind_up", wind_up)


def close_without_the_root_cause(patch: pytest.MonkeyPatch) -> None:
    """Do not wait for the root cause."""
    patch.setattr(ending, "_root_cause", lambda survey: True)
    patch.setattr(closing, "NEEDS", {outcome: tuple(set(needs) - {"cause"}) for outcome, needs in NEEDS.items()})


def refuse_without_the_route(patch: pytest.MonkeyPatch) -> None:
    """Let a refusal end that does not say where else the customer can turn."""
    patch.setattr(closing, "NEEDS", {outcome: tuple(set(needs) - {"route"}) for outcome, needs in NEEDS.items()})


def record_an_outcome_twice(patch: pytest.MonkeyPatch) -> None:
    """Record a contradiction each time it is told."""
    _patch(patch, e.DivergenceFound, lambda case, event: None)


def hold_without_a_clock(patch: pytest.MonkeyPatch) -> None:
    """Forget held cases, and everything else with a clock of its own."""
    patch.setattr(clocks, "hold_review", lambda survey: None)
    look_otherwise(patch, clocks.promises, lambda survey: None)
    patch.setattr(due, "ladder", lambda survey: None)
    patch.setattr(people, "ring", lambda survey, name, task, up="": None)
    patch.setattr(steps, "ring", lambda survey, name, task, up="": None)


def leave_money_behind(patch: pytest.MonkeyPatch) -> None:
    """Close with a remedy approved and not paid."""
    patch.setattr(ending, "_complete", lambda survey: True)
    patch.setattr(calling_off, "_settle", lambda survey, name, entry, *, pay_approved: None)
    patch.setattr(walk, "call_off", lambda *args, **more: True)


def answer_for_two(patch: pytest.MonkeyPatch) -> None:
    """Let one person give both answers where two are asked."""
    patch.setattr(apart, "may_answer", lambda case, who, task: None)


def keep_silent_about_a_cut(patch: pytest.MonkeyPatch) -> None:
    """Tell nobody that their receipt is not paid in full."""
    patch.setattr(ending, "receipts_told", lambda survey: True)


def go_on_while_stopped(patch: pytest.MonkeyPatch) -> None:
    """Never look at the kill switch of the playbook."""
    patch.setattr(stopping, "switched", lambda survey: False)


def lower_alone(patch: pytest.MonkeyPatch) -> None:
    """Let one person lower a tier."""

    def ask(case: Case, command: c.AssessRisk, book: Book, found: judging.ByHand) -> tuple[Event, ...]:
        return (judging.said(case, found, command, book),)

    patch.setattr(countersigning, "ask_to_lower", ask)


def agree_with_oneself(patch: pytest.MonkeyPatch) -> None:
    """Let whoever wants a lower tier agree to it themselves."""
    patch.setattr(apart, "may_agree", lambda *_: None)


def lower_by_itself(patch: pytest.MonkeyPatch) -> None:
    """Take whatever tier the matrix makes of what is known now, lower ones, too."""
    patch.setattr(assessing, "higher", lambda held, computed: computed)


def overlook_what_got_worse(patch: pytest.MonkeyPatch) -> None:
    """Keep the tier whatever is told."""
    patch.setattr(assessing, "is_worse", lambda *levels, than: False)


def skip_alone(patch: pytest.MonkeyPatch) -> None:
    """Let one person skip what a critical case must have."""
    patch.setattr(countersigning, "takes_two", lambda case, book, act, step="", outcome=None: False)


def drop_alone(patch: pytest.MonkeyPatch) -> None:
    """Let one person drop what is owed by calling a case off."""
    patch.setattr(countersigning, "drops", lambda case, book, act, step="", outcome=None: None)


def break_no_promise(patch: pytest.MonkeyPatch) -> None:
    """Never say that a promise was broken."""
    patch.setattr(clocks, "_broken", lambda survey, name, promise: ())


def stop_what_the_law_started(patch: pytest.MonkeyPatch) -> None:
    """Let any clock stop."""
    patch.setattr(promising, "never_stops", lambda case, book, name: "")
    patch.setattr(stop_clock, "never_stops", lambda case, book, name: "")


def lose_time_while_a_clock_stands(patch: pytest.MonkeyPatch) -> None:
    """Count what is left from when a clock was stopped, as if it had run on."""

    def resume(calendar: object, at: object, rest: object) -> Reckoning:
        reckoning = original(calendar, at, rest)  # type: ignore[arg-type]
        return replace(reckoning, due=reckoning.due - timedelta(hours=1))

    original = remainder.go_on
    patch.setattr(stop_clock, "go_on", resume)


def write_at_night(patch: pytest.MonkeyPatch) -> None:
    """Send messages whatever the hour."""
    patch.setattr(effects, "waits_for_the_morning", lambda survey, path: False)


def keep_what_bounced(patch: pytest.MonkeyPatch) -> None:
    """Leave a promise kept by a message that did not arrive."""
    patch.setattr(promising, "bounce", lambda case, step, *, at, why, by: e.MessageBounced(
        at=at, step=step, why=why, by=by
    ))  # fmt: skip


def un_break_a_promise(patch: pytest.MonkeyPatch) -> None:
    """Take a promise that was broken for replaced when a new time is told."""

    def replaced(*args: object, **more: object) -> e.PromiseReplaced:
        return original(*args, **more).model_copy(update={"late": False})  # type: ignore[arg-type]

    original = replacing.replaced
    patch.setattr(replacing, "replaced", replaced)
    patch.setattr(promising, "replaced", replaced)


def undercut_what_is_owed(patch: pytest.MonkeyPatch) -> None:
    """Give what a remedy names, however little that is."""
    original = owing.amount_of

    def amount(*args: Any) -> object:
        least = original(*args)
        return (args[-1] or least[0], None)

    patch.setattr(steps, "amount_of", amount)


def guess_what_is_missing(patch: pytest.MonkeyPatch) -> None:
    """Take an amount that nobody told for nothing."""
    original = evaluate.answer

    def guessed(pack: Pack, facts: Mapping[str, Value], on: date, **more: Any) -> Answer:
        return original(pack, {"price": Money("USD", 0), "late_by": 0, **facts}, on, **more)

    patch.setattr(entitling, "answer", guessed)


def forget_what_was_asked_for(patch: pytest.MonkeyPatch) -> None:
    """Never ask a pack again that once needed a fact."""
    original = entitling.entitle

    def once(survey: Survey, step: p.Entitle, path: str, place: Place) -> None:
        if path not in survey.case.entitled:
            original(survey, step, path, place)
        elif not any(task.step == path for task in survey.case.tasks.values()):
            people.stuck(survey, path, "it needs a fact")

    patch.setattr(entitling, "entitle", once)


def deny_what_is_owed(patch: pytest.MonkeyPatch) -> None:
    """Let anything be denied."""
    patch.setattr(granting, "_not_owed", lambda case, command, book, denied: None)


def decide_anew(patch: pytest.MonkeyPatch) -> None:
    """Decide what is owed again whenever more is known."""

    def changed(case: Case, event: e.FailureChanged) -> None:
        original(case, event)
        for path in case.entitled:
            case.steps.pop(path, None)

    original = HANDLERS[e.FailureChanged]
    _patch(patch, e.FailureChanged, changed)


def set_off_what_is_on_its_way(patch: pytest.MonkeyPatch) -> None:
    """Set off what was recovered elsewhere though the payout was begun."""
    patch.setattr(set_off, "has_begun", lambda case, name, entry: False)


def make_a_loss_good_twice(patch: pytest.MonkeyPatch) -> None:
    """Take no notice of what another remedy for the same loss gave."""
    patch.setattr(set_off, "rivals", lambda survey, name, entry: iter(()))


def use_a_recovery_twice(patch: pytest.MonkeyPatch) -> None:
    """Forget how much of what was recovered was set off already."""
    patch.setattr(set_off, "_left", lambda survey, recovered, recovery: recovery.amount)


def have_it_paid_again_alone(patch: pytest.MonkeyPatch) -> None:
    """Have what was paid come back by the word of whoever granted it, or said so before."""
    patch.setattr(countersigning, "is_back_by_another", lambda case, command: False)


def set_off_alone(patch: pytest.MonkeyPatch) -> None:
    """Set off what is owed against what one person alone says came from elsewhere."""
    patch.setattr(countersigning, "is_set_off_by_another", lambda case, learned, book: False)
    patch.setattr(set_off, "_open_to", lambda entry, amount, recovery: amount)


def undo_without_a_reversal(patch: pytest.MonkeyPatch) -> None:
    """Take a remedy back by an undo alone, without an entry that says so."""
    patch.setattr(outcomes, "taken_back", lambda case, key, now: [])


def reverse_more_than_was_paid(patch: pytest.MonkeyPatch) -> None:
    """Let any amount be taken back."""
    patch.setattr(reversing, "_amount", lambda case, command, entry: command.amount or entry.kept)


def forget_what_came_back(patch: pytest.MonkeyPatch) -> None:
    """Take a payout that came back for paid."""
    _patch(patch, e.PayoutReturned, lambda case, event: None)


def overdraw_a_budget(patch: pytest.MonkeyPatch) -> None:
    """Grant above a budget whatever it is, as if all of it were owed."""
    patch.setattr(budgets, "is_owed", lambda entry: True)


def hold_back_what_is_owed(patch: pytest.MonkeyPatch) -> None:
    """Let a budget stand in the way of what is owed."""
    patch.setattr(budgets, "is_owed", lambda entry: False)


def keep_what_is_not_given(patch: pytest.MonkeyPatch) -> None:
    """Never give back to a budget what was taken and is not given."""
    look_otherwise(patch, budgets.watch, lambda survey: None)


def forget_the_budget(patch: pytest.MonkeyPatch) -> None:
    """Take nothing from budgets for what a person grants."""
    patch.setattr(granting, "grant", lambda case, book, approved, task: (approved,))


def hold_up_what_is_owed(patch: pytest.MonkeyPatch) -> None:
    """Have what is owed wait for whoever looks at a sign."""
    patch.setattr(signs, "is_owed", lambda entry: False)


def grant_under_a_sign(patch: pytest.MonkeyPatch) -> None:
    """Grant at once what a person was to look at first."""
    patch.setattr(signs, "is_in_the_way", lambda survey, entry: False)


def look_and_grant(patch: pytest.MonkeyPatch) -> None:
    """Let whoever looked at a sign grant what counts under it, and the other way round."""
    patch.setattr(granting, "may_grant", lambda case, who, entry: None)
    patch.setattr(apart, "may_look", lambda case, who, sign, book: None)


def deny_for_a_sign_alone(patch: pytest.MonkeyPatch) -> None:
    """Deny what counts under a sign as soon as it was noticed."""

    def deny(survey: Survey) -> None:
        for each in signs.open_signs(survey.case):
            survey.move(*signs.denied(survey.case, survey.book, each.sign, now=survey.now, by="engine"))

    look_otherwise(patch, signs.watch, deny)


def leave_a_sign_lying(patch: pytest.MonkeyPatch) -> None:
    """Close a case though nobody answered for its signs."""
    patch.setattr(signs, "keep_open", lambda case: False)


def count_what_is_not_given(patch: pytest.MonkeyPatch) -> None:
    """Keep in the windows of signs what was denied."""
    patch.setattr(signs, "_ALIVE", frozenset({"proposed", "approved", "paid", "denied"}))


def go_on_without_care(patch: pytest.MonkeyPatch) -> None:
    """Let anybody go on without care that is owed."""
    patch.setattr(by_hand, "care_left", lambda case, layout, path: "")


def end_over_what_is_owed(patch: pytest.MonkeyPatch) -> None:
    """Have a case end although nothing settles what was found to be owed."""
    patch.setattr(ending, "all_settled", lambda survey: True)
    patch.setattr(closing, "unsettled", lambda case, layout, *, granted: ())


def count_what_is_worth_less_as_cash(patch: pytest.MonkeyPatch) -> None:
    """Give of a kind with a premium as much as is owed in cash."""
    patch.setattr(steps, "worth", lambda amount, floor, premium: (amount, floor))


def deny_what_is_worth_what_is_owed(patch: pytest.MonkeyPatch) -> None:
    """Take the premium of what is given instead of cash for more than is owed."""
    patch.setattr(steps, "worth", lambda amount, floor, premium: (kinds.worth(amount, floor, premium)[0], floor))


def keep_the_promise_of_what_came_back(patch: pytest.MonkeyPatch) -> None:
    """Leave the promise to pay kept when what was paid comes back."""
    patch.setattr(remedying, "_kept_by_paying", lambda case, book, entry: ())


def say_nothing_to_who_withdraws(patch: pytest.MonkeyPatch) -> None:
    """Close a case as withdrawn without a word to its customer."""
    told = ending._told
    patch.setattr(ending, "_told", lambda survey: survey.case.winding_up == "withdrawn" or told(survey))


def leave_put_right_what_came_back(patch: pytest.MonkeyPatch) -> None:
    """Leave a case put right when what it gave comes back."""
    patch.setattr(remedying, "_is_put_right", lambda case, promise, kept_by, entry: False)


def keep_to_themselves_what_came_back(patch: pytest.MonkeyPatch) -> None:
    """Write to nobody that what was paid came back."""
    patch.setattr(ending, "returned_told", lambda survey: True)


def give_care_that_is_not_called_for(patch: pytest.MonkeyPatch) -> None:
    """Give all that a step writes of care, whatever of it the facts call for."""
    patch.setattr(steps, "called_for", lambda case, owed, step, written: dict(written))


def decide_by_an_offer(patch: pytest.MonkeyPatch) -> None:
    """Take an offer for word of what was decided."""

    def told(case: Case) -> tuple[datetime | None, str]:
        offered = [(offer.offered_at, "") for offer in case.offers.values()]
        return min(offered) if offered else pay_within.decision_told(case)

    patch.setattr(clocks, "decision_told", told)


def take_a_call_for_a_letter(patch: pytest.MonkeyPatch) -> None:
    """Have a duty to write kept by whatever the customer was told."""
    patch.setattr(pay_within, "_is_read", lambda case, name, word: True)


def try_anew_what_is_under_way(patch: pytest.MonkeyPatch) -> None:
    """Let anybody have a step tried anew whose last try may still arrive."""
    patch.setattr(by_hand, "check_known", lambda case, step: None)


def grant_what_one_named(patch: pytest.MonkeyPatch) -> None:
    """Let whoever names what is given by hand grant it."""
    patch.setattr(hands, "_by_an_answer", lambda case, entry, book: ())


def propose_whatever_comes_out(patch: pytest.MonkeyPatch) -> None:
    """Propose any amount, however implausible it is in the house."""
    patch.setattr(Kind, "bound", lambda kind, amount: None)


def give_another_currency_unawares(patch: pytest.MonkeyPatch) -> None:
    """Take any amount by hand, in whatever currency."""
    patch.setattr(redress, "currencies", lambda case, book, task: ())


def hand_out_what_one_granted(patch: pytest.MonkeyPatch) -> None:
    """Let whoever granted money that is given by hand give it."""
    patch.setattr(apart, "may_give", lambda case, actor, entry: None)


def give_by_hand_beside_the_ledger(patch: pytest.MonkeyPatch) -> None:
    """Take what somebody says that they gave by hand for given, without an entry."""
    patch.setattr(redress, "proposed", lambda case, command, book, task: ())


def answer_about_other_facts(patch: pytest.MonkeyPatch) -> None:
    """Let an answer stand though a fact changed since on which rests what both decide."""
    patch.setattr(facts_told, "void_answers", lambda case, book, told, now, by: ())


def take_back_what_is_sealed(patch: pytest.MonkeyPatch) -> None:
    """Take back what stands before a point of no return that was passed."""
    patch.setattr(undoing, "_seals", lambda survey, pivot, path: False)


def ask_about_yesterday(patch: pytest.MonkeyPatch) -> None:
    """Leave a question to a second person as it was, whatever is at stake by now."""
    patch.setattr(second_persons, "is_stale", lambda case, book, name: False)


def merge_into_nothing(patch: pytest.MonkeyPatch) -> None:
    """Close a case that is merged before the other one has it."""
    patch.setattr(ending, "is_taken_in", lambda survey: True)


def forget_what_a_merged_case_was_owed(patch: pytest.MonkeyPatch) -> None:
    """Ask nobody what is given of what was owed in a case that was taken in."""
    patch.setattr(ending, "seen_to", lambda survey: True)


def drop_a_cover_alone(patch: pytest.MonkeyPatch) -> None:
    """Let one person drop a cover that was granted."""
    patch.setattr(at_stake, "_covered", lambda case, layout, step: [])


def drop_what_a_merged_case_was_owed_alone(patch: pytest.MonkeyPatch) -> None:
    """Let one person drop what was owed in a case that was taken in."""
    patch.setattr(at_stake, "unanswered", lambda case, *, granted: {})


def drop_what_the_plan_gives_alone(patch: pytest.MonkeyPatch) -> None:
    """Let one person drop what the plan would still give, by whatever ends the case."""
    patch.setattr(at_stake, "_not_decided", lambda case, book: iter(()))


def answer_by_calling_off(patch: pytest.MonkeyPatch) -> None:
    """Have the letter that a case is called off tell a decision, though nobody looked into it."""
    patch.setattr(ending, "_is_decided", lambda case: True)


IN_TURNS: list[Plant] = [
    answer_about_other_facts, take_back_what_is_sealed, ask_about_yesterday, merge_into_nothing,
    forget_what_a_merged_case_was_owed, drop_a_cover_alone, drop_what_the_plan_gives_alone,
    answer_by_calling_off, drop_what_a_merged_case_was_owed_alone, have_it_paid_again_alone,
    try_anew_what_is_under_way,
]  # fmt: skip
"""Bugs that lives show in which more than usual happens while somebody is asked."""
BUGS: list[Plant] = [
    undo_forward, undo_without_waiting, resend_under_a_new_key, forget_the_deadline, ring_once_too_early, pay_twice,
    pay_without_approval, close_with_an_open_undo, close_without_the_root_cause, refuse_without_the_route,
    record_an_outcome_twice,
    hold_without_a_clock, leave_money_behind, answer_for_two, break_no_promise,
    keep_silent_about_a_cut, stop_what_the_law_started,
    lose_time_while_a_clock_stands, write_at_night, keep_what_bounced, un_break_a_promise, lower_alone,
    agree_with_oneself, lower_by_itself, overlook_what_got_worse, skip_alone, drop_alone, go_on_while_stopped,
    undercut_what_is_owed,
    set_off_what_is_on_its_way, make_a_loss_good_twice, use_a_recovery_twice, set_off_alone,
    undo_without_a_reversal,
    reverse_more_than_was_paid, forget_what_came_back,
    guess_what_is_missing, forget_what_was_asked_for, deny_what_is_owed, decide_anew,
    overdraw_a_budget, hold_back_what_is_owed, keep_what_is_not_given, forget_the_budget,
    hold_up_what_is_owed, grant_under_a_sign, look_and_grant, deny_for_a_sign_alone,
    leave_a_sign_lying, count_what_is_not_given, go_on_without_care,
    end_over_what_is_owed, count_what_is_worth_less_as_cash,
    deny_what_is_worth_what_is_owed, keep_the_promise_of_what_came_back,
    leave_put_right_what_came_back, keep_to_themselves_what_came_back,
    say_nothing_to_who_withdraws,
    decide_by_an_offer, take_a_call_for_a_letter,
    give_care_that_is_not_called_for, grant_what_one_named, hand_out_what_one_granted,
    give_another_currency_unawares, propose_whatever_comes_out, give_by_hand_beside_the_ledger,
]  # fmt: skip


@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__)
def test_a_planted_bug_breaks_a_law(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some life of the first several hundred breaks a law, or comes to no end."""
    plant(monkeypatch)
    assert any(_is_caught(seed) for seed in range(MOST_LIVES)), f"no law caught: {plant.__doc__}"


@pytest.mark.parametrize("plant", IN_TURNS, ids=lambda plant: plant.__name__)
def test_a_planted_bug_breaks_a_law_in_a_life_with_turns(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, in lives in which facts grow, cases are merged and called off while somebody is asked."""
    plant(monkeypatch)
    assert any(_is_caught(seed, turns=True) for seed in range(MOST_LIVES)), f"no law caught: {plant.__doc__}"


def test_nothing_is_caught_where_nothing_is_planted() -> None:
    """The lives in which bugs are looked for break no law by themselves: who is caught is caught for the bug."""
    assert [seed for seed in range(SOUND) if _is_caught(seed) or _is_caught(seed, turns=True)] == []


def _is_caught(seed: int, *, turns: bool = False) -> bool:
    chance = Random(seed)
    plan, _ = draw_plan(chance)
    life = Life(lively(plan, contact=RULES), chance, draw_facts(chance), judge, turns=turns)
    try:
        life.play(400)
        every_form_is_the_same(life)
    except (LawBroken, MakegoodError):  # a playbook that runs away is told so
        return True
    return life.case.phase != "closed" and len(life.events) < 2_000
