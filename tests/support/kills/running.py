"""A campaign from beginning to end: its seed is printed, its ground is laid, everything happens, and it is judged."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.kills import oracle
from tests.support.kills.campaign import AT_REST_S, Campaign
from tests.support.kills.dump import dump
from tests.support.kills.ground import RATE, laid
from tests.support.kills.plan import Plan

LEAST_SHARE = 0.95
"""A run in which less of its plan was proven to have happened proves nothing, and is rejected."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a campaign came to."""

    campaign: Campaign
    verdict: oracle.Verdict
    at_least: int


async def run(
    folder: Path, plan: Plan, cases: int, at_least: int = 0, *, under_load: int = 0, rate: int = RATE
) -> Ran:  # fmt: skip
    """Run a campaign, and fail where something is wrong; the message names the file that says how everything stood.

    Every point has to be hit `at_least` so many times. `under_load`: nothing goes wrong before so many cases are open.
    `rate`: how much faster than a real one the clock runs; the slower, the more cases are open at the same time.
    """
    print(f"{plan.combination.words}: seed {plan.seed}, {len(plan.faults)} faults over {cases} cases", file=sys.stderr)
    async with laid(folder, plan.combination, cases, rate=rate) as ground:
        campaign = Campaign(ground, plan, under_load=under_load, at_rest_s=AT_REST_S * RATE / rate)
        wrong = list[str]()
        try:
            await campaign.run()
        except BaseException as trouble:
            path = await dump(campaign, [f"the campaign ended: {type(trouble).__name__}: {trouble}"])
            print(f"how everything stood: {path}", file=sys.stderr)
            raise
        verdict = await oracle.judge(ground)
        wrong += verdict.faults(stops=plan.stops)
        wrong += [f"{len(campaign.stuck)} cases are stuck"] if campaign.stuck else []
        wrong += campaign.unexpected
        wrong += [f"runs though it is closed: {case}" for case in campaign.left_running]
        if ground.temporal is not None and not campaign.stuck:
            wrong += [f"Temporal tells otherwise of {case}" for case in await oracle.told_otherwise(ground)]
        wrong += _too_few(campaign, at_least)
        if wrong:
            path = await dump(campaign, wrong)
            raise AssertionError(f"seed {plan.seed}: {'; '.join(wrong)}. How everything stood: {path}")
    return Ran(campaign, verdict, at_least)


def _too_few(campaign: Campaign, at_least: int) -> list[str]:
    """Say why a run is rejected for what did not happen in it."""
    planned, happened = campaign.plan.kinds, campaign.counted
    points = {fault.kind for faults in campaign.plan.by_slot.values() for fault in faults}
    rare = [f"{point} was hit {happened[point]} times" for point in sorted(points) if happened[point] < at_least]
    if happened.total() < LEAST_SHARE * planned.total():
        missed = {kind: f"{happened[kind]} of {number}" for kind, number in planned.items() if happened[kind] < number}
        rare.append(f"only {happened.total()} of {planned.total()} faults happened: {missed}")
    return rare
