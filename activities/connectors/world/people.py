"""Staff and customers of the simulated world: they look through the engine's door for what waits for them, and act.

They know nothing that real people would not be shown, and are refused like anybody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypedDict

from activities.connectors.world import chances
from activities.connectors.world.log import WorldLog
from activities.connectors.world.partners import Confirmation, Partners
from activities.connectors.world.virtual import missing_of
from domain.clock.instant import instant_text, parse_instant
from domain.errors import MakegoodError, Unavailable
from domain.money import parse_money
from domain.values import to_json
from domain.vocabulary import CUSTOMER

_NEVER = datetime.max.replace(tzinfo=UTC)
LOOK_EVERY_S = 0.15
"""How often (real seconds) people look for something to do."""


class Engine(Protocol):
    """What people reach: the engine's door."""

    async def call(self, do: str, **fields: object) -> object:
        """Ask one thing."""
        ...


class Wait(TypedDict):
    """One thing that waits for somebody, as the door tells it."""

    case: str
    kind: str
    name: str
    step: str
    roles: list[str]
    until: str
    purpose: str
    skill: dict[str, int]
    fields: dict[str, tuple[str, list[str]]]
    choices: list[str]
    details: dict[str, object]


class Member(TypedDict):
    """Somebody of the house."""

    roles: list[str]
    skills: dict[str, int]


class Seen(TypedDict):
    """What people see when they look."""

    now: str
    waits: list[Wait]
    staff: dict[str, Member]


