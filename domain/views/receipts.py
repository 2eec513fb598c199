"""What is said of a receipt of which not all is paid: how much of it, and why."""

from __future__ import annotations

from collections.abc import Iterator

from domain.case.state import CoverState
from domain.case.surveying.covers import left_of
from domain.case.surveying.owing import things_owed
from domain.case.surveying.receipts_told import Short, Why, short
from domain.ids import step_of
from domain.views.telling import Telling
from domain.views.wording import in_words, money


def in_short(telling: Telling, receipt: Short) -> str:
    """Return it in a sentence, in the reader's language."""
    language = telling.language
    return telling.say(
        f"receipt.{receipt.why}", amount=money(receipt.amount, language), paid=money(receipt.paid, language),
        up_to=money(receipt.cover.up_to, language), why=receipt.said,
    )  # fmt: skip


def thing(telling: Telling, cover: CoverState, of: str) -> str:
    """Return what a receipt is for in the words of the law, or "" where its cover stands for nothing."""
    owed = [path for path, names in cover.things.items() if of in names and path in telling.case.entitled]
    words = things_owed(telling.case, owed).get(of)
    return in_words(words, telling.language) if words else of.replace("_", " ")


def left(telling: Telling) -> Iterator[str]:
    """Yield of each cover that is open and has receipts not paid in full what is left of it, and until when."""
    case, language = telling.case, telling.language
    concerned = {step_of(each.path) for each in short(case)}
    for path, cover in case.covers.items():
        rest = left_of(case, path, cover)
        if step_of(path) in concerned and not cover.ended and not case.winding_up and rest.minor:
            yield telling.say(
                "receipt.left", left=money(rest, language), up_to=money(cover.up_to, language),
                what=telling.step(path), until=telling.at(cover.until),
            )  # fmt: skip


def of_step(telling: Telling, path: str, *why: Why) -> Iterator[str]:
    """Yield what is said of the receipt at a path, where not all of it is paid for one of these reasons."""
    yield from (in_short(telling, each) for each in short(telling.case) if each.path == path and each.why in why)
