"""The people of the simulated world: whoever never does a thing keeps nobody else from doing theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from activities.connectors.world.log import WorldLog
from activities.connectors.world.partners import Partners
from activities.connectors.world.people import People
from domain.clock.instant import instant_text

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


class Engine:
    """Answers with what waits, and remembers what it was asked."""

    def __init__(self, waits: list[dict[str, object]]) -> None:
        """Take what waits."""
        self.waits, self.asked = waits, list[str]()

    async def call(self, do: str, **fields: object) -> object:
        """Answer."""
        if do == "waiting":
            return {"now": instant_text(NOW), "waits": self.waits, "staff": {"ana": {"roles": ["clerk"], "skills": {}}}}
        self.asked.append(str(fields["case"]))
        return {}


@pytest.mark.parametrize("left", [timedelta(days=400), timedelta(days=3), timedelta(0), -timedelta(days=30)])
async def test_customers_may_be_silent_for_ever(left: timedelta, tmp_path: Path) -> None:
    """However far ahead, or long ago, the last day of an offer is: nobody looks in vain, and others go on."""
    waits: list[dict[str, object]] = [
        {"case": f"ca_{number}", "kind": kind, "name": "x", "step": "x", "roles": ["clerk"], "purpose": "ask",
         "until": instant_text(NOW + left), "skill": {}, "fields": {}, "choices": ["a", "b"],
         "details": {"up_to": "900 USD"}}
        for kind in ("offer", "follow-up", "event", "turn", "receipts", "task") for number in range(60)
    ]  # fmt: skip
    log, engine = WorldLog(tmp_path / "log"), Engine(waits)
    people = People(1, engine, Partners(1, {}, log, lambda: NOW), log)
    await people._look()
    assert bool(engine.asked) == (left <= timedelta(0))
