"""What a decision found to be owed, in words: its money for how many, its care and duties, and the clauses.

And what of its facts is another one by now, with who said so: whoever is asked whether it stands reads both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from domain.case.book import Book
from domain.case.state import Case, Differs, Entitled
from domain.entitlement.answer import Gift
from domain.entitlement.model import Pack
from domain.expression import parse
from domain.ids import part_of
from domain.money import Money, told
from domain.playbook import plan as p
from domain.playbook.boundaries import facts_read
from domain.playbook.layout import formulas
from domain.values import Value
from domain.vocabulary import LANGUAGES, Words

NOTHING: Final[Words] = {"en": "nothing", "id": "tidak ada", "vi": "không có gì"}
_CHANGED: Final[Words] = {
    "en": "{fact}: {now} instead of {was}", "id": "{fact}: {now}, semula {was}", "vi": "{fact}: {now}, trước là {was}",
}  # fmt: skip
_HIDDEN: Final[Words] = {
    "en": "{fact} is another one", "id": "{fact} berbeda dari semula", "vi": "{fact} đã khác trước"
}  # fmt: skip
_SAID_BY: Final[Words] = {"en": "said by {who}", "id": "menurut {who}", "vi": "theo {who}"}
_UNKNOWN: Final[Words] = {"en": "not known", "id": "tidak diketahui", "vi": "chưa rõ"}
_YES: Final[Words] = {"en": "yes", "id": "ya", "vi": "có"}
_NO: Final[Words] = {"en": "no", "id": "tidak", "vi": "không"}


def owed_in_words(owed: Entitled | Differs, language: str) -> str:
    """Return what is owed: an amount for how many, then what is in kind and what is to be done, each by its clause."""
    times = f" × {owed.units}" if owed.units > 1 else ""
    money = [f"{told(each, language)}{times}" for each in owed.per_unit]
    clauses = dict.fromkeys(gift.clause for gift in owed.gifts if gift.amount is not None)
    paid = f"{' + '.join(money)} ({'; '.join(clauses)})" if money and clauses else " + ".join(money)
    return "; ".join([*([paid] if paid else []), *_care(owed.gifts, language, times)]) or NOTHING[language]


def _care(gifts: tuple[Gift, ...], language: str, times: str) -> Iterator[str]:
    for gift in gifts:
        things = [_in(words, language) for words in gift.in_kind.values()]
        if things:
            yield f"{', '.join(things)}{times} ({gift.clause})"
        if gift.duty:
            yield f"{_in(gift.duty, language)} ({gift.clause})"


def changed_in_words(case: Case, pack: Pack, step: p.Entitle, book: Book, path: str) -> Words:
    """Return which facts of a decision are others now, and who said so; "" where none is.

    Args:
        case: the case, in which the decision would come out otherwise.
        pack: what was asked, which has words for its facts.
        step: the step that asked it.
        book: the documents of the case.
        path: the decision.
    """
    found = case.entitled[path]
    now = found.differs.inputs if found.differs is not None else {}
    others = [name for name in {**found.inputs, **now} if found.inputs.get(name) != now.get(name)]
    told_of = [(name, *_said_by(case, step, book, name)) for name in others]
    return {
        x: "; ".join(
            _changed(pack, name, (found.inputs, now), x, hidden=hidden) + _by(who, x) for name, who, hidden in told_of
        )
        for x in LANGUAGES
    }


def _changed(
    pack: Pack, name: str, both: tuple[Mapping[str, Value], Mapping[str, Value]], language: str, *, hidden: bool
) -> str:
    fact = _in(pack.facts[name].words, language) if name in pack.facts and pack.facts[name].words else name
    was, now = (_value(values.get(name), language) for values in both)
    return (_HIDDEN if hidden else _CHANGED)[language].format(fact=fact, was=was, now=now)


def _by(who: str, language: str) -> str:
    return f" ({_SAID_BY[language].format(who=who)})" if who else ""


def _said_by(case: Case, step: p.Entitle, book: Book, name: str) -> tuple[str, bool]:
    """Return who said last what a pack was told as a fact, "" where it is as it came; and whether that is private."""
    sources = list(formulas(step.facts[name])) if name in step.facts else []
    plan, layout = book.plan, book.layout
    facts = {fact for source in sources for fact in facts_read(source, plan)} if not part_of(step.id) else set()
    people = [case.told_by[fact][-1] for fact in sorted(facts) if case.told_by.get(fact)]
    answers = {
        layout.named(each.name, step.id) for source in sources for each in parse(source).reads if each.kind == "answer"
    }
    people += [task.by for task in case.tasks.values() if task.step in answers and task.status == "done"]
    return ", ".join(dict.fromkeys(people)), any(plan.facts[fact].private for fact in facts)


def _value(value: Value, language: str) -> str:
    if isinstance(value, bool):
        return (_YES if value else _NO)[language]
    if isinstance(value, Money):
        return told(value, language)
    return _UNKNOWN[language] if value is None else str(value)


def _in(words: Words, language: str) -> str:
    return words.get(language) or words["en"]
