"""Amounts of which the figure fits another currency: 200 IDR is less than a cent."""

from __future__ import annotations

import re
from typing import Final

from domain.errors import UsageError
from domain.money import EXPONENTS, parse_money
from domain.playbook.advice.sight import Sight

LEAST: Final = {"IDR": 1_000, "VND": 1_000, "KRW": 100, "JPY": 10}
"""Currencies of small units; less than this nobody is paid."""
_AMOUNT: Final = re.compile(r"(?:\A|(?<=[\"']))\d+(?:\.\d+)?\s?(?:" + "|".join(LEAST) + r")(?=[\"']|\Z)")
"""An amount as a whole value, or between the quotation marks of an expression."""


def small_amounts(sight: Sight) -> None:
    """Warn of amounts that are worth next to nothing, as values and in expressions."""
    for node in sight.scalars():
        for found in _AMOUNT.finditer(node.text):
            try:
                amount = parse_money(found[0])
            except UsageError:  # a text that only looks like one
                continue
            if 0 < amount.minor < LEAST[amount.currency] * 10 ** EXPONENTS[amount.currency]:
                what = f"{found[0]} is worth next to nothing."
                remedy = f"Write what it is in {amount.currency}, not the figure of another currency."
                sight.report.add("small-amount", node.place(found.start()), what, remedy)
