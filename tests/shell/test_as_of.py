"""A case as of an instant is what somebody saw then: late outcomes, corrections, and what came after closing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from activities.journal.file import create
from activities.journal.sqlite import SqliteJournal
from activities.operation import Operation
from domain.case import commands as c
from domain.clock.instant import instant_text
from domain.money import Money
from domain.playbook import plan as p
from makegood.cli.app import run
from tests.support.desks import ask, desk_plan, refund
from tests.support.house import House, Told, virtual_clock
from tests.support.plans import HOUR, do, usd

OPERATOR = c.Actor(person="os:ops", roles=("operator", "owner", "head"), account="os:ops")
COVER = p.Cover(
    id="meals", remedy="expenses", words={"en": "meals"}, up_to=p.Given(value=usd(90000)), within=HOUR * 24, most=5,
    authority=p.Authority(auto_up_to=(usd(90000),), above=(p.Rung(role="head"),), within=HOUR),
)  # fmt: skip
PLAN = desk_plan(
    do("slow", undo=None), COVER, p.Together(id="all", branches={"a": (ask(skill={}),), "b": (refund(),)}),
    promises={"resolve": p.PromiseOf(kept_by="resolved", within=HOUR * 9, words={"en": "put it right"})},
)  # fmt: skip
LATE = c.Accepted(reference="r-1", expect_by=virtual_clock().now() + timedelta(hours=1))


@dataclass
class Seen:
    """What was shown, and when."""

    at: list[datetime] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


class Looking:
    """Plays a case and looks at it after every act, as somebody would who sat beside."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Open a case whose first effect is answered later."""
        self.path, self.capsys, self.seen, self.case = path, capsys, Seen(), ""
        self.clock = virtual_clock()
        self.number = 0
        create(path)

    async def play(self, chance: Random, acts: int) -> None:
        """Do so many things by chance, and look after each."""
        house = await House(SqliteJournal(self.path), PLAN, Told({"slow": LATE}), clock=self.clock).start()
        self.case = (await house.open("one", {"note": "n", "size": 1})).case
        await house.engine.until_quiet()
        self.look()
        for _ in range(acts):
            self.clock.at += timedelta(milliseconds=chance.choice((1, 900, 1_000, 3_600_000, 7_200_000)))
            await self._act(house, chance)
            await house.engine.until_quiet()
            self.look()
        await house.journal.close()

    async def _act(self, house: House, chance: Random) -> None:
        now, self.number = self.clock.now(), self.number + 1
        state = await house.case(self.case)
        effect = state.effects["slow"]
        late = c.ReportOutcome(now=now, step="slow", attempt=effect.attempt, key=effect.key,
                               outcome=c.Applied(receipt={"ok": True}))  # fmt: skip
        commands: Sequence[c.Command] = (
            late,
            c.ChangeFailure(now=now, actor=OPERATOR, facts={"size": self.number}, why="it was counted wrongly"),
            c.SubmitReceipt(
                now=now, actor=OPERATOR, step="meals", amount=Money("USD", 100 * self.number), number=f"{self.number}"
            ),
            c.HoldCase(now=now, actor=OPERATOR, why="look"),
            c.FreeCase(now=now, actor=OPERATOR, why="looked"),
            c.ApproveRemedy(now=now, actor=OPERATOR, entry="refund"),
            c.CancelCase(now=now, actor=OPERATOR, why="a false alarm"),
            c.ReopenCase(now=now, actor=OPERATOR, why="not so false"),
        )
        if chance.randrange(8) == 0:
            await Operation(house.journal, self.clock).park(self.case, "Boom: it failed")
            return
        if await Operation(house.journal, self.clock).free(self.case, OPERATOR, "mended"):
            return
        with_trouble = chance.choice(commands)
        try:
            await house.desk.submit(self.case, with_trouble, command_id=f"c{self.number}")
        except Exception as refusal:  # noqa: BLE001 — what does not fit is refused, and changes nothing
            assert "case" in str(refusal)

    def look(self) -> None:
        """Remember what is shown now."""
        self.seen.at.append(self.clock.now())
        self.seen.shown.append("".join(self.shown(words) for words in self.ways()))

    def ways(self) -> list[list[str]]:
        """Return the commands that show a case."""
        return [["case", "show", self.case], ["case", "explain", self.case], ["case", "events", self.case],
                ["case", "explain", self.case, "--grounds"]]  # fmt: skip

    def shown(self, words: list[str], at: str = "") -> str:
        """Return what a command prints, without the line that says as of when."""
        self.capsys.readouterr()
        more = ["--at", at] if at else []
        answers: list[int] = []
        import threading  # noqa: PLC0415 — commands bring their own loop

        thread = threading.Thread(
            target=lambda: answers.append(run([*words, "--journal", f"sqlite:///{self.path}", *more]))
        )
        thread.start()
        thread.join()
        assert answers == [0]
        lines = self.capsys.readouterr().out.splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("as of "))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_rebuilt_is_what_was_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int) -> None:
    """Whatever happened since, every look that somebody took can be taken again."""
    looking = Looking(tmp_path / "makegood.db", capsys)
    asyncio.run(looking.play(Random(seed), 12))
    for at, shown in zip(looking.seen.at, looking.seen.shown, strict=True):
        again = "".join(looking.shown(words, instant_text(at)) for words in looking.ways())
        assert again == shown, at
    assert looking.shown(["audit", "verify"])
