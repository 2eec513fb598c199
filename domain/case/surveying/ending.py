"""How a case ends: resolved, followed up, its root cause named, closed; or wound up when it is called off.

Nothing is open in ledger and undo when a case closes; what else its outcome needs, the closure rule says (closing.py).
"""

from __future__ import annotations

from functools import partial

from domain.case import events as e
from domain.case.evolving.undoing import undoing_name
from domain.case.state import LAST_LETTER, Case, FollowUpState
from domain.case.survey import Survey
from domain.case.surveying import closing, signs
from domain.case.surveying.bouncing import all_reached, is_unread, unsent
from domain.case.surveying.calling_off import CLOSE, call_off
from domain.case.surveying.covers import receipts
from domain.case.surveying.denied import DENIED, MESSAGE, denied_choices
from domain.case.surveying.differing import differing
from domain.case.surveying.effects import begin, in_flight
from domain.case.surveying.expecting import compared
from domain.case.surveying.got_twice import got_twice
from domain.case.surveying.known import of_upheld
from domain.case.surveying.merging import is_taken_in, seen_to
from domain.case.surveying.not_made_good import made_good_still
from domain.case.surveying.others_told import others_told
from domain.case.surveying.paid_before import not_again
from domain.case.surveying.people import open_task, stuck
from domain.case.surveying.receipts_told import receipts_told
from domain.case.surveying.redress import brought_to_their_end, is_told, told_by_letter
from domain.case.surveying.returned import is_paid_again, owed_again, returned_told
from domain.case.surveying.still_owed import owed_still
from domain.case.surveying.undoing import WHOLE_PLAN, to_undo
from domain.case.surveying.unsettled import all_settled
from domain.case.surveying.walk import attempt
from domain.case.surveying.whenever import half_done, interrupts, walk_plan
from domain.ids import step_path
from domain.playbook import plan as p
from domain.playbook.outline import DECISION
from domain.values import Value
from domain.vocabulary import LANGUAGES


def go_on(survey: Survey) -> None:
    """Walk the plan; when it is through, resolve, follow up and close."""
    case = survey.case
    if case.ledger and not_again(survey):
        return
    if case.review:
        _second_look(survey)
    ended, interrupted = walk_plan(survey), interrupts(survey)
    about = case.ledger or case.covers or case.entitled or case.recoveries or case.taken_in
    given = not about or _give(survey)
    by_hand = not case.ledger or brought_to_their_end(survey)
    given = (not case.recoveries or got_twice(survey)) and given  # what is set off in this look comes first
    by_hand = _is_denial_told(survey, through=ended is not None) and by_hand
    if ended is None or not interrupted or not _reviewed(survey):
        return
    undone = all(undoing.finished for undoing in case.undos.values())
    settled = undone and not in_flight(survey, "", None, ())
    others = settled and given and others_told(survey)
    if case.phase == "resolved":
        given = others and settled and given and all_settled(survey) and _is_redressed(survey)
        _after_resolved(survey, settled=given and by_hand)
    elif settled and by_hand and is_paid_again(case) and all_settled(survey) and _is_redressed(survey):
        survey.move(e.Resolved(at=survey.now, summary=_summary(survey)))


def _give(survey: Survey) -> bool:
    """Bring what is owed and covered to its end, wherever the plan stands; says whether nothing of it is left."""
    covered = receipts(survey)
    covered = receipts_told(survey) and covered
    decided = differing(survey)
    owed_again(survey)
    covered = returned_told(survey) and covered
    given = owed_still(survey)
    return seen_to(survey) and made_good_still(survey) and covered and given and decided


def _reviewed(survey: Survey) -> bool:
    """A reopened case waits for the person who looks at it."""
    case = survey.case
    if not case.reopened or case.review_by is None:
        return True
    if case.review:
        return False
    decided = case.tasks.get(case.last_asked(f"@review#{case.reopened}"))
    if decided is not None and decided.status == "done":
        return True
    task = open_task(
        survey, f"@reopened#{case.reopened}", step="@reopened", purpose="review", role=case.owner,
        due=survey.book.clocks(case.tier).review,
        words={
            "en": "Reopened: see what is still to do", "id": "Dibuka kembali: periksa apa yang masih harus dikerjakan",
            "vi": "Mở lại: xem còn việc gì phải làm",
        },
    )  # fmt: skip
    return task is not None and task.status == "done"


