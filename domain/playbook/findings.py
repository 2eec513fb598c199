"""What is wrong with a document, or looks unwise in it: where, by which rule, and what to do about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from domain.expression.errors import guess

ILLEGAL: Final[Mapping[str, str]] = {
    "yaml-size": "A document has at most 256 KiB.",
    "yaml-encoding": "A document is UTF-8.",
    "yaml-control": "A document holds no control characters and no invisible marks that change how it reads.",
    "yaml-syntax": "A document is YAML 1.2.",
    "yaml-documents": "A file holds one document.",
    "yaml-directive": "A document begins without a % directive.",
    "yaml-depth": "A document has at most 32 levels.",
    "yaml-duplicate-key": "A key stands once in its mapping.",
    "yaml-anchor": "Anchors (&name) are not used.",
    "yaml-alias": "Aliases (*name) are not used.",
    "yaml-tag": "Tags (!name) are not used.",
    "yaml-key": "A key is a plain word or a text.",
    "yaml-split-value": "A comma inside { } or [ ] ends a value; a value that holds one stands in quotes.",
    "unknown-playbook": "A playbook that is named is one of the house, and legal itself.",
    "unknown-pack": "A pack that is asked is one of the house.",
    "unknown-head": "What a pack is asked about (for) is something that one of its rules is for.",
    "owed-twice": "A pack is asked once about the same thing, as far as it shows: what is found twice is owed twice.",
    "unpaid": "What is found to be owed is given: money by a remedy that names it, care by one in kind or a cover.",
    "run-cycle": "A playbook never runs itself, not even by way of others.",
    "offer-need": "What is taken when no answer comes needs nothing that may not be there.",
    "not-yet": "This part of the language is not there yet.",
    "unknown-field": "Only the fields of the language are written.",
    "missing-field": "Required fields are written, and no field is left empty.",
    "wrong-type": "A value has the type its place asks for.",
    "unknown-word": "A value is one of the words its place knows.",
    "bad-name": "A name is made of the characters its place allows, and is not taken.",
    "out-of-range": "A number or a list is within its bounds.",
    "one-of": "Of attributes that exclude each other one is written.",
    "bad-duration": "A span of time is elapsed (2h, 90m, 1h30m) or counted (3 days, 7 working days, 8 working hours).",
    "no-calendar": "What counts days or working time has a calendar to count by.",
    "bad-money": "An amount is written in plain digits with its currency: 500 USD, 500.00 USD.",
    "bad-time": "A day is written as 2026-01-31, an instant as 2026-01-31T14:30:00Z.",
    "unknown-market": "A market is one that the language of its customers is known for.",
    "missing-language": "Words and messages are there in every language of the markets.",
    "unknown-language": "Words are given in languages known here.",
    "unknown-message": "A message that is sent has a template.",
    "template": "A template holds placeholders and `if`, nothing else.",
    "unknown-kind": "A step has one kind, and it is a kind of the language.",
    "too-many-steps": "A playbook has at most 1,000 steps.",
    "duplicate-id": "Two steps never have the same id.",
    "unknown-step": "A step that is named is in the plan, where it can be reached from here.",
    "expression-syntax": "An expression can be read.",
    "expression": "An expression names what is there and fits the types.",
    "expression-type": "An expression gives the type its place asks for.",
    "read-before-done": "What a step gives is read only where the step is done on every path, or outcome() says so.",
    "unknown-connector": "A connector that is used is registered.",
    "missing-input": "A connector gets all its inputs.",
    "unknown-input": "A connector gets no input it does not know.",
    "undo-connector": "What takes a step back is a connector that undoes, and gets its inputs from that step.",
    "pay-connector": "What pays is a connector that pays and honours keys, so that nothing is paid twice.",
    "pay-by-remedy": "Money is paid by a remedy, under its authority, never by a plain step.",
    "try-needs-undo": "A step inside a try says how it is taken back.",
    "pivot-last": "Nothing follows a point of no return inside a try.",
    "cannot-undo": "A step that is taken back on purpose can be.",
    "choose-needs-else": "A choice between branches says what happens when none fits.",
    "unknown-choice": "A choice that is named is one of those that are offered.",
    "choice-without-branch": "Every choice that is offered leads somewhere.",
    "unbounded": "Loops and waits have a bound.",
    "deadline": "What is promised can be done in that time.",
    "critical-needs": "A playbook whose cases can be critical holds what the house asks for then.",
    "nobody": "A role that is asked for something is one that somebody of the house has.",
    "constant-condition": "A condition depends on something; what is never done is not written.",
    "kept-by": "A promise is kept by a step outside of loops, or by `resolved`.",
    "close-needs": "What closing needs is given by a step.",
    "ladder": "A ladder goes up, and its last rung may decide everything.",
    "bad-hours": "Hours are written as 09:00-17:00; those of a day stand in order, with time between them.",
    "bad-offset": "The offsets of a clock are written as “+07:00”; they rise, and begin before the first day.",
    "calendar-days": "A calendar covers 1 day to 30 years; its days stand in order, once, within what it covers.",
    "matrix-order": "A worse or likelier failure never has a lower tier.",
    "in-time": "What has to end in time says what is done otherwise, and the risk says until when it is of use.",
    "modifier": "A modifier raises a tier, and is known by what can tell of it; ruin is critical.",
    "tier-order": "A higher tier never has more time, nor asks less of those who work on it.",
    "critical-entry": "Critical cases come to a person at once.",
    "example-fact": "An example gives the facts that its playbook asks for, and no others.",
    "example-deed": "What is done in an example is something that its playbook gives somebody to do.",
    "example-expect": "What an example expects is something that its playbook promises, grants or asks.",
    "unknown-refusal": "A refusal gives a reason that the connector publishes.",
    "never-granted": "Who is asked about a remedy may grant it in some case by the house's table of authority.",
    "unknown-remedy": "A kind of remedy, and a loss, is one that the house knows; a kind gives what it gives there.",
    "not-feasible": "What is promised was looked up before: whether there is one, whether somebody is free.",
    "claw-back": "What is owed by law, contract or guarantee is never taken back.",
    "unknown-person": "Who acts in an example belongs to the house.",
    "unknown-fact": "A fact that is named is one that the pack asks for.",
    "unknown-care": "Care that is owed is named as the pack names it: what the facts do not call for is not given.",
    "unknown-unit": "A number has a unit that is known here, and the same wherever it is compared.",
    "bands": "The lines of a table leave nothing out and nothing twice.",
    "bad-share": "Shares and factors are written exactly: 25%, 12.5%, 1/464, +4.2%.",
    "unrounded": "What may come out in fractions says how it is rounded.",
    "index": "What an index gives is what was published.",
    "pack-currency": "The amounts of a pack are in its currency.",
    "version-dates": "The dates of a version run forward, and two versions are never in force at once.",
    "not-verified": "A rule says whether somebody has read it in its source, and if not, why.",
    "never-applies": "A rule of a pack can apply and gives something; what it derives is used.",
}
"""What makes a document illegal."""
WARNINGS: Final[Mapping[str, str]] = {
    "due-after-promise": "What a promise waits for is due before the promise is.",
    "dues-add-up": "A promise leaves everybody before it the time that they have.",
    "promise-skipped": "What keeps a promise is done on every way through the plan.",
    "promise-order": "Customers are answered, and hear from us, before it is put right.",
    "law-elsewhere": "A promise tells no law to customers of a market in which it does not hold.",
    "same-failure": "Of two playbooks for the same failure one has a condition, or their conditions tell them apart.",
    "reopen-marks": "A case is taken up again for bad marks from 1 to 5, and for no good ones.",
    "small-amount": "An amount is worth something in its currency.",
    "asked-in-vain": "Whom a ladder asks last may grant whatever it can come to, by the house's table of authority.",
    "ladder-currency": "A ladder that names amounts names one in the money of each market.",
    "gives-unlike": "What is given makes good what can weigh: no money where no money is lost.",
    "nothing-like": "Where much can weigh on a scale, something of a kind for it is given.",
    "beside-the-ledger": "What a person gives the customer is a remedy: it has an authority, and stands in the ledger.",
    "asked-silently": "What the customer is asked for, a message asks them for before it.",
    "unused-fact": "A fact that is computed is asked for.",
    "asked-in-part": "A pack that is asked about a part of what it owes is asked about the rest elsewhere in the plan.",
    "foreign-pack": "A pack that is asked has words in every language of the customers.",
}
"""What is legal and looks unwise."""
RULES: Final[Mapping[str, str]] = {**ILLEGAL, **WARNINGS}
"""Every rule by its id, in one line."""

Level = Literal["error", "warning"]
MOST = 1_000
"""The most findings that are kept about one file."""
MOST_GUESSES = 100
"""How many findings are looked through for what was meant; a file with more has another problem."""
LONGEST_LINE = 1_000
"""The longest line (in characters) that is kept with a finding."""
_WIDEST = 120
_LONGEST_QUOTE = 60


def level_of(rule: str) -> Level:
    """Say whether what breaks a rule is illegal, or only looks unwise."""
    return "warning" if rule in WARNINGS else "error"


class At(NamedTuple):
    """A place in a file; lines and columns count from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong, at its place; `source` is the line it stands in."""

    file: str
    line: int
    column: int
    rule: str
    message: str
    remedy: str = ""
    source: str = ""

    @property
    def level(self) -> Level:
        """Say whether it makes the document illegal, or only looks unwise."""
        return level_of(self.rule)

    def __str__(self) -> str:
        """Write it as `file:line:col: rule-id: message`, the source line with a caret, and what to do."""
        shown, caret = _excerpt(self.source, self.column)
        warning = "warning: " if self.level == "warning" else ""
        lines = [f"{plain(self.file)}:{self.line}:{self.column}: {warning}{self.rule}: {self.message}"]
        lines += [f"  {shown}", f"  {caret}"] if shown.strip() else []
        lines += [f"  → {self.remedy}"] if self.remedy else []
        return "\n".join(lines)

    def as_json(self) -> dict[str, str | int]:
        """Return it as plain data."""
        return {
            "file": self.file, "line": self.line, "column": self.column, "level": self.level, "rule": self.rule,
            "message": self.message, "remedy": self.remedy, "source": self.source,
        }  # fmt: skip


class Report:
    """Gathers the findings about one file."""

    def __init__(self, file: str, text: str) -> None:
        """Begin without findings."""
        self.file = file
        self.lines = re.split(r"\r\n|\n|\r", text)
        self._found: set[Finding] = set()

    def add(self, rule: str, at: At, message: str, remedy: str = "") -> None:
        """Note a finding once, as long as there are not too many; without a remedy of its own it says the rule.

        Raises:
            KeyError: for a rule that is not listed.
        """
        if rule not in RULES:
            raise KeyError(rule)
        if not self.full:
            line = self.lines[at.line - 1] if at.line <= len(self.lines) else ""
            source = plain(line) if len(line) <= LONGEST_LINE else ""
            self._found.add(
                Finding(self.file, at.line, at.column, rule, plain(message), plain(remedy or RULES[rule]), source)
            )

    @property
    def full(self) -> bool:
        """Say whether no more findings are kept, so that looking for them is no use."""
        return len(self._found) >= MOST

    def meant(self, word: str, choices: Iterable[str]) -> str:
        """Return `Did you mean “x”?` where one of the choices is near; after many findings nobody searches for it."""
        return guess(word, choices) if len(self._found) < MOST_GUESSES else ""

    @property
    def findings(self) -> list[Finding]:
        """All of them by place."""
        return sorted(self._found)


def plain(text: str) -> str:
    """Write what a terminal would act upon (escapes, line breaks) as code, so that it is only shown."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\t" else f"\\u{ord(c):04x}" for c in text)


def quoted(text: str) -> str:
    """Put a text out of a document between quotation marks, cut where it is long."""
    return f"“{cut(text)}”"


def cut(text: str) -> str:
    """Cut a text where it is long."""
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def _excerpt(source: str, column: int) -> tuple[str, str]:
    """Return the part of a line round a column, and the caret below it."""
    first = max(0, column - 1 - _WIDEST // 2) if len(source) > _WIDEST else 0
    shown = source[first : first + _WIDEST]
    before = shown[: column - 1 - first]
    return shown.rstrip(), "".join(map(_blank, before)) + "^"


def _blank(character: str) -> str:
    """Return the blanks that are as wide as a character on a terminal."""
    if character == "\t":
        return "\t"
    if unicodedata.combining(character):
        return ""
    return "  " if unicodedata.east_asian_width(character) in {"W", "F"} else " "
