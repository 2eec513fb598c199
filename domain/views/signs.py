"""What staff are told of signs of abuse, with their figures; customers are told nothing of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from domain.case import events as e
from domain.case.state import Case, Noticed
from domain.case.surveying.signs import answer_of
from domain.documents import SHORT
from domain.money import Money
from domain.record import Envelope
from domain.views.phrases import phrase
from domain.views.wording import in_words, money


def shown(case: Case, language: str = "en") -> Iterator[tuple[str, str]]:
    """Yield every sign that was noticed in a case, with its figures and what came of it."""
    for name, each in case.signs.items():
        task = answer_of(case, each)
        said = phrase("sign.open", language, role=each.role) if task is None else phrase(
            f"sign.{task.answer['decision']}", language, who=task.by, why=str(task.answer["why"])
        )  # fmt: skip
        yield name, f"{figures(each, language)} {said}"


def figures(each: Noticed | e.SignNoticed, language: str) -> str:
    """Say what a sign is, and what it came to in which time."""
    parts = {"words": in_words(each.words, language), "days": str(each.days), "document": each.document[:SHORT]}
    amounts = {"all": each.others + each.own, "others": each.others, "limit": each.limit}
    if not each.currency:
        return phrase("sign.cases", language, **parts, **{name: str(number) for name, number in amounts.items()})
    told = {name: money(Money(each.currency, minor), language) for name, minor in amounts.items()}
    return phrase("sign.money", language, **parts, **told)


def grounds(name: str, records: Sequence[Envelope], language: str, at: Callable[[datetime], str]) -> Iterator[str]:
    """Yield for who reviews an entry: the signs under which it counts that were noticed, and what was said of them."""
    events = [record.event for record in records]
    watched = {one.sign for event in events if isinstance(event, e.RemedyProposed) and event.entry == name
               for one in event.watched}  # fmt: skip
    asked = {event.task: event for event in events if isinstance(event, e.SignNoticed) and event.sign in watched}
    for event in events:
        if isinstance(event, e.SignNoticed) and event.sign in watched:
            yield phrase("ground.sign", language, at=at(event.at), sign=figures(event, language))
        elif isinstance(event, e.TaskCompleted) and event.task.rstrip("+") in asked:
            said = phrase(f"sign.{event.answer['decision']}", language, who=event.by, why=str(event.answer["why"]))
            yield phrase("ground.looked", language, at=at(event.at), said=said)