def _second_look(survey: Survey) -> None:
    """Have somebody who had no hand in the case look at what the customer does not agree with."""
    case = survey.case
    open_task(
        survey, f"@review#{case.reopened}", step="@reopened", purpose="second-look", role=case.owner,
        due=survey.book.clocks(case.tier).review,
        words={
            "en": "The customer does not agree: look at it anew, and say what you find",
            "id": "Pelanggan tidak setuju: periksa kembali dan sampaikan kesimpulan Anda",
            "vi": "Khách hàng không đồng ý: xem lại và nêu kết luận của bạn",
        },
    )  # fmt: skip


def _is_redressed(survey: Survey) -> bool:
    """What a second look upheld is put right by what is given since; its owner is asked for it until it is."""
    case, name = survey.case, closing.redress_task(survey.case)
    if closing.is_redressed(case, survey.book):
        if name in case.tasks and case.tasks[name].status == "open":
            survey.move(e.TaskTakenBack(at=survey.now, task=name, why="settled otherwise"))
        return True
    words = {
        "en": "The complaint was upheld: say what is given for it (kind and amount); somebody else grants it",
        "id": "Keluhan dibenarkan: sebutkan apa yang diberikan (jenis dan jumlah); orang lain menyetujuinya",
        "vi": "Khiếu nại được chấp nhận: hãy ghi sẽ đưa gì (loại và số tiền); người khác duyệt",
    }
    back = {} if name in case.tasks else of_upheld(case, survey.book)
    open_task(
        survey, name, step="@redress", purpose="redress", role=case.owner, due=survey.book.clocks(case.tier).review,
        words={language: f"{said}. {back[language]}" if back else said for language, said in words.items()},
    )  # fmt: skip
    return False


def _is_denial_told(survey: Survey, *, through: bool) -> bool:
    """Tell the customer that what they chose was denied, why, and where else they can turn, where nothing told it yet.

    Not while its step may still be tried anew: somebody went on without it, or the plan is `through`.
    """
    case = survey.case
    denied = [
        name for name, entry in denied_choices(case, survey.book).items()
        if through or case.status(entry.step) == "skipped"
    ]  # fmt: skip
    if not denied:
        return True
    path = step_path(DENIED, (denied[-1],))
    if path not in case.effects and closing.is_refusal_told(case, survey.book):
        return True
    route = survey.book.around.routes.to(case.market, closing.service_of(survey.book))
    gives = (DECISION,) if route is None else (DECISION, "route")
    return told_by_letter(survey, [path], MESSAGE, gives)


def _summary(survey: Survey) -> str:
    done = sum(state.status == "done" for state in survey.case.steps.values())
    paid = sum(entry.status == "paid" for entry in survey.case.ledger.values())
    return f"{done} steps done, {paid} remedies given"


def _after_resolved(survey: Survey, *, settled: bool) -> None:
    followed = _follow_ups(survey)
    if _root_cause(survey) and followed and settled and all_reached(survey.case) and _complete(survey):
        _close(survey)


def _close(survey: Survey) -> None:
    """Close the case once nothing else happens at once: a question that is put anew right now is open behind that.

    A clock that stands still goes on before (stop_clock.py), so that no promise ends stopped.
    """
    case = survey.case
    if survey.moves or any(
        promise.status == "open" and promise.stopped is not None for promise in case.promises.values()
    ):
        return
    expectation, difference = compared(case)
    asked = (name for name in case.wanted if case.tasks[name].status == "open")
    survey.move(
        *(e.TaskTakenBack(at=survey.now, task=name, why="the case is closed") for name in asked),
        e.CaseClosed(
            at=survey.now, outcome=closing.outcome_of(case, survey.book), evidence=closing.evidence(case, survey.book),
            justice=closing.justice(case, survey.book), expectation=expectation, difference=difference,
        )
    )  # fmt: skip


