"""The connectors of a house by name, and how a plain function becomes one.

A function is a service step once it says what it promises:

    @step("seats.hold", capability="lookup", refusals={"no_seat": "the flight is full"}, look_up=find_seat)
    async def hold_seat(call: Call) -> Mapping[str, Value]:
        ...

What it returns is the receipt. `Refused` and `Failed` say that nothing was done, `Later` that it will be; everything
else (another exception, no record, no answer in time) proves nothing, and the outcome is unknown.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict, Unpack

from activities.keeping import UNPUBLISHED
from activities.ports import Call, Connector, Outcome
from domain.case.commands import Accepted, Applied, NotApplied, Unknown
from domain.clock.instant import parse_instant
from domain.errors import ConflictError, MakegoodError, UsageError
from domain.playbook.answers import is_a
from domain.playbook.contract import Capability, Contract, FieldType
from domain.playbook.plan import fact_type
from domain.record import canonical
from domain.values import Value, read_record
from domain.vocabulary import Words


class Refused(Exception):
    """The other side understood and answered no, for a reason that the contract publishes."""

    def __init__(self, reason: str) -> None:
        """Keep the published reason."""
        super().__init__(reason)
        self.reason = reason


class Failed(Exception):
    """It is certain that nothing was done; it may be tried again."""

    def __init__(self, why: str) -> None:
        """Keep why, in words for the record (nothing personal)."""
        super().__init__(why)
        self.why = why


class Later(Exception):
    """The other side took it on and will be done by `expect_by`, an instant with a zone; returned or raised."""

    def __init__(self, reference: str, expect_by: datetime) -> None:
        """Keep the other side's name for it, and when it expects to be done."""
        super().__init__(reference)
        self.reference = reference
        self.expect_by = expect_by


Receipt = Mapping[str, Value]
"""What a function returns when it did what it was asked."""
Function = Callable[[Call], Receipt | Later | Awaitable[Receipt | Later]]
"""A service step: asynchronous on the loop, or synchronous in a thread."""


class Promised(TypedDict, total=False):
    """The rest of a contract: see `Contract`."""

    says: Words
    settles_after_ms: int
    key_lives_ms: int
    timeout_ms: int
    pays: bool
    undoes: bool
    queue: str


@dataclass(frozen=True, slots=True)
class FunctionConnector:
    """A connector made of a function, and of another that can tell what became of a key."""

    contract: Contract
    act: Function
    ask: Function | None = None

    async def perform(self, call: Call) -> Outcome:
        """Call the function."""
        return await self._outcome(self.act, call)

    async def look_up(self, call: Call) -> Outcome:
        """Ask what became of a key: a receipt when it was applied, `Failed` when it certainly was not."""
        if self.ask is None:
            return Unknown(why=f"{self.contract.name} cannot be asked")
        outcome = await self._outcome(self.ask, call)
        return Unknown(why="it is still on its way") if isinstance(outcome, Accepted) else outcome

    async def _outcome(self, function: Function, call: Call) -> Outcome:
        name = self.contract.name
        try:
            return _as_promised(self.contract, _done(name, await _run(function, call)))
        except Refused as no:
            return _refused(self.contract, no.reason)
        except Failed as trouble:
            return NotApplied(why=trouble.why)
        except Later as later:
            return _done(name, later)
        except TimeoutError:
            return Unknown(why=f"{name} did not answer in time")
        except Exception as trouble:  # noqa: BLE001 — whatever a step does, its outcome is only unknown
            return Unknown(why=f"{name} broke off: {type(trouble).__name__}")


async def _run(function: Function, call: Call) -> Receipt | Later:
    """Wait for a function as long as its call may take; one that still waits for a thread then never begins."""
    async with asyncio.timeout(call.timeout_ms / 1_000):
        started = function(call) if inspect.iscoroutinefunction(function) else await asyncio.to_thread(function, call)
        return await started if inspect.isawaitable(started) else started


def _refused(contract: Contract, reason: str) -> NotApplied:
    if reason in contract.refusals:
        return NotApplied(why=reason, refused=True)
    return NotApplied(why=f"{contract.name} {UNPUBLISHED}")


def _as_promised(contract: Contract, outcome: Outcome) -> Outcome:
    """Return an outcome whose receipt is what the contract declares; a wrong receipt proves nothing."""
    if not isinstance(outcome, Applied):
        return outcome
    for part, told in contract.result.items():
        kind = fact_type(told)
        value = outcome.receipt.get(part)
        if value is None and kind.optional:
            continue
        if value is None or not is_a(value, kind):
            return Unknown(why=f"{contract.name} answered what cannot be read: “{part}” is not {kind.type}")
    return outcome


def _done(name: str, answer: object) -> Outcome:
    try:
        if isinstance(answer, Later):
            return Accepted(reference=answer.reference, expect_by=parse_instant(answer.expect_by.isoformat()))
        if not isinstance(answer, Mapping):
            return Unknown(why=f"{name} answered with no record")
        outcome = Applied(receipt=read_record(answer))
        canonical(outcome.receipt)
    except (MakegoodError, ValueError, TypeError, AttributeError, RecursionError):
        return Unknown(why=f"{name} answered what cannot be recorded")
    return outcome


def step(
    name: str,
    *,
    capability: Capability = "neither",
    refusals: Mapping[str, str] | None = None,
    inputs: Mapping[str, FieldType] | None = None,
    result: Mapping[str, FieldType] | None = None,
    look_up: Function | None = None,
    **more: Unpack[Promised],
) -> Callable[[Function], FunctionConnector]:
    """Make a connector of a function.

    Raises:
        UsageError: capability `lookup` without a function that looks up.
    """
    if capability == "lookup" and look_up is None:
        raise UsageError(
            f"{name} promises to be asked, but names no function for it.", remedy="Give look_up=, a function of a call."
        )
    contract = Contract.model_validate({
        "name": name, "capability": capability, "refusals": refusals or {}, "inputs": inputs or {},
        "result": result or {}, **more,
    })  # fmt: skip
    return lambda function: FunctionConnector(contract, function, look_up)


@dataclass(frozen=True, slots=True)
class Registry(Mapping[str, Connector]):
    """The connectors of a house, each name once."""

    _by_name: dict[str, Connector] = field(default_factory=dict)

    def add(self, *connectors: Connector) -> Registry:
        """Take connectors in.

        Raises:
            ConflictError: there is one of that name.
        """
        for connector in connectors:
            name = connector.contract.name
            if name in self._by_name:
                raise ConflictError(f"there are two connectors {name}.", remedy="Give one of them another name.")
            self._by_name[name] = connector
        return self

    @property
    def contracts(self) -> Mapping[str, Contract]:
        """What they promise, for checking playbooks offline."""
        return {name: connector.contract for name, connector in sorted(self._by_name.items())}

    def __getitem__(self, name: str) -> Connector:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)
