"""Performing an effect: personal parts are taken from the vault, the connector is called, the outcome is total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from activities.ports import Call, Connector, Outcome, VaultRow
from activities.signals import count_outcome, spanning
from domain.case.commands import NotApplied, Unknown
from domain.case.state import Case
from domain.case.survey import Work
from domain.errors import Unavailable
from domain.values import Value


class Performed(NamedTuple):
    """An outcome, and the personal texts that belong into the vault with it."""

    outcome: Outcome
    vault: tuple[VaultRow, ...] = ()


class Performer(Protocol):
    """Does what a piece of work asks for. What it cannot tell is Unknown; it raises only where the journal is away."""

    async def perform(self, case: Case, work: Work) -> Performed:
        """Send the request, or look the key up."""
        ...


class Unsealer(Protocol):
    """Puts personal data in the place of vault references."""

    async def unseal(self, request: Mapping[str, Value]) -> Mapping[str, Value]:
        """Return the request with names, addresses and private texts."""
        ...


@dataclass(frozen=True, slots=True)
class Connectors:
    """The performer of service steps: by the connector of that name."""

    by_name: Mapping[str, Connector]
    unsealer: Unsealer | None = None

    async def perform(self, case: Case, work: Work) -> Performed:
        """Call the connector; where it is unknown, or what is personal cannot be read, nothing was sent: not applied.

        Raises:
            Unavailable: the journal is away; whoever takes the turn waits for it.
        """
        connector = self.by_name.get(work.contract.name)
        if connector is None:
            return Performed(NotApplied(why=f"no connector {work.contract.name} is configured here"))
        try:
            request = work.request if self.unsealer is None else await self.unsealer.unseal(work.request)
        except Unavailable:
            raise
        except Exception as trouble:  # noqa: BLE001 — a damaged text must not take the turn with it
            return Performed(NotApplied(why=f"what is personal in it cannot be read: {type(trouble).__name__}"))
        call = Call(
            case.id, work.step, work.effect, work.contract.name, work.key, work.attempt, request, work.timeout_ms
        )
        name = work.contract.name
        with spanning("effect", case.id, connector=name) as span:
            try:
                act = connector.look_up if work.mode == "look-up" else connector.perform
                outcome = await act(call)
            except Exception as trouble:  # noqa: BLE001 — a connector's own fault must not take the turn with it
                outcome = Unknown(why=f"the connector failed: {type(trouble).__name__}")
            span.set_attribute("recovery.outcome", outcome.kind)
            count_outcome(name, outcome.kind)
        return Performed(outcome)