def _follow_ups(survey: Survey) -> bool:
    over = True
    for number, plan in enumerate(survey.book.plan.follow_up):
        path = step_path("@follow-up", (str(survey.case.reopened), str(number)))
        state = survey.case.follow_ups.get(path)
        if survey.case.status(path) == "skipped":
            continue
        if path in survey.case.faults:
            stuck(survey, path, survey.case.faults[path])
        elif state is None:
            attempt(survey, path, partial(_schedule, survey, path, plan))
        elif not state.how:
            attempt(survey, path, partial(_follow_up, survey, path, plan, state))
        elif _left_open(survey, path, plan, state):
            over = False
        over = over and state is not None and bool(state.how)
    return over


def _schedule(survey: Survey, path: str, plan: p.FollowUp) -> None:
    survey.move(e.FollowUpScheduled(at=survey.now, step=path, due=survey.after(plan.after)))


def _follow_up(survey: Survey, path: str, plan: p.FollowUp, state: FollowUpState) -> None:
    if state.silent_at is not None:
        due = state.silent_at
        facts: list[e.FollowUpDone | e.ResolutionAccepted] = [e.FollowUpDone(at=due, step=path, how="silence")]
        if plan.silent == "accept":
            facts.append(e.ResolutionAccepted(at=due, by=survey.case.customer.id, how="silence"))
        survey.alarm(due, *facts)
        return
    if plan.call:
        _call(survey, path, plan, state)
        return
    effect = survey.case.effects.get(path)
    if is_unread(survey.case, path):
        return  # silence of somebody who was never asked means nothing
    if effect is not None and effect.status in {"failed", "refused"} and path not in survey.case.bounced:
        survey.move(unsent(survey, path, effect.why))
    elif effect is not None and (effect.status == "applied" or path in survey.case.bounced):
        survey.move(e.FollowUpAsked(at=survey.now, step=path, silent_at=survey.after(plan.reply_within)))
    elif survey.work_at(state.due):
        request: dict[str, Value] = {
            "message": plan.survey, "to": survey.case.customer, "reply_within": plan.reply_within
        }  # fmt: skip
        begin(survey, path, kind="follow-up", contract=survey.book.messenger, request=request)


def _call(survey: Survey, path: str, plan: p.FollowUp, state: FollowUpState) -> None:
    """Have a person call the customer; the task rings until it is done."""
    if survey.work_at(state.due):
        open_task(
            survey, f"{path}#call", step=path, purpose="call", role=plan.call, due=plan.reply_within, words=plan.words
        )


def _left_open(survey: Survey, path: str, plan: p.FollowUp, state: FollowUpState) -> bool:
    """Silence that is not taken as agreement is put to the owner."""
    if state.how != "silence" or plan.silent == "accept":
        return False
    task = open_task(
        survey, f"{path}#review", step=path, purpose="review", role=survey.case.owner,
        due=survey.book.clocks(survey.case.tier).review,
        words={
            "en": "No answer to the follow-up: decide whether the case may close",
            "id": "Tidak ada jawaban tindak lanjut: putuskan apakah kasus boleh ditutup",
            "vi": "Không có phản hồi khi hỏi thăm: quyết định có thể đóng vụ việc không",
        },
    )  # fmt: skip
    return task is None or task.status != "done"


def _root_cause(survey: Survey) -> bool:
    tasks = survey.case.tasks.items()
    asked = [name for name, task in tasks if task.purpose == "root-cause" and task.status == "open"]
    if survey.case.root_cause or survey.book.plan.close.root_cause == "optional":
        survey.move(*(e.TaskTakenBack(at=survey.now, task=name, why="settled otherwise") for name in asked))
        return True
    open_task(  # asked before the case was taken up again, it is still the same question
        survey, asked[0] if asked else f"@root-cause#{survey.case.reopened}", step="@root-cause", purpose="root-cause",
        role=survey.case.owner, due=survey.book.clocks(survey.case.tier).root_cause,
        words={"en": "Name the root cause", "id": "Sebutkan akar masalah", "vi": "Nêu nguyên nhân gốc"},
    )  # fmt: skip
    return False


