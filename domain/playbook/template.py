"""What a template of a message may hold: text, `{{ name }}`, and `{% if name %}…{% else %}…{% endif %}`. Nothing else.

It is rendered elsewhere, by a library; whatever is legal here, that library reads in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from domain.expression.errors import guess
from domain.playbook.findings import quoted

NAMES: Final = (
    "house", "customer", "case", "title", "failure", "choices", "reply_by", "otherwise", "chosen", "promises", "story",
    "remedies", "question", "promise", "was_due", "new_due", "why", "finding", "route",
    "referral", "refusal", "ending", "hoped", "not_given", "receipts", "refused",
    "came_back", "next",
)  # fmt: skip
"""What a template may mention; `failure.x` is a fact, everything else a text that is ready to be read."""
LONGEST: Final = 20_000
"""Characters of a template, and of what it may become."""
DEEPEST: Final = 20
"""How many `if` may stand inside each other."""

_WAYS: Final = "Use {{ name }} and {% if name %}…{% endif %}."
_OPENS: Final = re.compile(r"\{\{|\{%|\{#")
_WORDS: Final = ("if", "elif", "else", "endif")
_CLOSES: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_NAME: Final = re.compile(r"([A-Za-z_]\w*)(?:\s*\.\s*([A-Za-z_]\w*))?", re.ASCII)
_IF: Final = re.compile(r"(if|elif)\b\s*((?:not\s+)*)", re.ASCII)
_FACT: Final = re.compile(r"[a-z][a-z0-9_]*")


class Flaw(NamedTuple):
    """Something that is wrong: at which character, what, and what to do."""

    offset: int
    what: str
    remedy: str


@dataclass(slots=True)
class Template:
    """A template that was read: what is wrong with it, and the facts it names, each with its character."""

    flaws: list[Flaw] = field(default_factory=list)
    facts: list[tuple[int, str]] = field(default_factory=list)
    is_unsure: bool = False
    """Whether an end may have been meant by what cannot be read."""
    is_foreign: bool = False
    """Whether it does what templates elsewhere do (a loop, say), so that the rest of it means nothing here."""


class _Part(NamedTuple):
    """One pair of marks with what stands between them, blanks left aside, and where that begins."""

    opens: str
    at: int
    inside: str
    begins: int


def read_template(source: str) -> Template:
    """Read a template; nothing here raises."""
    found = Template()
    if len(source) > LONGEST:
        found.flaws.append(Flaw(0, f"A template has at most {LONGEST:,} characters.", "Shorten it."))
        return found
    open_ifs: list[tuple[int, bool]] = []
    for part in _parts(source, found):
        if part.opens == "{{":
            _name(part, part.inside, part.begins, found)
        elif part.opens == "{%":
            _statement(part, open_ifs, found)
            if found.is_foreign:
                break
    for at, _ in () if found.is_unsure else open_ifs:
        found.flaws.append(Flaw(at, "This “if” has no end.", "Write {% endif %} where it ends."))
    return found


def _parts(source: str, found: Template) -> Iterator[_Part]:
    """Yield the parts between marks; one that is not closed ends the reading."""
    at = 0
    while (opening := _OPENS.search(source, at)) is not None:
        mark, begin = opening[0], opening.start()
        line_end = source.find("\n", begin) if mark != "{#" else -1
        end = source.find(_CLOSES[mark], begin + 2, line_end if line_end >= 0 else len(source))
        if end < 0:
            where = " in this line" if line_end >= 0 else ""
            what = f"“{mark}” opens here, and no “{_CLOSES[mark]}” closes it{where}."
            found.flaws.append(Flaw(begin, what, f"Write {_CLOSES[mark]} behind it."))
            found.is_unsure = True
            return
        inner = source[begin + 2 : end].removeprefix("-").removesuffix("-")
        begins = begin + 2 + source[begin + 2 : end].startswith("-") + len(inner) - len(inner.lstrip())
        yield _Part(mark, begin, inner.strip(), begins)
        at = end + 2


def _statement(part: _Part, open_ifs: list[tuple[int, bool]], found: Template) -> None:
    """Read what stands between {% and %}; `open_ifs` are the ifs round it, and whether their `else` was there."""
    word = part.inside.split(maxsplit=1)[0] if part.inside else ""
    branch = _IF.match(part.inside)
    if branch is not None:
        if branch[1] == "if":
            open_ifs.append((part.at, False))
            if len(open_ifs) > DEEPEST:
                found.flaws.append(Flaw(part.at, f"More than {DEEPEST} “if” stand inside each other.", "Use fewer."))
        else:
            _needs_if(part, open_ifs, found)
        _name(part, part.inside[branch.end() :], part.begins + branch.end(), found)
    elif part.inside == "endif":
        if _needs_if(part, open_ifs, found):
            open_ifs.pop()
    elif part.inside == "else":
        if _needs_if(part, open_ifs, found):
            open_ifs[-1] = (open_ifs[-1][0], True)
    else:
        what = f"A template knows no {quoted(word)}." if word else "Nothing stands between these marks."
        found.flaws.append(Flaw(part.begins if word else part.at, what, guess(word, _WORDS) or _WAYS))
        found.is_unsure, found.is_foreign = True, bool(word) and not guess(word, _WORDS)


def _needs_if(part: _Part, open_ifs: list[tuple[int, bool]], found: Template) -> bool:
    """Note an `else` or an end that belongs to no `if`, or comes behind its `else`."""
    word = part.inside.split(maxsplit=1)[0]
    if not open_ifs:
        found.flaws.append(Flaw(part.begins, f"No “if” stands before this “{word}”.", "Write {% if name %} before it."))
        return False
    if open_ifs[-1][1] and word != "endif":
        found.flaws.append(Flaw(part.begins, f"This “{word}” comes behind an “else”.", "An if has one else, the last."))
        return False
    return True


def _name(part: _Part, text: str, begins: int, found: Template) -> None:
    """Read the one name that stands between marks."""
    name = _NAME.fullmatch(text)
    if not text:
        found.flaws.append(Flaw(part.at, "A name is missing here.", _WAYS))
    elif name is None:
        found.flaws.append(Flaw(begins, f"A template names one thing here; {quoted(text)} is more.", _WAYS))
    elif name[1] == "failure":
        if name[2] is None:
            remedy = "Name one of its facts: {{ failure.delay }}."
            found.flaws.append(Flaw(begins, "failure is not a text.", remedy))
        elif not _FACT.fullmatch(name[2]):
            found.flaws.append(Flaw(begins, f"{quoted(name[2])} is no name of a fact.", "Use a-z, 0-9 and _."))
        else:
            found.facts.append((begins, name[2]))
    elif name[2] is not None:
        found.flaws.append(
            Flaw(begins, f"{quoted(name[1])} is a text and has no parts.", f"Write {{{{ {name[1]} }}}}.")
        )
    elif name[1] not in NAMES:
        listed = f"There are: {', '.join(NAMES)}; a fact is written {{{{ failure.{name[1]} }}}}."
        remedy = guess(name[1], NAMES) or listed
        found.flaws.append(Flaw(begins, f"There is no placeholder {quoted(name[1])}.", remedy))
