"""The deeds of an example while it is played: which are left, and what the engine refused."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from domain.case.commands import Command
from domain.errors import MakegoodError
from domain.examples.document import Deed, DeedKind
from domain.ids import escape

_COUNTED: frozenset[DeedKind] = frozenset({"refuse", "fail", "unknown"})
"""How often these happen is the point of them; a large number of `late` only means for good."""


@dataclass(slots=True)
class Script:
    """Hands out deeds in their order, each as often as it says; `given` are the commands that came of them."""

    deeds: Sequence[Deed]
    left: dict[int, int] = field(default_factory=dict)
    given: list[tuple[Deed, Command]] = field(default_factory=list)
    refused: list[tuple[Deed, MakegoodError]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Count how often each deed is still to be done."""
        self.left = {number: deed.times for number, deed in enumerate(self.deeds)}

    def take(self, kinds: Collection[str], targets: Collection[str], rounds: Collection[str] = ()) -> Deed | None:
        """Return the next deed of some kinds about one of some things, if one is left."""
        for number, deed in enumerate(self.deeds):
            fits = deed.do in kinds and deed.target in targets and (not deed.round or escape(deed.round) in rounds)
            if fits and self.left[number]:
                self.left[number] -= 1
                return deed
        return None

    def has(self, kind: DeedKind, target: str) -> bool:
        """Say whether the example has a deed about something at all, done or not."""
        return any(deed.do == kind and deed.target == target for deed in self.deeds)

    def says(self, deed: Deed, command: Command) -> Command:
        """Note that a command comes of a deed."""
        self.given.append((deed, command))
        return command

    def refuse(self, command: Command, trouble: MakegoodError) -> None:
        """Hear that the engine refused a command; those that come of no deed were overtaken by events."""
        deed = next((deed for deed, given in self.given if given is command), None)
        if deed is not None:
            self.refused.append((deed, trouble))

    def not_done(self) -> list[Deed]:
        """Return the deeds that never had their chance."""
        return [deed for number, deed in enumerate(self.deeds) if self.left[number] == deed.times]

    def too_few(self) -> list[tuple[Deed, int]]:
        """Return the mishaps that came less often than the example says, and how often they came."""
        came = [(deed, deed.times - self.left[number]) for number, deed in enumerate(self.deeds)]
        return [(deed, often) for deed, often in came if deed.do in _COUNTED and 0 < often < deed.times]
