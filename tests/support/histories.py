"""Histories of workflows, recorded from a real server and kept: a later release has to be able to go on from them.

`python -m tests.support.histories` records today's, under the names of the scenes, beside those that are there: what
was recorded by an earlier release is never recorded anew, for running cases have such histories.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowRunner

from activities.cases import Cases, Loaded
from activities.journal.memory import MemoryJournal
from activities.rows import RELEASE
from domain.case import commands as c
from domain.case import events as e
from domain.errors import JournalAway
from domain.playbook import plan as p
from tests.support import temporal
from tests.support.house import House
from tests.support.plans import HOUR, contract, do, fourteen_steps, plan
from tests.support.temporal import Carried, carrying, settings_for
from tests.support.waiting import until

FOLDER = Path(__file__).parents[1] / "replay"
TASK = "look#ask0"
ASKED = p.Ask(id="look", role="clerk", words={"en": "Look"}, due=HOUR)
LATER = do("slow", connector=contract("slow", timeout_ms=10_000), undo=None)
WHAT_TO_DO = (
    "The workflow of a case took another way than in a history that was recorded earlier. Cases that run now have such"
    " histories and would stand still. Take the change back, or keep the old way for them: if workflow.patched(NAME)."
)


class Broken(AssertionError):
    """A history cannot be replayed any more."""


async def replay(history: WorkflowHistory, workflow: type, runner: WorkflowRunner) -> None:
    """Replay a history.

    Raises:
        Broken: the workflow takes another way now; with what to do.
    """
    replayed = await Replayer(workflows=[workflow], workflow_runner=runner).replay_workflow(
        history, raise_on_replay_failure=False
    )
    if replayed.replay_failure is not None:
        raise Broken(f"{WHAT_TO_DO}\n{replayed.replay_failure}")


def kept() -> list[Path]:
    """Return the histories that are kept."""
    return sorted(FOLDER.glob("*.json"))


def read(path: Path) -> WorkflowHistory:
    """Read one of them."""
    return WorkflowHistory.from_json(path.stem, path.read_text("utf-8"))


# --- Recording -------------------------------------------------------------------------------------------------------
class Failing(Cases):
    """Cases that cannot be loaded as often as told, for a reason."""

    left: int = 0
    trouble: Exception = JournalAway("the journal is busy.")

    async def existing(self, case: str) -> Loaded:
        """Refuse, or go on."""
        if self.left:
            self.left -= 1
            raise self.trouble
        return await super().existing(case)


async def one_turn(carried: Carried) -> str:
    """Let a case run through in one turn."""
    return (await carried.house.open("1")).case


async def a_person(carried: Carried) -> str:
    """Have a person answer in between."""
    case = (await carried.house.open("1")).case
    await until(lambda: _asks(carried, case))
    await _answer(carried, case)
    return case


async def moved(carried: Carried) -> str:
    """Have a case become critical while it waits."""
    house, case = carried.house, (await carried.house.open("1")).case
    await until(lambda: _asks(carried, case))
    loaded = await house.cases.existing(case)
    worse = e.RiskReassessed(at=house.clock.now(), tier="critical", was="routine", why="it grew", assessor="ana")
    if loaded.book is not None:
        await house.cases.append(loaded, (worse,), book=loaded.book, now=worse.at, command="worse")
    carried.driver.nudge(case)
    await asyncio.sleep(3)
    await _answer(carried, case)
    return case


def _failing(trouble: Exception, times: int) -> Callable[[Carried], Awaitable[str]]:
    async def scene(carried: Carried) -> str:
        case = (await carried.house.open("1")).case
        await carried.closed(case, 60)
        return case

    def prepare(carried: Carried) -> Awaitable[str]:
        house = carried.house
        failing = Failing(house.journal, house.library)
        failing.left, failing.trouble = times, trouble
        house.taker.cases = failing
        carried.driver.activities.turns.leaves_newer = True
        return scene(carried)

    return prepare


async def _asks(carried: Carried, case: str) -> bool:
    return TASK in (await carried.house.case(case)).tasks


async def _answer(carried: Carried, case: str) -> None:
    house, somebody = carried.house, c.Actor(person="ana", roles=("clerk",))
    command = c.CompleteTask(now=house.clock.now(), actor=somebody, task=TASK, answer={})
    await house.desk.submit(case, command, command_id="done")


Scene = tuple[Sequence[p.AnyStep], Callable[[Carried], Awaitable[str]]]
SCENES: dict[str, Scene] = {
    "one-turn": (fourteen_steps().steps, one_turn),
    "a-person-answers": ((do("hold"), ASKED, do("refund")), a_person),
    "a-job-of-the-engine": ((do("hold"), LATER), one_turn),
    "becomes-critical": ((do("hold"), ASKED), moved),
    "the-journal-was-away": (fourteen_steps().steps, _failing(JournalAway("the journal is busy."), 2)),
    "a-turn-failed": (fourteen_steps().steps, _failing(ZeroDivisionError("a fault"), 2)),
}


async def record(address: str, folder: Path) -> None:
    """Record every scene that is not kept yet from this release."""
    for name, (steps, scene) in SCENES.items():
        target = FOLDER / f"{RELEASE}-{name}.json"
        if target.exists():
            continue
        house = await House(MemoryJournal(), plan(*steps)).start()
        async with carrying(house, settings_for(address, folder)) as carried:
            case = await scene(carried)
            await carried.closed(case, 60)
            runs = [run async for run in carried.client.list_workflows(f"WorkflowId = '{case}'")]
            for number, run in enumerate(sorted(runs, key=lambda run: run.start_time)):
                handle = carried.client.get_workflow_handle(case, run_id=run.run_id)
                text = scrubbed((await handle.fetch_history()).to_json())
                ending = "" if len(runs) == 1 else f"-{number + 1}"
                target.with_stem(target.stem + ending).write_text(text, "utf-8")


_MACHINE = r"\d+@[\w.-]+|\b\d{1,3}(?:\.\d{1,3}){3}\b"
"""How a process is called by the SDK, and addresses."""


def scrubbed(text: str) -> str:
    """Return a history without what names the machine it was recorded on."""
    history = json.loads(text)

    def scrub(part: object) -> object:
        if isinstance(part, dict):
            return {k: "recorder" if k in {"identity", "binaryChecksum"} else scrub(v) for k, v in part.items()}
        if isinstance(part, list):
            return [scrub(one) for one in part]
        return re.sub(_MACHINE, "recorder", part) if isinstance(part, str) else part

    return json.dumps(scrub(history), indent=1) + "\n"


async def _main() -> None:
    server = temporal.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            await record(server.address, Path(folder))
    finally:
        server.end()
    print("\n".join(path.name for path in kept()), file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(_main())
