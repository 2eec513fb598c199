"""What is said of a receipt of which not all is paid: how much of it, and why."""

from __future__ import annotations

from collections.abc import Iterator

from domain.case.surveying.receipts_told import Short, Why, short
from domain.views.telling import Telling
from domain.views.wording import money


def in_short(telling: Telling, receipt: Short) -> str:
    """Return it in a sentence, in the reader's language."""
    language = telling.language
    return telling.say(
        f"receipt.{receipt.why}", amount=money(receipt.amount, language), paid=money(receipt.paid, language),
        up_to=money(receipt.cover.up_to, language), why=receipt.said,
    )  # fmt: skip


def of_step(telling: Telling, path: str, *why: Why) -> Iterator[str]:
    """Yield what is said of the receipt at a path, where not all of it is paid for one of these reasons."""
    yield from (in_short(telling, each) for each in short(telling.case) if each.path == path and each.why in why)
