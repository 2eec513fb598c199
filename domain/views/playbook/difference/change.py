"""One difference, and what one thing looks like in parts that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Group = Literal[
    "about", "facts", "risk", "promises", "steps", "at any time", "afterwards", "escalation",
]  # fmt: skip
GROUPS: Final[tuple[Group, ...]] = (
    "about", "facts", "risk", "promises", "steps", "at any time", "afterwards", "escalation",
)  # fmt: skip
"""In the order they are told."""
What = Literal["new", "gone", "changed", "moved", "renamed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: of what (`subject`), in which respect (`field`), what it is now and was before; and a sentence.

    `now` and `was` are "" where there is nothing.
    """

    group: Group
    what: What
    subject: str
    said: str
    field: str = ""
    now: str = ""
    was: str = ""

    def as_json(self) -> dict[str, str]:
        """Return it as plain data."""
        return {
            "group": self.group, "what": self.what, "subject": self.subject, "field": self.field, "now": self.now,
            "was": self.was, "said": self.said,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Aspect:
    """One respect: what it is called, how it is shown, and what is compared.

    `source` tells apart what reads alike; `of` is the connector whose terms it is about, compared where it stayed.
    """

    field: str
    shown: str
    raw: str
    source: str = ""
    of: str = ""


def compared(group: Group, subject: str, old: Iterable[Aspect], new: Iterable[Aspect]) -> Iterator[Change]:
    """Yield the differences of a thing that is there before and after."""
    before, after = {each.field: each for each in old}, {each.field: each for each in new}
    for field in dict.fromkeys([*after, *before]):
        was, now = before.get(field), after.get(field)
        of = (now or was or _NOTHING).of
        if of and not (of in kept(before) and of in kept(after)):
            continue
        if was is None or now is None or was.raw != now.raw:
            yield _changed(group, subject, field, was, now)


def kept(aspects: Mapping[str, Aspect]) -> frozenset[str]:
    """Return the connectors whose terms are among these."""
    return frozenset(each.of for each in aspects.values())


def _changed(group: Group, subject: str, field: str, was: Aspect | None, now: Aspect | None) -> Change:
    told = _told(field, was, now)
    shown = [("" if each is None else _shown(each, other)) for each, other in ((now, was), (was, now))]
    return Change(group, "changed", subject, f"{subject}: {told}", field, shown[0], shown[1])


def _told(field: str, was: Aspect | None, now: Aspect | None) -> str:
    if was is None and now is not None:
        return f"{field}, new" if now.shown == YES else f"{field} {now.shown}, new"
    if now is None and was is not None:
        return f"no longer {field}" if was.shown == YES else f"no {field} any more, was {was.shown}"
    return f"{field} {_shown(now, was)}, was {_shown(was, now)}" if now is not None and was is not None else field


def _shown(each: Aspect, other: Aspect | None) -> str:
    """Return how something is shown; where both read alike, as it is written."""
    alike = other is not None and each.shown == other.shown
    return (each.source or each.raw) if alike else each.shown


_NOTHING: Final = Aspect("", "", "")
YES: Final = "yes"
"""How something is shown that is simply so."""
