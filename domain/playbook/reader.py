"""From nodes to values: fields, names, words, numbers, durations and amounts, each refused where it is not legal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar

from domain.clock.duration import Duration, parse_duration
from domain.clock.instant import parse_instant
from domain.clock.span import Period, Span, parse_period, parse_span
from domain.errors import UsageError
from domain.expression.errors import listed
from domain.money import Money, parse_money
from domain.playbook import meant
from domain.playbook.findings import At, Report, quoted
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.values import LARGEST_INTEGER
from domain.vocabulary import LANGUAGES

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
"""How things are named: playbooks, steps, roles, connectors, messages, events."""
FIELD: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""How what expressions read is named: facts, fields of forms, loop variables."""

_CALLED: Final = {"text": "a text", "integer": "a whole number", "yes_no": "true or false", "fraction": "a fraction"}
NO_TIME: Final = Duration(0)
_LONGEST_NUMBER = 20
_BASES: Final = {"0o": 8, "0x": 16}
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

Word = TypeVar("Word", bound=str)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of one construct; `not_yet` says of a field that is to come what to write meanwhile."""

    what: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    not_yet: Mapping[str, str] = field(default_factory=dict)


def called(node: Node) -> str:
    """Say what a node is."""
    match node:
        case Scalar():
            return "nothing" if node.type == "nothing" else f"{quoted(node.text)} ({_CALLED[node.type]})"
        case Items():
            return "a list"
        case Fields():
            return "a mapping"


class Reader:
    """Reads values out of nodes. For what is missing (None, noted elsewhere) or illegal a default is returned."""

    def __init__(self, report: Report) -> None:
        """Begin with a place for findings."""
        self.report = report
        self.counted: list[At] = []
        """Where spans stand that a calendar counts."""

    def refuse(self, node: Node, wanted: str, remedy: str = "") -> None:
        """Note that something else stands where a value was wanted."""
        self.report.add("wrong-type", node.at, f"{wanted} is wanted here, not {called(node)}.", remedy)

    # --- Mappings and lists ------------------------------------------------------------------------------------------
    def fields(self, node: Node | None, shape: Shape, at: At | None = None) -> Fields:
        """Return the legal fields of a mapping."""
        if not isinstance(node, Fields):
            if node is not None:
                names = ", ".join((shape.required or shape.optional)[:4])
                self.refuse(node, "A mapping", f"Write the fields of {shape.what}: {names}.")
            return Fields(node.at if node is not None else At(1, 1), {})
        legal = {name: entry for name, entry in node.entries.items() if self._is_field(node, name, shape)}
        for name in shape.required:
            if name not in node.entries:
                self.report.add(
                    "missing-field", at or node.at, f"“{name}” is missing in {shape.what}.", meant.missing(name)
                )
        return Fields(node.at, legal)

    def _is_field(self, node: Fields, name: str, shape: Shape) -> bool:
        at, value = node.key(name), node.entries[name].value
        if name in shape.not_yet:
            self.report.add("not-yet", at, f"“{name}” is not there yet.", shape.not_yet[name])
        elif name not in {*shape.required, *shape.optional}:
            known = (*shape.required, *shape.optional)
            remedy = meant.field(name, known) or self.report.meant(name, known) or f"It has: {', '.join(known)}."
            self.report.add("unknown-field", at, f"There is no {quoted(name)} in {shape.what}.", remedy)
        elif is_nothing(value):
            self.report.add("missing-field", at, f"“{name}” has no value.", "Write it behind the colon.")
        else:
            return True
        return False

    def items(self, node: Node | None, what: str, least: int = 1, most: int = 1_000) -> Sequence[Node]:
        """Return the items of a list."""
        if node is None:
            return ()
        if not isinstance(node, Items):
            self.refuse(node, f"A list of {what}", "Write it as [a, b] or in lines that begin with “- ”.")
            return ()
        count = len(node.items)
        if not least <= count <= most:
            bound = f"at least {least}" if count < least else f"at most {most:,}"
            told = f"A list of {what} has {bound} of them; this one has {count:,}."
            self.report.add("out-of-range", node.at, told, _counts(count < least))
            return ()
        return node.items

    def entries(
        self, node: Node | None, what: str, pattern: re.Pattern[str], *, least: int = 1, most: int = 200
    ) -> dict[str, Node]:
        """Return the values of a mapping from names to things."""
        if node is None:
            return {}
        if not isinstance(node, Fields):
            self.refuse(node, f"A mapping of {what}", "Write each as “name: …”.")
            return {}
        if not least <= len(node.entries) <= most:
            bound = f"at least {least}" if len(node.entries) < least else f"at most {most:,}"
            told = f"A mapping of {what} has {bound} of them."
            self.report.add("out-of-range", node.at, told, _counts(len(node.entries) < least))
            return {}
        found = {}
        for name, entry in node.entries.items():
            self._named(entry.key, pattern)
            if is_nothing(entry.value):
                self.report.add("missing-field", entry.key.at, f"{quoted(name)} has no value.", "Write it.")
            else:
                found[name] = entry.value
        return found

    # --- Single values -----------------------------------------------------------------------------------------------
    def text(self, node: Node | None) -> str:
        """Read a text that is not blank."""
        if node is None:
            return ""
        if not isinstance(node, Scalar) or node.type != "text":
            remedy = f'Put it in quotes: "{node.text}".' if isinstance(node, Scalar) and node.text else ""
            self.refuse(node, "A text", remedy)
            return ""
        if not node.text.strip():
            self.report.add("missing-field", node.at, "This text is blank.", "Write it.")
        return node.text.strip()

    def name(self, node: Node | None, pattern: re.Pattern[str] = NAME) -> str:
        """Read a name."""
        text = self.text(node)
        if text and isinstance(node, Scalar):
            self._named(node, pattern)
        return text

    def names(self, node: Node | None, what: str) -> tuple[str, ...]:
        """Read a list of different names; a single one may stand without brackets."""
        return tuple(self.name(item) for item in self.different(node, what))

    def different(self, node: Node | None, what: str) -> Sequence[Node]:
        """Return the items of a list of different scalars; a single one may stand without brackets."""
        items = (node,) if isinstance(node, Scalar) else self.items(node, what)
        seen: set[str] = set()
        for item in items:
            if isinstance(item, Scalar) and item.text in seen:
                self.report.add("bad-name", item.at, f"{quoted(item.text)} stands here twice.", "Keep one of them.")
            elif isinstance(item, Scalar):
                seen.add(item.text)
        return items

    def _named(self, node: Scalar, pattern: re.Pattern[str]) -> None:
        if not pattern.fullmatch(node.text):
            signs = "a-z, 0-9 and _, beginning with a letter" if pattern is FIELD else "letters, digits, “.”, “_”, “-”"
            self.report.add("bad-name", node.at, f"{quoted(node.text)} is no name.", f"Use {signs}.")

    def word(self, node: Node | None, choices: Sequence[Word], default: Word) -> Word:
        """Read one of some words."""
        if node is None:
            return default
        if not isinstance(node, Scalar) or node.type == "nothing":
            self.refuse(node, f"One of {', '.join(choices)}", "Write one of these words.")
            return default
        for choice in choices:
            if choice == node.text:
                return choice
        self.unknown("unknown-word", node, "is not known here", choices)
        return default

    def unknown(self, rule: str, node: Scalar, what: str, choices: Iterable[str]) -> None:
        """Note a word that is none of those it could be, with the one that was meant."""
        known = sorted(choices)
        remedy = meant.several(node.text, known) or self.report.meant(node.text, known) or listed(known)
        self.report.add(rule, node.at, f"{quoted(node.text)} {what}.", remedy)

    def integer(self, node: Node | None, least: int, most: int, default: int) -> int:
        """Read a whole number within bounds."""
        if node is None:
            return default
        if not isinstance(node, Scalar) or node.type != "integer":
            self.refuse(node, "A whole number", "Write digits without quotes.")
            return default
        number = whole(node)
        if number is None or not least <= number <= most:
            told = f"This is a number from {least:,} to {most:,}."
            self.report.add("out-of-range", node.at, told, "Write a whole number within.")
            return default
        return number

    def yes_no(self, node: Node | None) -> bool:
        """Read true or false."""
        if node is None:
            return False
        if not isinstance(node, Scalar) or node.type != "yes_no":
            written = node.text if isinstance(node, Scalar) else ""
            self.refuse(node, "true or false", meant.yes_no(written))
            return False
        return node.text.lower() == "true"

    # --- Values with a unit ------------------------------------------------------------------------------------------
    def duration(self, node: Node | None, default: Duration = NO_TIME, *, least: int = 1) -> Duration:
        """Read elapsed time of at least some milliseconds."""
        if node is None:
            return default
        remedy = _meant(node, lambda text: meant.span(text, counted=False))
        found = self._parsed(
            node, parse_duration, "bad-duration", "A span of time", "Write it as 2h, 90m or 1h30m.", remedy
        )
        if found is not None and found.ms < least:
            self.report.add("bad-duration", node.at, f"{found} is too short.", "Write a longer span of time.")
        return default if found is None else found

    def span(self, node: Node | None, default: Span = NO_TIME) -> Span:
        """Read elapsed time, or days, working days or working hours, which a calendar counts."""
        if node is None:
            return default
        remedy = _meant(node, lambda text: meant.span(text, counted=True))
        found = self._parsed(
            node, parse_span, "bad-duration", "A span of time", "Write it as 2h, 90m or 3 days.", remedy
        )
        if isinstance(found, Duration) and found.ms < 1:
            self.report.add("bad-duration", node.at, f"{found} is too short.", "Write a longer span of time.")
        if found is not None and not isinstance(found, Duration):
            self.counted.append(node.at)
        return default if found is None else found

    def period(self, node: Node) -> Period | None:
        """Read a span of time, or months and years."""
        return self._parsed(node, parse_period, "bad-duration", "A time", "Write it as 2h, 3 days, 6 months or 1 year.")

    def money(self, node: Node | None) -> Money | None:
        """Read an amount."""
        if node is None:
            return None
        remedy = _meant(node, meant.amount)
        return self._parsed(node, parse_money, "bad-money", "An amount", "Write 500 USD.", remedy)

    def day(self, node: Node) -> date | None:
        """Read a day of the calendar."""
        return self._parsed(node, _day, "bad-time", "A day", "Write it as 2026-01-31.")

    def instant(self, node: Node) -> datetime | None:
        """Read a point in time."""
        return self._parsed(node, parse_instant, "bad-time", "A point in time", "Write it as 2026-01-31T14:30:00Z.")

    def _parsed(
        self, node: Node, parse: Callable[[str], Read], rule: str, what: str, remedy: str, better: str = ""
    ) -> Read | None:
        """Read a text with a unit; `better` is what was meant, where that can be told."""
        if not isinstance(node, Scalar) or node.type != "text":
            self.report.add(rule, node.at, f"{what} is wanted here, not {called(node)}.", better or remedy)
            return None
        try:
            return parse(node.text)
        except UsageError as error:
            self.report.add(rule, node.at, error.what, better or error.remedy or remedy)
            return None

    def words(self, node: Node | None, languages: Iterable[str]) -> dict[str, str]:
        """Read words by language; every language of the markets must be there."""
        if node is None:
            return {}
        if not isinstance(node, Fields):
            self.refuse(node, "Words by language", "Write {en: …}, with every language of the markets.")
            return {}
        for name, entry in node.entries.items():
            if name not in LANGUAGES:
                self.unknown("unknown-language", entry.key, "is no language known here", LANGUAGES)
        missing = [language for language in languages if language not in node.entries]
        if missing:
            what = f"These words are missing in: {', '.join(missing)}."
            remedy = f"Add {', '.join(f'{each}: …' for each in missing)}: every language of the markets is there."
            self.report.add("missing-language", node.at, what, remedy)
        return {name: self.text(entry.value) for name, entry in node.entries.items()}


def _counts(too_few: bool) -> str:  # noqa: FBT001 — read at its one word
    return "Write more of them, or leave the field out." if too_few else "Take some of them out."


def _meant(node: Node, of: Callable[[str], str]) -> str:
    """Return what was meant by a scalar."""
    return of(node.text) if isinstance(node, Scalar) else ""


def is_nothing(node: Node) -> bool:
    """Say whether a value was left out."""
    return isinstance(node, Scalar) and node.type == "nothing"


def whole(node: Scalar) -> int | None:
    """Return a whole number; None where it is larger than can be kept exactly."""
    if len(node.text) > _LONGEST_NUMBER:
        return None
    number = int(node.text, _BASES.get(node.text[:2], 10))
    return number if abs(number) <= LARGEST_INTEGER else None


def _day(text: str) -> date:
    """Read a day; UsageError when there is none of that name."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"“{text}” is not a day of the calendar.")
