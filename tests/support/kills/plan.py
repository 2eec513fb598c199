"""What is to go wrong in a campaign, drawn from a seed: the same seed, the same plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.support.kills.fuse import DOOR_POINTS, ENGINE_POINTS, QUEUE_POINTS, TEMPORAL_POINTS

Engine = Literal["embedded", "temporal"]
Journal = Literal["sqlite", "postgres"]
KILL, PAUSE, CUT_BEFORE, CUT_AFTER = "killed at random", "stopped and woken", "cut before", "cut after COMMIT"
POSTGRES_CRASH, POSTGRES_RESTART = "PostgreSQL crashes", "PostgreSQL restarts"
TEMPORAL_KILL, TEMPORAL_LOST = "Temporal killed", "Temporal's database deleted"
TERMINATE, USURP = "workflows terminated", "overtaken while stopped"
TIMES = 2
"""A point is met the first or the second time it is reached,"""
RARE = ("undo-answered",)
"""or always the first time."""


@dataclass(frozen=True, slots=True)
class Combination:
    """Who carries the cases, and where the journal lies."""

    engine: Engine
    journal: Journal

    @property
    def words(self) -> str:
        """How it is called."""
        return f"{self.engine} + {'SQLite' if self.journal == 'sqlite' else 'PostgreSQL'}"

    @property
    def slots(self) -> Mapping[str, str]:
        """Our processes by name, each with its role."""
        slots = {"engine": "engine", "queue": "queue"}
        if self.journal == "postgres":
            slots["office"] = "office"
            if self.engine == "temporal":
                slots["engine2"] = "engine"
        return slots

    def points(self) -> Mapping[str, tuple[str, ...]]:
        """Where the processes of each role can die."""
        doors = DOOR_POINTS if self.journal == "sqlite" else ()
        temporal = TEMPORAL_POINTS if self.engine == "temporal" else ()
        return {
            "engine": (*ENGINE_POINTS, *doors, *temporal), "queue": QUEUE_POINTS,
            "office": DOOR_POINTS if self.journal == "postgres" else (),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is to go wrong: to a process (`slot`), or to a server or a line."""

    number: int
    kind: str
    slot: str = ""
    times: int = 1
    ms: int = 0
    """How long a process is stopped; or how long it lives before it can die at its point, or before weather comes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to go wrong: by the process that dies at a point, and what comes over everybody like weather."""

    seed: int
    combination: Combination
    by_slot: Mapping[str, tuple[Fault, ...]]
    weather: tuple[Fault, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All of them, by number."""
        all_ = [fault for faults in self.by_slot.values() for fault in faults]
        return tuple(sorted([*all_, *self.weather], key=lambda fault: fault.number))

    @property
    def kinds(self) -> Counter[str]:
        """How many of each kind."""
        return Counter(fault.kind for fault in self.faults)

    @property
    def stops(self) -> bool:
        """Whether processes are stopped for longer than requests take: only a receiver's key helps against that."""
        return bool(set(self.kinds) & {PAUSE, USURP})


def draw(
    seed: int, combination: Combination, each: int, weather: Mapping[str, int], *, rare: int = 0, lasts_s: int = 0
) -> Plan:
    """Draw a plan: every point `each` times, and so much weather of each kind, spread over some time.

    `rare`: how often points that few cases reach, if not as often as the others.

    How fast cases come goes by the faults, so that a plan that lasts longer has fewer of them open at once.
    """
    chance, count = Random(seed), 0
    slots = combination.slots
    by_slot: dict[str, list[Fault]] = {name: [] for name in slots}
    for role, points in combination.points().items():
        names = [name for name, its in slots.items() if its == role]
        wanted = [point for point in points for _ in range(rare if rare and point in RARE else each)]
        chance.shuffle(wanted)
        for place, point in enumerate(wanted):
            slot = names[place % len(names)]
            times = 1 if point in RARE else 1 + chance.randrange(TIMES)
            pause = lasts_s * 1_000 * len(names) // len(wanted)
            by_slot[slot].append(Fault(count, point, slot, times, pause and chance.randrange(2 * pause)))
            count += 1
    over_all = [kind for kind, number in weather.items() for _ in range(number)]
    chance.shuffle(over_all)
    found, between = [], lasts_s * 1_000 // max(1, len(over_all))
    for kind in over_all:
        slot = chance.choice(sorted(slots)) if kind in {KILL, PAUSE} else ""
        found.append(Fault(count, kind, slot, ms=chance.randrange(500, 1_000 + 2 * between)))
        count += 1
    return Plan(seed, combination, {name: tuple(faults) for name, faults in by_slot.items()}, tuple(found))
