"""Small packs that together have every construct of the language: what they mean, what they answer, what is refused.

`python -m tests.support.constructs` renews the lists of tests/packs/constructs: `compiled.txt`, what each compiles to;
`answers.txt`, the whole answer to facts that are spread over all there can be; `refused.txt`, what is said where one
value is replaced by what cannot stand there, word for word and with its place.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from domain.clock.duration import Duration
from domain.entitlement.compiler import compile_pack
from domain.entitlement.evaluate import answer
from domain.entitlement.examples import compile_pack_examples
from domain.entitlement.model import Fact, Pack
from domain.entitlement.seen import needed
from domain.errors import MakegoodError
from domain.money import Money
from domain.playbook.findings import Finding
from domain.values import Value
from tests.support.compiled import lines_of
from tests.support.expected import calendar_of
from tests.support.replaced import Document
from tests.support.replaced import Value as Replaceable

FOLDER: Final = Path(__file__).parents[1] / "packs" / "constructs"
NAMES: Final = sorted(path.stem for path in FOLDER.glob("*.yaml"))
ASKED: Final = 14
"""How many sets of facts each version is asked with."""
DAY: Final = date(2026, 3, 2)
CALENDARS: Final = ("gb-eng-2025-2027", "")
_HOUR: Final = 3_600_000
BY: Final[Mapping[str, tuple[str, ...]]] = {
    "words": ("~", "7"),
    "text": ("~", "[a, a]", "7", "true", "5 days", "5 JPY", "nothing", "previous", '"=no.such"', "fare", "1/0 of fare"),
    "number": ("~", "0", "-1", "1234567890123456", '"4"', "true", "5 km"),
    "list": ("~", "[]", "a", "{a: 1}", "[~, 3]", "[{b: 1}, {b: 1}]"),
    "mapping": ("~", "[]", "a", "{}", "{x: 1}"),
}  # fmt: skip
"""What values are replaced by, by what they are."""
_TOLD: Final = 3
"""How many findings are listed; most of what follows is what used the value."""
_CHOSEN: Final = frozenset({"versions", "derived", "is", "in_kind"})
"""Fields below which stand names that a pack chooses."""
_SAID: Final = frozenset({"en", "clause", "source", "jurisdiction", "unverified"})
"""Fields that are only shown."""


def source(name: str) -> str:
    """Return the text of a pack."""
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def construct(name: str) -> Pack:
    """Return a compiled pack."""
    pack, findings = compile_pack(source(name), name)
    assert pack is not None, "\n".join(map(str, findings))
    return pack


# --- What they mean --------------------------------------------------------------------------------------------------
def meanings() -> Iterator[str]:
    """Yield what each compiles to, line by line."""
    for name in NAMES:
        yield from lines_of(name, construct(name).model_dump(mode="json", exclude_defaults=True), 0)


# --- What they answer ------------------------------------------------------------------------------------------------
def answers() -> Iterator[str]:
    """Yield the whole answer to every set of facts, a line for each part of it."""
    for name in NAMES:
        pack = construct(name)
        yield f"{name}: needs {', '.join(needed(pack, {}))}"
        for version in pack.versions:
            yield f"  {version.name}"
            for number, facts in enumerate(spread(pack)):
                yield f"    {_written(facts)}"
                calendar = CALENDARS[number % 3 == 0]
                try:
                    came = answer(pack, facts, DAY, version=version.name,
                                  calendar=calendar_of(calendar) if calendar else None)  # fmt: skip
                except MakegoodError as refused:
                    yield f"      {refused}"
                    continue
                told = came.model_dump(mode="json", exclude_defaults=True)
                gifts, tried = told.pop("gifts", []), told.pop("tried", [])
                for name_ in ("pack", "digest", "version", "kind", "unit", "on"):
                    told.pop(name_)
                yield f"      {_written(told)}"
                yield from (f"      gives {_written(gift)}" for gift in map(_plain, gifts))
                yield from (f"      tried {_written(each)}" for each in map(_plain, tried))


def _plain(part: dict[str, object]) -> dict[str, object]:
    """Leave out what only repeats the pack."""
    return {name: value for name, value in part.items() if name not in {"words", "source", "clause", "head"}}


def spread(pack: Pack) -> list[dict[str, Value]]:
    """Return facts that are drawn out of some values of each, left out among them; always the same ones."""
    chance = random.Random(pack.pack)
    drawn = [{name: chance.choice(_values(pack, fact)) for name, fact in pack.facts.items()} for _ in range(ASKED)]
    return [{name: value for name, value in facts.items() if value is not None} for facts in drawn]


def _values(pack: Pack, fact: Fact) -> Sequence[Value]:  # noqa: PLR0911 — one line a kind
    """Return values of a fact, and None for one that is left out."""
    match fact.kind:
        case "words":
            return (*fact.choices, None)
        case "yes_no":
            return True, None, False
        case "integer":
            return 3, 1, 0, 2, None, fact.most or 501, 5
        case "duration":
            return *(Duration(part * _HOUR // 2) for part in (5, 2, 0, 24, 3, 47)), None
        case "money":
            return Money(pack.currencies[0], 1_001), Money(pack.currencies[0], 333), None
        case "date":
            return DAY, None, DAY + timedelta(days=31), DAY - timedelta(days=40)
        case "instant":
            return None, datetime(2026, 1, 5, 23, 30, tzinfo=UTC), datetime(2026, 3, 30, 23, 30, tzinfo=UTC)
        case "text":
            return "home", None, "away"


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


# --- What is refused -------------------------------------------------------------------------------------------------
def refusals() -> Iterator[str]:
    """Yield what is said of each construct when its value is replaced, left out, or misspelt."""
    taken = set[tuple[str, ...]]()
    for name, check in (*((name, compile_pack) for name in NAMES), ("examples/amounts", _of_examples)):
        yield name
        document = Document(source(name))
        for what, value in document.values:
            old = document.text[value.start : value.end]
            alike = (*_place(what), _kind(what, old), _form(old))
            if alike in taken:
                continue
            taken.add(alike)
            yield f"  {value.way}"
            by: dict[str, list[str]] = {}
            for new, text in _replaced(document, value, _kind(what, old)):
                by.setdefault(_told(check(text, "f")[1], text, value.start), []).append(new)
            for said, news in by.items():
                first, *more = said.splitlines() or ["legal"]
                yield f"    {' | '.join(news)}: {first}"
                yield from (f"      {line}" for line in more)


def _place(what: Sequence[str]) -> Sequence[str]:
    """Return the last two fields on the way to a value; what a pack names itself counts as one."""
    parts = [part for part in what if part != "[]"]
    chosen = _CHOSEN if what[0].startswith("pack-") else {*_CHOSEN, "facts"}
    return [("*" if above in chosen else part) for above, part in pairwise(["", *parts])][-2:]


def _kind(what: Sequence[str], old: str) -> str:
    if old[:1] in {"[", "-"}:
        return "list"
    if old[:1] == "{" or "\n" in old:
        return "mapping"
    return "number" if old.isdecimal() else "words" if what[-1] in _SAID else "text"


def _form(old: str) -> str:
    """Return how a value is written, so that amounts, spans and formulas are looked at wherever they can stand."""
    return re.sub(r"\d+", "9", re.sub(r"[a-z_]+", "a", old)) if old[:1].isdecimal() or old[:1] == "=" else ""


def _replaced(document: Document, value: Replaceable, kind: str) -> Iterator[tuple[str, str]]:
    text, old = document.text, document.text[value.start : value.end]
    news = [*BY[kind], f"{old[:-2]}{old[-1]}"] if kind == "text" and len(old) > 4 else BY[kind]
    for new in news:
        yield new, text[: value.start] + new + text[value.end :]
    yield "left out", next(changed for name, changed in document.changes(value) if name == "left out")


def _of_examples(text: str, file: str) -> tuple[object, list[Finding]]:
    return compile_pack_examples(text, file, construct("amounts"))


def _told(found: Sequence[Finding], text: str, start: int) -> str:
    """Write what is found, with its line as so many from the value."""
    line = text.count("\n", 0, start) + 1
    told = [f"{f.line - line:+}:{f.column} {f.rule}: {f.message} → {f.remedy}" for f in found[:_TOLD]]
    return "\n".join([*told, f"and {len(found) - _TOLD} more"] if len(found) > _TOLD else told)


LISTS: Final = {"compiled.txt": meanings, "answers.txt": answers, "refused.txt": refusals}

if __name__ == "__main__":
    for file, lines in LISTS.items():
        (FOLDER / file).write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
