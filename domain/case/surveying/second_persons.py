"""The tasks of second persons while nobody has answered them; what takes two, and what they do, is a command's.

deciding/countersigning.py does what two persons want. One is asked by itself: where something goes that came back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Recovery, Wanted
from domain.case.survey import Survey
from domain.case.surveying import closing
from domain.case.surveying.at_stake import AtStake, coming, denied, drops, lowers, paid_again
from domain.case.surveying.merging import GOES
from domain.case.surveying.owing import care_ahead
from domain.case.surveying.people import ring, said_no
from domain.case.surveying.set_off import is_known
from domain.case.surveying.unsettled import is_passed_by
from domain.events import Event
from domain.ids import step_of, undone_step
from domain.money import Money, told
from domain.staffing import Act
from domain.values import Person
from domain.vocabulary import LANGUAGES, Words

STEP: Final = "@second"
"""The step of their tasks: they belong to the case, not to a part of its plan."""
CALLED_OFF: Final[e.Outcome] = "no failure found"
"""As what a case ends that the house calls off."""
WHY: Final = "it came back, and where it goes was changed by one person since it was paid"


_WORDS: dict[Act, Words] = {
    "lower": {
        "en": "Do you agree that this case becomes {what}? {by} says: “{why}”.",
        "id": "Setujukah Anda kasus ini menjadi {what}? {by} berkata: “{why}”.",
        "vi": "Bạn có đồng ý để vụ việc này thành {what} không? {by} nói: “{why}”.",
    },
    "skip": {
        "en": "Do you agree to go on without “{what}”? {by} says: “{why}”.",
        "id": "Setujukah Anda melanjutkan tanpa “{what}”? {by} berkata: “{why}”.",
        "vi": "Bạn có đồng ý tiếp tục mà không có “{what}” không? {by} nói: “{why}”.",
    },
    "undo": {
        "en": "Do you agree to take “{what}” back? {by} says: “{why}”.",
        "id": "Setujukah Anda membatalkan “{what}”? {by} berkata: “{why}”.",
        "vi": "Bạn có đồng ý hoàn tác “{what}” không? {by} nói: “{why}”.",
    },
    "cancel": {
        "en": "Do you agree to call the case off? {by} says: “{why}”.",
        "id": "Setujukah Anda menghentikan kasus ini? {by} berkata: “{why}”.",
        "vi": "Bạn có đồng ý dừng vụ việc này không? {by} nói: “{why}”.",
    },
    "decline": {
        "en": "Do you agree that the customer does not want “{what}”? {by} wrote down what they said: whoever claims"
        " this reads it.",
        "id": "Setujukah Anda bahwa pelanggan tidak menginginkan “{what}”? {by} mencatat ucapannya: yang mengambil"
        " tugas ini membacanya.",
        "vi": "Bạn có xác nhận khách hàng không muốn nhận “{what}” không? {by} đã ghi lại lời họ: ai nhận việc này"
        " sẽ được đọc.",
    },
    "elsewhere": {
        "en": "Do you agree that {what} came from elsewhere for the same? {by} wrote it down; it shows by: “{why}”.",
        "id": "Setujukah Anda bahwa {what} sudah diterima dari pihak lain untuk hal yang sama? {by} mencatatnya;"
        " buktinya: “{why}”.",
        "vi": "Bạn có xác nhận {what} đã nhận từ nơi khác cho cùng khoản này không? {by} ghi lại; chứng cứ: “{why}”.",
    },
    "came-back": {
        "en": "Do you agree that what was paid came back ({what})? {by} says: “{why}”.",
        "id": "Setujukah Anda bahwa yang sudah dibayarkan telah kembali ({what})? {by} berkata: “{why}”.",
        "vi": "Bạn có xác nhận khoản đã trả bị trả lại ({what}) không? {by} nói: “{why}”.",
    },
    "redirect": {
        "en": "Something is on its way to the customer. Do you agree that it goes to another name or address? "
        "{by} says: “{why}”.",
        "id": "Ada yang sedang dikirim kepada pelanggan. Setujukah Anda itu kini dialihkan ke nama atau alamat lain? "
        "{by} berkata: “{why}”.",
        "vi": "Có khoản đang trên đường đến khách hàng. Bạn có đồng ý từ nay chuyển đến tên hoặc địa chỉ khác không? "
        "{by} nói: “{why}”.",
    },
}


_END: Words = {
    "en": "Do you agree to end the case as “{what}”? {by} says: “{why}”.",
    "id": "Setujukah Anda mengakhiri kasus ini sebagai “{what}”? {by} berkata: “{why}”.",
    "vi": "Bạn có đồng ý kết thúc vụ việc này với kết quả “{what}” không? {by} nói: “{why}”.",
}


_MERGE: Words = {
    "en": "Do you agree that this case goes into {into}, where it goes on? {by} says: “{why}”.",
    "id": "Setujukah Anda kasus ini digabungkan ke {into} dan dilanjutkan di sana? {by} berkata: “{why}”.",
    "vi": "Bạn có đồng ý gộp vụ việc này vào {into} để tiếp tục ở đó không? {by} nói: “{why}”.",
}


_WITHDREW: Words = {
    "en": "Do you agree that the customer withdrew? {by} wrote down what they said: whoever claims this reads it.",
    "id": "Setujukah Anda bahwa pelanggan menarik diri? {by} mencatat ucapannya: yang mengambil tugas ini membacanya.",
    "vi": "Bạn có xác nhận khách hàng đã rút yêu cầu không? {by} đã ghi lại lời họ: ai nhận việc này sẽ được đọc.",
}
_ENDS: dict[e.Outcome, Words] = {"merged": _MERGE, "withdrawn": _WITHDREW}
_ANOTHER: Words = {
    "en": "The customer is known as somebody else there: are they one person?",
    "id": "Di sana pelanggan tercatat sebagai orang lain: apakah mereka orang yang sama?",
    "vi": "Ở đó khách hàng được ghi là người khác: họ có phải là một người không?",
}


_INSTEAD: Words = {
    "en": "It takes the place of what {by} asked for: “{why}”.",
    "id": "Ini menggantikan permintaan {by}: “{why}”.",
    "vi": "Yêu cầu này thay cho yêu cầu của {by}: “{why}”.",
}


def next_task(case: Case, moves: Iterable[Event] = ()) -> str:
    """Return the name of the next task of a second person, behind those that this look opens already."""
    return f"{STEP}#{len(case.wanted) + 1 + sum(isinstance(event, e.SecondAsked) for event in moves)}"


def asking(case: Case, book: Book, asked: e.SecondAsked) -> tuple[Event, ...]:
    """Return what somebody wants that takes two, and the task of the second person."""
    due, stake = asked.at + book.clocks(case.tier).stuck.span, at_stake(case, book, asked)
    asked = asked.model_copy(update={"stake": stake.marks if stake else ()})
    return (
        asked,
        e.TaskOpened(
            at=asked.at, task=asked.task, step=STEP, purpose="countersign", role=book.second(case.tier),
            words=_question(case, book, asked), due=due,
            details={"act": asked.act, "step": asked.step, "by": asked.by, "why": asked.why},
        ),
    )  # fmt: skip


def at_stake(case: Case, book: Book, asked: e.SecondAsked | Wanted) -> AtStake | None:
    """Return what is at stake in what somebody wants, as the case stands; None where nothing is."""
    if asked.act == "redirect":
        return coming(case, book.layout)
    if asked.act == "elsewhere":
        return lowers(case, book, said_recovery(asked)) if isinstance(asked.amount, Money) else None
    if asked.act == "came-back":
        return paid_again(case, asked.step)
    dropped = drops(case, book, asked.act, asked.step, asked.outcome)
    return AtStake.all(denied(case, book, asked.step), dropped) if asked.act == "skip" else dropped


def said_recovery(asked: e.SecondAsked | Wanted) -> Recovery:
    """Return what somebody wants to have written down: what came from elsewhere, as if it were known."""
    payee = asked.payee if isinstance(asked.payee, Person) else Person("")
    assert isinstance(asked.amount, Money) and asked.source is not None  # noqa: S101, PT018 — asked with both
    at = asked.at if isinstance(asked, e.SecondAsked) else datetime.min.replace(tzinfo=UTC)
    return Recovery(asked.source, payee, asked.amount, at, evidence=asked.why)


def _question(case: Case, book: Book, asked: e.SecondAsked | Wanted) -> Words:
    """Return what somebody is asked to agree to, with what is at stake as the case stands."""
    what = asked.outcome or asked.tier or (asked.evidence[0] if asked.act == "came-back" else asked.step)
    came = asked.amount if isinstance(asked.amount, Money) else None
    texts = _WORDS[asked.act] if asked.outcome is None else _ENDS.get(asked.outcome, _END)
    stake = at_stake(case, book, asked)
    older = case.wanted.get(asked.replaces)
    instead = {x: _INSTEAD[x].format(by=older.by, why=older.why) for x in LANGUAGES} if older is not None else None
    last = stake.words if stake else None
    more = [words for words in (instead, _ANOTHER if asked.whose else None, last) if words]
    return {
        language: " ".join(
            (
                text.format(
                    what=told(came, language) if came else what, into=asked.into[:12], by=asked.by, why=asked.why
                ),
                *(x[language] for x in more),
            )
        )
        for language, text in texts.items()
    }


def watch(survey: Survey) -> None:
    """Let the tasks of second persons ring until they are answered; what is settled otherwise is asked no more."""
    for name in survey.case.wanted:
        task = survey.case.tasks[name]
        if task.status != "open":
            continue
        if is_settled(survey.case, survey.book, name):
            survey.move(e.TaskTakenBack(at=survey.now, task=name, why="settled otherwise"))
        elif is_stale(survey.case, survey.book, name):
            _ask_anew(survey, name)
            return
        else:
            ring(survey, name, task)


def is_stale(case: Case, book: Book, name: str) -> bool:
    """Say whether something else is at stake by now; who the customer is may not have changed, or nobody can agree.

    A question of an earlier release does not say what was at stake in marks: it stays as it is.
    """
    asked = case.wanted[name]
    if asked.stake is None or (asked.act == "redirect" and asked.instead_of != case.customer):
        return False
    stake = at_stake(case, book, asked)
    return asked.stake != (stake.marks if stake else ())


def _ask_anew(survey: Survey, name: str) -> None:
    """Ask somebody as the case stands by now: nobody agrees to what was at stake yesterday."""
    case, asked = survey.case, survey.case.wanted[name]
    anew = e.SecondAsked(
        at=survey.now, task=next_task(case, survey.moves), act=asked.act, step=asked.step, outcome=asked.outcome,
        into=asked.into, whose=asked.whose, tier=asked.tier, likelihood=asked.likelihood, consequence=asked.consequence,
        modifiers=asked.modifiers, evidence=asked.evidence, customer=asked.customer, language=asked.language,
        why=asked.why, by=asked.by, because=asked.because, text=asked.text, source=asked.source, amount=asked.amount,
        payee=asked.payee, replaces=asked.replaces,
    )  # fmt: skip
    survey.move(e.TaskTakenBack(at=survey.now, task=name, why="asked anew"), *asking(case, survey.book, anew))


def ask_where_it_goes(survey: Survey) -> None:
    """Ask a second person where something goes that came back, when one alone said so since it was paid; once."""
    case = survey.case
    alone = next((entry.sent_by for entry in case.ledger.values() if entry.is_sent_elsewhere), "")
    if not alone or said_no(case) or any(_is_open_redirect(case, name) for name in case.wanted):
        return
    asked = e.SecondAsked(
        at=survey.now, task=next_task(case, survey.moves), act="redirect", customer=case.customer,
        language=case.language, why=WHY, by=alone,
    )  # fmt: skip
    survey.move(*asking(case, survey.book, asked))


def _is_open_redirect(case: Case, name: str) -> bool:
    return case.wanted[name].act == "redirect" and case.tasks[name].status == "open"


def _outlives_the_plan(asked: Wanted) -> bool:
    """Say whether something can be wanted in a case that is wound up: of an undo, of what still goes to them."""
    return (
        asked.act in {"redirect", "decline", "elsewhere", "came-back"}
        or bool(undone_step(asked.step))
        or step_of(asked.step) == GOES
    )


def is_settled(case: Case, book: Book, name: str) -> bool:
    """Say whether what somebody wanted is so already, or came to nothing: then nobody is asked any more."""
    asked = case.wanted[name]
    if case.winding_up and not _outlives_the_plan(asked):
        return True
    match asked.act:
        case "redirect":
            held = any(entry.is_sent_elsewhere for entry in case.ledger.values())
            return case.phase == "closed" or (case.customer == asked.customer and not held)
        case "lower":
            return case.tier != asked.was
        case "elsewhere":
            said = said_recovery(asked)
            known = is_known(case, said.source, said.payee, said.amount, said.evidence)
            return known or case.phase == "closed" or at_stake(case, book, asked) is None
        case "skip" | "undo" | "decline" | "came-back":
            return _is_over(case, book, asked)
        case "cancel":
            return bool(case.winding_up) or closing.is_against_the_second_look(case, asked.outcome or CALLED_OFF)


def _is_over(case: Case, book: Book, asked: Wanted) -> bool:
    """Say whether a step is passed by, or not done any more; or what is not wanted is on its way no more.

    Or what is said to have come back is not paid any more.
    """
    if asked.act == "came-back":
        return case.phase == "closed" or paid_again(case, asked.step) is None
    if asked.act == "skip":
        return is_passed_by(case, book.layout, asked.step)
    if asked.act == "undo":
        return case.status(asked.step) != "done"
    entry = case.ledger.get(asked.step)
    return not (entry.open if entry is not None else care_ahead(case, book.layout, asked.step))
