"""The closure rule: what each outcome needs, what of it is missing, and by what an ending shows that it was just.

Nothing may be open in ledger and undo whatever the outcome; that is looked at where a case ends. A case shows three
things at its closing: an outcome (what was fixed and given), a procedure (promises kept, choices offered) and how
people were met (apology, explanation, being heard). Each is full, partial or missing; what is full has evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case
from domain.case.surveying.by_hand import is_typed
from domain.case.surveying.denied import denied_at, denied_choices
from domain.case.surveying.differing import undecided
from domain.case.surveying.unsettled import unsettled
from domain.ids import ENGINE, step_of
from domain.playbook import plan as p
from domain.vocabulary import UPHOLDS, Words

Need = Literal[
    "gifts", "redress", "owed", "difference", "choice", "cause", "finding", "decision", "route", "referral", "tries",
    "target", "withdrawal",
]  # fmt: skip
NEEDS: Final[Mapping[e.Outcome, tuple[Need, ...]]] = {
    "solved": ("gifts", "redress", "owed", "difference", "cause"),
    "alternative accepted": ("gifts", "redress", "owed", "difference", "choice", "cause"),
    "refused": ("owed", "difference", "finding", "decision", "route", "cause"),
    "referred": ("owed", "difference", "referral", "decision"),
    "no failure found": ("owed", "difference", "finding", "decision"),
    "withdrawn": ("withdrawal",),
    "unreachable": ("owed", "difference", "tries"),
    "merged": ("target", "difference"),
}
"""The closure rule as a table. `gifts` is what the playbook and the tier say that the customer must have got.

Who withdraws wants nothing more, and what is merged is owed where it goes.
"""
NEED_WORDS: Final[Mapping[str, Words]] = {
    "redress": {
        "en": "what makes good what was upheld at the second look", "id": "pemulihan atas keluhan yang dibenarkan",
        "vi": "phần khắc phục cho khiếu nại đã được chấp nhận",
    },
    "owed": {
        "en": "what was found to be owed and nothing settles", "id": "yang menjadi hak pelanggan dan belum diberikan",
        "vi": "khoản khách được hưởng mà chưa được trả",
    },
    "difference": {
        "en": "a decision about what would be owed otherwise today", "id": "keputusan atas hak yang kini akan berbeda",
        "vi": "quyết định về khoản nay sẽ được tính khác",
    },
    "choice": {"en": "a choice of theirs", "id": "pilihan pelanggan", "vi": "lựa chọn của khách hàng"},
    "cause": {"en": "the root cause", "id": "akar masalah", "vi": "nguyên nhân gốc"},
    "finding": {"en": "a finding with reasons", "id": "kesimpulan beserta alasannya", "vi": "kết luận kèm lý do"},
    "decision": {
        "en": "word of the decision", "id": "pemberitahuan keputusan", "vi": "thông báo quyết định",
    },
    "route": {
        "en": "word of where else they can turn", "id": "informasi ke mana lagi bisa mengadu",
        "vi": "thông tin nơi khác có thể khiếu nại",
    },
    "referral": {
        "en": "somebody who accepted the matter", "id": "pihak yang menerima perkara ini",
        "vi": "bên đã nhận vụ việc",
    },
    "tries": {
        "en": "three tries to reach them, over a day at least", "id": "tiga kali upaya menghubungi, sedikitnya sehari",
        "vi": "ba lần tìm cách liên lạc, kéo dài ít nhất một ngày",
    },
    "target": {"en": "the case it goes into", "id": "kasus tujuan penggabungan", "vi": "vụ việc được gộp vào"},
    "withdrawal": {
        "en": "word from the customer that they withdraw", "id": "pernyataan pelanggan bahwa ia menarik diri",
        "vi": "lời khách hàng rút yêu cầu",
    },
}  # fmt: skip
"""What is missing, in words; what the customer must get goes by its own name."""
ENOUGH_TRIES: Final = 3
LONG_ENOUGH: Final = timedelta(days=1)
"""Somebody is unreachable after so many tries, the last of them so long after the first."""
COMMANDS: Final[Mapping[str, str]] = {
    "redress": "makegood task do", "owed": "makegood task do", "difference": "makegood task do",
    "finding": "makegood case finding",
    "decision": "makegood case contact --out --gives decision",
    "route": "makegood case contact --out --gives route", "cause": "makegood case cause",
    "referral": "makegood case refer --accepted", "tries": "makegood case tried", "target": "--into CASE",
}  # fmt: skip
"""By what somebody sees to a need."""
FACTS: Final = frozenset(
    {"redress", "owed", "difference", "choice", "cause", "finding", "referral", "tries", "target", "withdrawal"}
)
"""Needs that are facts of the case: nobody gives them to a customer by saying so in a talk."""
MET: Final = frozenset({"apology", "explanation", "hearing"})
"""What says how people were met."""
AGAINST: Final[frozenset[e.Outcome]] = frozenset({"refused", "no failure found"})
"""What a complaint that was upheld does not end as."""
GIVES: Final[frozenset[e.Outcome]] = frozenset({"solved", "alternative accepted"})
REFUSAL: Final[tuple[Need, ...]] = ("decision", "route")
"""What such an end needs, too, where something was kept back.

