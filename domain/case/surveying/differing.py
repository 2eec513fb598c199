"""What would be decided otherwise today: a later version of a pack, or other facts, never change what was decided.

They are put to a person, with what was and what would be. Only that person's word makes a new decision of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from domain.case import events as e
from domain.case.scope import NoValue
from domain.case.state import Case, Differs, Entitled
from domain.case.survey import Survey, place_of
from domain.case.surveying.entitling import day_for, facts_for
from domain.case.surveying.owed_in_words import changed_in_words, owed_in_words
from domain.case.surveying.people import open_task
from domain.entitlement.answer import Answer
from domain.entitlement.evaluate import answer
from domain.entitlement.model import Pack
from domain.errors import MakegoodError
from domain.ids import step_of
from domain.playbook import plan as p
from domain.values import Value
from domain.vocabulary import LANGUAGES, Words

_WORDS: Words = {
    "en": "What is owed would be decided otherwise today ({pack}): it was {was}, it would be {now}.{why}"
    " Does it stand?",
    "id": "Yang menjadi hak kini akan diputuskan lain ({pack}): semula {was}, kini {now}.{why} Apakah tetap berlaku?",
    "vi": "Quyền lợi nay sẽ được quyết định khác ({pack}): trước là {was}, nay là {now}.{why} Có giữ nguyên không?",
}
_OTHER_FACTS: Words = {"en": "Other now: {facts}", "id": "Yang berubah: {facts}", "vi": "Nay đã khác: {facts}"}
_LATER: Words = {
    "en": "A later version of the pack says so",
    "id": "Demikian menurut versi paket yang lebih baru",
    "vi": "Phiên bản mới hơn của gói quy định như vậy",
}
OWED = "@owed"
"""The step of tasks about decisions that were made: they belong to the case, not to a part of its plan."""
STANDS, FOLLOW = "stands", "follow"
"""What somebody can decide about a difference."""


def undecided(case: Case) -> tuple[str, ...]:
    """Return the paths of the decisions that would come out otherwise by now, and nobody has said what of it."""
    return tuple(path for path, x in case.entitled.items() if x.decided and x.differs and not x.differs.settled)


def differing(survey: Survey) -> bool:
    """Note what would be decided otherwise, once, and have somebody look at it; say whether all is decided."""
    before = len(survey.moves)
    for path, found in survey.case.entitled.items():
        step = survey.book.layout.steps.get(step_of(path))
        if not found.decided or not isinstance(step, p.Entitle):
            continue
        differs = found.differs
        for new in _new_differences(survey, step, path, found):
            survey.move(new)
        if differs is not None and not differs.settled:
            _ask(survey, step, path, found, differs)
    return len(survey.moves) == before and not undecided(survey.case)


def _new_differences(survey: Survey, step: p.Entitle, path: str, found: Entitled) -> Iterator[e.EntitlementDiffers]:
    """Yield what comes out otherwise now than it was decided, and than what was noted last."""
    book = survey.book
    newer = book.around.newer_packs.get(step.pack)
    pack = newer or book.packs.get(step.pack)
    digest = (book.around.newer_digests if newer is not None else book.pack_digests).get(step.pack, "")
    if pack is None:
        return
    facts = _facts(survey, step, path, pack)
    looked = found.differs
    last = (found.digest, found.inputs) if looked is None else (looked.digest, looked.inputs)
    if facts is None or (digest, facts) == last:
        return
    now = _asked(survey, step, path, pack, facts)
    if now is None or now.missing or (now.units is None and now.gifts):
        return
    base = found if looked is None else looked
    if now.per_unit == base.per_unit and (now.units or 1) == base.units and _care(now.gifts) == _care(base.gifts):
        return
    yield e.EntitlementDiffers(
        at=survey.now, step=path, pack=pack.pack, digest=digest, rules=now.version, on=now.on, was=found.per_unit,
        owed=now.gifts, per_unit=now.per_unit, units=now.units or 1, inputs=facts, unverified=now.unverified,
        why="a later version of the pack" if digest != found.digest else "other facts", refused=now.refused,
    )  # fmt: skip


def falls(found: Entitled, differs: Differs) -> bool:
    """Say whether less would be owed than was decided: of any money, or something in kind not any more."""
    was, now = _sums(found), _sums(differs)
    less = any(minor > now.get(currency, 0) for currency, minor in was.items())
    return less or not {gift.rule for gift in found.gifts if gift.in_kind} <= {
        gift.rule for gift in differs.gifts if gift.in_kind
    }


def _sums(owed: Entitled | Differs) -> dict[str, int]:
    """Return what is owed for all units, in minor units by currency."""
    return {amount.currency: amount.minor * owed.units for amount in owed.per_unit}


def _care(gifts: tuple[object, ...]) -> list[object]:
    return [(getattr(gift, "rule", ""), dict(getattr(gift, "in_kind", {}))) for gift in gifts]


def _facts(survey: Survey, step: p.Entitle, path: str, pack: Pack) -> dict[str, Value] | None:
    """Return the facts as they are known now; None where they cannot be had any more."""
    try:
        return dict(facts_for(step, pack, survey.scope(place_of(survey, path)), {}))
    except (NoValue, KeyError):
        return None


def _asked(survey: Survey, step: p.Entitle, path: str, pack: Pack, facts: Mapping[str, Value]) -> Answer | None:
    try:
        on: date = day_for(survey, step, survey.scope(place_of(survey, path)))
        return answer(pack, facts, on, calendar=survey.book.calendar, heads=step.heads)
    except (NoValue, MakegoodError):
        return None


def _ask(survey: Survey, step: p.Entitle, path: str, found: Entitled, differs: Differs) -> None:
    why = _why(survey, step, path, found, differs)
    words = {
        language: _WORDS[language].format(
            pack=found.pack, was=owed_in_words(found, language), now=owed_in_words(differs, language), why=why[language]
        )
        for language in LANGUAGES
    }
    open_task(
        survey, f"{path}#differs{differs.number}", step=OWED, purpose="differs", role=survey.case.owner,
        due=survey.book.clocks(survey.case.tier).stuck, words=words,
        details={"step": path, "why": differs.why, "number": differs.number, "falls": falls(found, differs)},
    )  # fmt: skip


def _why(survey: Survey, step: p.Entitle, path: str, found: Entitled, differs: Differs) -> Words:
    """Return why it would be decided otherwise: other facts, with who said them, a later version, or both."""
    pack = survey.book.packs.get(step.pack) or survey.book.around.newer_packs.get(step.pack)
    nothing = dict.fromkeys(LANGUAGES, "")
    facts = changed_in_words(survey.case, pack, step, survey.book, path) if pack is not None else nothing
    later = _LATER if differs.digest != found.digest else nothing
    return {
        x: "".join(
            f" {each}." for each in (later[x], _OTHER_FACTS[x].format(facts=facts[x]) if facts[x] else "") if each
        )
        for x in LANGUAGES
    }
