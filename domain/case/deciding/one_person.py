"""Four eyes by identity: when two names are the same hands, whatever accounts they use.

A person under any account is one; a person and whoever stands in for them count as one; and nobody judges what those
asked for to whom they report. In a case it counts how it stood at any time since it was opened (`Actor.since_then`).
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.case.commands import Actor


def same_hands(actor: Actor, name: str) -> str:
    """Say why somebody is too close to a person to judge their work, in words that go on with “who …”; "" if not."""
    if name == actor.person:
        return f"that is {name}"
    if name in actor.same_as:
        return f"that is {name} under another account"
    if name in actor.one_with:
        how = "stood in for the other meanwhile" if name in actor.once_one_with else "stands in for the other"
        return f"one {how}, and so they count as {name}"
    if name in actor.reports_to:
        return f"they reported to {name} meanwhile" if name in actor.once_reported_to else f"they report to {name}"
    return ""


def closest(actor: Actor, names: Iterable[str]) -> tuple[str, str]:
    """Return the first of some persons to whom somebody is too close, and why; ("", "") when there is none."""
    found = ((name, same_hands(actor, name)) for name in sorted(names))
    return next((each for each in found if each[1]), ("", ""))
