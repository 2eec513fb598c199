"""What is owed by law, contract or guarantee: a pack is asked with the facts of the case, and decided is decided.

What is not known is never guessed. While a fact is missing that can still change the answer, somebody is asked for it
by name, and the step waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from domain.case import events as e
from domain.case.scope import CaseScope, NoValue, compute
from domain.case.state import Case
from domain.case.survey import Place, Survey
from domain.case.surveying.pay_within import pay_promises
from domain.case.surveying.people import asked_for_facts, open_task
from domain.entitlement.answer import Answer
from domain.entitlement.evaluate import answer
from domain.entitlement.least import bounded
from domain.entitlement.model import Pack
from domain.entitlement.working import day_of
from domain.errors import MakegoodError
from domain.expression import parse
from domain.playbook import plan as p
from domain.playbook.layout import formulas
from domain.values import Value
from domain.vocabulary import LANGUAGES, Words

ASKED_FOR: Final = "missing-fact"
"""Why a fact is told that a pack asked for; whoever reads it has it in their own words."""
_WORDS: Words = {
    "en": "Find out what is needed to say what is owed ({title}): {needs}",
    "id": "Cari tahu apa yang diperlukan untuk menentukan apa yang menjadi hak ({title}): {needs}",
    "vi": "Tìm hiểu những gì cần để biết khách được hưởng gì ({title}): {needs}",
}


def entitle(survey: Survey, step: p.Entitle, path: str, place: Place) -> None:
    """Ask a pack, and decide, or ask for what it needs.

    Raises:
        NoValue: it cannot be asked like this; a person decides.
    """
    pack = survey.book.packs.get(step.pack)
    if pack is None:
        raise NoValue(f"the pack {step.pack} is not there", step.pack, {})
    scope, lacking = survey.scope(place), dict[str, frozenset[str]]()
    facts = dict(facts_for(step, pack, scope, lacking))
    on = day_for(survey, step, scope)
    try:
        found = answer(pack, facts, on, calendar=survey.book.calendar, heads=step.heads)
    except MakegoodError as trouble:
        raise NoValue(f"{trouble.what} {trouble.remedy}".rstrip(" ."), step.pack, facts) from trouble
    needs = found.missing or ((pack.units,) if found.units is None and found.gifts else ())
    if needs:
        least = bounded(pack, found, facts, survey.book.calendar, step.heads)
        _postpone(survey, pack, path, least, needs, _sought(survey, place, needs, lacking, pack))
    else:
        survey.move(_decided(survey, step, path, found, facts), *pay_promises(survey, path, found.gifts, facts))


# --- What it is asked with -------------------------------------------------------------------------------------------
def facts_for(
    step: p.Entitle, pack: Pack, scope: CaseScope, lacking: dict[str, frozenset[str]]
) -> Iterator[tuple[str, Value]]:
    """Yield the facts that are there; for those that are not, note in `lacking` what their expressions wait for.

    Nobody is no answer to how many it is owed to: then what was counted is asked for anew.
    """
    calendar = scope.book.calendar
    for name, term in step.facts.items():
        missing = frozenset(path for source in formulas(term) for path in _absent(source, scope))
        try:
            value = compute(term, scope, {})
        except NoValue:
            if not missing:
                raise
            value = None
        if name == pack.units and value == 0:
            lacking[name] = frozenset(path for source in formulas(term) for path in _named_in(source))
        elif value is None:
            lacking[name] = missing
        else:
            yield name, day_of(value, calendar) if pack.facts[name].kind == "date" else value


def _named_in(source: str) -> Iterator[str]:
    """Yield the names of an expression that lead into something."""
    return (each.name for each in parse(source).reads if each.kind == "name" and "." in each.name)


def _absent(source: str, scope: CaseScope) -> Iterator[str]:
    """Yield the names of an expression that lead to nothing."""
    for name in _named_in(source):
        root, *parts = name.split(".")
        value: Value = scope.root(root)
        for part in parts:
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is None:
            yield name


def day_for(survey: Survey, step: p.Entitle, scope: CaseScope) -> date:
    """Return the day whose version holds: as the playbook says, else when it happened, where the market is."""
    case = survey.case
    given = compute(step.on, scope, {}) if step.on is not None else case.happened_at or case.reported_at
    day = day_of(given, survey.book.calendar)
    if day is None:
        raise NoValue("“on” is no day", "on", {})
    return day


# --- Not yet ---------------------------------------------------------------------------------------------------------
def _sought(
    survey: Survey, place: Place, needs: tuple[str, ...], lacking: Mapping[str, frozenset[str]], pack: Pack
) -> tuple[str, ...]:
    """Return the facts of the failure that bring what is needed.

    Raises:
        NoValue: one of them can never come: nothing of the case is named so, or it is frozen.
    """
    found = dict[str, None]()
    for need in needs:
        paths = [path.removeprefix("failure.") for path in lacking.get(need, ()) if path.startswith("failure.")]
        known = [path for path in paths if path in survey.book.plan.facts and "failure" not in place.bindings]
        if not known:
            raise NoValue(f"{pack.pack} needs {need}, and nothing in this case can give it", pack.pack, {})
        found |= dict.fromkeys(sorted(known))
    return tuple(found)


def _postpone(
    survey: Survey, pack: Pack, path: str, found: Answer, needs: tuple[str, ...], sought: tuple[str, ...]
) -> None:
    before = survey.case.entitled.get(path)
    if before is None or before.needs != needs or _is_not_enough(survey.case, path, before.asked, sought):
        survey.move(
            e.EntitlementPostponed(
                at=survey.now, step=path, pack=pack.pack, kind=pack.kind, digest=found.digest, rules=found.version,
                on=found.on, needs=needs, certain=found.gifts, at_least=found.at_least or found.per_unit,
            )
        )  # fmt: skip
        return
    words = {language: _WORDS[language].format(**_named(pack, needs, language)) for language in LANGUAGES}
    open_task(
        survey, asked_for_facts(path, before.asked), step=path, purpose="facts", role=survey.case.owner,
        due=survey.book.clocks(survey.case.tier).stuck, words=words, details={"needs": needs, "facts": sought},
    )  # fmt: skip


def _is_not_enough(case: Case, path: str, asked: int, sought: tuple[str, ...]) -> bool:
    """Say whether some of what was asked for came, and it cannot be said yet even so: then the rest is asked for.

    A need may rest on several facts of which whoever answers tells one, and a fact may be told that says nothing.
    """
    task = case.tasks.get(case.last_asked(asked_for_facts(path, asked)))
    told = task.details.get("facts") if task is not None else None
    others = isinstance(told, tuple) and {*told} != {*sought}
    return task is not None and (task.status == "done" or others)


def _named(pack: Pack, needs: tuple[str, ...], language: str) -> dict[str, str]:
    facts = [pack.facts[name].words for name in needs]
    told = [words.get(language) or words.get("en") or name for words, name in zip(facts, needs, strict=True)]
    return {"title": pack.title.get(language) or pack.title["en"], "needs": "; ".join(told)}


# --- Decided ---------------------------------------------------------------------------------------------------------
def _decided(
    survey: Survey, step: p.Entitle, path: str, found: Answer, facts: Mapping[str, Value]
) -> e.EntitlementDecided:
    return e.EntitlementDecided(
        at=survey.now, step=path, pack=found.pack, kind=found.kind, digest=found.digest, rules=found.version,
        on=found.on, unit=found.unit, units=found.units or 1, owed=found.gifts, per_unit=found.per_unit,
        total=found.total or (), inputs=facts, unverified=found.unverified, why_not=why_nothing(found),
        refused=found.refused, heads=step.heads,
    )  # fmt: skip


def why_nothing(found: Answer) -> tuple[str, ...]:
    """Say of every rule and exclusion why it gives nothing; nothing where something is owed."""
    verdicts = {"does not apply", "excluded", "gives nothing"}
    if found.gifts:
        return ()
    return tuple(f"{each.rule}: {each.whole_reason}" for each in found.tried if each.verdict in verdicts)
