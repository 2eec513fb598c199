"""Handing jobs out: which task queue one goes to, how urgent it is, and the signature that only our engine can make."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, field, replace

from domain.errors import Forbidden
from domain.risk import TIERS
from workflows.job import Job


@dataclass(frozen=True, slots=True)
class Queues:
    """The task queues of a house in Temporal."""

    main: str = "makegood"

    @property
    def critical(self) -> str:
        """Where cases of the most urgent tier are carried, by workers of their own."""
        return f"{self.main}-critical"

    def of_tier(self, tier: str) -> str:
        """Return where a case of a tier is carried."""
        return self.critical if tier == TIERS[-1] else self.main

    def of_jobs(self, queue: str, tier: str) -> str:
        """Return where the workers of a queue wait; "" is the engine's own."""
        return f"{self.main}-queue-{queue}" if queue else self.of_tier(tier)


def priority_of(tier: str) -> int:
    """Return a tier as Temporal sorts it: 1 first."""
    return len(TIERS) - TIERS.index(tier) if tier in TIERS else len(TIERS)


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs jobs, so that whoever may write into Temporal still cannot have our workers act."""

    secret: bytes = field(repr=False)

    def signed(self, job: Job) -> Job:
        """Return the job with its signature."""
        return replace(job, signature=self._mac(job))

    def check(self, job: Job, queue: str) -> None:
        """Refuse a job that our engine did not hand out, or handed to another queue.

        Raises:
            Forbidden: with what does not fit.
        """
        if not hmac.compare_digest(self._mac(job), job.signature):
            raise Forbidden(
                "this job does not bear our engine's signature.",
                where=job.case,
                remedy="Leave it as it was handed out.",
            )  # fmt: skip
        if job.queue != queue:
            raise Forbidden(f"this job is for the queue “{job.queue}”.", where=job.case)

    def _mac(self, job: Job) -> str:
        content = {name: value for name, value in asdict(job).items() if name != "signature"}
        return hmac.new(self.secret, json.dumps(content, sort_keys=True).encode(), hashlib.sha256).hexdigest()