def _complete(survey: Survey) -> bool:
    """Say whether the closure rule lets the case close; what is missing is put to the owner."""
    case = survey.case
    if any(entry.open for entry in case.ledger.values()) or signs.keep_open(case):
        return False
    missing = closing.missing(case, survey.book, closing.outcome_of(case, survey.book))
    if not missing:
        _ask_no_more(survey)
        return True
    asked = [name for name in case.tasks if name.startswith(f"{CLOSE}#")]
    still = next((name for name in asked if case.tasks[name].status == "open"), f"{CLOSE}#{len(asked)}")
    listed = {language: closing.in_words(missing, language) for language in LANGUAGES}
    open_task(
        survey, still, step=CLOSE, purpose="review", role=case.owner,
        due=survey.book.clocks(case.tier).review,
        words={
            "en": f"Before closing there must still be: {listed['en']}",
            "id": f"Sebelum ditutup masih harus ada: {listed['id']}",
            "vi": f"Trước khi đóng còn phải có: {listed['vi']}",
        },
        details={"missing": missing},
    )  # fmt: skip
    return False


def _ask_no_more(survey: Survey) -> None:
    """What was missing is there: whoever was asked to see to it need not any more."""
    for name, task in survey.case.tasks.items():
        if name.startswith(f"{CLOSE}#") and task.status == "open":
            survey.move(e.TaskTakenBack(at=survey.now, task=name, why="settled otherwise"))


# --- Called off ------------------------------------------------------------------------------------------------------
def wind_up(survey: Survey) -> None:
    """Bring a withdrawn or cancelled case to its end: earned money is paid, half-done work undone, then closed."""
    if not_again(survey):
        return
    cancelled = survey.case.winding_up == "cancelled"  # then all that can be is taken back
    settled = receipts(survey)
    owed_again(survey, undoes=cancelled)
    settled = got_twice(survey) and settled
    if not call_off(survey, "", None, (), pay_approved=not cancelled, undoes=cancelled) or not settled:
        return
    undoing = survey.case.undos.get(undoing_name(WHOLE_PLAN, survey.case.reopened))
    if undoing is None:
        steps = _half_done(survey)
        why = f"the case was {survey.case.winding_up}"
        survey.move(e.UndoBegan(at=survey.now, block=WHOLE_PLAN, plan=survey.case.reopened, why=why, steps=steps))
    elif undoing.finished and all(u.finished for u in survey.case.undos.values()) and is_taken_in(survey):
        told = returned_told(survey) and receipts_told(survey) and _told(survey) and is_told(survey)
        told = told and others_told(survey)
        owed = told and closing.keeps_what_is_owed(survey.case) and not _is_all_given(survey)
        if told and not owed and _complete(survey):
            _close(survey)


def _is_all_given(survey: Survey) -> bool:
    """Say whether nothing is owed any more, and nothing is open that is given for it by hand."""
    return brought_to_their_end(survey) and all_settled(survey)


def _half_done(survey: Survey) -> tuple[str, ...]:
    if survey.case.winding_up == "cancelled":
        return to_undo(survey, WHOLE_PLAN, 0, ())
    return half_done(survey)


def _told(survey: Survey) -> bool:
    """A customer who heard from us hears that the case was called off, too, and what somebody found, if they did.

    Who withdraws hears that it is so in any case, for somebody else may have said it.
    """
    case = survey.case
    withdrawn, heard = case.winding_up == "withdrawn", any(x.kind in {"tell", "offer"} for x in case.effects.values())
    merged = case.ending is not None and case.ending.outcome == "merged"
    if not withdrawn and not (heard and (case.winding_up == "cancelled" or merged)):
        return True
    path = step_path(LAST_LETTER, (str(survey.case.reopened),))
    effect = survey.case.effects.get(path)
    if effect is not None and effect.status in {"applied", "failed", "refused"}:
        return True
    gives = () if withdrawn or merged else _gives_at_the_end(survey)
    message = "you-withdrew" if withdrawn else "case-cancelled"
    request: dict[str, Value] = {"message": message, "to": case.customer, "gives": gives}
    begin(survey, path, kind="tell", contract=survey.book.messenger, request=request)
    return False


def _gives_at_the_end(survey: Survey) -> tuple[str, ...]:
    """Return what the letter gives that a case was called off."""
    route = survey.book.around.routes.to(survey.case.market, closing.service_of(survey.book))
    decides = (DECISION,) if _is_decided(survey.case) else ()
    return decides if route is None else (*decides, "route")


def _is_decided(case: Case) -> bool:
    """Say whether somebody found something that the last letter tells; called off unheard, a case answers nothing."""
    return case.finding is not None
