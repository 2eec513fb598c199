"""What packs have to give, cell by cell, as it was transcribed from the sources and apart from the packs.

A file of `tests/packs/expected` has facts that hold for all of its cells, and cells: what the source says, where it
says so, and rows. A row has the facts that vary (`day`, `known` and `version` may be among them), what is owed for one
unit, and perhaps more of the answer. `doubted` cells rest on memory or on a rule alone, and the answer has to say that
they are not verified. `the pack alone` as a source says that nothing was collected about it: such cells hold a pack to
what it says today, and prove nothing about the law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from domain.clock.calendar import Calendar
from domain.clock.duration import parse_duration
from domain.entitlement.answer import Answer, Gift
from domain.entitlement.evaluate import answer
from domain.entitlement.facts import FactsRefused
from domain.entitlement.model import Fact, Pack
from domain.entitlement.quantities import number
from domain.errors import NotFoundError
from domain.money import parse_money
from domain.playbook.calendar import compile_calendar
from domain.values import Value
from tests.support.folders import FOLDERS

FOLDER: Final = Path(__file__).parents[1] / "packs" / "expected"
NAMES: Final = sorted(path.stem for path in FOLDER.glob("*.yaml"))
ALONE: Final = "the pack alone"
"""The source of cells about which nothing was collected."""
OF_A_FILE: Final = {"pack", "day", "calendar", "facts", "cells"}
OF_A_CELL: Final = {"says", "source", "clause", "day", "doubted", "version", "versions", "with", "vary", "rows"}
_Asked = Callable[[Answer, Any], Iterator[str]]


@dataclass(frozen=True)
class Row:
    """One thing that is asked, and what has to come of it."""

    place: str
    says: str
    source: str
    clause: str
    on: date
    known: date | None
    version: str
    doubted: bool
    facts: Mapping[str, Value]
    calendar: Calendar | None
    owed: tuple[str, ...]
    more: Mapping[str, Any]

    def wrong(self, pack: Pack) -> str:
        """Say where a pack answers otherwise; "" where it does not."""
        try:
            came = answer(
                pack, self.facts, self.on, version=self.version, known_on=self.known, calendar=self.calendar
            )  # fmt: skip
        except (NotFoundError, FactsRefused) as refused:
            return "" if self.owed == ("refused",) else f"{self.place}: {refused}"
        return "; ".join(f"{self.place}: {each}" for each in self._differences(came))

    def _differences(self, came: Answer) -> Iterator[str]:
        if came.missing != tuple(self.more.get("needs", ())):
            yield f"needs {', '.join(came.missing) or 'nothing'}"
        owed = tuple(map(str, came.per_unit)) or ("nothing",)
        if owed != self.owed:
            yield f"{' + '.join(owed)}, not {' + '.join(self.owed)}"
        clause = self.more.get("clause", self.clause)
        if came.per_unit and not any(clause in each for each in _clauses(came)):
            yield f"by {_clauses(came)}, not by {clause}"
        if self.doubted and came.gifts and not any(gift.unverified for gift in came.gifts):
            yield "nothing of it is said to be unverified"
        for what, wanted in self.more.items():
            yield from (f"{what}: {each}" for each in _ASKED[what](came, wanted))


def _clauses(came: Answer) -> list[str]:
    """Return the clauses by which money is given, and those by which it was reduced."""
    paying = [gift for gift in came.gifts if gift.amount is not None]
    cuts = [str(step.values["clause"]) for gift in paying for step in gift.steps if step.done == "reduced"]
    return [*(gift.clause for gift in paying), *cuts]


def _of_gifts(shown: Callable[[Gift], object]) -> _Asked:
    """Look at something of the gifts whose words hold a text."""

    def look(came: Answer, wanted: Mapping[str, Any]) -> Iterator[str]:
        for words, value in wanted.items():
            found = [str(shown(gift)) for gift in came.gifts if words in _words(gift)]
            if str(value) not in found:
                yield f"{found}, not {value}"

    return look


def _texts(shown: Callable[[Gift], list[str]]) -> _Asked:
    """Look whether there are as many texts as words, and each of these stands in one of its own, in their order."""

    def look(came: Answer, wanted: list[str]) -> Iterator[str]:
        found = [text for gift in came.gifts for text in shown(gift)]
        alike = len(found) == len(wanted) and all(word in text for word, text in zip(wanted, found, strict=True))
        if not alike:
            yield f"{found}, not {wanted}"

    return look


def _total(came: Answer, wanted: str) -> Iterator[str]:
    found = list(map(str, came.total or ()))
    if found != [wanted_money(wanted)]:
        yield f"{found}, not {wanted}"


def _words(gift: Gift) -> str:
    return f"{gift.words['en']} {gift.duty.get('en', '')}".strip()


_ASKED: Final[Mapping[str, _Asked]] = {
    "by": _of_gifts(lambda gift: gift.by),
    "claim_by": _of_gifts(lambda gift: gift.claim_by),
    "late": _of_gifts(lambda gift: gift.late),
    "within": _of_gifts(lambda gift: gift.within),
    "duties": _texts(lambda gift: [_words(gift)] if gift.duty else []),
    "in_kind": _texts(lambda gift: [words["en"] for words in gift.in_kind.values()]),
    "enforced": lambda came, wanted: iter(() if wanted in {None, came.enforced} else (str(came.enforced),)),
    "total": _total,
    "clause": lambda came, wanted: iter(()),
    "needs": lambda came, wanted: iter(()),
}
"""What a row can say besides the amount. In every row are looked at: clauses, what is missing, and, where a day chose
the version, that it was enforced."""


def wanted_money(text: str) -> str:
    """Write an amount as answers do."""
    return str(parse_money(text))


# --- Reading them ----------------------------------------------------------------------------------------------------
def rows(pack: Pack) -> list[Row]:
    """Return every row that is kept for a pack."""
    file = yaml.safe_load((FOLDER / f"{pack.pack}.yaml").read_text(encoding="utf-8"))
    assert file.keys() <= OF_A_FILE, file.keys() - OF_A_FILE
    assert file["pack"] == pack.pack
    return [row for cell in file["cells"] for row in _rows(pack, file, cell)]


def _rows(pack: Pack, file: Mapping[str, Any], cell: Mapping[str, Any]) -> Iterator[Row]:
    assert cell.keys() <= OF_A_CELL, cell.keys() - OF_A_CELL
    assert all(isinstance(cell[each], str) and cell[each] for each in ("says", "source"))
    for version in cell.get("versions", [cell.get("version", "")]):
        for written in cell["rows"]:
            yield _row(pack, file, {**cell, "version": version}, written)


def _row(pack: Pack, file: Mapping[str, Any], cell: Mapping[str, Any], written: list[Any]) -> Row:
    names = cell["vary"]
    more = written[-1] if isinstance(written[-1], dict) else {}
    assert more.keys() <= _ASKED.keys(), more.keys() - _ASKED.keys()
    values, owed = written[: len(names)], written[len(names)]
    assert len(written) == len(names) + 1 + bool(more), f"{names} and the amount, not {written}"
    said = {"day": file["day"], "version": cell["version"], "known": None, **file["facts"], **cell.get("with", {})}
    said |= {"day": cell["day"]} if "day" in cell else {}
    said |= dict(zip(names, values, strict=True))
    day, version, known = (said.pop(each) for each in ("day", "version", "known"))
    return Row(
        place=f"{pack.pack}{'@' * bool(version)}{version} {', '.join(map(str, values))}", says=cell["says"],
        source=cell["source"], clause=cell.get("clause", ""), on=day, known=known, version=version,
        doubted=cell.get("doubted", False), owed=_owed(owed), more={"enforced": None if version else True, **more},
        facts={name: _value(pack.facts[name], value) for name, value in said.items()},
        calendar=calendar_of(file["calendar"]) if "calendar" in file else None,
    )  # fmt: skip


def _owed(text: str) -> tuple[str, ...]:
    return (text,) if text in {"nothing", "refused"} else tuple(wanted_money(each) for each in text.split(" + "))


def _value(fact: Fact, written: Any) -> Value:
    match fact.kind:
        case "integer":
            return number(str(written), fact.unit)
        case "duration":
            return parse_duration(written)
        case "money":
            return parse_money(written)
        case "yes_no":
            assert isinstance(written, bool), written
            return written
        case "date":
            assert isinstance(written, date), written
            return written
        case _:
            assert isinstance(written, str), written
            return written


@cache
def calendar_of(name: str) -> Calendar:
    """Return a calendar that ships."""
    calendar, findings = compile_calendar((FOLDERS.calendars / f"{name}.yaml").read_bytes(), name)
    assert calendar is not None, findings
    return calendar
