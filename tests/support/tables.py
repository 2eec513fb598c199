"""The tables in docs/ that are made from the code: `python -m tests.support.tables` writes them anew.

A table stands between `<!-- table NAME -->` and `<!-- end of table -->`; everything around it is written by hand.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from activities.signals import METRICS
from domain.case.events import EVENT_TYPES
from domain.documents import DOCUMENT_EVENTS
from domain.events import Event
from domain.failures import FAILURE_EVENTS
from domain.house.events import HOUSE_EVENTS
from domain.house.permissions import APPROVERS, AUTHORS, GENERAL, HOUSE, MAY, PUBLISHERS
from domain.operation import OPERATION_EVENTS
from domain.playbook.findings import ILLEGAL, WARNINGS
from tests.laws.test_planted_bugs import BUGS
from tests.support import kinds, laws, ledger_laws, owing_laws, promise_laws, sign_laws, two_persons_laws
from tests.support.pages import ROOT, pages

TABLE = re.compile(r"(<!-- table ([a-z-]+) -->\n)(.*?)(<!-- end of table -->)", re.DOTALL)


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a table in Markdown."""
    names = list(headings)
    lines = [names, ["---"] * len(names), *rows]
    cells = ([cell.replace("|", r"\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def said(thing: object) -> str:
    """Return the docstring of a thing in one line."""
    return " ".join((inspect.getdoc(thing) or "").split())


def _fields(kind: type[Event]) -> str:
    parts = ((name, field.is_required()) for name, field in kind.model_fields.items() if name != "at")
    return ", ".join(f"`{name}`" + ("" if required else "?") for name, required in parts) or "–"


def _events(types: Mapping[str, type[Event]]) -> str:
    rows = ((f"`{name}`", str(kind.version), said(kind), _fields(kind)) for name, kind in types.items())
    return table(("type", "version", "what it says", "body"), rows)


def _permissions() -> str:
    kinds = ("customer", "worker", "manager", "service", "operator", "auditor")
    assert set(kinds) == (GENERAL - {"engine"}) | {"worker"}
    commands = [(_words(command.__name__), may) for command, may in MAY.items()]
    rows = (
        [command, *("yes" if kind in may else "–" for kind in kinds)]
        for command, may in [
            *commands,
            ("change the house", HOUSE),
            ("publish a document alone", PUBLISHERS),
            ("hand a document in", AUTHORS),
            ("approve a document, turn it down, retire it, stop it, let it go on", APPROVERS),
        ]
        if may != {"engine"}
    )
    return table(("command", *kinds), rows)


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _rules(rules: Mapping[str, str]) -> str:
    return table(("rule", "what it asks for"), ((f"`{rule}`", says) for rule, says in rules.items()))


def _laws() -> str:
    found = [
        thing
        for module in (laws, promise_laws, owing_laws, ledger_laws, sign_laws, two_persons_laws)
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__ and name[0] != "_"
    ]
    rows = ((_spoken(one), said(one)) for one in found if one.__name__ not in {"judge", "judge_promises"})
    return table(("law", "what must hold"), rows)


def _bugs() -> str:
    return table(("bug", "what is broken on purpose"), ((_spoken(bug), said(bug)) for bug in BUGS))


def _spoken(function: Callable[..., object]) -> str:
    return function.__name__.replace("_", " ")


def _kinds() -> str:
    head = ("step", "validated", "executed", "undone", "explained", "told", "survives a restart")
    return table(head, kinds.rows())


def _metrics() -> str:
    rows = (
        (f"`{one.name}`", f"{one.kind}, {one.unit.strip('{}')}", ", ".join(f"`{label}`" for label in one.labels) or "–",
         one.words)
        for one in METRICS
    )  # fmt: skip
    return table(("name", "kind and unit", "labels", "what it says"), rows)


TABLES: Mapping[str, Callable[[], str]] = {
    "case-events": lambda: _events(EVENT_TYPES),
    "house-events": lambda: _events(HOUSE_EVENTS),
    "document-events": lambda: _events(DOCUMENT_EVENTS),
    "failure-events": lambda: _events(FAILURE_EVENTS),
    "operation-events": lambda: _events(OPERATION_EVENTS),
    "permissions": _permissions,
    "laws": _laws,
    "bugs": _bugs,
    "step-kinds": _kinds,
    "rules": lambda: _rules(ILLEGAL),
    "warnings": lambda: _rules(WARNINGS),
    "metrics": _metrics,
}


def renewed(text: str) -> str:
    """Return a page with its tables made anew."""
    return TABLE.sub(lambda found: found[1] + TABLES[found[2]]() + found[4], text)


def stale() -> Iterator[tuple[Path, str]]:
    """Yield the pages whose tables are out of date, with the text they should have."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        if renewed(text) != text:
            yield page, renewed(text)


if __name__ == "__main__":
    for page, text in stale():
        page.write_text(text, encoding="utf-8")
        print(f"renewed {page.relative_to(ROOT)}")
