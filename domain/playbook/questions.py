"""Questions to the customer: a message puts one (`asks: ID`) that comes behind it, in its words."""

from __future__ import annotations

from collections.abc import Mapping

from domain.playbook.findings import quoted
from domain.playbook.nodes import Node, Scalar
from domain.playbook.outline import Outline
from domain.playbook.reader import Reader
from domain.vocabulary import CUSTOMER


def check_asks(read: Reader, outlines: Mapping[str, Outline]) -> None:
    """Note messages that put a question which is none to the customer, or is not behind them."""
    passed = set[str]()
    for name, outline in outlines.items():
        passed.add(name)
        node = outline.fields.get("asks") if outline.kind == "tell" else None
        if not isinstance(node, Scalar):
            continue
        target = outlines.get(node.text)
        questions = {each: "" for each, other in outlines.items() if _is_question(other)}
        if target is None:
            read.unknown("unknown-step", node, "is the id of no step", questions)
        elif not _is_question(target):
            what = f"{quoted(target.id)} asks the customer nothing."
            read.report.add("unknown-step", node.at, what, f"Name an ask with “of: {CUSTOMER}”.")
        elif target.id in passed:
            what, remedy = f"{quoted(target.id)} comes before this message.", "Tell it before the customer is asked."
            read.report.add("unknown-step", node.at, what, remedy)


def _is_question(outline: Outline) -> bool:
    of: Node | None = outline.fields.get("of") if outline.kind == "ask" else None
    return isinstance(of, Scalar) and of.text == CUSTOMER