@dataclass(slots=True)
class People:
    """Acts out what chance draws: choices, silence, work done in time or late. With `stay` they outlive the engine."""

    seed: int
    engine: Engine
    partners: Partners
    log: WorldLog
    stay: bool = False
    _planned: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    _late: list[Confirmation] = field(default_factory=list)

    def confirm(self, late: Confirmation) -> None:
        """Remember a late answer; it goes out when its time has come."""
        self._late.append(late)

    async def live(self) -> None:
        """Look and act until the engine is gone."""
        while True:
            try:
                await self._look()
            except Unavailable:
                if not self.stay:
                    return
            await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self) -> None:
        seen: Seen = await self.engine.call("waiting")  # type: ignore[assignment] # the door's own format
        now = parse_instant(seen["now"])
        due = [one for one in self._late if one.at <= now]
        self._late = [one for one in self._late if one.at > now]
        acts = [self._confirm(late) for late in due]
        acts += [self._act(wait, seen["staff"], now) for wait in seen["waits"] if self._is_time(wait, now)]
        await asyncio.gather(*acts)

    def _is_time(self, wait: Wait, now: datetime) -> bool:
        """Plan when something is done, once; say whether that time has come."""
        name = (wait["case"], wait["kind"], wait["name"])
        if name not in self._planned:
            share = self._share(wait)
            self._planned[name] = _NEVER if share is None else now + (parse_instant(wait["until"]) - now) * share
        return self._planned[name] <= now

    def _share(self, wait: Wait) -> float | None:
        """Draw after which share of the time there is something is done; None: it never is."""
        case, name = wait["case"], wait["name"]
        if wait["kind"] == "task":
            drawn = chances.pace(self.seed, case, name)
            self._note(wait, drawn.mishap)
            return drawn.share
        if wait["kind"] == "offer":
            answer = chances.reply(self.seed, case, name, wait["choices"])
            self._note(wait, answer.mishap)
            return answer.after if answer.choice else None
        if wait["kind"] == "receipts":
            sent = _receipts(self.seed, wait)
            return sent[0].after if sent else None
        if wait["kind"] == "follow-up":
            content = chances.contentment(self.seed, case, wait["step"])
            self._note(wait, "" if content is not None else "silent customer")
            return 0.3 if content is not None else None
        drawn_at = chances.turn if wait["kind"] == "turn" else chances.comes
        return drawn_at(self.seed, case, name)

    def _note(self, wait: Wait, mishap: chances.Mishap) -> None:
        if mishap:
            self.log.write(at=instant_text(self.partners.now()), case=wait["case"], what=wait["name"], mishap=mishap)

    async def _confirm(self, late: Confirmation) -> None:
        outcome = {"kind": "applied", "receipt": dict(late.receipt)}
        await self._ask("outcome", key=late.key, attempt=late.attempt, outcome=outcome)

    async def _act(self, wait: Wait, staff: Mapping[str, Member], now: datetime) -> None:
        self._planned[wait["case"], wait["kind"], wait["name"]] = now + timedelta(hours=6)  # if it comes to nothing
        case = wait["case"]
        match wait["kind"]:
            case "offer":
                choice = chances.reply(self.seed, case, wait["name"], wait["choices"]).choice
                command = {"do": "decline"} if choice == "declined" else {"do": "choose", "choice": choice}
                await self._ask("command", case=case, command={**command, "step": wait["step"]})
            case "follow-up":
                answer = chances.contentment(self.seed, case, wait["step"]) or {}
                command = {"do": "answer-follow-up", "answer": {k: to_json(v) for k, v in answer.items()}}  # type: ignore[dict-item] # values of a command are any JSON
                await self._ask("command", case=case, command=command)
            case "receipts":
                for sent in _receipts(self.seed, wait):
                    told = {"amount": str(sent.amount), "what": sent.of, "number": sent.number}
                    await self._ask("receipt", case=case, step=wait["step"], text="a receipt", **told)
                self._planned[wait["case"], wait["kind"], wait["name"]] = now + timedelta(days=10_000)
            case "event":
                await self._ask("command", case=case, command={"do": "send-signal", "event": wait["name"]})
            case "turn":
                self._planned[wait["case"], wait["kind"], wait["name"]] = now + timedelta(days=10_000)
                facts = chances.filled(self.seed, case, f"turn {wait['name']}", wait["fields"])
                await self._ask("change", case=case, facts=facts, why="more is known", **{"as": min(staff)})
            case _:
                await self._do_task(wait, staff)

    async def _do_task(self, wait: Wait, staff: Mapping[str, Member]) -> None:
        """Have somebody with the role and the skill do it; who is refused leaves it to the next.

        Heads who were called because it was late leave it to those whose work it is: they may have to decide later.
        """
        fields = self._answer(wait)
        able = [name for name, member in sorted(staff.items()) if _can(member, wait)]
        if CUSTOMER in wait["roles"]:
            able = sorted(staff)
        chances.draw(self.seed, "who", wait["case"], wait["name"]).shuffle(able)
        able.sort(key=lambda name: _called_at(staff[name], wait))
        for person in able:
            if wait["purpose"] == "review" and "referral" in missing_of(wait["details"]):
                command: dict[str, object] = {"do": "refer", "to": chances.ANSWERS, "accepted": "R-1", "why": "theirs"}
                await self._ask("command", case=wait["case"], command=command, **{"as": person})
            if await self._ask("answer", case=wait["case"], task=wait["name"], fields=fields, **{"as": person}):
                if wait["purpose"] == "promise":
                    await self._say_sorry(wait["case"], person)
                return

    async def _say_sorry(self, case: str, person: str) -> None:
        """Have whoever answers for a broken promise tell the customer so."""
        words = "We are sorry: we had promised to be faster. This is how things stand."
        await self._ask("contact", case=case, direction="out", channel="phone", text=words, **{"as": person})

    def _answer(self, wait: Wait) -> Mapping[str, str]:
        case, name = wait["case"], wait["name"]
        if wait["fields"] and wait["purpose"] in {"ask", "second", "settle", "facts"}:
            return chances.filled(self.seed, case, name, wait["fields"])
        connector, key = str(wait["details"].get("connector", "")), str(wait["details"].get("key", ""))
        found = self.partners.was_applied(connector, key)
        receipt = {part: value for part, value in (found or {}).items() if isinstance(value, str)}
        decided = chances.decision(
            self.seed,
            case,
            name,
            wait["purpose"],
            applied=found is not None,
            missing=missing_of(wait["details"]),
            owed="floor" in wait["details"],
            causes=wait["fields"].get("cause", ("text", []))[1],
            details=wait["details"],
            kinds=wait["fields"].get("kind", ("text", []))[1],
        )
        return {**receipt, **decided} if wait["purpose"] == "establish" else decided

    async def _ask(self, do: str, **fields: object) -> bool:
        try:
            await self.engine.call(do, **fields)
        except Unavailable:
            raise
        except MakegoodError as refused:
            self.log.write(
                refused=refused.what, do=do, **{n: str(v) for n, v in fields.items() if n in {"case", "task"}}
            )
            return False
        return True


def _receipts(seed: int, wait: Wait) -> list[chances.Sent]:
    up_to = parse_money(str(wait["details"]["up_to"]))
    return chances.receipts(seed, wait["case"], wait["name"], up_to, wait["choices"])


def _can(member: Member, wait: Wait) -> bool:
    skilled = all(member["skills"].get(skill, 0) >= level for skill, level in wait["skill"].items())
    return skilled and bool(set(member["roles"]) & set(wait["roles"]))


def _called_at(member: Member, wait: Wait) -> int:
    """Return the place of the first role in which somebody was asked; behind all of them for none."""
    return next((place for place, role in enumerate(wait["roles"]) if role in member["roles"]), len(wait["roles"]))
