"""A job as it travels from the engine to a worker. Workflow code loads this file, so nothing else is loaded by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """A due step that is left to a queue's worker: ids only, and a signature that only our engine can make."""

    case: str
    step: str
    attempt: int
    mode: str
    queue: str
    task_queue: str
    timeout_ms: int
    signature: str = ""


def job_of(data: Mapping[str, object]) -> Job:
    """Read a job as it came from outside; nothing of it is believed before its signature was checked."""
    texts = {name: str(data.get(name, "")) for name in ("case", "step", "mode", "queue", "task_queue", "signature")}
    numbers = {name: int(str(data.get(name, 0))) for name in ("attempt", "timeout_ms")}
    return Job(**texts, **numbers)  # type: ignore[arg-type] # the names are the job's own