That is what law, contract or guarantee would have given, or what the customer chose and somebody denied.
"""
REFUSES: Final = frozenset({"not upheld", "cannot tell"})
"""Findings behind which nothing is put right."""


def outcome_of(case: Case, book: Book) -> e.Outcome:
    """Return the outcome that a case comes to: what somebody chose, what was found, else what the plan did.

    Whose choice was denied accepted no alternative.
    """
    if case.ending is not None:
        return case.ending.outcome
    if case.winding_up:
        return "withdrawn" if case.winding_up == "withdrawn" else "no failure found"
    if case.finding is not None and case.finding.finding in REFUSES:
        return "refused"
    if case.finding is not None and case.finding.finding == "not ours":
        return "referred"
    return "alternative accepted" if _has_chosen(case) and not denied_choices(case, book) else "solved"


def missing(case: Case, book: Book, outcome: e.Outcome) -> tuple[str, ...]:
    """Return what an outcome needs and the case has not: gifts by their own names, all else as in the table."""
    if case.winding_up == "cancelled":
        return ()  # the firm says itself that nothing failed, and why; the customer is told by a letter of its own
    found: list[str] = []
    refusal = [need for need in REFUSAL if _refused_at(case, book) and need not in NEEDS[outcome] and outcome in GIVES]
    for need in (*NEEDS[outcome], *refusal):
        if need == "gifts":
            found += sorted({*book.plan.close.needs, *book.clocks(case.tier).close_needs} - case.given)
        elif not _has(case, book, need):
            found.append(need)
    return tuple(found)


def keeps_what_is_owed(case: Case) -> bool:
    """Say whether a case that is wound up ends only once what is owed is settled: what somebody chose asks for it."""
    return case.ending is not None and case.winding_up == "ended" and "owed" in NEEDS[case.ending.outcome]


def _has(case: Case, book: Book, need: Need) -> bool:  # noqa: C901, PLR0911, PLR0912 — one line a need
    match need:
        case "redress":
            return is_redressed(case, book)
        case "owed":
            return not unsettled(case, book.layout, granted=True)
        case "difference":
            return not undecided(case)
        case "choice":
            return _has_chosen(case)
        case "cause":
            return bool(case.root_cause) or book.plan.close.root_cause == "optional"
        case "finding":
            return case.finding is not None
        case "decision":
            return told_since_the_finding(case, book, need)
        case "route":
            return case.market in book.around.routes.none or told_since_the_finding(case, book, need)
        case "referral":
            return case.referral is not None and bool(case.referral.accepted)
        case "tries":
            return len(case.tries) >= ENOUGH_TRIES and case.tries[-1] - case.tries[0] >= LONG_ENOUGH
        case "target":
            return case.ending is not None and bool(case.ending.into)
        case "withdrawal":
            return case.winding_up == "withdrawn"
        case "gifts":
            return False


def _has_chosen(case: Case) -> bool:
    since = upheld_at(case)
    return any(o.how == "chosen" and (since is None or o.offered_at > since) for o in case.offers.values())


def service_of(book: Book) -> str:
    """Return the name of the service that a playbook is about, "" where it says none."""
    return str(book.plan.service.get("name", ""))


def told_since_the_finding(case: Case, book: Book, what: str) -> bool:
    """Say whether a message that arrived or a talk gave this, and since all that was found, referred and refused."""
    given = [told.at for told in case.told.values() if what in told.gives]
    given += [case.said[what]] if what in case.said else []
    since = [one.at for one in (case.finding, case.referral) if one is not None]
    since += _refused_at(case, book)
    return bool(given) and max(given) >= max(since, default=max(given))


def _refused_at(case: Case, book: Book) -> list[datetime]:
    """Return when it was decided that something is not given which something kept back."""
    by_law = [found.at for found in case.entitled.values() if found.refused and found.at is not None]
    return by_law + denied_at(case, book)


def is_refusal_told(case: Case, book: Book) -> bool:
    """Say whether the customer knows what was kept back, why, and where else they can turn."""
    return all(_has(case, book, need) for need in REFUSAL)


def in_words(lacks: tuple[str, ...], language: str) -> str:
    """Return what is missing as a list in a language."""
    return ", ".join(NEED_WORDS[name][language] if name in NEED_WORDS else name for name in lacks)


# --- What was upheld at a second look --------------------------------------------------------------------------------
def upheld_at(case: Case) -> datetime | None:
    """Return when somebody uninvolved upheld the complaint; what was given before is not what makes it good."""
    return case.looked.at if case.looked is not None and case.looked.finding in UPHOLDS else None


def is_against_the_second_look(case: Case, outcome: e.Outcome) -> bool:
    """Say whether an outcome is none that the case may end with by hand, for a second look upheld the complaint."""
    stands = case.standing
    return stands is not None and stands.finding in UPHOLDS and outcome in AGAINST


def redress_task(case: Case) -> str:
    """Return how the task is called by which somebody says what is given for what was upheld, as it was asked last.

    Where that was denied, or is with us again, they are asked anew.
    """
    if case.looked is None:
        return ""
    name, number = f"@redress#{case.looked.opening}", 1
    while (task := case.tasks.get(case.last_asked(name))) is not None and is_typed(task):
        number += 1
        name = f"@redress#{case.looked.opening}.{number}"
    return case.last_asked(name)


def _is_for_the_look(case: Case, entry: str) -> bool:
    """Say whether an entry was named in answer to what the last look found, be it at the same instant."""
    asked = f"@redress#{case.looked.opening}" if case.looked is not None else ""
    return entry.partition(".")[0].rstrip("+") == asked


def is_redressed(case: Case, book: Book) -> bool:
    """Say whether nothing is owed of what a second look upheld: something was given since, or is not wanted."""
    since = upheld_at(case)
    if since is None:
        return True
    declined = any(
        x.status == "declined" and (_later(x.settled_at, since) or _is_for_the_look(case, name))
        for name, x in case.ledger.items()
    )
    return declined or bool(_outcome_shown(case, book))


def _later(at: datetime | None, since: datetime | None) -> bool:
    return since is None or (at is not None and at > since)


# --- What the ending shows -------------------------------------------------------------------------------------------
def evidence(case: Case, book: Book) -> dict[str, tuple[str, ...]]:
    """Return by what a closing case shows its outcome, its procedure and its interaction."""
    kept = tuple(f"promise {name} {promise.status}" for name, promise in case.promises.items())
    offered = tuple(f"choice {path} {offer.how}" for path, offer in case.offers.items())
    return {
        "outcome": _outcome_shown(case, book),
        "procedure": kept + offered,
        "interaction": tuple(sorted(case.given)),
    }


def _outcome_shown(case: Case, book: Book) -> tuple[str, ...]:
    """Return what was fixed and given; where a second look upheld the complaint, since then."""
    since = upheld_at(case)
    off = case.winding_up == "cancelled"  # then what was done on the way has fixed nothing
    done = () if off else (n for n, x in case.steps.items() if x.status == "done" and _later(x.at, since))
    fixed = [name for name in done if _is_fix(book, name, since)]
    given = [
        name
        for name, entry in case.ledger.items()
        if entry.status in {"paid", "set off"}
        and (_later(entry.paid_at or entry.settled_at, since) or _is_for_the_look(case, name))
    ]
    by_hand = case.tasks.get(redress_task(case))
    return (*fixed, *given, *((redress_task(case),) if by_hand is not None and by_hand.status == "done" else ()))


def _is_fix(book: Book, path: str, since: datetime | None) -> bool:
    """Say whether a step fixes something; a question makes nothing good of what a second look upheld."""
    return isinstance(book.layout.steps.get(step_of(path)), p.Do if since is not None else p.Do | p.Ask)


def justice(case: Case, book: Book) -> dict[e.Aspect, e.Grade]:
    """Return how far a closing case shows that its end is just, for each of the three things it has to show."""
    shown = evidence(case, book)
    denied = any(entry.status == "denied" and entry.approver != ENGINE for entry in case.ledger.values())
    found = case.finding is not None and case.finding.finding != "upheld"
    broken = any(promise.status == "broken" for promise in case.promises.values())
    kept = any(promise.status == "kept" for promise in case.promises.values()) or bool(case.offers)
    met = case.given & MET
    wanted = ({*book.plan.close.needs, *book.clocks(case.tier).close_needs} & MET) or {"apology", "explanation"}
    return {
        "outcome": _grade(some=bool(shown["outcome"]), all_=not denied and not found),
        "procedure": _grade(some=kept, all_=not broken),
        "interaction": _grade(some=bool(met), all_=wanted <= met),
    }


def _grade(*, some: bool, all_: bool) -> e.Grade:
    if not some:
        return "missing"
    return "full" if all_ else "partial"


def is_partial(graded: Mapping[e.Aspect, e.Grade]) -> bool:
    """Say whether an ending is only partial: courtesy without a solution, or a solution without courtesy."""
    return bool(graded) and any(grade != "full" for grade in graded.values())
