"""What keeps a rule from applying: whether it is so, who has to prove it, and what holds until they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.entitlement.answer import Proof
from domain.entitlement.condition import test_of
from domain.entitlement.env import Env, Missing, Test
from domain.entitlement.model import Exclusion
from domain.entitlement.working import needed, tests_of

REASONS: Final[Mapping[Proof, str]] = {
    "proven": "{who} had to prove it, and did",
    "not proven": "{who} had to prove it, and did not",
    "open": "{who} would have to prove it, and whether that was done is not known; until then it is due",
    "not said": "nobody has said so; {who} would have to prove it",
    "barring": "{who} would have to prove it; until that is settled nothing is due",
}
"""What is said of a proof."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an exclusion does to the rules it bars: keeps them (`holds`), does not, or cannot be said yet.

    `unproven`: it is claimed, and does not hold for want of proof. `because` are the conditions that decided.
    """

    holds: bool | Missing
    unproven: bool = False
    because: tuple[str, ...] = ()
    proof: Proof = ""


class ReadyExclusion:
    """An exclusion with its conditions compiled."""

    __slots__ = ("exclusion", "proven", "when")

    def __init__(self, exclusion: Exclusion) -> None:
        """Compile."""
        self.exclusion = exclusion
        self.when: list[tuple[str, Test]] = [(source, test_of(source)) for source in exclusion.when]
        self.proven = tests_of(exclusion.proven) if exclusion.proven else None

    def weigh(self, env: Env) -> Weighed:
        """Say what it does."""
        missing: Missing = frozenset()
        for source, test in self.when:
            found = test(env)
            if found is False:
                return Weighed(holds=False, because=(source,))
            if isinstance(found, frozenset):
                missing |= found
        claimed = missing or True
        if self.proven is None:
            return Weighed(claimed, because=self.exclusion.when)
        return self._proof(claimed, self.proven(env))

    def _proof(self, claimed: bool | Missing, proof: bool | Missing) -> Weighed:  # noqa: FBT001 — what tests give
        """Weigh a claim and its proof by who has to prove it."""
        because, until = (*self.exclusion.when, *self.exclusion.proven), self.exclusion.while_unproven
        if proof is False:
            return Weighed(holds=False, unproven=claimed is True, because=because, proof="not proven")
        if claimed is True and proof is True:
            return Weighed(holds=True, because=because, proof="proven")
        if until == "due":
            said: Proof = "open" if claimed is True else "not said"
            return Weighed(holds=False, unproven=claimed is True, because=because, proof=said)
        if until == "not due" and claimed is True:
            return Weighed(holds=True, because=because, proof="barring")
        return Weighed(needed((claimed, proof)), because=because)


def reason(exclusion: Exclusion, weighed: Weighed) -> str:
    """Say in English what became of an exclusion."""
    if isinstance(weighed.holds, frozenset):
        return f"It needs {', '.join(sorted(weighed.holds))}."
    if weighed.proof:
        told = REASONS[weighed.proof].format(who=exclusion.burden.get("en", "whoever says so"))
        return f"{told[:1].upper()}{told[1:]}."
    if weighed.holds:
        return "It holds."
    return f"“{weighed.because[0]}” does not hold."
