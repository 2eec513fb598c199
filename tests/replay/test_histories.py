"""What an earlier release began, this one can go on with: every history that is kept is replayed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner

from tests.support.histories import SCENES, Broken, kept, read, replay
from workers.temporal import sandbox
from workflows.recovery_case import RecoveryCase, Run


@pytest.mark.parametrize("path", kept(), ids=lambda path: path.stem)
async def test_a_history_is_replayed(path: Path) -> None:
    """In the sandbox of production and in the strict one."""
    for runner in (sandbox.production(), sandbox.strict()):
        await replay(read(path), RecoveryCase, runner)


def test_every_scene_is_kept() -> None:
    """The histories hold what the workflow can do: jobs, waits, moves, and a journal that is away."""
    for scene in SCENES:
        assert any(scene in path.stem for path in kept()), scene


@workflow.defn(name="RecoveryCase")
class WithATimerMore(RecoveryCase):
    """The workflow with a change that running cases cannot follow."""

    @workflow.init
    def __init__(self, run: Run) -> None:
        """Begin as the real one."""
        super().__init__(run)

    @workflow.run
    async def run(self, run: Run) -> int:
        """Wait a moment first."""
        await workflow.sleep(timedelta(seconds=1))
        return await super().run(run)


async def test_a_change_that_running_cases_cannot_follow_is_refused() -> None:
    """A planted timer breaks every history, and the refusal says what to do."""
    for path in kept():
        with pytest.raises(Broken, match=r"keep the old way for them: if workflow\.patched"):
            await replay(read(path), WithATimerMore, UnsandboxedWorkflowRunner())
